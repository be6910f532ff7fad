"""Reviewing: one shared finding a row, comments that are only ever added."""

from sqlalchemy.orm import Session

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import list_places
from pathways.domain.review.submission import SubmissionState
from pathways.models.base import new_id, now
from pathways.models.comment import Comment
from pathways.models.reviewer import Reviewer
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.people import list_members
from pathways.submissions.desk import (
    Desk,
    add_comment,
    begin_review,
    open_desk,
    put_finding,
    say_row,
)


def mark(
    session: Session,
    actor: Actor,
    submission_id: str,
    row: str,
    *,
    seen: Finding | None,
    finding: Finding | None,
) -> None:
    """Set the shared finding of a row, or clear it.

    Applies if what the person saw still stands, or already equals the wish;
    ConflictError otherwise.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    desk.need_open()
    check_row(desk, row)
    if put_finding(desk, row, finding, seen=seen):
        word = finding.word.lower() if finding else "no finding"
        was = f", before that {seen.word.lower()}" if seen else ""
        desk.write_down("find", f"Marked {say_row(row)}: {word}{was}")


def comment(
    session: Session, actor: Actor, submission_id: str, row: str, *, operation: str, text: str
) -> str:
    """Add a comment of either side to a row; return its identifier.

    Comments may be answered after the decision too; not after a withdrawal.
    """
    desk = open_desk(session, actor, submission_id)
    if desk.row.state == SubmissionState.WITHDRAWN.value:
        desk.need_open()
    check_row(desk, row)
    if not text:
        raise RuleError("Write the comment.", "text")
    existing = session.get(Comment, operation)
    if existing is not None:
        kept = (existing.submission_id, existing.row, existing.author_id, existing.text)
        if kept == (submission_id, row, actor.person_id, text):
            return existing.id
        # Somebody went back to a form that was sent, and wrote something else.
        operation = new_id()
    begin_review(desk)
    add_comment(desk, row, text, identifier=operation)
    desk.write_down("comment", f"Commented on {say_row(row)}")
    desk.tell_of_comments(1)
    return operation


def assign(session: Session, actor: Actor, submission_id: str, person_id: str) -> None:
    """Assign a colleague of the commissioner to a submission."""
    desk = open_desk(session, actor, submission_id, "commissioner")
    desk.need_open()
    colleagues = list_members(session, desk.row.commissioner_id, Action.REVIEW)
    name = next((member.name for member in colleagues if member.id == person_id), None)
    if name is None:
        raise RuleError("Choose a colleague of your organisation.", "person")
    if session.get(Reviewer, (submission_id, person_id)) is None:
        session.add(Reviewer(submission_id=submission_id, person_id=person_id, assigned_at=now()))
        session.flush()
        desk.write_down("assign", f"Assigned {name} as a reviewer")


def declare_interest(session: Session, actor: Actor, submission_id: str, words: str) -> None:
    """Declare an interest, or that there is none, in one's own words.

    The same words again change nothing; other words take their place, and the trail holds both.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    desk.need_open()
    if not words:
        raise RuleError("Say what the interest is, or that there is none.", "interest")
    row = session.get(Reviewer, (submission_id, actor.person_id))
    if row is not None and row.interest == words and row.declared_at is not None:
        return
    if row is None:
        row = Reviewer(submission_id=submission_id, person_id=actor.person_id, assigned_at=now())
        session.add(row)
    row.interest = words
    row.declared_at = now()
    session.flush()
    desk.write_down("declare interest", f"Declared: {words}")


def check_row(desk: Desk, row: str) -> None:
    """Refuse a row that this submission does not have."""
    version = desk.session.get_one(Version, desk.row.version_id)
    places = list_places(
        edition_of(desk.session, version), PathwayContent.from_plain(version.content)
    )
    if row not in {place.row for place in places}:
        raise NotFoundError(row)
