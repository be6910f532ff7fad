"""What reviewers look at: each row with the provider's words, finding and thread.

A fixed number of statements reads a whole review, whatever its size.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Competency
from pathways.domain.pathway.cautions import Caution
from pathways.domain.pathway.changes import CompetencyChange, VersionChanges, compare_versions
from pathways.domain.pathway.content import Module
from pathways.domain.pathway.matrix import CountsTowards, build_matrix
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.domain.review.places import (
    list_modules,
    list_questions,
    list_subjects,
    places_in,
    slug_of,
    tell_subjects,
)
from pathways.domain.review.progress import Progress
from pathways.domain.review.returning import Sent, list_matching
from pathways.domain.review.submission import WHOLE, line_row
from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.proportion import ModuleProportion
from pathways.domain.rule.questions import (
    NO_ANSWER,
    Answer,
    StandardQuestion,
)
from pathways.domain.rule.reasons import line_reasons
from pathways.records.findings import read_sent
from pathways.records.thresholds import thresholds_of
from pathways.submissions.assigning.reads import ReviewersView, read_reviewers
from pathways.submissions.reads import (
    ClaimsView,
    SubmissionView,
    get_submission,
    read_claims,
)
from pathways.submissions.reviewing.taught import TaughtView, tell_taught
from pathways.submissions.threads.reads import (
    CommentView,
    FindingView,
    OpinionView,
    OwnWordsView,
    Words,
    read_comments,
    read_own_words,
    read_shared_words,
)


@dataclass(frozen=True, slots=True)
class MarkedRowView:
    """A row that can be marked and commented on. `earlier` is the finding on the version before.

    `shared`, `drafts`, `notes` and `opinions` are for the commissioner alone, empty to a provider:
    the finding as the provider reads it, comments to be shared, internal notes, second opinions.
    """

    row: str
    slug: str
    name: str
    finding: FindingView | None
    earlier: Finding | None
    comments: tuple[CommentView, ...]
    shared: FindingView | None = None
    drafts: tuple[OwnWordsView, ...] = ()
    notes: tuple[OwnWordsView, ...] = ()
    opinions: tuple[OpinionView, ...] = ()

    @property
    def mark(self) -> Finding | None:
        """The finding alone."""
        return self.finding.finding if self.finding else None

    @property
    def is_ahead(self) -> bool:
        """Whether the finding is not as the provider reads it."""
        says = self.finding.says if self.finding else None
        return says != (self.shared.says if self.shared else None)

    @property
    def is_shared(self) -> bool:
        """Whether the provider reads all of it as it stands, or there is nothing to be read."""
        return not self.drafts and not self.is_ahead

    @property
    def has_doubt(self) -> bool:
        """Whether a second opinion differs from the finding, and nobody has weighed it yet."""
        is_settled = self.finding is not None and self.finding.is_moderated
        return not is_settled and any(one.finding is not self.mark for one in self.opinions)

    def waits_for(self, *, is_reviewer: bool) -> bool:
        """Whether the last words on the row are the other side's."""
        return bool(self.comments) and self.comments[-1].is_of_provider is is_reviewer


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
class ReviewedModule:
    """A module as a reviewer sees it. `is_changed`: not as in the version before."""

    review: MarkedRowView
    number: int
    module: Module
    is_changed: bool
    behind: ModuleProportion
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class ReviewedSubject:
    """A subject of assurance, or a principle, with what the provider says of it."""

    review: MarkedRowView
    label: str
    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ReviewedQuestion:
    """A question of the standard with the provider's answer."""

    review: MarkedRowView
    question: StandardQuestion
    answer: Answer
    is_changed: bool


ReviewedItem = (
    ReviewedLine | ReviewedCompetency | ReviewedModule | ReviewedSubject | ReviewedQuestion
)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A whole review."""

    submission: SubmissionView
    claims: ClaimsView
    whole: MarkedRowView
    lines: tuple[ReviewedLine, ...]
    competencies: tuple[ReviewedCompetency, ...]
    modules: tuple[ReviewedModule, ...]
    subjects: tuple[ReviewedSubject, ...]
    questions: tuple[ReviewedQuestion, ...]
    progress: Progress
    changes: VersionChanges | None
    has_unshared: bool
    panel: ReviewersView

    @property
    def unshared(self) -> tuple[int, int]:
        """How many findings and comments the provider does not read as they stand."""
        rows = (self.whole, *(item.review for item in self.items))
        return sum(1 for row in rows if row.is_ahead), sum(len(row.drafts) for row in rows)

    @property
    def items(self) -> tuple[ReviewedItem, ...]:
        """All rows but the whole, in the order of the workbook."""
        return (
            *self.lines,
            *self.competencies,
            *self.modules,
            *self.subjects,
            *self.questions,
        )

    @property
    def waiting(self) -> int:
        """How many rows end with the other side's words."""
        rows = (self.whole, *(item.review for item in self.items))
        side = self.submission.is_reviewer
        return sum(1 for row in rows if row.waits_for(is_reviewer=side))

    def row(self, row: str) -> MarkedRowView:
        """Return one row; NotFoundError where this submission has no such row."""
        item = self.item(row)
        return item if isinstance(item, MarkedRowView) else item.review

    def item(self, row: str) -> MarkedRowView | ReviewedItem:
        """Return what the page draws for a row; NotFoundError where there is none."""
        if row == WHOLE:
            return self.whole
        for item in self.items:
            if item.review.row == row:
                return item
        raise NotFoundError(row)


def read_review(session: Session, actor: Actor, submission_id: str) -> ReviewView:
    """Read a review; NotFoundError for a submission of others.

    To a provider it holds what was shared, and nothing else.
    """
    submission = get_submission(session, actor, submission_id)
    edition, content, standard = submission.edition, submission.content, submission.standard
    matrix = build_matrix(edition, content, standard, thresholds_of(session))
    claims = read_claims(session, submission, matrix.report)
    words = _words(session, submission)
    before = read_sent(session, submission.previous.id) if submission.previous else None
    changes = None
    same: frozenset[str] | None = None
    if before is not None:
        changes = compare_versions(edition, before.content, content, standard)
        same = list_matching(edition, before, Sent(content, standard, submission.answers))
    by_code = {item.competency.code: item for item in changes.competencies} if changes else {}
    taught = tell_taught(edition, content, claims.measured.proportion)

    def marked(row: str, name: str) -> MarkedRowView:
        found = words.row(row)
        return MarkedRowView(
            row=row,
            slug=slug_of(row),
            name=name,
            finding=found.finding,
            earlier=found.earlier,
            comments=tuple(found.comments),
            shared=found.shared,
            drafts=tuple(found.drafts),
            notes=tuple(found.notes),
            opinions=tuple(found.opinions),
        )

    def is_changed(row: str) -> bool:
        return same is not None and row not in same

    competencies = tuple(
        ReviewedCompetency(
            review=marked(row.competency.code, row.competency.code),
            competency=row.competency,
            line_key=row.line_key,
            counts_towards=row.counts_towards,
            is_required=row.is_required,
            taught=taught.get(row.competency.code, ()),
            change=by_code.get(row.competency.code),
        )
        for row in matrix.rows
    )
    texts = tell_subjects(edition, content)
    return ReviewView(
        submission=submission,
        claims=claims,
        whole=marked(WHOLE, "the whole submission"),
        lines=tuple(
            ReviewedLine(
                review=marked(line_row(line.line.key), line.line.short_name),
                report=line,
                reasons=line_reasons(edition, line, is_frozen=True),
                provider_reason=submission.declaration.reasons.get(line.line.key, ""),
            )
            for line in claims.report.lines
        ),
        competencies=competencies,
        modules=tuple(
            ReviewedModule(
                marked(place.row, place.words),
                number,
                module,
                is_changed(place.row),
                claims.measured.proportion.modules[number - 1],
                tuple(one for one in claims.measured.cautions if one.module == number),
            )
            for number, (place, module) in enumerate(
                zip(list_modules(content), content.modules, strict=True), start=1
            )
        ),
        subjects=tuple(
            ReviewedSubject(
                marked(place.row, place.label), place.label, texts[place.row], is_changed(place.row)
            )
            for place in list_subjects(edition)
        ),
        questions=tuple(
            ReviewedQuestion(
                marked(place.row, place.words),
                question,
                submission.answers.get(question.id, NO_ANSWER),
                is_changed(place.row),
            )
            for place, question in zip(list_questions(standard), standard.questions, strict=True)
        ),
        progress=Progress.of(
            [row.competency.code for row in competencies if row.taught],
            {row.review.row: row.review.mark for row in competencies if row.review.mark},
        ),
        changes=changes,
        has_unshared=submission.is_reviewer and words.has_unshared,
        panel=read_reviewers(session, submission, places_in(edition, matrix, standard)),
    )


def _words(session: Session, submission: SubmissionView) -> Words:
    comments = read_comments(
        session,
        submission.id,
        submission.pathway_id,
        submission.commissioner_id,
        submission.sent_at,
    )
    previous = submission.previous.id if submission.previous else None
    read = read_own_words if submission.is_reviewer else read_shared_words
    return read(session, submission.id, previous, comments)
