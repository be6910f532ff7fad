"""What somebody asks a provider from a page of the directory."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class Enquiry(Base):
    """A question about a published version, for the provider alone.

    `person_id` is set where the sender was signed in. `answered_at` is when
    somebody of the provider marked it as answered.
    """

    __tablename__ = "enquiry"
    __table_args__ = (sa.Index("ix_enquiry_organisation_id_at", "organisation_id", "at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"))
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("version.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[str | None] = mapped_column(ID)
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254))
    organisation: Mapped[str] = mapped_column(sa.String(120), default="")
    words: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(sa.String(120), default="")


def own_enquiries(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which enquiries were made to the actor's organisation."""
    return Enquiry.organisation_id == actor.organisation_id
