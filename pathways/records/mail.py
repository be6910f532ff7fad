"""The outbox: mails are put in with what they tell of, gathered, claimed and sent."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action
from pathways.models.base import new_id, now
from pathways.models.mail import Mail
from pathways.records.people import list_members


def post_mail(
    session: Session,
    recipient: str,
    subject: str,
    body: str,
    *,
    wait: timedelta | None = None,
    **more: Any,
) -> None:
    """Put a mail into the outbox; it goes out once the transaction is kept, or after a `wait`.

    `more` are other columns, such as the `organisation_id` and the `path` that it is about.
    """
    at = now()
    session.add(
        Mail(
            id=new_id(),
            recipient=recipient,
            subject=" ".join(subject.split())[:200],
            body=body,
            created_at=at,
            due_at=at + wait if wait else None,
            **more,
        )
    )
    session.flush()


def tell_members(
    session: Session, organisation_id: str, action: Action, subject: str, body: str, **more: Any
) -> None:
    """Post a mail to everybody of an organisation who may do this."""
    for member in list_members(session, organisation_id, action):
        post_mail(session, member.email, subject, body, organisation_id=organisation_id, **more)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to send."""

    id: str
    recipient: str
    subject: str
    body: str
    path: str


def find_gathering(session: Session, organisation_id: str, path: str) -> dict[str, Mail]:
    """Return the mails about comments on a page that still wait for more, by recipient."""
    mails = session.scalars(
        sa.select(Mail)
        .where(
            Mail.organisation_id == organisation_id,
            Mail.path == path,
            Mail.gathers > 0,
            Mail.tried_at.is_(None),
            Mail.due_at > now(),
        )
        .with_for_update()
    )
    return {mail.recipient: mail for mail in mails}


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
        .where(Mail.sent_at.is_(None), due, sa.or_(Mail.due_at.is_(None), Mail.due_at <= when))
        .order_by(Mail.created_at, Mail.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for mail in mails:
        mail.tried_at = when
    return tuple(Letter(m.id, m.recipient, m.subject, m.body, m.path) for m in mails)


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
    words = " ".join(problem.split())[:300]
    session.execute(sa.update(Mail).where(Mail.id == mail_id).values(problem=words))
