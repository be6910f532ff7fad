"""What is forgotten after a time: counted tries, presence, sent mails, what has ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.erasure import finish_erasures
from pathways.domain.words import listed, plural
from pathways.models.base import Base, now
from pathways.records.journal import write_down
from pathways.records.proofs import PROVED, take_away

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
        Forgotten(_delete(session, table, where), one, many, is_told)
        for one, many, table, where, is_told in _old(now())
    )
    told = [one.words for one in gone if one.is_told and one.count]
    if told:
        write_down(session, None, "old records forgotten", listed(told))
    return gone


def _delete(session: Session, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    if table.name in PROVED:
        return len(take_away(session, table, where))
    result: Any = session.execute(sa.delete(table).where(where))
    return int(result.rowcount)


def _old(at: datetime) -> Iterator[tuple[str, str, sa.Table, sa.ColumnElement[bool], bool]]:
    tables = Base.metadata.tables
    table = tables["attempt"]
    yield "counted try", "counted tries", table, table.c.at < at - SHORT, False
    table = tables["allowance"]
    began = int((at - SHORT).timestamp())
    yield "counted caller", "counted callers", table, table.c.began < began, False
    table = tables["presence"]
    yield "sign of presence", "signs of presence", table, table.c.at < at - SHORT, False
    # What was never sent is not forgotten by itself: whoever runs the copy sees it in the outbox.
    table = tables["mail"]
    yield "sent mail", "sent mails", table, table.c.sent_at < at - LONG, True
    for name, one, many in (
        ("invitation", "ended invitation", "ended invitations"),
        ("access_token", "ended access token", "ended access tokens"),
    ):
        table = tables[name]
        ended = sa.func.coalesce(table.c.ended_at, table.c.expires_at)
        yield one, many, table, ended < at - LONG, True
