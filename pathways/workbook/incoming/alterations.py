"""What in a workbook is not as the app exported it: sheet, row, column, what was there, what is.

The pages are made once more from the same content and compared as values, whoever saved
the file, wherever columns were moved, and however rows were sorted.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from pathways.domain.review.sheets import (
    Book,
    Cell,
    Live,
    Moment,
    Table,
    find_table,
    folded,
    is_blank,
    text_of,
)
from pathways.workbook.kit.cells import unescaped
from pathways.workbook.kit.page import Formula, Page, Value
from pathways.workbook.qa import assurance, gaps, mappings, matrix, modules, notes, review, summary
from pathways.workbook.qa.subject import QaSubject

LISTED: Final = 500
"""Alterations that are listed; the rest are counted."""

_DAY_ZERO: Final = date(1899, 12, 30)
_KEYS: Final = {
    summary.TITLE: ("Line",),
    matrix.TITLE: ("Code",),
    gaps.TITLE: ("Code", "Line"),
    mappings.TITLE: ("Module", "Code"),
    modules.TITLE: ("Module",),
    assurance.TITLE: ("Subject",),
    review.TITLE: ("Code",),
    notes.TITLE: ("Subject", "Term"),
}
"""The columns by which the rows of each sheet are known."""
_MAKERS: Final[tuple[Callable[[QaSubject], Page], ...]] = (
    summary.summary_page,
    matrix.matrix_page,
    gaps.gaps_page,
    mappings.mappings_page,
    modules.modules_page,
    assurance.assurance_page,
    review.review_page,
    notes.notes_page,
)
_OWN: Final = {review.TITLE: (*review.ENTRIES, review.THREAD)}
"""Columns that belong to reviewers, or tell what they said."""
_ORIGIN: Final = ("Provider", "Pathway", "Version")


@dataclass(frozen=True, slots=True)
class Alteration:
    """One place that differs. `column` is empty where the whole row does."""

    sheet: str
    row: str
    column: str
    was: str
    now: str
    is_worked_out: bool = False


@dataclass(frozen=True, slots=True)
class Alterations:
    """Everything that differs. `blank` counts formulas without a value beside them."""

    listed: tuple[Alteration, ...]
    count: int
    missing: tuple[str, ...]
    cut: tuple[str, ...]
    added: tuple[str, ...]
    columns_missing: tuple[tuple[str, str], ...]
    columns_added: tuple[tuple[str, str], ...]
    blank: int

    @property
    def is_empty(self) -> bool:
        """Whether numbers and texts are those that were exported."""
        return not (self.count or self.missing or self.cut or self.added or self.columns_missing)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Sheet and row of what differs, each once, without any text.

        Rows of Notes have no code; their names may hold the name of a standard.
        """
        found = (
            (item.sheet, "" if item.sheet == notes.TITLE else item.row) for item in self.listed
        )
        return tuple(dict.fromkeys(found))


def has_wording(book: Book) -> bool:
    """Whether the workbook prints the official wording."""
    sheet = book.sheet(matrix.TITLE)
    return sheet is not None and find_table(sheet, ("Code", "Official wording")) is not None


def list_alterations(subject: QaSubject, book: Book) -> Alterations:
    """Compare a workbook with what the app exports of this subject."""
    found: list[Alteration] = []
    missing: list[str] = []
    cut: list[str] = []
    lost: list[tuple[str, str]] = []
    more: list[tuple[str, str]] = []
    blank = 0
    for make in _MAKERS:
        page = make(subject)
        headings = [column.heading for column in page.columns]
        sheet = book.sheet(page.title)
        table = find_table(sheet, _KEYS[page.title], headings) if sheet else None
        if sheet is None or table is None:
            missing.append(page.title)
            continue
        if sheet.is_cut:
            cut.append(page.title)
            continue
        comparison = _Comparison(page, table)
        found += comparison.rows()
        found += comparison.head(sheet.rows[: table.header - 1])
        found += comparison.beside()
        blank += comparison.blank
        own = _OWN.get(page.title, ())
        lost += [(page.title, h) for h in headings if h not in table.columns and h not in own]
        known = {folded(name) for name in (*headings, *own)}
        more += [(page.title, h[:80]) for h in table.headings if folded(h) not in known]
    titles = {folded(title) for title in _KEYS}
    return Alterations(
        listed=tuple(found[:LISTED]),
        count=len(found),
        missing=tuple(missing),
        cut=tuple(cut),
        added=tuple(s.title[:60] for s in book.sheets if folded(s.title) not in titles),
        columns_missing=tuple(lost),
        columns_added=tuple(more),
        blank=blank,
    )


def find_contradiction(subject: QaSubject, book: Book) -> str:
    """Return what Summary says of another origin than the identity does, or nothing.

    An identity can be copied from one workbook into another; what the sheets say cannot follow.
    """
    sheet = book.sheet(summary.TITLE)
    said = _facts(sheet.rows) if sheet else {}
    page = summary.summary_page(subject)
    for fact in page.facts:
        now = said.get(folded(fact.label))
        if fact.label in _ORIGIN and now is not None and not _same(fact.value, now):
            return f"{fact.label}: {_shown(now)[:120]}"
    return ""


class _Comparison:
    """One page against the table that was found for it."""

    def __init__(self, page: Page, table: Table) -> None:
        self.page = page
        self.table = table
        self.headings = [column.heading for column in page.columns]
        self.own = _OWN.get(page.title, ())
        self.blank = 0

    def rows(self) -> Iterator[Alteration]:
        """Yield what differs in the rows of the table."""
        keys = _KEYS[self.page.title]
        wanted: dict[tuple[str, ...], dict[str, Value]] = {}
        for row in self.page.rows:
            values = dict(zip(self.headings, row, strict=True))
            wanted[tuple(folded(_text(values[key])) for key in keys)] = values
        met: set[tuple[str, ...]] = set()
        for line in self.table.lines():
            name = tuple(folded(line.text(key)) for key in keys)
            label = ", ".join(line.text(key)[:80] for key in keys) or f"row {line.number}"
            if name not in wanted:
                yield self._of_row(label, "", "A row that was not exported")
            elif name in met:
                yield self._of_row(label, "", "A second row with the same key")
            else:
                met.add(name)
                yield from self._cells(label, wanted[name], line.cells)
        for name, values in wanted.items():
            if name not in met:
                label = ", ".join(_text(values[key])[:80] for key in keys)
                yield self._of_row(label, "A row", "")

    def _of_row(self, label: str, was: str, now: str) -> Alteration:
        return Alteration(self.page.title, label, "", was, now)

    def _cells(
        self, label: str, values: dict[str, Value], cells: Mapping[str, Cell]
    ) -> Iterator[Alteration]:
        for heading, value in values.items():
            if heading in self.own or heading not in self.table.columns:
                continue
            yield from self._compare(label, heading, value, cells.get(heading))

    def _compare(self, label: str, heading: str, was: Value, now: Cell) -> Iterator[Alteration]:
        cell = now.value if isinstance(now, Live) else now
        if isinstance(was, Formula) and cell is None:
            self.blank += 1
        elif not _same(was, cell):
            yield Alteration(
                self.page.title,
                label,
                heading,
                _text(was),
                _shown(cell),
                isinstance(was, Formula),
            )

    def head(self, rows: tuple[tuple[Cell, ...], ...]) -> Iterator[Alteration]:
        """Yield what differs above the table: its words, its labels and values."""
        page = self.page
        own = {_normal(text) for text in (page.heading, *page.remarks, page.caption) if text}
        labels = {folded(fact.label) for fact in page.facts}
        for number, row in enumerate(rows, start=1):
            cells = [cell for cell in row if not is_blank(cell)]
            is_fact = bool(cells) and folded(text_of(cells[0])) in labels
            for cell in cells[2:] if is_fact else cells:
                text = _normal(text_of(cell))
                if text not in own:
                    yield self._of_row(f"row {number}", "", _shown(cell))
                own.discard(text)
        for text in sorted(own):
            yield self._of_row("above the table", text, "")
        yield from self._facts(rows)

    def beside(self) -> Iterator[Alteration]:
        """Yield rows that hold something in a column without a heading."""
        named = self.table.named
        for number, row in enumerate(self.table.rows, start=self.table.header + 1):
            for index, cell in enumerate(row):
                if index not in named and not is_blank(cell):
                    yield self._of_row(f"row {number}", "", _shown(cell))

    def _facts(self, rows: tuple[tuple[Cell, ...], ...]) -> Iterator[Alteration]:
        said = _facts(rows)
        for fact in self.page.facts:
            if folded(fact.label) not in said:
                yield self._of_row(fact.label, _text(fact.value), "")
                continue
            yield from self._compare(fact.label, "Value", fact.value, said[folded(fact.label)])


def _facts(rows: tuple[tuple[Cell, ...], ...]) -> dict[str, Cell]:
    """Return the cell beside each label, the first where a label stands twice."""
    found: dict[str, Cell] = {}
    for row in rows[:60]:
        texts = [(index, cell) for index, cell in enumerate(row) if cell is not None]
        if texts and isinstance(texts[0][1], str):
            index = texts[0][0] + 1
            found.setdefault(folded(texts[0][1]), row[index] if index < len(row) else None)
    return found


def _same(was: Value, now: Cell) -> bool:
    """Whether a cell still says what was written into it."""
    if isinstance(was, Formula):
        was = was.cached
    if isinstance(now, Live):
        now = now.value
    if isinstance(was, datetime):
        was = was.astimezone(UTC).date()
    if isinstance(was, date):
        return _day(now) == was
    if isinstance(was, int | float):
        return _is_number(was, now)
    return _normal(was or "") == _normal(text_of(now))


def _is_number(was: int | float, now: Cell) -> bool:
    if isinstance(now, str):
        try:
            now = float(now)
        except ValueError:
            return False
    if not isinstance(now, int | float) or isinstance(now, bool):
        return False
    # Spreadsheets keep 15 digits.
    return abs(was - now) <= 1e-9 * max(1.0, abs(was))


def _day(cell: Cell) -> date | None:
    if isinstance(cell, Moment):
        return cell.at.date()
    if isinstance(cell, int | float) and 0 < cell < 200_000:
        return _DAY_ZERO + timedelta(days=int(cell))
    return None


def _normal(text: str) -> str:
    """Return text as spreadsheets keep it: line ends and the blanks around it may change."""
    plain = unicodedata.normalize("NFC", unescaped(text)).replace("_x000D_", "")
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text(value: Value) -> str:
    """Return what was written as text."""
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    if isinstance(value, date):
        return value.isoformat()
    return text_of(value)


def _shown(cell: Cell) -> str:
    return unescaped(text_of(cell))
