"""What the marks of a matrix stand for: by a key in the file, by each other, or as answered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pathways.domain.bringing.brought import UNSAID, Report, one_line, quoted
from pathways.domain.bringing.marks import MarkRead, read_mark
from pathways.domain.bringing.papers import Grid, Papers, Passage
from pathways.domain.bringing.questions import LEFT, FileQuestion, letters
from pathways.domain.pathway.treatment import Treatment

CHOICES: Final = ((LEFT, "Leave out"), *((one.value, one.word) for one in Treatment))
_BEFORE: Final = r"(?:is |are |was |means |has been |only |just )*"
_WORDS: Final = tuple(
    (mark, re.compile(rf"^{_BEFORE}(?:{words})", re.IGNORECASE))
    for mark, words in (
        ("A", r"assess|test|exam|check|demonstrat|master|evaluat|measured"),
        (
            "D",
            r"develop|practi[sc]|explor|appl(?:y|ied)|deepen|expand|reinforc|in[- ]depth|build|"
            r"built|consolidat|embed|worked on|revisit|extended",
        ),
        ("I", r"introduc|aware|mention|touch|overview|brief|basic|expos|first met|initial"),
    )
)
_ENTRY: Final = re.compile(
    r"(?<![\w])(?P<sign>[^\s=:→,;()]{1,3})\s*(?:=|:|→|\s[-–—]\s|[-–—](?=\s)|\bmeans\b)\s*"
    r"(?P<words>[^\W\d_][^=:,;/|()\n]{2,40})"
)
_LETTERS: Final = {"r": "D", "p": "D", "e": "D", "m": "A"}
"""What stands between introduced and assessed, or after both, in maps of courses."""
_LOOKED_AT: Final = 400


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """What a file says of a mark, and where."""

    mark: str
    said: str
    where: str = ""


@dataclass(slots=True)
class _Met:
    """A text that stands for no treatment by itself: how often, where first, for what it is."""

    text: str
    where: str
    mark: str | None
    count: int = 0


@dataclass(slots=True)
class Marking:
    """Reads marks of one file, and asks about those that say nothing by themselves."""

    report: Report
    key: Mapping[str, KeyEntry] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)
    met: dict[str, _Met] = field(default_factory=dict)

    def prepare(self, texts: Iterable[str]) -> None:
        """Look at all marks of a table: 1, 2 and 3 together are levels, one of them is not."""
        plain = {_fold(text) for text in texts if len(text) <= 12} - {"", "0", "-", "–"}
        self.guesses = {}
        if {"1", "2", "3"} <= plain and plain <= {"1", "2", "3"}:
            self.guesses = {"1": "I", "2": "D", "3": "A"}
        elif "i" in plain and plain <= {"i", "d", "a", "b", *_LETTERS} and not plain >= {"d", "m"}:
            self.guesses = {sign: mark for sign, mark in _LETTERS.items() if sign in plain}

    def is_mark(self, text: str) -> bool:
        """Whether a text is a mark of some kind, of nothing too where it says so."""
        low = _fold(text)
        if low in self.key or low in ("1", "2", "3", *_LETTERS):
            return True
        found = read_mark(text)
        return found is not None and bool(found.mark)

    def read(self, text: str, where: str) -> MarkRead | None:
        """Read a mark. None for a text that is none, a mark of nothing where it is left out."""
        low = _fold(text)
        if not low:
            return MarkRead("")
        entry = self.key.get(low)
        found = read_mark(text)
        if entry is None and low not in self.guesses and found and found.mark != UNSAID:
            return found
        likely = entry.mark if entry else self.guesses.get(low)
        note = found.note if found else ""
        sign = low if not note else _fold(text[: len(text) - len(note)].strip(" -–:;,(\n"))
        answer = self.report.answer(f"mark.{sign[:40]}", *(value for value, _ in CHOICES))
        met = self.met.setdefault(
            sign[:40], _Met(text.strip()[:40], where, likely or (found.mark if found else None))
        )
        met.count += 1
        if answer == LEFT:
            return MarkRead("")
        mark = answer or likely
        return MarkRead(mark, note) if mark else found

    def finish(self) -> None:
        """Ask about what was met."""
        for sign, met in self.met.items():
            entry, answer = self.key.get(sign), self.report.answer(f"mark.{sign}")
            cells = "1 cell holds" if met.count == 1 else f"{met.count:,} cells hold"
            taken = dict(CHOICES).get(answer or (met.mark or ""), "")
            if entry:
                why = f"Taken as {taken}, because {entry.where} says {quoted(entry.said)}."
            elif sign in self.guesses and not answer:
                why = f"Taken as {taken}, by the marks beside it."
            elif answer:
                why = f"Taken as {taken}, as you say." if answer != LEFT else "Left out."
            elif met.mark == UNSAID:
                why = "It does not say how far the module goes."
            else:
                why = "That is no mark that is known here."
            choice = answer or (met.mark if met.mark not in (None, UNSAID) else LEFT)
            self.report.ask(
                FileQuestion(
                    f"mark.{sign}",
                    met.where,
                    f"{cells} {quoted(met.text)}. {why}",
                    f"What {quoted(met.text)} means",
                    CHOICES,
                    choice or LEFT,
                ),
                f"{met.where}: {cells} {quoted(met.text)}. {why}" if entry or taken else "",
            )


def find_key(papers: Papers) -> dict[str, KeyEntry]:
    """Return what a file says of its marks: "x = tested", or a sign with its word beside it."""
    found: dict[str, KeyEntry] = {}
    for number, block in enumerate(papers.blocks[:_LOOKED_AT], start=1):
        if isinstance(block, Passage):
            _find_in(block.text, f"line {number}", found)
            continue
        rows = block.rows if len(block.rows) < 1_000 else block.rows[:400] + block.rows[-400:]
        for place, row in enumerate(rows, start=1):
            filled = [(column, cell) for column, cell in enumerate(row[:200]) if cell.strip()]
            if len(filled) > 8:
                continue
            for column, cell in filled:
                _find_in(cell, _where(block, place, column), found)
            _find_beside(filled, block, place, found)
    return found


def _find_in(text: str, where: str, found: dict[str, KeyEntry]) -> None:
    if len(text) > 400:
        return
    for one in _ENTRY.finditer(text):
        if mark := mark_of_words(one["words"]):
            found.setdefault(_fold(one["sign"]), KeyEntry(mark, one_line(one[0]), where))


def _find_beside(
    filled: list[tuple[int, str]], grid: Grid, place: int, found: dict[str, KeyEntry]
) -> None:
    """Find a sign with its word in the next cell, where nothing else stands in the row."""
    if len(filled) != 2:
        return
    (column, sign), (_, words) = filled
    if len(sign.strip()) <= 2 and len(words) <= 60 and (mark := mark_of_words(words.strip())):
        said = f"{sign.strip()} = {one_line(words)}"
        found.setdefault(_fold(sign), KeyEntry(mark, said, _where(grid, place, column)))


def _where(grid: Grid, row: int, column: int) -> str:
    return f"{grid.title[:24]} {letters(column)}{row}".strip()


def mark_of_words(text: str) -> str:
    """Return the treatment that words of a key mean, empty for none."""
    return next((mark for mark, pattern in _WORDS if pattern.match(text.strip())), "")


def _fold(text: str) -> str:
    return " ".join(text.replace("\ufe0f", "").casefold().split())
