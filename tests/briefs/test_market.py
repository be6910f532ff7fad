"""Random briefs over a market: order, badges and additions, against a plain recount."""

import random
from collections.abc import Iterator

from flask import Flask

from pathways.briefs.queries.offers import RankingView, rank_for, read_kept, weights_for
from pathways.db import db, transaction
from pathways.domain.need.brief import Brief, Group, Vat
from pathways.domain.need.claims import Claims, join_claims, weigh_claims
from pathways.domain.need.combination import list_additions
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.need.ranking import rank_offers
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.vocabulary import DELIVERY, SECTORS
from pathways.domain.rule.standards import BUILT_IN
from pathways.records.editions import current_edition
from tests.bench.market import fill_market
from tests.factories import make_organisation
from tests.moving import kept

LISTS = 71
OFFERS = 60


@kept
def make_market(app: Flask) -> str:
    """Publish a market; return its commissioner."""
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        with transaction() as session:
            fill_market(session, OFFERS, metro, 11)
    return metro


def drawn(chance: random.Random, codes: dict[int, list[str]]) -> Brief:
    levels = chance.sample([1, 2, 3, 4], chance.choice([1, 2, 3]))
    named = [code for level in levels for code in chance.sample(codes[level], 2)]
    return Brief(
        "wm-tif-2024",
        "Need",
        tuple(
            Group(f"G{level}", level, chance.choice([4, 24, 110]), chance.choice([None, level - 1]))
            for level in levels
        ),
        required=tuple(named) if chance.random() < 0.4 else (),
        treatment=chance.choice([Treatment.INTRODUCED, Treatment.INTRODUCED, Treatment.DEVELOPED]),
        standard=chance.choice(BUILT_IN[:4]),
        minutes=chance.choice([0, 300, 600]),
        budget_pence=chance.choice([None, 100_000, 1_000_000]),
        delivery=chance.choice([(), DELIVERY[:1]]),
        sectors=chance.choice([(), SECTORS[:2]]),
        vat=chance.choice(list(Vat)),
    )


def lists() -> Iterator[tuple[Brief, Need]]:
    """Give so many needs of random briefs."""
    chance = random.Random(20261126)  # noqa: S311  # a test's lot, no secret
    edition = current_edition(db.session)
    codes = {
        level: [item.code for item in edition.competencies if item.level == level]
        for level in edition.by_level
    }
    count = 0
    while count < LISTS:
        brief = drawn(chance, codes)
        for need in list_needs(edition, brief):
            count += 1
            yield brief, need


def check_order(view: RankingView) -> None:
    """What covers everything and fits stands first, and figures fall within what is headed."""
    places = []
    for one in view.offers:
        is_covered = one.fit.have == one.fit.asked
        places.append(0 if one.fit.badge == "All that is asked" else 1 if is_covered else 2)
        assert (one.fit.badge == "All that is asked") == (is_covered and not one.fit.off)
    assert places == sorted(places)
    assert [one for _group, items in view.groups for one in items] == list(view.offers)
    for _group, items in view.groups:
        figures = [one.fit.share for one in items]
        assert figures == sorted(figures, reverse=True)
    words = " ".join(reason.words for one in view.offers for reason in one.fit.reasons)
    for builder in (" yet", "still to come", "would bring it in"):
        assert builder not in words
        assert all(builder not in text for one in view.offers for text in one.fit.open)


def test_no_lower_figure_stands_above_a_higher_one_under_its_heading(app: Flask) -> None:
    make_market(app)
    with app.app_context():
        for brief, need in lists():
            view = rank_for(db.session, brief, need, most=25, today="2026-11-26", vat=20)
            check_order(view)


def test_additions_are_those_that_add_most_of_all_there_are(app: Flask) -> None:
    make_market(app)
    chance = random.Random(5)  # noqa: S311  # a test's lot, no secret
    with app.app_context():
        for brief, need in lists():
            payer = payer_of(brief, need, 20)
            rows = read_kept(db.session, brief)
            ranking = rank_offers(brief, need, rows, 5, weights_for(brief), payer)
            every = [one.claims for one in ranking.list_all()]
            start = join_claims(chance.sample(every, min(1, len(every)))) if every else Claims(0)
            there = weigh_claims(need, start)
            gains = [
                (there - weigh_claims(need, join_claims((start, one))), place)
                for place, one in enumerate(every)
            ]
            wanted = [place for gain, place in sorted(gains) if gain < 0][:5]
            assert [one.place for one in list_additions(need, every, start, 5)] == wanted
