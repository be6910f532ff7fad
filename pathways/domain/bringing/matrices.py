"""A matrix of competencies and modules, in either direction, or a list of one mapping a row."""

import re
from dataclasses import dataclass, field
from typing import Final

from pathways.domain.bringing.brought import (
    UNSAID,
    BroughtMapping,
    BroughtModule,
    Report,
    one_line,
    quoted,
)
from pathways.domain.bringing.gathering import MODULE_LIMIT
from pathways.domain.bringing.headings import find_roles, fold_heading, role_of
from pathways.domain.bringing.lists import ListRows, Marked, join_note
from pathways.domain.bringing.marking import Marking
from pathways.domain.bringing.marks import MarkRead
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.questions import (
    LEFT,
    MATRIX_ROLES,
    column_key,
)
from pathways.domain.bringing.recognition import Recogniser
from pathways.domain.bringing.references import (
    asks_where,
    find_coded_treatments,
    find_codes,
    find_modules,
    name_modules,
    says_where,
    treatment_of_heading,
)
from pathways.domain.bringing.rows import SUMS
from pathways.domain.bringing.squares import FEW, best_column, count_likely, square, turned
from pathways.domain.bringing.texts import is_numbered_unit, is_only_number, without_number

_HEAD_ROWS: Final = 6
"""Rows above the first competency among which headings are looked for."""


def read_matrix(
    grid: Grid,
    recogniser: Recogniser,
    report: Report,
    name: str = "",
    marking: Marking | None = None,
) -> Marked | None:
    """Read a grid as a matrix or a list; None where it holds no competencies.

    `name` is what a place in it begins with, where there are others.
    """
    marking = marking or Marking(report)
    if report.answer(f"sheet.{grid.number}", "outline", LEFT):
        return None
    rows = square(grid)
    across = turned(rows)
    coded = (
        find_coded_treatments(each, lambda text: find_codes(text, recogniser))
        for each in (rows, across)
    )
    if any(number is not None for number in coded):
        # Codes under treatments: an outline, a module a row or a column.
        return None
    down_column, down = best_column(rows, recogniser)
    over_column, over = best_column(across, recogniser)
    if max(down, over) < FEW:
        likely_column, likely = count_likely(rows, recogniser)
        if likely > down:
            down_column, down, over = likely_column, likely, 0
    if max(down, over) < FEW and not _is_list(rows, down):
        return None
    if over > down:
        return _MatrixRows(grid, across, over_column, recogniser, marking, name, True).read()
    for column in range(len(rows[0]) if rows else 0):
        if report.answer(column_key(grid, column), "code"):
            down_column = column
    return _MatrixRows(grid, rows, down_column, recogniser, marking, name).read()


def _is_list(rows: list[list[str]], known: int) -> bool:
    """Whether one competency alone stands under headings of a list or a matrix."""
    heads = [find_roles(row) for row in rows[:_HEAD_ROWS]]
    return known > 0 and any({"code", "label"} & roles.keys() for roles in heads)


@dataclass(slots=True)
class _Columns:
    modules: dict[int, int] = field(default_factory=dict)
    """Column to module number."""
    notes: dict[int, int] = field(default_factory=dict)
    """Column to the number of the module whose evidence it holds, 0 for all of the row."""
    pages: list[int] = field(default_factory=list)
    letters: dict[int, str] = field(default_factory=dict)
    """Column of ticks to the treatment that its heading says."""


@dataclass(slots=True)
class _MatrixRows(ListRows):
    """One grid, a competency a row, on its way to modules and marks."""

    def read(self) -> Marked:
        """Read all of it."""
        before = self.recogniser.level
        self.recogniser.level = before or self.likely_level()
        try:
            return self._read_all()
        finally:
            self.recogniser.level = before

    def _read_all(self) -> Marked:
        found = Marked(self.report)
        first = self.first_row()
        heads = self.rows[max(0, first - _HEAD_ROWS) : first]
        roles = next((roles for row in reversed(heads) if len(roles := find_roles(row)) >= FEW), {})
        if heads and "treatment" not in roles and "title" in roles:
            self.ticks = self.ticked(heads[-1], first)
        module = self.list_column(roles)
        if module is not None:
            roles = self.answered(roles, module)
            self.keep_sheet("list", first, {column: role for role, column in roles.items()})
            self.read_list(found, roles, roles.get("title", module), first)
        else:
            self._read_table(found, heads, roles, first)
        return found

    # A table: one competency a row, one module a column.

    def _read_table(
        self, found: Marked, heads: list[list[str]], roles: dict[str, int], first: int
    ) -> None:
        rows = list(self.competencies(first))
        if placed := self._placed(heads, [row for _, row, _ in rows]):
            self.keep_sheet("matrix", first, {self.column: "code"})
            self._read_placed(found, rows, placed)
            return
        columns = self._columns(found, heads, roles, [row for _, row, _ in rows])
        held = dict.fromkeys(columns.modules, "module") | dict.fromkeys(columns.notes, "evidence")
        held |= dict.fromkeys(columns.pages, "page")
        self.keep_sheet("matrix", first, {**held, self.column: "code"})
        self.marking.prepare(row[c] for _, row, _ in rows for c in columns.modules)
        for number, row, code in rows:
            place = self.place(number)
            pages = next((row[c].strip() for c in columns.pages if row[c].strip()), "")
            notes = {module: row[c].strip() for c, module in columns.notes.items()}
            for column, module in columns.modules.items():
                text = row[column]
                mark = self.marking.read(text, self.where(number, column))
                if column in columns.letters and mark and mark.mark:
                    mark = MarkRead(columns.letters[column], mark.note)
                if mark is None:
                    title = found.modules[module - 1].title
                    self.report.say(
                        f"{place}, {quoted(title)}: {quoted(text)} is no mark that is known here.",
                        is_asked=True,
                    )
                elif mark.mark:
                    note = notes.get(module) or mark.note or notes.get(0, "")
                    mapping = BroughtMapping(module, code, mark.mark, join_note(note, pages))
                    found.add(mapping, place, is_told=column not in columns.letters)

    def _placed(self, heads: list[list[str]], rows: list[list[str]]) -> dict[int, str]:
        """Return the columns that say in which modules a competency is treated, and how far."""
        found: dict[int, str] = {}
        numbers: set[int] = set()
        is_said = False
        for column in range(len(self.rows[0]) if self.rows else 0):
            head = next((row[column] for row in reversed(heads) if row[column].strip()), "")
            letter = treatment_of_heading(head) or (UNSAID if asks_where(head) else "")
            filled = [row[column] for row in rows if row[column].strip()]
            read = [find_modules(text) for text in filled]
            if letter and filled and sum(one is not None for one in read) * 2 > len(filled):
                found[column] = letter
                numbers |= {number for one in read for number in one or ()}
                is_said = is_said or says_where(head)
        # A one alone may be a tick as well.
        return found if is_said or numbers - {1} else {}

    def _read_placed(
        self, found: Marked, rows: list[tuple[int, list[str], str]], placed: dict[int, str]
    ) -> None:
        texts = [row[column] for _, row, _ in rows for column in placed]
        titles = name_modules(texts)
        most = max((n for text in texts for n in find_modules(text) or ()), default=0)
        found.modules += [
            BroughtModule(titles.get(number, f"Module {number}")) for number in range(1, most + 1)
        ]
        for number, row, code in rows:
            for column, letter in placed.items():
                modules = find_modules(row[column])
                if modules is None:
                    self.report.say(
                        f"{self.place(number)}: {quoted(row[column])} names no module by number."
                    )
                for module in modules or ():
                    mapping = BroughtMapping(module, code, letter)
                    found.add(mapping, self.place(number), is_told=False)

    def _columns(
        self,
        found: Marked,
        heads: list[list[str]],
        roles: dict[str, int],
        rows: list[list[str]],
    ) -> _Columns:
        columns = _Columns()
        width = len(self.rows[0]) if self.rows else 0
        texts = [_headings_of(heads, column) for column in range(width)]
        ticked = self.ticked([each[-1] if each else "" for each in texts], self._start(rows))
        for column in range(width):
            said = self._said(column)
            is_module = said == "module" or (
                not said and self._is_module(texts[column], rows, column)
            )
            letter = "" if said or column == self.column else ticked.get(column, "")
            if letter:
                self._tick_column(columns, found, texts[column], column, letter)
                continue
            if column == self.column or not is_module:
                continue
            if len(found.modules) >= MODULE_LIMIT:
                self.report.say(f"Only the first {MODULE_LIMIT:,} modules were read.")
                break
            number = len(found.modules) + 1
            columns.modules[column] = number
            found.modules.append(BroughtModule(_title_of(texts[column]) or f"Module {number}"))
        for column in range(width):
            if column != self.column and column not in columns.modules:
                self._note_column(columns, found, texts[column], column)
        return columns

    def _start(self, rows: list[list[str]]) -> int:
        """Return where the first of some rows stands."""
        return next((n for n, row in enumerate(self.rows) if rows and row is rows[0]), 0)

    def _tick_column(
        self, columns: _Columns, found: Marked, texts: list[str], column: int, letter: str
    ) -> None:
        """Take a column of ticks under a treatment: of the module above it, or of the only one."""
        title = _title_of(texts[:-1])
        number = columns.modules.get(column - 1, 0)
        is_same = number and found.modules[number - 1].title == (title or "Module 1")
        if not is_same:
            number = len(found.modules) + 1
            found.modules.append(BroughtModule(title or f"Module {number}"))
        columns.modules[column] = number
        columns.letters[column] = letter

    def _said(self, column: int) -> str:
        """Return what somebody said that a column is."""
        if self.is_turned:
            return ""
        return self.report.answer(column_key(self.grid, column), LEFT, *MATRIX_ROLES)

    def _is_module(self, texts: list[str], rows: list[list[str]], column: int) -> bool:
        last = texts[-1] if texts else ""
        folded = fold_heading(last)
        if SUMS.match(folded):
            return False
        role, surety = role_of(last)
        is_named = any(is_numbered_unit(text) for text in texts)
        is_other = surety == 2 and role not in ("title", "number") and not is_named
        if role in ("page", "evidence") or is_other:
            return False
        filled = [row[column] for row in rows if row[column].strip()]
        marks = sum(map(self.marking.is_mark, filled))
        if not filled:
            # A module of which nothing is marked yet.
            return is_named or (bool(last) and not role)
        return marks * 2 >= len(filled) or (is_named and marks > 0)

    def _note_column(self, columns: _Columns, found: Marked, texts: list[str], column: int) -> None:
        said = " ".join(texts)
        role, _ = role_of(texts[-1] if texts else "")
        role = self._said(column) or role
        if role == "page":
            columns.pages.append(column)
        elif role == "evidence":
            columns.notes[column] = next(
                (
                    number
                    for number, module in enumerate(found.modules, start=1)
                    if module.title.casefold() in said.casefold()
                    or re.search(rf"\b(?:module|m|session|unit)\s*{number}\b", said, re.IGNORECASE)
                ),
                0,
            )


def _headings_of(heads: list[list[str]], column: int) -> list[str]:
    """Return what stands above a column; a module over several columns stands above each."""
    wide = [row for row in heads if len({cell for cell in row if cell.strip()}) >= FEW][-2:]
    texts = []
    for number, row in enumerate(wide, start=1):
        text = row[column].strip()
        if not text and number < len(wide):
            before = next((cell.strip() for cell in reversed(row[:column]) if cell.strip()), "")
            is_over = is_numbered_unit(before) or treatment_of_heading(wide[-1][column])
            text = before if is_over else ""
        texts.append(text)
    return [text for text in texts if text and len(text) <= 400]


def _title_of(texts: list[str]) -> str:
    """Return the title that headings give a module, without its number where it has a name."""
    named = [t for t in texts if not is_only_number(t) and role_of(t)[1] < 2]
    texts = [text for text in texts if is_numbered_unit(text)] or texts
    return one_line(without_number((named or texts)[-1])) if texts else ""
