"""A matrix of competencies and modules, in either direction, or a list of one mapping a row."""

import re
from collections import Counter
from collections.abc import Iterator
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
from pathways.domain.bringing.headings import find_roles, fold_heading, role_of
from pathways.domain.bringing.marks import MarkRead, higher, read_mark
from pathways.domain.bringing.outlines import MODULE_LIMIT
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.recognition import Recognised, Recogniser
from pathways.domain.bringing.squares import FEW, best_column, count_likely, square, turned
from pathways.domain.bringing.texts import is_numbered_unit, is_only_number, without_number

_HEAD_ROWS: Final = 6
"""Rows above the first competency among which headings are looked for."""
_NUMBERED: Final = re.compile(
    r"^\s*(?:module|session|unit|part|workshop|webinar|lesson|topic|week|day|section|mod|m|s)?\.?"
    r"\s*(?P<number>[0-9]{1,3})\s*(?:[:.)\-–—]\s*)?(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SUMS: Final = re.compile(
    r"^(?:(?:row |grand |sub-?)?totals?|count|sum|number of modules|highest.*|modules that treat.*|"
    r"assessed|assessed\?|covered\?|any|overall|%|coverage)$"
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
    grid: Grid, recogniser: Recogniser, report: Report, name: str = ""
) -> Marked | None:
    """Read a grid as a matrix or a list; None where it holds no competencies.

    `name` is what a place in it begins with, where there are others.
    """
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
        return _MatrixRows(across, over_column, recogniser, report, name, is_turned=True).read()
    return _MatrixRows(rows, down_column, recogniser, report, name).read()


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
class _MatrixRows:
    """One grid, a competency a row, on its way to modules and marks."""

    rows: list[list[str]]
    column: int
    recogniser: Recogniser
    report: Report
    name: str
    is_turned: bool = False

    def read(self) -> Marked:
        """Read all of it."""
        before = self.recogniser.level
        self.recogniser.level = before or self._most()
        try:
            return self._read_all()
        finally:
            self.recogniser.level = before

    def _most(self) -> int | None:
        """Return the level of most that is known exactly: what is only alike is of that one too."""
        known = (self.recogniser.exactly(row[self.column]) for row in self.rows)
        by_code = self.recogniser.edition.by_code
        levels = Counter(by_code[one.code].level for one in known if one)
        return levels.most_common(1)[0][0] if levels else None

    def _read_all(self) -> Marked:
        found = Marked(self.report)
        first = self._first()
        heads = self.rows[max(0, first - _HEAD_ROWS) : first]
        roles = next((roles for row in reversed(heads) if len(roles := find_roles(row)) >= FEW), {})
        module = self._list_column(roles)
        if module is not None:
            self._read_list(found, roles, module, first)
        else:
            self._read_table(found, heads, roles, first)
        return found

    def _first(self) -> int:
        """Return the row below the heading, or else that of the first competency."""
        known = (n for n, row in enumerate(self.rows) if self.recogniser.exactly(row[self.column]))
        first = next(known, None)
        for number, row in enumerate(self.rows[:first]):
            if role_of(row[self.column]) in (("label", 2), ("code", 2)):
                return number + 1
        return first or 0

    def _place(self, number: int) -> str:
        return f"{self.name}{'column' if self.is_turned else 'row'} {number + 1}"

    def _competencies(self, first: int) -> Iterator[tuple[int, list[str], str]]:
        """Yield the rows that mean a competency, telling of those that seem to and do not."""
        label = self._label_column(first)
        for number, row in enumerate(self.rows[first:], start=first):
            text = row[self.column].strip() or (row[label].strip() if label is not None else "")
            if not text:
                if any(cell.strip() for cell in row):
                    self._tell_marks(number, row, "has marks and names no competency")
                continue
            known = self.recogniser.exactly(text) or self._by_label(number, row, label)
            if known is None and not self._is_section(row, text):
                known = self._likely(number, text)
            if known is not None:
                yield number, row, known.code

    def _label_column(self, first: int) -> int | None:
        """Return another column that names competencies: the label beside the code."""
        others = [
            [cell if place != self.column else "" for place, cell in enumerate(row)]
            for row in self.rows[first : first + 60]
        ]
        column, count = best_column(others, self.recogniser)
        return column if count >= FEW else None

    def _by_label(self, number: int, row: list[str], label: int | None) -> Recognised | None:
        if label is None or not (known := self.recogniser.exactly(row[label])):
            return None
        code = row[self.column].strip()
        self.report.say(
            f"{self._place(number)}: {quoted(code)} is no code of this edition; by its words it "
            f"was taken for {known.code}."
        )
        return known

    def _is_section(self, row: list[str], text: str) -> bool:
        filled = {cell.strip() for cell in row if cell.strip()}
        return len(filled) == 1 and len(text) < 120 and not self.recogniser.looks_like_code(text)

    def _likely(self, number: int, text: str) -> Recognised | None:
        place = self._place(number)
        if self.recogniser.looks_like_code(text):
            self.report.say(f"{place}: the framework has no competency {quoted(text)}.")
            return None
        if role_of(text)[1] == 2 or _SUMS.match(fold_heading(text)):
            return None
        known = self.recogniser.alike(text)
        if known is None:
            self.report.say(f"{place}: {quoted(text)} is no competency that is known here.")
            return None
        label = self.recogniser.edition.by_code[known.code].label
        self.report.say(
            f"{place}: {quoted(text)} was taken for {known.code}, {quoted(label)}, by likeness. "
            "Please look at it."
        )
        return known

    def _tell_marks(self, number: int, row: list[str], what: str) -> None:
        if any((mark := read_mark(cell)) and mark.mark for cell in row):
            if any(_SUMS.match(fold_heading(cell)) for cell in row):
                return
            self.report.say(f"{self._place(number)} {what}.")

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
        rows = list(self._competencies(first))
        for number, row, _ in rows:
            key, title, wanted = self._module_of(row, column, number_column)
            if not key:
                self.report.say(f"{self._place(number)} says no module.")
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
        place = self._place(number)
        text = row[roles["treatment"]] if "treatment" in roles else "x"
        mark = read_mark(text)
        if mark is None:
            self.report.say(f"{place}: {quoted(text)} is no mark that is known here.")
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
        rows = list(self._competencies(first))
        columns = self._columns(found, heads, roles, [row for _, row, _ in rows])
        for number, row, code in rows:
            place = self._place(number)
            pages = next((row[c].strip() for c in columns.pages if row[c].strip()), "")
            notes = {module: row[c].strip() for c, module in columns.notes.items()}
            for column, module in columns.modules.items():
                text = row[column]
                mark = read_mark(text)
                if mark is None:
                    title = found.modules[module - 1].title
                    self.report.say(
                        f"{place}, {quoted(title)}: {quoted(text)} is no mark that is known here."
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
            if column == self.column or not self._is_module(texts[column], rows, column):
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

    def _is_module(self, texts: list[str], rows: list[list[str]], column: int) -> bool:
        last = texts[-1] if texts else ""
        folded = fold_heading(last)
        if _SUMS.match(folded):
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
