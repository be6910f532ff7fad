"""Proofs of what is kept

Briefs, plans, runs, organisations, who belongs to them, who may work, who looks after a copy: one
row of the journal holds their digests as they stand, so that whatever goes past the journal from
now on is found.

Revision ID: 1795796000
Revises: 1795790000
Create Date: 2026-11-27 23:00:00.000000

"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from pathways.domain.chain import digest_row, link, new_veil

# revision identifiers, used by Alembic.
revision: str = "1795796000"
down_revision: str | Sequence[str] | None = "1795790000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEPT = ("brief", "kept_plan", "membership", "organisation", "person", "run")
_OF_PEOPLE = {"id", "active", "is_administrator"}


def upgrade() -> None:
    """Write the step that proves what stands there."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        op.execute("SELECT set_config('pathways.reach', 'whole', true)")
    metadata = sa.MetaData()
    metadata.reflect(bind, only=("journal", *_KEPT), resolve_fks=False)
    proofs = {name: _prove(bind, metadata.tables[name]) for name in _KEPT}
    proofs = {name: found for name, found in proofs.items() if found}
    if proofs:
        _write(bind, metadata.tables["journal"], proofs)
    if bind.dialect.name == "postgresql":
        op.execute("SELECT set_config('pathways.reach', '', true)")


# What was there before is not said: after a way back and forth it may have been proved already.
def _prove(bind: sa.Connection, table: sa.Table) -> dict[str, list[str]]:
    names = [
        column.name
        for column in table.columns
        if not column.name.endswith("_name")
        and (table.name != "person" or column.name in _OF_PEOPLE)
    ]
    return {
        "/".join(str(row[column.name]) for column in table.primary_key): [
            "",
            digest_row({name: row[name] for name in names}),
        ]
        for row in bind.execute(sa.select(table)).mappings()
    }


def _write(bind: sa.Connection, journal: sa.Table, proofs: dict[str, Any]) -> None:
    last = bind.scalar(sa.select(journal.c.digest).order_by(journal.c.id.desc()).limit(1))
    step = {
        **dict.fromkeys(journal.c.keys()),
        "at": datetime.now(UTC).replace(tzinfo=None),
        "person_name": "",
        "action": "proofs begun",
        "summary": "What organisations keep is from here on as it was found",
        "proofs": proofs,
        "veil": new_veil(),
    }
    step["digest"] = link(last or "", step)
    bind.execute(
        sa.insert(journal), {key: value for key, value in step.items() if value is not None}
    )


def downgrade() -> None:
    """Leave the step: what is in the journal stays, and nobody asks for these proofs."""
