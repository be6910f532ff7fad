"""Whether a cell that came back still says what was written into it, whoever saved the file."""

from datetime import date, datetime, timedelta
from typing import Final

from pathways.domain.days import day_of
from pathways.domain.review.sheets import CellValue, Live, Moment, same_text, text_of
from pathways.workbook.kit.page import Formula, Link, Value

_DAY_ZERO: Final = date(1899, 12, 30)


def says(cell: CellValue, was: Value) -> bool:
    """Whether a cell still says what was written into it."""
    if isinstance(was, Formula):
        was = was.cached
    elif isinstance(was, Link):
        was = was.text
    if isinstance(cell, Live):
        cell = cell.value
    if isinstance(was, datetime):
        was = day_of(was)
    if isinstance(was, date):
        return _day(cell) == was
    if isinstance(was, int | float):
        return _is_number(was, cell)
    return same_text(was or "", text_of(cell))


def _is_number(was: int | float, now: CellValue) -> bool:
    if isinstance(now, str):
        try:
            now = float(now)
        except ValueError:
            return False
    if not isinstance(now, int | float) or isinstance(now, bool):
        return False
    # Spreadsheets keep 15 digits.
    return abs(was - now) <= 1e-9 * max(1.0, abs(was))


def _day(cell: CellValue) -> date | None:
    if isinstance(cell, Moment):
        return cell.at.date()
    if isinstance(cell, int | float) and 0 < cell < 200_000:
        return _DAY_ZERO + timedelta(days=int(cell))
    return None


def written(value: Value) -> str:
    """Return what was written into a cell as text."""
    if isinstance(value, Formula):
        value = value.cached
    elif isinstance(value, Link):
        value = value.text
    if isinstance(value, datetime):
        value = day_of(value)
    if isinstance(value, date):
        return value.isoformat()
    return text_of(value)
