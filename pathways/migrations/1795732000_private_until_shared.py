"""A review that is private until it is shared

What a provider reads of the findings stands in a table of its own, filled with those of before.
Beside it: second opinions, words among reviewers, who reads which part, observed sessions,
conditions, results, reminders that were made, answers to a standard's questions and to what was
asked last time, and days by which something is due.

Revision ID: 1795732000
Revises: 1795710000
Create Date: 2026-11-26 22:30:00.000000

"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795732000"
down_revision: str | Sequence[str] | None = "1795710000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ADDED: tuple[tuple[str, str, Any], ...] = (
    ("finding", "changed_by_id", sa.String(16)),
    ("finding", "is_moderated", sa.Boolean()),
    ("finding", "carried_from", sa.Integer()),
    ("decision", "due_on", sa.String(10)),
    ("submission", "answers", sa.JSON()),
    ("submission", "replies", sa.JSON()),
    ("submission", "due_on", sa.String(10)),
    ("organisation", "sharing", sa.String(20)),
)


def upgrade() -> None:
    """Add the columns, empty, and the tables; what was found before is shared already."""
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "shared_finding",
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("row", sa.String(20), nullable=False),
        sa.Column("finding", sa.String(20), nullable=False),
        sa.Column("reviewer", sa.String(120), nullable=False),
        sa.Column("reviewed_on", sa.String(60), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=False),
        sa.Column("shared_by_name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_shared_finding_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "row", name=op.f("pk_shared_finding")),
    )
    op.create_table(
        "opinion",
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("row", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(16), nullable=False),
        sa.Column("finding", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_name", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_opinion_submission_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opinion_person_id")),
        sa.PrimaryKeyConstraint("submission_id", "row", "person_id", name=op.f("pk_opinion")),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("row", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(16), nullable=False),
        sa.Column("author_name", sa.String(120), nullable=False),
        sa.Column("reviewer", sa.String(120), nullable=False),
        sa.Column("reviewed_on", sa.String(60), nullable=False),
        sa.Column("is_from_workbook", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_remark_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_submission_id_row", "remark", ["submission_id", "row"])
    op.create_table(
        "reviewer_scope",
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(16), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_reviewer_scope_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reviewer_scope_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "submission_id", "scope", "person_id", name=op.f("pk_reviewer_scope")
        ),
    )
    op.create_table(
        "condition",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("decision_id", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=True),
        sa.Column("said_by_name", sa.String(120), nullable=False),
        sa.Column("said_words", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by_name", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_condition_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_condition_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    op.create_index(op.f("ix_condition_submission_id"), "condition", ["submission_id"])
    op.create_index(op.f("ix_condition_decision_id"), "condition", ["decision_id"])
    op.create_table(
        "observed_session",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("held_on", sa.String(10), nullable=False),
        sa.Column("observer", sa.String(120), nullable=False),
        sa.Column("module_row", sa.String(20), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.String(16), nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_observed_session_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observed_session")),
    )
    op.create_index(
        op.f("ix_observed_session_submission_id"), "observed_session", ["submission_id"]
    )
    op.create_table(
        "result",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("submission_id", sa.String(16), nullable=False),
        sa.Column("from_on", sa.String(10), nullable=False),
        sa.Column("to_on", sa.String(10), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("next_review_on", sa.String(10), nullable=False),
        sa.Column("by_id", sa.String(16), nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_result_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
    )
    op.create_index(op.f("ix_result_submission_id"), "result", ["submission_id"])
    op.create_table(
        "reminder",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "day", name=op.f("pk_reminder")),
    )
    op.execute(
        'INSERT INTO shared_finding (submission_id, "row", finding, reviewer, reviewed_on, '
        'found_at, shared_at, shared_by_name) SELECT submission_id, "row", finding, reviewer, '
        "reviewed_on, changed_at, changed_at, changed_by_name FROM finding"
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("reminder")
    op.drop_table("result")
    op.drop_table("observed_session")
    op.drop_table("condition")
    op.drop_table("reviewer_scope")
    op.drop_table("remark")
    op.drop_table("opinion")
    op.drop_table("shared_finding")
    for table, name, _kind in reversed(_ADDED):
        op.drop_column(table, name)
