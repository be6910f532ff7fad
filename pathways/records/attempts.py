"""Tries at a password or a code, counted per account and per network.

A try is counted before it is judged and taken back when it was right, so that
many at once cannot slip through between counting and judging.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Attempt
from pathways.models.base import now

LIMIT: Final = 10
WITHIN: Final = timedelta(minutes=5)
_KEPT: Final = timedelta(hours=1)


class TooManyAttemptsError(Exception):
    """The account or the network has had its tries for now."""


def count_attempt(
    session: Session, limits: Mapping[str, int], within: timedelta = WITHIN
) -> tuple[int, ...]:
    """Count one try for each subject with its limit; return the rows, to take them back.

    TooManyAttemptsError where a subject has none left; nothing is counted then.
    """
    when = now()
    session.execute(sa.delete(Attempt).where(Attempt.at < when - _KEPT))
    rows = []
    # Always in one order, so that two tries never wait for each other.
    for subject in sorted(limits):
        _lock(session, subject)
        made = session.scalar(
            sa.select(sa.func.count())
            .select_from(Attempt)
            .where(Attempt.subject == subject, Attempt.at > when - within)
        )
        if (made or 0) >= limits[subject]:
            raise TooManyAttemptsError
        rows.append(Attempt(subject=subject, at=when))
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def take_back(session: Session, rows: Sequence[int]) -> None:
    """Forget a try that was right. Wrong ones before it still count."""
    session.execute(sa.delete(Attempt).where(Attempt.id.in_(rows)))


def _lock(session: Session, subject: str) -> None:
    # SQLite has one writer at a time. PostgreSQL counts side by side unless told to wait.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(sa.literal(subject))))
        )
