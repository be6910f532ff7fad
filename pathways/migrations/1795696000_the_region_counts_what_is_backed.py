"""The region counts what is backed

A tally keeps how many offers back each competency, beside how many treat it. It is counted here
from the bit sets that the directory keeps of its offers.

Revision ID: 1795696000
Revises: 1795695000
Create Date: 2026-11-26 16:45:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795696000"
down_revision: str | Sequence[str] | None = "1795695000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TALLY = sa.table("tally", sa.column("edition_code"), sa.column("backed", sa.JSON()))
_OFFER = sa.table("offer", sa.column("edition_code"), sa.column("backed"))


def upgrade() -> None:
    """Change the table, and count."""
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.add_column(sa.Column("backed", sa.JSON(), nullable=True))
    op.execute(sa.update(_TALLY).values(backed=[]))
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.alter_column("backed", existing_type=sa.JSON(), nullable=False)
    connection = op.get_bind()
    counts: dict[str, list[int]] = {}
    for row in connection.execute(sa.select(_OFFER)):
        here = counts.setdefault(row.edition_code, [])
        for bit, digit in enumerate(reversed(f"{int(row.backed, 16):b}")):
            if bit == len(here):
                here.append(0)
            here[bit] += digit == "1"
    for code, here in counts.items():
        told = sa.update(_TALLY).where(_TALLY.c.edition_code == code)
        connection.execute(told.values(backed=here))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.drop_column("backed")
