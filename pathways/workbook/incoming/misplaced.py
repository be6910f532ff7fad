"""Words that stand where none are expected, in a row that says which row of Review it is about."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pathways.domain.review.misplaced import Misplaced
from pathways.domain.review.returning import THREAD, same_label
from pathways.domain.review.sheets import (
    CellValue,
    Note,
    Sheet,
    SheetRow,
    folded,
    plain,
    text_of,
)
from pathways.workbook.incoming.likeness import says, written
from pathways.workbook.incoming.sheet_alterations import SheetComparison, column_words
from pathways.workbook.kit.page import Value
from pathways.workbook.qa import review

_MOST: Final = 2_000
"""Words of one workbook that are offered; nobody reads more."""
_READ: Final = (*review.ENTRIES, THREAD, "Comments so far")
"""Columns of Review that are read by themselves, the last as it was called before."""
_LABEL: Final = "Label"
_KNOWING: Final = ("Code", _LABEL)
"""Columns of Review by which a row is known: other words there make it another row."""

_Words = tuple[str, str]
"""The place of words on their sheet, and the words."""


def list_misplaced(
    compared: Sequence[SheetComparison],
    added: Iterable[Sheet],
    notes: Iterable[Note],
    codes: Collection[str],
) -> tuple[Misplaced, ...]:
    """Return the words found; `codes` are those that a row of Review can have.

    On sheets that were exported they stand beside a table, in rows that were not exported, in
    cells that were empty, behind or on Review over other words; on sheets that were not exported
    they stand anywhere; or they are pinned to a cell as a note. A row is known by the one code in
    it. What was exported of that code anywhere is nobody's word.
    """
    finder = _Finder(compared, notes, codes)
    for item in compared:
        rest = _words_beside(item)
        met: set[tuple[str, ...]] = set()
        for line, name in item.lines:
            # Of a second row with the same keys nothing was exported.
            exported = {} if name in met else item.wanted.get(name, (0, {}))[1]
            met.add(name)
            said = [*_words_in(item, line, exported), *rest.get(line.number, ())]
            finder.take(item.page.title, line.number, line.cells.values(), said)
    for sheet in added:
        for number, cells in enumerate(sheet.rows, start=1):
            said = [(column_words(index), _typed(cell)) for index, cell in enumerate(cells)]
            finder.take(sheet.title, number, cells, said)
    return tuple(finder.found)


class _Finder:
    """Gathers words by code, and leaves out what was exported."""

    def __init__(
        self, compared: Sequence[SheetComparison], notes: Iterable[Note], codes: Collection[str]
    ) -> None:
        self.found: list[Misplaced] = []
        self._compared = compared
        self._codes = {folded(code): code for code in codes}
        self._exported: dict[str, set[str]] = {}
        self._notes: dict[tuple[str, int], list[Note]] = {}
        for note in notes:
            self._notes.setdefault((folded(note.sheet), note.row), []).append(note)

    def take(
        self, title: str, number: int, cells: Iterable[CellValue], said: Iterable[_Words]
    ) -> None:
        """Take the words of a row that has one code."""
        pinned = self._notes.get((folded(title), number), ())
        words = [(where, text) for where, text in said if _is_wordy(text)]
        words += ((f"note in {column_words(note.column - 1)}", note.text) for note in pinned)
        if not words or len(self.found) >= _MOST:
            return
        texts = {folded(text_of(cell)) for cell in cells}
        codes = texts & self._codes.keys()
        # A row with two codes may be about either.
        if len(codes) != 1:
            return
        (code,) = codes
        for where, text in words:
            if folded(text) not in self._exported_of(code):
                place = f"{title[:60]}, {where}"
                self.found.append(Misplaced(self._codes[code], number, place, text.strip()))

    def _exported_of(self, code: str) -> set[str]:
        """Return all that was exported in rows of this code, on any sheet."""
        if code not in self._exported:
            texts = {code}
            for item in self._compared:
                for name, (_number, values) in item.wanted.items():
                    if code in name:
                        texts |= {folded(written(value)) for value in values.values()}
                texts |= _read_of(item, code)
            self._exported[code] = texts
        return self._exported[code]


def _read_of(item: SheetComparison, code: str) -> set[str]:
    """Return what stands in the columns of Review that are read: a copy of it says nothing new."""
    if item.page.title != review.TITLE:
        return set()
    lines = [line for line, name in item.lines if code in name]
    return {folded(line.text(heading)) for line in lines for heading in _READ}


def _words_in(
    item: SheetComparison, line: SheetRow, exported: Mapping[str, Value]
) -> Iterator[_Words]:
    """Yield what was typed into the columns of a table, into a row that was `exported` so."""
    is_review = item.page.title == review.TITLE
    if is_review and not same_label(line.text(_LABEL), written(exported.get(_LABEL))):
        # Perhaps one column was sorted alone: all that stands here may be another row's.
        return
    for heading, cell in line.cells.items():
        if is_review and heading in (*_READ, *_KNOWING):
            continue
        words = _typed(cell)
        if heading in exported:
            words = _added(words, exported[heading], cell, is_review=is_review)
        yield heading, words


def _added(words: str, was: Value, now: CellValue, *, is_review: bool) -> str:
    """Return what somebody wrote into an exported cell; elsewhere than on Review only behind it."""
    if says(now, was):
        return ""
    exported, typed = plain(written(was)), plain(words)
    if exported and exported in typed:
        return typed.replace(exported, "", 1).strip(" \n;,:-–")
    return typed if is_review or not exported else ""


def _words_beside(item: SheetComparison) -> dict[int, list[_Words]]:
    """Return what stands in columns that were not exported, by row."""
    found: dict[int, list[_Words]] = {}
    for number, row in enumerate(item.table.rows, start=item.table.header + 1):
        for index in sorted(item.extra):
            if index < len(row) and (words := _typed(row[index])):
                found.setdefault(number, []).append((item.column_of(index), words))
    return found


def _typed(cell: CellValue) -> str:
    """Return what somebody typed into a cell: no formula, no tick and no number."""
    return cell.strip() if isinstance(cell, str) else ""


def _is_wordy(text: str) -> bool:
    """Whether a text is more than a mark or a number."""
    return len(text) > 1 and any(letter.isalpha() for letter in text)
