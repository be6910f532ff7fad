"""Editions as plain values, kept in memory, and the official wording where it was loaded."""

from typing import Final, Protocol

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition, build_edition
from pathways.domain.framework.fingerprints import Fingerprint
from pathways.models.framework import CompetencyRow, EditionRow, IndexRow

_KEPT: Final[dict[tuple[str, str], Edition]] = {}
"""Editions in memory, by code and digest of their index."""


def list_editions(session: Session) -> tuple[Edition, ...]:
    """Return every edition that is loaded, the one published last first."""
    rows = session.execute(sa.select(EditionRow.code, EditionRow.digest)).all()
    found = [get_edition(session, row.code, row.digest) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.published, one.code), reverse=True))


def current_edition(session: Session) -> Edition:
    """Return the newest edition, on which anything new begins; NoResultFound where none is loaded.

    What carries an edition of its own is read with that one, see `get_edition`.
    """
    found = list_editions(session)
    if not found:
        raise NoResultFound
    return found[0]


def get_edition(session: Session, code: str, digest: str = "") -> Edition:
    """Return an edition as its newest index gives it; NoResultFound where it was never loaded.

    With the `digest` of an index, return it as that one gave it. A caller that has just read
    the edition's digest gives it, and saves a query.
    """
    if not digest:
        digest = session.execute(
            sa.select(EditionRow.digest).where(EditionRow.code == code)
        ).scalar_one()
    kept = _KEPT.get((code, digest))
    if kept is None:
        kept = _KEPT[code, digest] = _read_index(session, code, digest)
    return kept


class Frozen(Protocol):
    """What was frozen with an index of an edition: a version, or a row read of one."""

    @property
    def edition_code(self) -> str: ...
    @property
    def index_digest(self) -> str: ...


def edition_of(session: Session, frozen: Frozen) -> Edition:
    """Return the edition with the labels that hold for something frozen, whatever came later."""
    return get_edition(session, frozen.edition_code, frozen.index_digest)


def get_prints(session: Session, edition_code: str) -> dict[str, Fingerprint]:
    """Return the fingerprint of every competency, by code in printed order."""
    rows = session.execute(
        sa.select(CompetencyRow.code, CompetencyRow.length, CompetencyRow.sha256)
        .where(CompetencyRow.edition_code == edition_code)
        .order_by(CompetencyRow.position)
    )
    return {row.code: Fingerprint(row.length, row.sha256) for row in rows}


def list_earlier(session: Session, newest: Edition) -> list[Edition]:
    """Return an edition as each other index gave it that it ever had."""
    digests = session.scalars(
        sa.select(IndexRow.digest).where(
            IndexRow.edition_code == newest.code, IndexRow.digest != newest.digest
        )
    )
    return [get_edition(session, newest.code, digest) for digest in digests.all()]


def _read_index(session: Session, code: str, digest: str) -> Edition:
    row = session.execute(
        sa.select(IndexRow.facts, IndexRow.competencies).where(
            IndexRow.edition_code == code, IndexRow.digest == digest
        )
    ).one()
    return build_edition(row.facts, row.competencies, digest)


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
