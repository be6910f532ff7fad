"""A buyer asks three, a provider answers with a price, and the buyer sees it beside the offer."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.briefs.house import BUYER, PROVIDER, make_house, offer
from tests.browser.builder import sign_in
from tests.chromium import PHONE, check_axe

Make = Callable[..., Page]
PLAIN = {"java_script_enabled": False}


@pytest.fixture
def house(app: Flask) -> dict[str, str]:
    found = make_house(app)
    titles = (("provider", "Calm Doors"), ("provider", "Steady Days"), ("rival", "Quiet Rooms"))
    for owner, title in titles:
        offer(app, found[owner], title, "L2-KA-K01 L2-SE-K01 L2-LE-K01", price_pence=312_000)
    return found


@pytest.mark.parametrize("dress", [{}, PHONE, PLAIN], ids=["wide", "phone", "plain"])
def test_a_buyer_asks_three_and_sees_a_price_beside_the_offer(
    house: dict[str, str], new_page: Make, dress: dict[str, object]
) -> None:
    buyer = new_page(**dress)
    sign_in(buyer, BUYER)
    buyer.goto("/briefs/new")
    buyer.locator("[name=title]").fill("Wardens 2027")
    buyer.locator("[name=group-0-name]").fill("Wardens")
    buyer.locator("[name=group-0-level]").select_option("2")
    buyer.locator("[name=group-0-people]").fill("12")
    buyer.get_by_role("button", name="Save").first.click()
    buyer.get_by_role("link", name=re.compile("Ask about the first three")).click()
    check_axe(buyer)
    buyer.get_by_label("Your question").fill("Which days in March, and at what price?")
    buyer.get_by_role("button", name="Send the enquiry").click()
    expect(buyer.get_by_role("heading", name="Northgate Learning").first).to_be_visible()
    check_axe(buyer)

    provider = new_page(**dress)
    sign_in(provider, PROVIDER)
    provider.goto("/enquiries")
    check_axe(provider)
    card = provider.get_by_role("listitem").filter(has_text="Calm Doors")
    card.get_by_role("link", name=re.compile(r"^Answer \(from")).click()
    expect(provider.get_by_role("heading", name="Wardens 2027")).to_be_visible()
    provider.get_by_role("textbox", name="Your answer").fill("Gladly.")
    provider.get_by_label("Price in pounds (optional)").fill("3000")
    provider.get_by_label("The price is for").select_option("group")
    provider.locator("[name=vat]").select_option("added")
    provider.get_by_role("button", name="Send the answer").click()
    expect(provider.get_by_role("status").first).to_contain_text("Your answer is on its way")
    check_axe(provider)

    buyer.goto("/enquiries?show=answered")
    buyer.get_by_role("link", name="Wardens 2027").click()
    beside = buyer.get_by_role("listitem").filter(has_text="Calm Doors").first
    expect(beside).to_contain_text(re.compile(r"Quoted £3,000 a run \+ VAT on .*list price £3,120"))
    buyer.get_by_role("link", name="Words for a specification or tender").click()
    check_axe(buyer)
    expect(buyer.get_by_role("article")).to_contain_text("How answers are compared")
