"""The runs of an offer: when and where it is given, and whether there is room."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class RunRow(Base):
    """One delivery of a pathway, as its provider announces it.

    `starts_on` and `ends_on` are ISO days, empty by agreement. `area` is where, in one word that
    lists can be narrowed by. `is_open`: people of any organisation may come. `places_left` is None
    where it is not said, `price_pence` where it costs what the offer says.
    """

    __tablename__ = "run"
    __table_args__ = (
        sa.Index("ix_run_pathway_id_starts_on", "pathway_id", "starts_on"),
        sa.Index("ix_run_ends_on", "ends_on"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    starts_on: Mapped[str] = mapped_column(sa.String(10), default="")
    ends_on: Mapped[str] = mapped_column(sa.String(10), default="")
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    area: Mapped[str] = mapped_column(sa.String(120), default="")
    is_online: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=False)
    places_left: Mapped[int | None]
    price_pence: Mapped[int | None]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(sa.String(120))


def own_runs(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which runs the actor's organisation announced."""
    return RunRow.organisation_id == actor.organisation_id
