"""Which competencies of a review are shown, and under which headings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pathways.domain.review.finding import Finding
from pathways.domain.words import listed
from pathways.submissions.reviewing.reads import CompetencyRow, ReviewView


class Show(StrEnum):
    """The filters of the competencies."""

    ALL = "all"
    TO_REVIEW = "to-review"
    IN_DOUBT = "in-doubt"
    TO_ANSWER = "to-answer"
    COMMENTED = "commented"
    CHANGED = "changed"
    OPEN = "open"

    def word(self, *, is_reviewer: bool) -> str:
        """Return the words shown to the reviewing side or to the other."""
        if is_reviewer and self is Show.TO_ANSWER:
            return "Answered by the provider"
        return _WORDS[self]


_IN_DOUBT: Final = [finding.word for finding in reversed(Finding) if finding.is_in_doubt]
_WORDS: Final = {
    Show.ALL: "All",
    Show.TO_REVIEW: "Not yet reviewed",
    Show.IN_DOUBT: listed(_IN_DOUBT, "or").capitalize(),
    Show.TO_ANSWER: "Waiting for your answer",
    Show.COMMENTED: "With comments",
    Show.CHANGED: "Changed since last version",
    Show.OPEN: "Treated by no module",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    key: str
    title: str
    total: int
    rows: tuple[CompetencyRow, ...]


def is_shown(row: CompetencyRow, show: Show, *, is_reviewer: bool) -> bool:
    """Whether a filter lets a row through, for a reader of the reviewing side or the other."""
    match show:
        case Show.TO_ANSWER:
            return row.review.waits_for(is_reviewer=is_reviewer)
        case Show.COMMENTED:
            return bool(row.review.comments)
        case Show.TO_REVIEW:
            return row.review.finding is None
        case Show.IN_DOUBT:
            return row.review.mark is not None and row.review.mark.is_in_doubt
        case Show.CHANGED:
            return row.change is not None
        case Show.OPEN:
            return not row.taught
        case Show.ALL:
            return True


def count_shown(view: ReviewView) -> dict[Show, int]:
    """Return how many rows each filter shows; "changed" only where there is a version before."""
    side = view.submission.is_reviewer
    return {
        show: sum(1 for row in view.competencies if is_shown(row, show, is_reviewer=side))
        for show in Show
        if show is not Show.CHANGED or view.changes is not None
    }


def group_rows(view: ReviewView, show: Show) -> tuple[Group, ...]:
    """Return the rows that a filter shows, by line; those that no line judges come last."""
    names = {line.report.line.key: line.report.line.name for line in view.lines}
    found: dict[str, list[CompetencyRow]] = {key: [] for key in (*names, "")}
    totals = dict.fromkeys(found, 0)
    for row in view.competencies:
        key = row.line_key or ""
        totals[key] += 1
        if is_shown(row, show, is_reviewer=view.submission.is_reviewer):
            found[key].append(row)
    return tuple(
        Group(key or "other", names.get(key, "Competencies of other levels"), totals[key], tuple(r))
        for key, r in found.items()
        if r
    )
