"""The matrix: which competencies have a row, in what order, and what a row says."""

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.matrix import CountsTowards, build_matrix
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import BALANCED, Standard
from tests.domain.samples import SMALL, WM, module

CONTENT = PathwayContent(
    "small",
    "Fruit",
    2,
    modules=(
        module(1, "L2-AA-S01:I L3-SP-02:A L1-BB-K01:D"),
        module(2),
        module(3, "L2-AA-S01:D L1-AA-K02:I L9-ZZ-K01:I"),
    ),
)


def test_rows_are_those_judged_in_printed_order_then_any_other_that_is_mapped() -> None:
    matrix = build_matrix(SMALL, CONTENT)
    assert [row.competency.code for row in matrix.rows] == [
        "L2-AA-K01",
        "L2-AA-K02",
        "L2-AA-S01",
        "L2-BB-K01",
        "L2-BB-S01",
        "L2-BB-S02",
        "L1-AA-K02",
        "L1-BB-K01",
        "L3-SP-02",
    ]
    assert matrix.content is CONTENT


def test_a_row_says_what_its_competency_counts_towards() -> None:
    rows = {row.competency.code: row for row in build_matrix(SMALL, CONTENT).rows}
    assert rows["L2-AA-K01"].counts_towards is CountsTowards.LINE
    assert rows["L2-AA-K01"].line_key == "AA"
    assert rows["L1-BB-K01"].counts_towards is CountsTowards.PROGRESSION
    assert rows["L3-SP-02"].counts_towards is CountsTowards.NOTHING
    assert rows["L1-BB-K01"].line_key is rows["L3-SP-02"].line_key is None


def test_at_level_4_every_competency_of_the_edition_is_judged() -> None:
    matrix = build_matrix(WM, PathwayContent("wm-tif-2024", "Therapy", 4))
    assert len(matrix.rows) == 419
    assert {row.counts_towards for row in matrix.rows} == {CountsTowards.LINE}
    keys = {row.competency.code: row.line_key for row in matrix.rows}
    assert (keys["L4-SP-01"], keys["L1-KA-K01"], keys["L3-WB-S05"]) == ("SP", "KA", "WB")


def test_a_row_has_one_cell_for_each_module_in_teaching_order() -> None:
    rows = {row.competency.code: row for row in build_matrix(SMALL, CONTENT).rows}
    row = rows["L2-AA-S01"]
    assert row.treatments == (Treatment.INTRODUCED, None, Treatment.DEVELOPED)
    assert (row.times, row.highest, row.is_assessed) == (2, Treatment.DEVELOPED, False)
    assert rows["L3-SP-02"].treatments == (Treatment.ASSESSED, None, None)
    assert rows["L3-SP-02"].is_assessed


def test_a_competency_that_nothing_treats_has_empty_cells() -> None:
    row = build_matrix(SMALL, CONTENT).rows[0]
    assert row.treatments == (None, None, None)
    assert (row.times, row.highest, row.is_assessed) == (0, None, False)


def test_a_row_is_required_where_the_standard_names_it_and_a_line_judges_it() -> None:
    required = frozenset({"L2-AA-K01", "L1-BB-K01"})
    matrix = build_matrix(SMALL, CONTENT, Standard("own", "Own", "", required=required))
    assert [row.competency.code for row in matrix.rows if row.is_required] == ["L2-AA-K01"]


def test_the_matrix_carries_the_report_of_the_standard_asked_for() -> None:
    assert build_matrix(SMALL, CONTENT).report.standard.key == "framework-minimum"
    assert build_matrix(SMALL, CONTENT, BALANCED).report.standard is BALANCED
