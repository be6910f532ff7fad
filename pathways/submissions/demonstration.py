"""A few submissions for the demonstration, made by the same steps that people take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.domain.review.observed import Criterion, ResultWish, SessionWish
from pathways.domain.review.places import module_row, subject_row
from pathways.domain.review.scope import ASSURANCE
from pathways.domain.review.submission import WHOLE, Decided, line_row
from pathways.domain.rule.standards import BALANCED, FRAMEWORK_MINIMUM, Standard
from pathways.models.base import new_id, now
from pathways.models.pathway import Pathway
from pathways.models.submission import Submission
from pathways.records.editions import get_edition
from pathways.records.pathways import read_content
from pathways.records.people import find_owner, find_reviewer
from pathways.submissions.assigning import writes as assigning
from pathways.submissions.deciding import writes as deciding
from pathways.submissions.observing import writes as observing
from pathways.submissions.reviewing import writes as reviewing
from pathways.submissions.sending.writes import Declaration, send_submission

_REASON: Final = "Left out of this course; our induction and supervision take it up."
_WORDS: Final = (
    "This version is what we teach. What it leaves out is named line by line, and it holds no "
    "personal details of learners or of people with lived experience."
)


@dataclass(frozen=True, slots=True)
class SubmissionPlan:
    """One submission: of which pathway, by whom, to whom, and how far it has come."""

    key: str
    provider: str
    role: str
    commissioner: str
    standard: Standard
    stage: str


_NORTHGATE: Final = ("provider@demo.example", "Head of Learning")
_WILLOW: Final = ("second-provider@demo.example", "Director of Training")
_METRO: Final = "commissioner@demo.example"
_SEVERN: Final = "second-commissioner@demo.example"
_COLLEAGUES: Final = ("reviewer@demo.example", "second-reviewer@demo.example")

PLANS: Final = (
    SubmissionPlan("whole-school", *_WILLOW, _METRO, BALANCED, "sent"),
    SubmissionPlan("housing-teams", *_NORTHGATE, _METRO, BALANCED, "begun"),
    SubmissionPlan("front-desk", *_NORTHGATE, _METRO, FRAMEWORK_MINIMUM, "approved"),
    SubmissionPlan("police-custody", *_WILLOW, _SEVERN, BALANCED, "changes"),
)
"""The submissions of the demonstration."""


def load_submissions(session: Session, identifiers: Mapping[str, str]) -> int:
    """Send what was never sent nor changed; return how many. `identifiers` gives pathways by key.

    A pathway that is gone, or whose people are, is passed over.
    """
    added = 0
    for plan in PLANS:
        pathway = session.get(Pathway, identifiers[plan.key])
        if pathway is None or pathway.state != PathwayState.ACTIVE or pathway.revision != 1:
            continue
        sent = sa.select(Submission.id).where(Submission.pathway_id == pathway.id).limit(1)
        if session.execute(sent).first() is not None:
            continue
        try:
            provider = find_owner(session, plan.provider)
            commissioner = find_owner(session, plan.commissioner)
        except NotFoundError:
            continue
        _send(session, plan, pathway, provider, commissioner)
        added += 1
    return added


def _send(
    session: Session, plan: SubmissionPlan, pathway: Pathway, provider: Actor, commissioner: Actor
) -> None:
    edition = get_edition(session, pathway.edition_code)
    content = read_content(session, edition, pathway.id)
    report = judge(edition, content, plan.standard)
    sent = send_submission(
        session,
        provider,
        pathway.id,
        operation=new_id(),
        commissioner_id=commissioner.organisation_id or "",
        standard=plan.standard,
        declaration=Declaration(
            by=provider.name,
            role=plan.role,
            words=_WORDS,
            reasons={line.line.key: _REASON for line in report.lines if not line.is_met},
        ),
    )
    if plan.stage == "sent":
        return
    reviewing.declare_interest(session, commissioner, sent, "No interest to declare.")
    lines = [line for line in report.lines if plan.stage != "begun" or line.is_met]
    for line in lines[: 3 if plan.stage == "begun" else None]:
        finding = Finding.MET if line.is_met else Finding.PARTLY_MET
        _mark(session, commissioner, sent, line_row(line.line.key), finding)
    reached = edition.members(report.reached_mask)
    for competency, finding in zip(
        reached, (Finding.MET, Finding.MET, Finding.PARTLY_MET, Finding.MET), strict=False
    ):
        _mark(session, commissioner, sent, competency.code, finding)
    if len(reached) > 2:
        _say(
            session,
            commissioner,
            sent,
            reached[2].code,
            "How do you know at the end of the day that learners have taken this in?",
        )
        _say(
            session,
            provider,
            sent,
            reached[2].code,
            "They write one line on a card, which the facilitator reads before the next session.",
        )
    if plan.stage == "begun":
        _share_out(session, commissioner, sent, content, reached[2].code if reached[2:] else "")
    if plan.stage == "approved":
        _mark(session, commissioner, sent, WHOLE, Finding.MET)
        deciding.decide(
            session,
            commissioner,
            sent,
            operation=new_id(),
            today=now().date(),
            outcome=Decided.APPROVED,
            words="The pathway does what its title says, and the evidence was easy to follow. "
            "Please send us the next version when the content changes.",
            ends_on=date(2099, 3, 31),
        )
        observing.add_result(
            session,
            provider,
            sent,
            ResultWish(
                "Two front desks have had it. In six of ten calls that we listened to, people "
                "offered a choice before they asked for details. We made the second module longer.",
                learners=24,
                next_review_on=date(2099, 1, 31),
            ),
            operation=new_id(),
            today=now().date(),
        )
    elif plan.stage == "changes":
        deciding.decide(
            session,
            commissioner,
            sent,
            operation=new_id(),
            today=now().date(),
            outcome=Decided.CHANGES,
            words="Much of this is what we look for. Please say where the lines marked as partly "
            "met are taken up, and send it again.",
        )


def _share_out(
    session: Session, owner: Actor, sent: str, content: PathwayContent, doubted: str
) -> None:
    """Let two colleagues read parts: what they find, a doubt, a note, and a session they saw."""
    try:
        first, second = (find_reviewer(session, email) for email in _COLLEAGUES)
    except NotFoundError:
        return
    today = now().date()
    module = module_row(content.modules[0].id)
    parts = {
        first.person_id: (line_row("KA"), line_row("LA"), ASSURANCE),
        second.person_id: (line_row("SE"), module),
    }
    for person, scopes in parts.items():
        assigning.assign(session, owner, sent, {person}, scopes)
    assigning.set_due(session, owner, sent, today + timedelta(days=21), today=today)
    for colleague in (first, second):
        reviewing.declare_interest(session, colleague, sent, "No interest to declare.")
    _mark(session, first, sent, subject_row("facilitators"), Finding.MET)
    _mark(session, first, sent, subject_row("wellbeing"), Finding.PARTLY_MET)
    wellbeing = "Who is there for learners on the day after?"
    _say(session, first, sent, subject_row("wellbeing"), wellbeing)
    note = "Ask at the panel how other housing providers do this."
    reviewing.note(session, first, sent, line_row("LA"), operation=new_id(), text=note)
    _mark(session, second, sent, module, Finding.MET)
    if doubted:
        reviewing.give_opinion(
            session,
            second,
            sent,
            doubted,
            finding=Finding.NOT_MET,
            text="The card is written before the exercise, so it shows nothing of it.",
        )
    observing.add_session(
        session,
        second,
        sent,
        SessionWish(
            today - timedelta(days=6),
            second.name,
            "Two facilitators, eleven learners. Breaks came when they were promised, and a quiet "
            "room was open all day.",
            module,
            (
                Criterion("Learners are told at the start what will be spoken about", Finding.MET),
                Criterion("Somebody is free for a learner who leaves the room", Finding.PARTLY_MET),
            ),
        ),
        operation=new_id(),
        today=today,
    )


def _mark(session: Session, actor: Actor, sent: str, row: str, finding: Finding) -> None:
    reviewing.mark(session, actor, sent, row, seen=None, finding=finding)


def _say(session: Session, actor: Actor, sent: str, row: str, text: str) -> None:
    reviewing.comment(session, actor, sent, row, operation=new_id(), text=text)
