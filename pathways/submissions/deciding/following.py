"""Conditions after the decision: the provider says that one is done, the commissioner agrees."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError, StateError
from pathways.domain.review.conditions import ConditionImage, ConditionStep, mark_said
from pathways.models.base import now
from pathways.models.decision import Condition, Decision
from pathways.models.journal import Journal
from pathways.submissions.deciding.writes import refuse_own
from pathways.submissions.desk import Desk, Side, open_desk


def say_done(
    session: Session, actor: Actor, submission_id: str, condition_id: str, words: str
) -> None:
    """Say for the provider that a condition is done, in words; the commissioner is told.

    The same words again change nothing. RuleError without words, StateError where the condition
    is done already or its decision was withdrawn.
    """
    desk, row = _open(session, actor, submission_id, condition_id, "provider")
    if row.said_at is not None and row.said_words == words:
        return
    _need_standing(desk, row)
    if not words:
        raise RuleError("Say what was done.", "words")
    row.said_at, row.said_by_name, row.said_words = now(), actor.name, words
    _keep(desk, row, ConditionStep.SAID, words)
    desk.tell(
        desk.row.commissioner_id,
        f"{actor.organisation} says that a condition is done: “{desk.title}”",
        f"{actor.name}, {actor.organisation}, on condition {row.position} of “{desk.title}”:\n\n"
        f"{row.words}\n\n{words}\n",
    )


def agree(
    session: Session, actor: Actor, submission_id: str, condition_id: str, *, seen: str, words: str
) -> None:
    """Agree for the commissioner that a condition is done; words are welcome, not needed.

    `seen` is the mark of what the provider said of it, as the person saw it: ConflictError where
    it says something else by now. StateError where the decision was withdrawn.
    """
    desk, row = _open(session, actor, submission_id, condition_id, "commissioner")
    if row.done_at is not None:
        return
    _need_standing(desk, row)
    refuse_own(desk, "words")
    _need_seen(row, seen)
    row.done_at, row.done_by_name = now(), actor.name
    _keep(desk, row, ConditionStep.AGREED, words)
    _tell_provider(desk, row, "is done", "agrees that this condition is done", words)


def answer(
    session: Session, actor: Actor, submission_id: str, condition_id: str, *, seen: str, words: str
) -> None:
    """Answer for the commissioner that a condition is not done yet, in words.

    What the provider said stays in the trail, and it may say so again. The same words again,
    where it has said nothing since, change nothing. Refusals as in `agree`; RuleError without
    words too.
    """
    desk, row = _open(session, actor, submission_id, condition_id, "commissioner")
    _need_standing(desk, row)
    refuse_own(desk, "words")
    if not words:
        raise RuleError("Say what is still to be done.", "words")
    _need_seen(row, seen)
    if row.said_at is None and _is_answered(desk, row, words):
        return
    row.said_at, row.said_by_name, row.said_words = None, "", ""
    _keep(desk, row, ConditionStep.ANSWERED, words)
    _tell_provider(desk, row, "has an answer", "answers", words)


def _open(
    session: Session, actor: Actor, submission_id: str, condition_id: str, side: Side
) -> tuple[Desk, Condition]:
    desk = open_desk(session, actor, submission_id, side)
    row = session.get(Condition, condition_id)
    if row is None or row.submission_id != submission_id:
        raise NotFoundError(condition_id)
    return desk, row


def _need_standing(desk: Desk, row: Condition) -> None:
    if row.done_at is not None:
        raise StateError("This condition is done. It can be read, not changed.")
    if desk.session.get_one(Decision, row.decision_id).withdrawn_at is not None:
        raise StateError("The decision was withdrawn, and this condition with it.")


def _is_answered(desk: Desk, row: Condition, words: str) -> bool:
    """Whether these words are what was said of a condition last: a form that was sent twice."""
    steps = desk.session.scalars(
        sa.select(Journal.images)
        .where(Journal.subject == row.submission_id, Journal.action == "condition")
        .order_by(Journal.revision.desc(), Journal.id.desc())
    )
    told = (ConditionImage.from_plain(plain) for images in steps for plain in images or ())
    last = next((image for image in told if image.condition == row.id), None)
    return last == ConditionImage(row.id, ConditionStep.ANSWERED, words)


def _need_seen(row: Condition, seen: str) -> None:
    if mark_said(row.said_at) != seen:
        raise ConflictError("The provider has said something else of it meanwhile. It stands here.")


def _keep(desk: Desk, row: Condition, step: ConditionStep, words: str) -> None:
    desk.session.flush()
    image = ConditionImage(row.id, step, words)
    desk.write_down(
        "condition", f"Condition {row.position}: {step.word.lower()}", [image.to_plain()]
    )


def _tell_provider(desk: Desk, row: Condition, what: str, verb: str, words: str) -> None:
    more = f"\n{words}\n" if words else ""
    desk.tell(
        desk.row.organisation_id,
        f"Condition {row.position} of “{desk.title}” {what}",
        f"{desk.actor.name}, {desk.actor.organisation}, {verb}:\n\n{row.words}\n{more}",
    )
