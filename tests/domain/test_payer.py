"""What is said of money, held against a plain recount: every amount, budget and smallest group."""

import random
import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pytest

from pathways.domain.need.brief import Brief, Group, Vat
from pathways.domain.need.claims import Claims
from pathways.domain.need.fit import Fit, explain_fit
from pathways.domain.need.listed import Listed
from pathways.domain.need.needs import list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.need.ranking import rank_offers
from pathways.domain.need.terms import Reason
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.depth import DepthCounts
from pathways.domain.words import money
from tests.domain.samples import SMALL
from tests.domain.test_fit import ALL_OF_2, Reader, kept

PLAIN = DepthCounts(420, 6, 6, 6, 6, 6)


def rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def party_amounts(
    offer: Listed, people: int, percent: int
) -> tuple[int, int, int, int, int] | None:
    """Before VAT, with VAT, people paid for, groups, and as stated; None where it is not known."""
    largest = offer.group_max
    smallest = offer.group_min if not largest or offer.group_min <= largest else 0
    groups = 0
    left = people
    while left > 0 and largest:
        groups, left = groups + 1, left - largest
    paid_for = max(people, smallest * max(1, groups))
    if offer.price_pence is None:
        return None
    if offer.price_pence == 0:
        return 0, 0, paid_for, groups, 0
    if offer.price_basis == "person":
        stated = offer.price_pence * paid_for
    elif offer.price_basis == "group" and groups:
        stated = offer.price_pence * groups
    else:
        return None
    rate = Decimal(percent) / 100
    if offer.vat == "included":
        return rounded(stated / (1 + rate)), stated, paid_for, groups, stated
    if offer.vat == "exempt":
        return stated, stated, paid_for, groups, stated
    return stated, stated + rounded(stated * rate), paid_for, groups, stated


def draw_case(chance: random.Random) -> tuple[Brief, Listed, int]:
    groups = tuple(
        Group(f"G{at}", 2, chance.choice([1, 4, 7, 12, 25, 110]), site=chance.choice(["", "", "A"]))
        for at in range(chance.choice([1, 1, 2, 3]))
    )
    if chance.random() < 0.3:
        groups += (Group("Others", 1, 30),)
    brief = Brief(
        SMALL.code,
        "Need",
        groups,
        budget_pence=chance.choice([None, 0, 50_000, 250_000, 1_000_000]),
        vat=chance.choice(list(Vat)),
        is_shared=chance.random() < 0.7,
        musts=chance.choice([(), ("budget",)]),
    )
    offer = Listed(
        2,
        None,
        420,
        chance.choice([None, 0, 1_999, 9_500, 64_000, 256_000]),
        chance.choice(["person", "group", "group", ""]),
        chance.choice(["", "included", "added", "exempt"]),
        chance.choice([0, 0, 8, 20]),
        chance.choice([0, 12, 16]),
        (),
        (),
    )
    return brief, offer, chance.choice([20, 20, 5, 0])


class Counted(NamedTuple):
    """What a case comes to, counted anew; amounts are None where they are not known."""

    people: int
    paid_for: int
    groups: int
    net: int | None
    gross: int | None
    lowest: int | None
    highest: int | None


def count(brief: Brief, offer: Listed, percent: int) -> Counted:
    own = [group for group in brief.groups if group.level == 2]
    parties = [group.people for group in own]
    if brief.is_shared:
        sites = list(dict.fromkeys(group.site for group in own))
        parties = [sum(group.people for group in own if group.site == site) for site in sites]
    people = sum(parties)
    known = [party_amounts(offer, party, percent) for party in parties]
    sizes = [party_amounts(offer._replace(price_pence=0), party, percent) for party in parties]
    paid_for = sum(one[2] for one in sizes if one)
    groups = sum(one[3] for one in sizes if one)
    amounts = [one for one in known if one is not None]
    if len(amounts) < len(known):
        return Counted(people, paid_for, groups, None, None, None, None)
    net, gross, stated = (sum(one[at] for one in amounts) for at in (0, 1, 4))
    is_reclaimed = brief.vat is Vat.RECLAIMED
    lowest = highest = net if is_reclaimed else gross
    if not offer.vat and is_reclaimed:
        lowest, highest = rounded(stated / (1 + Decimal(percent) / 100)), stated
    elif not offer.vat:
        lowest, highest = stated, gross
    return Counted(people, paid_for, groups, net, gross, lowest, highest)


def check_amount(said: str, case: Counted, vat: str) -> None:
    """Hold the amounts in a sentence against the recount."""
    if case.highest is None:
        assert "not stated" in said
        assert "within" not in said
        return
    if not case.highest:
        assert said.startswith("Free")
        return
    pounds = re.findall(r"£[\d,]*\d(?:\.\d\d)?", said)
    assert {money(case.lowest or 0), money(case.highest)} <= set(pounds), said
    assert f"for {case.people} " in said
    assert ("VAT is not stated" in said) is (not vat)
    assert (f"in {case.groups} groups" in said) is (case.groups > 1)
    if vat and case.gross != case.net:
        assert f"{money((case.gross or 0) - (case.net or 0))} VAT" in said
        assert money(case.net or 0) in said


def check_budget(brief: Brief, said: Reason, case: Counted, vat: str) -> int:
    """Hold what is said of the budget against the recount; return the points that it takes off."""
    budget = brief.budget_pence
    if budget is None:
        return 0
    if case.highest is None or case.lowest is None:
        return 50
    is_part = len(brief.levels) > 1 and budget > 0
    is_told = bool(vat) or not case.highest
    over = case.lowest - budget
    is_kept = case.highest <= budget
    assert ("within the budget" in said.words) is (is_kept and is_told and not is_part)
    assert (f"{money(over)} above" in said.words) is (over > 0)
    assert (f"the {money(budget)} for all groups" in said.words) is is_part
    assert said.is_for is (is_kept and is_told)
    assert ("either way" in said.words) is (is_kept and not is_told)
    is_open = re.search("above .* (if VAT is added|unless VAT is in it)", said.words) is not None
    assert is_open is (not is_kept and over <= 0)
    return 0 if is_kept else 100 if over > 0 else 50


def check_group(fit: Fit, offer: Listed, case: Counted) -> int:
    """Hold what is said of the smallest group against the recount; return what it takes off."""
    told = [one.words for one in fit.reasons if "ask for an open course" in one.words]
    is_crossed = bool(offer.group_max) and offer.group_min > offer.group_max
    assert any("stated as larger" in one.words for one in fit.reasons) is is_crossed
    if case.paid_for == case.people:
        assert told == []
        return 0
    assert f"at least {offer.group_min}" in told[0]
    assert f"pay for {case.paid_for}" in told[0] or offer.price_pence == 0
    assert fit.badge != "All that is asked"
    return 100


@pytest.mark.parametrize("seed", range(400))
def test_what_is_said_of_money_is_so(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    brief, offer, percent = draw_case(chance)
    need = next(one for one in list_needs(SMALL, brief) if one.level == 2)
    case = count(brief, offer, percent)
    if seed % 2 and case.lowest and case.highest and case.lowest < case.highest:
        # Within it without VAT, above it with: nothing of the amounts above is drawn so close.
        brief = replace(brief, budget_pence=(case.lowest + case.highest) // 2)
    payer = payer_of(brief, need, percent)
    fit = explain_fit(brief, need, offer, Claims(ALL_OF_2), PLAIN, payer)
    (said,) = [one for one in fit.reasons if one.words[:1] in "£F" or "price is not" in one.words]
    check_amount(said.words, case, offer.vat)
    off = check_budget(brief, said, case, offer.vat)
    off_group = check_group(fit, offer, case)
    assert fit.points == 1000 - off - off_group
    row = offer.kept(brief)._replace(number=1, backed=f"{ALL_OF_2:x}")
    ranking = rank_offers(brief, need, [row], 5, Reader(), payer)
    if off and brief.musts:
        assert ranking.left_out == 1
    else:
        assert [(one.points, one.pence) for one in ranking.best] == [(fit.points, case.highest)]
        assert ranking.enough == (fit.points == 1000)


def test_an_offer_of_which_less_is_paid_stands_first() -> None:
    brief = Brief(SMALL.code, "Need", (Group("Staff", 2, 4),), treatment=Treatment.INTRODUCED)
    need = list_needs(SMALL, brief)[0]
    terms: dict[str, Any] = {"price_basis": "person", "group_max": 12}
    offers = [
        kept(1, price_pence=9_500, vat="added", **terms),
        kept(2, price_pence=10_000, vat="exempt", **terms),
        kept(3, price_pence=9_600, vat="", **terms),
        kept(4, price_pence=6_000, vat="exempt", group_min=8, **terms),
    ]
    for vat, order in ((Vat.PAID, [2, 1, 3, 4]), (Vat.RECLAIMED, [1, 3, 2, 4])):
        found = Brief(SMALL.code, "Need", brief.groups, vat=vat)
        ranking = rank_offers(found, need, offers, 9, Reader(), payer_of(found, need, 20))
        assert [one.number for one in ranking.best] == order


def test_four_on_a_course_for_eight_are_told_what_it_comes_to() -> None:
    brief = Brief(SMALL.code, "Need", (Group("Leads", 2, 4),), vat=Vat.RECLAIMED)
    need = list_needs(SMALL, brief)[0]
    offer = Listed(2, None, 420, 64_000, "person", "exempt", 8, 14, (), ())
    payer = payer_of(brief, need, 20)
    fit = explain_fit(brief, need, offer, Claims(ALL_OF_2), PLAIN, payer)
    assert fit.badge == "All that is asked; for at least 8 people"
    assert (
        "Needs at least 8; you have 4: ask for an open course, or pay for 8 (£5,120)." in fit.other
    )
    pair = Brief(SMALL.code, "Need", (Group("A", 2, 4, site="A"), Group("B", 2, 9, site="B")))
    payer = payer_of(pair, list_needs(SMALL, pair)[0], 20)
    fit = explain_fit(pair, list_needs(SMALL, pair)[0], offer, Claims(ALL_OF_2), PLAIN, payer)
    assert "Needs at least 8 in each group; you have 4 and 9 at two sites" in " ".join(fit.other)
