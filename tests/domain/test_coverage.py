"""The coverage rules, one by one: lines, statuses, standards, verdict, progression."""

import pytest

from pathways.domain.framework.edition import Edition, build_edition
from pathways.domain.rule.coverage import (
    CoverageReport,
    ModuleReach,
    check_coverage,
)
from pathways.domain.rule.demands import DemandKind, list_demands
from pathways.domain.rule.standards import (
    ASSESSED,
    BALANCED,
    BUILT_IN,
    FRAMEWORK_MINIMUM,
    FULL,
    HALF,
    Standard,
    find_standard,
)
from pathways.domain.words import number_word
from tests.domain.samples import SMALL, SMALL_FACTS, WM, codes_of, reach, small_rows

FEATURES = "L3-SP-01 L3-SP-02 L3-SP-03"
"""The flat list of the small edition, whose level 3 stands where the published one has 4."""


def check(
    target: int,
    introduced: str = "",
    assessed: str = "",
    *,
    standard: Standard = FRAMEWORK_MINIMUM,
    entry: int | None = None,
    edition: Edition = SMALL,
) -> CoverageReport:
    """Judge one module that treats these codes."""
    module = reach(edition, introduced, assessed=assessed)
    return check_coverage(edition, target, [module], standard, entry)


def kinds(report: CoverageReport, key: str) -> list[DemandKind]:
    """What a line still asks."""
    return [unmet.demand.kind for unmet in report.line(key).unmet]


def asked(report: CoverageReport, key: str) -> list[tuple[DemandKind, int, int, int, str | None]]:
    """What a line still asks: kind, how many are there, of how many, what would mend it, strand."""
    return [
        (unmet.demand.kind, unmet.have, unmet.demand.count, unmet.mending, unmet.demand.strand)
        for unmet in report.line(key).unmet
    ]


def custom(**asked: object) -> Standard:
    """A commissioner's standard."""
    return Standard("custom", "Our own", "", **asked)  # type: ignore[arg-type]


# --- What a line reports


def test_competencies_at_the_target_level_count_and_others_do_not() -> None:
    report = check(2, "L1-AA-K01 L2-AA-K01 L2-BB-S01 L3-SP-01")
    assert [(line.line.key, line.reached, line.total) for line in report.lines] == [
        ("AA", 1, 3),
        ("BB", 1, 3),
    ]
    assert (report.reached, report.total) == (2, 6)


def test_a_line_counts_what_is_reached_in_each_strand() -> None:
    line = check(2, "L2-AA-K01 L2-AA-K02 L2-AA-S01").line("AA")
    assert [(item.strand, item.reached, item.total) for item in line.strands] == [
        ("K", 2, 2),
        ("S", 1, 1),
    ]


def test_a_competency_counts_once_by_its_highest_treatment_in_any_module() -> None:
    modules = [
        reach(SMALL, "L2-AA-K01 L2-AA-K02 L2-AA-S01"),
        reach(SMALL, "L2-AA-K01", developed="L2-AA-K02", assessed="L2-AA-S01"),
        reach(SMALL, developed="L2-AA-S01"),
    ]
    line = check_coverage(SMALL, 2, modules).line("AA")
    assert (line.introduced, line.developed, line.assessed) == (1, 1, 1)
    assert line.reached == 3
    assert codes_of(SMALL, line.assessed_mask) == ["L2-AA-S01"]


def test_minutes_of_a_line_are_those_of_every_module_that_reaches_it() -> None:
    modules = [
        reach(SMALL, "L2-AA-K01 L2-BB-K01", minutes=90),
        reach(SMALL, "L2-AA-K01", minutes=45),
        reach(SMALL, "L1-AA-K01", minutes=500),
    ]
    report = check_coverage(SMALL, 2, modules)
    assert report.line("AA").minutes == 135
    assert report.line("BB").minutes == 90


def test_a_line_knows_what_is_reached_and_what_is_open() -> None:
    line = check(2, "L2-AA-K02 L1-AA-K01").line("AA")
    assert codes_of(SMALL, line.reached_mask) == ["L2-AA-K02"]
    assert codes_of(SMALL, line.open_mask) == ["L2-AA-K01", "L2-AA-S01"]


def test_a_theme_of_a_level_4_pathway_is_shown_split_by_level() -> None:
    report = check(4, "L1-KA-K01 L1-KA-K02 L3-KA-S01", edition=WM)
    line = report.line("KA")
    assert [(item.level, item.reached, item.total) for item in line.levels] == [
        (1, 2, 24),
        (2, 0, 27),
        (3, 1, 23),
    ]
    assert (line.reached, line.total) == (3, 74)


def test_a_line_that_is_not_judged_is_an_error() -> None:
    with pytest.raises(KeyError):
        check(2).line("SP")


def test_a_target_level_that_the_edition_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        check(9)


# --- Status in words


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ("", "none"),
        ("L1-AA-K01", "none"),
        ("L2-AA-K01", "knowledge only"),
        ("L2-AA-K01 L2-AA-K02", "knowledge only"),
        ("L2-AA-S01", "skills only"),
        ("L2-AA-K01 L2-AA-S01", "both strands"),
        ("L2-AA-K01 L2-AA-K02 L2-AA-S01", "all"),
    ],
)
def test_the_status_of_a_theme_is_said_in_words(codes: str, status: str) -> None:
    assert check(2, codes).line("AA").status == status


@pytest.mark.parametrize(
    ("codes", "status"), [("", "none"), ("L3-SP-02", "some"), (FEATURES, "all")]
)
def test_the_status_of_specialist_features_is_none_some_or_all(codes: str, status: str) -> None:
    assert check(3, codes).line("SP").status == status


def test_a_line_with_one_strand_is_never_called_both_strands() -> None:
    edition = build_edition(SMALL_FACTS, small_rows(("L1-AA-K01", "L1-AA-K02")))
    assert check(1, "L1-AA-K01", edition=edition).line("AA").status == "some"


# --- Framework minimum


@pytest.mark.parametrize("level", [1, 2, 3])
def test_framework_minimum_asks_one_competency_in_each_theme(level: int) -> None:
    one_each = [line.mask & -line.mask for line in WM.lines(level)]
    whole = sum(one_each)
    assert check_coverage(WM, level, [ModuleReach(60, whole)]).is_met
    for mask, line in zip(one_each, WM.lines(level), strict=True):
        report = check_coverage(WM, level, [ModuleReach(60, whole & ~mask)])
        assert not report.is_met
        assert [item.line.key for item in report.lines if not item.is_met] == [line.key]
        assert kinds(report, line.key) == [DemandKind.SOME]


def test_framework_minimum_asks_one_specialist_feature_and_one_of_each_theme_at_level_4() -> None:
    codes = "L4-SP-01 L1-KA-K01 L2-LA-S01 L3-SE-K01 L1-LE-S01 L2-CH-K01 L3-WB-S01"
    assert check(4, codes, edition=WM).is_met
    for code in codes.split():
        report = check(4, codes.replace(code, ""), edition=WM)
        assert [line.line.key for line in report.lines if not line.is_met] == [code.split("-")[1]]


def test_a_pathway_with_no_module_asks_for_everything_that_its_standard_asks() -> None:
    for standard in BUILT_IN:
        report = check_coverage(WM, 2, [], standard)
        assert not report.is_met
        assert not any(line.is_met for line in report.lines)
        assert {line.status for line in report.lines} == {"none"}


# --- Balanced


def test_balanced_asks_every_strand_that_the_line_has() -> None:
    report = check(2, "L2-AA-K01 L2-AA-K02 L2-BB-S01", standard=BALANCED)
    assert asked(report, "AA") == [(DemandKind.STRAND, 0, 1, SMALL.mask(["L2-AA-S01"]), "S")]
    assert asked(report, "BB") == [(DemandKind.STRAND, 0, 1, SMALL.mask(["L2-BB-K01"]), "K")]
    assert check(2, "L2-AA-K01 L2-AA-S01 L2-BB-K01 L2-BB-S02", standard=BALANCED).is_met


def test_balanced_asks_of_an_empty_line_one_competency_and_each_strand() -> None:
    report = check(2, standard=BALANCED)
    assert kinds(report, "AA") == [DemandKind.SOME, DemandKind.STRAND, DemandKind.STRAND]
    assert [item[4] for item in asked(report, "AA")] == [None, "K", "S"]


def test_balanced_asks_no_strand_that_a_line_does_not_have() -> None:
    edition = build_edition(SMALL_FACTS, small_rows(("L1-AA-K01", "L1-AA-K02")))
    assert check(1, "L1-AA-K01", edition=edition, standard=BALANCED).is_met


def test_balanced_at_level_4_asks_both_strands_of_themes_and_one_specialist_feature() -> None:
    report = check(3, "L3-SP-01 L1-AA-K01 L2-AA-K01 L1-BB-K01 L2-BB-S01", standard=BALANCED)
    assert kinds(report, "SP") == []
    assert kinds(report, "AA") == [DemandKind.STRAND]
    assert kinds(report, "BB") == []


# --- Assessed


def test_assessed_asks_both_strands_and_something_assessed_in_each_line() -> None:
    taught = "L2-AA-K01 L2-AA-S01 L2-BB-K01"
    report = check(2, taught, assessed="L2-BB-S01", standard=ASSESSED)
    assert kinds(report, "BB") == []
    assert asked(report, "AA") == [
        (DemandKind.ASSESSED, 0, 1, SMALL.mask(["L2-AA-K01", "L2-AA-S01"]), None)
    ]
    one_strand = check(2, assessed="L2-AA-K01", standard=ASSESSED)
    assert kinds(one_strand, "AA") == [DemandKind.STRAND]


def test_a_competency_developed_is_not_assessed() -> None:
    module = reach(SMALL, developed="L2-AA-K01 L2-AA-S01")
    report = check_coverage(SMALL, 2, [module], ASSESSED)
    assert kinds(report, "AA") == [DemandKind.ASSESSED]


def test_what_is_assessed_at_another_level_does_not_make_a_line_assessed() -> None:
    report = check(2, "L2-AA-K01 L2-AA-S01", assessed="L1-AA-K01 L2-BB-K01", standard=ASSESSED)
    assert kinds(report, "AA") == [DemandKind.ASSESSED]


def test_an_empty_line_is_mended_by_assessing_any_of_its_competencies() -> None:
    report = check(2, standard=ASSESSED)
    (mending,) = (item[3] for item in asked(report, "BB") if item[0] is DemandKind.ASSESSED)
    assert mending == report.line("BB").line.mask


def test_assessed_at_level_4_asks_assessment_of_specialist_features_alone() -> None:
    themes = "L1-AA-K01 L1-AA-S01 L1-BB-K01 L1-BB-S01"
    report = check(3, f"L3-SP-01 {themes}", standard=ASSESSED)
    assert kinds(report, "SP") == [DemandKind.ASSESSED]
    assert kinds(report, "AA") == kinds(report, "BB") == []
    assert check(3, themes, assessed="L3-SP-01", standard=ASSESSED).is_met
    one_strand = check(3, "L1-AA-K01", assessed="L3-SP-01", standard=ASSESSED)
    assert kinds(one_strand, "AA") == [DemandKind.STRAND]


# --- Half and Full


def test_half_asks_half_of_each_line_in_whole_numbers() -> None:
    report = check(2, "L2-AA-K01 L2-BB-K01 L2-BB-S01", standard=HALF)
    assert asked(report, "AA") == [
        (DemandKind.SHARE, 1, 2, SMALL.mask(["L2-AA-K02", "L2-AA-S01"]), None)
    ]
    assert report.line("BB").is_met


def test_half_of_an_even_line_is_exactly_half() -> None:
    assert check(1, "L1-AA-K01 L1-AA-K02 L1-BB-K01", standard=HALF).is_met


def test_half_asks_a_share_only() -> None:
    assert check(2, "L2-AA-K01 L2-AA-K02 L2-BB-S01 L2-BB-S02", standard=HALF).is_met


def test_half_at_level_4_asks_half_of_specialist_features_and_one_competency_of_each_theme() -> (
    None
):
    themes = "L1-AA-K01 L1-BB-S01"
    assert check(3, f"L3-SP-01 L3-SP-02 {themes}", standard=HALF).is_met
    report = check(3, f"L3-SP-01 {themes}", standard=HALF)
    assert asked(report, "SP") == [
        (DemandKind.SHARE, 1, 2, SMALL.mask(["L3-SP-02", "L3-SP-03"]), None)
    ]
    assert kinds(check(3, "L3-SP-01 L3-SP-02", standard=HALF), "AA") == [DemandKind.SOME]


def test_half_of_the_seventeen_specialist_features_is_nine() -> None:
    (share,) = (
        item
        for item in check(4, "L4-SP-01", edition=WM, standard=HALF).line("SP").unmet
        if item.demand.kind is DemandKind.SHARE
    )
    assert (share.have, share.demand.count, share.missing) == (1, 9, 8)


@pytest.mark.parametrize(("level", "total"), [(1, 131), (2, 153), (3, 118), (4, 419)])
def test_full_asks_every_competency_of_the_lines(level: int, total: int) -> None:
    judged = sum(line.mask for line in WM.lines(level))
    report = check_coverage(WM, level, [ModuleReach(60, judged)], FULL)
    assert report.is_met
    assert report.reached == report.total == total
    for line in WM.lines(level):
        lacking = judged & ~(line.mask & -line.mask)
        assert not check_coverage(WM, level, [ModuleReach(60, lacking)], FULL).is_met


def test_full_at_level_4_is_not_met_by_what_learners_bring() -> None:
    report = check(3, FEATURES, standard=FULL, entry=2)
    assert report.line("SP").is_met
    assert kinds(report, "AA") == [DemandKind.SOME, DemandKind.SHARE]
    assert not any(line.by_entry for line in report.lines)


# --- The entry requirement at level 4


@pytest.mark.parametrize("standard", [FRAMEWORK_MINIMUM, BALANCED, ASSESSED, HALF])
def test_themes_of_a_level_4_pathway_are_met_by_trauma_responsive_on_entry(
    standard: Standard,
) -> None:
    features = " ".join(f"L4-SP-{number:02}" for number in range(1, 18))
    report = check(4, assessed=features, standard=standard, entry=3, edition=WM)
    assert report.is_met
    assert all(theme.by_entry and theme.status == "none" for theme in report.themes)
    assert not report.line("SP").by_entry


@pytest.mark.parametrize("entry", [None, 1, 2])
def test_a_lower_entry_requirement_does_not_meet_the_themes_of_level_4(entry: int | None) -> None:
    report = check(4, "L4-SP-01", entry=entry, edition=WM)
    assert not any(theme.is_met or theme.by_entry for theme in report.themes)


def test_specialist_features_are_never_met_by_entry() -> None:
    report = check(3, entry=2)
    assert kinds(report, "SP") == [DemandKind.SOME]
    assert not report.is_met


def test_an_entry_requirement_changes_nothing_in_the_verdict_below_level_4() -> None:
    report = check(2, entry=1)
    assert not any(line.is_met or line.by_entry for line in report.lines)


# --- Standards of a commissioner


def test_a_share_can_be_set_for_all_lines_and_replaced_for_one() -> None:
    standard = custom(share=60, shares=(("BB", 100),))
    report = check(2, "L2-AA-K01 L2-AA-S01 L2-BB-K01 L2-BB-S01", standard=standard)
    assert kinds(report, "AA") == []
    assert asked(report, "BB") == [(DemandKind.SHARE, 2, 3, SMALL.mask(["L2-BB-S02"]), None)]


def test_a_line_without_a_share_of_its_own_still_asks_one_competency() -> None:
    standard = custom(share=100, shares=(("BB", 0),))
    assert kinds(check(2, standard=standard), "BB") == [DemandKind.SOME]


def test_a_share_is_rounded_up_to_whole_competencies() -> None:
    for share, need in ((1, 1), (33, 1), (34, 2), (66, 2), (67, 3), (100, 3)):
        report = check(2, standard=custom(share=share))
        counts = [item[2] for item in asked(report, "AA") if item[0] is DemandKind.SHARE]
        assert counts == [need]


def test_required_competencies_are_asked_by_name() -> None:
    standard = custom(required=frozenset({"L2-AA-K01", "L2-AA-S01", "L2-BB-K01"}))
    report = check(2, "L2-AA-K01 L2-AA-K02 L2-BB-S01", standard=standard)
    assert asked(report, "AA") == [(DemandKind.REQUIRED, 1, 2, SMALL.mask(["L2-AA-S01"]), None)]
    assert asked(report, "BB") == [(DemandKind.REQUIRED, 0, 1, SMALL.mask(["L2-BB-K01"]), None)]


def test_a_required_competency_that_no_line_judges_asks_nothing() -> None:
    standard = custom(required=frozenset({"L1-AA-K01", "L3-SP-01", "L9-ZZ-K99"}))
    assert check(2, "L2-AA-K01 L2-BB-K01", standard=standard).is_met


def test_strands_and_assessment_can_be_asked_apart() -> None:
    assert kinds(check(2, "L2-AA-K01", standard=custom(has_assessed=True)), "AA") == [
        DemandKind.ASSESSED
    ]
    assert kinds(check(2, "L2-AA-K01", standard=custom(has_strands=True)), "AA") == [
        DemandKind.STRAND
    ]


def test_shares_of_a_commissioner_hold_for_specialist_features_alone_at_level_4() -> None:
    standard = custom(share=50, shares=(("SP", 100), ("AA", 100)), has_assessed=True)
    report = check(3, "L1-AA-K01 L1-BB-K01 L3-SP-02", standard=standard)
    assert kinds(report, "SP") == [DemandKind.SHARE, DemandKind.ASSESSED]
    assert kinds(report, "AA") == kinds(report, "BB") == []


def test_a_competency_required_by_name_is_asked_even_where_entry_meets_the_theme() -> None:
    standard = custom(required=frozenset({"L2-AA-K01"}))
    report = check(3, "L3-SP-01", standard=standard, entry=2)
    assert kinds(report, "AA") == [DemandKind.REQUIRED]
    assert not report.line("AA").by_entry
    assert report.line("BB").by_entry
    assert check(3, "L3-SP-01 L2-AA-K01", standard=standard, entry=2).line("AA").by_entry


def test_every_demand_of_a_line_is_listed_in_one_order() -> None:
    standard = custom(
        share=100, has_strands=True, has_assessed=True, required=frozenset({"L2-AA-K02"})
    )
    assert kinds(check(2, standard=standard), "AA") == [
        DemandKind.SOME,
        DemandKind.STRAND,
        DemandKind.STRAND,
        DemandKind.SHARE,
        DemandKind.ASSESSED,
        DemandKind.REQUIRED,
    ]


def test_a_standard_that_asks_everything_asks_every_line_in_full() -> None:
    standard = custom(is_complete=True, shares=(("BB", 10),))
    lists = list_demands(SMALL, 3, standard, 2)
    assert [[d.share for d in asked if d.share] for _line, asked in lists] == [[100], [100], [100]]


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_that_is_no_percentage_is_refused(share: int) -> None:
    with pytest.raises(ValueError, match="is not a percentage"):
        custom(share=share)
    with pytest.raises(ValueError, match="is not a percentage"):
        custom(shares=(("AA", share),))


def test_a_report_carries_what_each_line_asks() -> None:
    report = check(3, standard=ASSESSED)
    lists = tuple((line.line, line.demands) for line in report.lines)
    assert lists == list_demands(SMALL, 3, ASSESSED)
    assert [[demand.kind for demand in line.demands] for line in report.lines] == [
        [DemandKind.SOME, DemandKind.ASSESSED],
        [DemandKind.SOME, DemandKind.STRAND, DemandKind.STRAND],
        [DemandKind.SOME, DemandKind.STRAND, DemandKind.STRAND],
    ]
    assert all(demand.line == line.line for line in report.lines for demand in line.demands)
    brought = check(3, standard=ASSESSED, entry=2)
    assert [line.is_brought for line in brought.lines] == [False, True, True]
    assert brought.line("AA").demands == ()


def test_the_built_in_standards_are_found_by_their_keys() -> None:
    assert [(standard.key, standard.name) for standard in BUILT_IN] == [
        ("framework-minimum", "Framework minimum"),
        ("balanced", "Balanced"),
        ("assessed", "Assessed"),
        ("half", "Half"),
        ("full", "Full"),
    ]
    assert all(find_standard(standard.key) is standard for standard in BUILT_IN)
    assert find_standard("of-its-own") is None
    assert find_standard(None) is None


# --- Headline


def everything_but(target: int, *keys: str) -> str:
    """Codes that reach both strands of every line but these."""
    codes = [
        next(item.code for item in WM.members(part))
        for line in WM.lines(target)
        if line.key not in keys
        for part in ([mask for _, mask in line.strands] or [line.mask])
    ]
    return " ".join(codes)


@pytest.mark.parametrize(
    ("target", "left_out", "standard", "entry", "words"),
    [
        (
            2,
            (),
            BALANCED,
            None,
            "All six themes represented at Trauma Informed: 12 of 153 competencies (Balanced)",
        ),
        (
            1,
            ("CH", "WB"),
            FRAMEWORK_MINIMUM,
            None,
            "4 of 6 themes represented at Trauma Aware: 8 of 131 competencies (Framework minimum)",
        ),
        (
            3,
            (),
            HALF,
            2,
            "0 of 6 themes represented at Trauma Responsive: 12 of 118 competencies (Half)",
        ),
        (
            4,
            (),
            BALANCED,
            None,
            "Specialist features and all six themes represented at Trauma Specialist: "
            "1 of 17 specialist features, 12 of 402 competencies of the levels below (Balanced)",
        ),
        (
            4,
            ("SP", "LE"),
            BALANCED,
            2,
            "5 of 6 themes represented at Trauma Specialist, specialist features left open: "
            "0 of 17 specialist features, 10 of 402 competencies of the levels below (Balanced)",
        ),
        (
            4,
            ("KA", "LA"),
            ASSESSED,
            3,
            "All six themes represented at Trauma Specialist, specialist features left open: "
            "1 of 17 specialist features, themes met by the entry requirement, "
            "Trauma Responsive (Assessed)",
        ),
        (
            4,
            ("KA", "LA", "SE", "LE", "CH", "WB"),
            BALANCED,
            3,
            "Specialist features and all six themes represented at Trauma Specialist: "
            "1 of 17 specialist features, themes met by the entry requirement, "
            "Trauma Responsive (Balanced)",
        ),
        (
            4,
            ("KA",),
            custom(required=frozenset({"L1-KA-K01"})),
            3,
            "Specialist features and 5 of 6 themes represented at Trauma Specialist: "
            "1 of 17 specialist features, 5 themes met by the entry requirement, "
            "Trauma Responsive (Our own)",
        ),
        (
            4,
            ("KA", "LA", "SE", "LE", "CH"),
            custom(required=frozenset(f"L1-{key}-K01" for key in ("KA", "LA", "SE", "LE", "CH"))),
            3,
            "Specialist features and 1 of 6 themes represented at Trauma Specialist: "
            "1 of 17 specialist features, 1 theme met by the entry requirement, "
            "Trauma Responsive (Our own)",
        ),
    ],
)
def test_the_headline_says_verdict_count_and_standard(
    target: int, left_out: tuple[str, ...], standard: Standard, entry: int | None, words: str
) -> None:
    codes = everything_but(target, *left_out)
    assert check(target, codes, standard=standard, entry=entry, edition=WM).headline == words


def test_small_numbers_are_words_and_large_ones_figures() -> None:
    assert [number_word(number) for number in (0, 1, 6, 9, 10)] == [
        "no",
        "one",
        "six",
        "nine",
        "10",
    ]
    assert number_word(-1) == "-1"


# --- Progression and what stands above the target


def test_a_level_below_is_met_where_the_pathway_represents_each_of_its_themes() -> None:
    report = check(2, "L1-AA-K01 L1-BB-S01")
    (first,) = report.progression
    assert (first.level, first.is_met, first.by_entry) == (1, True, False)
    assert (first.represented, first.lines) == (2, 2)


def test_a_level_below_is_not_met_where_a_theme_is_missing() -> None:
    (first,) = check(2, "L1-AA-K01 L1-AA-S01 L2-BB-K01").progression
    assert (first.is_met, first.represented) == (False, 1)


def test_progression_is_judged_by_framework_minimum_whatever_the_standard() -> None:
    for standard in BUILT_IN:
        (first,) = check(2, "L1-AA-K01 L1-BB-K01", standard=standard).progression
        assert first.is_met


def test_an_entry_level_implies_those_below_it_and_no_other() -> None:
    progression = check(4, entry=2, edition=WM).progression
    assert [(item.level, item.is_met, item.by_entry) for item in progression] == [
        (1, True, True),
        (2, True, True),
        (3, False, False),
    ]


def test_progression_never_changes_the_verdict() -> None:
    codes = "L2-AA-K01 L2-BB-K01"
    alone, with_below = check(2, codes), check(2, f"{codes} L1-AA-K01 L1-BB-K01")
    assert not alone.progression[0].is_met
    assert with_below.progression[0].is_met
    assert alone.is_met
    assert alone.lines == with_below.lines
    assert not check(2, "L1-AA-K01 L1-BB-K01", entry=1).is_met


def test_the_lowest_level_has_nothing_below_it() -> None:
    assert check(1).progression == ()


def test_competencies_above_the_target_are_listed_and_count_for_nothing() -> None:
    plain, more = check(1, "L1-AA-K01"), check(1, "L1-AA-K01 L2-AA-K01 L3-SP-02")
    assert codes_of(SMALL, more.above_mask) == ["L2-AA-K01", "L3-SP-02"]
    assert plain.above_mask == 0
    assert more.lines[0].reached == plain.lines[0].reached == 1
    assert more.headline == plain.headline
    assert codes_of(SMALL, more.reached_mask) == ["L1-AA-K01", "L2-AA-K01", "L3-SP-02"]


def test_a_report_names_what_it_judged() -> None:
    report = check(3, "L3-SP-01", standard=BALANCED, entry=1)
    assert report.edition is SMALL
    assert (report.standard, report.target_level, report.entry_level) == (BALANCED, 3, 1)
    assert [line.line.key for line in report.themes] == ["AA", "BB"]
    assert len(repr(report)) < 5000, "a report does not print its whole edition"
