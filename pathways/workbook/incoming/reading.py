"""Read a workbook that somebody brought, in a process of its own.

Run as `python -m pathways.workbook.incoming.reading`: the file on standard input; one line of JSON
comes back on standard output, either what stands on the sheets or the problem in words. A file can
be broken or made to do harm, and openpyxl meets it with a dozen kinds of failure or does not come
back at all; here it can use up its own share of time and memory only.
"""

import json
import math
import sys
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from pathways.domain.marks import has_long_run
from pathways.domain.review.sheets import meant
from pathways.fences import keep_within
from pathways.workbook.incoming import openbook
from pathways.workbook.incoming.arrival import (
    UnreadableBookError,
    check_archive,
    list_unread,
)
from pathways.workbook.incoming.excel import open_excel
from pathways.workbook.incoming.opendocument import is_opendocument
from pathways.workbook.incoming.origin import find_identity
from pathways.workbook.incoming.pinned import Pinned, list_pinned
from pathways.workbook.incoming.strict import as_usual

MEMORY: Final = 512 * 1024 * 1024
SECONDS: Final = 10
ROW_LIMIT: Final = 30_000
"""A level 4 pathway of 60 modules can have 25,140 mappings, one a row."""
COLUMN_LIMIT: Final = 200
TITLE_LIMIT: Final = 100
"""Excel allows 31."""
TEXT_LIMIT: Final = 20_000_000
"""Characters of all cells together that are handed on."""

_Rows = Iterator[tuple[int, list[dict[str, Any]]]]

_UNREADABLE: Final = (
    "The file could not be read as a workbook. Open it in Excel or LibreOffice, save it again "
    "as .xlsx, and bring that copy."
)
_MARKS: Final = "The workbook holds text with too many accents on one letter. Take them out."
_TOO_MUCH: Final = "The workbook takes more time or memory to read than any that this app exports."


def read_book(data: bytes) -> dict[str, Any]:
    """Return identity, sheets, names, notes and what was not read; UnreadableError otherwise."""
    if is_opendocument(data):
        check_archive(data, is_opendocument=True)
        return _read_opendocument(data)
    check_archive(data)
    return _read_excel(as_usual(data))


def _read_excel(data: bytes) -> dict[str, Any]:
    book = open_excel(data)
    if not book.worksheets:
        raise UnreadableBookError(_UNREADABLE)
    left = _Allowance()
    sheets = [_sheet(sheet.title, _parsed(sheet), left) for sheet in book.worksheets]
    properties = ((str(item.name or ""), item.value) for item in book.custom_doc_props.props)
    pinned = list_pinned(data, ((sheet.title, sheet._worksheet_path) for sheet in book.worksheets))
    return {
        "identity": find_identity(properties, sheets),
        "sheets": sheets,
        "names": _names(_defined(book), left),
        "unread": list_unread(data),
        "notes": _notes(pinned, left),
    }


def _read_opendocument(data: bytes) -> dict[str, Any]:
    book, about = openbook.read_parts(data)
    left = _Allowance()
    tables = openbook.list_tables(book)
    titled = [(openbook.title_of(table), table) for table in tables]
    sheets = [_sheet(title, openbook.list_cells(table, ROW_LIMIT), left) for title, table in titled]
    return {
        "identity": find_identity(openbook.list_properties(about), sheets),
        "sheets": sheets,
        "names": _names(openbook.list_names(book), left),
        "unread": openbook.list_unread(book),
        "notes": _notes({title: openbook.list_pinned(table) for title, table in titled}, left),
    }


def _sheet(title: str, cells_by_row: _Rows, left: "_Allowance") -> dict[str, Any]:
    title = title[:TITLE_LIMIT]
    _check_marks(title)
    rows: list[list[Any]] = []
    is_cut = False
    for number, cells in cells_by_row:
        filled = [cell for cell in cells if cell["value"] is not None or "formula" in cell]
        if not filled:
            continue
        last = max(cell["column"] for cell in filled)
        if number > ROW_LIMIT or last > COLUMN_LIMIT:
            is_cut = True
            break
        rows += ([] for _ in range(number - len(rows)))
        row = rows[number - 1]
        row += [None] * (last - len(row))
        for cell in filled:
            left.spend(cell["value"], cell.get("formula"))
            row[cell["column"] - 1] = _plain(cell)
    return {"title": title, "rows": rows, "is_cut": is_cut}


def _parsed(sheet: Any) -> _Rows:
    """Yield the rows of a sheet by number, each cell with its value and its formula, if any."""
    with sheet._get_source() as source:
        yield from open_parser(sheet, source).parse()


def open_parser(sheet: Any, source: Any) -> Any:
    """Return openpyxl's parser of a sheet, whose cells have both their value and their formula.

    openpyxl gives one or the other, and to read every sheet twice takes twice the time.
    """
    from openpyxl.worksheet import _reader

    kind: Any = _reader.WorkSheetParser

    class Parser(kind):  # type: ignore[misc]  # openpyxl's stubs do not know it
        def parse_row(self, row: Any) -> Any:
            # A cell that has a format alone says nothing, and there can be a million.
            row[:] = [cell for cell in row if len(cell) or "r" not in cell.attrib]
            return super().parse_row(row)

        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if element.find(_reader.FORMULA_TAG) is not None:
                formula = self.parse_formula(element)
                text = formula if isinstance(formula, str) else getattr(formula, "text", None)
                cell["formula"] = str(text or "=")
            return cell

    book = sheet.parent
    return Parser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _check_marks(text: str) -> None:
    if has_long_run(text):
        raise UnreadableBookError(_MARKS)


class _Allowance:
    """What is left of the room for texts."""

    def __init__(self) -> None:
        self.characters = TEXT_LIMIT

    def spend(self, *values: Any) -> None:
        for value in values:
            self.characters -= len(value) if isinstance(value, str) else 8
        if self.characters < 0:
            raise UnreadableBookError(_TOO_MUCH)


def _plain(cell: dict[str, Any]) -> Any:
    value = _plain_value(cell["value"], is_fault=cell["data_type"] == "e")
    if "formula" not in cell:
        return value
    _check_marks(cell["formula"])
    return {"live": value, "formula": cell["formula"]}


def _plain_value(value: Any, *, is_fault: bool) -> Any:
    if is_fault and value is not None:
        return {"fault": str(value)}
    if isinstance(value, str):
        text = meant(value)
        _check_marks(text)
        return text
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # Larger numbers than a spreadsheet can hold are written by nobody.
        return value if math.isfinite(value) and abs(value) < 1e300 else {"fault": "#NUM!"}
    if isinstance(value, datetime):
        return {"at": value.replace(tzinfo=None, microsecond=0).isoformat()}
    if isinstance(value, date):
        return {"at": value.isoformat()}
    return str(value)


def _defined(book: Any) -> dict[str, str]:
    """Return the names of the workbook, and with its title before them those of one sheet alone."""
    found = {str(name): str(item.attr_text or "") for name, item in book.defined_names.items()}
    for sheet in book.worksheets:
        for name, item in sheet.defined_names.items():
            found[f"{sheet.title}!{name}"] = str(item.attr_text or "")
    return found


def _names(names: Mapping[str, str], left: _Allowance) -> dict[str, str]:
    """Return what the names of a workbook stand for, as far as there is room."""
    found = {name[:255]: cells for name, cells in names.items()}
    left.spend(*found, *found.values())
    return found


def _notes(pinned: Mapping[str, Pinned], left: _Allowance) -> list[list[Any]]:
    """Return the notes of all sheets: title, row, column and text of each."""
    found: list[list[Any]] = []
    for title, notes in pinned.items():
        for (row, column), text in notes.items():
            left.spend(text)
            _check_marks(text)
            found.append([title[:TITLE_LIMIT], row, column, text])
    return found


def answer(data: bytes) -> dict[str, Any]:
    """Return what was read, or `problem` in words, whatever the file does."""
    try:
        return read_book(data)
    except UnreadableBookError as error:
        return {"problem": str(error)}
    except (MemoryError, RecursionError):
        return {"problem": _TOO_MUCH}
    except Exception:
        # openpyxl has no failure of its own: eleven kinds were counted.
        return {"problem": _UNREADABLE}


def main() -> None:
    """Read the file from standard input, and answer on standard output."""
    keep_within(MEMORY, SECONDS)
    warnings.simplefilter("ignore")
    told = json.dumps(answer(sys.stdin.buffer.read()))
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
