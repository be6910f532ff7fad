"""How high each row of a page is, whatever program it is written for."""

from collections.abc import Iterator
from typing import Final

from pathways.workbook.kit import heights
from pathways.workbook.kit.look import HEADING_SIZE
from pathways.workbook.kit.page import Fact, Formula, Kind, Link, Page, Value
from pathways.workbook.kit.paper import INDENT, SIZE

HEADING: Final = heights.height(1, HEADING_SIZE)
REMARK: Final = heights.height(1, SIZE)
CAPTION: Final = 30.0


def fact_height(page: Page, fact: Fact) -> float:
    """Return the height of a label and its value."""
    count = max(
        heights.lines(fact.label, page.columns[0].width, SIZE, True),
        heights.lines(_shown(fact.value), page.columns[1].width, SIZE, fact.is_strong),
    )
    return heights.height(count, SIZE)


def header_height(page: Page) -> float:
    """Return the height of the table's headings."""
    most = max(
        heights.lines(column.heading, column.width, SIZE, True, INDENT) for column in page.columns
    )
    # Air above and below, where the filter's button stands.
    return heights.height(most, SIZE) + 10


def body_heights(page: Page) -> Iterator[float]:
    """Yield the height of each row of the table's body."""
    widths = [column.width for column in page.columns]
    bold = [column.kind in (Kind.STRONG, Kind.MARK) for column in page.columns]
    for values in page.rows:
        most = 1
        for index, value in enumerate(values):
            text = _shown(value)
            if len(text) > 3:
                count = heights.lines(text, widths[index], SIZE, bold[index], INDENT)
                most = max(most, count)
        yield heights.height(most, SIZE, is_dense=page.is_dense)


def _shown(value: Value) -> str:
    """Return the text that a cell shows, as far as it can need more than one line."""
    if isinstance(value, Formula):
        value = value.cached
    elif isinstance(value, Link):
        value = value.text
    return value if isinstance(value, str) else ""
