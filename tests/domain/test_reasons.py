"""Reasons in words, what to suggest next, and standards explained."""

import pytest

from pathways.domain.rule.coverage import LineReport, ModuleReach, check_coverage
from pathways.domain.rule.reasons import explain_standard, line_reasons, mending, reason
from pathways.domain.rule.standards import (
    ASSESSED,
    BALANCED,
    BUILT_IN,
    FRAMEWORK_MINIMUM,
    FULL,
    HALF,
    Standard,
)
from pathways.domain.words import competencies, duration, number_word, plural, together
from tests.domain.samples import SMALL, WM, codes_of, reach

STRICT = Standard(
    "strict",
    "Strict",
    "",
    has_strands=True,
    has_assessed=True,
    share=100,
    required=frozenset({"L2-AA-K02", "L2-AA-S01"}),
)


def line_of(
    key: str, taught: str, standard: Standard, *, target: int = 2, entry: int | None = None
) -> LineReport:
    """The report of one line where these codes are introduced."""
    module = reach(SMALL, taught)
    return check_coverage(SMALL, target, [module], standard, entry).line(key)


def test_each_demand_says_what_is_there_and_what_is_missing() -> None:
    line = line_of("AA", "L2-AA-K01", STRICT)
    assert line_reasons(SMALL, line) == (
        "1 of 3 reached, none of them in skills. One competency in skills is still to come.",
        "1 of 3 reached, 3 asked for. Two competencies are still to come.",
        "1 of 3 reached, none of them assessed. At least one needs to be assessed.",
        "0 of 2 required competencies reached. Still to come: L2-AA-K02, L2-AA-S01.",
    )


def test_a_share_one_competency_short_is_said_in_the_singular() -> None:
    assert line_reasons(SMALL, line_of("AA", "L2-AA-K01", HALF)) == (
        "1 of 3 reached, 2 asked for. One competency is still to come.",
    )


def test_a_single_required_competency_is_named() -> None:
    standard = Standard("one", "One", "", required=frozenset({"L2-AA-K02"}))
    assert line_reasons(SMALL, line_of("AA", "L2-AA-K01", standard)) == (
        "The required competency L2-AA-K02 is still to come.",
    )


def test_each_demand_of_an_empty_line_can_be_said_by_itself() -> None:
    line = line_of("AA", "", STRICT)
    assert [reason(SMALL, line, unmet) for unmet in line.unmet] == [
        "Nothing reaches Apples yet. One competency is still to come.",
        "0 of 3 reached. One competency in knowledge is still to come.",
        "0 of 3 reached. One competency in skills is still to come.",
        "0 of 3 reached, 3 asked for. Three competencies are still to come.",
        "0 of 3 reached. At least one needs to be assessed.",
        "0 of 2 required competencies reached. Still to come: L2-AA-K02, L2-AA-S01.",
    ]


@pytest.mark.parametrize(
    ("standard", "words"),
    [
        (FRAMEWORK_MINIMUM, "One competency would bring it in."),
        (
            BALANCED,
            "Two competencies would bring it in: one in knowledge and one in skills.",
        ),
        (
            ASSESSED,
            "Two competencies would bring it in: one in knowledge and one in skills, "
            "at least one of them assessed.",
        ),
        (HALF, "Two competencies would bring it in."),
        (FULL, "Three competencies would bring it in."),
        (
            Standard("a", "A", "", has_assessed=True),
            "One assessed competency would bring it in.",
        ),
        (
            Standard("a", "A", "", has_assessed=True, share=60),
            "Two competencies would bring it in, at least one of them assessed.",
        ),
        (
            Standard("a", "A", "", has_strands=True, share=100),
            "Three competencies would bring it in: at least one in knowledge and one in skills.",
        ),
    ],
)
def test_one_sentence_says_what_an_empty_line_needs(standard: Standard, words: str) -> None:
    assert line_reasons(SMALL, line_of("AA", "", standard)) == (
        f"Nothing reaches Apples yet. {words}",
    )


def test_an_empty_line_counts_required_competencies_and_still_names_them() -> None:
    one = Standard("a", "A", "", has_strands=True, required=frozenset({"L2-AA-K01"}))
    assert line_reasons(SMALL, line_of("AA", "", one)) == (
        "Nothing reaches Apples yet. "
        "Two competencies would bring it in: one in knowledge and one in skills.",
        "The required competency L2-AA-K01 is still to come.",
    )
    two = Standard("b", "B", "", has_strands=True, required=frozenset({"L2-AA-K01", "L2-AA-K02"}))
    assert line_reasons(SMALL, line_of("AA", "", two))[0] == (
        "Nothing reaches Apples yet. "
        "Three competencies would bring it in: at least one in knowledge and one in skills."
    )


def test_readers_of_a_version_are_told_what_is_not_in_it() -> None:
    line = line_of("AA", "L2-AA-K01", STRICT)
    assert line_reasons(SMALL, line, is_frozen=True) == (
        "1 of 3 reached, none of them in skills. One competency in skills is asked for.",
        "1 of 3 reached, 3 asked for: two too few.",
        "1 of 3 reached, none of them assessed. At least one is asked to be assessed.",
        "0 of 2 required competencies reached. Not in it: L2-AA-K02, L2-AA-S01.",
    )
    one = Standard("one", "One", "", required=frozenset({"L2-AA-K02"}))
    line = line_of("AA", "L2-AA-K01", one)
    assert line_reasons(SMALL, line, is_frozen=True) == (
        "The required competency L2-AA-K02 is not in it.",
    )
    line = line_of("AA", "", FRAMEWORK_MINIMUM)
    assert line_reasons(SMALL, line, is_frozen=True) == (
        "Nothing of Apples is in it. One competency is asked for.",
    )
    assert reason(SMALL, line, line.unmet[0], is_frozen=True) == (
        "Nothing of Apples is in it. One competency is asked for."
    )
    line = line_of("AA", "", ASSESSED)
    assert line_reasons(SMALL, line, is_frozen=True) == (
        "Nothing of Apples is in it. Two competencies are asked for: "
        "one in knowledge and one in skills, at least one of them assessed.",
    )


@pytest.mark.parametrize("standard", [*BUILT_IN, STRICT])
@pytest.mark.parametrize("taught", ["", "L2-AA-K01", "L2-AA-K01 L2-AA-K02 L2-AA-S01"])
def test_no_reader_of_a_version_is_told_to_wait(standard: Standard, taught: str) -> None:
    line = line_of("AA", taught, standard)
    each = [reason(SMALL, line, unmet, is_frozen=True) for unmet in line.unmet]
    said = " ".join([*line_reasons(SMALL, line, is_frozen=True), *each]).lower()
    assert not {"yet", "still", "would"} & set(said.replace(".", " ").split())


@pytest.mark.parametrize("standard", [*BUILT_IN, STRICT])
@pytest.mark.parametrize("key", ["AA", "BB"])
def test_the_number_that_would_bring_an_empty_line_in_is_enough_and_not_one_too_many(
    standard: Standard, key: str
) -> None:
    line = line_of(key, "", standard)
    number = line_reasons(SMALL, line)[0].split(" yet. ")[1].split()[0].lower()
    members = [item.mask for item in SMALL.members(line.line.mask)]
    sizes = [
        choice.bit_count()
        for choice in (sum(m for i, m in enumerate(members) if pick >> i & 1) for pick in range(8))
        if check_coverage(SMALL, 2, [reach_all(choice)], standard).line(key).is_met
    ]
    assert number == number_word(min(sizes))


def reach_all(mask: int) -> ModuleReach:
    """Every competency of a bit set, assessed."""
    return reach(SMALL, assessed=" ".join(codes_of(SMALL, mask)))


def test_a_met_line_says_so() -> None:
    assert line_reasons(SMALL, line_of("AA", "L2-AA-K01", FRAMEWORK_MINIMUM)) == (
        "Everything that the standard asks is here.",
    )


def test_a_line_met_by_entry_says_how() -> None:
    assert line_reasons(SMALL, line_of("AA", "", BALANCED, target=3, entry=2)) == (
        "Met by the entry requirement.",
    )


def test_a_line_that_entry_does_not_meet_whole_says_what_is_required() -> None:
    standard = Standard("one", "One", "", required=frozenset({"L2-AA-K02"}))
    assert line_reasons(SMALL, line_of("AA", "", standard, target=3, entry=2)) == (
        "The required competency L2-AA-K02 is still to come.",
    )


def test_specialist_features_are_named_where_nothing_reaches_them() -> None:
    assert line_reasons(SMALL, line_of("SP", "", HALF, target=3)) == (
        "Nothing reaches Specialist features yet. Two competencies would bring it in.",
    )


@pytest.mark.parametrize(
    ("taught", "standard", "suggested"),
    [
        ("", FRAMEWORK_MINIMUM, "L2-AA-K01 L2-AA-K02 L2-AA-S01"),
        ("L2-AA-K01", FRAMEWORK_MINIMUM, ""),
        ("L2-AA-K01", BALANCED, "L2-AA-S01"),
        ("", BALANCED, "L2-AA-K01 L2-AA-K02 L2-AA-S01"),
        ("L2-AA-K01 L2-AA-S01", ASSESSED, "L2-AA-K01 L2-AA-S01"),
        ("L2-AA-K01", ASSESSED, "L2-AA-S01"),
        ("L2-AA-K01", FULL, "L2-AA-K02 L2-AA-S01"),
        ("", Standard("a", "A", "", has_assessed=True), "L2-AA-K01 L2-AA-K02 L2-AA-S01"),
        (
            "L2-AA-K01",
            Standard("a", "A", "", has_assessed=True, share=50),
            "L2-AA-K02 L2-AA-S01",
        ),
        ("L2-AA-K01", STRICT, "L2-AA-K02 L2-AA-S01"),
        ("L2-AA-S01", STRICT, "L2-AA-K02"),
    ],
)
def test_the_most_telling_demand_says_what_to_suggest(
    taught: str, standard: Standard, suggested: str
) -> None:
    assert codes_of(SMALL, mending(line_of("AA", taught, standard))) == suggested.split()


ENTRY = "Themes are met where learners must have Trauma Responsive on entry."
ENTRY_AT_4 = (
    "At Trauma Specialist, themes are met where learners must have Trauma Responsive on entry."
)


@pytest.mark.parametrize(
    ("standard", "sentences"),
    [
        (FRAMEWORK_MINIMUM, ["At least one competency in each theme."]),
        (
            ASSESSED,
            [
                "At least one competency in each theme.",
                "Both knowledge and skills in each theme.",
                "At least one competency assessed in each theme.",
            ],
        ),
        (HALF, ["At least 50% of the competencies in each theme."]),
        (FULL, ["Every competency in each theme."]),
    ],
)
def test_a_standard_is_explained_for_a_level_with_themes(
    standard: Standard, sentences: list[str]
) -> None:
    assert list(explain_standard(WM, standard, 2)) == sentences


@pytest.mark.parametrize(
    ("standard", "sentences"),
    [
        (
            FRAMEWORK_MINIMUM,
            ["At least one competency in each theme and in Specialist features.", ENTRY],
        ),
        (
            ASSESSED,
            [
                "At least one competency in each theme and in Specialist features.",
                "Specialist features: at least one competency assessed.",
                "Both knowledge and skills in each theme.",
                ENTRY,
            ],
        ),
        (
            HALF,
            [
                "At least one competency in each theme and in Specialist features.",
                "Specialist features: at least 50% of the competencies.",
                ENTRY,
            ],
        ),
        (
            FULL,
            [
                "Every competency in each theme and in Specialist features.",
                "What learners must have on entry does not take its place.",
            ],
        ),
    ],
)
def test_a_standard_is_explained_for_level_4(standard: Standard, sentences: list[str]) -> None:
    assert list(explain_standard(WM, standard, 4)) == sentences


@pytest.mark.parametrize(
    ("standard", "sentences"),
    [
        (
            BALANCED,
            [
                "At least one competency in each theme.",
                "Both knowledge and skills in each theme.",
                ENTRY_AT_4,
            ],
        ),
        (
            HALF,
            [
                "At least 50% of the competencies in each theme.",
                "At Trauma Specialist, shares and assessment are asked of Specialist features "
                "only; each theme asks one competency.",
                ENTRY_AT_4,
            ],
        ),
        (
            ASSESSED,
            [
                "At least one competency in each theme.",
                "Both knowledge and skills in each theme.",
                "At least one competency assessed in each theme.",
                "At Trauma Specialist, shares and assessment are asked of Specialist features "
                "only; each theme asks both strands.",
                ENTRY_AT_4,
            ],
        ),
        (
            FULL,
            [
                "Every competency in each theme.",
                "At Trauma Specialist, this holds for the levels below as well, "
                "whatever learners must have on entry.",
            ],
        ),
    ],
)
def test_a_standard_is_explained_for_every_level(standard: Standard, sentences: list[str]) -> None:
    assert list(explain_standard(WM, standard)) == sentences


def test_the_shares_and_required_competencies_of_a_commissioner_are_explained() -> None:
    standard = Standard(
        "own",
        "Own",
        "",
        share=40,
        shares=(("LA", 0), ("KA", 100), ("SP", 30), ("XX", 10)),
        required=frozenset({"L2-WB-K02", "L2-LE-K01", "L9-ZZ-K99"}),
    )
    assert explain_standard(WM, standard)[:5] == (
        "At least 40% of the competencies in each theme.",
        "Language: at least one competency.",
        "Knowledge and Awareness: every competency.",
        "Specialist features: at least 30% of the competencies.",
        "These competencies, at target levels that look at them: L2-LE-K01, L2-WB-K02.",
    )
    assert explain_standard(WM, standard, 2) == (
        "At least 40% of the competencies in each theme.",
        "Language: at least one competency.",
        "Knowledge and Awareness: every competency.",
        "These competencies: L2-LE-K01, L2-WB-K02.",
    )
    assert explain_standard(WM, standard, 1)[-1] == "Knowledge and Awareness: every competency."
    assert explain_standard(WM, standard, 4) == (
        "At least one competency in each theme and in Specialist features.",
        "Specialist features: at least 30% of the competencies.",
        "These competencies: L2-LE-K01, L2-WB-K02.",
        ENTRY.removesuffix(".") + ", apart from competencies required by name.",
    )


def test_counts_and_minutes_are_said_as_people_say_them() -> None:
    assert plural(1, "module") == "1 module"
    assert plural(3, "module") == "3 modules"
    assert plural(2, "person", "people") == "2 people"
    assert competencies(1) == "one competency"
    assert competencies(0) == "no competencies"
    assert competencies(12) == "12 competencies"
    assert [duration(minutes) for minutes in (0, 40, 60, 120, 570)] == [
        "0 min",
        "40 min",
        "1 h",
        "2 h",
        "9 h 30 min",
    ]
    lengths = [(), (0, 0), (60, 90), (60, 0, 90)]
    assert [*map(together, lengths)] == ["", "", "2 h 30 min", "at least 2 h 30 min"]
