"""Single sign-on

Which account at an identity provider is whose, when a person proved their address, and
what an organisation asks of how its people sign in. Tries are found by their age as well.

Revision ID: 1795782000
Revises: 1795781000
Create Date: 2026-11-27 12:20:00.000000

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795782000"
down_revision: str | Sequence[str] | None = "1795781000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.String(16), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
        sa.UniqueConstraint("person_id", "issuer", name=op.f("uq_identity_person_id_issuer")),
    )
    op.add_column("person", sa.Column("confirmed_at", sa.DateTime(), nullable=True))
    op.add_column("organisation", sa.Column("needs_single_sign_on", sa.Boolean(), nullable=True))
    op.add_column("organisation", sa.Column("email_domains", sa.Text(), nullable=True))
    op.create_index("ix_attempt_at", "attempt", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_attempt_at", "attempt")
    op.drop_column("organisation", "email_domains")
    op.drop_column("organisation", "needs_single_sign_on")
    op.drop_column("person", "confirmed_at")
    op.drop_table("identity")
