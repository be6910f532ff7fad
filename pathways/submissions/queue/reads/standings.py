"""Where many submissions stand: decided how, by whom read, who waits, and how far the review is.

The queue and the register read it alike, each kind of thing by one statement for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from pathways.domain.review.finding import Finding
from pathways.domain.review.progress import Progress
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.review.waiting import WaitsFor
from pathways.models.account import Person
from pathways.models.comment import Comment
from pathways.models.decision import Condition, Decision
from pathways.models.finding import FindingRow
from pathways.models.reviewer import Reviewer
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import get_edition

Shown = Sequence[str] | sa.Select[Any]
"""Submissions by their ids, or by the statement that finds them."""


_TREATED: dict[tuple[str, str], frozenset[str]] = {}
"""What a frozen content treats, by its digest and that of its index: neither ever changes."""
_TREATED_KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where one submission stands. `far` is None unless its commissioner asks."""

    waiting: WaitsFor
    ends_on: date | None
    reviewers: tuple[str, ...]
    far: Progress | None


def read_standings(session: Session, shown: Shown, *, is_ours: bool) -> dict[str, StandingView]:
    """Return where each of these submissions stands, by id, for its commissioner if `is_ours`."""
    later = aliased(Submission)
    rows = session.execute(
        sa.select(
            Submission.id,
            Submission.state,
            Submission.commissioner_id,
            Version.edition_code,
            Version.index_digest,
            Version.digest,
            Version.id.label("version"),
            sa.exists().where(later.previous_id == Submission.id).label("has_later"),
        )
        .join(Version, Version.id == Submission.version_id)
        .where(Submission.id.in_(shown))
    ).all()
    decisions = _decisions(session, shown)
    reviewers = _reviewers(session, shown)
    ours, theirs = _last_words(session, shown)
    undone, said = _conditions(session, shown)
    marked = _marked(session, shown) if is_ours else {}
    treated = _treated(session, rows) if is_ours else {}
    found = {}
    for row in rows:
        outcome, ends_on = decisions.get(row.id, (None, ""))
        far = Progress.of(treated[row.version], marked.get(row.id, {})) if is_ours else None
        waiting = WaitsFor(
            SubmissionState(row.state),
            outcome,
            row.has_later,
            ours.get(row.id, 0),
            theirs.get(row.id, 0),
            undone.get(row.id, 0),
            said.get(row.id, 0),
        )
        found[row.id] = StandingView(
            waiting,
            date.fromisoformat(ends_on) if ends_on else None,
            tuple(reviewers.get(row.id, ())),
            far,
        )
    return found


def _decisions(session: Session, shown: Shown) -> dict[str, tuple[Decided, str]]:
    rows = session.execute(
        sa.select(Decision.submission_id, Decision.outcome, Decision.ends_on)
        .where(Decision.submission_id.in_(shown), Decision.withdrawn_at.is_(None))
        .order_by(Decision.at)
    )
    return {row.submission_id: (Decided(row.outcome), row.ends_on) for row in rows}


def _reviewers(session: Session, shown: Shown) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in session.execute(
        sa.select(Reviewer.submission_id, Person.name)
        .join(Person, Person.id == Reviewer.person_id)
        .where(Reviewer.submission_id.in_(shown))
        .order_by(Person.name, Person.id)
    ):
        found.setdefault(row.submission_id, []).append(row.name)
    return found


def _last_words(session: Session, shown: Shown) -> tuple[dict[str, int], dict[str, int]]:
    """Count the rows whose last comment is the commissioner's, and those with the provider's.

    Both sides read all comments, so both may know these.
    """
    place = sa.func.row_number().over(
        partition_by=(Comment.submission_id, Comment.row),
        order_by=(Comment.at.desc(), Comment.id.desc()),
    )
    last = (
        sa.select(Comment.submission_id, Comment.organisation_id, place.label("place"))
        .where(Comment.submission_id.in_(shown))
        .subquery()
    )
    is_ours = last.c.organisation_id == Submission.commissioner_id
    rows = session.execute(
        sa.select(
            last.c.submission_id,
            sa.func.count(sa.case((is_ours, 1))).label("ours"),
            sa.func.count(sa.case((~is_ours, 1))).label("theirs"),
        )
        .join(Submission, Submission.id == last.c.submission_id)
        .where(last.c.place == 1)
        .group_by(last.c.submission_id)
    ).all()
    ours = {row.submission_id: row.ours for row in rows}
    return ours, {row.submission_id: row.theirs for row in rows}


def _conditions(session: Session, shown: Shown) -> tuple[dict[str, int], dict[str, int]]:
    """Count the conditions that are not said to be done, and those that are said to be."""
    is_said = Condition.said_at.is_not(None)
    rows = session.execute(
        sa.select(
            Condition.submission_id,
            sa.func.count(sa.case((~is_said, 1))).label("undone"),
            sa.func.count(sa.case((is_said, 1))).label("said"),
        )
        .join(Decision, Decision.id == Condition.decision_id)
        .where(
            Condition.submission_id.in_(shown),
            Condition.done_at.is_(None),
            Decision.withdrawn_at.is_(None),
        )
        .group_by(Condition.submission_id)
    ).all()
    undone = {row.submission_id: row.undone for row in rows}
    return undone, {row.submission_id: row.said for row in rows}


def _marked(session: Session, shown: Shown) -> dict[str, dict[str, Finding]]:
    """Return the rows that have a finding, with it."""
    found: dict[str, dict[str, Finding]] = {}
    for row in session.execute(
        sa.select(FindingRow.submission_id, FindingRow.row, FindingRow.finding).where(
            FindingRow.submission_id.in_(shown)
        )
    ):
        found.setdefault(row.submission_id, {})[row.row] = Finding(row.finding)
    return found


def _treated(session: Session, rows: Sequence[Any]) -> dict[str, frozenset[str]]:
    """Return the competencies that each of these versions treats, by the id of the version.

    Contents are large: one is read the first time that a process meets it.
    """
    keys = {row.version: (row.digest, row.index_digest) for row in rows}
    codes = {row.version: row.edition_code for row in rows}
    found = {version: _TREATED[key] for version, key in keys.items() if key in _TREATED}
    if len(_TREATED) > _TREATED_KEPT:
        _TREATED.clear()
    for version, modules in session.execute(
        sa.select(Version.id, Version.content["modules"]).where(
            Version.id.in_(keys.keys() - found.keys())
        )
    ):
        edition = get_edition(session, codes[version], keys[version][1])
        named = {one["code"] for module in modules or () for one in module.get("mappings", ())}
        found[version] = _TREATED[keys[version]] = frozenset(named & edition.by_code.keys())
    return found
