"""Everything that is kept about one person, as plain values for that person."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Person
from pathways.models.base import Base

BY_ID: Final = frozenset(
    {"person_id", "author_id", "by_id", "created_by", "published_by", "sent_by"}
    | {"changed_by_id", "invited_by"}
)
"""Columns that name a person by their id."""
BY_ADDRESS: Final = {"mail": "recipient", "invitation": "email", "enquiry": "email"}
"""Columns that name them by their address."""
_SECRET: Final = frozenset(
    {"password", "fs_uniquifier", "tf_totp_secret", "mf_recovery_codes", "tf_used_step"}
    | {"digest", "secret", "proofs", "veil"}
)
"""What proves who somebody is, or that nothing was altered: it is shown to nobody."""
_OF_OTHERS: Final = frozenset(
    {"images", "undo_top", "redo_top", "below", "content", "standard", "answers", "replies"}
    | {"declaration", "attached"}
)
"""What is in such a row and is an organisation's: drafts, versions, standards."""


def read_held(session: Session, person_id: str) -> dict[str, Any]:
    """Return all rows that name a person, by table, without secrets and without others' content."""
    person = session.get_one(Person, person_id)
    held = {
        table.name: rows
        for table in Base.metadata.sorted_tables
        if (rows := list(_rows(session, table, person)))
    }
    return {"account": held.pop("person")[0], **held}


def conditions_of(table: sa.Table, person: Person) -> list[sa.ColumnElement[bool]]:
    """Return what makes a row of a table one of this person's; nothing where no row can be."""
    found = [column == person.id for column in table.columns if column.name in BY_ID]
    if table.name == "person":
        found.append(table.c.id == person.id)
    if address := BY_ADDRESS.get(table.name):
        found.append(sa.func.lower(table.c[address]) == person.email.lower())
    return found


def _rows(session: Session, table: sa.Table, person: Person) -> Iterator[dict[str, Any]]:
    theirs = conditions_of(table, person)
    if not theirs:
        return
    shown = [column for column in table.columns if column.name not in _SECRET | _OF_OTHERS]
    keys = list(table.primary_key.columns)
    for row in session.execute(sa.select(*shown).where(sa.or_(*theirs)).order_by(*keys)).mappings():
        yield _plain(row)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    made = {
        str(key): value.isoformat() if isinstance(value, (date, datetime)) else value
        for key, value in row.items()
    }
    if made.get("holds_secret"):
        made["body"] = "The text holds a link that signs somebody in, and is not shown."
    return made
