"""The framework as rows: editions, their parts, and the official wording where it was loaded."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from pathways.domain.edition import Edition, build_edition
from pathways.models.base import Base

CURRENT_EDITION: Final = "wm-tif-2024"
"""The edition that new pathways are built on."""


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


_KEPT: Final[dict[tuple[str, str], Edition]] = {}
"""Editions in memory, by code and digest of their index."""


def get_edition(session: Session, code: str = CURRENT_EDITION, digest: str = "") -> Edition:
    """Return an edition as a plain value; NoResultFound where it was never loaded.

    A caller that has just read the edition's `digest` gives it, and saves a query.
    """
    if not digest:
        digest = session.execute(
            sa.select(EditionRow.digest).where(EditionRow.code == code)
        ).scalar_one()
    kept = _KEPT.get((code, digest))
    if kept is None:
        kept = _KEPT[code, digest] = _read_edition(session, code)
    return kept


def _read_edition(session: Session, code: str) -> Edition:
    facts = session.execute(sa.select(EditionRow.facts).where(EditionRow.code == code)).scalar_one()
    rows = session.execute(
        sa.select(
            CompetencyRow.code,
            CompetencyRow.bit,
            CompetencyRow.label,
            CompetencyRow.scope_note,
            CompetencyRow.printed_again,
        )
        .where(CompetencyRow.edition_code == code)
        .order_by(CompetencyRow.position)
    ).mappings()
    return build_edition(facts, ({key: str(row[key]) for key in row} for row in rows))


def get_wording(session: Session, code: str) -> dict[str, tuple[str, str]]:
    """Return the official wording that was loaded, as code -> (wording, state)."""
    rows = session.execute(
        sa.select(CompetencyRow.code, CompetencyRow.wording, CompetencyRow.wording_state).where(
            CompetencyRow.edition_code == code, CompetencyRow.wording != ""
        )
    )
    return {row.code: (row.wording, row.wording_state) for row in rows}


def has_wording(session: Session, edition: str) -> bool:
    """Whether any official wording of an edition is loaded."""
    found = sa.exists().where(CompetencyRow.edition_code == edition, CompetencyRow.wording != "")
    return bool(session.execute(sa.select(found)).scalar_one())
