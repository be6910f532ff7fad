"""What readers of offers are told: true by a second, plain reading, and never in builders' words.

What is published is frozen. To its readers a competency is in it or not in it; nothing is still
to come.
"""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.domain.comparison.comparison import Comparison, Offer, compare_offers
from pathways.domain.comparison.conclusions import conclude
from pathways.domain.comparison.measures import list_measures
from pathways.domain.comparison.region import paint
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import Mapping, Module, PathwayContent, judge
from pathways.domain.pathway.offer import headline_of, strip_of, summarise
from pathways.domain.pathway.proportion import tell_proportion
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.reasons import line_reasons
from pathways.domain.rule.standards import BUILT_IN, FRAMEWORK_MINIMUM, Standard
from tests import plain_proportion as plain
from tests.domain.samples import WM
from tests.domain.test_proportion_again import (
    EACH_EDITION,
    EDITIONS,
    all_codes,
    courses,
    numbers_in,
)

BUILDERS = re.compile(r"\byet\b|\bstill to come\b|\bso far\b|\bremain", re.IGNORECASE)
EXAMPLES = settings(max_examples=30, deadline=None)


def offers_of(contents: list[PathwayContent]) -> list[Offer]:
    return [Offer(str(at), f"Course {at}", "Provider", one) for at, one in enumerate(contents)]


def sentences(edition: Edition, content: PathwayContent, standard: Standard) -> Iterator[str]:
    """Give every sentence that the pages of readers make of one offer."""
    measured = measure(edition, content)
    yield tell_proportion(measured.proportion)
    yield from measured.asks
    yield from (item.text for item in measured.cautions)
    lines = summarise(edition, content).lines
    yield headline_of(
        edition, content.target_level, lines, standard, entry_level=content.entry_level
    )
    yield from (cell.words for cell in strip_of(edition, content.target_level, lines, standard))
    for line in judge(edition, content, standard).lines:
        yield from line_reasons(edition, line, is_frozen=True)


def compared_sentences(comparison: Comparison) -> Iterator[str]:
    """Give every sentence that a comparison makes."""
    yield from conclude(comparison)
    for row in list_measures(comparison.offers):
        for cell in row.cells:
            yield cell.words
            yield from (item.text for item in cell.cautions)


@EACH_EDITION
@given(data=st.data())
@EXAMPLES
def test_no_reader_is_told_that_something_is_still_to_come(name: str, data: st.DataObject) -> None:
    edition = EDITIONS[name]
    contents = [data.draw(courses(edition)) for _ in range(data.draw(st.integers(1, 3)))]
    standard = data.draw(st.sampled_from(BUILT_IN))
    level = data.draw(st.sampled_from([None, *edition.by_level]))
    told = [text for one in contents for text in sentences(edition, one, standard)]
    told += compared_sentences(compare_offers(edition, offers_of(contents), level, standard))
    for text in told:
        assert not BUILDERS.search(text), text
        assert "  " not in text, text
        assert not re.search(r"\b1 (competencies|are|have)\b", text), text


def test_nor_of_a_region() -> None:
    for backed in ((), [1] * 9):
        for level in paint(WM, 12, [0, 1, 2] * 9, {}, backed).levels:
            assert not BUILDERS.search(level.sentence)


@EACH_EDITION
@given(data=st.data())
@EXAMPLES
def test_what_is_said_of_one_offer_is_what_a_second_reading_counts(
    name: str, data: st.DataObject
) -> None:
    edition = EDITIONS[name]
    content = data.draw(courses(edition))
    codes = all_codes(edition)
    here = plain.judged(codes, content.target_level)
    modules = plain.read_modules(content.to_plain(), codes)
    counts = {least: len(plain.claimed(modules, least) & here) for least in "IDA"}
    noted = len(plain.noted(modules) & here)
    crowded = [plain.is_crowded(modules, one) for one in modules]
    told = tell_proportion(measure(edition, content).proportion)
    if not counts["I"]:
        assert told.startswith("No competency")
        return
    assert numbers_in(told)[0] == counts["I"]
    assert ("no module has more" in told) == (
        not any(crowded) and all(one.minutes for one in modules)
    )
    assert ("than there is time for" in told) == (
        any(crowded) or all(one.minutes for one in modules)
    )
    tail = told.rsplit(". ", 1)[1]
    parts = {
        "assessed": counts["A"],
        "developed": counts["D"] - counts["A"],
        "introduced": counts["I"] - counts["D"],
    }
    for word, count in parts.items():
        assert (f"{count} {word}" in tail) == (count > 0), told
    if counts["I"] == 2 and noted != 1:
        assert tail.startswith("Both have a note" if noted else "Neither has a note")
    elif counts["I"] > 1:
        lead = numbers_in(tail.split(";")[0])
        assert lead == (
            [noted] if noted == counts["I"] else [noted, counts["I"]] if noted else [counts["I"]]
        )
    else:
        assert tail.startswith(f"It has {'a' if noted else 'no'} note")


def meets(lines: dict[str, set[str]], codes: set[str]) -> bool:
    """Whether the framework minimum is met: one of each line."""
    return all(members & codes for members in lines.values())


FEATURES = [item.code for item in WM.competencies if item.code.startswith("L4-SP-")]
THEMES = [f"L3-{theme.code}-K01" for theme in WM.themes]


def specialist(codes: list[str], entry: int | None = None, note: str = "Slide {}, why") -> str:
    """Return what lists say of a course at level 4 that develops these codes."""
    mappings = tuple(
        Mapping(code, Treatment.DEVELOPED, note.format(at)) for at, code in enumerate(codes)
    )
    module = Module("m", "Practice", minutes=600, mappings=mappings)
    content = PathwayContent(WM.code, "Course", 4, entry_level=entry, modules=(module,))
    lines = summarise(WM, content).lines
    return headline_of(WM, 4, lines, FRAMEWORK_MINIMUM, entry_level=entry)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (
            specialist(FEATURES, 3),
            "17 of 17 specialist features at Trauma Specialist, all backed; "
            "themes met by the entry requirement, Trauma Responsive (Framework minimum)",
        ),
        (
            specialist([*FEATURES[:2], *THEMES], 3, ""),
            "Claims 2 of 17 specialist features at Trauma Specialist, none backed; "
            "themes met by the entry requirement, Trauma Responsive (Framework minimum)",
        ),
        (
            specialist(FEATURES, 2),
            "0 of 6 themes and 17 of 17 specialist features at Trauma Specialist, all backed "
            "(Framework minimum)",
        ),
        (
            specialist([*FEATURES[:2], *THEMES]),
            "6 of 6 themes and 2 of 17 specialist features at Trauma Specialist, "
            "8 of 419 competencies, all backed (Framework minimum)",
        ),
        (
            specialist(THEMES, None, "The same"),
            "Claims 6 of 6 themes and 0 of 17 specialist features at Trauma Specialist, "
            "6 of 419 competencies, none backed (Framework minimum)",
        ),
        (
            specialist([], 3),
            "0 of 17 specialist features at Trauma Specialist; "
            "themes met by the entry requirement, Trauma Responsive (Framework minimum)",
        ),
        (
            specialist([]),
            "0 of 6 themes and 0 of 17 specialist features at Trauma Specialist (Framework "
            "minimum)",
        ),
    ],
)
def test_of_the_last_level_features_are_said_and_who_brings_the_themes(
    told: str, wanted: str
) -> None:
    assert told == wanted


@EACH_EDITION
@given(data=st.data())
@EXAMPLES
def test_no_claim_is_praised_that_a_second_reading_does_not_back(
    name: str, data: st.DataObject
) -> None:
    edition = EDITIONS[name]
    level = data.draw(st.sampled_from([1, 2]))
    contents = [data.draw(courses(edition)) for _ in range(3)]
    codes = all_codes(edition)
    lines = plain.lines_of(codes, level)
    here = plain.judged(codes, level)
    comparison = compare_offers(edition, offers_of(contents), level, FRAMEWORK_MINIMUM)
    told = conclude(comparison)
    claims, backing = {}, {}
    for letter, content in zip("ABC", contents, strict=True):
        modules = plain.read_modules(content.to_plain(), codes)
        claims[letter] = plain.claimed(modules, "I") & here
        backing[letter] = plain.backed(modules, "I") & here
    met = [letter for letter in "ABC" if meets(lines, backing[letter])]
    claiming = [letter for letter in "ABC" if meets(lines, claims[letter]) and letter not in met]
    assert told[0].startswith("No single offer") == (not met)
    for letter in claiming:
        counts = f"{len(backing[letter])} of {len(claims[letter])}"
        assert counts in " ".join(told[:2]), told
    if len(met) == 1:
        assert told[0].startswith(f"Only {met[0]} ")
        left = len(here) - len(backing[met[0]])
        assert told[-2].startswith(f"{met[0]} leaves ")
        assert numbers_in(told[-2])[:1] == ([left] if left else [])
    everything = set().union(*claims.values())
    behind = set().union(*backing.values())
    assert told[-1].startswith(
        "Together they claim" if behind < everything else "Together they reach"
    )
    numbers = numbers_in(told[-1])
    assert numbers[:2] == [len(everything), len(here)]
    if behind < everything and behind:
        assert numbers[2] == len(behind)
    if not met and any("together do" in text and "do not" not in text for text in told):
        assert meets(lines, behind)


@pytest.mark.parametrize("name", EDITIONS)
def test_an_offer_that_is_met_by_claims_alone_is_told_so_alone(name: str) -> None:
    edition = EDITIONS[name]
    for content in (PathwayContent(edition.code, "Nothing", 1),):
        (first, second) = conclude(compare_offers(edition, offers_of([content])))
        assert first.startswith("A does not ")
        assert second.startswith("0 of ")
