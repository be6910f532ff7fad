"""A list of one mapping a row, and the marks that come of any table."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.bringing.brought import (
    UNSAID,
    BroughtMapping,
    BroughtModule,
    Report,
    quoted,
)
from pathways.domain.bringing.marks import MarkRead, higher, read_mark
from pathways.domain.bringing.questions import LEFT, LIST_ROLES, column_key
from pathways.domain.bringing.references import treatment_of_heading
from pathways.domain.bringing.rows import CompetencyRows
from pathways.domain.bringing.served import read_served
from pathways.domain.bringing.texts import without_number

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

    def add(self, mapping: BroughtMapping, place: str, *, is_told: bool = True) -> None:
        """Take a mapping, telling where it stands twice."""
        key = (mapping.module, mapping.code)
        before = self.marks.get(key)
        if before is None:
            self.marks[key] = mapping
            return
        mark = higher(before.mark, mapping.mark)
        if is_told:
            self.report.say(
                f"{place}: {mapping.code} stands twice in module {mapping.module}; {mark} was "
                "taken."
            )
        notes = dict.fromkeys(note for note in (before.evidence, mapping.evidence) if note)
        self.marks[key] = replace(
            before,
            mark=mark,
            evidence="\n".join(notes),
            outcomes=tuple(dict.fromkeys((*before.outcomes, *mapping.outcomes))),
            named=tuple(dict.fromkeys((*before.named, *mapping.named))),
        )


def join_note(note: str, page: str) -> str:
    """Return an evidence note with the page that stands in a column of its own."""
    if not page:
        return note
    words = page if re.search(r"[A-Za-z]", page) else f"page {page}"
    return f"{note}, {words}" if note else words[:1].upper() + words[1:]


@dataclass(slots=True)
class ListRows(CompetencyRows):
    """One grid, a mapping a row, on its way to modules and marks."""

    ticks: dict[int, str] = field(default_factory=dict)
    """Columns of a list that are ticked, each with its treatment."""

    def answered(self, roles: dict[str, int], module: int) -> dict[str, int]:
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

    def list_column(self, roles: dict[str, int]) -> int | None:
        """Return the column that says which module, where the grid is a list."""
        said = roles.get("title", roles.get("number"))
        has_marks = {"treatment", "evidence", "page"} & roles.keys() or self.ticks
        if said is None or said == self.column or not has_marks:
            return None
        return said

    def read_list(self, found: Marked, roles: dict[str, int], column: int, first: int) -> None:
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
        ticked = [
            mark for c, mark in self.ticks.items() if (tick := read_mark(row[c])) and tick.mark
        ]
        mark = (
            MarkRead(max(ticked, key="IDA".index, default=UNSAID))
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
        numbers, named = read_served(row[roles["outcomes"]] if "outcomes" in roles else "")
        mapping = BroughtMapping(module, code, mark.mark or UNSAID, evidence, numbers, named)
        found.add(mapping, place)

    def ticked(self, heads: list[str], first: int) -> dict[int, str]:
        """Return the columns that are headed as a treatment and hold ticks alone."""
        rows = self.rows[first : first + 200]
        found = {
            column: letter
            for column, head in enumerate(heads)
            if (letter := treatment_of_heading(head))
            and column != self.column
            and all(
                (mark := read_mark(row[column])) is not None and mark.mark in ("", UNSAID)
                for row in rows
            )
        }
        # One alone says something else, such as whether anything is assessed.
        return found if len(set(found.values())) > 1 else {}
