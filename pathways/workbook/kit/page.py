"""A sheet as plain values: what stands on it, before anything is written.

The content of every sheet is built from these values alone, so that it can be
read, tested and changed without knowing how a workbook is stored.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pathways.domain.review.sheets import folded
from pathways.domain.worded import Tone
from pathways.workbook.kit.paper import Paper, pages_across
from pathways.workbook.kit.places import span
from pathways.workbook.kit.spelling import Ground


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, and the value that a program shows which does not calculate."""

    text: str
    cached: str | int | float


@dataclass(frozen=True, slots=True)
class Link:
    """Words of our own that lead to a cell of this workbook, such as "Modules!A5".

    What somebody typed never becomes one.
    """

    text: str
    to: str


Value = str | int | float | date | Formula | Link | None
"""What a cell holds. None is a cell that a reviewer may fill in."""

Row = tuple[Value, ...]


class Kind(StrEnum):
    """How the cells of a column look."""

    TEXT = "text"
    STRONG = "strong"
    NUMBER = "number"
    SHARE = "share"
    MONEY = "money"
    HOURS = "hours"
    MARK = "mark"
    ENTRY = "entry"
    LINK = "link"
    DAY = "day"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class DropDown:
    """A drop-down: its words, what is said before, and what is said of another entry."""

    words: tuple[str, ...]
    title: str
    prompt: str
    error: str


@dataclass(frozen=True, slots=True)
class DayCheck:
    """A check that a cell holds a day: what is said before, and what is said of another entry."""

    title: str
    prompt: str
    error: str


DAYS: Final = (date(2000, 1, 1), date(2099, 12, 31))
"""The first and the last day that such a check takes."""
WRONG: Final = {DropDown: "Not one of the choices", DayCheck: "Not a day"}
"""The title of what is said of another entry."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `tints` pairs a word with the colour that goes with it."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT
    choice: DropDown | DayCheck | None = None
    tints: tuple[tuple[str, Tone], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value above the table of the first sheet.

    `leads_to` is the sheet to which the label leads, if it leads anywhere. `is_money`: the value
    is pounds.
    """

    label: str
    value: Value
    is_strong: bool = False
    tints: tuple[tuple[str, Tone], ...] = ()
    leads_to: str = ""
    is_money: bool = False


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
    of any row use. `repeated` columns are printed again on each sheet of paper, where the table
    takes several beside each other. `printed` rows of the table go on paper, None for all, and
    of its columns not the last `unprinted`. `is_dense`: its rows have little air.
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
    has_long_texts: bool = False
    repeated: int = 1
    paper: Paper = Paper.A4
    printed: int | None = None
    unprinted: int = 0
    is_dense: bool = False

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
    def pages_across(self) -> int:
        """How many sheets of paper its width takes."""
        widths = [column.width for column in self.columns[: self.columns_printed]]
        return pages_across(widths, self.repeated, self.paper)

    @property
    def columns_printed(self) -> int:
        """How many of its columns go on paper."""
        return len(self.columns) - self.unprinted

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
