"""Proofs of who signs in

Enquiries, states of courses, invitations, access tokens, linked accounts and how people sign in:
one row of the journal holds their digests as they stand. Enquiries and linked accounts get
something random, without which their digests would tell whoever tries names.

Revision ID: 1795800000
Revises: 1795796000
Create Date: 2026-11-28 00:50:00.000000

"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from pathways.domain.chain import digest_row, link, new_veil

# revision identifiers, used by Alembic.
revision: str = "1795800000"
down_revision: str | Sequence[str] | None = "1795796000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_VEILED = ("enquiry", "identity")
_PROVED = ("access_token", "course_state", "enquiry", "identity", "invitation", "person")
_LEFT_OUT = {
    "access_token": {"last_used_at"},
    "person": {"created_at", "preferences", "signed_in_at", "tf_used_step"},
}
_KEYS = {"identity": ("person_id", "issuer")}


def upgrade() -> None:
    """Veil what needs it, then write the step that proves what stands there."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        op.execute("SELECT set_config('pathways.reach', 'whole', true)")
    for name in _VEILED:
        op.add_column(name, sa.Column("veil", sa.String(length=16), nullable=True))
    metadata = sa.MetaData()
    metadata.reflect(bind, only=("journal", *_PROVED), resolve_fks=False)
    for name in _VEILED:
        _veil(bind, metadata.tables[name])
    proofs = {name: _prove(bind, metadata.tables[name]) for name in _PROVED}
    proofs = {name: found for name, found in proofs.items() if found}
    if proofs:
        _write(bind, metadata.tables["journal"], proofs)
    if bind.dialect.name == "postgresql":
        op.execute("SELECT set_config('pathways.reach', '', true)")


def _veil(bind: sa.Connection, table: sa.Table) -> None:
    keys = list(table.primary_key.columns)
    rows = bind.execute(sa.select(*keys)).all()
    if rows:
        statement = sa.update(table).values(veil=sa.bindparam("_veil"))
        statement = statement.where(*(key == sa.bindparam(f"_{key.name}") for key in keys))
        names = [f"_{key.name}" for key in keys]
        bind.execute(
            statement,
            [{"_veil": secrets.token_hex(8), **dict(zip(names, row, strict=True))} for row in rows],
        )


# What was there before is not said: after a way back and forth it may have been proved already.
def _prove(bind: sa.Connection, table: sa.Table) -> dict[str, list[str]]:
    keys = _KEYS.get(table.name) or [column.name for column in table.primary_key]
    names = [
        column.name
        for column in table.columns
        if not column.name.endswith("_name") and column.name not in _LEFT_OUT.get(table.name, ())
    ]
    return {
        "/".join(str(row[key]) for key in keys): [
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
        "summary": "What is asked, and how people sign in, is from here on as it was found",
        "proofs": proofs,
        "veil": new_veil(),
    }
    step["digest"] = link(last or "", step)
    bind.execute(
        sa.insert(journal), {key: value for key, value in step.items() if value is not None}
    )


def downgrade() -> None:
    """Leave the step: what is in the journal stays, and nobody asks for these proofs."""
    for name in _VEILED:
        op.drop_column(name, "veil")
