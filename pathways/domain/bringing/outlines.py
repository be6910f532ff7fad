"""An outline as a table: a module a row, or a row for each of its outcomes, or a label a row."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.bringing.brought import BroughtModule, Report, one_line
from pathways.domain.bringing.gathering import (
    MODULE_LIMIT,
    TEXTS,
    Outline,
    read_minutes,
)
from pathways.domain.bringing.headers import (
    find_across,
    find_coded_header,
    find_first_row,
    find_header,
    find_treated,
    is_labelled,
)
from pathways.domain.bringing.headings import (
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
    is_pause,
    is_sum,
    part_length,
    split_list,
    without_number,
)
from pathways.domain.pathway.minutes import read_clock, read_length

_MORNING: Final = 6 * 60
_DAY: Final = re.compile(
    r"^(?:day\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)[^\n]{0,40}$", re.IGNORECASE
)
_NOWHERE: Final = Spot("", "", "")


def is_outline(grid: Grid) -> bool:
    """Whether a table says which modules there are."""
    return find_header(grid) is not None


def _answered(grid: Grid, roles: dict[str, int], report: Report) -> dict[str, int]:
    """Return the columns as somebody said that they are."""
    width = max(map(len, grid.rows), default=0)
    said = {
        column: report.answer(column_key(grid, column), LEFT, *OUTLINE_ROLES)
        for column in range(min(width, 80))
    }
    kept = {role: column for role, column in roles.items() if not said.get(column)}
    return {**kept, **{role: c for c, role in reversed(said.items()) if role not in ("", LEFT)}}


def read_table(grid: Grid, outline: Outline, name: str = "") -> bool:
    """Read a table into an outline; return whether it was one."""
    kind = outline.report.answer(f"sheet.{grid.number}", "outline", LEFT)
    if kind == LEFT:
        outline.report.sheets.append(_sheet(grid, LEFT))
        return True
    found = find_header(grid) or (find_first_row(grid) if kind else None)
    found = found or find_coded_header(grid, outline)
    if treated := find_treated(grid, outline):
        grid, found = treated
    if found and not (kind or treated) and is_labelled(grid, found[0]):
        found = None
    across = None if kind or treated else find_across(grid)
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


def _sheet(grid: Grid, kind: str, columns: tuple[ColumnRead, ...] = ()) -> SheetRead:
    width = max(map(len, grid.rows), default=0)
    return SheetRead(grid.number, grid.title, kind, len(grid.rows), width, columns)


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
    worded: set[int] = field(default_factory=set)
    """Those of them that hold outcomes in words, each with its code."""

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
            if is_clock and self._is_day(row):
                self.outline.end_day()
                is_open = False
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

    def _is_day(self, row: tuple[str, ...]) -> bool:
        """Whether a row of a timetable names the day whose times follow."""
        said = {cell.strip() for cell in row if cell.strip()}
        return len(said) == 1 and bool(_DAY.match(said.pop()))

    def _find_coded(self) -> None:
        heads, rows = self.grid.rows[self.header], self.grid.rows[self.header + 1 :][:60]
        for column, head in enumerate(heads[:60]):
            texts = [row[column] for row in rows if column < len(row) and row[column].strip()]
            if column != self.roles.get("title") and texts:
                known = sum(bool(self.outline.find(text)) for text in texts)
                if known * 2 > len(texts):
                    self.coded[column] = treatment_of_heading(head)
                    if role_of(head) == ("outcomes", 2) and sum(map(_has_words, texts)) * 2 > known:
                        self.worded.add(column)
        only = self.coded.keys() - self.worded
        self.roles = {r: c for r, c in self.roles.items() if c not in only}

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
            is_named = role_of(head)[0] == "outcomes" and column not in taken | (
                self.coded.keys() - self.worded
            )
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
        clock = read_clock(re.split(r"[-–—]|\bto\b", said, maxsplit=1)[0])
        if is_clock and clock is not None:
            start = clock
        if said and not (is_clock and read_clock(said) is not None):
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
        known = [clock for clock in map(read_clock, texts) if clock is not None]
        head = fold_heading(self.grid.rows[self.header][self.roles["minutes"]]) if texts else ""
        if len(known) < 2 or re.search(r"\b(?:duration|length|hours|hrs|how long)\b", head):
            is_rising = all(one < other for one, other in zip(known, known[1:], strict=False))
            return (
                is_rising
                and len(known) > 1
                and known[0] >= _MORNING
                and len(known) * 2 > len(texts)
            )
        # No module lasts from six hours on: those are times of day, and so is what stands by them.
        return max(known) >= _MORNING


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
    heads = [*rows[0], *[""] * (width - len(rows[0]))]
    is_headed = role_of(heads[timed]) in (("minutes", 2), ("start", 2))
    asides = {c for c in range(width) if is_headed and role_of(heads[c])[0] == "aside"}
    others = [column for column in range(width) if column != timed and column not in asides]
    sizes = {c: sum(len(row[c]) for row in rows if c < len(row)) for c in others}
    texts = [c for c in others if sizes[c] > 4 * len(rows)]
    if not texts:
        return False
    roles = {"minutes": timed, "title": texts[0]}
    if len(texts) > 1:
        roles["outcomes"] = texts[1]
    if is_headed:
        _Table(grid, grid.rows.index(rows[0]), roles, outline, name).read()
        return True
    _Table(Grid((("",) * width, *grid.rows), grid.title), 0, roles, outline, name).read()
    return True


def _has_words(text: str) -> bool:
    """Whether a text says something beside its codes."""
    return len(re.findall(r"[^\W\d_]{3,}", text)) > 1


def _is_length(text: str) -> bool:
    if not text.strip() or fold_heading(text).isdecimal() and int(fold_heading(text)[:6]) < 5:
        return False
    if read_clock(text) is not None:
        return True
    try:
        return read_length(text).minutes > 0
    except ValueError:
        return False
