"""The workbook of the regional picture: live formulas, and the same bytes for the same picture."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from pathways.domain.comparison.region import Region, paint
from pathways.workbook.region import write_region
from tests.domain.test_region import painted
from tests.office import Office
from tests.workbook.files import (
    facts,
    formulas,
    header_row,
    headings,
    opened,
    rows,
    the_table,
    values,
)
from tests.workbook.subjects import edition

NEWEST = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
REGIONS = {
    "forty pathways": painted(40, {1: 20, 2: 20}),
    "two pathways": painted(2),
    "nothing published": paint(edition(), 0, (), {}),
}


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest) -> Region:
    """Give each picture in turn."""
    return REGIONS[request.param]


def written(region: Region) -> Workbook:
    return opened(write_region(region, NEWEST))


def test_the_same_picture_gives_the_same_bytes(region: Region) -> None:
    assert write_region(region, NEWEST) == write_region(region, NEWEST)
    assert write_region(region, None)


def test_every_competency_has_a_row_and_every_line_its_counts(region: Region) -> None:
    workbook = opened(write_region(region, NEWEST), cached=True)
    assert workbook.sheetnames == ["Summary", "Competencies"]
    found = {row["Code"]: row for row in rows(workbook["Competencies"])}
    assert set(found) == set(edition().by_code)
    for one in region.levels:
        for item in one.part.items:
            row = found[item.competency.code]
            assert row["Pathways"] == item.pathways
            assert row["Band"] == item.band.word
            assert row["Backed by"] == item.backed
    lines = rows(workbook["Summary"])
    assert len(lines) == 19
    assert sum(int(str(row["Competencies"])) for row in lines) == 419
    for name, counts in (
        ("Claimed by some", [line.part.claimed for one in region.levels for line in one.lines]),
        ("Backed by some", [line.part.backed for one in region.levels for line in one.lines]),
    ):
        assert [row[name] for row in lines] == counts
    assert facts(workbook["Summary"])["2 Trauma Informed"] == region.levels[1].sentence


def test_sheets_keep_the_rules_for_accessible_spreadsheets(region: Region) -> None:
    workbook = written(region)
    assert workbook.properties.language == "en-GB"
    for sheet in workbook.worksheets:
        table = the_table(sheet)
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1]
        assert not sheet.merged_cells.ranges
        assert len(set(headings(sheet))) == len(headings(sheet))
        assert sheet["A1"].value
        assert sheet.sheet_view.selection[0].activeCell == "A1"
        for number in range(1, sheet.max_row + 1):
            assert 15 <= sheet.row_dimensions[number].height <= 409


def recalculated(office: Office, folder: Path, file: bytes) -> bytes:
    path = folder / "region.xlsx"
    path.write_bytes(file)
    return office.convert(path).read_bytes()


def test_a_recalculation_finds_what_is_written_beside_each_formula(
    region: Region, office: Office, tmp_path: Path
) -> None:
    file = write_region(region, NEWEST)
    wanted = formulas(file)
    assert len(wanted) == 2 * 419 + 19 * 8 + 4
    again = recalculated(office, tmp_path, file)
    assert values(again, wanted) == pytest.approx(values(file, wanted))


def test_changed_numbers_change_bands_counts_and_sentences(office: Office, tmp_path: Path) -> None:
    workbook = written(REGIONS["forty pathways"])
    sheet = workbook["Competencies"]
    first = header_row(sheet) + 1
    bits = 3 * len(edition().competencies)
    counts, backed = [0] * bits, [0] * len(edition().competencies)
    for place, row in enumerate(rows(sheet)):
        at = 3 * edition().by_code[str(row["Code"])].bit
        for column, number in enumerate((place % 3, place % 2, 0)):
            sheet.cell(first + place, 7 + column).value = number
            counts[at + column] = number
        backed[at // 3] = place % 3 // 2
        sheet.cell(first + place, 12).value = backed[at // 3]
    for cell, number in (("B2", 12), ("B3", 0), ("B4", 0)):
        workbook["Summary"][cell].value = number
    saved = BytesIO()
    workbook.save(saved)
    expected = write_region(paint(edition(), 12, counts, {}, backed), NEWEST)
    wanted = formulas(saved.getvalue())
    found = recalculated(office, tmp_path, saved.getvalue())
    assert values(found, wanted) == pytest.approx(values(expected, wanted))
