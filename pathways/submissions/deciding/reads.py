"""How a letter was meant to be, and when a commissioner shares what it finds."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.review.privacy import Sharing, habit
from pathways.models.account import Organisation
from pathways.models.journal import Journal
from pathways.models.observed import ObservedSession


def has_annex(session: Session, submission_id: str, decision_id: str) -> bool:
    """Whether the letter of a decision lists the rows that are partly or not met.

    Decisions of before had none.
    """
    images = session.scalars(
        sa.select(Journal.images).where(
            Journal.subject == submission_id, Journal.action == "decide"
        )
    )
    return any(
        one.get("decision") == decision_id and one.get("annex", False)
        for plain in images
        for one in plain or ()
    )


@dataclass(frozen=True, slots=True)
class HabitView:
    """When a commissioner shares what it finds, and how many observed sessions it has not yet."""

    sharing: Sharing
    sessions: int


def read_habit(session: Session, submission_id: str, commissioner_id: str) -> HabitView:
    """Return how the commissioner of a submission shares."""
    sessions = (
        sa.select(sa.func.count())
        .select_from(ObservedSession)
        .where(ObservedSession.submission_id == submission_id, ObservedSession.shared_at.is_(None))
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(Organisation.sharing, sessions.label("sessions")).where(
            Organisation.id == commissioner_id
        )
    ).one()
    return HabitView(habit(row.sharing), row.sessions)
