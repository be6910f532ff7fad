"""What stands in a file that somebody has already, of whatever kind: tables and lines, in order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

_GAP: Final = 40
"""Blanks in a row that are kept: more of them say nothing, and patterns take long to look past."""
_GAPS: Final = re.compile(rf"(\s{{{_GAP}}})\s+")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the texts of its cells, row by row. `title` is that of its sheet, if it has one.

    `number` tells the tables of a file apart.
    """

    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A line or paragraph. `depth` is its rank as a heading, 0 for none; an item is of a list."""

    text: str
    depth: int = 0
    is_item: bool = False


Block = Grid | Passage


@dataclass(frozen=True, slots=True)
class Papers:
    """A file as it was read, and what its reader says of parts that it left out."""

    blocks: tuple[Block, ...]
    said: tuple[str, ...] = ()

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Return papers from JSON; KeyError, TypeError or ValueError where it is none of ours."""
        blocks: list[Block] = []
        for number, item in enumerate(plain["blocks"]):
            if "rows" in item:
                rows = tuple(tuple(_text(cell) for cell in row) for row in item["rows"])
                blocks.append(Grid(rows, str(item["title"]), number))
            else:
                blocks.append(Passage(_text(item["text"]), int(item["depth"]), bool(item["item"])))
        return cls(tuple(blocks), tuple(str(text) for text in plain["said"]))

    def to_plain(self) -> dict[str, Any]:
        """Return the papers as JSON values, of which `from_plain` makes them again."""
        return {
            "blocks": [
                {"rows": [_bare(row) for row in block.rows], "title": block.title}
                if isinstance(block, Grid)
                else {"text": block.text, "depth": block.depth, "item": block.is_item}
                for block in self.blocks
            ],
            "said": list(self.said),
        }


def _text(told: object) -> str:
    """Return a text as it is read from here on, with no gap that is wider than any table's."""
    return _GAPS.sub(r"\1", str(told))


def _bare(row: tuple[str, ...]) -> list[str]:
    """Return a row without the empty cells at its end."""
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return cells
