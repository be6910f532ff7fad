"""Publications

One row for each pathway that was ever in the directory.

Revision ID: 1795411020
Revises: 1795409975
Create Date: 2026-11-23 05:17:00.443332

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795411020"
down_revision: str | Sequence[str] | None = "1795409975"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "publication",
        sa.Column("pathway_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=16), nullable=False),
        sa.Column("published_by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_publication_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["pathway.id"], name=op.f("fk_publication_pathway_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_publication_version_id")
        ),
        sa.PrimaryKeyConstraint("pathway_id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_publication_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_publication_state", ["state", "published_at"], unique=False)


def downgrade() -> None:
    """Take the table away."""
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index("ix_publication_state")
        batch_op.drop_index(batch_op.f("ix_publication_organisation_id"))

    op.drop_table("publication")
