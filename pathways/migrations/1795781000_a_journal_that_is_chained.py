"""A journal that is chained

Each row carries a digest of itself and of the row before. Rows of before are chained as they stand,
and one more row holds the digests of what stands elsewhere. A name can be taken out of what is only
added to, and nothing else.

Revision ID: 1795781000
Revises: 1795783000
Create Date: 2026-11-27 13:40:00.000000

"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from pathways.domain.chain import FORMER, digest_of, digest_row, link, new_veil

# revision identifiers, used by Alembic.
revision: str = "1795781000"
down_revision: str | Sequence[str] | None = "1795783000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("veil", sa.String(140)),
    ("proofs", sa.JSON()),
    ("digest", sa.String(64)),
)
_BEGUN = "chain begun"
_PROVED = (
    "comment",
    "commissioner_standard",
    "condition",
    "decision",
    "edition",
    "edition_index",
    "finding",
    "observed_session",
    "opinion",
    "publication",
    "remark",
    "result",
    "reviewer",
    "shared_finding",
    "submission",
    "version",
)
_DRAFT = ("pathway", "module", "outcome", "mapping")
_FOLLOWING = {"version", "introduced", "developed", "assessed", "behind", "revision", "changed_at"}
_ADDED_TO = {
    "journal": "The journal is only ever added to",
    "version": "A version is never changed",
    "comment": "A comment is never changed",
}
_NAMES = {"version": "created_by_name", "comment": "author_name"}
_SEALED = (
    "id, at, person_id, organisation_id, action, subject, revision, images, undo_top, redo_top, "
    "below, proofs, digest"
)


def upgrade() -> None:
    """Chain what is there, and let names alone be taken out."""
    for name, kind in _COLUMNS:
        op.add_column("journal", sa.Column(name, kind, nullable=True))
    for table in _ADDED_TO:
        _drop_guards(table)
    bind = op.get_bind()
    metadata = sa.MetaData()
    metadata.reflect(
        bind, only=("journal", *_PROVED, "competency", "pathway", "module", "outcome", "mapping")
    )
    _chain(bind, metadata)
    if bind.dialect.name == "sqlite":
        _guard_sqlite(bind)
    else:
        _guard_postgresql()


def _chain(bind: sa.Connection, metadata: sa.MetaData) -> None:
    journal = metadata.tables["journal"]
    last, last_id = "", 0
    while True:
        rows = bind.execute(
            sa.select(journal).where(journal.c.id > last_id).order_by(journal.c.id).limit(500)
        ).mappings()
        changes = []
        for row in rows:
            whole = {**row, "veil": new_veil()}
            last, last_id = link(last, whole), row["id"]
            changes.append({"_id": last_id, "_veil": whole["veil"], "_digest": last})
        if not changes:
            break
        bind.execute(
            sa.update(journal)
            .where(journal.c.id == sa.bindparam("_id"))
            .values(veil=sa.bindparam("_veil"), digest=sa.bindparam("_digest")),
            changes,
        )
    proofs = _prove(bind, metadata)
    if not proofs:
        return
    begun = {
        **dict.fromkeys(journal.c.keys()),
        "at": datetime.now(UTC).replace(tzinfo=None),
        "person_name": "",
        "action": _BEGUN,
        "summary": "What was kept before this step is as it was found",
        "proofs": proofs,
        "veil": new_veil(),
    }
    begun["digest"] = link(last, begun)
    bind.execute(sa.insert(journal), {k: v for k, v in begun.items() if v is not None})


def _prove(bind: sa.Connection, metadata: sa.MetaData) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _PROVED:
        table = metadata.tables[name]
        for row in bind.execute(sa.select(table)).mappings():
            key = "/".join(str(row[column.name]) for column in table.primary_key)
            held = {key: value for key, value in row.items() if not key.endswith("_name")}
            found.setdefault(name, {})[key] = [None, digest_row(held)]
    competency = metadata.tables["competency"]
    columns = [c for c in competency.columns if not c.name.startswith("wording")]
    for code in found.get("edition", ()):
        rows = bind.execute(
            sa.select(*columns).where(competency.c.edition_code == code).order_by(competency.c.code)
        )
        found.setdefault("competency", {})[code] = digest_of([list(row) for row in rows])
    pathway = metadata.tables["pathway"]
    for row in bind.execute(sa.select(pathway)).mappings():
        drafted = sorted(
            (name, one["id"], {k: v for k, v in one.items() if k not in _FOLLOWING})
            for name, one in _read_draft(bind, metadata, row)
        )
        plain = [[name, key, _set(values)] for name, key, values in drafted]
        found.setdefault("draft", {})[row["id"]] = [row["revision"], digest_of(plain)]
    return found


def _set(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _read_draft(
    bind: sa.Connection, metadata: sa.MetaData, pathway: Any
) -> Iterator[tuple[str, Any]]:
    module, outcome, mapping = (metadata.tables[n] for n in ("module", "outcome", "mapping"))
    yield "pathway", pathway
    inside = sa.select(module.c.id).where(module.c.pathway_id == pathway["id"]).scalar_subquery()
    for table, where in (
        (module, module.c.pathway_id == pathway["id"]),
        (outcome, outcome.c.module_id.in_(inside)),
        (mapping, mapping.c.module_id.in_(inside)),
    ):
        for row in bind.execute(sa.select(table).where(where)).mappings():
            yield table.name, row


def _drop_guards(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{event}")
    else:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def _guard_sqlite(bind: sa.Connection) -> None:
    for table, words in _ADDED_TO.items():
        stop = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        if table == "journal":
            columns, names = _SEALED, "person_name, summary, veil"
            allowed = (
                "(NEW.person_name IS OLD.person_name OR "
                f"(NEW.person_name = '{FORMER}' AND instr(NEW.veil, '.') = 65)) AND "
                "(NEW.summary IS OLD.summary OR length(NEW.veil) - instr(NEW.veil, '.') = 64)"
            )
        else:
            names = _NAMES[table]
            columns = ", ".join(
                column["name"]
                for column in sa.inspect(bind).get_columns(table)
                if column["name"] != names
            )
            allowed = f"NEW.{names} = '{FORMER}'"
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}")
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} {stop}")
        op.execute(
            f"CREATE TRIGGER {table}_names_only BEFORE UPDATE OF {names} ON {table} "
            f"WHEN NOT ({allowed}) {stop}"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION last_of_journal() RETURNS varchar LANGUAGE plpgsql VOLATILE AS $$ "
        # Each statement of such a function sees what was kept before it began.
        "BEGIN PERFORM pg_advisory_xact_lock(1795781000); "
        "RETURN (SELECT digest FROM journal ORDER BY id DESC LIMIT 1); END $$"
    )
    for table, words in _ADDED_TO.items():
        if table == "journal":
            same = "'person_name' - 'summary' - 'veil'"
            allowed = (
                "(NEW.person_name = OLD.person_name OR "
                f"(NEW.person_name = '{FORMER}' AND strpos(NEW.veil, '.') = 65)) AND "
                "(NEW.summary = OLD.summary OR length(NEW.veil) - strpos(NEW.veil, '.') = 64)"
            )
        else:
            same, allowed = f"'{_NAMES[table]}'", f"NEW.{_NAMES[table]} = '{FORMER}'"
        op.execute(
            f"CREATE FUNCTION refuse_{table}_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF to_jsonb(NEW) - {same} IS DISTINCT FROM to_jsonb(OLD) - {same} "
            f"OR ({allowed}) IS NOT TRUE THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_names_only BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_words()"
        )


def downgrade() -> None:
    """Take the chain away; the rows stay."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _ADDED_TO:
        _drop_guards(table)
        op.execute(f"DROP TRIGGER {table}_names_only" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION refuse_{table}_words()")
    if not is_sqlite:
        op.execute("DROP FUNCTION last_of_journal()")
    journal = sa.table("journal", sa.column("action"))
    op.execute(sa.delete(journal).where(journal.c.action == _BEGUN))
    for name, _kind in reversed(_COLUMNS):
        op.drop_column("journal", name)
    for table, words in _ADDED_TO.items():
        if is_sqlite:
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_change()"
            )
