"""The Review sheet of a workbook that comes back: rows that can be taken, and those that cannot."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pathways.domain.limits import NAME_LIMIT, NOTE_LIMIT
from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import THREAD, Entry, MarkedPlace, same_label
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
from pathways.submissions.threads.cells import ExportedThreads
from pathways.text import TextError, clean_text

SHEET: Final = "Review"
NEEDED: Final = ("Code", "Finding")
MORE: Final = ("Comment", "Reviewer", "Date", "Label")
DATE_LIMIT: Final = 60
ROW_LIMIT: Final = 5_000
"""No Review has a tenth of it; each row that cannot be taken is shown with its reason."""

_WORDS: Final = {folded(finding.word): finding for finding in Finding}


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

    `offered` are words that stand where only earlier comments belong.
    """

    sheet: str
    entries: tuple[Entry, ...]
    offered: tuple[Entry, ...]
    refused: tuple[RefusedRow, ...]
    empty: int
    absent: int
    unread: tuple[str, ...]


class _RowError(ValueError):
    """Why a row is not taken."""


def read_returned(book: Book, places: Iterable[MarkedPlace], threads: ExportedThreads) -> Returned:
    """Read the findings of a workbook; RefusedError where nobody can say which they are."""
    table, unread = _find_review(book)
    places = tuple(places)
    by_code = {folded(place.code): place for place in places}
    reading = _Reading(threads)
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
    )


class _Reading:
    """The rows of the sheet, as they are read one after another."""

    def __init__(self, threads: ExportedThreads) -> None:
        self.threads = threads
        self.found: dict[str, list[Entry]] = defaultdict(list)
        self.offered: list[Entry] = []
        self.refused: list[RefusedRow] = []
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
        try:
            entry = _read_row(line, place)
        except _RowError as error:
            self._refuse(line, error)
            if place:
                self.doubtful.add(place.row)
        else:
            self.found[entry.row].append(entry)

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
        words = self.threads.words_added(place.row if place else "", text_of(cell))
        if not words:
            return False
        try:
            offered = _read_row(line.holding(Finding=None, Comment=words), place)
        except _RowError as error:
            self._refuse(line, _RowError(f"Under {THREAD}: {error}"))
            return False
        is_new = all((o.row, o.comment) != (offered.row, offered.comment) for o in self.offered)
        self.offered += [offered] * is_new
        return True

    def _refuse_names(self, line: SheetRow) -> None:
        names = (line.text("Reviewer"), line.text("Date"))
        if any(names):
            said = "It names a reviewer or a date, but has no finding and no comment."
            self._refuse(line, _RowError(said))

    def _refuse(self, line: SheetRow, reason: _RowError) -> None:
        self.refused.append(RefusedRow(line.number, shown(line.text("Code"))[:40], str(reason)))


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


def _read_row(line: SheetRow, place: MarkedPlace | None) -> Entry:
    """Read one row; _RowError with the reason where it cannot be taken."""
    if place is None:
        if not line.text("Code"):
            raise _RowError("It has no code, so nobody can say which row it is.")
        raise _RowError("This submission has no such code.")
    for heading in ("Code", "Label"):
        if isinstance(line.get(heading), Live | CellFault):
            raise _RowError(f"{heading} is a formula. Type the words themselves.")
    if not same_label(line.text("Label"), place.label):
        raise _RowError(
            "Code and label do not belong together. Perhaps only one of the columns was sorted."
        )
    typed = line.text("Finding") if _is_typed(line, "Finding") else ""
    finding = _WORDS.get(folded(typed))
    if typed and finding is None:
        raise _RowError(
            f"“{typed[:40]}” is no finding. There are {', '.join(item.word for item in Finding)}."
        )
    return Entry(
        row=place.row,
        number=line.number,
        finding=finding,
        comment=_text(line, "Comment", NOTE_LIMIT),
        reviewer=_text(line, "Reviewer", NAME_LIMIT, is_line=True),
        date=_text(line, "Date", DATE_LIMIT, is_line=True),
    )


def _is_typed(line: SheetRow, heading: str) -> bool:
    """Whether somebody typed what stands in a cell; _RowError for a formula."""
    cell = line.get(heading)
    if isinstance(cell, Live | CellFault):
        raise _RowError(f"{heading} is a formula. Type the words themselves.")
    return cell is not None


def _text(line: SheetRow, heading: str, limit: int, *, is_line: bool = False) -> str:
    if not _is_typed(line, heading):
        return ""
    try:
        return clean_text(line.text(heading), limit, is_line=is_line)
    except TextError as error:
        raise _RowError(f"{heading}: {error}") from None
