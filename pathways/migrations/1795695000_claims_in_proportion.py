"""Claims in proportion

The directory keeps of an offer what is backed, what the rest weighs, and its cautions; a
module keeps the keys of its notes and the outcomes that its mappings name; a publication keeps
what the provider says of modules that are crowded. What the directory kept before is let go:
`framework load` lists everything anew.

Revision ID: 1795695000
Revises: 1795691000
Create Date: 2026-11-26 12:30:00.000000

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from pathways.domain.pathway.notes import note_key

# revision identifiers, used by Alembic.
revision: str = "1795695000"
down_revision: str | Sequence[str] | None = "1795691000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NEW: Sequence[tuple[str, sa.types.TypeEngine[Any]]] = (
    ("standing", sa.BigInteger()),
    ("fit_key", sa.String(length=100)),
    ("cautions", sa.JSON()),
    ("depth", sa.JSON()),
    ("weights", sa.Text()),
    ("backed", sa.String(length=200)),
    ("backed_developed", sa.String(length=200)),
    ("backed_assessed", sa.String(length=200)),
)
_MODULE = sa.table("module", sa.column("id"), sa.column("behind", sa.JSON()))
_MAPPING = sa.table(
    "mapping",
    *map(sa.column, ("module_id", "code", "evidence")),
    sa.column("outcomes", sa.JSON()),
)


def upgrade() -> None:
    """Change the tables, and fill what modules keep."""
    _let_go()
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_share")
        batch_op.drop_column("headline")
        for name, kind in _NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=False))
        batch_op.create_index("ix_offer_fit", ["fit_key", "number"], unique=False)
    _add("publication", "sentence", sa.Text(), "")
    _add("module", "behind", sa.JSON(), {})
    _fill_modules()


def downgrade() -> None:
    """Take them away."""
    _let_go()
    op.drop_column("module", "behind")
    op.drop_column("publication", "sentence")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_fit")
        for name, _kind in _NEW:
            batch_op.drop_column(name)
        batch_op.add_column(sa.Column("headline", sa.String(length=300), nullable=False))
        batch_op.create_index("ix_offer_share", ["share", "number"], unique=False)


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], value: object) -> None:
    # Not in a batch, and so without a rule against NULL: SQLite would make the table anew, which
    # others point at. Every row is filled, here and by the app.
    op.add_column(table, sa.Column(name, kind, nullable=True))
    op.execute(sa.update(sa.table(table, sa.column(name, kind))).values({name: value}))


def _let_go() -> None:
    for table in ("offer_search", "facet", "facet_members", "offer_tag", "offer"):
        op.execute(sa.delete(sa.table(table)))
    tally = sa.table("tally", sa.column("offers"), sa.column("counts", sa.JSON()))
    op.execute(sa.update(tally).values(offers=0, counts=[]))


def _fill_modules() -> None:
    connection = op.get_bind()
    behind: dict[str, dict[str, list[str]]] = {}
    for row in connection.execute(sa.select(_MAPPING)):
        here = behind.setdefault(row.module_id, {})
        here[row.code] = [note_key(row.evidence), *sorted(row.outcomes)]
    for module_id, found in behind.items():
        kept = dict(sorted(found.items()))
        connection.execute(sa.update(_MODULE).where(_MODULE.c.id == module_id).values(behind=kept))
