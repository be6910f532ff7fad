"""What was decided on submissions."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Decision(Base):
    """What was decided, in words, by whom. It may end on a day, or be withdrawn in words."""

    __tablename__ = "decision"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    outcome: Mapped[str] = mapped_column(sa.String(20))
    words: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
    ends_on: Mapped[str] = mapped_column(sa.String(10), default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str] = mapped_column(sa.String(120), default="")
    withdrawn_words: Mapped[str] = mapped_column(sa.Text, default="")
