"""All that a commissioner was sent and decided, for its register, in a few statements."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import day_of, read_day
from pathways.domain.policy import Actor
from pathways.domain.review.conditions import state_of
from pathways.domain.review.register import (
    Registered,
    RegisteredCondition,
    RegisteredDecision,
    RegisteredResult,
)
from pathways.domain.review.submission import Decided
from pathways.models.account import Organisation
from pathways.models.decision import Condition, Decision
from pathways.models.observed import Result
from pathways.models.submission import Submission, received_by
from pathways.models.version import Version
from pathways.submissions.queue.reads.standings import read_standings


def read_register(
    session: Session, actor: Actor, year: int | None = None
) -> tuple[Registered, ...]:
    """Return what the actor's organisation was sent, the newest first: all, or one year's.

    A year has what was sent or decided in it.
    """
    mine = received_by(actor)
    rows = session.execute(
        sa.select(
            Submission.id,
            Submission.is_met,
            Submission.sent_at,
            Submission.sent_by_name,
            Submission.due_on,
            Submission.standard["name"].as_string().label("standard"),
            Version.number,
            Version.content["title"].as_string().label("title"),
            Organisation.name.label("provider"),
        )
        .join(Version, Version.id == Submission.version_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(mine)
        .order_by(Submission.sent_at.desc(), Submission.id)
    ).all()
    standings = read_standings(session, sa.select(Submission.id).where(mine), is_ours=True)
    decisions = _decisions(session, mine)
    results = _results(session, mine)
    found = []
    for row in rows:
        standing = standings[row.id]
        far = standing.far
        found.append(
            Registered(
                title=row.title,
                number=row.number,
                provider=row.provider,
                sent_on=day_of(row.sent_at),
                sent_by=row.sent_by_name,
                standard=row.standard,
                is_met=row.is_met,
                state=standing.waiting.state,
                reviewers=standing.reviewers,
                marked=far.marked if far else 0,
                total=far.total if far else 0,
                due_on=read_day(row.due_on),
                decisions=tuple(decisions.get(row.id, ())),
                results=tuple(results.get(row.id, ())),
            )
        )
    return tuple(one for one in found if year is None or one.is_of(year))


def _decisions(
    session: Session, mine: sa.ColumnElement[bool]
) -> dict[str, list[RegisteredDecision]]:
    asked: dict[str, list[Condition]] = {}
    for condition in session.scalars(
        sa.select(Condition)
        .join(Submission, Submission.id == Condition.submission_id)
        .where(mine)
        .order_by(Condition.position, Condition.id)
    ):
        asked.setdefault(condition.decision_id, []).append(condition)
    found: dict[str, list[RegisteredDecision]] = {}
    for row in session.scalars(
        sa.select(Decision)
        .join(Submission, Submission.id == Decision.submission_id)
        .where(mine)
        .order_by(Decision.at, Decision.id)
    ):
        is_withdrawn = row.withdrawn_at is not None
        found.setdefault(row.submission_id, []).append(
            RegisteredDecision(
                outcome=Decided(row.outcome),
                by=row.by_name,
                on=day_of(row.at),
                words=row.words,
                ends_on=read_day(row.ends_on),
                changes_by=read_day(row.due_on),
                withdrawn_on=_day_of(row.withdrawn_at),
                conditions=tuple(
                    RegisteredCondition(
                        one.words,
                        one.owner,
                        read_day(one.due_on),
                        state_of(
                            is_said=one.said_at is not None,
                            is_done=one.done_at is not None,
                            is_withdrawn=is_withdrawn,
                        ),
                        _day_of(one.done_at),
                    )
                    for one in asked.get(row.id, ())
                ),
            )
        )
    return found


def _results(session: Session, mine: sa.ColumnElement[bool]) -> dict[str, list[RegisteredResult]]:
    found: dict[str, list[RegisteredResult]] = {}
    for row in session.scalars(
        sa.select(Result)
        .join(Submission, Submission.id == Result.submission_id)
        .where(mine)
        .order_by(Result.at, Result.id)
    ):
        found.setdefault(row.submission_id, []).append(
            RegisteredResult(
                day_of(row.at),
                read_day(row.from_on),
                read_day(row.to_on),
                row.learners,
                row.words,
                read_day(row.next_review_on),
            )
        )
    return found


def _day_of(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
