"""Mails that gather comments

A mail knows the page that it is about, and one about comments waits for more of them.

Revision ID: 1795509000
Revises: 1795507912
Create Date: 2026-11-24 08:30:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795509000"
down_revision: str | Sequence[str] | None = "1795507912"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns; mails that are there already gather nothing."""
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("path", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("gathers", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.alter_column("path", server_default=None)
        batch_op.alter_column("gathers", server_default=None)


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_column("due_at")
        batch_op.drop_column("gathers")
        batch_op.drop_column("path")
