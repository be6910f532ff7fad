"""What in a workbook is not as the app exported it: sheet, row, column, what was there, what is.

The pages are made once more from the same content and compared, value by value and formula by
formula, whoever saved the file, wherever columns were moved, and however rows were sorted. Words
that stand where nothing was exported are named as well.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pathways.domain.review.misplaced import Misplaced
from pathways.domain.review.sheets import Book, Sheet, find_table, folded, is_blank, shown
from pathways.workbook.incoming.likeness import says
from pathways.workbook.incoming.misplaced import list_misplaced
from pathways.workbook.incoming.sheet_alterations import (
    Alteration,
    SheetComparison,
    column_words,
    find_facts,
)
from pathways.workbook.kit.spelling import Grounds, spelled
from pathways.workbook.qa import matrix, notes, review, summary
from pathways.workbook.qa.pages import list_pages
from pathways.workbook.qa.subject import QaSubject

LISTED: Final = 500
"""Alterations that are listed; the rest are counted."""

_LEFT_OUT: Final = (tuple(map(folded, notes.MARK_ROW)),)
"""What a workbook says of its origin is proved by its signature."""
_ORIGIN: Final = ("Provider", "Pathway", "Version")


@dataclass(frozen=True, slots=True)
class Alterations:
    """Everything that differs, and what nobody could compare.

    `formulas` counts, by sheet and column, those that are no longer the exported ones, and
    `names` are those that are gone or stand for other cells. `blank` counts formulas without a
    value beside them; `unread` are places that hold words beside the cells. `misplaced` are words
    that may be about rows of Review.
    """

    listed: tuple[Alteration, ...]
    count: int
    missing: tuple[str, ...]
    cut: tuple[str, ...]
    added: tuple[str, ...]
    columns_missing: tuple[tuple[str, str], ...]
    columns_added: tuple[tuple[str, str], ...]
    formulas: tuple[tuple[str, str, int], ...]
    names: tuple[str, ...]
    blank: int
    unread: tuple[str, ...]
    misplaced: tuple[Misplaced, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all that was compared is as it was exported, and nothing was added."""
        return not (
            self.count
            or self.missing
            or self.cut
            or self.added
            or self.columns_missing
            or self.columns_added
            or self.formulas
            or self.names
        )

    @property
    def formula_count(self) -> int:
        """How many formulas are no longer those exported."""
        return sum(count for _sheet, _column, count in self.formulas)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Sheet and row of what differs, each once, without any text.

        Rows of Notes have no code; their names may hold the name of a standard. The titles of
        added sheets are somebody's words.
        """
        found = (
            (item.sheet, "" if item.sheet == notes.TITLE else item.row)
            for item in self.listed
            if item.sheet not in self.added
        )
        return tuple(dict.fromkeys(found))


def has_wording(book: Book) -> bool:
    """Whether the workbook prints the official wording."""
    sheet = book.sheet(matrix.TITLE)
    return sheet is not None and find_table(sheet, ("Code", "Official wording")) is not None


def list_alterations(
    subject: QaSubject, book: Book, codes: Collection[str] = (), read: str = review.TITLE
) -> Alterations:
    """Compare a workbook with what the app exports of this subject.

    Words about the rows of Review are looked for where a row names one of `codes`; the sheet
    `read` is the one that was taken for Review.
    """
    subject = replace(subject, identity=None)
    pages = list_pages(subject)
    missing: list[str] = []
    cut: list[str] = []
    compared: list[SheetComparison] = []
    for page in pages:
        sheet = book.sheet(page.title)
        headings = [column.heading for column in page.columns]
        table = find_table(sheet, page.keys, headings) if sheet else None
        if sheet is None or table is None:
            missing.append(page.title)
        elif sheet.is_cut:
            cut.append(page.title)
        else:
            left_out = _LEFT_OUT if page.title == notes.TITLE else ()
            compared.append(SheetComparison(page, sheet, table, left_out))
    exported = {folded(page.title): page.ground for page in pages}
    standing = exported | {folded(item.page.title): item.ground for item in compared}
    found: list[Alteration] = []
    formulas: Counter[tuple[str, str]] = Counter()
    for item in compared:
        found += item.alterations()
        for where in item.unlike_formulas(exported, standing):
            formulas[item.page.title, where] += 1
    ours = [book.sheet(page.title) for page in pages]
    added = [sheet for sheet in book.sheets if not any(sheet is one for one in ours)]
    for sheet in added:
        found += _words_of(sheet)
    found += _words_pinned(book, compared)
    others = [sheet for sheet in added if sheet.title != read]
    return Alterations(
        listed=tuple(found[:LISTED]),
        count=len(found),
        missing=tuple(missing),
        cut=tuple(cut),
        added=tuple(sheet.title[:60] for sheet in added),
        columns_missing=tuple(
            (item.page.title, heading) for item in compared for heading in item.missing
        ),
        columns_added=tuple(
            (item.page.title, heading) for item in compared for heading in item.added
        ),
        formulas=tuple((*where, count) for where, count in formulas.items()),
        names=tuple(_names_unlike(book, compared, exported, standing)),
        blank=_count_blank(compared),
        unread=book.unread,
        misplaced=list_misplaced(compared, others, book.notes, codes) if codes else (),
    )


def _count_blank(compared: Sequence[SheetComparison]) -> int:
    """Count the formulas that nobody worked out.

    What shows an empty text may be saved as if it showed nothing: where all the others are worked
    out, so is this.
    """
    blank = sum(item.blank for item in compared)
    return blank + sum(item.empty for item in compared) if blank else 0


def find_contradiction(subject: QaSubject, book: Book) -> str:
    """Return what Summary says of another origin than the identity does, or nothing.

    An identity can be copied from one workbook into another; what the sheets say cannot follow.
    """
    sheet = book.sheet(summary.TITLE)
    said = find_facts(sheet.rows) if sheet else {}
    for fact in summary.summary_page(subject).facts:
        if fact.label not in _ORIGIN or folded(fact.label) not in said:
            continue
        _row, _start, now = said[folded(fact.label)]
        if now is not None and not says(now, fact.value):
            return f"{fact.label}: {shown(now)[:120]}"
    return ""


def _names_unlike(
    book: Book, compared: Iterable[SheetComparison], exported: Grounds, standing: Grounds
) -> Iterator[str]:
    """Yield the names that stand for something else, and those that one sheet has for itself.

    On such a sheet they stand in the place of the workbook's own.
    """
    own = {name.partition("!")[2].casefold(): name for name in book.names if "!" in name}
    for item in compared:
        for name, cells in item.page.named_cells.items():
            now = book.names.get(name, "")
            if spelled(now, "", 0, standing) != spelled(cells, "", 0, exported):
                yield name
            elif name.casefold() in own:
                yield own[name.casefold()]


def _words_pinned(book: Book, compared: Iterable[SheetComparison]) -> Iterator[Alteration]:
    """Yield the notes that were pinned to cells: none were exported."""
    tables = {folded(item.page.title): item for item in compared}
    for note in book.notes:
        item = tables.get(folded(note.sheet))
        row, column = f"row {note.row}", column_words(note.column - 1)
        if item is not None and note.row > item.table.header:
            row, column = item.label_of(note.row), item.column_of(note.column - 1)
        yield Alteration(note.sheet[:60], row, f"note at {column}", "", shown(note.text))


def _words_of(sheet: Sheet) -> Iterator[Alteration]:
    """Yield everything that stands on a sheet that was not exported."""
    for number, row in enumerate(sheet.rows, start=1):
        for index, cell in enumerate(row):
            if not is_blank(cell):
                where = f"row {number}", column_words(index)
                yield Alteration(sheet.title[:60], *where, "", shown(cell))
