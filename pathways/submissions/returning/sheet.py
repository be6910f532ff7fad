"""The Review sheet of a workbook that comes back: rows that can be taken, and those that cannot."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.review.finding import Finding
from pathways.domain.review.places import MarkedPlace
from pathways.domain.review.returning import THREAD, Entry
from pathways.domain.review.sheets import (
    Book,
    CellFault,
    Live,
    SheetRow,
    Table,
    find_table,
    folded,
    shown,
    text_of,
)
from pathways.submissions.returning.rows import Known, RowError, TypedRow

SHEET: Final = "Review"
NEEDED: Final = ("Code", "Finding")
MORE: Final = ("Comment", "Reviewer", "Date", "Label")
ROW_LIMIT: Final = 5_000
"""No Review has a tenth of it; each row that cannot be taken is shown with its reason."""


class RefusedError(ValueError):
    """A workbook that is not taken. The message says why."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken, by its number on the sheet and what its code says."""

    number: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What the Review sheet says. `absent` counts rows that are not in the file.

    `offered` are words that stand where none are expected, `found_at` the places of them by row.
    `parted` are rows that are taken without a part of them, `respelled` counts words that were
    read as findings though they are spelled otherwise.
    """

    sheet: str
    entries: tuple[Entry, ...]
    offered: tuple[Entry, ...]
    refused: tuple[RefusedRow, ...]
    empty: int
    absent: int
    unread: tuple[str, ...]
    parted: tuple[RefusedRow, ...] = ()
    respelled: tuple[tuple[str, Finding, int], ...] = ()
    found_at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_returned(book: Book, places: Iterable[MarkedPlace], known: Known) -> Returned:
    """Read the findings of a workbook; RefusedError where nobody can say which they are."""
    table, unread = _find_review(book)
    places = tuple(places)
    by_code = {folded(place.code): place for place in places}
    reading = _Reading(known)
    for line in table.lines():
        code = line.text("Code")
        if folded(code) == "code" and folded(line.text("Finding")) == "finding":
            continue
        reading.read(line, by_code.get(folded(code)))
    entries = reading.take_sure({place.row: place.code for place in places})
    return Returned(
        sheet=table.title,
        entries=tuple(sorted(entries, key=lambda entry: entry.number)),
        offered=tuple(reading.offered),
        refused=tuple(sorted(reading.refused, key=lambda row: row.number)),
        empty=reading.empty,
        absent=len({place.row for place in places} - reading.seen),
        unread=unread,
        parted=tuple(sorted(reading.parted, key=lambda row: row.number)),
        respelled=tuple((*said, count) for said, count in sorted(reading.respelled.items())),
        found_at=reading.found_at,
    )


class _Reading:
    """The rows of the sheet, as they are read one after another."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.found: dict[str, list[Entry]] = defaultdict(list)
        self.offered: list[Entry] = []
        self.refused: list[RefusedRow] = []
        self.parted: list[RefusedRow] = []
        self.respelled: Counter[tuple[str, Finding]] = Counter()
        self.found_at: dict[str, tuple[str, ...]] = {}
        self.doubtful: set[str] = set()
        self.seen: set[str] = set()
        self.empty = 0

    def read(self, line: SheetRow, place: MarkedPlace | None) -> None:
        """Take, offer or refuse what a row says."""
        if place:
            self.seen.add(place.row)
        is_offered = self._offer(line, place)
        if _says_nothing(line):
            if place and not is_offered:
                self.empty += 1
                self._refuse_names(line)
            return
        row = TypedRow(line, self.known)
        try:
            entry = row.read(place)
        except RowError as error:
            self._refuse(line, error)
            if place:
                self.doubtful.add(place.row)
        else:
            self.found[entry.row].append(entry)
            self.parted += [RefusedRow(line.number, _code(line), said) for said in row.left]
            self.respelled.update(row.respelled)

    def take_sure(self, codes: Mapping[str, str]) -> list[Entry]:
        """Return one entry a row, and refuse rows that contradict each other."""
        entries: list[Entry] = []
        for row, items in self.found.items():
            said = {tuple(item.to_plain()[2:]) for item in items}
            if len(said) == 1 and row not in self.doubtful:
                entries.append(items[0])
                continue
            reason = "Another row has the same code and says something else."
            self.refused += [RefusedRow(item.number, codes[row], reason) for item in items]
        return entries

    def _offer(self, line: SheetRow, place: MarkedPlace | None) -> bool:
        """Keep words that were typed under the comments so far, to be asked about."""
        cell = line.get(THREAD)
        if isinstance(cell, Live | CellFault):
            return False
        words = self.known.threads.words_added(place.row if place else "", text_of(cell))
        if not words:
            return False
        try:
            row = TypedRow(line.holding(Finding=None, Comment=words, Date=None), self.known)
            offered = row.read(place)
            offered = replace(offered, date=TypedRow(line, self.known).day(offered.row))
        except RowError as error:
            self._refuse(line, RowError(f"Under {THREAD}: {error}"))
            return False
        is_new = all((o.row, o.comment) != (offered.row, offered.comment) for o in self.offered)
        self.offered += [offered] * is_new
        self.found_at[offered.row] = (f"under {THREAD}",)
        return True

    def _refuse_names(self, line: SheetRow) -> None:
        names = (line.text("Reviewer"), line.text("Date"))
        if any(names):
            said = "It names a reviewer or a date, but has no finding and no comment."
            self._refuse(line, RowError(said))

    def _refuse(self, line: SheetRow, reason: RowError) -> None:
        self.refused.append(RefusedRow(line.number, _code(line), str(reason)))


def _code(line: SheetRow) -> str:
    return shown(line.text("Code"))[:40]


def _find_review(book: Book) -> tuple[Table, tuple[str, ...]]:
    """Return the table with the findings, and the titles of others that look like it."""
    named = book.sheet(SHEET)
    found = {
        sheet.title: table
        for sheet in book.sheets
        if (table := find_table(sheet, NEEDED, (*MORE, THREAD))) is not None
    }
    if named is not None and named.title in found:
        table = found.pop(named.title)
    elif len(found) == 1:
        _title, table = found.popitem()
    elif found:
        raise RefusedError(
            "Several sheets look like Review: "
            + ", ".join(f"“{title[:40]}”" for title in found)
            + ". Name the one to be taken Review."
        )
    elif named is not None:
        raise RefusedError("The sheet Review has lost its headings Code and Finding.")
    else:
        raise RefusedError("The workbook has no sheet Review with the headings Code and Finding.")
    is_cut = any(sheet.is_cut for sheet in book.sheets if sheet.title == table.title)
    if is_cut or len(table.rows) > ROW_LIMIT:
        raise RefusedError(f"The sheet {table.title[:40]} goes on far beyond its rows or columns.")
    if table.twice:
        raise RefusedError(
            f"The heading {table.twice[0]} stands twice on {table.title[:40]}. "
            "Rename the column that is not to be taken."
        )
    return table, tuple(found)


def _says_nothing(line: SheetRow) -> bool:
    cells = (line.get("Finding"), line.get("Comment"))
    return not any(isinstance(cell, Live | CellFault) or text_of(cell).strip() for cell in cells)
