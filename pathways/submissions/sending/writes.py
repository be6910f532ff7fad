"""Sending: freeze a version, declare, and hand it to one commissioner; or take it back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.organisation import OrganisationState
from pathways.domain.pathway.content import judge
from pathways.domain.pathway.proportion import count_proportion, weigh
from pathways.domain.policy import Actor
from pathways.domain.refusals import RuleError
from pathways.domain.review.submission import SubmissionState
from pathways.domain.rule.proportion import Proportion
from pathways.domain.rule.questions import Answer, list_unanswered
from pathways.domain.rule.standards import Standard, standard_from_plain, standard_to_plain
from pathways.models.account import Organisation
from pathways.models.base import new_id, now
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import get_edition
from pathways.records.pathways import lock_pathway, read_content, refuse_example
from pathways.records.people import name_of
from pathways.records.thresholds import thresholds_of
from pathways.records.versions import freeze
from pathways.submissions.desk import Desk, open_desk


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the provider declares with a submission.

    `by` is the person who declares, with their `role`; `words` is the
    declaration; `reasons` gives, by line key, why a line lacks what is asked; `sentence`
    is what the provider says of modules that are crowded.
    """

    by: str
    role: str
    words: str
    reasons: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""


def send_submission(
    session: Session,
    actor: Actor,
    pathway_id: str,
    *,
    operation: str,
    commissioner_id: str,
    standard: Standard,
    declaration: Declaration,
    digest: str = "",
    answers: Mapping[str, Answer] | None = None,
    replies: Mapping[str, str] | None = None,
) -> str:
    """Freeze a version and send it; return the submission's identifier.

    `answers` are those to the standard's questions, by their id, `replies` what was done about
    each row that was asked for last time. RuleError where a line that the standard does not find
    covered has no reason, a question that needs an answer has none, the commissioner is none, it
    has an open submission of this pathway already, or the draft is not the one with the `digest`
    that was declared. The same `operation` with the same declaration, answers and replies sends
    once.
    """
    pathway = lock_pathway(session, actor, pathway_id)
    refuse_example(pathway_id, is_example=pathway["is_example"])
    sent = session.get(Submission, operation)
    kept_answers = {
        question.id: answer.to_plain()
        for question in standard.questions
        if (answer := (answers or {}).get(question.id))
    }
    said = (_plain(declaration), kept_answers, dict(replies or {}))
    asked = (pathway_id, commissioner_id, standard, *said)
    if sent is not None and _is_sent_twice(session, sent, asked, digest):
        return sent.id
    _check_receiver(session, actor, commissioner_id)
    previous = _previous(session, pathway_id, commissioner_id)
    if previous is not None and SubmissionState(previous.state).is_open:
        raise RuleError(
            "This commissioner has an open submission of this pathway. "
            "Withdraw it first, or wait for the decision.",
            "commissioner",
        )
    edition = get_edition(session, pathway["edition_code"], pathway["digest"])
    content = read_content(session, edition, pathway_id)
    if digest and content.digest != digest:
        raise RuleError(
            "The draft has changed since you opened this page. Look at it once more, then send it.",
            "confirm",
        )
    thresholds = thresholds_of(session)
    report = judge(edition, content, standard, thresholds)
    for line in report.lines:
        if not line.is_met and not declaration.reasons.get(line.line.key, "").strip():
            raise RuleError(
                f"Say why not all that is asked of {line.line.short_name} is there.",
                f"reason-{line.line.key}",
            )
    for question in list_unanswered(standard.questions, answers or {}):
        raise RuleError(f"Answer this question: {question.words}", question.needed_field)
    version = freeze(session, actor, edition, pathway_id, content)
    at = now()
    row = Submission(
        id=operation if sent is None else new_id(),
        version_id=version.id,
        pathway_id=pathway_id,
        organisation_id=pathway["organisation_id"],
        commissioner_id=commissioner_id,
        standard=standard_to_plain(standard),
        declaration=_plain(declaration),
        answers=kept_answers,
        replies=dict(replies or {}),
        previous_id=previous.id if previous is not None else None,
        state=SubmissionState.SENT.value,
        is_met=report.is_met,
        headline=report.headline[:300],
        revision=0,
        sent_at=at,
        sent_by=actor.person_id,
        sent_by_name=actor.name,
        changed_at=at,
    )
    session.add(row)
    session.flush()
    desk = Desk(session, actor, row)
    desk.write_down(
        "send", f"Sent version {version.number} under {standard.name}, declared by {declaration.by}"
    )
    desk.tell(
        commissioner_id,
        f"{actor.organisation} has sent a pathway for review",
        f"{actor.organisation} has sent you version {version.number} of “{content.title}” "
        f"for review.\n\n{report.headline}\n{_behind(weigh(edition, content, thresholds))}",
    )
    return row.id


def _behind(proportion: Proportion) -> str:
    """Return what is behind the claims as a line of a mail; empty where all is backed."""
    if proportion.backed == proportion.claimed:
        return ""
    return f"In proportion: {count_proportion(proportion)}\n"


def _plain(declaration: Declaration) -> dict[str, Any]:
    return {**asdict(declaration), "reasons": dict(declaration.reasons)}


def _check_receiver(session: Session, actor: Actor, commissioner_id: str) -> None:
    receiver = session.get(Organisation, commissioner_id)
    if (
        receiver is None
        or not receiver.is_commissioner
        or receiver.state != OrganisationState.ACTIVE
    ):
        raise RuleError("Choose a commissioner.", "commissioner")
    if actor.is_of(receiver.id):
        raise RuleError("An organisation does not review its own pathways.", "commissioner")


def _is_sent_twice(
    session: Session, sent: Submission, asked: tuple[object, ...], digest: str
) -> bool:
    """Whether a form came twice; one that was gone back to later sends something new."""
    standard = standard_from_plain(sent.standard)
    # What was sent before a sentence was asked for holds none.
    declared = {"sentence": "", **sent.declaration}
    said = (declared, sent.answers or {}, sent.replies or {})
    kept = (sent.pathway_id, sent.commissioner_id, standard, *said)
    if kept != asked or not SubmissionState(sent.state).is_open:
        return False
    return digest in ("", session.get_one(Version, sent.version_id).digest)


def _previous(session: Session, pathway_id: str, commissioner_id: str) -> Submission | None:
    # Locked, so that its decision is not withdrawn, which opens it again, at the same moment.
    return session.execute(
        sa.select(Submission)
        .where(Submission.pathway_id == pathway_id, Submission.commissioner_id == commissioner_id)
        .order_by(Submission.sent_at.desc(), Submission.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def withdraw_submission(session: Session, actor: Actor, submission_id: str, words: str) -> None:
    """Take an open submission back. StateError where it was decided."""
    desk = open_desk(session, actor, submission_id, "provider")
    desk.need_open()
    desk.row.state = SubmissionState.WITHDRAWN.value
    desk.write_down("withdraw", f"Withdrew the submission: {words}" if words else "Withdrew it")
    provider = name_of(session, desk.row.organisation_id)
    desk.tell(
        desk.row.commissioner_id,
        f"{provider} has withdrawn “{desk.title}”",
        f"{provider} has withdrawn its submission of “{desk.title}”.\n\n{words}\n",
    )
