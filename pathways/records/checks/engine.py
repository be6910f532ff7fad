"""Is the database itself whole? What each engine can say of itself, and what points at nothing."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.base import Base
from pathways.records.checks.fault import DataFault, forged

_SQLITE_GUARDS: Final = (
    "SELECT name, tbl_name AS table_name, sql AS body FROM sqlite_master WHERE type = 'trigger'"
)
_POSTGRESQL_GUARDS: Final = """
SELECT t.tgname AS name, c.relname AS table_name,
       concat_ws(' ', t.tgtype, t.tgenabled, p.proname, p.prosrc) AS body
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND n.nspname = current_schema()
UNION ALL
SELECT p.proname, CASE p.proname WHEN 'before_step' THEN 'journal' ELSE 'decision' END,
       concat_ws(' ', p.provolatile, p.prosrc)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname IN ('before_step', 'approval_is_shown') AND n.nspname = current_schema()
"""
_SWITCHED_OFF: Final = """
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.tgisinternal AND t.tgenabled <> 'O' AND n.nspname = current_schema() ORDER BY 1
"""
_LOOSE: Final = """
SELECT c.conname, r.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE NOT c.convalidated AND n.nspname = current_schema() ORDER BY 1
"""
_INVALID: Final = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT (i.indisvalid AND i.indisready) AND n.nspname = current_schema() ORDER BY 1
"""
_INDEXES: Final = """
SELECT c.oid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND n.nspname = current_schema() ORDER BY 2
"""

_VIEWS_OF_SQLITE: Final = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY 1"
_ODD_INDEXES_OF_SQLITE: Final = """
SELECT m.name FROM sqlite_master m, pragma_index_xinfo(m.name) x
WHERE m.type = 'index' AND (x.desc OR x.coll <> 'BINARY')
UNION SELECT i.name FROM sqlite_master t, pragma_index_list(t.name) i
WHERE t.type = 'table' AND i.partial ORDER BY 1
"""
_ODD_TEXTS_OF_SQLITE: Final = """
SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%collate%' ORDER BY 1
"""
_VIEWS: Final = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm', 'f') AND n.nspname = current_schema()
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1
"""
_ODD_INDEXES: Final = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (i.indpred IS NOT NULL OR i.indoption::text ~ '[^0 ]') AND n.nspname = current_schema()
ORDER BY 1
"""
_ODD_TEXTS: Final = """
SELECT DISTINCT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind = 'r' AND a.attnum > 0 AND a.attcollation <> t.typcollation
AND n.nspname = current_schema() ORDER BY 1
"""
_REWRITTEN: Final = """
SELECT DISTINCT c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 1
"""
_ODD: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "sqlite": (
        ("The view {} is there, and no migration makes it.", _VIEWS_OF_SQLITE),
        ("The index {} does not hold every row, or in another order.", _ODD_INDEXES_OF_SQLITE),
        ("The table {} compares texts in another way.", _ODD_TEXTS_OF_SQLITE),
    ),
    "postgresql": (
        ("The view {} is there, and no migration makes it.", _VIEWS),
        ("The index {} does not hold every row, or in another order.", _ODD_INDEXES),
        ("The table {} compares texts in another way.", _ODD_TEXTS),
        ("What is asked of the table {} is turned into something else by a rule.", _REWRITTEN),
    ),
}
"""What no migration makes and no comparison with the models sees, and how to find it."""

GUARDS: Final[dict[str, dict[str, str]]] = {
    "sqlite": {
        "comment: comment_names_only": "9514e3cc46299ca9",
        "comment: comment_no_delete": "6ddd7efd5cfff9bb",
        "comment: comment_no_update": "a54efc3f09819a9c",
        "edition_index: edition_index_no_delete": "7345899fca4e22c8",
        "edition_index: edition_index_no_update": "d6b380833c1e9290",
        "journal: journal_names_only": "ab63394e0a3df8f2",
        "journal: journal_no_delete": "a8e2185ac33544ff",
        "journal: journal_no_update": "5df0939194085972",
        "version: version_names_only": "608af52d54420252",
        "version: version_no_delete": "aeb309755fccf220",
        "version: version_no_update": "e4abaa5efe31b8f5",
    },
    "postgresql": {
        "comment: comment_append_only": "613c6f4039d3bc18",
        "comment: comment_names_only": "cdcd98bbae39e767",
        "decision: approval_is_shown": "079f909693b265df",
        "edition_index: edition_index_append_only": "633819a5730824c5",
        "journal: before_step": "633b8024238d4442",
        "journal: journal_append_only": "8e7a11192577e4c3",
        "journal: journal_names_only": "c1fb2f351e6f973c",
        "version: version_append_only": "304d1926b999b569",
        "version: version_names_only": "1e889cfd53319a87",
    },
}
"""The triggers by which the database refuses changes, and a digest of what each does."""


def check_whole(session: Session) -> Iterator[DataFault]:
    """Ask the engine whether it can read all that it keeps."""
    if _is_sqlite(session):
        for row in session.execute(sa.text("PRAGMA integrity_check(10)")):
            for line in str(row[0]).splitlines():
                if line != "ok" and not line.startswith("***"):
                    yield forged(f"The database file is damaged: {line.rstrip('.')}.")
        return
    has_check = session.scalar(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'"))
    for row in session.execute(sa.text(_INVALID)):
        yield forged(f"The index {row[0]} is not valid.")
    for oid, _name in session.execute(sa.text(_INDEXES)).all() if has_check else ():
        session.execute(sa.text("SELECT bt_index_check(:index)"), {"index": oid})


def check_readable(session: Session) -> Iterator[DataFault]:
    """Read every table whole, one by one."""
    for table in Base.metadata.sorted_tables:
        try:
            for _row in session.execute(sa.select(table).execution_options(yield_per=500)):
                pass
        except (sa.exc.DBAPIError, TypeError, ValueError) as error:
            session.rollback()
            kind = type(getattr(error, "orig", error)).__name__
            yield forged(f"The table {table.name} cannot be read ({kind}).")


def check_keys(session: Session) -> Iterator[DataFault]:
    """Find rows that point at nothing, and rules between tables that are switched off."""
    if not _is_sqlite(session):
        for row in session.execute(sa.text(_SWITCHED_OFF)):
            yield forged(f"The rules between tables are switched off on {row[0]}.")
        for row in session.execute(sa.text(_LOOSE)):
            yield forged(f"The rule {row[0]} on {row[1]} does not hold for every row.")
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            element = key.elements[0]
            column, target = element.parent, element.column
            there = target.table.alias()
            lost = (
                sa.select(sa.func.count())
                .select_from(table.outerjoin(there, there.c[target.name] == column))
                .where(column.is_not(None), there.c[target.name].is_(None))
            )
            if count := session.scalar(lost):
                rows = "1 row points" if count == 1 else f"{count} rows point"
                where = f"{table.name}.{column.name}"
                yield forged(f"{where}: {rows} at a row of {target.table.name} that is not there.")


def read_guards(session: Session) -> dict[str, str]:
    """Return the triggers that there are, each with a digest of what it does."""
    asked = _SQLITE_GUARDS if _is_sqlite(session) else _POSTGRESQL_GUARDS
    return {
        f"{row.table_name}: {row.name}": _digest(row.table_name, row.body)
        for row in session.execute(sa.text(asked))
    }


def check_guards(session: Session) -> Iterator[DataFault]:
    """Hold the triggers that there are against those that the migrations make."""
    wanted = GUARDS[session.get_bind().dialect.name]
    found = read_guards(session)
    for name in sorted(wanted.keys() | found.keys()):
        table, _, trigger = name.partition(": ")
        if name not in found:
            yield forged(f"What guards {table} is not there: the trigger {trigger}.")
        elif name not in wanted:
            yield forged(f"A trigger {trigger} stands on {table} that no migration makes.")
        elif wanted[name] != found[name]:
            yield forged(f"What guards {table} does something else: the trigger {trigger}.")


def check_shape(session: Session) -> Iterator[DataFault]:
    """Find what would answer in the place of the tables, or hold less of them than it says."""
    for sentence, asked in _ODD[session.get_bind().dialect.name]:
        for name in session.scalars(sa.text(asked)):
            yield forged(sentence.format(name))


def _digest(*parts: Any) -> str:
    plain = " ".join(" ".join(str(part) for part in parts).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
