"""An outline as a table: a module a row, or a row for each of its outcomes, or a label a row."""

from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.bringing.brought import BroughtModule, Report, one_line
from pathways.domain.bringing.gathering import (
    MODULE_LIMIT,
    TEXTS,
    Outline,
    read_minutes,
)
from pathways.domain.bringing.headings import (
    LONGEST,
    find_roles,
    fold_heading,
    role_of,
    unit_of,
)
from pathways.domain.bringing.labels import read_labels
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.questions import (
    LEFT,
    OUTLINE_ROLES,
    ColumnRead,
    SheetRead,
    Spot,
    column_key,
    columns_of,
    spot_of,
)
from pathways.domain.bringing.references import treatment_of_heading
from pathways.domain.bringing.texts import (
    is_only_number,
    is_pause,
    is_sum,
    part_length,
    split_list,
    without_number,
)
from pathways.domain.pathway.minutes import read_clock, read_length

_HEAD_ROWS: Final = 60
_KEPT: Final = {"title", "minutes", "outcomes", "start", "end", *TEXTS}
_NOWHERE: Final = Spot("", "", "")
_HEADED: Final = {*_KEPT, "number", "codes"}


def is_outline(grid: Grid) -> bool:
    """Whether a table says which modules there are."""
    return _header(grid) is not None


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings and its columns: the one of most among the first."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(grid.rows[:_HEAD_ROWS]):
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


def _answered(grid: Grid, roles: dict[str, int], report: Report) -> dict[str, int]:
    """Return the columns as somebody said that they are."""
    width = max(map(len, grid.rows), default=0)
    said = {
        column: report.answer(column_key(grid, column), LEFT, *OUTLINE_ROLES)
        for column in range(min(width, 80))
    }
    kept = {role: column for role, column in roles.items() if not said.get(column)}
    return {**kept, **{role: c for c, role in reversed(said.items()) if role not in ("", LEFT)}}


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
    rows = grid.rows[header + 1 :][:200]
    for column in range(min(len(grid.rows[header]), 12)):
        if column in held or role_of(grid.rows[header][column])[0] not in ("", "aside"):
            continue
        cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        names = {one for one in cells if len(one) <= LONGEST and any(map(str.isalpha, one))}
        if len(names) > 1 and len(names) == len(cells) and len(names) * 2 > len(rows):
            return column
    return None


def read_table(grid: Grid, outline: Outline, name: str = "") -> bool:
    """Read a table into an outline; return whether it was one."""
    kind = outline.report.answer(f"sheet.{grid.number}", "outline", LEFT)
    if kind == LEFT:
        outline.report.sheets.append(_sheet(grid, LEFT))
        return True
    found = _header(grid) or (_first_row(grid) if kind else None)
    found = found or _coded_header(grid, outline)
    if found and not kind and _is_labelled(grid, found[0]):
        found = None
    across = None if kind else _turned(grid)
    if across and len(across[1][1]) > len(found[1] if found else ()):
        grid, found = across
    if found:
        header, roles = found
        table = _Table(grid, header, _answered(grid, roles, outline.report), outline, name)
        held = {column: role for role, column in table.roles.items()}
        held |= dict.fromkeys(table.outcome_columns(), "outcomes")
        outline.report.sheets.append(_sheet(grid, "outline", columns_of(grid, header, held)))
        table.read()
        return True
    if read_labels(grid, outline, name) or _read_bare(grid, outline, name):
        outline.report.sheets.append(_sheet(grid, "outline"))
        return True
    return False


def _coded_header(grid: Grid, outline: Outline) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings of a table of modules and codes alone."""
    for number, row in enumerate(grid.rows[:10]):
        roles = {key: at for key, at in find_roles(row).items() if key in ("title", "number")}
        below = grid.rows[number + 1 :][:20]
        coded = [each for each in below if any(outline.find(cell) for cell in each[1:])]
        if roles and len(coded) * 2 > len(below):
            return number, roles
    return None


def _is_labelled(grid: Grid, header: int) -> bool:
    """Whether a table is a label and a text a row, though one row looks like headings."""
    rows = [row for row in grid.rows[:_HEAD_ROWS] if any(cell.strip() for cell in row)]
    if any(len([cell for cell in row if cell.strip()]) > 2 for row in rows):
        return False
    labels = {role for role, surety in (role_of(row[0]) for row in rows) if surety == 2}
    sure = [cell for cell in grid.rows[header] if role_of(cell)[1] == 2]
    return len(labels & _KEPT) > 1 and len(sure) < 2


def _turned(grid: Grid) -> tuple[Grid, tuple[int, dict[str, int]]] | None:
    """Return a table that has a module a column with its columns as rows; None for another."""
    rows = [row for row in grid.rows[:_HEAD_ROWS] if any(cell.strip() for cell in row)]
    width = max(map(len, rows), default=0)
    if len(grid.rows) > _HEAD_ROWS or not 3 <= width <= 60:
        return None
    square = [[*row, *[""] * (width - len(row))] for row in rows]
    names = [row[0] for row in square]
    sure = {role for role, surety in map(role_of, names) if surety == 2 and role in _KEPT}
    if len(sure) < 2 or sum(bool(row[2].strip()) for row in square) * 2 < len(square):
        return None
    turned = Grid(tuple(zip(*square, strict=True)), grid.title, grid.number)
    roles = {key: at for key, at in find_roles(names).items() if key in {*_KEPT, "number"}}
    if "title" not in roles:
        roles["title"] = next((at for at, name in enumerate(names) if not name.strip()), 0)
    return turned, (0, roles)


def _sheet(grid: Grid, kind: str, columns: tuple[ColumnRead, ...] = ()) -> SheetRead:
    width = max(map(len, grid.rows), default=0)
    return SheetRead(grid.number, grid.title, kind, len(grid.rows), width, columns)


def _first_row(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the first row of several texts as the headings of what somebody calls an outline."""
    for number, row in enumerate(grid.rows[:_HEAD_ROWS]):
        if sum(bool(cell.strip()) for cell in row) > 1:
            roles = {key: at for key, at in find_roles(row).items() if key in {*_KEPT, "number"}}
            first = next(column for column, cell in enumerate(row) if cell.strip())
            return number, roles if "title" in roles else {**roles, "title": first}
    return None


@dataclass(slots=True)
class _Table:
    grid: Grid
    header: int
    roles: dict[str, int]
    outline: Outline
    name: str
    last: tuple[str, str] | None = None
    """Number and title of the row before, as they are compared."""
    coded: dict[int, str] = field(default_factory=dict)
    """Columns of codes, each with the treatment that its heading says."""

    def read(self) -> None:
        heads = self.grid.rows[self.header]
        self._find_coded()
        unit = unit_of(heads[self.roles["minutes"]]) if "minutes" in self.roles else "m"
        is_clock = self._has_starts()
        is_open = False
        for number, row in enumerate(self.grid.rows[self.header + 1 :], start=self.header + 2):
            if tuple(row) == tuple(heads) or not any(cell.strip() for cell in row):
                continue
            if self._is_only_numbered(row):
                continue
            spot = spot_of(self.grid, self.name, number)
            if any(len(cell) < 40 and is_sum(cell) for cell in row):
                self.outline.report.say(f"{spot.said} adds the others up, and was left out.")
                is_open = False
                continue
            if self.outline.is_full and not self._goes_on(row):
                self.outline.report.say(f"Only the first {MODULE_LIMIT:,} modules were read.")
                return
            if self._goes_on(row):
                if is_open:
                    self._go_on(row, spot, unit)
                    self._take_codes(row)
                continue
            is_open = self._begin(row, spot, unit, is_clock=is_clock)
            if is_open:
                self._take_codes(row)

    def _is_only_numbered(self, row: tuple[str, ...]) -> bool:
        """Whether a row numbers a module of which nothing else is said yet."""
        column = self.roles.get("number")
        filled = [at for at, cell in enumerate(row) if cell.strip()]
        return column is not None and filled == [column] and row[column].strip().isdecimal()

    def _find_coded(self) -> None:
        heads, rows = self.grid.rows[self.header], self.grid.rows[self.header + 1 :][:60]
        for column, head in enumerate(heads[:60]):
            texts = [row[column] for row in rows if column < len(row) and row[column].strip()]
            if column != self.roles.get("title") and texts:
                known = sum(bool(self.outline.find(text)) for text in texts)
                if known * 2 > len(texts):
                    self.coded[column] = treatment_of_heading(head)
        self.roles = {r: c for r, c in self.roles.items() if c not in self.coded}

    def _take_codes(self, row: tuple[str, ...]) -> None:
        for column, mark in self.coded.items():
            if column < len(row):
                self.outline.code(row[column], mark)

    def _cell(self, row: tuple[str, ...], role: str) -> str:
        column = self.roles.get(role)
        return row[column].strip() if column is not None and column < len(row) else ""

    def _outcomes(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """Return the outcomes of a row, from every column that holds some."""
        texts = (row[column] for column in self.outcome_columns() if column < len(row))
        return tuple(dict.fromkeys(one for text in texts for one in split_list(text)))

    def outcome_columns(self) -> list[int]:
        """Return every column that holds outcomes."""
        heads, answers = self.grid.rows[self.header], self.outline.report
        taken = {column for role, column in self.roles.items() if role != "outcomes"}
        width = max(len(heads), self.roles.get("outcomes", 0) + 1)
        found = []
        for column in range(width):
            said = answers.answer(column_key(self.grid, column), LEFT, *OUTLINE_ROLES)
            head = heads[column] if column < len(heads) else ""
            is_named = role_of(head)[0] == "outcomes" and column not in {*taken, *self.coded}
            if said == "outcomes" or (not said and is_named):
                found.append(column)
        first = self.roles.get("outcomes")
        return found or ([first] if first is not None else [])

    def _title(self, row: tuple[str, ...]) -> str:
        return one_line(self._cell(row, "title")) or ""

    def _key(self, row: tuple[str, ...]) -> tuple[str, str]:
        return one_line(self._cell(row, "number")).casefold(), self._title(row).casefold()

    def _goes_on(self, row: tuple[str, ...]) -> bool:
        """Whether a row adds to the module above: it names none, or the same once more."""
        number, title = self._key(row)
        if not title and not number:
            return True
        if self.last is None or not self.outline.modules:
            return False
        same = title == self.last[1] if title else number == self.last[0]
        if not same or (number and number != self.last[0]):
            return False
        said = read_minutes(self._cell(row, "minutes"), _NOWHERE, Report())
        more = self._cell(row, "outcomes") or self._cell(row, "activities") or self.coded
        return bool(more) and (said in (None, self.outline.modules[-1].minutes))

    def _begin(self, row: tuple[str, ...], spot: Spot, unit: str, *, is_clock: bool) -> bool:
        title, length, start = part_length(self._title(row))
        title = without_number(title)
        if not title:
            number = self._cell(row, "number")
            title = f"Module {number}" if number.isdecimal() else number
        said = written = self._cell(row, "minutes")
        minutes: int | None = None
        if is_clock:
            start = read_clock(said)
        elif said:
            is_told = not is_pause(title) and not is_sum(title)
            at = replace(spot, where=self._where(spot, "minutes"))
            report = self.outline.report if is_told else Report()
            minutes = read_minutes(said, at, report, unit, title)
        elif length:
            minutes, written = length.minutes, length.said
            if length.taken_as:
                self.outline.report.say(f"{spot.said}: the length was {length.taken_as}.")
        begins, ends = (read_clock(self._cell(row, role)) for role in ("start", "end"))
        if minutes is None and begins is not None and ends is not None and ends > begins:
            minutes = ends - begins
        elif minutes is None and begins is not None:
            start = begins
        self.last = self._key(row)
        module = BroughtModule(
            title,
            minutes,
            self._outcomes(row),
            **{role: self._cell(row, role) for role in TEXTS},
            written=written,
        )
        return self.outline.add(module, spot, start)

    def _where(self, spot: Spot, role: str) -> str:
        """Return the address of a cell of a row in short."""
        number = int(spot.key.rpartition(".")[2])
        return spot_of(self.grid, self.name, number, self.roles.get(role)).where

    def _go_on(self, row: tuple[str, ...], spot: Spot, unit: str) -> None:
        module = self.outline.modules[-1]
        outcomes = tuple(dict.fromkeys((*module.outcomes, *self._outcomes(row))))
        texts = {}
        for role in TEXTS:
            held, said = getattr(module, role), self._cell(row, role)
            texts[role] = f"{held}\n{said}".strip() if said and said not in held else held
        minutes = module.minutes
        if minutes is None:
            minutes = read_minutes(
                self._cell(row, "minutes"), spot, self.outline.report, unit, module.title
            )
        self.outline.change(outcomes=outcomes, minutes=minutes, **texts)

    def _has_starts(self) -> bool:
        """Whether the column of lengths holds times of day at which rows begin."""
        texts = [
            self._cell(row, "minutes")
            for row in self.grid.rows[self.header + 1 :]
            if self._cell(row, "minutes")
        ]
        clocks = [read_clock(text) for text in texts]
        known = [clock for clock in clocks if clock is not None]
        is_rising = all(one < other for one, other in zip(known, known[1:], strict=False))
        is_day = bool(known) and len(known) > 1 and is_rising and known[0] >= 6 * 60
        return is_day and len(known) * 2 > len(texts)


def _read_bare(grid: Grid, outline: Outline, name: str) -> bool:
    """Read a table without headings: lengths or times in one column, titles in another."""
    rows = [row for row in grid.rows if any(cell.strip() for cell in row)]
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or not 2 <= width <= 12:
        return False
    share = [sum(_is_length(row[c]) for row in rows if c < len(row)) for c in range(width)]
    timed = max(range(width), key=share.__getitem__)
    if share[timed] * 2 <= len(rows):
        return False
    others = [column for column in range(width) if column != timed]
    sizes = {c: sum(len(row[c]) for row in rows if c < len(row)) for c in others}
    texts = [c for c in others if sizes[c] > 4 * len(rows)]
    if not texts:
        return False
    roles = {"minutes": timed, "title": texts[0]}
    if len(texts) > 1:
        roles["outcomes"] = texts[1]
    _Table(Grid((("",) * width, *grid.rows), grid.title), 0, roles, outline, name).read()
    return True


def _is_length(text: str) -> bool:
    if not text.strip() or fold_heading(text).isdecimal() and int(fold_heading(text)[:6]) < 5:
        return False
    if read_clock(text) is not None:
        return True
    try:
        return read_length(text).minutes > 0
    except ValueError:
        return False
