"""Access tokens, and people whose data was taken away

Tokens by which programs read, how often callers of their addresses have asked, and when a person
was made nameless.

Revision ID: 1795783000
Revises: 1795760000
Create Date: 2026-11-27 13:30:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795783000"
down_revision: str | Sequence[str] | None = "1795760000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables, and the column."""
    op.create_table(
        "access_token",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.String(16), nullable=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_access_token_organisation_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_access_token_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_token"),
        sa.UniqueConstraint("digest", name="uq_access_token_digest"),
    )
    op.create_index("ix_access_token_person_id", "access_token", ["person_id"])
    op.create_table(
        "allowance",
        sa.Column("caller", sa.String(100), nullable=False),
        sa.Column("began", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("caller", name="pk_allowance"),
    )
    op.create_index("ix_allowance_began", "allowance", ["began"])
    op.add_column("person", sa.Column("erased_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("person", "erased_at")
    op.drop_table("allowance")
    op.drop_table("access_token")
