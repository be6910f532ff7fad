"""Tries at a password or a code, counted for an account, a network, a device, or two of them.

A try is counted before it is judged and taken back when it was right, so that
many at once cannot slip through between counting and judging.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Attempt
from pathways.models.base import now

LIMIT: Final = 10
WITHIN: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)
_KEPT: Final = DAY


class TooManyAttemptsError(Exception):
    """There were too many tries; `wait` says after how long the next one counts."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


def mark_of(account: str) -> str:
    """Return a mark of an account, so that no address of anybody stands where it is counted."""
    return hashlib.sha256(account.lower().encode("utf-8", "replace")).hexdigest()


def count_attempt(
    session: Session, limits: Mapping[str, int], within: timedelta = WITHIN, *, times: int = 1
) -> tuple[int, ...]:
    """Count a try for each subject with its limit; return the rows, to take them back.

    `times` counts several at once. TooManyAttemptsError where a subject has too few left;
    nothing is counted then.
    """
    when = now()
    session.execute(sa.delete(Attempt).where(Attempt.at < when - _KEPT))
    rows = []
    waits = []
    # Always in one order, so that two tries never wait for each other.
    for subject in sorted(limits):
        _lock(session, subject)
        made = session.scalars(
            sa.select(Attempt.at)
            .where(Attempt.subject == subject, Attempt.at > when - within)
            .order_by(Attempt.at)
        ).all()
        if (over := len(made) + times - limits[subject]) > 0:
            # Where more is asked at once than ever goes, the last try has to be forgotten too.
            waits.append(made[min(over, len(made)) - 1] + within - when if made else within)
        rows += [Attempt(subject=subject, at=when) for _ in range(times)]
    if waits:
        raise TooManyAttemptsError(max(waits))
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def take_back(session: Session, rows: Sequence[int]) -> None:
    """Forget a try that was right. Wrong ones before it still count."""
    session.execute(sa.delete(Attempt).where(Attempt.id.in_(rows)))


def count_recent(session: Session, kinds: Sequence[str]) -> dict[str, int]:
    """Return how many tries at each kind of thing were made of late, and not taken back.

    Of the rows of a try, one is of a network or a device; that one is counted.
    """
    subject = Attempt.subject
    kind = sa.case(
        *(
            (subject.like(f"{name} from %") | subject.like(f"{name} on %"), sa.literal(name))
            for name in kinds
        )
    )
    counted = (
        sa.select(kind, sa.func.count())
        .where(Attempt.at > now() - WITHIN, kind.is_not(None))
        .group_by(sa.literal_column("1"))
    )
    return {str(row[0]): int(row[1]) for row in session.execute(counted)}


def _lock(session: Session, subject: str) -> None:
    # SQLite has one writer at a time. PostgreSQL counts side by side unless told to wait.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(sa.literal(subject))))
        )
