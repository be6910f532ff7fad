"""One submission as either side sees it: what was sent, how it stands, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import Measured, measure
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.proportion import tell_proportion
from pathways.domain.policy import Action, Actor, is_allowed
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.privacy import Sharing, habit, says_at_once
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.questions import Answer, answers_from_plain
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.standards import Standard, standard_from_plain
from pathways.domain.rule.strip import StripLine, draw_strip
from pathways.models.account import Organisation
from pathways.models.decision import Decision
from pathways.models.submission import Submission, seen_by
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.thresholds import thresholds_of


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """What the provider declared; `reasons` by line key, `sentence` of crowded modules."""

    by: str
    role: str
    words: str
    reasons: Mapping[str, str]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision, which may have ended or been withdrawn. `due_on`: changes are asked for by it."""

    id: str
    outcome: Decided
    words: str
    by: str
    at: datetime
    ends_on: date | None
    due_on: date | None
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_words: str

    @property
    def is_withdrawn(self) -> bool:
        """Whether it no longer stands."""
        return self.withdrawn_at is not None

    def has_ended(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < today


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """What is behind the claims of a submission, measured as this copy measures now."""

    report: CoverageReport
    measured: Measured
    strip: tuple[StripLine, ...]

    @property
    def in_words(self) -> str:
        """What is behind the claims, in a few sentences."""
        return tell_proportion(self.measured.proportion)


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another submission of the same pathway to the same commissioner."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One submission. What the reader may do now stands in `can_...`.

    `answers` are those to the questions of its standard, by the id of the question; `replies`
    say what was done about what was asked for on the submission before, by row.
    `due_on`, by when its commissioner wants to decide, is for the commissioner alone; so is
    `sharing`, when it shares what it finds. `is_said_at_once`: what it says now is read at once.
    """

    id: str
    pathway_id: str
    title: str
    number: int
    digest: str
    edition: Edition
    content: PathwayContent
    standard: Standard
    asks: tuple[str, ...]
    state: SubmissionState
    is_met: bool
    headline: str
    declaration: DeclarationView
    answers: Mapping[str, Answer]
    replies: Mapping[str, str]
    provider_id: str
    provider: str
    commissioner_id: str
    commissioner: str
    sent_at: datetime
    sent_by: str
    changed_at: datetime
    previous: LinkView | None
    later: LinkView | None
    decisions: tuple[DecisionView, ...]
    due_on: date | None
    is_reviewer: bool
    sharing: Sharing
    is_said_at_once: bool
    can_review: bool
    can_decide: bool
    can_withdraw_decision: bool
    can_comment: bool
    can_withdraw: bool
    can_send_again: bool

    @property
    def decision(self) -> DecisionView | None:
        """The decision that stands, or None."""
        standing = (item for item in self.decisions if not item.is_withdrawn)
        return next(standing, None)

    @property
    def is_open(self) -> bool:
        """Whether it can still be reviewed."""
        return self.state.is_open

    @property
    def short_digest(self) -> str:
        """Enough of the digest to tell two versions apart by eye."""
        return self.digest[:12]


def get_submission(session: Session, actor: Actor, submission_id: str) -> SubmissionView:
    """Return a submission that the actor's organisation sent or received; NotFoundError else."""
    provider, commissioner = aliased(Organisation), aliased(Organisation)
    before, old = aliased(Submission), aliased(Version)
    row = session.execute(
        sa.select(
            Submission,
            Version,
            provider.name.label("provider"),
            commissioner.name.label("commissioner"),
            commissioner.sharing,
            old.number.label("previous_number"),
        )
        .join(Version, Version.id == Submission.version_id)
        .join(provider, provider.id == Submission.organisation_id)
        .join(commissioner, commissioner.id == Submission.commissioner_id)
        .outerjoin(before, before.id == Submission.previous_id)
        .outerjoin(old, old.id == before.version_id)
        .where(
            Submission.id == submission_id,
            seen_by(actor),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(submission_id)
    sent, version = row.Submission, row.Version
    edition = edition_of(session, version)
    content = PathwayContent.from_plain(version.content)
    standard = standard_from_plain(sent.standard)
    state = SubmissionState(sent.state)
    later = _later(session, submission_id)
    decisions = read_decisions(session, submission_id)
    is_reviewer = actor.is_of(sent.commissioner_id)
    may_review = is_reviewer and is_allowed(actor, Action.REVIEW)
    may_decide = is_reviewer and is_allowed(actor, Action.DECIDE)
    may_send = not is_reviewer and is_allowed(actor, Action.OWN_PATHWAYS)
    may_answer = not is_reviewer and is_allowed(actor, Action.CHANGE_PATHWAYS)
    return SubmissionView(
        id=sent.id,
        pathway_id=sent.pathway_id,
        title=content.title,
        number=version.number,
        digest=version.digest,
        edition=edition,
        content=content,
        standard=standard,
        asks=explain_standard(edition, standard, content.target_level),
        state=state,
        is_met=sent.is_met,
        headline=sent.headline,
        declaration=DeclarationView(**sent.declaration),
        answers=answers_from_plain(sent.answers),
        replies=sent.replies or {},
        provider_id=sent.organisation_id,
        provider=row.provider,
        commissioner_id=sent.commissioner_id,
        commissioner=row.commissioner,
        sent_at=sent.sent_at,
        sent_by=sent.sent_by_name,
        changed_at=sent.changed_at,
        due_on=date.fromisoformat(sent.due_on) if is_reviewer and sent.due_on else None,
        previous=LinkView(sent.previous_id, row.previous_number) if sent.previous_id else None,
        later=later,
        decisions=decisions,
        is_reviewer=is_reviewer,
        sharing=habit(row.sharing),
        is_said_at_once=says_at_once(row.sharing, state),
        can_review=may_review and state.is_open,
        can_decide=may_decide and state.is_open,
        can_withdraw_decision=may_decide and any(not d.is_withdrawn for d in decisions),
        can_comment=(may_review or may_answer) and state is not SubmissionState.WITHDRAWN,
        can_withdraw=may_send and state.is_open,
        can_send_again=may_send and not state.is_open and later is None,
    )


def read_claims(
    session: Session, submission: SubmissionView, report: CoverageReport | None = None
) -> ClaimsView:
    """Measure what is behind the claims of a submission; `report`: where it is judged already."""
    edition, content = submission.edition, submission.content
    thresholds = thresholds_of(session)
    report = report or judge(edition, content, submission.standard, thresholds)
    measured = measure(edition, content, thresholds)
    return ClaimsView(report, measured, draw_strip(report, measured.proportion))


def _later(session: Session, submission_id: str) -> LinkView | None:
    row = session.execute(
        sa.select(Submission.id, Version.number)
        .join(Version, Version.id == Submission.version_id)
        .where(Submission.previous_id == submission_id)
        .order_by(Submission.sent_at.desc())
        .limit(1)
    ).one_or_none()
    return LinkView(row.id, row.number) if row else None


def read_decisions(session: Session, submission_id: str) -> tuple[DecisionView, ...]:
    """Return the decisions, the newest first."""
    rows = session.scalars(
        sa.select(Decision)
        .where(Decision.submission_id == submission_id)
        .order_by(Decision.at.desc(), Decision.id)
    )
    return tuple(
        DecisionView(
            id=row.id,
            outcome=Decided(row.outcome),
            words=row.words,
            by=row.by_name,
            at=row.at,
            ends_on=date.fromisoformat(row.ends_on) if row.ends_on else None,
            due_on=date.fromisoformat(row.due_on) if row.due_on else None,
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=row.withdrawn_by_name,
            withdrawn_words=row.withdrawn_words,
        )
        for row in rows
    )
