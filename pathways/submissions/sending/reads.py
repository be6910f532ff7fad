"""What a provider sees before sending: facts about the draft under one commissioner's standard."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.organisation import OrganisationState
from pathways.domain.pathway.cautions import Measured, measure
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.facts import list_empty
from pathways.domain.pathway.proportion import tell_proportion
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.submission import DEPTH, SubmissionState
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.questions import Answer, answers_from_plain
from pathways.domain.rule.reasons import explain_standard, line_reasons
from pathways.domain.rule.standards import Standard
from pathways.domain.rule.strip import StripLine, draw_strip
from pathways.models.account import Organisation
from pathways.models.comment import Comment
from pathways.models.pathway import Pathway, own_pathways
from pathways.models.publication import Publication
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import get_edition
from pathways.records.pathways import check_state, read_content, refuse_example
from pathways.records.standards import list_standards
from pathways.records.thresholds import thresholds_of
from pathways.submissions.requests import RequestView, read_requests


@dataclass(frozen=True, slots=True)
class OptionView:
    """Something to choose from a list."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line, why it is met or not, and the reason that the provider gave last time."""

    report: LineReport
    reasons: tuple[str, ...]
    kept_reason: str


@dataclass(frozen=True, slots=True)
class PreviousView:
    """What was last sent of this pathway to this commissioner.

    `waiting` counts the rows on which the commissioner had the last word. `requests` are the
    rows that the commissioner decided on and shared as partly or not met.
    """

    id: str
    number: int
    is_open: bool
    by: str
    role: str
    words: str
    sentence: str
    answers: Mapping[str, Answer]
    waiting: int
    requests: tuple[RequestView, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """The draft, judged as it would be sent.

    `kept_depth`, `kept_sentence` and `kept_answers` are what was said before, to begin with: of
    modules that are crowded what stands in the directory, else what was last sent to this
    commissioner.
    """

    pathway_id: str
    title: str
    edition: Edition
    content: PathwayContent
    report: CoverageReport
    asks: tuple[str, ...]
    lines: tuple[CheckedLine, ...]
    measured: Measured
    strip: tuple[StripLine, ...]
    empty: tuple[str, ...]
    commissioners: tuple[OptionView, ...]
    commissioner: OptionView | None
    standards: tuple[Standard, ...]
    number: int
    digest: str
    is_known_version: bool
    previous: PreviousView | None
    kept_depth: str
    kept_sentence: str

    @property
    def kept_answers(self) -> Mapping[str, Answer]:
        """What was last answered to this commissioner, by the id of the question."""
        return self.previous.answers if self.previous else {}

    @property
    def requests(self) -> tuple[RequestView, ...]:
        """What this commissioner asked for when it was last sent."""
        return self.previous.requests if self.previous else ()

    @property
    def in_words(self) -> str:
        """What is behind the claims, in a few sentences."""
        return tell_proportion(self.measured.proportion)

    @property
    def standard(self) -> Standard:
        """The standard that it is judged by."""
        return self.report.standard

    @property
    def open_lines(self) -> tuple[CheckedLine, ...]:
        """The lines that need a reason."""
        return tuple(line for line in self.lines if not line.report.is_met)


def check_pathway(
    session: Session,
    actor: Actor,
    pathway_id: str,
    *,
    commissioner_id: str,
    standard_key: str,
) -> CheckView:
    """Judge a draft as it would be sent; NotFoundError for another organisation's.

    ClosedError for an archived one.

    An unknown commissioner counts as none chosen yet, an unknown standard as
    the pathway's own.
    """
    row = session.execute(
        sa.select(Pathway.edition_code, Pathway.title, Pathway.state, Pathway.is_example).where(
            Pathway.id == pathway_id,
            own_pathways(actor),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(pathway_id)
    check_state(pathway_id, row.state)
    refuse_example(pathway_id, is_example=row.is_example)
    edition = get_edition(session, row.edition_code)
    content = read_content(session, edition, pathway_id)
    commissioners = _commissioners(session, actor)
    chosen = _chosen(session, commissioners, pathway_id, commissioner_id)
    standards = list_standards(session, chosen.value if chosen else "", edition.code)
    by_key = {standard.key: standard for standard in standards}
    standard = by_key.get(standard_key) or content.chosen_standard()
    thresholds = thresholds_of(session)
    report = judge(edition, content, standard, thresholds)
    previous, reasons = _previous(session, pathway_id, chosen)
    digest = content.digest
    number, is_known = _version(session, pathway_id, digest)
    measured = measure(edition, content, thresholds)
    return CheckView(
        pathway_id=pathway_id,
        title=row.title,
        edition=edition,
        content=content,
        report=report,
        asks=explain_standard(edition, standard, content.target_level),
        lines=tuple(
            CheckedLine(line, line_reasons(edition, line), reasons.get(line.line.key, ""))
            for line in report.lines
        ),
        measured=measured,
        strip=draw_strip(report, measured.proportion),
        empty=list_empty(edition, content),
        commissioners=commissioners,
        commissioner=chosen,
        standards=standards,
        number=number,
        digest=digest,
        is_known_version=is_known,
        previous=previous,
        kept_depth=reasons.get(DEPTH, ""),
        kept_sentence=_sentence(session, pathway_id) or (previous.sentence if previous else ""),
    )


def _commissioners(session: Session, actor: Actor) -> tuple[OptionView, ...]:
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(
            Organisation.is_commissioner,
            Organisation.state == OrganisationState.ACTIVE,
            Organisation.id != actor.organisation_id,
        )
        .order_by(Organisation.name)
    )
    return tuple(OptionView(row.id, row.name) for row in rows)


def _chosen(
    session: Session, commissioners: tuple[OptionView, ...], pathway_id: str, asked: str
) -> OptionView | None:
    """Return the commissioner asked for; without one, the one that it was last sent to."""
    by_id = {choice.value: choice for choice in commissioners}
    if asked:
        return by_id.get(asked)
    last = session.execute(
        sa.select(Submission.commissioner_id)
        .where(Submission.pathway_id == pathway_id)
        .order_by(Submission.sent_at.desc(), Submission.id)
        .limit(1)
    ).scalar_one_or_none()
    if last in by_id:
        return by_id[last]
    return commissioners[0] if len(commissioners) == 1 else None


def _previous(
    session: Session, pathway_id: str, commissioner: OptionView | None
) -> tuple[PreviousView | None, dict[str, str]]:
    if commissioner is None:
        return None, {}
    row = session.execute(
        sa.select(
            Submission.id,
            Submission.state,
            Submission.declaration,
            Submission.answers,
            Version.number,
        )
        .join(Version, Version.id == Submission.version_id)
        .where(
            Submission.pathway_id == pathway_id, Submission.commissioner_id == commissioner.value
        )
        .order_by(Submission.sent_at.desc(), Submission.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None, {}
    declared = row.declaration
    previous = PreviousView(
        id=row.id,
        number=row.number,
        is_open=SubmissionState(row.state).is_open,
        by=declared["by"],
        role=declared["role"],
        words=declared["words"],
        sentence=declared.get("sentence", ""),
        answers=answers_from_plain(row.answers),
        waiting=_waiting(session, row.id, commissioner.value),
        requests=read_requests(session, row.id),
    )
    return previous, declared["reasons"]


def _sentence(session: Session, pathway_id: str) -> str:
    """Return what is said in the directory of modules that are crowded: readers know it."""
    found = session.scalar(
        sa.select(Publication.sentence).where(Publication.pathway_id == pathway_id)
    )
    return found or ""


def _waiting(session: Session, submission_id: str, commissioner_id: str) -> int:
    rows = session.execute(
        sa.select(Comment.row, Comment.organisation_id)
        .where(Comment.submission_id == submission_id)
        .order_by(Comment.at, Comment.id)
    )
    last = {row.row: row.organisation_id for row in rows}
    return sum(1 for organisation in last.values() if organisation == commissioner_id)


def _version(session: Session, pathway_id: str, digest: str) -> tuple[int, bool]:
    """Return the number that sending gives, and whether that version is there already."""
    last = session.execute(
        sa.select(Version.number, Version.digest)
        .where(Version.pathway_id == pathway_id)
        .order_by(Version.number.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return 1, False
    return (last.number, True) if last.digest == digest else (last.number + 1, False)
