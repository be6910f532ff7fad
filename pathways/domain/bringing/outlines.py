"""An outline as a table: a module a row, or a row for each of its outcomes, or a label a row."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.bringing.brought import BroughtModule, Report, one_line, quoted
from pathways.domain.bringing.headings import find_roles, fold_heading, role_of, unit_of
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.texts import (
    is_only_number,
    is_pause,
    is_sum,
    part_length,
    split_list,
    without_number,
)
from pathways.domain.pathway.minutes import read_clock, read_length

MODULE_LIMIT: Final = 1_000
"""Modules of a file that are read."""
_HEAD_ROWS: Final = 60
_TEXTS: Final = ("assessment", "delivery", "activities", "description")
_KEPT: Final = {"title", "minutes", "outcomes", "start", "end", *_TEXTS}
_LABELLED: Final = {"title": "title", "number": "title", **{name: name for name in _KEPT}}


@dataclass(slots=True)
class Outline:
    """Modules so far, with the times at which each begins where only those are known."""

    report: Report
    modules: list[BroughtModule] = field(default_factory=list)
    clocks: list[tuple[int, int | None]] = field(default_factory=list)
    """Times of day in order, each with the place of the module that begins then, if one does."""

    @property
    def is_full(self) -> bool:
        """Whether no more modules are taken; a pathway holds far fewer."""
        return len(self.modules) >= MODULE_LIMIT

    def add(self, module: BroughtModule, place: str, start: int | None = None) -> bool:
        """Take a module unless it is a break or a sum; return whether it was taken."""
        if self.is_full:
            self.report.say(f"Only the first {MODULE_LIMIT:,} modules were read.")
            return False
        is_taken = not (is_pause(module.title) or is_sum(module.title))
        if start is not None:
            self.clocks.append((start, len(self.modules) if is_taken else None))
        if is_taken:
            self.modules.append(module)
        else:
            self.report.say(f"{place}: {quoted(module.title)} is no module, and was left out.")
        return is_taken

    def change(self, **values: object) -> None:
        """Change the module that was taken last."""
        self.modules[-1] = replace(self.modules[-1], **values)  # type: ignore[arg-type]

    def finish(self) -> tuple[BroughtModule, ...]:
        """Return the modules, lasting until the next begins where nothing else is said."""
        later = [*self.clocks[1:], (None, None)]
        for (start, module), (end, _) in zip(self.clocks, later, strict=False):
            if module is None or self.modules[module].minutes is not None or end is None:
                continue
            if 0 < end - start <= 600:
                self.modules[module] = replace(self.modules[module], minutes=end - start)
        names = Counter(module.title for module in self.modules)
        for title, count in names.items():
            if title and count > 1:
                self.report.say(f"{count:,} modules are called {quoted(title)}.")
        return tuple(self.modules)


def read_minutes(text: str, place: str, report: Report, unit: str = "m") -> int | None:
    """Return the minutes of a cell, None for none; tell what could not be read or was guessed."""
    if not text.strip() or text.strip() in ("-", "–", "n/a", "tbc", "TBC"):
        return None
    try:
        found = read_length(text, unit)
    except ValueError:
        report.say(f"{place}: the length {quoted(text)} was not understood.")
        return None
    if found.taken_as:
        report.say(f"{place}: {quoted(text)} was {found.taken_as}.")
    return found.minutes or None


def is_outline(grid: Grid) -> bool:
    """Whether a table says which modules there are."""
    return _header(grid) is not None


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings and its columns: the one of most among the first."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(grid.rows[:_HEAD_ROWS]):
        roles = {key: at for key, at in find_roles(row).items() if key in {*_KEPT, "number"}}
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
    if title is None or not others:
        return roles
    cells = [each[title].strip() for each in grid.rows[header + 1 :][:200] if title < len(each)]
    filled = [cell for cell in cells if cell]
    if sum(is_only_number(cell) for cell in filled) * 2 <= len(filled):
        return roles
    return {**roles, "title": others[0], "number": roles.get("number", title)}


def read_table(grid: Grid, outline: Outline, name: str = "") -> bool:
    """Read a table into an outline; return whether it was one."""
    if found := _header(grid):
        header, roles = found
        _Table(grid, header, roles, outline, name).read()
        return True
    return read_labels(grid, outline, name) or _read_bare(grid, outline, name)


@dataclass(slots=True)
class _Table:
    grid: Grid
    header: int
    roles: dict[str, int]
    outline: Outline
    name: str
    last: tuple[str, str] | None = None
    """Number and title of the row before, as they are compared."""

    def read(self) -> None:
        heads = self.grid.rows[self.header]
        unit = unit_of(heads[self.roles["minutes"]]) if "minutes" in self.roles else "m"
        is_clock = self._has_starts()
        is_open = False
        for number, row in enumerate(self.grid.rows[self.header + 1 :], start=self.header + 2):
            if tuple(row) == tuple(heads) or not any(cell.strip() for cell in row):
                continue
            place = f"{self.name}row {number}"
            if any(len(cell) < 40 and is_sum(cell) for cell in row):
                self.outline.report.say(f"{place} adds the others up, and was left out.")
                is_open = False
                continue
            if self.outline.is_full and not self._goes_on(row):
                self.outline.report.say(f"Only the first {MODULE_LIMIT:,} modules were read.")
                return
            if self._goes_on(row):
                if is_open:
                    self._go_on(row, place, unit)
                continue
            is_open = self._begin(row, place, unit, is_clock=is_clock)

    def _cell(self, row: tuple[str, ...], role: str) -> str:
        column = self.roles.get(role)
        return row[column].strip() if column is not None and column < len(row) else ""

    def _outcomes(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """Return the outcomes of a row, from every column that holds some."""
        heads = self.grid.rows[self.header]
        columns = [c for c, text in enumerate(heads) if role_of(text)[0] == "outcomes"]
        columns = columns or [self.roles.get("outcomes", len(row))]
        texts = (row[column] for column in columns if column < len(row))
        return tuple(dict.fromkeys(one for text in texts for one in split_list(text)))

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
        said = read_minutes(self._cell(row, "minutes"), "", Report())
        return bool(self._cell(row, "outcomes") or self._cell(row, "activities")) and (
            said in (None, self.outline.modules[-1].minutes)
        )

    def _begin(self, row: tuple[str, ...], place: str, unit: str, *, is_clock: bool) -> bool:
        title, length, start = part_length(self._title(row))
        title = without_number(title)
        if not title:
            number = self._cell(row, "number")
            title = f"Module {number}" if number.isdecimal() else number
        said = self._cell(row, "minutes")
        minutes: int | None = None
        if is_clock:
            start = read_clock(said)
        elif said:
            minutes = read_minutes(said, place, Report(), unit)
            if not is_pause(title) and not is_sum(title):
                minutes = read_minutes(said, place, self.outline.report, unit)
        elif length:
            minutes = length.minutes
            if length.taken_as:
                self.outline.report.say(f"{place}: the length was {length.taken_as}.")
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
            **{role: self._cell(row, role) for role in _TEXTS},
        )
        return self.outline.add(module, place, start)

    def _go_on(self, row: tuple[str, ...], place: str, unit: str) -> None:
        module = self.outline.modules[-1]
        outcomes = tuple(dict.fromkeys((*module.outcomes, *self._outcomes(row))))
        texts = {}
        for role in _TEXTS:
            held, said = getattr(module, role), self._cell(row, role)
            texts[role] = f"{held}\n{said}".strip() if said and said not in held else held
        minutes = module.minutes
        if minutes is None:
            minutes = read_minutes(self._cell(row, "minutes"), place, self.outline.report, unit)
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


def read_labels(grid: Grid, outline: Outline, name: str = "") -> bool:
    """Read a table of two columns, a label and what belongs to it; return whether it was one."""
    rows = [
        (number, row)
        for number, row in enumerate(grid.rows, start=1)
        if any(cell.strip() for cell in row)
    ]
    if len(rows) < 2 or any(len([c for c in row if c.strip()]) > 2 for _, row in rows):
        return False
    roles = [_LABELLED.get(role_of(row[0])[0], "") if row else "" for _, row in rows]
    if len({role for role in roles if role}) < 2:
        return False
    for (number, row), role in zip(rows, roles, strict=True):
        texts = [cell for cell in row[1:] if cell.strip()]
        text = texts[0] if texts else ""
        place = f"{name}row {number}"
        if role == "title":
            title, length, _ = part_length(text or row[0])
            title = without_number(title)
            outline.add(BroughtModule(title, length.minutes if length else None), place)
        elif role and outline.modules:
            set_part(outline, role, text, place)
    return True


def set_part(outline: Outline, role: str, text: str, place: str) -> None:
    """Give the module taken last one of its parts, beside what it has of that already."""
    module = outline.modules[-1]
    if role == "minutes":
        minutes = read_minutes(text, place, outline.report)
        outline.change(minutes=module.minutes if minutes is None else minutes)
    elif role == "outcomes":
        outline.change(outcomes=tuple(dict.fromkeys((*module.outcomes, *split_list(text)))))
    elif role in _TEXTS and text.strip():
        held: str = getattr(module, role)
        outline.change(**{role: f"{held}\n{text.strip()}".strip()})


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
