"""What stands on the rows of a submission: findings, and what reviewers have said there."""

from dataclasses import replace
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import day_of
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.finding import Finding
from pathways.domain.review.privacy import RemarkKind
from pathways.domain.review.returning import NOTHING, Sent, Standing, instant, join_comments
from pathways.domain.rule.questions import answers_from_plain
from pathways.domain.rule.standards import standard_from_plain
from pathways.models.comment import Comment, Remark
from pathways.models.finding import FindingRow
from pathways.models.submission import Submission
from pathways.models.version import Version


def read_standing(session: Session, submission: Submission) -> dict[str, Standing]:
    """Return what stands on each row for the commissioner, with what reviewers have said there.

    Comments that are not shared yet are among them, internal notes are not. The provider's words
    are none of theirs: who says the same as they did has said it too.
    """
    comments: dict[str, set[str]] = {}
    earlier: dict[str, set[str]] = {}
    drafts: dict[str, list[str]] = {}
    for row, text, of in session.execute(
        sa.select(Comment.row, Comment.text, Comment.submission_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Submission.pathway_id == submission.pathway_id,
            Submission.commissioner_id == submission.commissioner_id,
            Comment.organisation_id == submission.commissioner_id,
        )
    ):
        where = comments if of == submission.id else earlier
        where.setdefault(row, set()).add(text)
    for row, text in session.execute(
        sa.select(Remark.row, Remark.text)
        .where(Remark.submission_id == submission.id, Remark.kind == RemarkKind.COMMENT)
        .order_by(Remark.at, Remark.id)
    ):
        drafts.setdefault(row, []).append(text)
    for row, texts in drafts.items():
        # A workbook shows all of a row in one cell.
        comments.setdefault(row, set()).update((*texts, join_comments(texts)))
    found = {
        row: Standing(
            comments=frozenset(comments.get(row, ())), earlier=frozenset(earlier.get(row, ()))
        )
        for row in comments.keys() | earlier.keys()
    }
    for item in session.scalars(
        sa.select(FindingRow).where(FindingRow.submission_id == submission.id)
    ):
        found[item.row] = replace(
            found.get(item.row, NOTHING),
            finding=Finding(item.finding),
            reviewer=item.reviewer,
            # As the workbook prints it.
            date=item.reviewed_on or day_of(item.changed_at).isoformat(),
            date_of_before=item.reviewed_on or item.changed_at.astimezone(UTC).date().isoformat(),
            at=instant(item.changed_at),
        )
    return found


def read_sent(session: Session, submission_id: str) -> Sent:
    """Return what was sent: content, standard and answers."""
    row = session.execute(
        sa.select(Version.content, Submission.standard, Submission.answers)
        .join(Submission, Submission.version_id == Version.id)
        .where(Submission.id == submission_id)
    ).one()
    return Sent(
        PathwayContent.from_plain(row.content),
        standard_from_plain(row.standard),
        answers_from_plain(row.answers),
    )


def list_carryable(
    session: Session, submission_id: str, previous: str, matching: frozenset[str]
) -> list[FindingRow]:
    """Return the findings of the version before that hold for this one too, and are not there."""
    there = set(
        session.scalars(sa.select(FindingRow.row).where(FindingRow.submission_id == submission_id))
    )
    rows = session.scalars(
        sa.select(FindingRow).where(FindingRow.submission_id == previous).order_by(FindingRow.row)
    )
    return [row for row in rows if row.row in matching and row.row not in there]
