"""What stands on each row of a submission: findings, comments of both sides, and our own words.

Two readers, and neither looks where the other does: a provider's page is made from what was
shared alone.
"""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.review.finding import Finding
from pathways.domain.review.privacy import RemarkKind
from pathways.models.account import Organisation
from pathways.models.comment import Comment, Remark
from pathways.models.finding import FindingRow, Opinion, SharedFinding
from pathways.models.submission import Submission
from pathways.models.version import Version


@dataclass(frozen=True, slots=True)
class CommentView:
    """Words of one side that both read. `number` is the version that they were written on."""

    id: str
    author: str
    organisation: str
    is_of_provider: bool
    text: str
    at: datetime
    number: int
    is_earlier: bool
    reviewer: str
    reviewed_on: str
    is_from_workbook: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """The mark that stands on a row."""

    finding: Finding
    reviewer: str
    reviewed_on: str
    by: str
    at: datetime
    is_moderated: bool = False
    carried_from: int | None = None

    @property
    def says(self) -> tuple[Finding, str, str]:
        """What a reader sees of it: two that say the same are the same to them."""
        return self.finding, self.reviewer, self.reviewed_on


@dataclass(frozen=True, slots=True)
class OwnWordsView:
    """Words that only the commissioner reads: a comment to be shared, or an internal note."""

    id: str
    author_id: str
    author: str
    text: str
    at: datetime
    reviewer: str
    reviewed_on: str
    is_from_workbook: bool


@dataclass(frozen=True, slots=True)
class OpinionView:
    """Somebody's second opinion on a row."""

    person_id: str
    person: str
    finding: Finding
    text: str
    at: datetime


@dataclass(slots=True)
class RowWords:
    """What stands on one row. To a provider, all but `finding`, `earlier` and `comments` is empty.

    `shared` is the finding as the provider reads it; `earlier` is the one on the version before.
    """

    finding: FindingView | None = None
    shared: FindingView | None = None
    earlier: Finding | None = None
    comments: list[CommentView] = field(default_factory=list)
    drafts: list[OwnWordsView] = field(default_factory=list)
    notes: list[OwnWordsView] = field(default_factory=list)
    opinions: list[OpinionView] = field(default_factory=list)


class Words:
    """What stands on all rows of a submission, by row."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rows: dict[str, RowWords] = {}

    def row(self, row: str) -> RowWords:
        """Return what stands on one row."""
        return self._rows.setdefault(row, RowWords())

    @property
    def has_unshared(self) -> bool:
        """Whether a finding or a comment has not reached the provider as it stands."""
        return any(
            words.drafts
            or (words.finding and words.finding.says) != (words.shared and words.shared.says)
            for words in self._rows.values()
        )


def read_shared_words(
    session: Session, submission: str, previous: str | None, comments: dict[str, list[CommentView]]
) -> Words:
    """Return what a provider reads. It looks at nothing that was not shared."""
    found = _words(comments)
    for row in session.scalars(
        sa.select(SharedFinding).where(SharedFinding.submission_id.in_(_both(submission, previous)))
    ):
        if row.submission_id == submission:
            found.row(row.row).finding = _shared_view(row)
        else:
            found.row(row.row).earlier = Finding(row.finding)
    return found


def read_own_words(
    session: Session, submission: str, previous: str | None, comments: dict[str, list[CommentView]]
) -> Words:
    """Return what a commissioner reads: its findings, what of them is shared, and its own words."""
    found = _words(comments)
    wanted = _both(submission, previous)
    for row in session.scalars(sa.select(FindingRow).where(FindingRow.submission_id.in_(wanted))):
        words = found.row(row.row)
        if row.submission_id == submission:
            words.finding = FindingView(
                Finding(row.finding),
                row.reviewer,
                row.reviewed_on,
                row.changed_by_name,
                row.changed_at,
                is_moderated=bool(row.is_moderated),
                carried_from=row.carried_from,
            )
        else:
            words.earlier = Finding(row.finding)
    for shared in session.scalars(
        sa.select(SharedFinding).where(SharedFinding.submission_id == submission)
    ):
        found.row(shared.row).shared = _shared_view(shared)
    for remark in session.scalars(
        sa.select(Remark).where(Remark.submission_id == submission).order_by(Remark.at, Remark.id)
    ):
        words = found.row(remark.row)
        kept = words.notes if remark.kind == RemarkKind.NOTE else words.drafts
        kept.append(
            OwnWordsView(
                remark.id,
                remark.author_id,
                remark.author_name,
                remark.text,
                remark.at,
                remark.reviewer,
                remark.reviewed_on,
                remark.is_from_workbook,
            )
        )
    for one in session.scalars(
        sa.select(Opinion)
        .where(Opinion.submission_id == submission)
        .order_by(Opinion.at, Opinion.person_id)
    ):
        found.row(one.row).opinions.append(
            OpinionView(one.person_id, one.person_name, Finding(one.finding), one.text, one.at)
        )
    return found


def _words(comments: dict[str, list[CommentView]]) -> Words:
    found = Words()
    for row, said in comments.items():
        found.row(row).comments = said
    return found


def _both(submission: str, previous: str | None) -> list[str]:
    return [submission] if previous is None else [submission, previous]


def _shared_view(row: SharedFinding) -> FindingView:
    return FindingView(
        Finding(row.finding), row.reviewer, row.reviewed_on, row.shared_by_name, row.found_at
    )


def read_comments(
    session: Session, submission: str, pathway: str, commissioner: str, sent_at: datetime
) -> dict[str, list[CommentView]]:
    """Return what was said on each row of a submission and of those before it, the oldest first.

    Both sides read all of it.
    """
    found: dict[str, list[CommentView]] = {}
    rows = session.execute(
        sa.select(Comment, Organisation.name, Version.number, Submission.organisation_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Version, Version.id == Submission.version_id)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(
            Submission.pathway_id == pathway,
            Submission.commissioner_id == commissioner,
            Submission.sent_at <= sent_at,
        )
        .order_by(Comment.at, Comment.id)
    )
    for comment, organisation, number, provider in rows:
        found.setdefault(comment.row, []).append(
            CommentView(
                id=comment.id,
                author=comment.author_name,
                organisation=organisation,
                is_of_provider=comment.organisation_id == provider,
                text=comment.text,
                at=comment.at,
                number=number,
                is_earlier=comment.submission_id != submission,
                reviewer=comment.reviewer,
                reviewed_on=comment.reviewed_on,
                is_from_workbook=comment.is_from_workbook,
            )
        )
    return found
