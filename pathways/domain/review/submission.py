"""How a submission goes from sent to decided, and what each step needs."""

from typing import Final

from pathways.domain.worded import Tone, Worded


class SubmissionState(Worded):
    """Where a submission stands."""

    SENT = "sent", "Sent", Tone.PLAIN
    IN_REVIEW = "in_review", "In review", Tone.PARTIAL
    DECIDED = "decided", "Decided", Tone.MISSING
    WITHDRAWN = "withdrawn", "Withdrawn", Tone.MISSING

    @property
    def is_open(self) -> bool:
        """Whether reviewers may still work on it."""
        return self in (SubmissionState.SENT, SubmissionState.IN_REVIEW)


class Decided(Worded):
    """What a commissioner decides. It always has words, and claims no more than it says."""

    APPROVED = "approved", "Approved", Tone.FULL
    APPROVED_WITH = "approved_with", "Approved with conditions", Tone.FULL
    CHANGES = "changes_asked_for", "Changes asked for", Tone.PARTIAL
    DECLINED = "declined", "Not approved", Tone.MISSING


APPROVALS: Final = (Decided.APPROVED, Decided.APPROVED_WITH)
"""What counts as an approval wherever one counts: it shows on its version, with its word."""


STEP_LIMIT: Final = 240
"""What a step of the trail can hold beside what was done."""

NO_INTEREST: Final = "No interest to declare."
"""What is kept of a reviewer who declares that they have none."""

DEPTH: Final = "depth"
"""The key of what a provider says of demands of depth, beside the keys of lines."""
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
