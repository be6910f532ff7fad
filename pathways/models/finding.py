"""What reviewers found: one mark a row, and what of it the provider sees.

Who changed a mark when stands in the journal. A row is named as in the domain's `places`.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class FindingRow(Base):
    """The commissioner's own mark on one row. The provider never reads this table.

    `reviewer` and `reviewed_on` are kept as somebody typed them in a workbook. `is_moderated`:
    set while second opinions stood beside it. `carried_from` is the number of the version on
    which it was found, where it was carried over from there.
    """

    __tablename__ = "finding"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    row: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    finding: Mapped[str] = mapped_column(sa.String(20))
    reviewer: Mapped[str] = mapped_column(sa.String(120), default="")
    reviewed_on: Mapped[str] = mapped_column(sa.String(60), default="")
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(sa.String(120))
    changed_by_id: Mapped[str | None] = mapped_column(ID)
    is_moderated: Mapped[bool | None]
    carried_from: Mapped[int | None]


class SharedFinding(Base):
    """The mark on one row as the provider reads it, since the commissioner shared it last."""

    __tablename__ = "shared_finding"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    row: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    finding: Mapped[str] = mapped_column(sa.String(20))
    reviewer: Mapped[str] = mapped_column(sa.String(120), default="")
    reviewed_on: Mapped[str] = mapped_column(sa.String(60), default="")
    found_at: Mapped[datetime]
    shared_at: Mapped[datetime]
    shared_by_name: Mapped[str] = mapped_column(sa.String(120))


class Opinion(Base):
    """A second opinion on a row: one a person. It never leaves the commissioner."""

    __tablename__ = "opinion"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    row: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    finding: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    person_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
