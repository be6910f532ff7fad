"""Observed sessions and results of a submission, as either side reads them."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import read_day
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.observed import Criterion, SessionWish
from pathways.domain.review.places import list_modules
from pathways.models.observed import ObservedSession, Result
from pathways.submissions.reads import SubmissionView


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session that somebody observed. `shared_at` is None where the provider cannot read it."""

    id: str
    held_on: date
    observer: str
    module: str
    module_row: str
    seen: str
    criteria: tuple[Criterion, ...]
    by: str
    at: datetime
    shared_at: datetime | None

    @property
    def wish(self) -> SessionWish:
        """It as somebody wrote it."""
        return SessionWish(self.held_on, self.observer, self.seen, self.module_row, self.criteria)

    @property
    def seen_at(self) -> str:
        """A mark of it as it stands, which a form carries."""
        return self.at.isoformat()


@dataclass(frozen=True, slots=True)
class ResultView:
    """What came of an approved version. `learners` is None where the provider does not say."""

    id: str
    from_on: date | None
    to_on: date | None
    learners: int | None
    words: str
    next_review_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ObservedView:
    """What was seen of a course: to a provider, sessions that were shared, and no others."""

    sessions: tuple[SessionView, ...]
    results: tuple[ResultView, ...]


def read_observed(session: Session, submission: SubmissionView) -> ObservedView:
    """Return what was seen of a course, the newest first."""
    return ObservedView(read_sessions(session, submission), read_results(session, submission))


def read_sessions(session: Session, submission: SubmissionView) -> tuple[SessionView, ...]:
    """Return the observed sessions, the newest first; a provider reads those that were shared."""
    wanted = ObservedSession.submission_id == submission.id
    if not submission.is_reviewer:
        wanted = sa.and_(wanted, ObservedSession.shared_at.is_not(None))
    modules = {one.row: f"{one.code}: {one.label}" for one in list_modules(submission.content)}
    rows = session.scalars(
        sa.select(ObservedSession)
        .where(wanted)
        .order_by(ObservedSession.held_on.desc(), ObservedSession.id)
    )
    return tuple(
        SessionView(
            id=row.id,
            held_on=date.fromisoformat(row.held_on),
            observer=row.observer,
            module=modules.get(row.module_row, ""),
            module_row=row.module_row,
            seen=row.seen,
            criteria=tuple(Criterion.from_plain(one) for one in row.criteria),
            by=row.by_name,
            at=row.at,
            shared_at=row.shared_at,
        )
        for row in rows
    )


def get_session(session: Session, submission: SubmissionView, session_id: str) -> SessionView:
    """Return one observed session; NotFoundError where this reader has no such one."""
    for one in read_sessions(session, submission):
        if one.id == session_id:
            return one
    raise NotFoundError(session_id)


def read_results(session: Session, submission: SubmissionView) -> tuple[ResultView, ...]:
    """Return the results, the newest first. Both sides read all of them."""
    rows = session.scalars(
        sa.select(Result)
        .where(Result.submission_id == submission.id)
        .order_by(Result.at.desc(), Result.id)
    )
    return tuple(
        ResultView(
            row.id,
            read_day(row.from_on),
            read_day(row.to_on),
            row.learners,
            row.words,
            read_day(row.next_review_on),
            row.by_name,
            row.at,
        )
        for row in rows
    )
