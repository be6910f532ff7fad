"""What stands on the rows of a submission: findings, and what reviewers have said there."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import NOTHING, Standing, instant
from pathways.models.comment import Comment
from pathways.models.finding import FindingRow
from pathways.models.submission import Submission


def read_standing(session: Session, submission: Submission) -> dict[str, Standing]:
    """Return what stands on each row, with what reviewers have said there.

    The provider's words are none of theirs: who says the same as they did has said it too.
    """
    comments: dict[str, set[str]] = {}
    earlier: dict[str, set[str]] = {}
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
            date=item.reviewed_on or item.changed_at.date().isoformat(),
            at=instant(item.changed_at),
        )
    return found
