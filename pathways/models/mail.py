"""Mails on their way out. Without an SMTP server they wait here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from pathways.models.base import ID, Base


class Mail(Base):
    """One mail. `holds_secret` marks those with a link that signs somebody in.

    `tried_at` is set before a try, so that two processes never send one mail twice.
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
    created_at: Mapped[datetime] = mapped_column(index=True)
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(sa.String(300), default="")


def post_mail(session: Session, mail: Mail) -> None:
    """Put a mail into the outbox; it goes out once the transaction is kept."""
    session.add(mail)
    session.flush()
