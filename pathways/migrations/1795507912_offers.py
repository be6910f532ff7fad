"""Offers, briefs and enquiries

What the directory keeps of each listed version, with its counts and its text
index; what buyers need, and what they ask providers. `framework load`, which
follows every upgrade, lists what was published before.

Revision ID: 1795507912
Revises: 1795411020
Create Date: 2026-11-24 08:11:52.664484

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "1795507912"
down_revision: str | Sequence[str] | None = "1795411020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables and the text index."""
    op.create_table(
        "facet",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("public_offers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_facet")),
    )
    with op.batch_alter_table("facet", schema=None) as batch_op:
        batch_op.create_index("ix_facet_most", ["kind", "offers"], unique=False)
        batch_op.create_index("ix_facet_most_public", ["kind", "public_offers"], unique=False)

    op.create_table(
        "facet_members",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "part", name=op.f("pk_facet_members")),
    )
    op.create_table(
        "brief",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("edition_code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_code"], ["edition.code"], name=op.f("fk_brief_edition_code")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_brief_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
    )
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.create_index(
            "ix_brief_organisation_id_state", ["organisation_id", "state"], unique=False
        )
        batch_op.create_index("ix_brief_shown", ["is_shown", "state", "changed_at"], unique=False)

    op.create_table(
        "tally",
        sa.Column("edition_code", sa.String(length=40), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_code"], ["edition.code"], name=op.f("fk_tally_edition_code")
        ),
        sa.PrimaryKeyConstraint("edition_code", name=op.f("pk_tally")),
    )
    op.create_table(
        "enquiry",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("pathway_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_enquiry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pathway_id"], ["pathway.id"], name=op.f("fk_enquiry_pathway_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_enquiry_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_enquiry_organisation_id_at", ["organisation_id", "at"], unique=False
        )

    op.create_table(
        "offer",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("pathway_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("edition_code", sa.String(length=40), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("entry_level", sa.Integer(), nullable=True),
        sa.Column("themes", sa.Integer(), nullable=False),
        sa.Column("standards", sa.Integer(), nullable=False),
        sa.Column("length_band", sa.String(length=10), nullable=False),
        sa.Column("price_band", sa.String(length=10), nullable=False),
        sa.Column("reviewed_until", sa.String(length=10), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_length", sa.Integer(), nullable=False),
        sa.Column("price_pence", sa.Integer(), nullable=True),
        sa.Column("price_basis", sa.String(length=60), nullable=False),
        sa.Column("vat", sa.String(length=60), nullable=False),
        sa.Column("price_per_person", sa.Integer(), nullable=True),
        sa.Column("by_price", sa.Integer(), nullable=False),
        sa.Column("group_max", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("title_key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("headline", sa.String(length=300), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("reached", sa.String(length=200), nullable=False),
        sa.Column("developed", sa.String(length=200), nullable=False),
        sa.Column("assessed", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_code"], ["edition.code"], name=op.f("fk_offer_edition_code")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_offer_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pathway_id"], ["pathway.id"], name=op.f("fk_offer_pathway_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_offer_version_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_offer")),
        sa.UniqueConstraint("pathway_id", name=op.f("uq_offer_pathway_id")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_length", ["by_length", "number"], unique=False)
        batch_op.create_index("ix_offer_newest", ["published_at", "number"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_offer_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_offer_price", ["by_price", "number"], unique=False)
        batch_op.create_index("ix_offer_reviewed", ["reviewed_until", "is_public"], unique=False)
        batch_op.create_index("ix_offer_share", ["share", "number"], unique=False)
        batch_op.create_index("ix_offer_title", ["title_key", "number"], unique=False)

    op.create_table(
        "offer_tag",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["offer.number"], name=op.f("fk_offer_tag_number")),
        sa.PrimaryKeyConstraint("kind", "value", "number", name=op.f("pk_offer_tag")),
    )
    with op.batch_alter_table("offer_tag", schema=None) as batch_op:
        batch_op.create_index("ix_offer_tag_number", ["number"], unique=False)
    _make_search()


def _make_search() -> None:
    """Make the text index; both engines stem English and leave no word out."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE offer_search USING fts5"
            "(title, provider, about, taught, tokenize='porter unicode61')"
        )
        return
    op.execute(
        "CREATE TEXT SEARCH DICTIONARY pathways_stem (TEMPLATE = snowball, LANGUAGE = english)"
    )
    op.execute("CREATE TEXT SEARCH CONFIGURATION pathways (COPY = english)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION pathways "
        "ALTER MAPPING REPLACE english_stem WITH pathways_stem"
    )
    op.create_table(
        "offer_search",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.Column("heading", postgresql.TSVECTOR(), nullable=False),
    )
    op.create_index(
        "ix_offer_search_document", "offer_search", ["document"], postgresql_using="gin"
    )
    # The planner does not know what it costs to fetch documents that lie apart from their rows,
    # and would read all of them for a word that most hold.
    op.execute(
        "CREATE FUNCTION offer_matches(asked text) RETURNS SETOF integer LANGUAGE sql STABLE "
        "SET enable_seqscan = off AS "
        "$$SELECT number FROM offer_search WHERE document @@ to_tsquery('pathways', asked)$$"
    )


def downgrade() -> None:
    """Take them away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION offer_matches(text)")
    op.drop_table("offer_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TEXT SEARCH CONFIGURATION pathways")
        op.execute("DROP TEXT SEARCH DICTIONARY pathways_stem")
    with op.batch_alter_table("offer_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_tag_number")

    op.drop_table("offer_tag")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_title")
        batch_op.drop_index("ix_offer_share")
        batch_op.drop_index("ix_offer_reviewed")
        batch_op.drop_index("ix_offer_price")
        batch_op.drop_index(batch_op.f("ix_offer_organisation_id"))
        batch_op.drop_index("ix_offer_newest")
        batch_op.drop_index("ix_offer_length")

    op.drop_table("offer")
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.drop_index("ix_enquiry_organisation_id_at")

    op.drop_table("enquiry")
    op.drop_table("tally")
    with op.batch_alter_table("brief", schema=None) as batch_op:
        batch_op.drop_index("ix_brief_shown")
        batch_op.drop_index("ix_brief_organisation_id_state")

    op.drop_table("brief")
    op.drop_table("facet_members")
    with op.batch_alter_table("facet", schema=None) as batch_op:
        batch_op.drop_index("ix_facet_most_public")
        batch_op.drop_index("ix_facet_most")

    op.drop_table("facet")
