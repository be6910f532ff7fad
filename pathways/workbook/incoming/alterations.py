"""What in a workbook is not as the app exported it: sheet, row, column, what was there, what is.

The pages are made once more from the same content and compared, value by value and formula by
formula, whoever saved the file, wherever columns were moved, and however rows were sorted. Words
that stand where nothing was exported are named as well.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pathways.domain.review.sheets import Book, Sheet, find_table, folded, is_blank, shown
from pathways.workbook.incoming.likeness import says
from pathways.workbook.incoming.sheet_alterations import (
    Alteration,
    SheetComparison,
    column_words,
    find_facts,
)
from pathways.workbook.kit.spelling import spelled
from pathways.workbook.qa import mappings, matrix, modules, notes, proportion, summary
from pathways.workbook.qa.pages import list_pages
from pathways.workbook.qa.subject import QaSubject

LISTED: Final = 500
"""Alterations that are listed; the rest are counted."""

_ORIGIN: Final = ("Provider", "Pathway", "Version")


@dataclass(frozen=True, slots=True)
class Alterations:
    """Everything that differs, and what nobody could compare.

    `formulas` counts, by sheet and column, those that are no longer the exported ones, and
    `names` are those that stand for other cells. `blank` counts formulas without a value beside
    them; `unread` are places that hold words beside the cells.
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


def _is_plain(book: Book) -> bool:
    """Whether a workbook has neither the sheet nor any of the columns that came with it."""
    marks = (
        (mappings.TITLE, ("Module", "Code", mappings.OWN)),
        (modules.TITLE, ("Module", modules.HAS_TIME)),
    )
    sheets = [(book.sheet(title), headings) for title, headings in marks]
    return book.sheet(proportion.TITLE) is None and not any(
        sheet and find_table(sheet, headings) for sheet, headings in sheets
    )


def list_alterations(subject: QaSubject, book: Book) -> Alterations:
    """Compare a workbook with what the app exports of this subject.

    One that holds nothing of what is behind the claims was written before that was measured, and
    is compared with what was written then.
    """
    if _is_plain(book):
        subject = replace(subject, is_plain=True)
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
            compared.append(SheetComparison(page, sheet, table))
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
        names=tuple(
            name
            for item in compared
            for name, cells in item.page.named_cells.items()
            if spelled(book.names.get(name, ""), "", 0, standing) != spelled(cells, "", 0, exported)
        ),
        blank=sum(item.blank for item in compared),
        unread=book.unread,
    )


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


def _words_of(sheet: Sheet) -> Iterator[Alteration]:
    """Yield everything that stands on a sheet that was not exported."""
    for number, row in enumerate(sheet.rows, start=1):
        for index, cell in enumerate(row):
            if not is_blank(cell):
                where = f"row {number}", column_words(index)
                yield Alteration(sheet.title[:60], *where, "", shown(cell))
