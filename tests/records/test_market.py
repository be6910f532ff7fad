"""The region that the benchmarks measure is one that the app itself could have come to."""

import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.pathway.cautions import CautionKind
from pathways.domain.pathway.content import PathwayContent
from pathways.models.version import Version
from pathways.records.editions import current_edition
from pathways.records.listing.keeping import FACET, OFFER, TALLY
from pathways.records.listing.recounting import find_offer_faults
from pathways.records.listing.search import matching
from tests.bench.market import IN_ORDER, MAPPED, copy_market, fill_market
from tests.factories import make_organisation
from tests.inflation import fill_inflated

COUNT = 1_000


def test_a_made_up_region_is_kept_as_a_recount_gives_it(app: Flask) -> None:
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        for count, seed in ((COUNT - 300, 1), (300, 2)):
            with transaction() as session:
                fill_market(session, count, metro, seed)
        assert list(find_offer_faults(db.session)) == []
        rows = db.session.execute(sa.select(OFFER)).all()
        assert len(rows) == COUNT
        mapped = sum(int(row.reached, 16).bit_count() for row in rows) / COUNT
        assert abs(mapped - MAPPED) < 6
        assert {row.level for row in rows} == {1, 2, 3, 4}
        crowded = (
            sum(1 for row in rows if row.cautions[:1] and row.cautions[0][0] == CautionKind.RATE)
            / COUNT
        )
        assert abs(crowded - (1 - IN_ORDER)) < 0.05
        assert sum(1 for row in rows if row.weights) / COUNT > crowded
        assert {row.is_public for row in rows} == {True, False}
        assert len({row.organisation_id for row in rows}) > 30
        assert {"", "2028-12-31"} < {row.reviewed_until for row in rows}
        kinds = set(db.session.execute(sa.select(FACET.c.kind)).scalars())
        assert {"sector", "delivery", "theme", "standard", "price", "length"} < kinds
        counts = db.session.execute(sa.select(TALLY.c.counts)).scalar_one()
        edition = current_edition(db.session)
        untreated = [c.code for c in edition.competencies if not sum(counts[3 * c.bit :][:3])]
        assert 0 < len(untreated) < 100
        asked = matching(db.session, "foundations custody")
        assert asked is not None
        found = len(db.session.execute(sa.select(asked[1])).all())
        assert 0 < found < COUNT / 10


def test_its_contents_are_written_as_versions_write_them(app: Flask) -> None:
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        with transaction() as session:
            fill_market(session, 20, metro)
        for version in db.session.scalars(sa.select(Version)):
            content = PathwayContent.from_plain(version.content)
            assert content.to_plain() == version.content
            assert content.digest == version.digest


def test_copies_are_kept_as_a_recount_gives_them(app: Flask) -> None:
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        with transaction() as session:
            fill_market(session, 40, metro)
            copy_market(session, 2)
        with transaction() as session:
            fill_market(session, 10, metro, 2)
        assert list(find_offer_faults(db.session)) == []
        count = sa.select(sa.func.count()).select_from(OFFER)
        assert db.session.execute(count).scalar_one() == 130


def test_a_market_of_twins_is_listed_with_the_inflated_below_their_twins(app: Flask) -> None:
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        with transaction() as session:
            listed = fill_inflated(session, metro, 120, (1, 2, 3, 4))
        rows = {row.pathway_id: row for row in db.session.execute(sa.select(OFFER))}
        assert len(rows) == 120
        assert list(find_offer_faults(db.session)) == []
        for found in listed:
            inflated, honest = rows[found.inflated], rows[found.honest]
            assert inflated.cautions[0][0] == found.twins.inflation.first
            assert honest.cautions == []
            assert honest.fit_key < inflated.fit_key, found.twins.key
            assert inflated.number < honest.number
