"""Who reviews a submission, which part of it, and the interest that they declare."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import Base


class Reviewer(Base):
    """A person assigned to a submission, and the interest that they declare."""

    __tablename__ = "reviewer"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    assigned_at: Mapped[datetime]
    interest: Mapped[str] = mapped_column(sa.Text, default="")
    declared_at: Mapped[datetime | None]


class ReviewerScope(Base):
    """A part of a submission that a person is to read: the row of a line or a module, or a word.

    The words are the domain's `Scope`.
    """

    __tablename__ = "reviewer_scope"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    assigned_at: Mapped[datetime]
