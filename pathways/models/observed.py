"""What was seen of a course: sessions that a commissioner observed, and results afterwards."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class ObservedSession(Base):
    """A session that a reviewer saw, in words, and what of their criteria was met.

    `criteria` is a list of pairs, the words of each and the value of a `Finding` or nothing.
    The provider reads it once it has `shared_at`. `module_row` is the row of a module, or empty.
    """

    __tablename__ = "observed_session"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    held_on: Mapped[str] = mapped_column(sa.String(10))
    observer: Mapped[str] = mapped_column(sa.String(120))
    module_row: Mapped[str] = mapped_column(sa.String(20), default="")
    seen: Mapped[str] = mapped_column(sa.Text)
    criteria: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
    shared_at: Mapped[datetime | None]


class Result(Base):
    """What came of an approved version, as its provider reports it to the commissioner."""

    __tablename__ = "result"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    from_on: Mapped[str] = mapped_column(sa.String(10), default="")
    to_on: Mapped[str] = mapped_column(sa.String(10), default="")
    learners: Mapped[int | None]
    words: Mapped[str] = mapped_column(sa.Text)
    next_review_on: Mapped[str] = mapped_column(sa.String(10), default="")
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
