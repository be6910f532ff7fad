"""How a table goes on paper: A4 or A3, landscape, in letters of 8 points or more."""

import textwrap
from collections.abc import Sequence
from enum import Enum
from math import ceil
from typing import Final

SIZE: Final = 11
"""Points of the letters of every table."""
INDENT: Final = 9.0
"""Points that the text of a table stands away from its rule."""
SMALLEST: Final = 8
"""Points; smaller letters are not read by everybody on paper."""
MARGIN: Final = 0.4
"""Inches on the left and on the right."""
TOP: Final = 0.5
BOTTOM: Final = 0.6
"""Inches above, and below, where the footer stands."""

_UNIT: Final = 6.0
"""Points of a unit of width on screen, as the typeface makes it."""
_MOST: Final = 4
"""Sheets beside each other; with fewer columns on each, more of the table goes on one."""
_SPARE: Final = 0.98
"""Programs do not agree to the last point on how wide a column is."""

_FOOTER: Final = 100
"""Signs of what a workbook is about: Excel takes 255 for a whole footer."""

SCALE: Final = ceil(100 * SMALLEST / SIZE)
"""Per cent of its size on screen at which a sheet has letters that are just large enough."""


class Paper(Enum):
    """A sheet of paper: its number in a workbook, and how wide it is, in millimetres."""

    A4 = 9, 297
    A3 = 8, 420

    @property
    def code(self) -> int:
        """Its number in a workbook."""
        return self.value[0]

    @property
    def room(self) -> float:
        """Units of width that fit beside each other."""
        inches = self.value[1] / 25.4 - 2 * MARGIN
        return inches * 72 * 100 / SCALE / _UNIT * _SPARE


def pages_across(widths: Sequence[float], repeated: int, paper: Paper = Paper.A4) -> int:
    """Return how many sheets of paper columns of these widths take beside each other.

    The first `repeated` columns stand on each.
    """
    room = paper.room
    head = sum(widths[:repeated])
    pages, used = 1, head
    for width in widths[repeated:]:
        if used + width > room and used > head:
            pages, used = pages + 1, head
        used += width
    return pages


def columns_repeated(widths: Sequence[float], wanted: int, paper: Paper = Paper.A4) -> int:
    """Return how many columns are printed again: `wanted`, or one where that takes too much."""
    return wanted if pages_across(widths, wanted, paper) <= _MOST else 1


def shortened(about: str) -> str:
    """Return what a workbook is about as short as it goes into a footer."""
    return textwrap.shorten(about, _FOOTER, placeholder=" ...") if about else ""
