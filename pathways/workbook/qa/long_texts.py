"""Texts that are longer than a row can show: whole in their cells, and again in parts on Notes.

No program makes a row higher than 409 points, so that the end of such a text is seen on no screen
and on no paper.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pathways.workbook.kit import heights
from pathways.workbook.kit.page import Formula, Page, Row, Value
from pathways.workbook.kit.paper import INDENT, SIZE

SUBJECT: Final = "Long text"
PART_WIDTH: Final = 100
"""The width of the column that the parts stand in."""

_LINES: Final = int(heights.TALLEST / heights.height(1, SIZE))
"""Lines of a part: fewer than a row can have, for programs that need more room for each."""
_SHORT: Final = 250
"""A text of so few characters fits everywhere."""


def list_parts(pages: Iterable[Page]) -> Iterator[Row]:
    """Yield a row for each part of each text of these pages that no row can show."""
    for page in pages:
        for fact in page.facts:
            yield from _parts(f"{page.title}: {fact.label}", fact.value, page.columns[1].width, 0)
        skipped = {index for index, c in enumerate(page.columns) if c.heading in page.own}
        keys = [i for i, column in enumerate(page.columns) if column.heading in page.keys]
        for row in page.rows:
            for index, value in enumerate(row):
                if index in skipped or not isinstance(value, str) or len(value) <= _SHORT:
                    continue
                name = ", ".join(str(row[key]) for key in keys)
                column = page.columns[index]
                label = f"{page.title}: {name}, {column.heading}"
                yield from _parts(label, value, column.width, INDENT)


def _parts(label: str, value: Value, width: float, indent: float) -> Iterator[Row]:
    text = value.cached if isinstance(value, Formula) else value
    if not isinstance(text, str) or len(text) <= _SHORT:
        return
    if heights.fits(heights.lines(text, width, SIZE, indent=indent), SIZE):
        return
    found = heights.pieces(text, PART_WIDTH, SIZE, INDENT, _LINES)
    for number, part in enumerate(found, start=1):
        yield SUBJECT, f"{label}, part {number} of {len(found)}", part
