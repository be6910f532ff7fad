"""The regional picture in a real browser: by keyboard, on a phone, on paper."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.db import transaction
from tests.bench.market import fill_market
from tests.browser.builder import sign_in
from tests.chromium import PHONE, check_axe
from tests.factories import make_organisation, make_person

Make = Callable[..., Page]
BUYER = "metro@test.example"


@pytest.fixture
def region(app: Flask) -> None:
    """Publish forty pathways, and make a commissioner who reads."""
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        make_person(BUYER, metro, "reader")
        with transaction() as session:
            fill_market(session, 40, metro)


def test_from_the_picture_to_one_competency_by_keyboard(region: None, page: Page) -> None:
    sign_in(page, BUYER)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Region").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Region")
    check_axe(page)
    cell = page.get_by_role("link", name="of Language at Trauma Informed")
    cell.focus()
    page.keyboard.press("Enter")
    line = page.locator("#line-LA")
    expect(line).to_be_in_viewport()
    expect(line.locator("tbody a").first).to_be_visible()
    other = page.locator("#line-KA")
    expect(other.locator("tbody a").first).to_be_hidden()
    other.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(other.locator("tbody a").first).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Treated by none").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chips [aria-current]")).to_contain_text("none")
    expect(page.locator(".region-table .badge").first).to_have_text("None")
    check_axe(page)
    line.locator("tbody a").first.click()
    expect(page.locator("h1")).not_to_have_text("Region")


def test_it_reads_on_a_phone_enlarged_and_on_paper(region: None, new_page: Make) -> None:
    page = new_page(**PHONE)
    sign_in(page, BUYER)
    for address in ("/region", "/region?level=2", "/region?level=4&show=many"):
        page.goto(address)
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto("/region")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.locator(".region-heat tbody tr").first).to_be_visible()
    expect(page.locator(".top__nav")).to_be_hidden()
    page.goto("/region?level=2")
    expect(page.locator("#line-WB tbody a").first).to_be_visible()


def test_the_workbook_is_one_click_away(region: None, page: Page) -> None:
    sign_in(page, BUYER)
    page.goto("/region")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download (Excel)").click()
    assert download.value.suggested_filename == "region.xlsx"
