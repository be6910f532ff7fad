"""The queue: what an organisation sent, and what was sent to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from pathways.domain.policy import Actor
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.models.account import Organisation, Person
from pathways.models.decision import Decision
from pathways.models.reviewer import Reviewer
from pathways.models.submission import Submission, received_by, sent_by
from pathways.models.version import Version

PAGE_SIZE: Final = 50

QueueSide = Literal["received", "sent"]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One submission in a list. `outcome` is that of the decision that stands."""

    id: str
    title: str
    number: int
    provider: str
    commissioner: str
    standard: str
    headline: str
    is_met: bool
    state: SubmissionState
    sent_at: datetime
    outcome: Decided | None
    ends_on: str
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """One page of a list. `counts` says how many there are of each state, "all" included."""

    side: QueueSide
    show: str
    items: tuple[QueueItem, ...]
    counts: dict[str, int]
    page: int
    pages: int


_STATES: Final[dict[str, tuple[SubmissionState, ...]]] = {
    "open": (SubmissionState.SENT, SubmissionState.IN_REVIEW),
    "decided": (SubmissionState.DECIDED,),
    "withdrawn": (SubmissionState.WITHDRAWN,),
    "all": tuple(SubmissionState),
}
SHOWN: Final = {
    "all": "All",
    "open": "Open",
    "decided": "Decided",
    "withdrawn": "Withdrawn",
}
"""The filters, with their words."""


def read_queue(
    session: Session, actor: Actor, side: QueueSide, show: str, page: int = 1
) -> QueueView:
    """Return one page: open ones first, the oldest of them on top, then the newest of the rest."""
    is_mine = {
        "received": received_by(actor),
        "sent": sent_by(actor),
    }[side]
    tally = session.execute(
        sa.select(Submission.state, sa.func.count()).where(is_mine).group_by(Submission.state)
    )
    by_state: dict[str, int] = {state: count for state, count in tally}  # noqa: C416  # rows
    counts = {
        key: sum(by_state.get(state.value, 0) for state in states)
        for key, states in _STATES.items()
    }
    show = show if show in _STATES else "all"
    pages = max(1, -(-counts[show] // PAGE_SIZE))
    page = min(max(1, page), pages)
    items = _items(session, sa.and_(is_mine, Submission.state.in_(_STATES[show])), page)
    return QueueView(side, show, items, counts, page, pages)


def _items(session: Session, wanted: sa.ColumnElement[bool], page: int) -> tuple[QueueItem, ...]:
    provider, commissioner = aliased(Organisation), aliased(Organisation)
    is_open = Submission.state.in_(_STATES["open"])
    rows = session.execute(
        sa.select(
            Submission.id,
            Submission.state,
            Submission.headline,
            Submission.is_met,
            Submission.sent_at,
            Submission.standard["name"].as_string().label("standard"),
            Version.number,
            Version.content["title"].as_string().label("title"),
            provider.name.label("provider"),
            commissioner.name.label("commissioner"),
        )
        .join(Version, Version.id == Submission.version_id)
        .join(provider, provider.id == Submission.organisation_id)
        .join(commissioner, commissioner.id == Submission.commissioner_id)
        .where(wanted)
        .order_by(
            sa.case((is_open, 0), else_=1),
            sa.case((is_open, Submission.sent_at)),
            Submission.changed_at.desc(),
            Submission.id,
        )
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    shown = [row.id for row in rows]
    decisions = _decisions(session, shown)
    reviewers = _reviewers(session, shown)
    found = []
    for row in rows:
        outcome, ends_on = decisions.get(row.id, (None, ""))
        found.append(
            QueueItem(
                id=row.id,
                title=row.title,
                number=row.number,
                provider=row.provider,
                commissioner=row.commissioner,
                standard=row.standard,
                headline=row.headline,
                is_met=row.is_met,
                state=SubmissionState(row.state),
                sent_at=row.sent_at,
                outcome=outcome,
                ends_on=ends_on,
                reviewers=tuple(reviewers.get(row.id, ())),
            )
        )
    return tuple(found)


def _decisions(session: Session, shown: list[str]) -> dict[str, tuple[Decided, str]]:
    rows = session.execute(
        sa.select(Decision.submission_id, Decision.outcome, Decision.ends_on)
        .where(Decision.submission_id.in_(shown), Decision.withdrawn_at.is_(None))
        .order_by(Decision.at)
    )
    return {row.submission_id: (Decided(row.outcome), row.ends_on) for row in rows}


def _reviewers(session: Session, shown: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in session.execute(
        sa.select(Reviewer.submission_id, Person.name)
        .join(Person, Person.id == Reviewer.person_id)
        .where(Reviewer.submission_id.in_(shown))
        .order_by(Person.name, Person.id)
    ):
        found.setdefault(row.submission_id, []).append(row.name)
    return found
