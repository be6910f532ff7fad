"""What a commissioner asked for on the rows of a decided submission, as its provider reads it.

Only what was shared is read here, so that both sides see the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.finding import Finding
from pathways.domain.review.places import PlaceKind, list_places, slug_of
from pathways.domain.review.submission import SubmissionState
from pathways.domain.rule.standards import standard_from_plain
from pathways.models.comment import Comment
from pathways.models.finding import SharedFinding
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import edition_of


@dataclass(frozen=True, slots=True)
class RequestView:
    """A row that was shared as partly or not met, with what the commissioner said on it.

    `name` is what it is called in a sentence. `reply` is what the provider answers on its next
    submission; empty where it says nothing.
    """

    row: str
    code: str
    label: str
    name: str
    finding: Finding
    comments: tuple[str, ...]
    reply: str = ""

    @property
    def slug(self) -> str:
        """How an address and a field name the row."""
        return slug_of(self.row)


def read_requests(
    session: Session, submission_id: str, replies: Mapping[str, str] | None = None
) -> tuple[RequestView, ...]:
    """Return what was asked for on a submission, in the order of its rows, with these replies.

    Nothing was, before it is decided. Whoever calls it has seen to it that the submission is one
    of the actor's organisation.
    """
    doubts = [finding.value for finding in Finding if finding.is_in_doubt]
    shared = session.execute(
        sa.select(SharedFinding.row, SharedFinding.finding).where(
            SharedFinding.submission_id == submission_id, SharedFinding.finding.in_(doubts)
        )
    )
    found = {row.row: Finding(row.finding) for row in shared}
    if not found:
        return ()
    sent, version = session.execute(
        sa.select(Submission, Version)
        .join(Version, Version.id == Submission.version_id)
        .where(Submission.id == submission_id)
    ).one()
    if sent.state != SubmissionState.DECIDED:
        return ()
    comments: dict[str, list[str]] = {}
    said = session.execute(
        sa.select(Comment.row, Comment.text)
        .where(
            Comment.submission_id == submission_id,
            Comment.organisation_id == sent.commissioner_id,
        )
        .order_by(Comment.at, Comment.id)
    )
    for row, text in said:
        comments.setdefault(row, []).append(text)
    content = PathwayContent.from_plain(version.content)
    places = list_places(edition_of(session, version), content, standard_from_plain(sent.standard))
    given = replies or {}
    return tuple(
        RequestView(
            place.row,
            place.code,
            place.label,
            place.label if place.kind is PlaceKind.ASSURANCE else place.words,
            found[place.row],
            tuple(comments.get(place.row, ())),
            given.get(place.row, ""),
        )
        for place in places
        if place.row in found
    )
