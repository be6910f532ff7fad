"""What is said on a row: between both sides, which is only added to, and among reviewers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Comment(Base):
    """Words on a row that both sides read. Never changed, never removed."""

    __tablename__ = "comment"
    __table_args__ = (sa.Index("ix_comment_submission_id_row", "submission_id", "row"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"))
    row: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[str] = mapped_column(ID)
    author_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    reviewer: Mapped[str] = mapped_column(sa.String(120), default="")
    reviewed_on: Mapped[str] = mapped_column(sa.String(60), default="")
    is_from_workbook: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Remark(Base):
    """Words of a commissioner that the provider does not read.

    `kind` is the domain's `RemarkKind`. Sharing a comment moves it into `comment`; an
    internal note is never moved.
    """

    __tablename__ = "remark"
    __table_args__ = (sa.Index("ix_remark_submission_id_row", "submission_id", "row"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"))
    row: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[str] = mapped_column(ID)
    author_name: Mapped[str] = mapped_column(sa.String(120))
    reviewer: Mapped[str] = mapped_column(sa.String(120), default="")
    reviewed_on: Mapped[str] = mapped_column(sa.String(60), default="")
    is_from_workbook: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
