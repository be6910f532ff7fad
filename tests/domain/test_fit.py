"""How offers are ranked for a need, and the words that say why."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.claims import Claims, join_claims
from pathways.domain.need.fit import Fit, explain_fit
from pathways.domain.need.listed import Listed
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.need.ranking import Kept, Ranking, pick_candidates, rank_offers
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.depth import Depth, DepthCounts
from pathways.domain.rule.proportion import Weights
from pathways.domain.rule.standards import ASSESSED, BALANCED, FRAMEWORK_MINIMUM, FULL, HALF
from tests.domain.samples import SMALL

ALL_OF_2 = SMALL.level_masks[2]
APPLES = SMALL.mask(["L2-AA-K01", "L2-AA-S01"])
PLAIN = DepthCounts(420, 6, 6, 6, 6, 6)
BRIEF = Brief(SMALL.code, "Need", (Group("Staff", 2, 24),), standard=BALANCED)
LISTED = Listed(2, None, 420, 9_500, "person", "exempt", 0, 0, ("In person",), ("Education",))


def need_of(brief: Brief = BRIEF) -> Need:
    return list_needs(SMALL, brief)[0]


def kept(number: int, treated: int = ALL_OF_2, **values: Any) -> Kept:
    one = Kept(
        number=number,
        backed=f"{treated:x}",
        assessed="0",
        weights="",
        standing=0,
        title_key="",
        minutes=420,
        price_pence=9_500,
        price_basis="person",
        vat="exempt",
        group_min=0,
        group_max=0,
        entry_level=None,
        has_delivery=True,
        has_sector=True,
        depth=PLAIN,
    )
    return one._replace(**values)


def rank(brief: Brief, offers: Iterable[Kept], most: int = 50) -> Ranking:
    """Rank offers whose weights are spelled "500:1f;250:20", the same for what is assessed."""
    need = need_of(brief)
    return rank_offers(brief, need, offers, most, Reader(), payer_of(brief, need, 20))


class Reader:
    def claimed(self, text: str) -> tuple[int, int]:
        return Claims(0, self.read(text)[0]).claimed, 0

    def heaviest(self, text: str) -> int:
        return max((weight for weight, _mask in self.read(text)[0]), default=0)

    def read(self, text: str) -> tuple[Weights, Weights]:
        parts = [part.split(":") for part in text.split(";") if part]
        weights = tuple((int(weight), int(mask, 16)) for weight, mask in parts)
        return weights, ()


def fit_of(brief: Brief, offer: Listed, reach: int, *weights: tuple[int, int]) -> Fit:
    need = need_of(brief)
    payer = payer_of(brief, need, 20)
    return explain_fit(brief, need, offer, Claims(reach, weights), PLAIN, payer)


def numbers(brief: Brief, *offers: Kept) -> list[int]:
    return [one.number for one in rank(brief, offers, 50).best]


def test_whoever_has_more_of_what_is_asked_stands_first() -> None:
    ranking = rank(BRIEF, [kept(1, APPLES), kept(2), kept(3, 0)], 50)
    assert [(one.number, one.points) for one in ranking.best] == [(2, 1000), (1, 500)]
    assert (ranking.found, ranking.beside, ranking.left_out) == (2, 1, 0)
    assert ranking.everything == ALL_OF_2
    assert len(rank(BRIEF, [kept(1), kept(2)], 1).best) == 1


def test_equal_offers_are_settled_by_standing_then_cost_then_title_then_number() -> None:
    assert numbers(
        BRIEF,
        kept(1, price_pence=None),
        kept(2, standing=1, price_pence=0),
        kept(3),
        kept(4),
        kept(5, title_key="b"),
        kept(6, price_pence=0),
    ) == [6, 3, 4, 5, 1, 2]


def test_a_claim_counts_by_what_is_behind_it() -> None:
    beans = ALL_OF_2 & ~APPLES
    whole = kept(1)
    loose = kept(2, APPLES, weights=f"857:{beans:x}", price_pence=0)
    bare = kept(3, 0, weights=f"500:{APPLES:x};250:{beans:x}", price_pence=0)
    ranking = rank(BRIEF, [bare, loose, whole])
    assert [(one.number, one.points) for one in ranking.best] == [(1, 1000), (2, 928), (3, 375)]
    assert (ranking.enough, ranking.covering, ranking.claiming) == (1, 0, 2)
    assert (ranking.everything, ranking.claimed) == (ALL_OF_2, ALL_OF_2)
    assert rank(BRIEF, [bare]).everything == 0


def test_the_heaviest_claims_count_and_never_more_than_are_asked() -> None:
    brief = replace(BRIEF, standard=HALF)
    demand = need_of(brief).demands[0]
    bits = [item.mask for item in SMALL.members(demand.mask)]
    claims = Claims(bits[0], ((900, bits[1]), (400, bits[2])))
    assert (len(bits), demand.count) == (3, 2)
    assert claims.worth(demand) == 1900
    assert Claims(0, ((900, bits[1]), (400, bits[2] | bits[0]))).worth(demand) == 1300
    assert Claims(demand.mask).worth(demand) == 2000


def test_offers_together_weigh_the_best_of_each() -> None:
    joined = join_claims(
        [Claims(0b1, ((900, 0b110),)), Claims(0b10, ((950, 0b101), (100, 0b1000)))]
    )
    assert joined == Claims(0b11, ((950, 0b100), (100, 0b1000)))


def test_the_badge_says_claims_where_not_all_is_backed_and_the_sum_makes_its_figure() -> None:
    beans = ALL_OF_2 & ~APPLES
    fit = fit_of(BRIEF, LISTED, APPLES, (382, beans))
    assert fit.badge == "Claims all that is asked; 2 of 4 backed"
    assert [(row.words, row.value) for row in fit.sum] == [
        ("2 asked things, backed", "2.000"),
        ("2 asked things, claimed and not backed: each counts 0.382", "0.764"),
    ]
    assert (fit.total.words, fit.total.value, fit.share) == ("2.764 of 4 asked", "0.691", 69)
    assert fit.other[0] == "Both strands in Apples; claimed in Beans, and not backed."
    assert fit_of(BRIEF, LISTED, ALL_OF_2).badge == "All that is asked"
    wished = replace(BRIEF, minutes=60, budget_pence=1)
    fit = fit_of(wished, LISTED._replace(price_pence=None), ALL_OF_2)
    assert fit.badge == "All that is asked; 1 wish not met, 1 not known"
    assert (fit.share, [row.value for row in fit.off]) == (85, ["−0.100", "−0.050"])
    assert fit_of(BRIEF, LISTED, APPLES).badge == "50% of what is asked"


@pytest.mark.parametrize(
    ("depth", "counts", "is_met"),
    [
        (Depth(is_backed=True), (60, 5, 5, 5, 0, 0), True),
        (Depth(is_backed=True), (60, 5, 5, 4, 0, 0), False),
        (Depth(is_noted=True), (60, 5, 4, 5, 0, 0), False),
        (Depth(rate=5), (60, 5, 0, 0, 0, 0), True),
        (Depth(rate=5), (59, 5, 0, 0, 0, 0), False),
        (Depth(rate=5), (0, 5, 0, 0, 0, 0), False),
        (Depth(minutes=60), (59, 5, 0, 0, 0, 0), False),
        (Depth(developed=50), (60, 4, 0, 0, 2, 0), True),
        (Depth(developed=51), (60, 4, 0, 0, 2, 0), False),
        (Depth(assessed=25), (60, 4, 0, 0, 0, 1), True),
    ],
)
def test_a_demand_of_depth_is_a_wish_or_a_must(
    depth: Depth, counts: tuple[int, ...], is_met: bool
) -> None:
    brief = replace(BRIEF, depth=depth)
    one = kept(1, depth=counts)
    (found,) = rank(brief, [one]).best
    assert found.points == (1000 if is_met else 900)
    payer = payer_of(brief, need_of(brief), 20)
    fit = explain_fit(brief, need_of(brief), LISTED, Claims(ALL_OF_2), DepthCounts(*counts), payer)
    assert (fit.points, fit.missed) == (found.points, int(not is_met))
    must = rank(replace(brief, musts=("depth",)), [one])
    assert (must.found, must.left_out) == ((1, 0) if is_met else (0, 1))


@pytest.mark.parametrize(
    ("brief", "misses", "says_nothing"),
    [
        (replace(BRIEF, minutes=400), {"minutes": 500}, {"minutes": 0}),
        (replace(BRIEF, budget_pence=300_000), {"price_pence": 20_000}, {"price_pence": None}),
        (replace(BRIEF, delivery=("Live online",)), {"has_delivery": False}, None),
        (replace(BRIEF, sectors=("Education",)), {"has_sector": False}, None),
        (BRIEF, {"entry_level": 1}, None),
    ],
    ids=["hours", "budget", "delivery", "sector", "entry"],
)
def test_a_wish_lowers_the_rank_and_a_must_leaves_out(
    brief: Brief,
    misses: dict[str, Any],
    says_nothing: dict[str, Any] | None,
    request: pytest.FixtureRequest,
) -> None:
    fitting = kept(1, minutes=300)
    offers = [fitting, kept(2, **{"minutes": 300, **misses})]
    wanted = [1000, 900]
    if says_nothing is not None:
        offers.append(kept(3, **{"minutes": 300, **says_nothing}))
        wanted = [1000, 950, 900]
    ranking = rank(brief, offers, 50)
    assert [one.points for one in ranking.best] == wanted
    wish = request.node.callspec.id
    must = replace(brief, musts=(wish,))
    ranking = rank(must, offers, 50)
    assert [one.number for one in ranking.best] == [1]
    assert ranking.left_out == len(offers) - 1


def test_any_sector_is_no_wish() -> None:
    brief = replace(BRIEF, sectors=("Education", "Any sector"), musts=("sector",))
    assert numbers(brief, kept(1, has_sector=False)) == [1]


def test_what_must_be_assessed_is_looked_for_among_what_is_assessed() -> None:
    brief = replace(BRIEF, standard=ASSESSED)
    offers = [kept(1), kept(2, assessed=f"{ALL_OF_2:x}")]
    ranking = rank(brief, offers, 50)
    assert [(one.number, one.points) for one in ranking.best] == [(2, 1000), (1, 666)]
    assert need_of(brief).is_met(ranking.best[0].reach)


def test_the_candidates_hold_whoever_reaches_what_the_best_do_not() -> None:
    brief = replace(BRIEF, standard=FULL)
    rare = SMALL.mask(["L2-BB-S02"])
    offers = [kept(number, ALL_OF_2 & ~rare) for number in range(1, 6)]
    ranking = rank(brief, [*offers, kept(6, rare)], 50)
    chosen = pick_candidates(need_of(brief), ranking, 3)
    assert [one.number for one in chosen] == [1, 2, 6]
    ranking = rank(brief, offers, 50)
    assert [one.number for one in pick_candidates(need_of(brief), ranking, 3)] == [1, 2, 3]


def test_a_candidate_that_makes_room_for_another_takes_nothing_away() -> None:
    brief = replace(BRIEF, standard=FULL)
    need = need_of(brief)
    rare, odd = SMALL.mask(["L2-BB-S02"]), SMALL.mask(["L2-AA-S01"])
    most = ALL_OF_2 & ~rare & ~odd
    offers = [kept(1, most), kept(2, most), kept(3, odd), kept(4, rare)]
    ranking = rank(brief, offers, 50)
    chosen = pick_candidates(need, ranking, 3)
    assert len(chosen) == 3
    assert {one.number for one in chosen} == {1, 3, 4}


def test_whoever_has_all_that_is_asked_is_counted_wherever_it_stands() -> None:
    brief = replace(BRIEF, minutes=60, delivery=("Live online",), budget_pence=100)
    whole = kept(1, has_delivery=False)
    part = ALL_OF_2 & ~SMALL.mask(["L2-BB-S01", "L2-BB-S02"])
    offers = [whole, *(kept(number, part, minutes=30, price_pence=0) for number in (2, 3))]
    ranking = rank(brief, offers, 2)
    assert [one.number for one in ranking.best] == [2, 3]
    assert (ranking.enough, ranking.covering) == (0, 1)


def test_an_offer_that_fits_is_praised_for_what_it_has() -> None:
    brief = replace(
        BRIEF,
        groups=(Group("Staff", 2, 24, 1),),
        required=("L2-AA-K01", "L2-BB-K01"),
        minutes=480,
        budget_pence=300_000,
        delivery=("In person", "Live online"),
        sectors=("Education",),
    )
    fit = fit_of(brief, LISTED._replace(entry_level=1), ALL_OF_2)
    assert fit.is_met
    assert fit.share == 100
    assert fit.open == ()
    assert fit.other == ()
    assert fit.good == (
        "Both strands in both themes.",
        "Has both competencies asked by name.",
        "Learners need First first, which the groups have.",
        "7 h, within the 8 h wanted.",
        "£2,280 for 24 people, within the budget.",
        "Taught in person, as wished.",
        "For education, as wished.",
    )


def test_the_share_of_what_is_there_is_never_rounded_up() -> None:
    brief = replace(BRIEF, standard=FULL)
    fit = fit_of(brief, LISTED, ALL_OF_2 & ~SMALL.mask(["L2-BB-S02"]))
    assert (fit.share, fit.is_met) == (83, False)


def test_an_offer_that_does_not_fit_is_told_without_blame() -> None:
    brief = replace(
        BRIEF,
        required=("L2-BB-K01",),
        minutes=300,
        budget_pence=100_000,
        delivery=("Live online",),
        sectors=("Police and justice",),
        treatment=Treatment.DEVELOPED,
    )
    offer = LISTED._replace(level=1, entry_level=1)
    fit = fit_of(brief, offer, APPLES)
    assert not fit.is_met
    assert (fit.share, fit.missed, fit.beside) == (0, 4, ("First first",))
    assert fit.total.value == "0.400"
    assert fit.good == ()
    assert fit.other == (
        "Both strands, developed or more, in Apples; not in Beans.",
        "L2-BB-K01 is not in it.",
        "It leads to First, not Second.",
        "Learners need First first.",
        "2 h longer than the 5 h wanted.",
        "£2,280 for 24 people: £1,280 above the budget.",
        "Taught in person; wished for: live online.",
        "For education; wished for: police and justice.",
    )
    assert fit.open == (
        "Beans: one competency in knowledge",
        "Beans: one competency in skills",
        "Beans: L2-BB-K01",
    )


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        (LISTED._replace(price_pence=None), "Its price is not stated."),
        (LISTED._replace(price_pence=0), "Free, within the budget."),
        (
            LISTED._replace(price_basis="group"),
            "£95, and it is not stated for how many people that is; so no cost can be told.",
        ),
        (
            LISTED._replace(price_basis=""),
            "£95, and it is not stated for whom that is; so no cost can be told.",
        ),
        (
            LISTED._replace(price_basis="group", group_max=10, vat="added"),
            "£342 (£285 + £57 VAT) for 24 people in 3 groups, within the budget.",
        ),
        (LISTED._replace(minutes=0), "Its length is not stated."),
        (LISTED._replace(delivery=()), "Delivery is not stated."),
        (LISTED._replace(sectors=()), "Its sector is not stated."),
        (LISTED._replace(sectors=("Any sector",)), "For education, as wished."),
    ],
)
def test_what_is_not_stated_is_said_and_never_counts_as_nothing(offer: Listed, words: str) -> None:
    brief = replace(
        BRIEF, minutes=600, budget_pence=10**6, delivery=("In person",), sectors=("Education",)
    )
    fit = fit_of(brief, offer, ALL_OF_2)
    assert words in (*fit.good, *fit.other)


def test_without_wishes_nothing_is_held_against_an_offer() -> None:
    brief = replace(BRIEF, standard=FRAMEWORK_MINIMUM)
    fit = fit_of(brief, LISTED, ALL_OF_2)
    assert fit.good == (
        "At least one competency in both themes.",
        "£2,280 for 24 people.",
    )
    assert fit.other == ()


def test_nobody_is_lost_whose_wishes_take_more_than_there_is() -> None:
    brief = replace(BRIEF, minutes=1, budget_pence=1, delivery=("On the job",), sectors=("Health",))
    poor = {"has_delivery": False, "has_sector": False, "entry_level": 2}
    offers = [kept(at, 0, weights=f"100:{APPLES:x}", **poor) for at in (1, 2, 3)]
    ranking = rank(brief, [kept(4, APPLES), *offers])
    assert [(one.number, one.points) for one in ranking.best[1:]] == [(1, 0), (2, 0), (3, 0)]
    assert ranking.found == len(ranking.best)
