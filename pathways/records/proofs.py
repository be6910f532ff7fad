"""Proofs: digests of rows that people rely on, kept with the step of the journal that wrote them.

What a transaction wrote is noted as it is sent to the database, and proved when the journal is
written, at its end. A proof is a pair, the digest of the row as it was found and as it was left,
so that a change that went past the journal is seen even where a step came after it.
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import LoaderCallableStatus, Session

from pathways.domain.chain import digest_of, digest_row
from pathways.models.base import Base

PROVED: Final = (
    "brief",
    "comment",
    "commissioner_standard",
    "condition",
    "decision",
    "edition",
    "edition_index",
    "finding",
    "kept_plan",
    "membership",
    "observed_session",
    "opinion",
    "organisation",
    "person",
    "publication",
    "remark",
    "result",
    "reviewer",
    "run",
    "shared_finding",
    "submission",
    "version",
)
"""The tables whose rows are proved. They are written as objects, never by statements, and by one
writer at a time: whoever changes a row has locked it, or what it belongs to, before reading it."""

_HELD: Final = {"person": ("id", "active", "is_administrator")}
"""Where only some columns are proved. The others of a person are written by statements, as they
sign in, and what somebody may do does not hang on them."""

RowProof = tuple[str | None, str | None]
"""The digest of a row before and after, None where it was not there."""

_TOUCHED: Final = "rows touched, as they were found"


def digest_kept(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Return the digest of a row of a table; names are left out, they are compared by themselves.

    A name can be erased while what was said stays.
    """
    return digest_row({name: row[name] for name in _list_columns(table)})


def _list_columns(table: sa.Table) -> tuple[str, ...]:
    every = (c.name for c in table.columns if not c.name.endswith("_name"))
    return _HELD.get(table.name) or tuple(every)


def key_of(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Return the key of a row as one text."""
    return "/".join(str(row[column.name]) for column in table.primary_key)


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    for one in (*session.new, *session.dirty, *session.deleted):
        name = getattr(one, "__tablename__", "")
        if name not in PROVED:
            continue
        touched = session.info.setdefault(_TOUCHED, {})
        table, state = Base.metadata.tables[name], sa.inspect(one)
        values = {column: getattr(one, column) for column in _list_columns(table)}
        key = (name, key_of(table, values))
        if key not in touched:
            was = None if one in session.new else _digest_found(table, values, state)
            touched[key] = (was, None)
        now_there = None if one in session.deleted else one
        touched[key] = (touched[key][0], now_there)


def _digest_found(table: sa.Table, values: dict[str, Any], state: Any) -> str:
    """Return the digest of a row as it was read; empty where a part of it was never read."""
    found = values | {key: state.committed_state.get(key, values[key]) for key in values}
    is_whole = not any(isinstance(value, LoaderCallableStatus) for value in found.values())
    return digest_kept(table, found) if is_whole else ""


def take_proofs(session: Session) -> dict[str, dict[str, RowProof]]:
    """Return the proofs of all rows that this transaction wrote, by table and key; forget them."""
    found: dict[str, dict[str, RowProof]] = {}
    for (name, key), (was, one) in sorted(
        session.info.pop(_TOUCHED, {}).items(), key=lambda item: item[0]
    ):
        table = Base.metadata.tables[name]
        row = None if one is None else {each: getattr(one, each) for each in _list_columns(table)}
        left = None if row is None else digest_kept(table, row)
        if was != left:
            found.setdefault(name, {})[key] = (was, left)
    return found


def forget_touched(session: Session) -> None:
    """Forget what a transaction wrote that was not kept."""
    session.info.pop(_TOUCHED, None)


def digest_competencies(session: Session, edition_code: str) -> str:
    """Return the digest of the competencies of an edition, without the wording that was loaded."""
    table = Base.metadata.tables["competency"]
    columns = [c for c in table.columns if not c.name.startswith("wording")]
    found = session.execute(
        sa.select(*columns).where(table.c.edition_code == edition_code).order_by(table.c.code)
    )
    return digest_of([list(row) for row in found])
