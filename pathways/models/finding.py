"""What reviewers found: one shared mark a row. Who changed it when stands in the journal."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import Base


class FindingRow(Base):
    """The shared mark on one row: "*" for the whole, "line:KA" for a line, a code otherwise.

    `reviewer` and `reviewed_on` are kept as somebody typed them in a workbook.
    """

    __tablename__ = "finding"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    row: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    finding: Mapped[str] = mapped_column(sa.String(20))
    reviewer: Mapped[str] = mapped_column(sa.String(120), default="")
    reviewed_on: Mapped[str] = mapped_column(sa.String(60), default="")
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(sa.String(120))
