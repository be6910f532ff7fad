"""Versions sent to commissioners, and where each of them stands."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Submission(Base):
    """A version sent to one commissioner under one standard, which is kept with it.

    `state` is one of the domain's `SubmissionState`. `declaration` holds the
    provider's words, the person who declares, and a reason for each line that
    is not covered. `revision` grows with every step.
    """

    __tablename__ = "submission"
    __table_args__ = (
        sa.Index("ix_submission_commissioner_id_state", "commissioner_id", "state"),
        sa.Index("ix_submission_organisation_id", "organisation_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("version.id"), index=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    commissioner_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    standard: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    declaration: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous_id: Mapped[str | None] = mapped_column(sa.ForeignKey("submission.id"))
    state: Mapped[str] = mapped_column(sa.String(20))
    is_met: Mapped[bool]
    headline: Mapped[str] = mapped_column(sa.String(300))
    revision: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(ID)
    sent_by_name: Mapped[str] = mapped_column(sa.String(120))
    changed_at: Mapped[datetime]
