"""A matrix of competencies and modules, in either direction, or a list of one mapping a row."""

import re
from dataclasses import dataclass, field, replace
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
from pathways.domain.bringing.marking import Marking
from pathways.domain.bringing.marks import MarkRead, higher, read_mark
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.questions import (
    LEFT,
    LIST_ROLES,
    MATRIX_ROLES,
    column_key,
)
from pathways.domain.bringing.recognition import Recogniser
from pathways.domain.bringing.rows import SUMS, CompetencyRows
from pathways.domain.bringing.squares import FEW, best_column, count_likely, square, turned
from pathways.domain.bringing.texts import is_numbered_unit, is_only_number, without_number

_HEAD_ROWS: Final = 6
"""Rows above the first competency among which headings are looked for."""
_NUMBERED: Final = re.compile(
    r"^\s*(?:module|session|unit|part|workshop|webinar|lesson|topic|week|day|section|mod|m|s)?\.?"
    r"\s*(?P<number>[0-9]{1,3})\s*(?:[:.)\-–—]\s*)?(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Marked:
    """Modules and marks so far; a competency that a module has twice keeps the higher mark."""

    report: Report
    modules: list[BroughtModule] = field(default_factory=list)
    marks: dict[tuple[int, str], BroughtMapping] = field(default_factory=dict)

    def add(self, mapping: BroughtMapping, place: str) -> None:
        """Take a mapping, telling where it stands twice."""
        key = (mapping.module, mapping.code)
        before = self.marks.get(key)
        if before is None:
            self.marks[key] = mapping
            return
        mark = higher(before.mark, mapping.mark)
        self.report.say(
            f"{place}: {mapping.code} stands twice in module {mapping.module}; {mark} was taken."
        )
        notes = dict.fromkeys(note for note in (before.evidence, mapping.evidence) if note)
        self.marks[key] = replace(before, mark=mark, evidence="\n".join(notes))


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


@dataclass(slots=True)
class _MatrixRows(CompetencyRows):
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
        module = self._list_column(roles)
        if module is not None:
            roles = self._answered(roles, module)
            self.keep_sheet("list", first, {column: role for role, column in roles.items()})
            self._read_list(found, roles, roles.get("title", module), first)
        else:
            self._read_table(found, heads, roles, first)
        return found

    def _answered(self, roles: dict[str, int], module: int) -> dict[str, int]:
        """Return the columns of a list as somebody said that they are."""
        roles = {**roles, "code": self.column}
        if "title" not in roles:
            roles["title"] = module
        said = {
            column: self.report.answer(column_key(self.grid, column), LEFT, *LIST_ROLES)
            for column in range(min(len(self.rows[0]), 80))
        }
        kept = {
            role: column
            for role, column in roles.items()
            if role in LIST_ROLES and (not said.get(column) or role == "code")
        }
        return {**{role: c for c, role in reversed(said.items()) if role not in ("", LEFT)}, **kept}

    # A list: one mapping a row.

    def _list_column(self, roles: dict[str, int]) -> int | None:
        """Return the column that says which module, where the grid is a list."""
        said = roles.get("title", roles.get("number"))
        has_marks = {"treatment", "evidence", "page"} & roles.keys()
        if said is None or said == self.column or not has_marks:
            return None
        return said

    def _read_list(self, found: Marked, roles: dict[str, int], column: int, first: int) -> None:
        numbers: dict[str, int] = {}
        number_column = roles.get("number")
        ordered: dict[str, tuple[int, str]] = {}
        rows = list(self.competencies(first))
        if "treatment" in roles:
            self.marking.prepare(row[roles["treatment"]] for _, row, _ in rows)
        for number, row, _ in rows:
            key, title, wanted = self._module_of(row, column, number_column)
            if not key:
                self.report.say(f"{self.place(number)} says no module.")
            elif key not in ordered:
                ordered[key] = (wanted or 10_000 + len(ordered), title)
        for key, (_, title) in sorted(ordered.items(), key=lambda item: item[1][0]):
            numbers[key] = len(found.modules) + 1
            found.modules.append(BroughtModule(title or f"Module {numbers[key]}"))
        for number, row, code in rows:
            key, _, _ = self._module_of(row, column, number_column)
            if key:
                self._take_row(found, numbers[key], number, row, code, roles)

    def _module_of(
        self, row: list[str], column: int, number_column: int | None
    ) -> tuple[str, str, int]:
        """Return what tells a module from another, its title, and its number if it says one."""
        text = row[column].strip()
        said = row[number_column].strip() if number_column is not None else ""
        parts = _NUMBERED.match(text)
        if said.isascii() and said.isdecimal():
            return said, "" if text == said else text, int(said[:4])
        if parts:
            title = without_number(text)
            return f"{int(parts['number'])} {title.casefold()}", title, int(parts["number"])
        return text.casefold(), text, 0

    def _take_row(
        self,
        found: Marked,
        module: int,
        number: int,
        row: list[str],
        code: str,
        roles: dict[str, int],
    ) -> None:
        place = self.place(number)
        column = roles.get("treatment")
        text = row[column] if column is not None else ""
        mark = (
            MarkRead(UNSAID)
            if column is None
            else self.marking.read(text, self.where(number, column))
        )
        if mark is None:
            self.report.say(
                f"{place}: {quoted(text)} is no mark that is known here.", is_asked=True
            )
            mark = MarkRead(UNSAID)
        elif not mark.mark and text.strip():
            return
        note = row[roles["evidence"]].strip() if "evidence" in roles else ""
        page = row[roles["page"]].strip() if "page" in roles else ""
        evidence = join_note(note or mark.note, page)
        found.add(BroughtMapping(module, code, mark.mark or UNSAID, evidence), place)

    # A table: one competency a row, one module a column.

    def _read_table(
        self, found: Marked, heads: list[list[str]], roles: dict[str, int], first: int
    ) -> None:
        rows = list(self.competencies(first))
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
                if mark is None:
                    title = found.modules[module - 1].title
                    self.report.say(
                        f"{place}, {quoted(title)}: {quoted(text)} is no mark that is known here.",
                        is_asked=True,
                    )
                elif mark.mark:
                    note = notes.get(module) or mark.note or notes.get(0, "")
                    mapping = BroughtMapping(module, code, mark.mark, join_note(note, pages))
                    found.add(mapping, place)

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
        for column in range(width):
            said = self._said(column)
            is_module = said == "module" or (
                not said and self._is_module(texts[column], rows, column)
            )
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
        marks = sum((mark := read_mark(text)) is not None and bool(mark.mark) for text in filled)
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


def join_note(note: str, page: str) -> str:
    """Return an evidence note with the page that stands in a column of its own."""
    if not page:
        return note
    words = page if re.search(r"[A-Za-z]", page) else f"page {page}"
    return f"{note}, {words}" if note else words[:1].upper() + words[1:]


def _headings_of(heads: list[list[str]], column: int) -> list[str]:
    """Return what stands above a column; a module over several columns stands above each."""
    wide = [row for row in heads if len({cell for cell in row if cell.strip()}) >= FEW][-2:]
    texts = []
    for number, row in enumerate(wide, start=1):
        text = row[column].strip()
        if not text and number < len(wide):
            before = next((cell.strip() for cell in reversed(row[:column]) if cell.strip()), "")
            text = before if is_numbered_unit(before) else ""
        texts.append(text)
    return [text for text in texts if text and len(text) <= 400]


def _title_of(texts: list[str]) -> str:
    """Return the title that headings give a module, without its number where it has a name."""
    named = [t for t in texts if not is_only_number(t) and role_of(t)[1] < 2]
    texts = [text for text in texts if is_numbered_unit(text)] or texts
    return one_line(without_number((named or texts)[-1])) if texts else ""
