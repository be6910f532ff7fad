"""The offers that fit a brief, ranked with reasons, as buyers and as providers see them."""

from collections.abc import Callable
from itertools import product

from flask import Flask

from pathways.briefs.queries.offers import list_own, read_kept
from pathways.db import db
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.ranking import Kept
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import ASSESSED, BALANCED
from tests.briefs.house import BUYER, PROVIDER, THEMES, make_house, offer, strands, write
from tests.factories import CURRENT_EDITION
from tests.page import Client, Page
from tests.statements import statements_of

SignIn = Callable[[str], Client]


def titles(page: Page) -> list[str]:
    """Return the titles of the offers, in their order."""
    return [page.words(item) for item in page.all(".//ol[@class='plain-list brief__list']//h4")]


def card(page: Page, title: str) -> str:
    """Return what the page says about one offer."""
    cards = page.all(".//li[@class='card offer']")
    return next(page.words(one) for one in cards if title in page.words(one))


def test_offers_are_ranked_with_reasons_and_say_what_they_leave_open(
    app: Flask, sign_in: SignIn
) -> None:
    house = make_house(app)
    offer(
        app,
        house["provider"],
        "Whole",
        strands(*THEMES),
        entry=1,
        price_pence=9_500,
        price_basis="person",
        delivery=("In person",),
        sectors=("Education",),
    )
    half = offer(app, house["rival"], "Half", strands("KA", "LA", "SE"), minutes=600)
    offer(app, house["rival"], "Elsewhere", strands("KA", level=3), level=3)
    client = sign_in(BUYER)
    address = write(
        client, minutes="7 h", budget="1000", delivery=["Live online"], sectors=["Education"]
    )
    page = client.get(address)
    assert titles(page) == ["Whole", "Half"]
    groups = [page.words(one) for one in page.all(".//h3[@class='brief__group']")]
    assert groups == [
        "Covers everything, but something does not fit",
        "Part of what is asked, or not all of it backed",
    ]
    assert "One offer has every competency that you ask at Trauma Informed" in page.words()
    whole, half_words = card(page, "Whole"), card(page, "Half")
    assert "All that is asked; 2 wishes not met 80%" in whole
    assert "£1,140 (£1,368 if VAT is added) for 12 people: at least £140 above the budget." in whole
    assert "Learners need Trauma Aware first, which the groups have." in whole
    assert "Taught in person; wished for: live online." in whole
    assert "What it leaves open" not in whole
    assert "15% of what is asked" in half_words
    assert "not in Lived Experience, Cultural Humility and Wellbeing." in half_words
    assert "3 h longer than the 7 h wanted." in half_words
    assert "Its price is not stated." in half_words
    assert "What it leaves open: 6" in half_words
    hrefs = [link.get("href") or "" for link in page.all(".//a")]
    assert f"/directory/{half}" in hrefs
    assert f"{address}/combination?level=2&with={half}" in hrefs
    assert any(href.startswith("/compare?pathway=") for href in hrefs)


def test_each_level_of_a_brief_has_its_own_ranking(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    offer(app, house["provider"], "For two", strands(*THEMES))
    offer(app, house["provider"], "For one", strands("KA", level=1), level=1)
    client = sign_in(BUYER)
    second = {"group-1-name": "Desk", "group-1-level": "1", "group-1-people": "30"}
    address = write(client, **second)
    assert titles(client.get(address)) == ["For one"]
    assert titles(client.get(f"{address}?level=2")) == ["For two"]
    for odd in ("4", "nine", "", "2%00", "²"):
        assert titles(client.get(f"{address}?level={odd}")) == ["For one"]


def test_a_must_leaves_out_and_says_how_many(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Long", strands(*THEMES), minutes=600)
    client = sign_in(BUYER)
    address = write(client, minutes="2 h", musts=["hours"])
    words = client.get(address).words()
    assert "No offer fits this brief" in words
    assert "1 offer claims something that you ask and does not fit your musts." in words
    words = client.get(f"{address}/combination").words()
    assert "1 offer does not fit your musts" in words


def test_what_reaches_nothing_of_it_is_said_apart(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Elsewhere", strands("KA", level=3), level=3)
    client = sign_in(BUYER)
    words = client.get(write(client)).words()
    assert "1 offer is published, and none claims anything that you ask" in words


def test_providers_see_their_own_offers_ranked_for_what_is_shown(
    app: Flask, sign_in: SignIn
) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Ours", strands("KA", "LA"))
    offer(app, house["provider"], "Better", strands("KA", "LA", "SE"))
    offer(app, house["rival"], "Theirs", strands(*THEMES))
    buyer, provider = sign_in(BUYER), sign_in(PROVIDER)
    address = write(buyer)
    buyer.post(f"{address}/share")
    page = provider.get(address)
    assert titles(page) == ["Better", "Ours"]
    assert "Theirs" not in page.words()
    assert "Contact Not stated" in page.words()
    listed = provider.get("/briefs").words()
    assert "Of yours, Better fits best: 50% of what is asked" in listed


def test_both_ways_of_reading_an_offer_are_the_same(app: Flask) -> None:
    house = make_house(app)
    offer(
        app,
        house["provider"],
        "One",
        strands("KA"),
        treatment=Treatment.ASSESSED,
        price_pence=0,
        delivery=("In person", "Live online"),
        sectors=("Any sector",),
    )
    offer(
        app,
        house["provider"],
        "Two",
        strands("LA"),
        treatment=Treatment.INTRODUCED,
        entry=1,
        price_pence=5_000,
        price_basis="group",
        group_max=8,
        sectors=("Education",),
    )
    offer(app, house["provider"], "Three", strands("LA"))
    with app.app_context():
        own = list_own(db.session, house["provider"], "2026-01-01")
        assert len(own) == 3
        for standard, treatment, delivery, sectors in product(
            (BALANCED, ASSESSED),
            Treatment,
            ((), ("In person",), ("Blended",)),
            ((), ("Education",), ("Youth work",), ("Any sector",)),
        ):
            brief = Brief(
                CURRENT_EDITION,
                "Need",
                (Group("Staff", 2, 10),),
                standard=standard,
                treatment=treatment,
                delivery=delivery,
                sectors=sectors,
            )
            rows = sorted(tuple(row) for row in read_kept(db.session, brief))
            width = len(Kept._fields) - 1
            assert rows == sorted(tuple(one.kept(brief))[:width] for one in own)


def test_a_page_of_offers_costs_the_same_statements_however_many_there_are(
    app: Flask, sign_in: SignIn
) -> None:
    house = make_house(app)
    offer(app, house["provider"], "First", strands("KA"))
    client = sign_in(BUYER)
    address = write(client)
    pages = ("/briefs", address, f"{address}/combination", f"{address}/edit")

    def count() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with statements_of(app) as statements:
                client.get(page)
            found.append(len([s for s in statements if s.startswith("SELECT")]))
        return found

    before = count()
    for number in range(30):
        offer(app, house["rival"], f"More {number}", strands(*THEMES[: 1 + number % 5]))
    write(client, title="Another")
    assert count() == before
    page = client.get(address)
    assert len(titles(page)) == 25
    assert "These are the 25 that fit best of 31." in page.words()
    assert len(titles(client.get(f"{address}?show=all"))) == 31
