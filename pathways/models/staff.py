"""The staff whom an organisation has in mind: who they are, what they hold, what they need."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class StaffRow(Base):
    """One person, or several of one role, on an organisation's staff list.

    `reference` is a name or a number, as the organisation likes. `level_needed` and `level_held`
    are levels of the framework, None for none. `held_on` and `refresh_on` are ISO days, empty where
    they are not known.
    """

    __tablename__ = "staff"
    __table_args__ = (sa.Index("ix_staff_organisation_id_team", "organisation_id", "team"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    role: Mapped[str] = mapped_column(sa.String(120), default="")
    team: Mapped[str] = mapped_column(sa.String(120), default="")
    site: Mapped[str] = mapped_column(sa.String(120), default="")
    people: Mapped[int] = mapped_column(default=1)
    level_needed: Mapped[int | None]
    level_held: Mapped[int | None]
    held_on: Mapped[str] = mapped_column(sa.String(10), default="")
    refresh_on: Mapped[str] = mapped_column(sa.String(10), default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


def own_staff(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which rows of staff belong to the actor's organisation."""
    return StaffRow.organisation_id == actor.organisation_id
