"""A standard has its edition

A commissioner's own standard may name competencies and lines. It says of which edition now; those
of before are of the one edition that was loaded.

Revision ID: 1795691000
Revises: 1795690000
Create Date: 2026-11-26 11:10:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795691000"
down_revision: str | Sequence[str] | None = "1795690000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "commissioner_standard"


def upgrade() -> None:
    """Add the column, and fill it."""
    with op.batch_alter_table(_TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition_code", sa.String(length=40), nullable=True))
    op.execute("UPDATE commissioner_standard SET edition_code = (SELECT max(code) FROM edition)")
    with op.batch_alter_table(_TABLE, schema=None) as batch_op:
        batch_op.alter_column("edition_code", existing_type=sa.String(length=40), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_commissioner_standard_edition_code"), "edition", ["edition_code"], ["code"]
        )


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table(_TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_commissioner_standard_edition_code"), type_="foreignkey")
        batch_op.drop_column("edition_code")
