"""Plans, runs and staff

Runs of an offer, plans that a buyer keeps, how far it is with each course, its staff, and what an
enquiry carries and is answered. An offer keeps its smallest group: what is listed is listed anew.

Revision ID: 1795760000
Revises: 1795732000
Create Date: 2026-11-27 04:40:00.000000

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795760000"
down_revision: str | Sequence[str] | None = "1795732000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ASKED: tuple[tuple[str, Any], ...] = (
    ("buyer_id", sa.String(16)),
    ("brief_id", sa.String(16)),
    ("together", sa.String(16)),
    ("attached", sa.JSON()),
    ("answer", sa.Text()),
    ("quoted_pence", sa.Integer()),
    ("quoted_basis", sa.String(60)),
    ("quoted_vat", sa.String(60)),
    ("quoted_dates", sa.Text()),
)


def upgrade() -> None:
    """Make the tables, and let go of what is listed."""
    _let_go()
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_min", sa.Integer(), nullable=False))
    for name, kind in _ASKED:
        op.add_column("enquiry", sa.Column(name, kind, nullable=True))
    op.create_index("ix_enquiry_buyer_id_at", "enquiry", ["buyer_id", "at"])
    _make_runs()
    _make_plans()
    _make_states()
    _make_staff()


def downgrade() -> None:
    """Take them away."""
    for table in ("staff", "course_state", "kept_plan", "run"):
        op.drop_table(table)
    op.drop_index("ix_enquiry_buyer_id_at", "enquiry")
    for name, _kind in reversed(_ASKED):
        op.drop_column("enquiry", name)
    _let_go()
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_column("group_min")


def _let_go() -> None:
    for table in ("offer_search", "facet", "facet_members", "offer_tag", "offer"):
        op.execute(sa.delete(sa.table(table)))
    tally = sa.table(
        "tally", sa.column("offers"), sa.column("counts", sa.JSON()), sa.column("backed", sa.JSON())
    )
    op.execute(sa.update(tally).values(offers=0, counts=[], backed=[]))


def _make_runs() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("pathway_id", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.String(16), nullable=False),
        sa.Column("starts_on", sa.String(10), nullable=False),
        sa.Column("ends_on", sa.String(10), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("area", sa.String(120), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("places_left", sa.Integer(), nullable=True),
        sa.Column("price_pence", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["pathway_id"], ["pathway.id"], name=op.f("fk_run_pathway_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_run_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_pathway_id_starts_on", "run", ["pathway_id", "starts_on"])
    op.create_index("ix_run_ends_on", "run", ["ends_on"])


def _make_plans() -> None:
    op.create_table(
        "kept_plan",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("brief_id", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("goal", sa.String(20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_kept_plan_brief_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_kept_plan_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_plan")),
    )
    op.create_index("ix_kept_plan_brief_id_made_at", "kept_plan", ["brief_id", "made_at"])
    op.create_index(
        "ix_kept_plan_organisation_id_made_at", "kept_plan", ["organisation_id", "made_at"]
    )


def _make_states() -> None:
    op.create_table(
        "course_state",
        sa.Column("brief_id", sa.String(16), nullable=False),
        sa.Column("pathway_id", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.String(16), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("quoted_pence", sa.Integer(), nullable=True),
        sa.Column("quoted_basis", sa.String(60), nullable=False),
        sa.Column("quoted_vat", sa.String(60), nullable=False),
        sa.Column("quoted_dates", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_course_state_brief_id")),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["pathway.id"], name=op.f("fk_course_state_pathway_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_state_organisation_id")
        ),
        sa.PrimaryKeyConstraint("brief_id", "pathway_id", name=op.f("pk_course_state")),
    )
    op.create_index("ix_course_state_organisation_id", "course_state", ["organisation_id"])


def _make_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.String(16), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("role", sa.String(120), nullable=False),
        sa.Column("team", sa.String(120), nullable=False),
        sa.Column("site", sa.String(120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("level_needed", sa.Integer(), nullable=True),
        sa.Column("level_held", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.String(10), nullable=False),
        sa.Column("refresh_on", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_staff_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_index("ix_staff_organisation_id_team", "staff", ["organisation_id", "team"])
