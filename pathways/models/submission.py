"""What was sent to whom, what reviewers found, and what was decided.

Versions, comments and the journal are only ever added to. A finding is one
shared mark per row; who changed it when stands in the journal.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Version(Base):
    """A frozen content of a pathway. `digest` is that of the content, see `PathwayContent`."""

    __tablename__ = "version"
    __table_args__ = (sa.UniqueConstraint("pathway_id", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ID)
    created_by_name: Mapped[str] = mapped_column(sa.String(120))


class CommissionerStandard(Base):
    """One version of a commissioner's own standard; a change of it is a new row.

    `family` joins the versions of one standard. `rules` is the JSON of the
    domain's `Standard`. `state` is "active" or "retired".
    """

    __tablename__ = "commissioner_standard"
    __table_args__ = (sa.UniqueConstraint("family", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    family: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(120))
    rules: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default="active")
    created_at: Mapped[datetime]


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


class Comment(Base):
    """Words of a reviewer or of the provider on a row. Never changed, never removed."""

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


class Reviewer(Base):
    """A person assigned to a submission, and the interest that they declare."""

    __tablename__ = "reviewer"

    submission_id: Mapped[str] = mapped_column(sa.ForeignKey("submission.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    assigned_at: Mapped[datetime]
    interest: Mapped[str] = mapped_column(sa.Text, default="")
    declared_at: Mapped[datetime | None]


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
