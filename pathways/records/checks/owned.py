"""Is what an organisation keeps its own, and of a form that its pages can read?

Their rows are proved in the journal. What holds for each of them whatever was done is held against
it all the same: what was proved when it was wrong already is found here.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.need.brief import Brief, BriefState
from pathways.domain.organisation import OrganisationState
from pathways.domain.plan.plan import Plan
from pathways.domain.policy import Role
from pathways.models.base import Base
from pathways.records.checks.fault import DataFault, forged
from pathways.records.checks.frozen import read_plain
from pathways.records.checks.trail import name_of_table
from pathways.records.proofs import key_of

_TABLES: Final = Base.metadata.tables
_PARTS: Final = (
    ("course_state", "organisation_id", "brief_id", "brief", "organisation_id"),
    ("enquiry", "buyer_id", "brief_id", "brief", "organisation_id"),
    ("enquiry", "organisation_id", "pathway_id", "pathway", "organisation_id"),
    ("enquiry", "pathway_id", "version_id", "version", "pathway_id"),
    ("kept_plan", "organisation_id", "brief_id", "brief", "organisation_id"),
    ("run", "organisation_id", "pathway_id", "pathway", "organisation_id"),
)
"""A table, a column of it, what its rows are part of, where that stands, and the column there that
says the same."""
_WORDS: Final[tuple[tuple[str, str, type[Role | OrganisationState | BriefState]], ...]] = (
    ("brief", "state", BriefState),
    ("invitation", "role", Role),
    ("membership", "role", Role),
    ("organisation", "state", OrganisationState),
)
_READ: Final[tuple[tuple[str, Callable[[Any], Any]], ...]] = (
    ("brief", Brief.from_plain),
    ("kept_plan", lambda content: Plan.from_plain(content["plan"])),
)


def check_owned(session: Session) -> Iterator[DataFault]:
    """Hold rows against what they are part of, and against what they can be."""
    for name, column, part_of, owner, same in _PARTS:
        table, whole = _TABLES[name], _TABLES[owner]
        differs = table.c[column].is_distinct_from(whole.c[same])
        joined = table.join(whole, whole.c.id == table.c[part_of])
        for row in session.execute(sa.select(table).select_from(joined).where(differs)).mappings():
            what = column.removesuffix("_id")
            yield forged(f"{_what(table, row)} is another {what}'s than its {owner}.")
    for name, column, words in _WORDS:
        table = _TABLES[name]
        known = [word.value for word in words]
        odd = sa.select(table).where(table.c[column].not_in(known))
        for row in session.execute(odd).mappings():
            yield forged(f"{_what(table, row)} has a {column} that is none.")
    for name, read in _READ:
        table = _TABLES[name]
        rows = session.execute(sa.select(table).execution_options(yield_per=100))
        for row in rows.mappings():
            if read_plain(read, row["content"]) is None:
                yield forged(f"{_what(table, row)} cannot be read.")


def _what(table: sa.Table, row: Any) -> str:
    return f"The {name_of_table(table.name)} {key_of(table, row)}"
