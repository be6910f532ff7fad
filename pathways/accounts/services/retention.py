"""What is forgotten after a time: counted tries, presence, sent mails, what has ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.erasure import finish_erasures
from pathways.domain.words import listed, plural
from pathways.models.account import Attempt, Invitation
from pathways.models.base import now
from pathways.models.mail import Mail
from pathways.models.presence import Presence
from pathways.models.token import AccessToken, Allowance
from pathways.records.journal import write_down

SHORT: Final = timedelta(days=1)
"""For what only ever counts for minutes or hours."""
LONG: Final = timedelta(days=90)
"""For mails that were sent, and for invitations and tokens that have ended."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of a kind went, and what one and several of them are called."""

    count: int
    one: str
    many: str
    is_told: bool

    @property
    def words(self) -> str:
        """Return "3 sent mails"."""
        return plural(self.count, self.one, self.many)


def forget_old(session: Session) -> tuple[Forgotten, ...]:
    """Forget what is kept for a time only, once that time is over; say how much of each.

    Erasures that a crash has left unfinished are finished.
    """
    finish_erasures(session)
    gone = tuple(
        Forgotten(_delete(session, statement), one, many, is_told)
        for one, many, statement, is_told in _old(now())
    )
    told = [one.words for one in gone if one.is_told and one.count]
    if told:
        write_down(session, None, "old records forgotten", listed(told))
    return gone


def _delete(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)


def _old(at: datetime) -> Iterator[tuple[str, str, Any, bool]]:
    began = int((at - SHORT).timestamp())
    gone = sa.delete(Attempt).where(Attempt.at < at - SHORT)
    yield "counted try", "counted tries", gone, False
    gone = sa.delete(Allowance).where(Allowance.began < began)
    yield "counted caller", "counted callers", gone, False
    gone = sa.delete(Presence).where(Presence.at < at - SHORT)
    yield "sign of presence", "signs of presence", gone, False
    # What was never sent is not forgotten by itself: whoever runs the copy sees it in the outbox.
    yield "sent mail", "sent mails", sa.delete(Mail).where(Mail.sent_at < at - LONG), True
    ended = sa.func.coalesce(Invitation.ended_at, Invitation.expires_at)
    gone = sa.delete(Invitation).where(ended < at - LONG)
    yield "ended invitation", "ended invitations", gone, True
    stopped = sa.func.coalesce(AccessToken.ended_at, AccessToken.expires_at)
    gone = sa.delete(AccessToken).where(stopped < at - LONG)
    yield "ended access token", "ended access tokens", gone, True
