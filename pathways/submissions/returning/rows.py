"""One row of the Review sheet of a workbook that comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pathways.domain.limits import NAME_LIMIT, NOTE_LIMIT
from pathways.domain.review.finding import Finding
from pathways.domain.review.places import MarkedPlace
from pathways.domain.review.returning import Entry, same_label
from pathways.domain.review.sheets import CellFault, Live, Moment, SheetRow, folded
from pathways.domain.review.typed import DayError, day_of, finding_of
from pathways.submissions.threads.cells import ExportedThreads
from pathways.text import TextError, clean_text

_DAY_ZERO: Final = date(1899, 12, 30)
_DAY_NUMBERS: Final = range(36_526, 73_051)
"""Days of this century as spreadsheets count them, where a cell does not say that it is one."""


class RowError(ValueError):
    """Why a row is not taken."""


@dataclass(frozen=True, slots=True)
class Known:
    """What helps to read a row: the comments as they were exported, and the days that stand.

    `today` is the day on which it is read.
    """

    threads: ExportedThreads
    today: date
    dates: Mapping[str, str] = field(default_factory=dict)


class TypedRow:
    """One row as it is read: what of it is `left` out, and words that were `respelled`."""

    def __init__(self, line: SheetRow, known: Known) -> None:
        self.line = line
        self.known = known
        self.left: list[str] = []
        self.respelled: list[tuple[str, Finding]] = []

    def read(self, place: MarkedPlace | None) -> Entry:
        """Return what the row says; RowError with the reason where it cannot be taken."""
        line = self.line
        if place is None:
            if not line.text("Code"):
                raise RowError("It has no code, so nobody can say which row it is.")
            raise RowError("This submission has no such code.")
        for heading in ("Code", "Label"):
            if isinstance(line.get(heading), Live | CellFault):
                raise RowError(f"{heading} is a formula. Type the words themselves.")
        if not same_label(line.text("Label"), place.label):
            raise RowError(
                "Code and label do not belong together. Perhaps only one of the columns was sorted."
            )
        finding = self._finding()
        return Entry(
            row=place.row,
            number=line.number,
            finding=finding,
            comment=self._comment(finding),
            reviewer=_text(line, "Reviewer", NAME_LIMIT, is_line=True),
            date=self.day(place.row),
        )

    def _finding(self) -> Finding | None:
        typed = self.line.text("Finding") if _is_typed(self.line, "Finding") else ""
        if not typed:
            return None
        finding = finding_of(typed)
        if finding is None:
            known = ", ".join(item.word for item in Finding)
            raise RowError(f"“{typed[:40]}” is no finding. There are {known}.")
        if folded(typed) != folded(finding.word):
            self.respelled.append((typed[:40], finding))
        return finding

    def _comment(self, finding: Finding | None) -> str:
        """Return the comment; one that cannot be kept takes no finding with it."""
        try:
            return _text(self.line, "Comment", NOTE_LIMIT)
        except RowError as error:
            if finding is None:
                raise
            self.left.append(f"{error} The finding is taken, the comment is not.")
            return ""

    def day(self, row: str) -> str:
        """Return the day of the review; one that cannot be read is left out."""
        cell = self.line.get("Date")
        if isinstance(cell, Live | CellFault):
            self.left.append("Date is a formula. The row is taken without it.")
            return ""
        typed = self.line.text("Date")
        if not typed:
            return ""
        if folded(typed) == folded(self.known.dates.get(row, "")):
            # It stood there before, however it is written.
            return self.known.dates[row]
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell in _DAY_NUMBERS:
            typed = (_DAY_ZERO + timedelta(days=int(cell))).isoformat()
        elif isinstance(cell, Moment):
            typed = cell.at.date().isoformat()
        try:
            return day_of(typed, self.known.today).isoformat()
        except DayError as error:
            self.left.append(f"Date: {error} The row is taken without it.")
            return ""


def _is_typed(line: SheetRow, heading: str) -> bool:
    """Whether somebody typed what stands in a cell; RowError for a formula."""
    cell = line.get(heading)
    if isinstance(cell, Live | CellFault):
        raise RowError(f"{heading} is a formula. Type the words themselves.")
    return cell is not None


def _text(line: SheetRow, heading: str, limit: int, *, is_line: bool = False) -> str:
    if not _is_typed(line, heading):
        return ""
    try:
        return clean_text(line.text(heading), limit, is_line=is_line)
    except TextError as error:
        raise RowError(f"{heading}: {error}") from None
