"""Everything that is kept about one person, as plain values for that person."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Person
from pathways.models.base import Base, UtcDateTime
from pathways.records.names import TYPED, NameBearer, bears_name, know, list_name_columns
from pathways.records.tenants import whole

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
    """Return all rows that name a person, by table, without secrets and without others' content.

    Of what bears their name alone it is said where that is, and since when.
    """
    with whole(session, "what names a person stands with every organisation they worked with"):
        person, known = session.get_one(Person, person_id), know(session, person_id)
        held = {
            table.name: rows
            for table in Base.metadata.sorted_tables
            if (
                rows := [
                    *_rows(session, table, person),
                    *_named_rows(session, table, person, known),
                ]
            )
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


def _named_rows(
    session: Session, table: sa.Table, person: Person, known: NameBearer
) -> Iterator[dict[str, Any]]:
    """Yield the rows that bear the name and are not found otherwise: where, and since when."""
    names = [*list_name_columns(table), *filter(None, (TYPED.get(table.name),))]
    if not names:
        return
    keys = list(table.primary_key.columns)
    for name in names:
        others = sa.not_(sa.or_(sa.false(), *conditions_of(table, person)))
        wanted = sa.and_(bears_name(table, name, known), sa.func.coalesce(others, sa.true()))
        moments = [column for column in table.columns if isinstance(column.type, UtcDateTime)]
        shown = dict.fromkeys((*keys, table.c[name], *moments))
        statement = sa.select(*shown).where(wanted).order_by(*keys)
        for row in session.execute(statement).mappings():
            yield _plain(row)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    made = {
        str(key): value.isoformat() if isinstance(value, (date, datetime)) else value
        for key, value in row.items()
    }
    if made.get("holds_secret"):
        made["body"] = "The text holds a link that signs somebody in, and is not shown."
    return made
