"""Mails on their way out, which wait here without an SMTP server, and what was reminded of."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Mail(Base):
    """One mail. `holds_secret` marks those with a link that signs somebody in.

    `path` is the page that it is about; its whole address ends the mail. `due_at` is
    when it may go at the earliest: until then a mail about comments gathers more of
    them, and `gathers` counts those. `tried_at` is set before a try, so that two
    processes never send one mail twice.
    """

    __tablename__ = "mail"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    recipient: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    holds_secret: Mapped[bool] = mapped_column(default=False)
    organisation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    path: Mapped[str] = mapped_column(sa.String(100), default="")
    gathers: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")


class Reminder(Base):
    """A reminder that was made: of what, about which thing, for which day (ISO). Made once."""

    __tablename__ = "reminder"

    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    subject: Mapped[str] = mapped_column(ID, primary_key=True)
    day: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    made_at: Mapped[datetime]
