"""Names: under which somebody stands here, and which rows bear them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import FORMER
from pathways.models.account import Person
from pathways.models.base import Base
from pathways.records.journal import JOURNAL

WHOSE: Final = {
    "created_by_name": "created_by",
    "sent_by_name": "sent_by",
    "by_name": "by_id",
    "author_name": "author_id",
    "published_by_name": "published_by",
    "changed_by_name": "changed_by_id",
    "person_name": "person_id",
}
"""Which column says whose name a column holds, where a table has it."""
TYPED: Final = {
    "comment": "reviewer",
    "condition": "owner",
    "finding": "reviewer",
    "observed_session": "observer",
    "remark": "reviewer",
    "shared_finding": "reviewer",
}
"""Columns that hold a name as somebody typed it, or as it was put there for them."""
_SUBJECTS: Final = ("id", "submission_id", "brief_id")
"""Columns by which steps of the journal name what a row belongs to."""


@dataclass(frozen=True, slots=True)
class NameBearer:
    """Somebody with their address and every name they had here.

    `own` are those of the names that nobody else here has or had.
    """

    person_id: str
    email: str
    names: tuple[str, ...]
    own: tuple[str, ...]


def know(session: Session, person_id: str) -> NameBearer:
    """Return under which names somebody stands here."""
    person = session.execute(
        sa.select(Person.name, Person.email).where(Person.id == person_id)
    ).one()
    had = session.scalars(
        sa.select(JOURNAL.c.person_name).where(JOURNAL.c.person_id == person_id).distinct()
    )
    names = sorted({person.name, *had} - {"", FORMER})
    others = set(
        session.scalars(
            sa.union(
                sa.select(Person.name).where(Person.id != person_id, Person.name.in_(names)),
                sa.select(JOURNAL.c.person_name).where(
                    JOURNAL.c.person_id != person_id, JOURNAL.c.person_name.in_(names)
                ),
            )
        )
    )
    own = tuple(name for name in names if name not in others)
    return NameBearer(person_id, person.email, tuple(names), own)


def list_name_columns(table: sa.Table) -> Iterator[str]:
    """Yield the columns of a table that hold a copy of somebody's name.

    The journal's is not among them: a digest covers it, see `former.py`.
    """
    if table is not JOURNAL:
        yield from (column.name for column in table.columns if column.name.endswith("_name"))


def bears_name(table: sa.Table, name: str, known: NameBearer) -> sa.ColumnElement[bool]:
    """Say in which rows of a table a column holds this person's name.

    Where a column says whose it is, that counts. Elsewhere their name has to stand there, and
    nobody else may have had it, unless they took a step on what the row belongs to.
    """
    column = table.c[name]
    subjects = [table.c[one] for one in _SUBJECTS if one in table.c]
    took_part = (
        sa.exists()
        .where(JOURNAL.c.person_id == known.person_id, JOURNAL.c.subject.in_(subjects))
        .correlate(table)
    )
    is_named = sa.and_(column.in_(known.names), sa.or_(column.in_(known.own), took_part))
    whose = WHOSE.get(name, "")
    if whose not in table.c:
        return is_named
    is_said = sa.and_(table.c[whose] == known.person_id, column.not_in(("", FORMER)))
    return sa.or_(is_said, sa.and_(table.c[whose].is_(None), is_named))


def list_name_tables() -> Iterator[tuple[sa.Table, tuple[str, ...]]]:
    """Yield each table that holds copies of names, with their columns; what others need first."""
    for table in Base.metadata.sorted_tables:
        if names := tuple(list_name_columns(table)):
            yield table, names
