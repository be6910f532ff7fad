"""What keeps organisations apart on PostgreSQL: the policies of the private tables."""

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.records.checks.fault import DataFault, forged
from pathways.records.tenants import RULES

_POLICIES: Final = """
SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS is_on,
       string_agg(p.polname, ' ' ORDER BY p.polname) AS policies,
       bool_and(concat(pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))
                LIKE '%pathways.reach%pathways.%') AS is_bound
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relkind = 'r' AND n.nspname = current_schema()
GROUP BY c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
"""
_PASSES: Final = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_NAMES: Final = "adds changes removes sees"
_OPEN_TO_ALL: Final = {"mail", "journal"}
"""Tables into which everybody adds: a policy of theirs names nobody."""


def check_apart(session: Session) -> Iterator[DataFault]:
    """Hold the policies that there are against the tables that need them."""
    if session.get_bind().dialect.name != "postgresql":
        return
    found = {row.name: row for row in session.execute(sa.text(_POLICIES))}
    for table in RULES:
        row = found[table]
        if not row.is_on:
            yield forged(f"Nothing keeps organisations apart in {table}: it is switched off.")
        elif row.policies != _NAMES or not (row.is_bound or table in _OPEN_TO_ALL):
            yield forged(f"What keeps organisations apart in {table} does something else.")


def passes_policies(session: Session) -> bool:
    """Whether the user of the database sees everything, whatever the policies say."""
    is_there = session.get_bind().dialect.name == "postgresql"
    return is_there and bool(session.scalar(sa.text(_PASSES)))
