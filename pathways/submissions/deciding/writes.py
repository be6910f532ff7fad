"""Deciding: always with words, by a named person, on one version under one standard."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.models.account import Membership
from pathways.models.base import new_id, now
from pathways.models.decision import Decision
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.listing.keeping import keep_offer
from pathways.records.people import name_of
from pathways.submissions.desk import Desk, open_desk


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
) -> str:
    """Decide on a submission; return the decision's identifier.

    RuleError without words, with an end that has passed, or for somebody who
    belongs to the provider too. StateError where it was decided or withdrawn.
    The same `operation` with the same words decides once.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    last_day = ends_on.isoformat() if ends_on else ""
    made = session.get(Decision, operation)
    if made is not None:
        kept = (made.submission_id, made.by_id, made.outcome, made.words, made.ends_on)
        asked = (submission_id, actor.person_id, outcome.value, words, last_day)
        if kept == asked and made.withdrawn_at is None:
            return made.id
        operation = new_id()
    desk.need_open()
    if not words:
        raise RuleError("Say why. A decision always has words.", "words")
    if ends_on is not None and ends_on <= today:
        raise RuleError("The end must be a day to come.", "ends_on")
    _refuse_own(desk, "outcome")
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
        )
    )
    desk.row.state = SubmissionState.DECIDED.value
    session.flush()
    keep_offer(session, desk.row.pathway_id)
    version = session.get_one(Version, desk.row.version_id)
    desk.write_down("decide", f"{outcome.word}, version {version.number}, by {actor.name}")
    desk.tell(
        desk.row.organisation_id,
        f"{actor.organisation} has decided on “{desk.title}”",
        f"{actor.name}, {actor.organisation}, on version {version.number} of “{desk.title}”: "
        f"{outcome.word.lower()}.\n\n"
        f"{words}\n",
    )
    return operation


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
    _refuse_own(desk, "words")
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


def _refuse_own(desk: Desk, field: str) -> None:
    """Refuse somebody who belongs to the provider, whatever they chose for the session."""
    found = desk.session.get(Membership, (desk.actor.person_id, desk.row.organisation_id))
    if found is not None:
        raise RuleError("You belong to this provider, so somebody else must decide.", field)


def _has_later(session: Session, submission_id: str) -> bool:
    later = sa.exists().where(Submission.previous_id == submission_id)
    return bool(session.execute(sa.select(later)).scalar_one())
