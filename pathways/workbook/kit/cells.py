"""The only place that writes into cells; a test forbids any other.

openpyxl turns text that begins with an equals sign into a live formula and
"#REF!" into an error, cuts long text silently, and fails for some characters
only when the file is saved. Here text stays text, and what cannot be stored
is refused at once.
"""

import re
from datetime import date, datetime
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pathways.domain.days import day_of
from pathways.workbook.kit.places import LONGEST_FORMULA

LONGEST: Final = 32_767
"""UTF-16 units that a cell can hold."""

_DAY_ZERO = date(1899, 12, 30)

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{1,8}_)")
# Characters that XML cannot hold, and surrogates standing alone.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class CellTextError(ValueError):
    """A text that a cell cannot hold."""


def escaped(text: str) -> str:
    """Return `text` so that `_x0041_` is read back as these seven characters, not as A."""
    return _ESCAPE.sub("_x005F_", text)


def check_text(text: str) -> str:
    """Return `text` as it is stored; CellTextError if a cell cannot hold it."""
    if _UNSTORABLE.search(text):
        raise CellTextError("The text holds a character that a workbook cannot store.")
    stored = escaped(text) if "_x" in text else text
    if len(stored) * 2 > LONGEST and len(stored.encode("utf-16-le")) // 2 > LONGEST:
        raise CellTextError(f"The text is longer than {LONGEST:,} characters.")
    return stored


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: StyleArray) -> None:
    """Write text that stays text whatever it begins with.

    `style` carries the mark that keeps it text when somebody edits the cell.
    """
    cell: Any = _cell(sheet, row, column, style)
    # Past openpyxl's own check, which looks for what is refused here already, and for formulas.
    cell._value = check_text(text)
    cell.data_type = "s"


def put_number(
    sheet: Worksheet, row: int, column: int, number: int | float, style: StyleArray
) -> None:
    """Write a number."""
    _cell(sheet, row, column, style).value = number


def put_date(sheet: Worksheet, row: int, column: int, day: date, style: StyleArray) -> None:
    """Write a day. A moment is written as its day here, for Excel knows no time zones."""
    if isinstance(day, datetime):
        day = day_of(day)
    # A date object would bring a number format of its own.
    _cell(sheet, row, column, style).value = day_number(day)


def day_number(day: date) -> int:
    """Return a day as Excel counts days."""
    return (day - _DAY_ZERO).days


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, style: StyleArray) -> str:
    """Write one of our own formulas and return the cell's address.

    Its cached value goes in when the file is packed, because openpyxl writes none.
    """
    if not formula.startswith("="):
        raise ValueError("A formula begins with an equals sign.")
    if len(formula) > LONGEST_FORMULA:
        raise ValueError("The formula is longer than Excel reads.")
    cell = _cell(sheet, row, column, style)
    cell.value = formula
    return cell.coordinate


def put_link(
    sheet: Worksheet, row: int, column: int, text: str, to: str, style: StyleArray
) -> None:
    """Write our own words as a link to a cell of this workbook, such as "Modules!A5"."""
    put_text(sheet, row, column, text, style)
    cell: Any = sheet.cell(row, column)
    # Set from outside, it would be an address on the web.
    cell._hyperlink = Hyperlink(ref=cell.coordinate, location=to)


def put_blank(sheet: Worksheet, row: int, column: int, style: StyleArray) -> None:
    """Give an empty cell its look, ready to be filled in."""
    _cell(sheet, row, column, style)


def _cell(sheet: Worksheet, row: int, column: int, style: StyleArray) -> Cell:
    """Return a cell that shares the look `style` with others: a look of its own is slow."""
    cell: Any = sheet.cell(row, column)
    cell._style = style
    found: Cell = cell
    return found
