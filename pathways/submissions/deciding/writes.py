"""Deciding: always with words, by a named person, on one version under one standard."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, RuleError, refuse_unseen
from pathways.domain.review.conditions import ConditionWish, refuse_conditions
from pathways.domain.review.privacy import Sharing
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.words import iso_day
from pathways.models.account import Membership
from pathways.models.base import new_id, now
from pathways.models.decision import Condition, Decision
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.listing.keeping import keep_offer
from pathways.records.people import name_of
from pathways.submissions.desk import Desk, open_desk
from pathways.submissions.sharing import habit_of, share_and_tell


def decide(
    session: Session,
    actor: Actor,
    submission_id: str,
    *,
    operation: str,
    outcome: Decided,
    words: str,
    today: date,
    ends_on: date | None = None,
    due_on: date | None = None,
    conditions: Sequence[ConditionWish] = (),
    has_annex: bool = True,
    seen_at: str = "",
) -> str:
    """Decide on a submission; return the decision's identifier.

    `due_on` is the day by which changes are asked for, `conditions` are those of an approval
    with conditions, and `has_annex` says that the letter lists what is partly or not met.
    ConflictError where something was said, marked or shared since the page of `seen_at`: it would
    go with the decision. RuleError without words, with a day that has passed or belongs to another
    outcome, or for somebody who belongs to the provider too. StateError where it was decided or
    withdrawn. The same `operation` with the same content decides once.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    last_day = ends_on.isoformat() if ends_on else ""
    due_day = due_on.isoformat() if due_on else None
    made = session.get(Decision, operation)
    if made is not None:
        kept = (made.submission_id, made.by_id, made.outcome, made.words)
        days = (made.ends_on, made.due_on)
        asked = (submission_id, actor.person_id, outcome.value, words)
        is_same = (kept, days) == (asked, (last_day, due_day))
        if is_same and made.withdrawn_at is None and _asks(session, made.id) == tuple(conditions):
            return made.id
        operation = new_id()
    desk.need_open()
    refuse_unseen(desk.row.changed_at.isoformat(), seen_at)
    check_decision(
        outcome=outcome,
        words=words,
        today=today,
        ends_on=ends_on,
        due_on=due_on,
        conditions=conditions,
    )
    refuse_own(desk, "outcome")
    if habit_of(desk) is not Sharing.BY_HAND:
        # First, so that the letter, which is of the moment of the decision, holds all of it.
        share_and_tell(desk)
    session.add(
        Decision(
            id=operation,
            submission_id=submission_id,
            outcome=outcome.value,
            words=words,
            by_id=actor.person_id,
            by_name=actor.name,
            at=now(),
            ends_on=last_day,
            due_on=due_day,
        )
    )
    session.flush()
    session.add_all(
        Condition(
            id=new_id(),
            submission_id=submission_id,
            decision_id=operation,
            position=position,
            words=wish.words,
            owner=wish.owner,
            due_on=wish.due_on.isoformat() if wish.due_on else "",
        )
        for position, wish in enumerate(conditions, start=1)
    )
    desk.row.state = SubmissionState.DECIDED.value
    session.flush()
    keep_offer(session, desk.row.pathway_id)
    version = session.get_one(Version, desk.row.version_id)
    desk.write_down(
        "decide",
        f"{outcome.word}, version {version.number}, by {actor.name}",
        [{"decision": operation, "annex": has_annex}],
    )
    desk.tell(
        desk.row.organisation_id,
        f"{actor.organisation} has decided on “{desk.title}”",
        f"{actor.name}, {actor.organisation}, on version {version.number} of “{desk.title}”: "
        f"{outcome.word.lower()}.\n\n"
        f"{words}\n{_tell_asked(due_on, conditions)}",
    )
    return operation


def check_decision(
    *,
    outcome: Decided,
    words: str,
    today: date,
    ends_on: date | None,
    due_on: date | None,
    conditions: Sequence[ConditionWish],
) -> None:
    """Refuse with RuleError what cannot be decided, whoever decides; see `decide`."""
    if not words:
        raise RuleError("Say why. A decision always has words.", "words")
    if ends_on is not None and ends_on <= today:
        raise RuleError("The end must be a day to come.", "ends_on")
    if due_on is not None and outcome is not Decided.CHANGES:
        raise RuleError(
            "This day belongs to asking for changes. Choose that, or leave the day empty.", "due_on"
        )
    if due_on is not None and due_on <= today:
        raise RuleError("Changes can be asked for by a day to come.", "due_on")
    if outcome is Decided.APPROVED_WITH:
        if problem := refuse_conditions(conditions, today):
            raise RuleError(problem, "outcome")
    elif conditions:
        raise RuleError(
            "Conditions belong to an approval with conditions. Choose it, or take them out.",
            "outcome",
        )


def _asks(session: Session, decision_id: str) -> tuple[ConditionWish, ...]:
    """Return the conditions of a decision as they were asked for."""
    rows = session.scalars(
        sa.select(Condition)
        .where(Condition.decision_id == decision_id)
        .order_by(Condition.position, Condition.id)
    )
    return tuple(
        ConditionWish(row.words, row.owner, date.fromisoformat(row.due_on) if row.due_on else None)
        for row in rows
    )


def _tell_asked(due_on: date | None, conditions: Sequence[ConditionWish]) -> str:
    """Return what a decision asks for besides its words, as lines of a mail."""
    lines = [f"Changes are asked for by {iso_day(due_on)}."] if due_on else []
    for number, wish in enumerate(conditions, start=1):
        by = f", by {iso_day(wish.due_on)}" if wish.due_on else ""
        lines.append(f"Condition {number}: {wish.words} ({wish.owner}{by})")
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def withdraw_decision(
    session: Session, actor: Actor, submission_id: str, decision_id: str, words: str
) -> None:
    """Withdraw a decision in words; the submission is open for review again.

    Where the provider has sent a later version meanwhile, that one is reviewed,
    and this submission stays as it is. RuleError for somebody who belongs to
    the provider too: to take a decision away is to decide.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    decision = session.get(Decision, decision_id)
    if decision is None or decision.submission_id != submission_id:
        raise NotFoundError(decision_id)
    if decision.withdrawn_at is not None:
        return
    if not words:
        raise RuleError("Say why it is withdrawn.", "words")
    refuse_own(desk, "words")
    decision.withdrawn_at = now()
    decision.withdrawn_by_name = actor.name
    decision.withdrawn_words = words
    if not _has_later(session, submission_id):
        desk.row.state = SubmissionState.IN_REVIEW.value
    session.flush()
    keep_offer(session, desk.row.pathway_id)
    desk.write_down("withdraw decision", f"Withdrew the decision: {words}")
    commissioner = name_of(session, desk.row.commissioner_id)
    desk.tell(
        desk.row.organisation_id,
        f"{commissioner} has withdrawn a decision on “{desk.title}”",
        f"{actor.name}, {commissioner}, has withdrawn the decision.\n\n{words}\n",
    )


def refuse_own(desk: Desk, field: str) -> None:
    """Refuse with RuleError whoever belongs to the provider, whatever they chose to act for."""
    found = desk.session.get(Membership, (desk.actor.person_id, desk.row.organisation_id))
    if found is not None:
        raise RuleError("You belong to this provider, so somebody else must decide.", field)


def _has_later(session: Session, submission_id: str) -> bool:
    later = sa.exists().where(Submission.previous_id == submission_id)
    return bool(session.execute(sa.select(later)).scalar_one())
