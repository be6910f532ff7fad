"""Read a workbook that somebody brought, in a process of its own.

Run as `python -m pathways.workbook.incoming.reading`: the file on standard input; one line of JSON
comes back on standard output, either what stands on the sheets or the problem in words. A file can
be broken or made to do harm, and openpyxl meets it with a dozen kinds of failure or does not come
back at all; here it can use up its own share of time and memory only.
"""

import json
import math
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

from pathways.domain.marks import has_long_run
from pathways.domain.review.identity import PROPERTY
from pathways.domain.review.sheets import HEADER_ROWS, folded
from pathways.workbook.incoming.arrival import SHEET_LIMIT, UnreadableError, check_archive

MEMORY: Final = 512 * 1024 * 1024
SECONDS: Final = 10
ROW_LIMIT: Final = 30_000
"""A level 4 pathway of 60 modules can have 25,140 mappings, one a row."""
COLUMN_LIMIT: Final = 200
TITLE_LIMIT: Final = 100
"""Excel allows 31."""
TEXT_LIMIT: Final = 12_000_000
"""Characters of all cells together that are handed on."""

_UNREADABLE: Final = (
    "The file could not be read as a workbook. Open it in Excel or LibreOffice, save it again "
    "as .xlsx, and bring that copy."
)
_MARKS: Final = "The workbook holds text with too many accents on one letter. Take them out."
_TOO_MUCH: Final = "The workbook takes more time or memory to read than any that this app exports."


def read_book(data: bytes) -> dict[str, Any]:
    """Return identity and sheets as JSON values; UnreadableError with a message otherwise."""
    check_archive(data)
    from openpyxl import load_workbook

    book: Any = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    if len(book.sheetnames) > SHEET_LIMIT:
        raise UnreadableError(f"The workbook has more than {SHEET_LIMIT} sheets.")
    if not book.worksheets:
        raise UnreadableError(_UNREADABLE)
    left = _Allowance()
    sheets = [_sheet(sheet, left) for sheet in book.worksheets]
    review = [number for number, sheet in enumerate(sheets) if _may_be_review(sheet["rows"])]
    if review:
        # Opened once more as formulas: what a formula shows is nothing that somebody wrote.
        live: Any = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        for number in review:
            if sheets[number]["is_cut"]:
                continue
            _mark_formulas(sheets[number]["rows"], live.worksheets[number], left)
    return {"identity": _identity(book), "sheets": sheets}


def _sheet(sheet: Any, left: "_Allowance") -> dict[str, Any]:
    rows: list[list[Any]] = []
    title = sheet.title[:TITLE_LIMIT]
    _check_marks(title)
    try:
        rows += (list(map(_plain, row)) for row in _rows(sheet, left))
    except _LongError:
        return {"title": title, "rows": rows, "is_cut": True}
    return {"title": title, "rows": rows, "is_cut": False}


def _check_marks(text: str) -> None:
    if has_long_run(text):
        raise UnreadableError(_MARKS)


class _LongError(Exception):
    """A sheet that goes on beyond what is read."""


class _Allowance:
    """What is left of the room for texts."""

    def __init__(self) -> None:
        self.characters = TEXT_LIMIT

    def spend(self, row: tuple[Any, ...]) -> None:
        for cell in row:
            self.characters -= len(cell.value) if isinstance(cell.value, str) else 8
        if self.characters < 0:
            raise UnreadableError(_TOO_MUCH)


def _rows(sheet: Any, left: _Allowance) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet, each without the empty cells at its end."""
    waiting = 0
    rows = sheet.iter_rows(max_row=ROW_LIMIT + 1, max_col=COLUMN_LIMIT + 1)
    for number, row in enumerate(rows, start=1):
        last = max((i for i, cell in enumerate(row, 1) if cell.value is not None), default=0)
        if not last:
            waiting += 1
            continue
        if number > ROW_LIMIT or last > COLUMN_LIMIT:
            raise _LongError
        for _ in range(waiting):
            yield ()
        waiting = 0
        left.spend(row[:last])
        yield row[:last]


def _plain(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "e":
        return {"fault": str(value)}
    if isinstance(value, str):
        _check_marks(value)
        return value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # Larger numbers than a spreadsheet can hold are written by nobody.
        return value if math.isfinite(value) and abs(value) < 1e300 else {"fault": "#NUM!"}
    if isinstance(value, datetime):
        return {"at": value.replace(tzinfo=None, microsecond=0).isoformat()}
    if isinstance(value, date):
        return {"at": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _may_be_review(rows: list[list[Any]]) -> bool:
    heads = ({folded(cell) for cell in row if isinstance(cell, str)} for row in rows[:HEADER_ROWS])
    return any({"code", "finding"} <= head for head in heads)


def _mark_formulas(rows: list[list[Any]], sheet: Any, left: _Allowance) -> None:
    """Say which cells of a sheet are formulas."""
    for number, row in enumerate(_rows(sheet, left)):
        for index, cell in enumerate(row):
            if cell.data_type != "f":
                continue
            while len(rows) <= number:
                rows.append([])
            while len(rows[number]) <= index:
                rows[number].append(None)
            rows[number][index] = {"live": rows[number][index]}


def _identity(book: Any) -> str:
    """Return what the document's own properties say of its origin, or nothing."""
    pieces: dict[int, str] = {}
    for item in book.custom_doc_props.props:
        name = str(item.name or "")
        number = name.removeprefix(PROPERTY) or "1"
        if name.startswith(PROPERTY) and number.isascii() and number.isdecimal():
            if int(number[:4]) in pieces:
                return ""
            pieces[int(number[:4])] = str(item.value or "")
    wanted = range(1, len(pieces) + 1)
    if set(pieces) != set(wanted) or sum(map(len, pieces.values())) > 16_000:
        return ""
    return "".join(pieces[number] for number in wanted)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    # It writes no file, whatever a reader's flaw may let a workbook do.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(data: bytes) -> dict[str, Any]:
    """Return what was read, or `problem` in words, whatever the file does."""
    try:
        return read_book(data)
    except UnreadableError as error:
        return {"problem": str(error)}
    except (MemoryError, RecursionError):
        return {"problem": _TOO_MUCH}
    except Exception:
        # openpyxl has no failure of its own: eleven kinds were counted.
        return {"problem": _UNREADABLE}


def main() -> None:
    """Read the file from standard input, and answer on standard output."""
    _limit()
    warnings.simplefilter("ignore")
    told = json.dumps(answer(sys.stdin.buffer.read()))
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
