"""A version keeps its labels

Each index that an edition had is kept once, by its digest, and a version names the one that it
was frozen with. Versions of before keep the labels that the edition has when this runs.

Revision ID: 1795690000
Revises: 1795689000
Create Date: 2026-11-26 10:30:00.000000

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795690000"
down_revision: str | Sequence[str] | None = "1795689000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_MOVED = ("label", "scope_note", "printed_again")
_EDITION = sa.table(
    "edition", sa.column("code"), sa.column("digest"), sa.column("facts", sa.JSON())
)
_COMPETENCY = sa.table(
    "competency",
    *map(sa.column, ("edition_code", "code", "position", "bit", *_MOVED)),
)
_INDEX = sa.table(
    "edition_index",
    sa.column("digest"),
    sa.column("edition_code"),
    sa.column("facts", sa.JSON()),
    sa.column("competencies", sa.JSON()),
)
_VERSION = sa.table("version", sa.column("edition_code"), sa.column("index_digest"))


def upgrade() -> None:
    """Keep the index that there is, let every version name it, and refuse changes of it."""
    op.create_table(
        "edition_index",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("edition_code", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("competencies", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_code"], ["edition.code"], name=op.f("fk_edition_index_edition_code")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_edition_index")),
    )
    # Not in a batch: SQLite would make the table anew, which others point at and triggers guard.
    op.add_column(
        "version",
        sa.Column("index_digest", sa.String(length=64), nullable=False, server_default="none"),
    )
    bind = op.get_bind()
    editions = bind.execute(sa.select(_EDITION)).all()
    for edition in editions:
        _keep_index(bind, edition)
    _allow_changes("version")
    for edition in editions:
        bind.execute(
            sa.update(_VERSION)
            .where(_VERSION.c.edition_code == edition.code)
            .values(index_digest=edition.digest)
        )
    _refuse_changes("version")
    _refuse_changes("edition_index")
    for name in _MOVED:
        op.drop_column("competency", name)
    op.drop_column("edition", "facts")


def _keep_index(bind: sa.Connection, edition: Any) -> None:
    rows = bind.execute(
        sa.select(*(_COMPETENCY.c[name] for name in ("code", "bit", *_MOVED)))
        .where(_COMPETENCY.c.edition_code == edition.code)
        .order_by(_COMPETENCY.c.position)
    ).mappings()
    bind.execute(
        sa.insert(_INDEX).values(
            digest=edition.digest,
            edition_code=edition.code,
            facts=edition.facts,
            competencies=[dict(row) for row in rows],
        )
    )


def _refuse_changes(table: str) -> None:
    words = (
        "An index is never changed" if table == "edition_index" else f"A {table} is never changed"
    )
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}_change()"
    )


def _allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER {table}_no_{event.lower()}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute(f"DROP FUNCTION refuse_{table}_change()")


def downgrade() -> None:
    """Give the edition and its competencies back what the index of now says of them."""
    op.add_column(
        "edition", sa.Column("facts", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
    )
    for name, length in zip(_MOVED, (200, 300, 200), strict=True):
        op.add_column(
            "competency",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
    bind = op.get_bind()
    for index in bind.execute(
        sa.select(_INDEX).join(_EDITION, _EDITION.c.digest == _INDEX.c.digest)
    ).all():
        bind.execute(
            sa.update(_EDITION)
            .where(_EDITION.c.code == index.edition_code)
            .values(facts=index.facts)
        )
        for one in index.competencies:
            bind.execute(
                sa.update(_COMPETENCY)
                .where(
                    _COMPETENCY.c.edition_code == index.edition_code,
                    _COMPETENCY.c.code == one["code"],
                )
                .values({name: one[name] for name in _MOVED})
            )
    op.drop_column("version", "index_digest")
    _allow_changes("edition_index")
    op.drop_table("edition_index")
