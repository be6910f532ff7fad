"""Versions sent to commissioners, and where each of them stands."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class Submission(Base):
    """A version sent to one commissioner under one standard, which is kept with it.

    `state` is one of the domain's `SubmissionState`. `declaration` holds the
    provider's words, the person who declares, and a reason for each line that
    is not covered. `answers` are those to the questions of the standard, by question,
    `replies` those to what was asked last time, by row. `due_on` is the day by which the
    commissioner wants to decide, an ISO date. `revision` grows with every step.
    """

    __tablename__ = "submission"
    __table_args__ = (
        sa.Index("ix_submission_commissioner_id_state", "commissioner_id", "state"),
        sa.Index("ix_submission_organisation_id", "organisation_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("version.id"), index=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    commissioner_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    standard: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    declaration: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous_id: Mapped[str | None] = mapped_column(sa.ForeignKey("submission.id"))
    state: Mapped[str] = mapped_column(sa.String(20))
    is_met: Mapped[bool]
    headline: Mapped[str] = mapped_column(sa.String(300))
    answers: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    replies: Mapped[dict[str, str] | None] = mapped_column(sa.JSON)
    due_on: Mapped[str | None] = mapped_column(sa.String(10))
    revision: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(ID)
    sent_by_name: Mapped[str] = mapped_column(sa.String(120))
    changed_at: Mapped[datetime]


def sent_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which submissions the actor's organisation sent."""
    return Submission.organisation_id == actor.organisation_id


def received_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which submissions were sent to the actor's organisation."""
    return Submission.commissioner_id == actor.organisation_id


def seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which submissions the actor's organisation sent or received: they alone see them."""
    return sa.or_(sent_by(actor), received_by(actor))
