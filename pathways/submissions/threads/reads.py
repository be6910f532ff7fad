"""What was said on each row of a submission, and of those before it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Organisation
from pathways.models.comment import Comment
from pathways.models.submission import Submission
from pathways.models.version import Version


@dataclass(frozen=True, slots=True)
class CommentView:
    """Words of one side. `number` is the version that they were written on."""

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


def read_comments(
    session: Session, submission: str, pathway: str, commissioner: str, sent_at: datetime
) -> dict[str, list[CommentView]]:
    """Return what was said on each row of a submission and of those before it, the oldest first."""
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
