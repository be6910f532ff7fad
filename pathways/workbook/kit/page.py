"""A sheet as plain values: what stands on it, before anything is written.

The content of every sheet is built from these values alone, so that it can be
read, tested and changed without knowing how a workbook is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pathways.domain.review.sheets import folded
from pathways.domain.worded import Tone
from pathways.workbook.kit.places import span
from pathways.workbook.kit.spelling import Ground


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, and the value that a program shows which does not calculate."""

    text: str
    cached: str | int | float


Value = str | int | float | date | Formula | None
"""What a cell holds. None is a cell that a reviewer may fill in."""

Row = tuple[Value, ...]


class Kind(StrEnum):
    """How the cells of a column look."""

    TEXT = "text"
    STRONG = "strong"
    NUMBER = "number"
    SHARE = "share"
    MARK = "mark"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class DropDown:
    """A drop-down: its words, what is said before, and what is said of another entry."""

    words: tuple[str, ...]
    title: str
    prompt: str
    error: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `tints` pairs a word with the colour that goes with it."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT
    choice: DropDown | None = None
    tints: tuple[tuple[str, Tone], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value above the table of the first sheet."""

    label: str
    value: Value
    is_strong: bool = False
    tints: tuple[tuple[str, Tone], ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name for one column of a table, so that formulas read as words."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class FactName:
    """A name for the values of neighbouring facts, by the first's place among all facts."""

    name: str
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a heading, remarks, facts, a caption, then one table.

    `keys` are the headings of the columns by which a row is known, `own` those of the columns
    that reviewers fill in. `rules` are formulas with a name, written as in row 1, that the cells
    of any row use. `pages_across` is how many sheets of paper its width may take,
    `repeated` how many columns are printed again on each.
    """

    title: str
    heading: str
    table: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    keys: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    caption: str = ""
    names: tuple[Name, ...] = ()
    fact_names: tuple[FactName, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    is_frozen: bool = False
    is_large: bool = False
    has_long_texts: bool = False
    pages_across: int = 1
    repeated: int = 0

    @property
    def first_fact(self) -> int:
        """Row of the first label and value."""
        return 2 + len(self.remarks)

    @property
    def header_row(self) -> int:
        """Row of the table's headings."""
        return self.first_fact + len(self.facts) + bool(self.caption)

    @property
    def first_row(self) -> int:
        """First row of the table's body."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """Last row of the table's body."""
        return self.header_row + len(self.rows)

    @property
    def named_cells(self) -> dict[str, str]:
        """The names, with the addresses of the cells, or the formulas, that they stand for."""
        columns = {
            name.name: span(self.title, name.column, self.first_row, self.last_row)
            for name in self.names
        }
        first = self.first_fact
        return (
            columns
            | dict(self.rules)
            | {
                name.name: span(
                    self.title, 2, first + name.start, first + name.start + name.count - 1
                )
                for name in self.fact_names
            }
        )

    @property
    def ground(self) -> Ground:
        """What stands where, as it is written."""
        facts = enumerate(self.facts, start=self.first_fact)
        return Ground(
            headings={index: column.heading for index, column in enumerate(self.columns, 1)},
            labels={row: (folded(fact.label), 1) for row, fact in facts},
            first=self.first_row,
            last=self.last_row,
        )


def pages_across(columns: Sequence[Column]) -> int:
    """Return how many sheets of A3 a wide table takes: on fewer it would be too small to read."""
    width = sum(column.width for column in columns)
    return 1 if width <= 320 else 2 + int(width > 640)
