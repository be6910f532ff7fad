"""What stands in a file that somebody has already, of whatever kind: tables and lines, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the texts of its cells, row by row. `title` is that of its sheet, if it has one."""

    rows: tuple[tuple[str, ...], ...]
    title: str = ""


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
        for item in plain["blocks"]:
            if "rows" in item:
                rows = tuple(tuple(str(cell) for cell in row) for row in item["rows"])
                blocks.append(Grid(rows, str(item["title"])))
            else:
                blocks.append(Passage(str(item["text"]), int(item["depth"]), bool(item["item"])))
        return cls(tuple(blocks), tuple(str(text) for text in plain["said"]))
