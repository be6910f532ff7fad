"""The queue: what an organisation sent, and what was sent to it.

A fixed number of statements reads a page, however many submissions there are.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from pathways.domain.days import day_of
from pathways.domain.policy import Actor
from pathways.domain.review.progress import Progress
from pathways.domain.review.submission import APPROVALS, Decided, SubmissionState
from pathways.models.account import Organisation
from pathways.models.decision import Decision
from pathways.models.reviewer import Reviewer
from pathways.models.submission import Submission, received_by, sent_by
from pathways.models.version import Version
from pathways.submissions.queue.asked import ENDING_DAYS, SHOWN, WHOSE, QueueAsked
from pathways.submissions.queue.reads.standings import read_standings

PAGE_SIZE: Final = 50

QueueSide = Literal["received", "sent"]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One submission in a list. `outcome` is that of the decision that stands.

    `waits` says who waits for whom. `due_on` and `far`, how far its review is, are the
    commissioner's own, None to a provider.
    """

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
    ends_on: date | None
    reviewers: tuple[str, ...]
    waits: str
    due_on: date | None
    far: Progress | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """One page of a list.

    `counts` says how many each filter would show beside the others that are chosen, `whose` the
    same by reviewer. `total` is how many there are at all, `years` are those
    since the first was sent, the newest first.
    """

    side: QueueSide
    asked: QueueAsked
    items: tuple[QueueItem, ...]
    counts: dict[str, int]
    whose: dict[str, int]
    total: int
    pages: int
    years: tuple[int, ...]

    @property
    def page(self) -> int:
        """The page that is shown, which is there."""
        return min(self.asked.page, self.pages)


def read_queue(
    session: Session, actor: Actor, side: QueueSide, asked: QueueAsked, today: date
) -> QueueView:
    """Return one page: open ones first, what waits longest on top unless asked otherwise."""
    is_mine = {"received": received_by(actor), "sent": sent_by(actor)}[side]
    shown, whose = _by_standing(today), _by_reviewer(actor)
    chosen, found = whose[asked.whose], _with_words(asked.words)
    row = session.execute(
        sa.select(
            *(
                sa.func.count(sa.case((sa.and_(one, chosen, found), 1))).label(f"show_{key}")
                for key, one in shown.items()
            ),
            *(
                sa.func.count(sa.case((sa.and_(shown[asked.show], one, found), 1))).label(
                    f"whose_{key}"
                )
                for key, one in whose.items()
            ),
            sa.func.count().label("total"),
            sa.func.min(Submission.sent_at).label("first"),
        )
        .select_from(Submission)
        .join(Version, Version.id == Submission.version_id)
        .join(_PROVIDER, _PROVIDER.id == Submission.organisation_id)
        .where(is_mine)
    ).one()
    counts = {key: int(getattr(row, f"show_{key}")) for key in shown}
    pages = max(1, -(-counts[asked.show] // PAGE_SIZE))
    page = min(max(1, asked.page), pages)
    wanted = sa.and_(is_mine, shown[asked.show], chosen, found)
    return QueueView(
        side,
        asked,
        _items(session, wanted, asked.sort, page, is_ours=side == "received"),
        counts,
        {key: int(getattr(row, f"whose_{key}")) for key in whose},
        int(row.total),
        pages,
        tuple(range(today.year, day_of(row.first).year - 1, -1)) if row.first else (),
    )


_PROVIDER, _COMMISSIONER = aliased(Organisation), aliased(Organisation)
_TITLE: Final = Version.content["title"].as_string()
_IS_OPEN: Final = Submission.state.in_([one.value for one in SubmissionState if one.is_open])


def _by_standing(today: date) -> dict[str, sa.ColumnElement[bool]]:
    last = (today + timedelta(days=ENDING_DAYS)).isoformat()
    ends = sa.exists().where(
        Decision.submission_id == Submission.id,
        Decision.withdrawn_at.is_(None),
        Decision.outcome.in_(APPROVALS),
        Decision.ends_on.between(today.isoformat(), last),
    )
    found = {
        "all": sa.true(),
        "open": _IS_OPEN,
        "decided": Submission.state == SubmissionState.DECIDED.value,
        "withdrawn": Submission.state == SubmissionState.WITHDRAWN.value,
        "ends": ends,
    }
    return {key: found[key] for key in SHOWN}


def _by_reviewer(actor: Actor) -> dict[str, sa.ColumnElement[bool]]:
    somebody = sa.exists().where(Reviewer.submission_id == Submission.id)
    found = {
        "": sa.true(),
        "mine": somebody.where(Reviewer.person_id == actor.person_id),
        "nobodys": ~somebody,
    }
    return {key: found[key] for key in WHOSE}


def _with_words(words: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Say that title and provider together hold all the words, in any case."""
    found: list[sa.ColumnElement[bool]] = []
    for word in words:
        # SQLite folds the letters of English alone; others are found as they are typed.
        found.append(
            sa.or_(
                *(
                    one
                    for text in (_TITLE, _PROVIDER.name)
                    for one in (
                        text.contains(word, autoescape=True),
                        text.icontains(word, autoescape=True),
                    )
                )
            )
        )
    return sa.and_(sa.true(), *found)


def _order(sort: str) -> tuple[Any, ...]:
    is_closed = sa.case((_IS_OPEN, 0), else_=1)
    match sort:
        case "due":
            undated = sa.case((Submission.due_on.is_(None), 1), else_=0)
            return is_closed, undated, Submission.due_on, Submission.sent_at, Submission.id
        case "newest":
            return Submission.sent_at.desc(), Submission.id
        case _:
            return (
                is_closed,
                sa.case((_IS_OPEN, Submission.sent_at)),
                Submission.changed_at.desc(),
                Submission.id,
            )


def _items(
    session: Session, wanted: sa.ColumnElement[bool], sort: str, page: int, *, is_ours: bool
) -> tuple[QueueItem, ...]:
    rows = session.execute(
        sa.select(
            Submission.id,
            Submission.headline,
            Submission.is_met,
            Submission.sent_at,
            Submission.due_on,
            Submission.standard["name"].as_string().label("standard"),
            Version.number,
            _TITLE.label("title"),
            _PROVIDER.name.label("provider"),
            _COMMISSIONER.name.label("commissioner"),
        )
        .join(Version, Version.id == Submission.version_id)
        .join(_PROVIDER, _PROVIDER.id == Submission.organisation_id)
        .join(_COMMISSIONER, _COMMISSIONER.id == Submission.commissioner_id)
        .where(wanted)
        .order_by(*_order(sort))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    standings = read_standings(session, [row.id for row in rows], is_ours=is_ours)
    found = []
    for row in rows:
        one = standings[row.id]
        waiting = one.waiting
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
                state=waiting.state,
                sent_at=row.sent_at,
                outcome=waiting.outcome,
                ends_on=one.ends_on,
                reviewers=one.reviewers,
                waits=waiting.tell_commissioner(row.provider)
                if is_ours
                else waiting.tell_provider(row.commissioner),
                due_on=date.fromisoformat(row.due_on) if is_ours and row.due_on else None,
                far=one.far if waiting.state.is_open else None,
            )
        )
    return tuple(found)
