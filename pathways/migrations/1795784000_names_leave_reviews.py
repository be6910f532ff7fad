"""Names leave reviews

A name can be taken out of the images of a review's step and out of the reviewer of a comment, and
nobody takes a step whose account was erased while they were at it.

Revision ID: 1795784000
Revises: 1795782000
Create Date: 2026-11-27 18:10:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from pathways.domain.chain import FORMER

# revision identifiers, used by Alembic.
revision: str = "1795784000"
down_revision: str | Sequence[str] | None = "1795782000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WORDS = {
    "journal": "The journal is only ever added to",
    "comment": "A comment is never changed",
}
_AFTER = {
    "journal": ("person_name", "summary", "images", "veil"),
    "comment": ("author_name", "reviewer"),
}
_BEFORE = {"journal": ("person_name", "summary", "veil"), "comment": ("author_name",)}


def upgrade() -> None:
    """Let those go, too."""
    _guard(_AFTER)
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        "CREATE FUNCTION before_step(doer varchar, OUT digest varchar, OUT is_erased boolean) "
        "LANGUAGE plpgsql VOLATILE AS $$ "
        # Each statement of such a function sees what was kept before it began.
        "BEGIN PERFORM pg_advisory_xact_lock(1795781000); "
        "digest := (SELECT journal.digest FROM journal ORDER BY id DESC LIMIT 1); "
        "is_erased := EXISTS (SELECT 1 FROM person WHERE id = doer AND erased_at IS NOT NULL); "
        "END $$"
    )
    op.execute("DROP FUNCTION last_of_journal()")


def downgrade() -> None:
    """Keep them again."""
    _guard(_BEFORE)
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("DROP FUNCTION before_step(varchar)")
    op.execute(
        "CREATE FUNCTION last_of_journal() RETURNS varchar LANGUAGE plpgsql VOLATILE AS $$ "
        "BEGIN PERFORM pg_advisory_xact_lock(1795781000); "
        "RETURN (SELECT digest FROM journal ORDER BY id DESC LIMIT 1); END $$"
    )


def _guard(free: dict[str, tuple[str, ...]]) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, names in free.items():
        if is_sqlite:
            _guard_sqlite(table, names, " AND ".join(_rules(table, names, "instr", "IS")))
        else:
            rules = _rules(table, names, "strpos", "IS NOT DISTINCT FROM")
            _guard_postgresql(table, names, " AND ".join(rules))


def _rules(table: str, names: tuple[str, ...], find: str, same: str) -> list[str]:
    """Return what has to hold of a row that is changed, so that names alone leave it."""
    if table == "comment":
        if len(names) == 1:
            return [f"NEW.author_name = '{FORMER}'"]
        return [f"(NEW.{one} {same} OLD.{one} OR NEW.{one} = '{FORMER}')" for one in names]
    summary = f"length(rtrim(NEW.veil, '.r')) - {find}(NEW.veil, '.') = 64"
    rules = [
        f"(NEW.person_name {same} OLD.person_name OR "
        f"(NEW.person_name = '{FORMER}' AND {find}(NEW.veil, '.') = 65))",
        f"(NEW.summary {same} OLD.summary OR {summary})",
    ]
    if "images" in names:
        rules.append(f"({_as_text('NEW')} {same} {_as_text('OLD')} OR NEW.veil LIKE '%.r')")
    return rules


def _as_text(row: str) -> str:
    return f"CAST({row}.images AS text)"


def _guard_sqlite(table: str, names: tuple[str, ...], rules: str) -> None:
    stop = f"BEGIN SELECT RAISE(ABORT, '{_WORDS[table]}'); END"
    there = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    kept = ", ".join(column for column in there if column not in names)
    for trigger in (f"{table}_no_update", f"{table}_names_only"):
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {kept} ON {table} {stop}")
    op.execute(
        f"CREATE TRIGGER {table}_names_only BEFORE UPDATE OF {', '.join(names)} ON {table} "
        f"WHEN NOT ({rules}) {stop}"
    )


def _guard_postgresql(table: str, names: tuple[str, ...], rules: str) -> None:
    free = " - ".join(f"'{one}'" for one in names)
    op.execute(
        f"CREATE OR REPLACE FUNCTION refuse_{table}_words() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN "
        f"IF to_jsonb(NEW) - {free} IS DISTINCT FROM to_jsonb(OLD) - {free} "
        f"OR ({rules}) IS NOT TRUE THEN RAISE EXCEPTION '{_WORDS[table]}'; END IF; RETURN NEW; "
        "END $$"
    )
