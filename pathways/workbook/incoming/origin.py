"""What a workbook says of its origin: in its properties, and once more in a cell."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pathways.domain.review.identity import MARK, PROPERTY
from pathways.domain.review.sheets import folded
from pathways.workbook.incoming.arrival import UnreadableBookError

_LONGEST: Final = 16_000
_TWO: Final = (
    "The workbook says twice where it comes from, in its properties and beside "
    f"“{MARK}”, and not the same. Perhaps a sheet of another workbook was copied into "
    "it. Export a fresh one and copy the findings over."
)


def find_identity(
    properties: Iterable[tuple[str, object]], sheets: Iterable[dict[str, Any]]
) -> str:
    """Return what the workbook says of its origin, or nothing; `sheets` as they are read.

    Some programs keep no properties, and somebody may take out the cell: one of both is enough.
    UnreadableBookError where they contradict each other.
    """
    said = {text for text in (_of_properties(properties), *_of_cells(sheets)) if text}
    if len(said) > 1:
        raise UnreadableBookError(_TWO)
    return said.pop() if said else ""


def _of_properties(properties: Iterable[tuple[str, object]]) -> str:
    pieces: dict[int, str] = {}
    for name, value in properties:
        number = name.removeprefix(PROPERTY) or "1"
        if name.startswith(PROPERTY) and number.isascii() and number.isdecimal():
            if int(number[:4]) in pieces:
                return ""
            pieces[int(number[:4])] = str(value or "")
    wanted = range(1, len(pieces) + 1)
    if set(pieces) != set(wanted) or sum(map(len, pieces.values())) > _LONGEST:
        return ""
    return "".join(pieces[number] for number in wanted)


def _of_cells(sheets: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what stands right of the label, wherever its row and columns were moved to."""
    label = folded(MARK)
    for sheet in sheets:
        for row in sheet["rows"]:
            for place, cell in enumerate(row):
                if isinstance(cell, str) and len(cell) < 2 * len(MARK) and folded(cell) == label:
                    beside = row[place + 1] if place + 1 < len(row) else None
                    if isinstance(beside, str) and len(beside) <= _LONGEST:
                        yield beside.strip()
