"""Writing down observed sessions, and results after an approval.

A session is the commissioner's own until it is shared; sharing is final, so from then on it stays
as it is. Results are read by both sides as they are given, and stay.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import (
    ConflictError,
    NotFoundError,
    RuleError,
    StateError,
    refuse_unseen,
)
from pathways.domain.review.observed import (
    ResultWish,
    SessionWish,
    refuse_criteria,
    refuse_held,
    refuse_result,
)
from pathways.domain.review.places import PlaceKind
from pathways.domain.review.submission import APPROVALS, SubmissionState
from pathways.domain.words import iso_day
from pathways.models.base import new_id, now
from pathways.models.decision import Decision
from pathways.models.observed import ObservedSession, Result
from pathways.submissions.desk import Desk, begin_review, open_desk
from pathways.submissions.sharing import is_said_at_once, share_session

_SESSION = "session"
"""The action of steps on observed sessions, which stay with the commissioner."""


def add_session(
    session: Session,
    actor: Actor,
    submission_id: str,
    wish: SessionWish,
    *,
    operation: str,
    today: date,
) -> str:
    """Keep a record of a session; return its identifier. RuleError where something is missing."""
    desk = _open(session, actor, submission_id)
    _check(desk, wish, today)
    existing = session.get(ObservedSession, operation)
    if existing is not None:
        if (existing.submission_id, existing.by_id) == (submission_id, actor.person_id) and _says(
            existing
        ) == _plain(wish):
            return existing.id
        operation = new_id()
    row = ObservedSession(id=operation, submission_id=submission_id)
    _write(desk, row, wish)
    session.add(row)
    session.flush()
    begin_review(desk)
    desk.write_down(_SESSION, f"Wrote down the session of {iso_day(row.held_on)}")
    if is_said_at_once(desk):
        share_session(desk, row)
    return operation


def change_session(
    session: Session,
    actor: Actor,
    submission_id: str,
    session_id: str,
    wish: SessionWish,
    *,
    seen_at: str,
    today: date,
) -> None:
    """Change a record that is not shared yet.

    ConflictError where it is not as `seen_at` marks it, StateError once it is shared.
    """
    desk = _open(session, actor, submission_id)
    row = _find(desk, session_id)
    _check(desk, wish, today)
    if _says(row) == _plain(wish):
        return
    if row.at.isoformat() != seen_at:
        raise ConflictError(f"{row.by_name} changed this record meanwhile. Yours is not kept yet.")
    _write(desk, row, wish)
    session.flush()
    desk.write_down(_SESSION, f"Changed the session of {iso_day(row.held_on)}")


def take_out_session(
    session: Session, actor: Actor, submission_id: str, session_id: str, *, seen_at: str = ""
) -> None:
    """Take out a record that is not shared yet; a second time does nothing.

    ConflictError where it is not as `seen_at` marks it.
    """
    desk = _open(session, actor, submission_id)
    if session.get(ObservedSession, session_id) is None:
        return
    row = _find(desk, session_id)
    refuse_unseen(row.at.isoformat(), seen_at)
    session.delete(row)
    session.flush()
    desk.write_down(_SESSION, f"Took out the session of {iso_day(row.held_on)}")


def share_one_session(
    session: Session, actor: Actor, submission_id: str, session_id: str, *, seen_at: str = ""
) -> None:
    """Let the provider read one record; a second time does nothing.

    ConflictError where it is not as `seen_at` marks it.
    """
    desk = _open(session, actor, submission_id)
    row = session.get(ObservedSession, session_id)
    if row is None or row.submission_id != submission_id:
        raise NotFoundError(session_id)
    if row.shared_at is None:
        refuse_unseen(row.at.isoformat(), seen_at)
        share_session(desk, row)


def add_result(
    session: Session,
    actor: Actor,
    submission_id: str,
    wish: ResultWish,
    *,
    operation: str,
    today: date,
) -> str:
    """Report as the provider what came of an approved version; return its identifier.

    RuleError with the field that is wrong; StateError where no approval stands.
    """
    desk = open_desk(session, actor, submission_id, "provider")
    field, problem = refuse_result(wish, today)
    if problem:
        raise RuleError(problem, field)
    if not _is_approved(desk):
        raise StateError("Results can be given once this version is approved.")
    days = [one.isoformat() if one else "" for one in (wish.from_on, wish.to_on)]
    next_on = wish.next_review_on.isoformat() if wish.next_review_on else ""
    existing = session.get(Result, operation)
    if existing is not None:
        kept = (existing.submission_id, existing.by_id, existing.words, existing.learners)
        dated = (existing.from_on, existing.to_on, existing.next_review_on)
        if kept == (submission_id, actor.person_id, wish.words, wish.learners) and dated == (
            *days,
            next_on,
        ):
            return existing.id
        operation = new_id()
    session.add(
        Result(
            id=operation,
            submission_id=submission_id,
            from_on=days[0],
            to_on=days[1],
            learners=wish.learners,
            words=wish.words,
            next_review_on=next_on,
            by_id=actor.person_id,
            by_name=actor.name,
            at=now(),
        )
    )
    session.flush()
    desk.write_down("result", "Gave results")
    desk.tell(
        desk.row.commissioner_id,
        f"{actor.organisation} has given results of “{desk.title}”",
        f"{actor.name}, {actor.organisation}, has given results.\n\n{wish.words}\n",
    )
    return operation


def _open(session: Session, actor: Actor, submission_id: str) -> Desk:
    desk = open_desk(session, actor, submission_id, "commissioner")
    if desk.row.state == SubmissionState.WITHDRAWN.value:
        desk.need_open()
    return desk


def _check(desk: Desk, wish: SessionWish, today: date) -> None:
    for field, problem in (
        ("held_on", refuse_held(wish.held_on, today)),
        ("observer", "" if wish.observer else "Say who saw it."),
        ("seen", "" if wish.seen else "Say in your words what you saw."),
        ("seen", refuse_criteria(wish.criteria)),
    ):
        if problem:
            raise RuleError(problem, field)
    if wish.module_row and desk.place(wish.module_row).kind is not PlaceKind.MODULE:
        raise NotFoundError(wish.module_row)


def _find(desk: Desk, session_id: str) -> ObservedSession:
    row = desk.session.get(ObservedSession, session_id)
    if row is None or row.submission_id != desk.row.id:
        raise NotFoundError(session_id)
    if row.shared_at is not None:
        raise StateError("This record is shared, and stays as it is. Write another one beside it.")
    return row


def _plain(wish: SessionWish) -> tuple[object, ...]:
    day = wish.held_on.isoformat() if wish.held_on else ""
    criteria = [one.to_plain() for one in wish.criteria]
    return day, wish.observer, wish.module_row, wish.seen, criteria


def _says(row: ObservedSession) -> tuple[object, ...]:
    return row.held_on, row.observer, row.module_row, row.seen, row.criteria


def _write(desk: Desk, row: ObservedSession, wish: SessionWish) -> None:
    row.held_on = wish.held_on.isoformat() if wish.held_on else ""
    row.observer, row.module_row, row.seen = wish.observer, wish.module_row, wish.seen
    row.criteria = [one.to_plain() for one in wish.criteria]
    row.by_id, row.by_name, row.at = desk.actor.person_id, desk.actor.name, now()


def _is_approved(desk: Desk) -> bool:
    approved = sa.exists().where(
        Decision.submission_id == desk.row.id,
        Decision.withdrawn_at.is_(None),
        Decision.outcome.in_(APPROVALS),
    )
    return bool(desk.session.execute(sa.select(approved)).scalar_one())
