"""Work together

Who has a pathway open now, what an organisation says once, how a person wants pages to be, and
pathways that are examples.

Revision ID: 1795710000
Revises: 1795696000
Create Date: 2026-11-26 19:20:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795710000"
down_revision: str | Sequence[str] | None = "1795696000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns, empty, and the table of who is there."""
    op.add_column("person", sa.Column("preferences", sa.JSON(), nullable=True))
    op.add_column("organisation", sa.Column("statements", sa.JSON(), nullable=True))
    op.add_column("pathway", sa.Column("is_example", sa.Boolean(), nullable=True))
    op.create_table(
        "presence",
        sa.Column("pathway_id", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(16), nullable=False),
        sa.Column("page", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["pathway.id"], name=op.f("fk_presence_pathway_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id")),
        sa.PrimaryKeyConstraint("pathway_id", "person_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_person_id"), "presence", ["person_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("presence")
    op.drop_column("pathway", "is_example")
    op.drop_column("organisation", "statements")
    op.drop_column("person", "preferences")
