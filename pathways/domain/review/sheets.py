"""A workbook that somebody brought, as plain values, and the tables found in it.

What stands in cells is only ever compared or taken as text; nothing in it is carried out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

HEADER_ROWS: Final = 60
"""Rows of a sheet among which its headings are looked for."""
_CALLED_BEFORE: Final = {"comments so far": "earlier comments (for reading)"}
"""Headings of earlier workbooks, folded, and what they are now."""
_FOLDED: Final = 2_000
"""A longer text is no heading, code or label, and could grow eighteenfold when folded."""


_ESCAPED: Final = re.compile(
    "_x[dD][89abAB][0-9A-Fa-f]{2}__x[dD][c-fC-F][0-9A-Fa-f]{2}_|_x[0-9A-Fa-f]{4}_"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85]")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a date with a time, as a spreadsheet holds it."""

    at: datetime

    @property
    def text(self) -> str:
        """The date alone where the hour is midnight, as nobody types that."""
        if (self.at.hour, self.at.minute, self.at.second) == (0, 0, 0):
            return f"{self.at:%Y-%m-%d}"
        return f"{self.at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Live:
    """A formula: the value that was last worked out, if any, and its text."""

    value: str | int | float | None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class CellFault:
    """What a spreadsheet shows where it could not work something out, such as #N/A."""

    text: str


CellValue = str | int | float | bool | Moment | Live | CellFault | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first one on, each as far as it holds something.

    `is_cut` says that it goes on beyond the rows and columns that are read.
    """

    title: str
    rows: tuple[tuple[CellValue, ...], ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was pinned to a cell, by the row and column of its sheet, counted from 1."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a workbook, and what it says of its origin.

    `names` are those that formulas use, with the cells that they stand for, `notes` those pinned
    to cells, `unread` the places beside the cells that hold words as well.
    """

    identity: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def sheet(self, title: str) -> Sheet | None:
        """Return the sheet of this title, whatever its case and blanks."""
        wanted = folded(title)
        return next((sheet for sheet in self.sheets if folded(sheet.title) == wanted), None)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Book":
        """Build a book from JSON; ValueError, KeyError or TypeError for anything else."""
        return cls(
            identity=str(plain["identity"]),
            sheets=tuple(
                Sheet(
                    title=str(sheet["title"]),
                    rows=tuple(tuple(map(_cell, row)) for row in sheet["rows"]),
                    is_cut=bool(sheet["is_cut"]),
                )
                for sheet in plain["sheets"]
            ),
            names={str(name): str(cells) for name, cells in plain["names"].items()},
            unread=tuple(map(str, plain["unread"])),
            notes=tuple(
                Note(str(sheet), int(row), int(column), str(text))
                for sheet, row, column, text in plain["notes"]
            ),
        )


def _cell(plain: Any) -> CellValue:
    if plain is None or isinstance(plain, str | int | float | bool):
        return plain
    (kind, value), *rest = plain.items()
    if kind == "at":
        return Moment(datetime.fromisoformat(value))
    if kind == "live":
        shown = value if value is None else _plain_text(_cell(value))
        return Live(shown, str(rest[0][1]))
    if kind == "fault":
        return CellFault(str(value))
    raise ValueError(kind)


def _plain_text(cell: CellValue) -> str | int | float:
    return cell if isinstance(cell, str | int | float) else text_of(cell)


def text_of(cell: CellValue) -> str:
    """Return what a cell says as text; whole numbers without a point."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case Moment() | CellFault():
            return cell.text
        case Live():
            return text_of(cell.value)
        case _:
            return str(cell)


def meant(text: str) -> str:
    """Return the text that a cell stands for: a character can be stored as `_x000D_`.

    Half a character, which no text can hold, stays as it is stored. What ends a line in a
    spreadsheet or in Word ends one here.
    """
    if "_x" in text:
        text = _ESCAPED.sub(_decoded, text)
    return _LINE_ENDS.sub("\n", text)


def _decoded(found: re.Match[str]) -> str:
    units = bytes.fromhex(found[0].replace("_x", "").replace("_", ""))
    try:
        return units.decode("utf-16-be")
    except UnicodeDecodeError:
        return found[0]


def plain(text: str) -> str:
    """Return text as spreadsheets keep it: line ends and the blanks around it may change."""
    return _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).strip()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same to spreadsheets.

    Some of them store `_x0041_`, typed as it is here, so that it is read back as A.
    """
    return plain(one) == plain(other) or plain(meant(one)) == plain(meant(other))


def shown(cell: CellValue) -> str:
    """Return what a cell says, or the formula that has no value yet, as a page can show it."""
    text = text_of(cell)
    if isinstance(cell, Live) and not text:
        text = cell.formula
    return _UNPRINTABLE.sub("\ufffd", text)


def folded(text: str) -> str:
    """Return text as headings and choices are compared: case, blanks and a colon do not count."""
    if len(text) > _FOLDED:
        return text
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.split()).rstrip(" :.")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a table by heading, with its number on the sheet."""

    number: int
    cells: Mapping[str, CellValue]

    def get(self, heading: str) -> CellValue:
        """Return a cell; None where its column is not there."""
        return self.cells.get(heading)

    def text(self, heading: str) -> str:
        """Return what a cell says, trimmed."""
        return text_of(self.get(heading)).strip()

    def holding(self, **cells: CellValue) -> "SheetRow":
        """Return the row with other cells under these headings."""
        return SheetRow(self.number, {**self.cells, **cells})


@dataclass(frozen=True, slots=True)
class Table:
    """A table found by its headings, wherever its columns were moved to.

    `named` are the places of the columns that have a heading at all.
    """

    title: str
    header: int
    columns: Mapping[str, int]
    twice: tuple[str, ...]
    headings: tuple[str, ...]
    named: frozenset[int]
    rows: tuple[tuple[CellValue, ...], ...]

    def lines(self) -> Iterator[SheetRow]:
        """Yield the rows that hold anything in the known columns."""
        for number, row in enumerate(self.rows, start=self.header + 1):
            cells = {
                heading: row[index] for heading, index in self.columns.items() if index < len(row)
            }
            if any(not is_blank(cell) for cell in cells.values()):
                yield SheetRow(number, cells)


def is_blank(cell: CellValue) -> bool:
    """Whether a cell holds nothing. A formula is something, even one without a value."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def find_table(sheet: Sheet, needed: Iterable[str], more: Iterable[str] = ()) -> Table | None:
    """Return the table whose headings hold all of `needed`; None where there is none.

    Columns are known by `needed` and `more` whatever their place, case and blanks. A heading
    that stands twice is named in `twice`: nobody can say which of the two is meant. What a
    column was called in earlier workbooks stands for what it is called now.
    """
    wanted = {folded(name): name for name in (*needed, *more)}
    musts = {folded(name) for name in needed}
    was = {old: now for old, now in _CALLED_BEFORE.items() if now in wanted and old not in wanted}
    for number, row in enumerate(sheet.rows[:HEADER_ROWS], start=1):
        plain = (folded(cell) if isinstance(cell, str) else "" for cell in row)
        found = [was.get(name, name) for name in plain]
        if not musts <= set(found):
            continue
        names = [name for name in found if name]
        return Table(
            title=sheet.title,
            header=number,
            columns={wanted[name]: found.index(name) for name in names if name in wanted},
            twice=tuple(
                dict.fromkeys(wanted[n] for n in names if n in wanted and found.count(n) > 1)
            ),
            headings=tuple(text_of(cell).strip() for cell in row if not is_blank(cell)),
            named=frozenset(i for i, cell in enumerate(row) if not is_blank(cell)),
            rows=sheet.rows[number:],
        )
    return None
