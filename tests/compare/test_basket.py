"""The basket: up to six pathways in the cookie, with or without an account."""

import pytest
from flask import Flask

from pathways.compare.basket import Basket
from pathways.domain.pathway.visibility import Visibility
from tests.compare.shelf import BUYER, NAMES, Shelf, make_shelf, put_out, take_back
from tests.factories import demonstration
from tests.page import Client, Page
from tests.submissions.scene import SignIn


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app)


def change(
    client: Client, act: str, pathway: str = "", status: int = 303, *, htmx: bool = False
) -> Page:
    """Add or take out as the button of the directory does."""
    values = {"act": act, "pathway": pathway, "next": "/directory?page=1"}
    return client.post("/compare/basket", values, status, htmx=htmx)


def bar(page: Page) -> str:
    """Return what the bar of the basket says."""
    return page.words(page.by_id("basket"))


def test_a_visitor_gathers_pathways_and_compares_them(shelf: Shelf, client: Client) -> None:
    assert bar(client.get("/directory")) == ""
    first, second = shelf.ids["housing-teams"], shelf.ids["front-desk"]
    assert change(client, "add", first).location == "/directory?page=1"
    page = client.get("/directory")
    assert "One pathway chosen. Add another to compare." in bar(page)
    assert "In the comparison" in page.words(page.by_id(f"basket-{first}"))
    assert "Add to comparison" in page.words(page.by_id(f"basket-{second}"))
    alone = client.get(client.get("/compare", 302).location)
    assert "One offer for Trauma Informed" in alone.words()
    change(client, "add", second)
    change(client, "add", second)
    page = client.get(f"/directory/{second}")
    assert "2 pathways chosen to compare." in bar(page)
    assert "In the comparison" in page.words(page.by_id(f"basket-{second}"))
    address = f"/compare?pathway={first}&pathway={second}"
    assert client.get("/compare", 302).location == address
    compared = client.get(address)
    assert "Two offers side by side" in compared.words()
    # The page shows what is in the basket, so the bar would say it twice.
    assert bar(compared) == ""
    other = shelf.ids["whole-school"]
    assert "2 pathways chosen" in bar(client.get(f"{address}&pathway={other}"))
    # Taken out on the page of the comparison, it is gone from both.
    forms = [f for f in compared.tree.iter("form") if f.get("action") == "/compare/basket"]
    values = {str(i.get("name")): i.get("value") for i in forms[0].iter("input")}
    assert values["next"] == f"/compare?pathway={second}"
    client.post("/compare/basket", {**values, "act": "remove"})
    assert "One pathway chosen" in bar(client.get("/directory"))
    change(client, "clear")
    assert bar(client.get("/directory")) == ""
    assert "Choose what to compare" in client.get("/compare").words()


def test_htmx_gets_the_button_and_the_bar(shelf: Shelf, client: Client) -> None:
    chosen = shelf.ids["housing-teams"]
    page = change(client, "add", chosen, 200, htmx=True)
    assert page.text.count("hx-swap-oob") == 2
    assert "In the comparison Trauma Informed practice for housing teams" in page.words()
    assert "One pathway chosen" in bar(page)
    assert page.field("next") == "/directory?page=1"
    page = change(client, "remove", chosen, 200, htmx=True)
    assert "Add to comparison Trauma Informed practice for housing teams" in page.words()
    assert bar(page) == ""


def test_the_seventh_is_refused_kindly(shelf: Shelf, client: Client, sign_in: SignIn) -> None:
    inside = sign_in(BUYER)
    for name in NAMES[:6]:
        change(inside, "add", shelf.ids[name])
    seventh = shelf.ids[NAMES[6]]
    change(inside, "add", seventh)
    words = "Six pathways are as many as can be compared at once. Take one out first."
    page = inside.get("/directory")
    assert words in page.words(page.by_id("messages"))
    assert "6 pathways chosen to compare. No more fit on one page." in bar(page)
    refused = change(inside, "add", seventh, 422, htmx=True)
    assert words in refused.words(refused.by_id(f"basket-{seventh}"))
    assert "6 pathways chosen" in bar(refused)
    # One that is in it already is not a seventh.
    change(inside, "add", shelf.ids[NAMES[0]], 200, htmx=True)


def test_only_what_the_reader_may_see_goes_in(
    app: Flask, shelf: Shelf, client: Client, sign_in: SignIn
) -> None:
    with app.app_context():
        limited = put_out(
            shelf.providers[0], demonstration("youth-two-hours"), Visibility.ORGANISATIONS
        )
    for unseen in (limited, "nowhere"):
        change(client, "add", unseen, 404)
        change(client, "add", unseen, 404, htmx=True)
    assert bar(client.get("/directory")) == ""
    inside = sign_in(BUYER)
    change(inside, "add", limited)
    with app.app_context():
        take_back(shelf.providers[0], limited)
    assert "This pathway is not" in inside.get(inside.get("/compare", 302).location, 404).words()
    # What has gone from the directory can still be taken out.
    change(inside, "remove", limited)
    assert "Choose what to compare" in inside.get("/compare").words()


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org", "/\\example.org", "", "javascript:1"]
)
def test_one_never_lands_on_another_site(shelf: Shelf, client: Client, wanted: str) -> None:
    values = {"act": "add", "pathway": shelf.ids["front-desk"], "next": wanted}
    assert client.post("/compare/basket", values).location == "/directory"


@pytest.mark.parametrize("act", ["", "buy", "add"])
def test_a_form_that_is_none_of_ours_is_not_read(shelf: Shelf, client: Client, act: str) -> None:
    change(client, act, "" if act == "add" else shelf.ids["front-desk"], 400)


def test_a_cookie_of_another_make_is_an_empty_basket(app: Flask, client: Client) -> None:
    for kept in (None, "abc", {"a": 1}, [1, None, "a b", "x" * 41, "\x00"]):
        with client.raw.session_transaction() as session:
            session["basket"] = kept
        assert "Choose what to compare" in client.get("/compare").words()


def test_a_basket_holds_each_once_and_six_at_most() -> None:
    assert Basket.from_cookie(["a", "b", "a"]).ids == ("a", "b")
    full = Basket.from_cookie([str(number) for number in range(9)])
    assert full.ids == ("0", "1", "2", "3", "4", "5")
    assert full.is_full
    assert full.without("3").with_one("9").ids == ("0", "1", "2", "4", "5", "9")
    assert full.with_one("0") == full
