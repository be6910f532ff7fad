"""What was done: one append-only row serves the trail and undo."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Journal(Base):
    """One step, by whom, on what.

    Steps on a pathway carry its `revision` after the step and `images`: the
    rows touched, before and after, from which the step can be undone. Undo and
    redo keep two chains per person and pathway without changing old rows:
    `undo_top` and `redo_top` are the revisions that undo and redo would reverse
    after this step, `below` the one that stood on the same chain before it.

    `digest` covers the row and the digest of the row before it, see `domain/chain.py`. `veil` lets
    a name or a summary be taken out and the digest still be right. `proofs` are the digests of
    rows elsewhere that the step wrote, by table and key, see `records/proofs.py`.
    """

    __tablename__ = "journal"
    __table_args__ = (
        sa.Index("ix_journal_subject", "subject", "revision"),
        sa.Index("ix_journal_subject_person", "subject", "person_id", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(ID)
    person_name: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation_id: Mapped[str | None] = mapped_column(ID, index=True)
    action: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str | None] = mapped_column(ID)
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    revision: Mapped[int | None]
    images: Mapped[list[Any] | None] = mapped_column(sa.JSON)
    undo_top: Mapped[int | None]
    redo_top: Mapped[int | None]
    below: Mapped[int | None]
    # Without rules against NULL: SQLite adds no other columns to a table that is there.
    veil: Mapped[str | None] = mapped_column(sa.String(140))
    proofs: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
