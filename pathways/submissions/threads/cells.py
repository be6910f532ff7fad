"""The comments on a row as the text of one cell, and what somebody wrote into that cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from pathways.domain.review.places import MarkedPlace
from pathways.domain.review.returning import CELL_LENGTH, THREAD, instant
from pathways.domain.review.sheets import Book, find_table, folded, plain, same_text
from pathways.domain.words import kept_length


class Said(Protocol):
    """A comment, as far as a cell tells it. `number` is the version that it was written on."""

    @property
    def author(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def thread_text(comments: Sequence[Said]) -> str:
    """Return a thread as the text of one cell; the oldest words go where it is too long for one."""
    parts: list[str] = []
    length = 0
    for comment in reversed(comments):
        about = f"{comment.author}, {comment.organisation}, version {comment.number}"
        text = f"{about}: {comment.text}"
        length += kept_length(text) + 1
        if length > CELL_LENGTH:
            parts.append("(earlier comments are on the page of the submission)")
            break
        parts.append(text)
    return "\n".join(reversed(parts))


@dataclass(frozen=True)
class ExportedThreads:
    """What stood under "Earlier comments", by row, when a workbook was exported."""

    comments: Mapping[str, Sequence[Said]]
    exported_at: int

    def thread(self, row: str, text: str) -> str:
        """Return the thread of a row as it was exported.

        A comment on an earlier version can be younger than the last step of this one, and was
        exported all the same; then it is the thread that `text`, the cell's, says whole.
        """
        comments = self.comments.get(row, ())
        sure = sum(1 for comment in comments if instant(comment.at) <= self.exported_at)
        for count in range(sure, len(comments) + 1):
            thread = thread_text(comments[:count])
            if same_text(thread, text):
                return thread
        return thread_text(comments[:sure])

    def words_added(self, row: str, text: str) -> str:
        """Return what somebody wrote into the cell of a row, without the comments in it."""
        exported = self.thread(row, text)
        if same_text(exported, text):
            return ""
        thread, rest = plain(exported), plain(text)
        if thread and thread in rest:
            rest = rest.replace(thread, "", 1)
        return "\n".join(line for line in rest.split("\n") if line not in self._lines).strip()

    def threads(self, book: Book, places: Iterable[MarkedPlace]) -> dict[str, str]:
        """Return the threads by row, as they were exported into this workbook."""
        sheet = book.sheet("Review")
        table = find_table(sheet, ("Code", THREAD)) if sheet else None
        lines = table.lines() if table else ()
        said = {folded(line.text("Code")): line.text(THREAD) for line in lines}
        return {
            place.row: self.thread(place.row, said.get(folded(place.code), ""))
            for place in places
            if place.row in self.comments
        }

    @cached_property
    def _lines(self) -> frozenset[str]:
        """Every line of every thread: sorted apart, one stands in the row of another."""
        threads = (thread_text(comments) for comments in self.comments.values())
        return frozenset(line for thread in threads for line in plain(thread).split("\n"))
