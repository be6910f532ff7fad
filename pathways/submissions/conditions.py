"""What decisions ask for, and what became of it, as either side reads it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.review.conditions import (
    ConditionImage,
    ConditionState,
    ConditionStep,
    mark_said,
    state_of,
)
from pathways.models.account import Organisation
from pathways.models.decision import Condition, Decision
from pathways.models.journal import Journal


@dataclass(frozen=True, slots=True)
class ConditionStepView:
    """What somebody of either side said about a condition."""

    step: ConditionStep
    words: str
    by: str
    organisation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConditionView:
    """A condition of a decision, with all that was said about it, the first words first.

    `said` is the mark of what the provider says of it now; empty where it says nothing.
    """

    id: str
    decision_id: str
    number: int
    words: str
    owner: str
    due_on: date | None
    state: ConditionState
    said: str
    steps: tuple[ConditionStepView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it, by either side."""
        return self.state in (ConditionState.OPEN, ConditionState.SAID)

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and nobody has said that it is done."""
        is_late = self.due_on is not None and self.due_on < today
        return is_late and self.state is ConditionState.OPEN


def read_conditions(session: Session, submission_id: str) -> tuple[ConditionView, ...]:
    """Return the conditions of all decisions on a submission, in their order.

    Whoever calls it has seen to it that the submission is one of the actor's organisation.
    """
    rows = session.execute(
        sa.select(Condition, Decision.withdrawn_at)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(Condition.submission_id == submission_id)
        .order_by(Decision.at, Condition.position, Condition.id)
    ).all()
    if not rows:
        return ()
    steps = _steps(session, submission_id)
    return tuple(
        ConditionView(
            id=row.id,
            decision_id=row.decision_id,
            number=row.position,
            words=row.words,
            owner=row.owner,
            due_on=date.fromisoformat(row.due_on) if row.due_on else None,
            state=state_of(
                is_said=row.said_at is not None,
                is_done=row.done_at is not None,
                is_withdrawn=withdrawn_at is not None,
            ),
            said=mark_said(row.said_at),
            steps=tuple(steps.get(row.id, ())),
        )
        for row, withdrawn_at in rows
    )


def _steps(session: Session, submission_id: str) -> dict[str, list[ConditionStepView]]:
    rows = session.execute(
        sa.select(Journal.images, Journal.person_name, Journal.at, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Journal.organisation_id)
        .where(Journal.subject == submission_id, Journal.action == "condition")
        .order_by(Journal.revision, Journal.id)
    )
    found: dict[str, list[ConditionStepView]] = {}
    for row in rows:
        for plain in row.images or ():
            image = ConditionImage.from_plain(plain)
            found.setdefault(image.condition, []).append(
                ConditionStepView(image.step, image.words, row.person_name, row.name or "", row.at)
            )
    return found
