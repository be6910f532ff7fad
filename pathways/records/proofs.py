"""Proofs: digests of rows that people rely on, kept with the step of the journal that wrote them.

What a transaction wrote is noted as it is sent to the database, and proved when the journal is
written, at its end. A proof is a pair, the digest of the row as it was found and as it was left,
so that a change that went past the journal is seen even where a step came after it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import LoaderCallableStatus, Session

from pathways.domain.chain import digest_of, digest_row
from pathways.models.base import Base

PROVED: Final = (
    "access_token",
    "brief",
    "comment",
    "commissioner_standard",
    "condition",
    "course_state",
    "decision",
    "edition",
    "edition_index",
    "enquiry",
    "finding",
    "identity",
    "invitation",
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
"""The tables whose rows are proved. They are written as objects, or by a statement whose rows are
noted, see `note_row`; and by one writer at a time: whoever changes a row has locked it, or what it
belongs to, before reading it."""

_LEFT_OUT: Final = {
    "access_token": frozenset({"last_used_at"}),
    "person": frozenset({"created_at", "preferences", "signed_in_at", "tf_used_step"}),
}
"""Columns that no proof covers. They are written by statements, as people sign in and programs ask,
and what somebody may do does not hang on them."""
_KEYS: Final = {"identity": ("person_id", "issuer")}
"""What names a row in the journal, where its key names the person elsewhere: that would stay there
once the person is erased."""

RowProof = tuple[str | None, str | None]
"""The digest of a row before and after, None where it was not there."""

_TOUCHED: Final = "rows touched, as they were found"


def digest_kept(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Return the digest of a row of a table; names are left out, they are compared by themselves.

    A name can be erased while what was said stays.
    """
    return digest_row({name: row[name] for name in _list_columns(table)})


def _list_columns(table: sa.Table) -> tuple[str, ...]:
    left_out = _LEFT_OUT.get(table.name, frozenset())
    every = (column.name for column in table.columns)
    return tuple(name for name in every if not name.endswith("_name") and name not in left_out)


def key_of(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Return the key of a row as one text."""
    names = _KEYS.get(table.name) or table.primary_key.columns.keys()
    return "/".join(str(row[name]) for name in names)


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


def note_row(
    session: Session,
    table: sa.Table,
    was: Mapping[Any, Any] | None,
    left: Mapping[Any, Any] | None,
) -> None:
    """Note a row that a statement wrote, as it found and as it left it; None where none was there.

    The statement itself must tell both, so that nobody can have come between.
    """
    touched = session.info.setdefault(_TOUCHED, {})
    key = (table.name, key_of(table, left or was or {}))
    first, last = (None if row is None else digest_kept(table, row) for row in (was, left))
    touched[key] = (touched[key][0] if key in touched else first, last)


def take_away(
    session: Session, table: sa.Table, *where: sa.ColumnElement[bool]
) -> Sequence[Mapping[Any, Any]]:
    """Take rows of a proved table away by one statement; return them as they were."""
    gone = session.execute(sa.delete(table).where(*where).returning(*table.columns))
    rows = gone.mappings().all()
    for row in rows:
        note_row(session, table, row, None)
    return rows


def end_rows(
    session: Session, table: sa.Table, at: datetime, *where: sa.ColumnElement[bool]
) -> int:
    """End those rows of a proved table that have not ended; return how many."""
    ended = session.execute(
        sa.update(table)
        .where(table.c.ended_at.is_(None), *where)
        .values(ended_at=at)
        .returning(*table.columns)
    )
    rows = ended.mappings().all()
    for row in rows:
        note_row(session, table, {**row, "ended_at": None}, row)
    return len(rows)


def take_proofs(session: Session) -> dict[str, dict[str, RowProof]]:
    """Return the proofs of all rows that this transaction wrote, by table and key; forget them."""
    found: dict[str, dict[str, RowProof]] = {}
    for (name, key), (was, one) in sorted(
        session.info.pop(_TOUCHED, {}).items(), key=lambda item: item[0]
    ):
        # What a statement left is a digest already.
        left = one if one is None or isinstance(one, str) else _digest_left(name, one)
        if was != left:
            found.setdefault(name, {})[key] = (was, left)
    return found


def _digest_left(name: str, one: object) -> str:
    table = Base.metadata.tables[name]
    return digest_kept(table, {each: getattr(one, each) for each in _list_columns(table)})


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
