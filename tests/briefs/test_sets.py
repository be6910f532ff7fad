"""The offers that together meet a brief, and what to add to one of them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from pathways.briefs.queries import sets
from pathways.db import new_id
from tests.briefs.house import BUYER, THEMES, make_house, offer, strands, write
from tests.page import Client, Page

SignIn = Callable[[str], Client]


def chosen(page: Page, table: int = 0) -> list[str]:
    """Return the titles in a table of offers, in their order."""
    rows = page.all(".//table")[table].findall("tbody/tr")
    return [page.words(row.find("th/a")) for row in rows]


def test_the_smallest_the_cheapest_and_the_shortest_set_differ(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    person: dict[str, Any] = {"price_basis": "person", "vat": "added"}
    offer(
        app,
        house["provider"],
        "Everything",
        strands(*THEMES),
        minutes=900,
        price_pence=50_000,
        **person,
    )
    offer(
        app,
        house["rival"],
        "First half",
        strands("KA", "LA", "SE"),
        minutes=480,
        price_pence=1_000,
        **person,
    )
    offer(
        app,
        house["rival"],
        "Second half",
        strands("LE", "CH", "WB"),
        minutes=480,
        price_pence=1_000,
        **person,
    )
    for theme in THEMES[:3]:
        offer(app, house["provider"], f"Short {theme}", strands(theme), minutes=60)
    client = sign_in(BUYER)
    address = write(client)
    page = client.get(f"{address}/combination")
    assert chosen(page) == ["Everything"]
    assert (
        "One offer backs every competency that you ask. "
        "15 h a person, £7,200 (£6,000 + £1,200 VAT) for 12 people." in page.words()
    )
    assert "of the sets of up to four out of all 6 offers that claim something of it, none is" in (
        page.words()
    )
    page = client.get(f"{address}/combination?goal=cheapest")
    assert chosen(page) == ["First half", "Second half"]
    assert (
        "Two offers together back every competency that you ask. "
        "16 h a person, £288 (£240 + £48 VAT) for 12" in page.words()
    )
    assert "Now met: Knowledge and Awareness, Language, Safe Environments." in page.words()
    page = client.get(f"{address}/combination?goal=shortest")
    assert sorted(chosen(page)) == ["Second half", "Short KA", "Short LA", "Short SE"]
    assert "11 h a person, and not every price is stated" in page.words()
    assert chosen(client.get(f"{address}/combination?goal=luck")) == ["Everything"]


def test_more_than_four_are_the_best_found_and_not_called_exact(
    app: Flask, sign_in: SignIn
) -> None:
    house = make_house(app)
    for theme in THEMES:
        offer(app, house["provider"], f"Only {theme}", strands(theme))
    client = sign_in(BUYER)
    page = client.get(f"{write(client)}/combination")
    assert len(chosen(page)) == 6
    assert "Up to four offers are not enough. This is the best set found" in page.words()
    assert "This is exact" not in page.words()


def test_where_nothing_suffices_it_names_what_no_offer_reaches(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Most", strands(*THEMES[:5]))
    offer(app, house["rival"], "Less", strands(*THEMES[:2]))
    client = sign_in(BUYER)
    page = client.get(f"{write(client, codes='L2-KA-K20')}/combination")
    assert chosen(page) == ["Most"]
    words = page.words()
    assert "No set of offers backs all that you ask. This one comes nearest." in words
    assert "Wellbeing: one competency in knowledge" in words
    named = "Knowledge and Awareness: Asked: L2-KA-K20. No published offer has it."
    assert named in words
    for strand, count in (("knowledge", 20), ("skills", 13)):
        assert (
            f"Staff and Organisational Wellbeing: Asked: one competency in {strand}. "
            f"No published offer has any of these {count}." in words
        )
    hrefs = [link.get("href") or "" for link in page.all(".//a")]
    assert "/framework/L2-KA-K20?edition=wm-tif-2024" in hrefs
    assert not any(href.startswith("/framework/L2-KA-K01") for href in hrefs)


def test_each_level_has_its_own_set_and_together_they_have_a_cost(
    app: Flask, sign_in: SignIn
) -> None:
    house = make_house(app)
    for level in (1, 2):
        offer(
            app,
            house["provider"],
            f"Level {level}",
            strands(*THEMES, level=level),
            level=level,
            price_pence=10_000,
            price_basis="group",
            vat="included",
            group_max=20,
        )
    client = sign_in(BUYER)
    second = {"group-1-name": "Desk", "group-1-level": "1", "group-1-people": "30"}
    address = write(client, **second, budget="250")
    page = client.get(f"{address}/combination")
    assert chosen(page, 0) == ["Level 1"]
    assert chosen(page, 1) == ["Level 2"]
    assert "Every level has all the competencies that you ask. Each group attends" in page.words()
    assert (
        "The sets below cost £300 (£250 + £50 VAT) together: £50 above the budget." in page.words()
    )
    must = client.get(f"{write(client, **second, budget='250', musts=['budget'])}/combination")
    assert "Your must on the budget is not kept: the sets below cost £50 above" in must.words()
    part = client.get(f"{address}?level=2").words()
    assert "£100 (£83.33 + £16.67 VAT) for 12 people, of the £250 for all groups." in part
    page = client.get(f"{address}/combination?level=2")
    assert [page.words(h) for h in page.all(".//h2")] == ["Trauma Informed, 12 people"]


def test_where_no_set_is_found_nothing_is_said_of_its_cost(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    second = {"group-1-name": "Desk", "group-1-level": "1", "group-1-people": "30"}
    client = sign_in(BUYER)
    words = client.get(f"{write(client, **second, budget='250')}/combination").words()
    assert (
        "Not every level has all the competencies that you ask. Each group attends its own" in words
    )
    assert "The sets below" not in words


def test_what_to_add_to_an_offer(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    mine = offer(app, house["provider"], "Mine", strands("KA", "LA", "SE"))
    offer(app, house["rival"], "Fills it", strands("LE", "CH", "WB"))
    offer(app, house["rival"], "Fills a part", strands("KA", "LE"))
    offer(app, house["rival"], "Adds nothing", strands("KA"))
    client = sign_in(BUYER)
    address = write(client)
    page = client.get(f"{address}/combination?level=2&with={mine}")
    assert chosen(page, 0) == ["Mine", "Fills it"]
    assert "Northgate Learning, your choice" in page.words()
    assert chosen(page, 1) == ["Fills it", "Fills a part"]
    whole = offer(app, house["provider"], "Whole", strands(*THEMES))
    page = client.get(f"{address}/combination?level=2&with={whole}")
    assert "Your choice backs all that you ask already." in page.words()


def test_an_offer_that_is_not_there_is_left_out_and_said(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Whole", strands(*THEMES))
    client = sign_in(BUYER)
    address = write(client)
    for odd in (new_id(), "x" * 300, "%F0%9F%8C%8A", "%00"):
        page = client.get(f"{address}/combination?with={odd}")
        assert "An offer that you named is not in the directory" in page.words()
        assert chosen(page) == ["Whole"]


def test_within_musts_a_set_stays_within_its_hours_and_budget(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    price: dict[str, Any] = {"price_pence": 10_000, "price_basis": "person", "vat": "exempt"}
    offer(app, house["provider"], "One", strands(*THEMES[:3]), minutes=240, **price)
    offer(app, house["rival"], "Two", strands(*THEMES[3:]), minutes=240, **price)
    client = sign_in(BUYER)
    address = write(client, minutes="8 h", musts=["hours"])
    assert chosen(client.get(f"{address}/combination")) == ["One", "Two"]
    address = write(client, minutes="7 h", musts=["hours"])
    page = client.get(f"{address}/combination")
    assert chosen(page) == ["One"]
    assert "Within your musts no set of offers was found that backs all" in page.words()
    address = write(client, budget="2000", musts=["budget"])
    assert len(chosen(client.get(f"{address}/combination"))) == 1


def test_a_choice_that_does_not_fit_the_musts_is_told(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    price: dict[str, Any] = {"price_pence": 10_000, "price_basis": "person", "vat": "exempt"}
    whole = offer(app, house["provider"], "Whole", strands(*THEMES), minutes=600, **price)
    client = sign_in(BUYER)
    address = write(client, minutes="7 h", musts=["hours"])
    words = client.get(f"{address}/combination?level=2&with={whole}").words()
    assert "Your choice takes more than your musts allow, or does not state it." in words
    assert "An offer of your choice does not fit your musts." in words
    assert "back every competency" not in words
    assert "backs all that you ask already" not in words


def test_without_musts_no_must_is_blamed_for_what_stays_open(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    codes = [
        f"L2-{theme}-{strand}0{number}" for theme in THEMES for strand in "KS" for number in (1, 2)
    ]
    for code in codes[:14]:
        offer(app, house["provider"], code, code)
    client = sign_in(BUYER)
    named = {"standard": "framework-minimum", "themes": ["KA"], "codes": " ".join(codes[:14])}
    page = client.get(f"{write(client, **named)}/combination")
    words = page.words()
    assert len(chosen(page)) == 12
    assert "No set of offers was found that backs all that you ask. These 12 come near." in words
    assert "your musts" not in words
    assert "in half a second" not in words


def test_an_empty_directory_says_what_to_do(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    words = client.get(f"{write(client)}/combination").words()
    assert "No published offer backs anything that you ask here." in words
    assert "Change the brief" in words


def test_a_set_that_rests_on_a_crowded_offer_says_so_and_shows_the_best_without(
    app: Flask, sign_in: SignIn
) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Crowded", strands(*THEMES), minutes=10)
    offer(app, house["provider"], "Half", strands("KA", "LA", "SE"))
    offer(app, house["rival"], "Rest", strands("LE", "CH", "WB"))
    mixed = offer(app, house["rival"], "Mixed", strands(*THEMES), extra_minutes=5)
    client = sign_in(BUYER)
    address = write(client)
    page = client.get(f"{address}/combination")
    assert chosen(page) == ["Mixed"]
    (told,) = page.all(".//p[@data-caution='rate']")
    assert "rests on one offer with a module that claims more" in page.words(told)
    assert "Mixed" in page.words(told)
    assert sorted(chosen(page, 1)) == ["Half", "Rest"]
    assert "Without offers that have a crowded module" in page.words()
    # A choice that is crowded is in no set without crowded offers.
    page = client.get(f"{address}/combination?level=2&with={mixed}")
    assert chosen(page) == ["Mixed"]
    assert sorted(chosen(page, 1)) == ["Half", "Rest"]


def test_wishes_of_depth_that_a_set_does_not_meet_are_said(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Whole", strands(*THEMES))
    client = sign_in(BUYER)
    page = client.get(f"{write(client, depth_assessed='20')}/combination")
    assert "Of “Whole”: 0 of 12 are assessed; 20% are asked to be." in page.words()


def test_whoever_adds_most_is_found_behind_the_candidates(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "CANDIDATES", 2)
    house = make_house(app)
    mine = offer(app, house["provider"], "Mine", strands("KA", "LA", "SE", "LE"))
    offer(app, house["rival"], "Like mine", strands("KA", "LA", "SE", "LE", "CH"))
    offer(app, house["rival"], "Other", strands("CH", "WB"), minutes=600)
    client = sign_in(BUYER)
    page = client.get(f"{write(client)}/combination?level=2&with={mine}")
    assert chosen(page, 1) == ["Other", "Like mine"]


def test_a_set_that_breaks_a_wish_says_so(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    price: dict[str, Any] = {"price_pence": 10_000, "price_basis": "person", "group_min": 20}
    offer(app, house["provider"], "One", strands(*THEMES[:3]), minutes=240, entry=1, **price)
    offer(app, house["rival"], "Two", strands(*THEMES[3:]))
    client = sign_in(BUYER)
    nothing = {"group-0-brings": ""}
    asked = write(client, **nothing, minutes="3 h", budget="2000", sectors=["Education"])
    words = client.get(f"{asked}/combination").words()
    for told in (
        "That is 3 h longer than the 3 h wanted.",
        "A price is not stated, so it may be above the budget.",
        "Of “One”, sector is not as wished.",
        "For “One”, learners need Trauma Aware first.",
        "Of “One”: Needs at least 20; you have 12: ask for an open course, or pay for 20 (£2,400).",
        "Of “Two”, sector is not as wished.",
    ):
        assert told in words, words[words.find("Not as wished") :][:600]
