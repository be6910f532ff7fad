"""What somebody asks a provider from a page of the directory."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class Enquiry(Base):
    """A question about a published version, for the provider alone.

    `person_id` is set where the sender was signed in, and `buyer_id` is their organisation then.
    `answered_at` is when somebody of the provider answered it, or marked it as answered elsewhere.
    `brief_id` is the brief that it is about, `attached` what of it the provider reads, as it was.
    Those sent at once carry one `together`. The columns that begin with `quoted` hold the price
    that the provider gives, in pence, and the days that it offers, in words. `veil` is random: it
    makes a digest of the row one that nobody finds again by trying names.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        sa.Index("ix_enquiry_organisation_id_at", "organisation_id", "at"),
        sa.Index("ix_enquiry_buyer_id_at", "buyer_id", "at"),
    )

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
    # Added after the table: without a rule against NULL, since others point at it.
    buyer_id: Mapped[str | None] = mapped_column(ID)
    brief_id: Mapped[str | None] = mapped_column(ID)
    together: Mapped[str | None] = mapped_column(ID)
    attached: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    answer: Mapped[str | None] = mapped_column(sa.Text)
    quoted_pence: Mapped[int | None]
    quoted_basis: Mapped[str | None] = mapped_column(sa.String(60))
    quoted_vat: Mapped[str | None] = mapped_column(sa.String(60))
    quoted_dates: Mapped[str | None] = mapped_column(sa.Text)
    veil: Mapped[str | None] = mapped_column(sa.String(16))


def own_enquiries(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which enquiries were made to the actor's organisation."""
    return Enquiry.organisation_id == actor.organisation_id


def asked_enquiries(actor: Actor) -> sa.ColumnElement[bool]:
    """Say which enquiries the actor's organisation made."""
    return Enquiry.buyer_id == actor.organisation_id
