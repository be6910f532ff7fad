"""Standards that commissioners have of their own, a row for each version of one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.domain.rule.standards import StandardState
from pathways.models.base import ID, Base


class CommissionerStandard(Base):
    """One version of a commissioner's own standard; a change of it is a new row.

    `family` joins the versions of one standard, which all name competencies and
    lines of one edition. `rules` is the JSON of the domain's `Standard`. `state`
    is its `StandardState`.
    """

    __tablename__ = "commissioner_standard"
    __table_args__ = (sa.UniqueConstraint("family", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    family: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    rules: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default=StandardState.ACTIVE.value)
    created_at: Mapped[datetime]


def own_standards(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which standards belong to the actor's organisation."""
    return CommissionerStandard.organisation_id == actor.organisation_id
