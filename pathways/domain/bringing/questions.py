"""What is asked about a file that was read: what was taken for what, and what else it may be.

A reader asks, and goes on with the answer at once: without one, with what is likely. So a preview
needs nothing but the file and the answers, and the same of both always says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pathways.domain.bringing.papers import Grid

ASKED: Final = 100
"""Questions of a file; of the others it is told how many they are."""
LEFT: Final = "-"
"""The answer that leaves something out."""
OUT: Final = (LEFT, "Leave out")

OUTLINE_ROLES: Final = {
    "title": "Module title",
    "number": "Module number",
    "minutes": "Length",
    "start": "Begins at",
    "end": "Ends at",
    "outcomes": "Outcomes",
    "activities": "Activities",
    "assessment": "Assessment",
    "delivery": "Delivery",
    "description": "Description",
}
MATRIX_ROLES: Final = {
    "code": "Competency",
    "module": "A module",
    "evidence": "Evidence",
    "page": "Page",
}
LIST_ROLES: Final = {
    "code": "Competency",
    "title": "Module",
    "number": "Module number",
    "treatment": "Treatment",
    "outcomes": "Outcomes",
    "evidence": "Evidence",
    "page": "Page",
}
ROLES: Final = {"outline": OUTLINE_ROLES, "matrix": MATRIX_ROLES, "list": LIST_ROLES}
"""What a column may hold, for each kind of sheet that has columns."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: as a sentence begins with it, in short, and as a key."""

    said: str
    where: str
    key: str


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """Something to look at, with what it may be instead; typed where there are no choices."""

    key: str
    where: str
    words: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of a sheet: what it was taken for, and a text of it."""

    key: str
    heading: str
    sample: str
    role: str


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A table of a file: "outline", "matrix", "list", "own", or "-" for one that was left out."""

    number: int
    title: str
    kind: str
    rows: int
    width: int
    columns: tuple[ColumnRead, ...] = ()


def letters(column: int) -> str:
    """Return the name of a column, counted from 0, as spreadsheets have it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def spot_of(grid: Grid, name: str, row: int, column: int | None = None) -> Spot:
    """Return the place of a row of a table, counted from 1, or of a cell of it."""
    cell = f"{letters(column)}{row}" if column is not None else f"row {row}"
    where = f"{grid.title[:24]} {cell}" if name and grid.title else cell
    return Spot(f"{name}row {row}", where, f"{grid.number}.{row}")


def column_key(grid: Grid, column: int) -> str:
    """Return the key under which a column is said to be something."""
    return f"col.{grid.number}.{column}"


def columns_of(grid: Grid, header: int, roles: Mapping[int, str]) -> tuple[ColumnRead, ...]:
    """Return the columns of a table below its row of headings, those of nothing left out."""
    rows = grid.rows[header + 1 :][:200]
    width = min(max(map(len, (grid.rows[header], *rows)), default=0), 80)
    found = []
    for column in range(width):
        head = grid.rows[header][column] if column < len(grid.rows[header]) else ""
        texts = [row[column] for row in rows if column < len(row) and row[column].strip()]
        if head.strip() or texts:
            sample = _sample(texts[0]) if texts else ""
            role = roles.get(column, LEFT)
            heading = " ".join(head.split())[:60] or f"Column {letters(column)}"
            found.append(ColumnRead(column_key(grid, column), heading, sample, role))
    return tuple(found)


def _sample(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        return f"{len(lines)} lines in a cell"
    plain = " ".join(text.split())
    return f"{plain[:29]}…" if len(plain) > 30 else plain
