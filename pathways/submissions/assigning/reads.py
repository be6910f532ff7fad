"""Who reviews a submission, which part each of them reads, and whose each row is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action
from pathways.domain.review.places import MarkedPlace, list_places
from pathways.domain.review.scope import Scope, list_scopes, share_out
from pathways.models.account import Person
from pathways.models.finding import FindingRow
from pathways.models.reviewer import Reviewer, ReviewerScope
from pathways.records.people import Member, list_members
from pathways.submissions.reads import SubmissionView


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """A person who reviews, and what they declared. `parts` are those that they read.

    To the provider it is a name, and whether they have declared something.
    """

    id: str
    name: str
    interest: str
    declared_at: datetime | None
    parts: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewersView:
    """Those who review a submission. `readers` of each row, and `scopes`, are none to a provider.

    A row that nobody reads is not among `readers`.
    """

    people: tuple[ReviewerView, ...]
    scopes: tuple[Scope, ...] = ()
    readers: Mapping[str, tuple[ReviewerView, ...]] = field(default_factory=dict)

    @property
    def is_shared_out(self) -> bool:
        """Whether parts were given to somebody; until then everybody reads the whole."""
        return any(one.parts for one in self.people)

    def is_read_by(self, row: str, person_id: str | None) -> bool:
        """Whether somebody is to read a row."""
        return any(one.id == person_id for one in self.readers.get(row, ()))

    def is_nobodys(self, row: str) -> bool:
        """Whether a row waits for somebody to be given it."""
        return row not in self.readers


@dataclass(frozen=True, slots=True)
class AssigningView:
    """The page on which parts are given out: `marked` says how far each part is, by its key."""

    panel: ReviewersView
    colleagues: tuple[Member, ...]
    marked: Mapping[str, int]
    nobodys: int


def read_reviewers(
    session: Session, submission: SubmissionView, places: Iterable[MarkedPlace]
) -> ReviewersView:
    """Return who reviews a submission whose rows are `places`."""
    rows = session.execute(
        sa.select(
            Person.id, Person.name, Reviewer.interest, Reviewer.declared_at, ReviewerScope.scope
        )
        .join(Reviewer, Reviewer.person_id == Person.id)
        .outerjoin(
            ReviewerScope,
            sa.and_(
                ReviewerScope.submission_id == Reviewer.submission_id,
                ReviewerScope.person_id == Reviewer.person_id,
            ),
        )
        .where(Reviewer.submission_id == submission.id)
        .order_by(Reviewer.assigned_at, Person.id)
    ).all()
    is_ours = submission.is_reviewer
    scopes = list_scopes(submission.edition, submission.content, places) if is_ours else ()
    held: dict[str, list[str]] = {}
    for row in rows:
        if row.scope is not None:
            held.setdefault(row.scope, []).append(row.id)
    people = {
        row.id: ReviewerView(
            row.id,
            row.name,
            row.interest if is_ours else "",
            row.declared_at,
            tuple(scope for scope in scopes if row.id in held.get(scope.key, ())),
        )
        for row in rows
    }
    readers = share_out(scopes, held, people) if is_ours else {}
    return ReviewersView(
        tuple(people.values()),
        scopes,
        {row: tuple(people[one] for one in who) for row, who in readers.items()},
    )


def read_assigning(session: Session, submission: SubmissionView) -> AssigningView:
    """Return what the page holds on which a commissioner gives out the parts of a submission."""
    places = list_places(submission.edition, submission.content, submission.standard)
    panel = read_reviewers(session, submission, places)
    found = set(
        session.scalars(sa.select(FindingRow.row).where(FindingRow.submission_id == submission.id))
    )
    return AssigningView(
        panel,
        list_members(session, submission.commissioner_id, Action.REVIEW),
        {scope.key: len(scope.rows & found) for scope in panel.scopes},
        sum(1 for place in places if panel.is_nobodys(place.row)),
    )
