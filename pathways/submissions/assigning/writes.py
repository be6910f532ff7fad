"""Giving out the parts of a submission to colleagues, and taking them back.

That somebody reviews is known to both sides; which part they read is the commissioner's own.
"""

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import RuleError
from pathways.domain.review.scope import Scope, list_scopes
from pathways.domain.review.submission import STEP_LIMIT, WHOLE
from pathways.domain.words import iso_day, listed
from pathways.models.account import Person
from pathways.models.base import now
from pathways.models.reviewer import Reviewer, ReviewerScope
from pathways.records.people import list_members
from pathways.submissions.desk import Desk, open_review

_SHARE_OUT = "share out"
"""The action of steps that say who reads which part."""


def assign(
    session: Session,
    actor: Actor,
    submission_id: str,
    people: Collection[str],
    scopes: Collection[str] = (),
) -> tuple[str, ...]:
    """Let colleagues of the commissioner read parts of a submission; return their names.

    Without `scopes` they read the whole. Parts join those that somebody has; the whole takes
    their place, and a part takes the place of the whole. RuleError for somebody who may not
    review, or for a part that this submission does not have.
    """
    desk = open_review(session, actor, submission_id)
    colleagues = list_members(session, desk.row.commissioner_id, Action.REVIEW)
    chosen = {member.id: member.name for member in colleagues if member.id in people}
    if not chosen or len(chosen) != len(set(people)):
        raise RuleError("Choose a colleague of your organisation.", "person")
    parts = _parts(desk)
    wanted = {WHOLE} if not scopes or WHOLE in scopes else set(scopes)
    if not wanted <= parts.keys():
        raise RuleError("Choose from the parts that are offered here.", "scope")
    for person, name in chosen.items():
        _name_reviewer(desk, person, name)
        _give(desk, person, name, [parts[key] for key in parts if key in wanted])
    return tuple(chosen.values())


def release(
    session: Session, actor: Actor, submission_id: str, person_id: str, scope: str = ""
) -> str:
    """Take a part from somebody, or all where `scope` is empty; return their name.

    Who has no part left is no reviewer of it any more. What they marked and declared stays: the
    one where it stands, the other in the trail. Nothing is returned where they had it no more.
    """
    desk = open_review(session, actor, submission_id)
    reviewer = session.get(Reviewer, (submission_id, person_id))
    if reviewer is None:
        return ""
    name = session.get_one(Person, person_id).name
    held = _held(desk, person_id)
    if scope and scope not in held:
        return ""
    gone = {scope} if scope else set(held)
    for key in gone:
        session.delete(held[key])
    session.flush()
    if scope and len(held) > 1:
        desk.write_down(_SHARE_OUT, f"Took {_parts(desk)[scope].name} from {name}"[:STEP_LIMIT])
        return name
    session.delete(reviewer)
    session.flush()
    desk.write_down("release", f"Released {name} from the review")
    return name


def set_due(
    session: Session, actor: Actor, submission_id: str, day: date | None, *, today: date
) -> bool:
    """Say by when to decide, or that no day is set; return whether that is new.

    RuleError for a day that has passed.
    """
    desk = open_review(session, actor, submission_id)
    wanted = day.isoformat() if day else None
    if desk.row.due_on == wanted:
        return False
    if day is not None and day < today:
        raise RuleError("Give a day that is still to come.", "due_on")
    desk.row.due_on = wanted
    session.flush()
    desk.write_down("due", f"Decision by {iso_day(day)}" if day else "Set no day for the decision")
    return True


def _parts(desk: Desk) -> dict[str, Scope]:
    scopes = list_scopes(desk.edition, desk.content, desk.places.values())
    return {scope.key: scope for scope in scopes}


def _held(desk: Desk, person: str) -> dict[str, ReviewerScope]:
    rows = desk.session.scalars(
        sa.select(ReviewerScope).where(
            ReviewerScope.submission_id == desk.row.id, ReviewerScope.person_id == person
        )
    )
    return {row.scope: row for row in rows}


def _name_reviewer(desk: Desk, person: str, name: str) -> None:
    if desk.session.get(Reviewer, (desk.row.id, person)) is not None:
        return
    desk.session.add(Reviewer(submission_id=desk.row.id, person_id=person, assigned_at=now()))
    desk.session.flush()
    desk.write_down("assign", f"Assigned {name} as a reviewer")


def _give(desk: Desk, person: str, name: str, wanted: Iterable[Scope]) -> None:
    held = _held(desk, person)
    parts = [scope for scope in wanted if scope.key not in held]
    if not parts:
        return
    is_whole = parts[0].key == WHOLE
    for key, row in held.items():
        if is_whole or key == WHOLE:
            desk.session.delete(row)
    for scope in parts:
        desk.session.add(
            ReviewerScope(
                submission_id=desk.row.id, scope=scope.key, person_id=person, assigned_at=now()
            )
        )
    desk.session.flush()
    said = f"{name} reads {listed([scope.name for scope in parts])}"
    if len(said) > STEP_LIMIT:
        said = f"{name} reads {len(parts)} parts more"
    desk.write_down(_SHARE_OUT, said)
