"""A review as plain rows: what the form of a decision is written from, and what its letter says."""

from dataclasses import dataclass, replace
from datetime import datetime

from pathways.domain.review.drafting import FoundRow
from pathways.domain.review.places import PlaceKind, list_places
from pathways.submissions.reviewing.reads import MarkedRowView, ReviewView


def list_found(
    view: ReviewView, *, as_shared: bool, until: datetime | None = None
) -> tuple[FoundRow, ...]:
    """Return the rows of a review with what the commissioner found and said on this version.

    A competency that nothing treats is among them only where there is something of it to tell:
    nobody is asked about it, and a count of those who are does not hold it.
    `as_shared`: what the provider reads, whoever asks; otherwise with what is not shared yet.
    Comments after `until` are left out.
    """
    submission = view.submission
    by_row = {item.review.row: item.review for item in view.items}
    by_row[view.whole.row] = view.whole
    treated = {item.review.row for item in view.competencies if item.taught}
    found = (
        _found(
            FoundRow(
                place.row,
                by_row[place.row].slug,
                place.code,
                place.label,
                place.kind,
                is_asked=place.kind is not PlaceKind.COMPETENCY or place.row in treated,
            ),
            by_row[place.row],
            is_shared=as_shared and submission.is_reviewer,
            has_drafts=not as_shared,
            until=until,
        )
        for place in list_places(submission.edition, submission.content, submission.standard)
    )
    return tuple(row for row in found if row.is_asked or row.finding or row.comments)


def _found(
    empty: FoundRow,
    row: MarkedRowView,
    *,
    is_shared: bool,
    has_drafts: bool,
    until: datetime | None,
) -> FoundRow:
    mark = row.shared if is_shared else row.finding
    said = [
        one.text
        for one in row.comments
        if not (one.is_of_provider or one.is_earlier) and (until is None or one.at <= until)
    ]
    if has_drafts:
        said += [one.text for one in row.drafts]
    return replace(
        empty,
        finding=mark.finding if mark else None,
        reviewer=mark.reviewer if mark else "",
        comments=tuple(said),
    )


@dataclass(frozen=True, slots=True)
class UnsharedView:
    """How many findings and comments the provider does not read yet."""

    findings: int
    comments: int


def count_unshared(view: ReviewView) -> UnsharedView:
    """Count what a commissioner would share, were it to share all of a review."""
    rows = (view.whole, *(item.review for item in view.items))
    findings = sum(
        1
        for row in rows
        if (row.finding.says if row.finding else None) != (row.shared.says if row.shared else None)
    )
    return UnsharedView(findings, sum(len(row.drafts) for row in rows))


def name_reviewers(view: ReviewView, rows: tuple[FoundRow, ...], by: str) -> tuple[str, ...]:
    """Return who reviewed: those named for it and those whose findings stand; else who decides."""
    people = [person.name for person in view.panel.people]
    named = dict.fromkeys([*people, *(row.reviewer for row in rows if row.reviewer)])
    return tuple(named) or (by,)
