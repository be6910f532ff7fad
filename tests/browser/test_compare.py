"""Gathering pathways in the directory and comparing them, in a real browser."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.chromium import PHONE, Watch, check_axe
from tests.compare.shelf import NAMES, Shelf, make_shelf

Make = Callable[..., Page]
HOUSING = "Trauma Informed practice for housing teams"
SCHOOL = "The whole school, the whole day: Trauma Informed practice in schools"
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app)


def add(page: Page, title: str) -> None:
    """Add a pathway on the page of the directory."""
    page.get_by_role("button", name=f"Add to comparison {title}").click()
    expect(page.get_by_role("button", name=f"In the comparison {title}")).to_be_visible()


def test_from_the_directory_to_the_evidence(shelf: Shelf, page: Page) -> None:
    page.goto("/directory")
    add(page, HOUSING)
    bar = page.get_by_role("region", name="Chosen to compare")
    expect(bar).to_contain_text("One pathway chosen")
    add(page, SCHOOL)
    expect(bar).to_contain_text("2 pathways chosen")
    check_axe(page)
    bar.get_by_role("link", name="Compare both").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two offers for Trauma Informed")
    check_axe(page)

    # A line opens in place; its heading has the focus, and the address can be sent on.
    page.get_by_role("link", name="Language in detail").click()
    expect(page.locator("#part-title")).to_be_focused()
    expect(page).to_have_url(re.compile("line=LA"))
    row = page.get_by_role("row", name="L2-LA-K01").first
    expect(row).to_contain_text("Developed")
    opener = row.get_by_role("link")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.focus()
    page.keyboard.press("Enter")
    again = page.locator("#open-L2-LA-K01")
    expect(again).to_have_attribute("aria-expanded", "true")
    expect(again).to_be_focused()
    evidence = page.get_by_role("row", name="Modules and evidence for L2-LA-K01")
    expect(evidence).to_contain_text("developed")
    check_axe(page)
    sent = page.url
    page.go_back()
    expect(page.locator("#open-L2-LA-K01")).to_have_attribute("aria-expanded", "false")
    page.goto(sent)
    expect(evidence).to_be_visible()

    page.get_by_role("link", name="Only differences").click()
    expect(page.get_by_role("link", name="Show everything")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Leads to")).to_have_count(0)
    page.get_by_label("Compare with").select_option("Half")
    page.get_by_role("button", name="Compare again").click()
    expect(page.locator(".compare__answer")).to_contain_text("at least half of each theme")
    page.get_by_role("button", name=f"Take out B: {SCHOOL}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One offer for Trauma Informed")
    check_axe(page)


def test_the_seventh_is_refused_beside_its_button(shelf: Shelf, page: Page, watch: Watch) -> None:
    watch.allow_status(422)
    page.goto("/directory")
    buttons = page.get_by_role("button", name="Add to comparison")
    for left in range(len(NAMES), 1, -1):
        expect(buttons).to_have_count(left)
        buttons.first.click()
    expect(buttons).to_have_count(1)
    buttons.first.click()
    expect(page.get_by_role("alert").filter(has_text="as many as can be compared")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Compare all six").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Six offers side by side")
    check_axe(page)
    assert not page.evaluate(WIDE)


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, PHONE])
def test_without_scripts_and_on_a_phone(
    shelf: Shelf, new_page: Make, watch: Watch, options: dict[str, object]
) -> None:
    watch.allow_status(404)
    page = new_page(**options)
    page.goto(f"/directory/{shelf.ids['housing-teams']}")
    add(page, HOUSING)
    page.goto("/directory")
    add(page, SCHOOL)
    page.get_by_role("link", name="Compare both").click()
    page.get_by_role("link", name="show those only in A").click()
    expect(page.locator("#part-title")).to_contain_text("Only in A")
    page.locator("#part tbody a").first.click()
    expect(page.locator(".compare__evidence")).to_have_count(1)
    check_axe(page)
    assert not page.evaluate(WIDE)
    page.get_by_label("Level", exact=True).select_option("3 Trauma Responsive")
    page.get_by_role("button", name="Compare again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("for Trauma Responsive")
    page.goto("/compare?pathway=nowhere")
    expect(page.get_by_role("heading", level=1)).to_contain_text("not in the directory")
    check_axe(page)


def test_on_paper_the_comparison_stays_and_its_controls_go(shelf: Shelf, page: Page) -> None:
    page.goto(shelf.address(*NAMES[:2], more="&line=KA"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#compare-table")).to_be_visible()
    expect(page.locator("#part table")).to_be_visible()
    for control in ("Compare again", "Take out"):
        expect(page.get_by_text(control).first).to_be_hidden()
