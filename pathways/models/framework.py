"""The framework as rows: editions, each index they had, and wording where it was loaded."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import Base


class EditionRow(Base):
    """One edition. `digest` is that of the index that holds now, see `IndexRow`."""

    __tablename__ = "edition"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))


class IndexRow(Base):
    """All that readers see of an edition, as one index gave it; only ever added to.

    `facts` are its levels, themes, strands, principles and twins, `competencies` their codes,
    bits, verbs, labels, scope notes and second printings, in printed order. An index kept before
    there were verbs and twins has neither. What is frozen names the index
    that it was frozen with by its digest, so that a later one changes no word of it.
    """

    __tablename__ = "edition_index"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    competencies: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)


class CompetencyRow(Base):
    """One competency of an edition: code, bit, the fingerprint, and the wording if loaded.

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
    length: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    wording: Mapped[str] = mapped_column(sa.Text, default="")
    wording_state: Mapped[str] = mapped_column(sa.String(10), default="")
