"""The framework as rows: editions, their parts, and the official wording where it was loaded."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import Base


class EditionRow(Base):
    """One edition. `facts` holds its levels, themes, strands and principles as loaded.

    `digest` is that of the index it was loaded from, so that each process knows
    when the edition that it keeps in memory is stale.
    """

    __tablename__ = "edition"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class CompetencyRow(Base):
    """One competency: code, bit, our label, the fingerprint, and the wording if loaded.

    `wording_state` is empty, "verified" (found by its fingerprint) or "unverified"
    (pasted by hand).
    """

    __tablename__ = "competency"
    __table_args__ = (sa.UniqueConstraint("edition_code", "bit"),)

    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    identifier: Mapped[str] = mapped_column(sa.String(36), unique=True)
    position: Mapped[int]
    bit: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(200))
    scope_note: Mapped[str] = mapped_column(sa.String(300))
    length: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    printed_again: Mapped[str] = mapped_column(sa.String(200))
    wording: Mapped[str] = mapped_column(sa.Text, default="")
    wording_state: Mapped[str] = mapped_column(sa.String(10), default="")
