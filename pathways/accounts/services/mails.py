"""The outbox: which mails to try now, and what became of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.base import now
from pathways.models.mail import Mail


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to send."""

    id: str
    recipient: str
    subject: str
    body: str


def claim_mails(session: Session, again_after: timedelta | None) -> tuple[Letter, ...]:
    """Mark the mails to try now, and return them.

    Without `again_after` those never tried; with it also those whose last try
    is that long ago. Nobody else gets the same ones.
    """
    when = now()
    due: sa.ColumnElement[bool] = Mail.tried_at.is_(None)
    if again_after is not None:
        due = sa.or_(due, Mail.tried_at < when - again_after)
    mails = session.scalars(
        sa.select(Mail)
        .where(Mail.sent_at.is_(None), due)
        .order_by(Mail.created_at, Mail.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for mail in mails:
        mail.tried_at = when
    return tuple(Letter(m.id, m.recipient, m.subject, m.body) for m in mails)


def mark_sent(session: Session, mail_id: str) -> None:
    """Say that a mail is out, and take out the link that signs somebody in."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        return
    mail.sent_at = now()
    mail.problem = ""
    if mail.holds_secret:
        mail.body = "The text held a link that signs somebody in, and was taken out once sent."


def mark_failed(session: Session, mail_id: str, problem: str) -> None:
    """Keep why a mail could not be sent."""
    values: dict[str, Any] = {"problem": " ".join(problem.split())[:300]}
    session.execute(sa.update(Mail).where(Mail.id == mail_id).values(**values))
