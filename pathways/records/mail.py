"""The outbox: mails are put in with what they tell of, gathered, claimed and sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action
from pathways.domain.words import plural
from pathways.models.base import new_id, now
from pathways.models.mail import Mail
from pathways.records.journal import Doer, write_down
from pathways.records.people import list_members
from pathways.records.tenants import whole

OLD: Final = timedelta(days=3)
"""What waited as long is not sent by itself: it may be about what nobody minds any more."""
LINK_LASTS: Final = timedelta(hours=1)
"""How long a link to choose a password works."""
INVITATION_LASTS: Final = timedelta(days=7)
_SUBJECT: Final = 200
"""How many letters of a subject are kept."""
_RUN_OUT: Final = "The text held a link that has run out, and was taken out."
_TOO_LATE: Final = "The link had run out before the mail could be sent."


def post_mail(
    session: Session,
    recipient: str,
    subject: str,
    body: str,
    *,
    wait: timedelta | None = None,
    **more: Any,
) -> str:
    """Put a mail into the outbox; it goes out once the transaction is kept, or after a `wait`.

    `more` are other columns, such as the `organisation_id` and the `path` that it is about.
    Return its identifier.
    """
    at, identifier = now(), new_id()
    session.add(
        Mail(
            id=identifier,
            recipient=recipient,
            subject=_on_one_line(subject),
            body=body,
            created_at=at,
            due_at=at + wait if wait else None,
            **more,
        )
    )
    session.flush()
    return identifier


def _on_one_line(subject: str) -> str:
    line = " ".join(subject.split())
    return line if len(line) <= _SUBJECT else f"{line[: _SUBJECT - 1].rstrip()}…"


def post_link(session: Session, recipient: str, subject: str, body: str, *, is_real: bool) -> None:
    """Put a link to choose a password into the outbox; take it out at once if it is for nobody.

    Both ways write the same row and commit, so that the time of the answer does not tell who has
    an account.
    """
    with whole(session, "a link to sign in is asked for by somebody who is nobody yet"):
        take_links_out(session)
        link = post_mail(session, recipient, subject, body, holds_secret=True)
        session.execute(sa.delete(Mail).where(Mail.id == ("" if is_real else link)))


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
    is that long ago. Nobody else gets the same ones. What waited for long is
    left, and a link that has run out is never sent.
    """
    take_links_out(session)
    when = now()
    due: sa.ColumnElement[bool] = Mail.tried_at.is_(None)
    if again_after is not None:
        due = sa.or_(due, Mail.tried_at < when - again_after)
    mails = session.scalars(
        sa.select(Mail)
        .where(
            Mail.sent_at.is_(None),
            due,
            sa.or_(Mail.due_at.is_(None), Mail.due_at <= when),
            ~_is_old(when),
            ~_has_run_out(when),
        )
        .order_by(Mail.created_at, Mail.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for mail in mails:
        mail.tried_at = when
    return tuple(Letter(m.id, m.recipient, m.subject, m.body, m.path) for m in mails)


def _is_old(when: datetime) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(Mail.due_at, Mail.created_at) <= when - OLD


def _has_run_out(when: datetime) -> sa.ColumnElement[bool]:
    # A secret of an organisation is an invitation; any other is a link to choose a password.
    return Mail.holds_secret & sa.or_(
        Mail.created_at <= when - INVITATION_LASTS,
        Mail.organisation_id.is_(None) & (Mail.created_at <= when - LINK_LASTS),
    )


def take_links_out(session: Session) -> None:
    """Take links out of the mails that still wait, where they have run out."""
    with whole(session, "a link runs out, whosoever it was for"):
        session.execute(
            sa.update(Mail)
            .where(Mail.sent_at.is_(None), _has_run_out(now()), Mail.body != _RUN_OUT)
            .values(body=_RUN_OUT, problem=_TOO_LATE)
            .execution_options(synchronize_session=False)
        )


def _waits_for_long() -> tuple[sa.ColumnElement[bool], ...]:
    when = now()
    return Mail.sent_at.is_(None), _is_old(when), ~_has_run_out(when)


def count_old(session: Session) -> int:
    """Return how many mails wait for so long that somebody has to say what becomes of them."""
    counted = sa.select(sa.func.count()).select_from(Mail).where(*_waits_for_long())
    return session.scalar(counted) or 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """Mails that are due and not sent: how many, for how many seconds the oldest has been.

    `held` are those among them that are not sent by themselves any more.
    """

    waiting: int
    oldest: float
    held: int


def read_backlog(session: Session) -> Backlog:
    """Return what waits in the outbox, without what is still gathered and links that ran out."""
    when = now()
    since = sa.func.coalesce(Mail.due_at, Mail.created_at)
    counted = sa.select(sa.func.count(), sa.func.min(since, type_=Mail.created_at.type)).where(
        Mail.sent_at.is_(None), since <= when, ~_has_run_out(when)
    )
    row = session.execute(counted).one()
    waiting: int = row[0]
    oldest: datetime | None = row[1]
    age = 0 if oldest is None else (when - oldest).total_seconds()
    return Backlog(waiting, age, count_old(session))


def release_old(session: Session, doer: Doer | None) -> int:
    """Let what waited for long be sent as if it were new; return how many mails that are."""
    released = session.execute(
        sa.update(Mail)
        .where(*_waits_for_long())
        .values(due_at=now(), tried_at=None)
        .execution_options(synchronize_session=False)
    )
    return _settle(session, doer, "old mails released", released)


def drop_old(session: Session, doer: Doer) -> int:
    """Take what waited for long out of the outbox; return how many mails that were."""
    dropped = session.execute(
        sa.delete(Mail).where(*_waits_for_long()).execution_options(synchronize_session=False)
    )
    return _settle(session, doer, "old mails dropped", dropped)


def _settle(session: Session, doer: Doer | None, action: str, result: Any) -> int:
    count = int(result.rowcount)
    if count:
        write_down(session, doer, action, plural(count, "mail"), organisation_id=None)
    return count


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
