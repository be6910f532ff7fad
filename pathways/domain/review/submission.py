"""How a submission goes from sent to decided, and what each step needs."""

from enum import StrEnum
from typing import Final


class SubmissionState(StrEnum):
    """Where a submission stands."""

    SENT = "sent"
    IN_REVIEW = "in review"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return self.value.capitalize()

    @property
    def is_open(self) -> bool:
        """Whether reviewers may still work on it."""
        return self in (SubmissionState.SENT, SubmissionState.IN_REVIEW)


class Outcome(StrEnum):
    """What a commissioner decides. It always has words, and claims no more than it says."""

    APPROVED = "approved"
    CHANGES = "changes asked for"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return self.value.capitalize()


WHOLE: Final = "*"
"""The row that stands for the whole submission."""

_LINE: Final = "line:"


def line_row(key: str) -> str:
    """Return the row of a line."""
    return _LINE + key


def line_key(row: str) -> str | None:
    """Return the line that a row stands for, or None for another kind of row."""
    return row.removeprefix(_LINE) if row.startswith(_LINE) else None


def age_in_words(days: int) -> str:
    """Say how long ago something was, in whole days, then weeks, then months."""
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    if days < 61:
        return f"{days // 7} weeks ago"
    return f"{days // 30} months ago"
