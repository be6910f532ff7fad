"""What a page of a review is asked for, as its address says it: a state, and filters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final, Self
from urllib.parse import urlencode

from pathways.domain.review.finding import Finding
from pathways.domain.words import listed

NOTHING: Final = "none"
"""The value of a filter that asks for rows without one."""
_LONGEST: Final = 200


class ReviewShow(StrEnum):
    """The states of a row by which the competencies are shown."""

    TO_REVIEW = "to-review"
    MARKED = "marked"
    IN_DOUBT = "in-doubt"
    DIFFERS = "differs"
    UNSHARED = "unshared"
    TO_ANSWER = "to-answer"
    COMMENTED = "commented"
    CHANGED = "changed"
    OPEN = "open"
    ALL = "all"

    def word(self, *, is_reviewer: bool) -> str:
        """Return the words shown to the reviewing side or to the other."""
        if is_reviewer and self is ReviewShow.TO_ANSWER:
            return "Answered by the provider"
        return _WORDS[self]


_IN_DOUBT: Final = [finding.word for finding in reversed(Finding) if finding.is_in_doubt]
_WORDS: Final = {
    ReviewShow.TO_REVIEW: "To review",
    ReviewShow.MARKED: "Marked",
    ReviewShow.IN_DOUBT: listed(_IN_DOUBT, "or").capitalize(),
    ReviewShow.DIFFERS: "Opinions differ",
    ReviewShow.UNSHARED: "Not shared yet",
    ReviewShow.TO_ANSWER: "Waiting for your answer",
    ReviewShow.COMMENTED: "With comments",
    ReviewShow.CHANGED: "Changed since last version",
    ReviewShow.OPEN: "Treated by no module",
    ReviewShow.ALL: "All",
}

OWN: Final = frozenset(
    {ReviewShow.TO_REVIEW, ReviewShow.MARKED, ReviewShow.DIFFERS, ReviewShow.UNSHARED}
)
"""States that the commissioner alone can tell."""


def first_show(*, is_reviewer: bool) -> ReviewShow:
    """Return what the list opens on: what is still to be reviewed, or all of it."""
    return ReviewShow.TO_REVIEW if is_reviewer else ReviewShow.ALL


@dataclass(frozen=True, slots=True)
class ReviewAsk:
    """A state and filters. An empty filter asks for nothing; an empty state for the usual one.

    `theme` is the key of a line, and lays it out. `whose` is "mine" or "nobody".
    """

    show: str = ""
    theme: str = ""
    strand: str = ""
    module: str = ""
    treatment: str = ""
    caution: str = ""
    whose: str = ""
    reviewer: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Self:
        """Read an address, or a form that was sent from one; what is too long is left out."""
        found = {one.name: values.get(one.name, "") for one in fields(cls)}
        if found["show"] not in set(ReviewShow):
            found["show"] = ""
        return cls(**{name: text for name, text in found.items() if len(text) <= _LONGEST})

    def known(self, offered: Mapping[str, frozenset[str]]) -> "ReviewAsk":
        """Return the same without what no row could answer to."""
        lost = {name: "" for name, value in self if value and value not in offered[name]}
        return replace(self, **lost)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Give name and value of each part."""
        return ((one.name, getattr(self, one.name)) for one in fields(self))

    def address(self, **other: str) -> dict[str, str]:
        """Return the parts of an address that asks the same, or something else in one respect."""
        return {name: value for name, value in replace(self, **other) if value}

    def query(self, **other: str) -> str:
        """Return the address that asks the same, or something else in one respect."""
        return f"?{urlencode(self.address(**other))}"
