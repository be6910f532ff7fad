"""Which competencies of a review are shown, and under which headings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pathways.domain.review.finding import Finding
from pathways.domain.words import listed
from pathways.submissions.reviewing.reads import ReviewedCompetency, ReviewView


class ReviewShow(StrEnum):
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
        if is_reviewer and self is ReviewShow.TO_ANSWER:
            return "Answered by the provider"
        return _WORDS[self]


_IN_DOUBT: Final = [finding.word for finding in reversed(Finding) if finding.is_in_doubt]
_WORDS: Final = {
    ReviewShow.ALL: "All",
    ReviewShow.TO_REVIEW: "Not yet reviewed",
    ReviewShow.IN_DOUBT: listed(_IN_DOUBT, "or").capitalize(),
    ReviewShow.TO_ANSWER: "Waiting for your answer",
    ReviewShow.COMMENTED: "With comments",
    ReviewShow.CHANGED: "Changed since last version",
    ReviewShow.OPEN: "Treated by no module",
}


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Rows under one heading."""

    key: str
    title: str
    total: int
    rows: tuple[ReviewedCompetency, ...]


def is_shown(row: ReviewedCompetency, show: ReviewShow, *, is_reviewer: bool) -> bool:
    """Whether a filter lets a row through, for a reader of the reviewing side or the other."""
    match show:
        case ReviewShow.TO_ANSWER:
            return row.review.waits_for(is_reviewer=is_reviewer)
        case ReviewShow.COMMENTED:
            return bool(row.review.comments)
        case ReviewShow.TO_REVIEW:
            return row.review.finding is None
        case ReviewShow.IN_DOUBT:
            return row.review.mark is not None and row.review.mark.is_in_doubt
        case ReviewShow.CHANGED:
            return row.change is not None
        case ReviewShow.OPEN:
            return not row.taught
        case ReviewShow.ALL:
            return True


def count_shown(view: ReviewView) -> dict[ReviewShow, int]:
    """Return how many rows each filter shows; "changed" only where there is a version before."""
    side = view.submission.is_reviewer
    return {
        show: sum(1 for row in view.competencies if is_shown(row, show, is_reviewer=side))
        for show in ReviewShow
        if show is not ReviewShow.CHANGED or view.changes is not None
    }


def group_rows(view: ReviewView, show: ReviewShow) -> tuple[ShownGroup, ...]:
    """Return the rows that a filter shows, by line; those that no line judges come last."""
    names = {line.report.line.key: line.report.line.name for line in view.lines}
    found: dict[str, list[ReviewedCompetency]] = {key: [] for key in (*names, "")}
    totals = dict.fromkeys(found, 0)
    for row in view.competencies:
        key = row.line_key or ""
        totals[key] += 1
        if is_shown(row, show, is_reviewer=view.submission.is_reviewer):
            found[key].append(row)
    return tuple(
        ShownGroup(
            key or "other", names.get(key, "Competencies of other levels"), totals[key], tuple(r)
        )
        for key, r in found.items()
        if r
    )
