"""Tenants

PostgreSQL keeps organisations apart by itself: every private table says who sees and who changes
its rows. SQLite has no such rules, and is left as it is.

Revision ID: 1795790000
Revises: 1795784000
Create Date: 2026-11-27 18:00:00.000000

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1795790000"
down_revision: str | Sequence[str] | None = "1795784000"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OURS = "{it} = {organisation}"
_ANYBODY = "{it} = {it}"
_OF_OUR_PATHWAY = (
    "EXISTS (SELECT 1 FROM pathway p WHERE p.id = {it} AND p.organisation_id = {organisation})"
)
_OF_OUR_MODULE = (
    "EXISTS (SELECT 1 FROM module m JOIN pathway p ON p.id = m.pathway_id WHERE m.id = {it} "
    "AND p.organisation_id = {organisation})"
)
_PUBLISHED_PATHWAY = (
    "EXISTS (SELECT 1 FROM publication p WHERE p.pathway_id = {it} AND p.state = 'published' "
    "AND (p.visibility = 'public' OR {inside} = 'yes'))"
)
_PUBLISHED_VERSION = (
    "EXISTS (SELECT 1 FROM publication p WHERE p.version_id = {it} AND p.state = 'published' "
    "AND (p.visibility = 'public' OR {inside} = 'yes'))"
)
_BOTH_SIDES = (
    "EXISTS (SELECT 1 FROM submission s WHERE s.id = {it} AND {organisation} IN "
    "(s.organisation_id, s.commissioner_id))"
)
_ASKED_VERSION = (
    "EXISTS (SELECT 1 FROM enquiry e WHERE e.version_id = {it} AND e.buyer_id = {organisation})"
)
_OF_OUR_ENQUIRY = (
    "EXISTS (SELECT 1 FROM enquiry e WHERE e.id = {it} "
    "AND {organisation} IN (e.organisation_id, e.buyer_id))"
)
_COMMISSIONER = (
    "EXISTS (SELECT 1 FROM submission s WHERE s.id = {it} AND s.commissioner_id = {organisation})"
)
_APPROVAL = (
    "EXISTS (SELECT 1 FROM submission s JOIN publication p ON p.version_id = s.version_id "
    "JOIN decision d ON d.submission_id = s.id WHERE s.id = {it} AND p.state = 'published' "
    "AND (p.visibility = 'public' OR {inside} = 'yes') AND d.withdrawn_at IS NULL AND "
    "d.outcome LIKE 'approved%')"
)
_MINE = "{it} = {person}"
_ADMINISTRATOR = "{reach} = 'administrator'"
_PUBLISHED = "{it} = 'published'"
_ACTIVE = "{it} = 'active'"
_SHOWN = "{it} AND {inside} = 'yes'"
_SUBMITTED_PATHWAY = (
    "EXISTS (SELECT 1 FROM submission s WHERE s.pathway_id = {it} AND s.commissioner_id = "
    "{organisation})"
)
_SUBMITTED_VERSION = (
    "EXISTS (SELECT 1 FROM submission s WHERE s.version_id = {it} AND s.commissioner_id = "
    "{organisation})"
)

_RULES = {
    "pathway": (
        (
            ("organisation_id", _OURS),
            ("id", _PUBLISHED_PATHWAY),
            ("id", _SUBMITTED_PATHWAY),
        ),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "module": (
        (("pathway_id", _OF_OUR_PATHWAY),),
        (("pathway_id", _OF_OUR_PATHWAY),),
        (("pathway_id", _OF_OUR_PATHWAY),),
    ),
    "outcome": (
        (("module_id", _OF_OUR_MODULE),),
        (("module_id", _OF_OUR_MODULE),),
        (("module_id", _OF_OUR_MODULE),),
    ),
    "mapping": (
        (("module_id", _OF_OUR_MODULE),),
        (("module_id", _OF_OUR_MODULE),),
        (("module_id", _OF_OUR_MODULE),),
    ),
    "presence": (
        (("pathway_id", _OF_OUR_PATHWAY),),
        (("pathway_id", _OF_OUR_PATHWAY),),
        (("pathway_id", _OF_OUR_PATHWAY),),
    ),
    "version": (
        (
            ("organisation_id", _OURS),
            ("id", _PUBLISHED_VERSION),
            ("id", _SUBMITTED_VERSION),
            ("id", _ASKED_VERSION),
        ),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "publication": (
        (
            ("organisation_id", _OURS),
            ("state", _PUBLISHED),
        ),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "submission": (
        (
            ("organisation_id", _OURS),
            ("commissioner_id", _OURS),
            ("id", _APPROVAL),
        ),
        (
            ("organisation_id", _OURS),
            ("commissioner_id", _OURS),
        ),
        (
            ("organisation_id", _OURS),
            ("commissioner_id", _OURS),
        ),
    ),
    "comment": (
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "remark": (
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
    ),
    "decision": (
        (
            ("submission_id", _BOTH_SIDES),
            ("submission_id", _APPROVAL),
        ),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "condition": (
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "finding": (
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
    ),
    "shared_finding": (
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "opinion": (
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
    ),
    "observed_session": (
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "result": (
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "reviewer": (
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
        (("submission_id", _BOTH_SIDES),),
    ),
    "reviewer_scope": (
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
        (("submission_id", _COMMISSIONER),),
    ),
    "brief": (
        (
            ("organisation_id", _OURS),
            ("is_shown", _SHOWN),
        ),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "kept_plan": (
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "course_state": (
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "staff": (
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "run": (
        (
            ("organisation_id", _OURS),
            ("pathway_id", _PUBLISHED_PATHWAY),
        ),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "enquiry": (
        (
            ("organisation_id", _OURS),
            ("buyer_id", _OURS),
        ),
        (
            ("organisation_id", _OURS),
            ("buyer_id", _OURS),
        ),
        (("pathway_id", _PUBLISHED_PATHWAY),),
    ),
    "commissioner_standard": (
        (
            ("organisation_id", _OURS),
            ("state", _ACTIVE),
        ),
        (("organisation_id", _OURS),),
        (("organisation_id", _OURS),),
    ),
    "mail": (
        (
            ("organisation_id", _OURS),
            ("id", _ADMINISTRATOR),
        ),
        (
            ("organisation_id", _OURS),
            ("id", _ADMINISTRATOR),
        ),
        (("id", _ANYBODY),),
    ),
    "journal": (
        (
            ("organisation_id", _OURS),
            ("person_id", _MINE),
            ("subject", _OF_OUR_PATHWAY),
            ("subject", _BOTH_SIDES),
            ("subject", _OF_OUR_ENQUIRY),
        ),
        (
            ("organisation_id", _OURS),
            ("person_id", _MINE),
            ("subject", _OF_OUR_PATHWAY),
            ("subject", _BOTH_SIDES),
            ("subject", _OF_OUR_ENQUIRY),
        ),
        (("action", _ANYBODY),),
    ),
    "invitation": (
        (
            ("organisation_id", _OURS),
            ("id", _ADMINISTRATOR),
        ),
        (
            ("organisation_id", _OURS),
            ("id", _ADMINISTRATOR),
        ),
        (
            ("organisation_id", _OURS),
            ("id", _ADMINISTRATOR),
        ),
    ),
}

_ASKED = {
    name: f"(SELECT current_setting('pathways.{name}', true))"
    for name in ("organisation", "person", "inside", "reach")
}
_BEFORE_STEP = (
    "CREATE OR REPLACE FUNCTION before_step(doer varchar, OUT digest varchar, "
    "OUT is_erased boolean) LANGUAGE plpgsql VOLATILE"
)
_WHOLE = "(SELECT current_setting('pathways.reach', true)) = 'whole'"


def condition(ways: tuple[tuple[str, str], ...], table: str) -> str:
    """Return what holds for the rows of a table that are seen by one of these ways."""
    # A policy must not ask the table that asks it: a function stands between the two.
    each = (
        ("approval_is_shown({it})" if holds == _APPROVAL else holds).format(
            it=f"{table}.{column}", **_ASKED
        )
        for column, holds in ways
    )
    return " OR ".join(f"({one})" for one in each)


def upgrade() -> None:
    """Keep organisations apart."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE FUNCTION approval_is_shown(asked varchar) RETURNS boolean LANGUAGE plpgsql STABLE "
        "AS $$ DECLARE found boolean; before text := current_setting('pathways.reach', true); "
        "BEGIN PERFORM set_config('pathways.reach', 'whole', true); "
        f"found := {_APPROVAL.format(it='asked', **_ASKED)}; "
        "PERFORM set_config('pathways.reach', coalesce(before, ''), true); "
        "RETURN found; END $$"
    )
    for table, rule in _RULES.items():
        sees, changes, adds = (f"{_WHOLE} OR {condition(ways, table)}" for ways in rule)
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sees ON {table} FOR SELECT USING ({sees})")
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({adds})")
        op.execute(f"CREATE POLICY changes ON {table} FOR UPDATE USING ({changes})")
        op.execute(f"CREATE POLICY removes ON {table} FOR DELETE USING ({changes})")
    # The chain goes through the steps of all: its last digest is read whosoever takes a step.
    op.execute(
        f"{_BEFORE_STEP} AS $$ DECLARE before text := current_setting('pathways.reach', true); "  # noqa: S608  # of our own words
        "BEGIN PERFORM pg_advisory_xact_lock(1795781000); "
        "PERFORM set_config('pathways.reach', 'whole', true); "
        "digest := (SELECT journal.digest FROM journal ORDER BY id DESC LIMIT 1); "
        "PERFORM set_config('pathways.reach', coalesce(before, ''), true); "
        "is_erased := EXISTS (SELECT 1 FROM person WHERE id = doer AND erased_at IS NOT NULL); "
        "END $$"
    )


def downgrade() -> None:
    """Let the view alone keep them apart."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        f"{_BEFORE_STEP} AS $$ BEGIN PERFORM pg_advisory_xact_lock(1795781000); "  # noqa: S608  # of our own words
        "digest := (SELECT journal.digest FROM journal ORDER BY id DESC LIMIT 1); "
        "is_erased := EXISTS (SELECT 1 FROM person WHERE id = doer AND erased_at IS NOT NULL); "
        "END $$"
    )
    for table in _RULES:
        for policy in ("sees", "adds", "changes", "removes"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION approval_is_shown(varchar)")
