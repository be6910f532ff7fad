"""What reviewers look at: each row with the provider's words, finding and thread; and who they are.

A fixed number of statements reads a whole review, whatever its size.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.changes import CompetencyChange, VersionChanges, compare_versions
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.matrix import CountsTowards, MatrixRow, build_matrix
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import WHOLE, line_row
from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.proportion import Proportion, tell_lacks
from pathways.domain.rule.reasons import line_reasons
from pathways.models.account import Person
from pathways.models.finding import FindingRow
from pathways.models.reviewer import Reviewer
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.people import Member, list_members
from pathways.records.thresholds import thresholds_of
from pathways.submissions.reads import ClaimsView, SubmissionView, get_submission, read_claims
from pathways.submissions.threads.reads import CommentView, read_comments


@dataclass(frozen=True, slots=True)
class FindingView:
    """The mark that stands on a row."""

    finding: Finding
    reviewer: str
    reviewed_on: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkedRowView:
    """A row that can be marked and commented on. `earlier` is the finding on the version before."""

    row: str
    slug: str
    name: str
    finding: FindingView | None
    earlier: Finding | None
    comments: tuple[CommentView, ...]

    @property
    def mark(self) -> Finding | None:
        """The finding alone."""
        return self.finding.finding if self.finding else None

    def waits_for(self, *, is_reviewer: bool) -> bool:
        """Whether the last words on the row are the other side's."""
        return bool(self.comments) and self.comments[-1].is_of_provider is is_reviewer


@dataclass(frozen=True, slots=True)
class TaughtView:
    """One module's treatment of a competency, with its evidence and outcomes.

    `backing` says whether the claim is backed, and if not, for want of what.
    """

    number: int
    module: str
    treatment: Treatment
    evidence: str
    outcomes: tuple[str, ...]
    backing: str


@dataclass(frozen=True, slots=True)
class ReviewedCompetency:
    """A competency of the matrix as a reviewer sees it."""

    review: MarkedRowView
    competency: Competency
    line_key: str | None
    counts_towards: CountsTowards
    is_required: bool
    taught: tuple[TaughtView, ...]
    change: CompetencyChange | None


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """A line as a reviewer sees it, with the provider's reason where it is not covered."""

    review: MarkedRowView
    report: LineReport
    reasons: tuple[str, ...]
    provider_reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many competencies have a finding, and which."""

    total: int
    counts: Mapping[Finding, int]

    @property
    def marked(self) -> int:
        """Competencies with a finding."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A whole review."""

    submission: SubmissionView
    claims: ClaimsView
    whole: MarkedRowView
    lines: tuple[ReviewedLine, ...]
    competencies: tuple[ReviewedCompetency, ...]
    progress: Progress
    changes: VersionChanges | None

    @property
    def waiting(self) -> int:
        """How many rows, the whole and the lines among them, end with the other side's words."""
        lines = (item.review for item in self.lines)
        rows = (self.whole, *lines, *(item.review for item in self.competencies))
        side = self.submission.is_reviewer
        return sum(1 for row in rows if row.waits_for(is_reviewer=side))

    def row(self, row: str) -> MarkedRowView:
        """Return one row; NotFoundError where this submission has no such row."""
        item = self.item(row)
        return item if isinstance(item, MarkedRowView) else item.review

    def item(self, row: str) -> MarkedRowView | ReviewedLine | ReviewedCompetency:
        """Return what the page draws for a row; NotFoundError where there is none."""
        if row == WHOLE:
            return self.whole
        items: tuple[ReviewedLine | ReviewedCompetency, ...] = (*self.lines, *self.competencies)
        for item in items:
            if item.review.row == row:
                return item
        raise NotFoundError(row)


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """A person assigned, and what they declared."""

    id: str
    name: str
    interest: str
    declared_at: datetime | None


def read_review(session: Session, actor: Actor, submission_id: str) -> ReviewView:
    """Read a review; NotFoundError for a submission of others."""
    submission = get_submission(session, actor, submission_id)
    edition, content = submission.edition, submission.content
    matrix = build_matrix(edition, content, submission.standard, thresholds_of(session))
    claims = read_claims(session, submission, matrix.report)
    threads = _Threads(session, submission)
    changes = _changes(session, submission)
    by_code = {item.competency.code: item for item in changes.competencies} if changes else {}
    taught = _taught(edition, content, claims.measured.proportion)
    competencies = tuple(
        ReviewedCompetency(
            review=threads.row(row.competency.code, row.competency.code, row.competency.code),
            competency=row.competency,
            line_key=row.line_key,
            counts_towards=row.counts_towards,
            is_required=row.is_required,
            taught=taught.get(row.competency.code, ()),
            change=by_code.get(row.competency.code),
        )
        for row in matrix.rows
    )
    return ReviewView(
        submission=submission,
        claims=claims,
        whole=threads.row(WHOLE, "whole", "the whole submission"),
        lines=tuple(
            ReviewedLine(
                review=threads.row(
                    line_row(line.line.key), f"line-{line.line.key}", line.line.short_name
                ),
                report=line,
                reasons=line_reasons(edition, line, is_frozen=True),
                provider_reason=submission.declaration.reasons.get(line.line.key, ""),
            )
            for line in claims.report.lines
        ),
        competencies=competencies,
        progress=_progress(matrix.rows, threads),
        changes=changes,
    )


class _Threads:
    """Findings and comments of a submission and of those before it, by row."""

    def __init__(self, session: Session, submission: SubmissionView) -> None:
        self.findings: dict[str, FindingView] = {}
        self.earlier: dict[str, Finding] = {}
        self._read_findings(session, submission)
        self.comments = read_comments(
            session,
            submission.id,
            submission.pathway_id,
            submission.commissioner_id,
            submission.sent_at,
        )

    def _read_findings(self, session: Session, submission: SubmissionView) -> None:
        wanted = [submission.id] + ([submission.previous.id] if submission.previous else [])
        for row in session.scalars(
            sa.select(FindingRow).where(FindingRow.submission_id.in_(wanted))
        ):
            finding = Finding(row.finding)
            if row.submission_id == submission.id:
                self.findings[row.row] = FindingView(
                    finding, row.reviewer, row.reviewed_on, row.changed_by_name, row.changed_at
                )
            else:
                self.earlier[row.row] = finding

    def row(self, row: str, slug: str, name: str) -> MarkedRowView:
        """Return one row with what stands on it."""
        return MarkedRowView(
            row=row,
            slug=slug,
            name=name,
            finding=self.findings.get(row),
            earlier=self.earlier.get(row),
            comments=tuple(self.comments.get(row, ())),
        )


def _progress(rows: tuple[MatrixRow, ...], threads: _Threads) -> Progress:
    counts = dict.fromkeys(Finding, 0)
    for row in rows:
        found = threads.findings.get(row.competency.code)
        if found is not None:
            counts[found.finding] += 1
    return Progress(len(rows), counts)


def _changes(session: Session, submission: SubmissionView) -> VersionChanges | None:
    """Compare with the version sent before; None where this is the first."""
    if submission.previous is None:
        return None
    plain = session.execute(
        sa.select(Version.content)
        .join(Submission, Submission.version_id == Version.id)
        .where(Submission.id == submission.previous.id)
    ).scalar_one()
    old = PathwayContent.from_plain(plain)
    return compare_versions(submission.edition, old, submission.content, submission.standard)


def _taught(
    edition: Edition, content: PathwayContent, proportion: Proportion
) -> dict[str, tuple[TaughtView, ...]]:
    found: dict[str, list[TaughtView]] = {}
    for code, view in _each_taught(edition, content, proportion):
        found.setdefault(code, []).append(view)
    return {code: tuple(views) for code, views in found.items()}


def _each_taught(
    edition: Edition, content: PathwayContent, proportion: Proportion
) -> Iterator[tuple[str, TaughtView]]:
    for number, module in enumerate(content.modules, start=1):
        behind = proportion.modules[number - 1]
        texts = {outcome.id: outcome.text for outcome in module.outcomes}
        for mapping in module.mappings:
            outcomes = tuple(texts[item] for item in mapping.outcomes if item in texts)
            is_assessed = mapping.treatment is Treatment.ASSESSED
            lacks = behind.lacks(edition.mask([mapping.code]), is_assessed=is_assessed)
            yield (
                mapping.code,
                TaughtView(
                    number,
                    module.title,
                    mapping.treatment,
                    mapping.evidence,
                    outcomes,
                    tell_lacks(lacks),
                ),
            )


def list_reviewers(session: Session, submission: SubmissionView) -> tuple[ReviewerView, ...]:
    """Return who is assigned. Interests are left out for the provider."""
    rows = session.execute(
        sa.select(Person.id, Person.name, Reviewer.interest, Reviewer.declared_at)
        .join(Reviewer, Reviewer.person_id == Person.id)
        .where(Reviewer.submission_id == submission.id)
        .order_by(Reviewer.assigned_at, Person.id)
    )
    return tuple(
        ReviewerView(
            row.id,
            row.name,
            row.interest if submission.is_reviewer else "",
            row.declared_at,
        )
        for row in rows
    )


def list_colleagues(session: Session, submission: SubmissionView) -> tuple[Member, ...]:
    """Return those of the commissioner who may review."""
    return list_members(session, submission.commissioner_id, Action.REVIEW)
