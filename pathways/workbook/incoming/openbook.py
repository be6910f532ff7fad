"""Read a workbook that was saved as an OpenDocument spreadsheet, as one that comes home.

Formulas are written there in another spelling; they are given back in that of Excel.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from pathways.domain.review.sheets import meant
from pathways.workbook.incoming.arrival import SHEET_LIMIT, UnreadableBookError
from pathways.workbook.incoming.opendocument import NAMES, count, list_rows, words_of
from pathways.workbook.kit.cells import escaped

META: Final = f"{{{NAMES}:meta:1.0}}"
OFFICE: Final = f"{{{NAMES}:office:1.0}}"
TABLE: Final = f"{{{NAMES}:table:1.0}}"
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_FORMULA: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | \[(?P<left>[^\[\]:]*)(?::(?P<right>[^\[\]]*))?\]
  | (?P<prefix>\b(?:COM\.MICROSOFT|ORG\.LIBREOFFICE|LEGACY)\.)
  | (?P<sign>[;|~])
    """,
    re.VERBOSE,
)
_PLACE: Final = re.compile(r"^(?:(?P<sheet>\$?(?:'(?:[^']|'')*'|[^.']*))\.)?(?P<cell>[$A-Z0-9]+)$")
_KIND: Final = re.compile(r"^(?:of|oooc|msoxl)?:?=")
_SIGNS: Final = {";": ",", "|": ";", "~": ","}
_ANNOTATION: Final = f"{OFFICE}annotation"
_DRAWN: Final = f"{{{NAMES}:drawing:1.0}}"
_BOXES: Final = (f"{_DRAWN}text-box", f"{_DRAWN}custom-shape", f"{_DRAWN}caption")
_MOST_NOTES: Final = 5_000


def read_parts(data: bytes) -> tuple[Any, Any]:
    """Return the content of the file and what it says of itself, each as a tree."""
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "content.xml" not in names:
            raise UnreadableBookError("This OpenDocument file holds no content.")
        content = fromstring(archive.read("content.xml"))
        about = fromstring(archive.read("meta.xml")) if "meta.xml" in names else None
    book = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if book is None:
        raise UnreadableBookError("This OpenDocument file is no spreadsheet.")
    return book, about


def list_properties(about: Any) -> Iterator[tuple[str, str]]:
    """Yield the document's own properties."""
    for item in about.iter(f"{META}user-defined") if about is not None else ():
        yield str(item.get(f"{META}name", "")), "".join(item.itertext())


def list_tables(book: Any) -> list[Any]:
    """Return the sheets; UnreadableBookError where they are too many or none."""
    tables: list[Any] = book.findall(f"{TABLE}table")
    if len(tables) > SHEET_LIMIT:
        raise UnreadableBookError(f"The workbook has more than {SHEET_LIMIT} sheets.")
    if not tables:
        raise UnreadableBookError("This OpenDocument file holds no sheet.")
    return tables


def title_of(table: Any) -> str:
    """Return the title of a sheet."""
    return str(table.get(f"{TABLE}name", ""))


def list_cells(table: Any, limit: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield rows by number, each cell with its column, value and formula, if any.

    A row that is repeated is yielded as often, as long as its number is within `limit` or one more.
    """
    number = 0
    for row in list_rows(table):
        cells = list(_filled(row))
        times = count(row, "number-rows-repeated", limit + 1)
        for _ in range(times if cells else 0):
            number += 1
            yield number, [dict(cell) for cell in cells]
            if number > limit:
                return
        number += 0 if cells else times


def _filled(row: Any) -> Iterator[dict[str, Any]]:
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = count(cell, "number-columns-repeated", 20_000)
        found = _cell(cell)
        # What is repeated to the edge of the sheet is a style, or far too wide a row.
        for place in range(times if found else 0):
            yield {**found, "column": column + place + 1}
            if place > 300:
                break
        column += times


def _cell(cell: Any) -> dict[str, Any]:
    value, kind = _value(cell)
    formula = cell.get(f"{TABLE}formula")
    if formula is not None:
        return {"value": value, "data_type": kind, "formula": in_excel(str(formula))}
    if value is None:
        return {}
    return {"value": value, "data_type": kind}


def _value(cell: Any) -> tuple[Any, str]:
    kind = cell.get(f"{OFFICE}value-type", "")
    if cell.get(f"{_CALC}value-type") == "error":
        return words_of(cell) or "#N/A", "e"
    if kind in ("float", "percentage", "currency"):
        number = float(str(cell.get(f"{OFFICE}value", ""))[:40])
        return (int(number) if number.is_integer() and abs(number) < 1e15 else number), "n"
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true", "b"
    if kind == "date":
        said = str(cell.get(f"{OFFICE}date-value", ""))[:40]
        try:
            return datetime.fromisoformat(said), "d"
        except ValueError:
            return said, "s"
    # Read on as Excel stores it: `_x0041_` is what was typed here, and A there.
    text = escaped(str(cell.get(f"{OFFICE}string-value", "")) or words_of(cell))
    if text or kind == "string":
        return (text or None), "s"
    return None, "n"


def list_names(book: Any) -> dict[str, str]:
    """Return what the names of the workbook stand for."""
    found = {}
    for item in book.findall(f"{TABLE}named-expressions/*"):
        name = str(item.get(f"{TABLE}name", ""))
        cells = item.get(f"{TABLE}cell-range-address")
        if cells is not None:
            found[name] = in_excel(f"[{cells}]")
        else:
            found[name] = in_excel(str(item.get(f"{TABLE}expression", "")))
    return found


def list_pinned(table: Any) -> dict[tuple[int, int], str]:
    """Return the notes of a sheet by row and column, counted from 1."""
    found: dict[tuple[int, int], str] = {}
    if next(table.iter(_ANNOTATION), None) is None:
        return found
    number = 0
    for row in list_rows(table):
        column = 0
        for cell in (one for one in row if one.tag in _CELLS):
            note = cell.find(_ANNOTATION)
            words = meant(words_of(note)).strip() if note is not None else ""
            if words and len(found) < _MOST_NOTES:
                found[number + 1, column + 1] = words
            column += count(cell, "number-columns-repeated", 20_000)
        number += count(row, "number-rows-repeated", 1_100_000)
    return found


def list_unread(book: Any) -> list[str]:
    """Return the places beside the cells that hold words, which nobody reads."""
    for tag in _BOXES:
        if any(words_of(box) for box in book.iter(tag)):
            return ["text boxes"]
    return []


def in_excel(formula: str) -> str:
    """Return a formula in the spelling of Excel, whatever OpenDocument calls its addresses."""
    return _FORMULA.sub(_respelled, _KIND.sub("=", formula, count=1))


def _respelled(found: re.Match[str]) -> str:
    if found["text"]:
        return found[0]
    if found["prefix"]:
        return ""
    if found["sign"]:
        return _SIGNS[found["sign"]]
    return _address(found)


def _address(found: re.Match[str]) -> str:
    ends = [_PLACE.match(end) for end in (found["left"], found["right"]) if end]
    if not ends or any(end is None for end in ends):
        return found[0]
    sheet = (ends[0]["sheet"] or "").removeprefix("$")  # type: ignore[index]
    cells = ":".join(end["cell"] for end in ends)  # type: ignore[index]
    return f"{sheet}!{cells}" if sheet else cells
