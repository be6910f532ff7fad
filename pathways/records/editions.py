"""Editions as plain values, kept in memory, and the official wording where it was loaded."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition, build_edition
from pathways.models.framework import CompetencyRow, EditionRow

CURRENT_EDITION: Final = "wm-tif-2024"
"""The edition that new pathways are built on."""


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


def print_wording(
    session: Session, code: str, *, is_wanted: bool = True
) -> tuple[dict[str, str], frozenset[str]]:
    """Return the wording as workbooks print it: texts by code, and which are unverified."""
    found = get_wording(session, code) if is_wanted else {}
    texts = {key: text for key, (text, _state) in found.items()}
    return texts, frozenset(key for key, (_text, state) in found.items() if state == "unverified")
