"""What is due in submissions: shown on the start page, and told once each by mail.

One function lists it from a day, whoever asks. What is made is kept, so that nothing is told twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from pathways.domain.policy import Action
from pathways.domain.review.reminders import Due, DueKind, DueSide, last_day
from pathways.domain.review.submission import APPROVALS, Decided, SubmissionState
from pathways.models.account import Organisation
from pathways.models.base import now
from pathways.models.decision import Condition, Decision
from pathways.models.mail import Reminder
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.mail import tell_members

_LATER = aliased(Submission)
_HAS_LATER = sa.exists().where(_LATER.previous_id == Submission.id)
_OPEN = [state.value for state in SubmissionState if state.is_open]


@dataclass(frozen=True, slots=True)
class DueView:
    """Something that an organisation has to act on, in words."""

    kind: DueKind
    submission_id: str
    day: date
    words: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class _Found:
    due: Due
    organisations: dict[DueSide, str]


def list_due(session: Session, organisation_id: str, today: date) -> tuple[DueView, ...]:
    """Return what an organisation has to act on, the earliest day first."""
    mine = sa.or_(
        Submission.organisation_id == organisation_id,
        Submission.commissioner_id == organisation_id,
    )
    views = [
        DueView(
            found.due.kind,
            found.due.submission_id,
            found.due.day,
            found.due.words(side, today),
            found.due.day < today,
        )
        for found in _find(session, today, mine)
        for side in found.due.kind.sides
        if found.organisations[side] == organisation_id
    ]
    return tuple(sorted(views, key=lambda view: (view.day, view.words)))


def make_reminders(session: Session, today: date) -> int:
    """Put a mail for whoever has to act into the outbox, of all that is due; return how many.

    What was told at its stage is not told again.
    """
    known = {
        (row.kind, row.subject, row.day)
        for row in session.execute(sa.select(Reminder.kind, Reminder.subject, Reminder.day))
    }
    made = 0
    for found in _find(session, today, sa.true()):
        due = found.due
        key = (due.stage(today), due.subject, due.day.isoformat())
        if key in known:
            continue
        try:
            with session.begin_nested():
                session.add(Reminder(kind=key[0], subject=key[1], day=key[2], made_at=now()))
        except IntegrityError:
            # Another process reminds of it at this moment.
            continue
        made += 1
        for side in due.kind.sides:
            words = due.words(side, today)
            tell_members(
                session,
                found.organisations[side],
                Action.REVIEW,
                words,
                f"{words}\n",
                path=f"/submissions/{due.submission_id}",
            )
    return made


def _find(session: Session, today: date, wanted: sa.ColumnElement[bool]) -> Iterator[_Found]:
    """Give all of which something is said today, of the submissions that are wanted."""
    until = last_day(today).isoformat()
    stands = Decision.withdrawn_at.is_(None)
    of_decisions = sa.or_(
        sa.and_(
            Decision.outcome.in_(APPROVALS), Decision.ends_on.between(today.isoformat(), until)
        ),
        sa.and_(Decision.outcome == Decided.CHANGES.value, Decision.due_on <= until),
    )
    decisions = _about(Decision).where(stands, of_decisions, ~_HAS_LATER, wanted)
    decisions = decisions.join(Decision, Decision.submission_id == Submission.id)
    for row in session.execute(decisions).all():
        decision = row.Decision
        is_change = decision.outcome == Decided.CHANGES
        kind = DueKind.CHANGES if is_change else DueKind.END
        day = decision.due_on if is_change else decision.ends_on
        yield from _said(row, kind, decision.id, day, today)
    conditions = (
        _about(Condition)
        .join(Condition, Condition.submission_id == Submission.id)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(stands, Condition.done_at.is_(None), Condition.due_on.between("0", until), wanted)
    )
    for row in session.execute(conditions).all():
        condition = row.Condition
        kind = DueKind.CONDITION if condition.said_at is None else DueKind.AGREE
        yield from _said(row, kind, condition.id, condition.due_on, today, condition.position)
    undecided = _about(Submission).where(
        Submission.state.in_(_OPEN), Submission.due_on <= until, wanted
    )
    for row in session.execute(undecided).all():
        yield from _said(row, DueKind.DECIDE, row.Submission.id, row.Submission.due_on, today)


def _about(entity: type[Any]) -> sa.Select[Any]:
    """Return a statement over submissions, with what their reminders name."""
    provider, commissioner = aliased(Organisation), aliased(Organisation)
    return (
        sa.select(
            entity,
            Submission.id.label("submission_id"),
            Submission.organisation_id,
            Submission.commissioner_id,
            Version.content["title"].as_string().label("title"),
            Version.number,
            provider.name.label("provider"),
            commissioner.name.label("commissioner"),
        )
        .select_from(Submission)
        .join(Version, Version.id == Submission.version_id)
        .join(provider, provider.id == Submission.organisation_id)
        .join(commissioner, commissioner.id == Submission.commissioner_id)
    )


def _said(
    row: Any, kind: DueKind, subject: str, day: str, today: date, number: int = 0
) -> Iterator[_Found]:
    due = Due(
        kind,
        subject,
        date.fromisoformat(day),
        row.submission_id,
        row.title,
        row.number,
        row.provider,
        row.commissioner,
        number,
    )
    if due.stage(today):
        sides: dict[DueSide, str] = {
            "provider": row.organisation_id,
            "commissioner": row.commissioner_id,
        }
        yield _Found(due, sides)
