"""Reviewing: findings row by row or many at once, words to be shared, notes, second opinions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError, refuse_unseen
from pathways.domain.review.finding import Finding
from pathways.domain.review.privacy import RemarkKind, Sharing
from pathways.domain.review.steps import MARK, RowStep, read_row_steps, undoing
from pathways.domain.review.submission import STEP_LIMIT, SubmissionState
from pathways.domain.words import listed, plural
from pathways.models.base import new_id, now
from pathways.models.comment import Comment, Remark
from pathways.models.finding import Opinion
from pathways.models.journal import Journal
from pathways.models.reviewer import Reviewer
from pathways.submissions.desk import Desk, begin_review, open_desk, open_review
from pathways.submissions.findings import Findings, FindingWish
from pathways.submissions.sharing import (
    Shared,
    add_words,
    habit_of,
    is_said_at_once,
    share_and_tell,
)


@dataclass(frozen=True, slots=True)
class MarkedRows:
    """What a step marked: the rows that changed, those left alone, and its number in the trail.

    A row is left alone where somebody else marked it meanwhile. `step` is 0 where nothing changed.
    """

    changed: tuple[str, ...]
    left: tuple[str, ...] = ()
    step: int = 0


def mark(
    session: Session,
    actor: Actor,
    submission_id: str,
    row: str,
    *,
    seen: Finding | None,
    finding: Finding | None,
) -> MarkedRows:
    """Set the finding of a row, or clear it; the same again lets it stand beside doubts.

    Applies if what the person saw still stands, or already equals the wish;
    ConflictError otherwise.
    """
    desk = _open_declared(session, actor, submission_id)
    place = desk.place(row)
    findings = Findings(desk)
    if finding is not None and seen is finding:
        return _settle(desk, findings, row, finding)
    step = findings.put(FindingWish(row, seen, finding))
    if step is None:
        return MarkedRows(())
    findings.keep()
    word = finding.word.lower() if finding else "no finding"
    was = f", before that {seen.word.lower()}" if seen else ""
    return _finish(desk, f"Marked {place.words}: {word}{was}", (step,), ())


def _settle(desk: Desk, findings: Findings, row: str, finding: Finding) -> MarkedRows:
    """Settle a row on the finding that stands, after second opinions were weighed."""
    if not findings.settle(row, finding):
        return MarkedRows(())
    findings.keep()
    word, name = finding.word.lower(), desk.place(row).words
    desk.write_down("settle", f"Settled {name} beside second opinions: {word}")
    return MarkedRows((row,))


def mark_many(
    session: Session,
    actor: Actor,
    submission_id: str,
    wishes: Iterable[FindingWish],
    *,
    said: str = "",
) -> MarkedRows:
    """Set many findings in one step, which one undo takes back; `said` is what the trail says.

    Rows that somebody marked otherwise meanwhile are left alone and named; NotFoundError where
    one is no row of this submission.
    """
    desk = _open_declared(session, actor, submission_id)
    steps, left = _put_all(desk, wishes)
    if not steps:
        return MarkedRows((), left)
    words = {step.after.word.lower() if step.after else "no finding" for step in steps}
    rows = plural(len(steps), "row")
    said = f"{said}, {rows}" if said else f"Marked {rows} as {listed(sorted(words))}"
    return _finish(desk, f"{said}: {_name(desk, steps)}", steps, left)


def undo(session: Session, actor: Actor, submission_id: str, step: int) -> MarkedRows:
    """Take back a step of one's own that set findings; a second time brings it back.

    A row that was marked since is left alone. NotFoundError for a step that is none of theirs.
    """
    desk = open_review(session, actor, submission_id)
    found = session.execute(
        sa.select(Journal).where(
            Journal.subject == submission_id,
            Journal.revision == step,
            Journal.person_id == actor.person_id,
            Journal.action == MARK,
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError(str(step))
    wishes = [
        FindingWish(one.row, one.after, one.before, one.was_reviewer, one.was_on)
        for one in read_row_steps(found.images)
        if one.is_marked
    ]
    steps, left = _put_all(desk, wishes)
    if not steps:
        return MarkedRows((), left)
    return _finish(desk, f"Took back: {_name(desk, steps)}", steps, left, undoes=step)


def _open_declared(session: Session, actor: Actor, submission_id: str) -> Desk:
    desk = open_review(session, actor, submission_id)
    desk.need_declared()
    return desk


def _put_all(
    desk: Desk, wishes: Iterable[FindingWish]
) -> tuple[tuple[RowStep, ...], tuple[str, ...]]:
    findings = Findings(desk)
    steps: list[RowStep] = []
    left: list[str] = []
    for wish in wishes:
        desk.place(wish.row)
        try:
            step = findings.put(wish)
        except ConflictError:
            left.append(wish.row)
            continue
        if step is not None:
            steps.append(step)
    if steps:
        findings.keep()
    return tuple(steps), tuple(left)


def _name(desk: Desk, steps: Collection[RowStep]) -> str:
    """Name the rows of a step; the trail unfolds all of them where they are too many for a line."""
    names = [desk.place(step.row).words for step in steps]
    said = ", ".join(names)
    if len(said) <= STEP_LIMIT:
        return said
    kept: list[str] = []
    while len(", ".join([*kept, names[len(kept)]])) < STEP_LIMIT - 40:
        kept.append(names[len(kept)])
    return f"{', '.join(kept)} and {len(names) - len(kept)} more"


def _finish(
    desk: Desk, summary: str, steps: tuple[RowStep, ...], left: tuple[str, ...], *, undoes: int = 0
) -> MarkedRows:
    images = [step.to_plain() for step in steps]
    desk.write_down(MARK, summary, [*images, undoing(undoes)] if undoes else images)
    rows, number = tuple(step.row for step in steps), desk.row.revision
    if habit_of(desk) is Sharing.AT_ONCE:
        share_and_tell(desk, rows)
    return MarkedRows(rows, left, number)


def comment(
    session: Session, actor: Actor, submission_id: str, row: str, *, operation: str, text: str
) -> str:
    """Add a comment of either side to a row; return its identifier.

    The provider's is read by both sides, a commissioner's once it is shared. Comments
    may be answered after the decision too; not after a withdrawal.
    """
    desk = open_desk(session, actor, submission_id)
    if desk.row.state == SubmissionState.WITHDRAWN.value:
        desk.need_open()
    place = desk.place(row)
    if not text:
        raise RuleError("Write the comment.", "text")
    existing = session.get(Comment, operation) or session.get(Remark, operation)
    if existing is not None:
        if _is_said_twice(existing, desk, row, text):
            return existing.id
        operation = new_id()
    is_shared = not desk.is_commissioner or is_said_at_once(desk)
    add_words(desk, row, text, identifier=operation, is_shared=is_shared)
    action = "comment" if is_shared else "remark"
    desk.write_down(action, f"Commented on {place.words}")
    if is_shared:
        desk.tell_of_comments(1)
    return operation


def _is_said_twice(existing: Comment | Remark, desk: Desk, row: str, text: str) -> bool:
    """Whether a form came twice; one that was gone back to later says something else."""
    kept = (existing.submission_id, existing.row, existing.author_id, existing.text)
    return kept == (desk.row.id, row, desk.actor.person_id, text)


def note(
    session: Session, actor: Actor, submission_id: str, row: str, *, operation: str, text: str
) -> str:
    """Add an internal note to a row, which no provider ever reads; return its identifier."""
    desk = open_desk(session, actor, submission_id, "commissioner")
    place = desk.place(row)
    if not text:
        raise RuleError("Write the note.", "text")
    existing = session.get(Remark, operation)
    if existing is not None:
        if _is_said_twice(existing, desk, row, text):
            return existing.id
        operation = new_id()
    session.add(
        Remark(
            id=operation,
            submission_id=submission_id,
            row=row,
            kind=RemarkKind.NOTE.value,
            text=text,
            author_id=actor.person_id,
            author_name=actor.name,
            at=now(),
        )
    )
    session.flush()
    begin_review(desk)
    desk.write_down("note", f"Wrote a note on {place.words}")
    return operation


def change_remark(
    session: Session,
    actor: Actor,
    submission_id: str,
    row: str,
    remark_id: str,
    *,
    seen: str,
    text: str,
) -> None:
    """Change one's own words on a row that nobody else than the commissioner reads.

    An empty `text` takes them out. ConflictError where they are not as `seen`, NotFoundError
    where they are somebody else's or were shared.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    words = session.get(Remark, remark_id)
    mine = (submission_id, row, actor.person_id)
    if words is None or (words.submission_id, words.row, words.author_id) != mine:
        raise NotFoundError(remark_id)
    if words.text == text:
        return
    if words.text != seen:
        raise ConflictError("These words were changed meanwhile.")
    place, kind = desk.place(row), RemarkKind(words.kind)
    if text:
        words.text = text
    else:
        session.delete(words)
    session.flush()
    verb = "Changed" if text else "Took out"
    desk.write_down(f"{kind.value} changed", f"{verb} a {kind.value} on {place.words}")


def give_opinion(
    session: Session,
    actor: Actor,
    submission_id: str,
    row: str,
    *,
    finding: Finding | None,
    text: str = "",
) -> None:
    """Give a second opinion on a row beside its finding, or take one's own back with None."""
    desk = _open_declared(session, actor, submission_id)
    place = desk.place(row)
    current = session.get(Opinion, (submission_id, row, actor.person_id))
    if finding is None:
        if current is None:
            return
        session.delete(current)
    elif current is not None and (current.finding, current.text) == (finding.value, text):
        return
    else:
        if current is None:
            current = Opinion(submission_id=submission_id, row=row, person_id=actor.person_id)
            session.add(current)
        current.finding, current.text = finding.value, text
        current.person_name, current.at = actor.name, now()
        Findings(desk).doubt(row, finding)
    session.flush()
    begin_review(desk)
    word = finding.word.lower() if finding else "taken back"
    desk.write_down("second opinion", f"Second opinion on {place.words}: {word}")


def share_rows(
    session: Session,
    actor: Actor,
    submission_id: str,
    rows: Collection[str] | None = None,
    *,
    seen_at: str = "",
) -> Shared:
    """Let the provider read findings and comments: those on some rows, or all of them.

    ConflictError where something was said or marked since the page of `seen_at`. Nothing that was
    shared is taken from it; a second time with nothing new changes nothing.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    if desk.row.state == SubmissionState.WITHDRAWN.value:
        desk.need_open()
    for row in rows or ():
        desk.place(row)
    there = desk.row.changed_at.isoformat()
    if shared := share_and_tell(desk, rows):
        refuse_unseen(there, seen_at)
    return shared


def declare_interest(session: Session, actor: Actor, submission_id: str, words: str) -> None:
    """Declare an interest, or that there is none, in one's own words.

    The same words again change nothing; other words take their place, and the trail holds both.
    """
    desk = open_review(session, actor, submission_id)
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
