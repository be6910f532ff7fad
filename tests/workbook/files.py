"""Read a finished workbook as other programs do."""

import re
from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from pathways.workbook.qa.qa_matrix import QaSubject, write_qa_matrix

SHEETS = [
    "Summary",
    "Matrix",
    "Gaps",
    "Mappings",
    "Modules",
    "Assurance",
    "Review",
    "Notes",
]

Values = dict[tuple[str, str], object]


def opened(file: bytes, *, cached: bool = False) -> Workbook:
    """Open a workbook with its formulas, or with the values beside them."""
    return load_workbook(BytesIO(file), data_only=cached)


def written(subject: QaSubject) -> Workbook:
    """Write a subject and open what came out."""
    return opened(write_qa_matrix(subject))


def parts(file: bytes) -> dict[str, bytes]:
    """Return the parts of a file by name."""
    with ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def the_table(sheet: Worksheet) -> Table:
    """Return the one table of a sheet."""
    (table,) = sheet.tables.values()
    assert isinstance(table, Table)
    return table


def header_row(sheet: Worksheet) -> int:
    """Return the row of the table's headings."""
    found = re.match(r"A(\d+):", the_table(sheet).ref)
    assert found, "the table does not start in column A"
    return int(found[1])


def headings(sheet: Worksheet) -> list[str]:
    """Return the headings of the table."""
    return [str(cell.value) for cell in sheet[header_row(sheet)]]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """Return the rows of the table by heading."""
    names = headings(sheet)
    body = sheet.iter_rows(min_row=header_row(sheet) + 1, values_only=True)
    return [dict(zip(names, values, strict=True)) for values in body]


def facts(sheet: Worksheet) -> dict[str, object]:
    """Return the labels and values above the table of Summary."""
    above = sheet.iter_rows(min_row=2, max_row=header_row(sheet) - 2, max_col=2, values_only=True)
    return {str(label): value for label, value in above}


def formulas(workbook: Workbook) -> dict[tuple[str, str], str]:
    """Return every formula by sheet and address."""
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(workbook: Workbook, wanted: dict[tuple[str, str], str]) -> Values:
    """Return what stands in these cells."""
    return {(title, address): workbook[title][address].value for title, address in wanted}


def unescaped(text: str) -> str:
    """Return what a text means that openpyxl gives as it is stored."""
    return re.sub("_x005F_(?=x[0-9A-Fa-f]{1,8}_)", "_", text)
