"""What was decided on submissions, and under which conditions."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Decision(Base):
    """What was decided, in words, by whom. It may end on a day, or be withdrawn in words.

    `due_on` is the day by which changes are asked for; days are written as ISO dates.
    """

    __tablename__ = "decision"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    outcome: Mapped[str] = mapped_column(sa.String(20))
    words: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
    ends_on: Mapped[str] = mapped_column(sa.String(10), default="")
    due_on: Mapped[str | None] = mapped_column(sa.String(10))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    withdrawn_words: Mapped[str] = mapped_column(sa.Text, default="")


class Condition(Base):
    """Something that an approval asks for: by whom, until when, and what became of it.

    The provider says that it is done; it is done once the commissioner agrees.
    """

    __tablename__ = "condition"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    decision_id: Mapped[str] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text)
    owner: Mapped[str] = mapped_column(sa.String(120), default="")
    due_on: Mapped[str] = mapped_column(sa.String(10), default="")
    said_at: Mapped[datetime | None]
    said_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    said_words: Mapped[str] = mapped_column(sa.Text, default="")
    done_at: Mapped[datetime | None]
    done_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
