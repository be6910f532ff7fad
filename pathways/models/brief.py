"""What a buyer or commissioner needs, written down."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.need.brief import BriefState
from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class BriefRow(Base):
    """A need of one organisation. `content` is the JSON of the domain's brief.

    `is_shown` lets providers read it. `state` is its `BriefState`.
    """

    __tablename__ = "brief"
    __table_args__ = (
        sa.Index("ix_brief_organisation_id_state", "organisation_id", "state"),
        sa.Index("ix_brief_shown", "is_shown", "state", "changed_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    title: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    is_shown: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(10), default=BriefState.ACTIVE.value)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_name: Mapped[str] = mapped_column(sa.String(120))
    changed_at: Mapped[datetime]


def own_briefs(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which briefs belong to the actor's organisation."""
    return BriefRow.organisation_id == actor.organisation_id
