"""Every workbook that is made here opens in SheetJS and in exceljs, and says the same there."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from pathways.workbook.comparison import write_comparison
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from pathways.workbook.region import write_region
from pathways.workbook.template import write_template
from tests.domain.test_region import painted
from tests.workbook.comparisons import COMPARISONS
from tests.workbook.files import parts
from tests.workbook.subjects import edition, sampled, subject
from tests.writers import Writer, Writers

MADE: Final[dict[str, Callable[[], bytes]]] = {
    "QA matrix": lambda: write_qa_matrix(subject(sampled(2, 0.2, 3), identity="x" * 700)),
    "QA matrix of level 4": lambda: write_qa_matrix(subject(sampled(4, 0.05, 2))),
    "comparison": lambda: write_comparison(COMPARISONS["six"]),
    "region": lambda: write_region(painted(), None),
    "template": lambda: write_template(edition(), 2),
}


def cells(file: bytes, *, cached: bool) -> dict[tuple[str, str], object]:
    """Return all cells, with their formulas or the values beside them."""
    book = load_workbook(BytesIO(file), data_only=cached)
    return {
        (sheet.title, cell.coordinate): _plain(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.replace("\r\n", "\n").removeprefix("=")
    # Spreadsheets keep 15 digits.
    return float(f"{value:.14g}") if isinstance(value, float) else value


@pytest.mark.parametrize("writer", ["sheetjs", "exceljs"])
def test_both_libraries_open_and_save_every_workbook_of_ours(
    writer: Writer, writers: Writers, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.xlsx" for name in MADE]
    for path, make in zip(paths, MADE.values(), strict=True):
        path.write_bytes(make())
    for path, saved in zip(paths, writers.save_all(writer, paths), strict=True):
        for cached in (False, True):
            was, now = (cells(one.read_bytes(), cached=cached) for one in (path, saved))
            assert now == was, path.name


def test_the_parts_are_spelled_as_excel_spells_them() -> None:
    found = parts(MADE["QA matrix"]())
    for name, part in found.items():
        assert b'Target="/' not in part, name
    assert found["xl/drawings/drawing1.xml"].startswith(b"<xdr:wsDr xmlns:xdr=")
    assert found["docProps/custom.xml"].count(b"xmlns:vt=") == 1
