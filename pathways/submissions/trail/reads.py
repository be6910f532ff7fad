"""The trail of a submission."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Organisation
from pathways.models.journal import Journal
from pathways.submissions.reads import SubmissionView


@dataclass(frozen=True, slots=True)
class TrailStepView:
    """One step: who, what, when, and for whom they acted."""

    number: int
    at: datetime
    person: str
    organisation: str
    action: str
    summary: str


def read_trail(session: Session, submission: SubmissionView) -> tuple[TrailStepView, ...]:
    """Return every step, the first one first.

    What reviewers declare of their interests stays with the commissioner; the
    provider reads that something was declared.
    """
    rows = session.execute(
        sa.select(
            Journal.revision,
            Journal.at,
            Journal.person_name,
            Journal.action,
            Journal.summary,
            Organisation.name.label("organisation"),
        )
        .outerjoin(Organisation, Organisation.id == Journal.organisation_id)
        .where(Journal.subject == submission.id)
        .order_by(Journal.revision, Journal.id)
    )
    found = []
    for row in rows:
        is_private = row.action == "declare interest" and not submission.is_reviewer
        summary = "Declared whether they have an interest" if is_private else row.summary
        found.append(
            TrailStepView(
                number=row.revision or 0,
                at=row.at,
                person=row.person_name,
                organisation=row.organisation or "",
                action=row.action,
                summary=summary,
            )
        )
    return tuple(found)
