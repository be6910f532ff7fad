"""Keys of choices

Findings, decisions and states of a submission were kept as the words that people see, some of
them with blanks. They are kept as keys, so that a word may change.

Revision ID: 1795689000
Revises: 1795509000
Create Date: 2026-11-26 10:30:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795689000"
down_revision: str | Sequence[str] | None = "1795509000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEPT = (("finding", "finding"), ("decision", "outcome"), ("submission", "state"))


def upgrade() -> None:
    """Write keys in the place of words."""
    _replace(" ", "_")


def downgrade() -> None:
    """Write the words again."""
    _replace("_", " ")


def _replace(old: str, new: str) -> None:
    for table, name in _KEPT:
        column = sa.column(name, sa.String)
        op.execute(
            sa.table(table, column)
            .update()
            .where(column.contains(old, autoescape=True))
            .values({name: sa.func.replace(column, old, new)})
        )
