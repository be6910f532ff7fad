"""The trail of a submission, and the people who review it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action
from pathways.models.account import Organisation, Person
from pathways.models.journal import Journal
from pathways.models.reviewer import Reviewer
from pathways.records.people import Member, list_members
from pathways.submissions.queries.submission import SubmissionView


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: who, what, when, and for whom they acted."""

    number: int
    at: datetime
    person: str
    organisation: str
    action: str
    summary: str


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """A person assigned, and what they declared."""

    id: str
    name: str
    interest: str
    declared_at: datetime | None


def read_trail(session: Session, submission: SubmissionView) -> tuple[StepView, ...]:
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
            StepView(
                number=row.revision or 0,
                at=row.at,
                person=row.person_name,
                organisation=row.organisation or "",
                action=row.action,
                summary=summary,
            )
        )
    return tuple(found)


def list_reviewers(session: Session, submission: SubmissionView) -> tuple[ReviewerView, ...]:
    """Return who is assigned. Interests are left out for the provider."""
    rows = session.execute(
        sa.select(Person.id, Person.name, Reviewer.interest, Reviewer.declared_at)
        .join(Reviewer, Reviewer.person_id == Person.id)
        .where(Reviewer.submission_id == submission.id)
        .order_by(Reviewer.assigned_at, Person.id)
    )
    return tuple(
        ReviewerView(
            row.id,
            row.name,
            row.interest if submission.is_reviewer else "",
            row.declared_at,
        )
        for row in rows
    )


def list_colleagues(session: Session, submission: SubmissionView) -> tuple[Member, ...]:
    """Return those of the commissioner who may review."""
    return list_members(session, submission.commissioner_id, Action.REVIEW)
