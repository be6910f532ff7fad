"""What an offer costs the one who compares, in words that can be recounted."""

import re
from random import Random

import pytest

from pathways.domain.comparison.buying import NOT_KNOWN, BriefAlong, Buyer
from pathways.domain.need.brief import Brief, Group, Vat
from pathways.domain.pathway.fields import Details
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import BALANCED
from tests.domain.samples import WM

GROUP = Details(price_pence=312_000, price_basis="group", vat="added", group_min=8, group_max=16)
PERSON = Details(price_pence=2_500, price_basis="person", vat="included", group_min=10)


@pytest.mark.parametrize(
    ("details", "buyer", "cost", "each"),
    [
        (GROUP, Buyer(0, 20), "", "£234 (£195 + £39 VAT), in a full group of 16"),
        (
            GROUP,
            Buyer(24, 20),
            "£7,488 (£6,240 + £1,248 VAT); two runs",
            "£312 (£260 + £52 VAT)",
        ),
        (
            GROUP,
            Buyer(24, 20, is_reclaimed=True),
            "£6,240 (+ £1,248 VAT, which you reclaim); two runs",
            "£260 (+ £52 VAT, which you reclaim)",
        ),
        (
            PERSON,
            Buyer(4, 20),
            "£250 (£208.33 + £41.67 VAT); paid for 10, as its smallest group is 10",
            "£62.50 (£52.08 + £10.42 VAT)",
        ),
        (PERSON, Buyer(0, 20), "", "£25 (£20.83 + £4.17 VAT)"),
        (Details(), Buyer(9, 20), NOT_KNOWN, ""),
        (Details(price_pence=0), Buyer(9, 20), "Free", "Free"),
        (
            Details(price_pence=1_000, price_basis="person"),
            Buyer(9, 20),
            "£90 (£108 if VAT is added)",
            "£10 (£12 if VAT is added)",
        ),
        (Details(price_pence=1_000, price_basis="group"), Buyer(9, 20), NOT_KNOWN, NOT_KNOWN),
        (Details(price_pence=1_000, price_basis="group"), Buyer(0, 20), "", NOT_KNOWN),
    ],
)
def test_what_people_cost_is_said_as_this_buyer_pays_it(
    details: Details, buyer: Buyer, cost: str, each: str
) -> None:
    assert (buyer.cost(details), buyer.each(details)) == (cost, each)


def test_an_amount_is_the_sum_of_its_parts() -> None:
    random = Random(12)  # noqa: S311  # the same amounts each time
    for _ in range(500):
        details = Details(
            price_pence=random.randint(1, 999_999),
            price_basis=random.choice(["person", "group"]),
            vat=random.choice(["added", "included"]),
            group_min=random.randint(0, 9),
            group_max=random.randint(9, 30),
        )
        buyer = Buyer(random.randint(1, 300), 20)
        for words in (buyer.cost(details), buyer.each(details)):
            found = re.match(r"£([0-9,.]+) \(£([0-9,.]+) \+ £([0-9,.]+) VAT\)", words)
            assert found, words
            whole, net, vat = (round(float(one.replace(",", "")) * 100) for one in found.groups())
            assert whole == net + vat


def brief(**more: object) -> BriefAlong:
    groups = (Group("Wardens", 2, 24), Group("Leads", 3, 5), Group("Desk", 2, 6))
    return BriefAlong("b", Brief(WM.code, "Riverside", groups, standard=BALANCED, **more))  # type: ignore[arg-type]


def test_a_brief_says_who_pays_for_whom_and_what_it_asks() -> None:
    along = brief(vat=Vat.RECLAIMED, required=("L2-LE-S10", "L2-WB-S08"))
    assert along.buyer(2, 20) == Buyer(30, 20, is_reclaimed=True)
    assert along.buyer(None, 20).people == 35
    assert along.buyer(2, 20, 7).people == 7
    assert along.is_asked("balanced")
    assert along.is_asked("")
    assert not along.is_asked("half")
    assert along.standard().name == "Balanced and two by name"
    assert along.standard().required == {"L2-LE-S10", "L2-WB-S08"}
    assert brief().standard() == BALANCED
    assert brief().beside(WM) == ()
    told = " ".join(brief(themes=("LA", "WB"), treatment=Treatment.DEVELOPED).beside(WM))
    assert "asks for Language and Wellbeing alone" in told
    assert "counts what is developed or more" in told
