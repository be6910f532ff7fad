"""Which row of a table heads it, and which of its columns says what of a module."""

from dataclasses import replace
from typing import Final

from pathways.domain.bringing.gathering import (
    TEXTS,
    Outline,
)
from pathways.domain.bringing.headings import (
    LONGEST,
    find_roles,
    fold_heading,
    role_of,
)
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.references import find_coded_treatments, treatment_of_heading
from pathways.domain.bringing.squares import square, turned
from pathways.domain.bringing.texts import (
    is_only_number,
)

HEAD_ROWS: Final = 60
_WIDEST: Final = 200
"""Rows of a table that may be columns in truth."""
_NO_NAMES: Final = ("date", "room", "venue", "tutor", "trainer", "led by", "facilitator", "lead")
KEPT: Final = {"title", "minutes", "outcomes", "start", "end", *TEXTS}
_HEADED: Final = {*KEPT, "number", "codes"}


def find_header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings and its columns: the one of most among the first."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(grid.rows[:HEAD_ROWS]):
        roles = {key: at for key, at in find_roles(row).items() if key in _HEADED}
        if "delivery" not in roles and "where" in (names := [fold_heading(cell) for cell in row]):
            roles["delivery"] = names.index("where")
        if len(roles) < 2 or not ({"title", "outcomes", "number"} & roles.keys()):
            continue
        # Headings are short and many; a row of a list of labels has one, and its text beside it.
        sure = sum(role_of(row[column])[1] == 2 for column in roles.values())
        if sure and (best is None or len(roles) > len(best[1])):
            best = number, roles
    return best and (best[0], _settled(grid, *best))


def _settled(grid: Grid, header: int, roles: dict[str, int]) -> dict[str, int]:
    """Return the columns with a number for a title put right, where another column has titles."""
    title, row = roles.get("title"), grid.rows[header]
    others = [c for c, text in enumerate(row) if c != title and role_of(text)[0] == "title"]
    if title is None and "number" in roles:
        named = _named(grid, header, set(roles.values()))
        return roles if named is None else {**roles, "title": named}
    if title is None or not others:
        return roles
    cells = [each[title].strip() for each in grid.rows[header + 1 :][:200] if title < len(each)]
    filled = [cell for cell in cells if cell]
    if sum(is_only_number(cell) for cell in filled) * 2 <= len(filled):
        return roles
    return {**roles, "title": others[0], "number": roles.get("number", title)}


def _named(grid: Grid, header: int, held: set[int]) -> int | None:
    """Return a column that names what is numbered, though its heading is no word for that.

    Its cells are short, have letters, and differ from each other.
    """
    rows, heads = grid.rows[header + 1 :][:200], grid.rows[header]
    for column in range(min(len(heads), 12)):
        if column in held or role_of(heads[column])[0] not in ("", "aside"):
            continue
        if fold_heading(heads[column]) in _NO_NAMES:
            continue
        cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        names = {one for one in cells if len(one) <= LONGEST and any(map(str.isalpha, one))}
        if len(names) > 1 and len(names) == len(cells) and len(names) * 2 > len(rows):
            return column
    return None


def find_coded_header(grid: Grid, outline: Outline) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings of a table of modules and codes alone."""
    for number, row in enumerate(grid.rows[:10]):
        roles = {key: at for key, at in find_roles(row).items() if key in ("title", "number")}
        below = grid.rows[number + 1 :][:20]
        coded = [each for each in below if any(outline.find(cell) for cell in each[1:])]
        if roles and len(coded) * 2 > len(below):
            return number, roles
    return None


def find_treated(grid: Grid, outline: Outline) -> tuple[Grid, tuple[int, dict[str, int]]] | None:
    """Return a table whose treatments are columns of codes, turned round where they are rows."""
    if not grid.rows:
        return None
    rows = square(grid)
    for each in (rows, turned(rows[:_WIDEST])):
        number = find_coded_treatments(each, outline.find)
        if number is None:
            continue
        heads = each[number]
        roles = {key: at for key, at in find_roles(heads).items() if key in {*KEPT, "number"}}
        roles = {key: at for key, at in roles.items() if not treatment_of_heading(heads[at])}
        first = next((at for at, cell in enumerate(heads) if not treatment_of_heading(cell)), 0)
        if not {"title", "number"} & roles.keys():
            roles["title"] = first
        return replace(grid, rows=tuple(map(tuple, each))), (number, roles)
    return None


def is_labelled(grid: Grid, header: int) -> bool:
    """Whether a table is a label and a text a row, though one row looks like headings."""
    rows = [row for row in grid.rows[:HEAD_ROWS] if any(cell.strip() for cell in row)]
    if any(len([cell for cell in row if cell.strip()]) > 2 for row in rows):
        return False
    labels = {role for role, surety in (role_of(row[0]) for row in rows) if surety == 2}
    sure = [cell for cell in grid.rows[header] if role_of(cell)[1] == 2]
    return len(labels & KEPT) > 1 and len(sure) < 2


def find_across(grid: Grid) -> tuple[Grid, tuple[int, dict[str, int]]] | None:
    """Return a table that has a module a column with its columns as rows; None for another."""
    rows = [row for row in grid.rows[:HEAD_ROWS] if any(cell.strip() for cell in row)]
    width = max(map(len, rows), default=0)
    if len(grid.rows) > HEAD_ROWS or not 3 <= width <= 60:
        return None
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    names = [row[0] for row in even]
    sure = {role for role, surety in map(role_of, names) if surety == 2 and role in KEPT}
    if len(sure) < 2 or sum(bool(row[2].strip()) for row in even) * 2 < len(even):
        return None
    across = Grid(tuple(zip(*even, strict=True)), grid.title, grid.number)
    roles = {key: at for key, at in find_roles(names).items() if key in {*KEPT, "number"}}
    if "title" not in roles:
        roles["title"] = next((at for at, name in enumerate(names) if not name.strip()), 0)
    return across, (0, roles)


def find_first_row(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the first row of several texts as the headings of what somebody calls an outline."""
    for number, row in enumerate(grid.rows[:HEAD_ROWS]):
        if sum(bool(cell.strip()) for cell in row) > 1:
            roles = {key: at for key, at in find_roles(row).items() if key in {*KEPT, "number"}}
            first = next(column for column, cell in enumerate(row) if cell.strip())
            return number, roles if "title" in roles else {**roles, "title": first}
    return None
