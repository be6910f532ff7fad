"""Rows of a table that mean a competency each, and what is asked where that is not certain."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pathways.domain.bringing.brought import Report, quoted
from pathways.domain.bringing.headings import fold_heading, role_of
from pathways.domain.bringing.marking import Marking
from pathways.domain.bringing.marks import read_mark
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.questions import (
    LEFT,
    OUT,
    FileQuestion,
    SheetRead,
    columns_of,
    letters,
)
from pathways.domain.bringing.recognition import Recognised, Recogniser
from pathways.domain.bringing.squares import FEW, best_column

SUMS: Final = re.compile(
    r"^(?:(?:row |grand |sub-?)?totals?|count|sum|number of modules|highest.*|modules that treat.*|"
    r"assessed|assessed\?|covered\?|any|overall|%|coverage)$"
)


@dataclass(slots=True)
class CompetencyRows:
    """The rows of one grid, a competency each, with the places that they stand at."""

    grid: Grid
    rows: list[list[str]]
    column: int
    recogniser: Recogniser
    marking: Marking
    name: str
    is_turned: bool = False

    @property
    def report(self) -> Report:
        """Where all is told."""
        return self.marking.report

    def likely_level(self) -> int | None:
        """Return the level of most that is known exactly: what is only alike is of that one too."""
        known = (self.recogniser.exactly(row[self.column]) for row in self.rows)
        by_code = self.recogniser.edition.by_code
        levels = Counter(by_code[one.code].level for one in known if one)
        return levels.most_common(1)[0][0] if levels else None

    def first_row(self) -> int:
        """Return the row below the heading, or else that of the first competency."""
        known = (n for n, row in enumerate(self.rows) if self.recogniser.exactly(row[self.column]))
        first = next(known, None)
        for number, row in enumerate(self.rows[:first]):
            if role_of(row[self.column]) in (("label", 2), ("code", 2)):
                return self._below_heads(number + 1)
        return first or 0

    def _below_heads(self, number: int) -> int:
        """Return the row below a second row of headings: it names modules and no competency."""
        while number < len(self.rows):
            row = self.rows[number]
            filled = [cell for cell in row if cell.strip()]
            marks = sum(bool((mark := read_mark(cell)) and mark.mark) for cell in filled)
            is_head = not row[self.column].strip() and len(filled) >= FEW and not marks
            if not is_head or any(role_of(cell)[0] == "minutes" for cell in filled):
                break
            number += 1
        return number

    def keep_sheet(self, kind: str, first: int, roles: dict[int, str]) -> None:
        """Tell what the grid was taken for, and its columns."""
        columns = () if self.is_turned else columns_of(self.grid, max(0, first - 1), roles)
        rows, width = len(self.rows) - first, len(self.rows[0]) if self.rows else 0
        self.report.sheets.append(
            SheetRead(self.grid.number, self.grid.title, kind, rows, width, columns)
        )

    def place(self, number: int) -> str:
        """Return the place of a row as a sentence begins with it."""
        return f"{self.name}{'column' if self.is_turned else 'row'} {number + 1}"

    def where(self, number: int, column: int) -> str:
        """Return the address of a cell in short."""
        row, across = (column, number) if self.is_turned else (number, column)
        title = f"{self.grid.title[:24]} " if self.name and self.grid.title else ""
        return f"{title}{letters(across)}{row + 1}"

    def competencies(self, first: int) -> Iterator[tuple[int, list[str], str]]:
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
            f"{self.place(number)}: {quoted(code)} is no code of this edition; by its words it "
            f"was taken for {known.code}."
        )
        return known

    def _is_section(self, row: list[str], text: str) -> bool:
        filled = {cell.strip() for cell in row if cell.strip()}
        return len(filled) == 1 and len(text) < 120 and not self.recogniser.looks_like_code(text)

    def _likely(self, number: int, text: str) -> Recognised | None:
        place = self.place(number)
        if self.recogniser.looks_like_code(text):
            self.report.say(f"{place}: the framework has no competency {quoted(text)}.")
            return None
        if role_of(text)[1] == 2 or SUMS.match(fold_heading(text)):
            return None
        nearest = self.recogniser.nearest(text)
        known = self.recogniser.alike(text)
        key = f"row.{self.grid.number}.{number}"
        answer = self.report.answer(key, LEFT, *(one.code for one in nearest))
        taken = known.code if known and not answer else answer if answer != LEFT else ""
        labels = {one.code: self.recogniser.edition.by_code[one.code].label for one in nearest}
        if known is None:
            sentence = f"{place}: {quoted(text)} is no competency that is known here."
            words = f"{quoted(text)} is no code and no label of ours."
        else:
            sentence = (
                f"{place}: {quoted(text)} was taken for {known.code}, "
                f"{quoted(labels[known.code])}, by likeness. Please look at it."
            )
            words = f"{quoted(text)} is like {known.code}, {quoted(labels[known.code])}."
        choices = (OUT, *((code, f"{code} {label[:70]}") for code, label in labels.items()))
        where = self.where(number, self.column)
        self.report.ask(
            FileQuestion(key, where, words, f"What {quoted(text)} is", choices, taken or LEFT),
            sentence,
        )
        return Recognised(taken, "likeness") if taken else None

    def _tell_marks(self, number: int, row: list[str], what: str) -> None:
        if any((mark := read_mark(cell)) and mark.mark for cell in row):
            if any(SUMS.match(fold_heading(cell)) for cell in row):
                return
            self.report.say(f"{self.place(number)} {what}.")
