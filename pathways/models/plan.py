"""Plans that a buyer keeps, and how far it is with each course of a brief."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class KeptPlan(Base):
    """A plan as it was on the day it was kept, with its prices and versions.

    `content` is the JSON of the domain's plan and never changes; `notes` are the buyer's words.
    """

    __tablename__ = "kept_plan"
    __table_args__ = (
        sa.Index("ix_kept_plan_brief_id_made_at", "brief_id", "made_at"),
        sa.Index("ix_kept_plan_organisation_id_made_at", "organisation_id", "made_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brief_id: Mapped[str] = mapped_column(sa.ForeignKey("brief.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(sa.String(200))
    goal: Mapped[str] = mapped_column(sa.String(20))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    made_by_name: Mapped[str] = mapped_column(sa.String(120))


class CourseState(Base):
    """How far a buyer is with one course for one brief.

    `state` is the domain's, empty before anything was done. What was quoted stands in pence, with
    what it is for, whether VAT comes on top, and the days that were offered, in words.
    """

    __tablename__ = "course_state"
    __table_args__ = (sa.Index("ix_course_state_organisation_id", "organisation_id"),)

    brief_id: Mapped[str] = mapped_column(sa.ForeignKey("brief.id"), primary_key=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(sa.String(10), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    quoted_pence: Mapped[int | None]
    quoted_basis: Mapped[str] = mapped_column(sa.String(60), default="")
    quoted_vat: Mapped[str] = mapped_column(sa.String(60), default="")
    quoted_dates: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(sa.String(120))


def own_plans(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which kept plans belong to the actor's organisation."""
    return KeptPlan.organisation_id == actor.organisation_id


def own_course_states(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which states of courses belong to the actor's organisation."""
    return CourseState.organisation_id == actor.organisation_id
