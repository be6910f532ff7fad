"""The trail of a submission."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.review.places import MarkedPlace, kind_of, list_places, slug_of
from pathways.domain.review.privacy import HELD_BACK, SEEN_BY_BOTH
from pathways.domain.review.steps import RowStep, read_row_steps
from pathways.models.account import Organisation
from pathways.models.journal import Journal
from pathways.submissions.reads import SubmissionView
from pathways.submissions.trail.groups import TrailRowView, TrailStepView


def is_seen_by_both(commissioner_id: str) -> sa.ColumnElement[bool]:
    """Say which steps of a submission are not a commissioner's own."""
    return sa.or_(
        Journal.organisation_id.is_distinct_from(commissioner_id),
        Journal.action.in_(SEEN_BY_BOTH),
    )


def read_trail(session: Session, submission: SubmissionView) -> tuple[TrailStepView, ...]:
    """Return every step, the first one first, each with the rows that it changed.

    The provider reads the steps that both sides know of, counted without the others. What
    reviewers declare of their interests stays with the commissioner; the provider reads that
    something was declared.
    """
    wanted = Journal.subject == submission.id
    if not submission.is_reviewer:
        wanted = sa.and_(wanted, is_seen_by_both(submission.commissioner_id))
    rows = session.execute(
        sa.select(
            Journal.revision,
            Journal.at,
            Journal.person_name,
            Journal.action,
            Journal.summary,
            Journal.images,
            Organisation.name.label("organisation"),
        )
        .outerjoin(Organisation, Organisation.id == Journal.organisation_id)
        .where(wanted)
        .order_by(Journal.revision, Journal.id)
    ).all()
    images = [read_row_steps(row.images) for row in rows]
    places = _places(submission) if any(images) else {}
    found = []
    for number, (row, changed) in enumerate(zip(rows, images, strict=True), start=1):
        summary = row.summary
        if not submission.is_reviewer:
            summary = HELD_BACK.get(row.action, summary)
        found.append(
            TrailStepView(
                number=(row.revision or 0) if submission.is_reviewer else number,
                at=row.at,
                person=row.person_name,
                organisation=row.organisation or "",
                action=row.action,
                summary=summary,
                rows=tuple(_row(step, places) for step in changed),
            )
        )
    return tuple(found)


def _places(submission: SubmissionView) -> dict[str, MarkedPlace]:
    places = list_places(submission.edition, submission.content, submission.standard)
    return {place.row: place for place in places}


def _row(step: RowStep, places: Mapping[str, MarkedPlace]) -> TrailRowView:
    place = places.get(step.row) or MarkedPlace(step.row, step.row, "", kind_of(step.row))
    return TrailRowView(
        slug=slug_of(step.row),
        code=place.code,
        label=place.label,
        kind=place.kind,
        is_marked=step.is_marked,
        before=step.before,
        after=step.after,
        reviewer=step.reviewer,
        reviewed_on=step.reviewed_on,
        comment=step.comment,
    )
