"""Finding a pathway in a real browser: typed, chosen, gone back; on a phone; without scripts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.chromium import PHONE, check_axe
from tests.directory.shelf import Shelf, make_shelf

Make = Callable[..., Page]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app, 40)


def total(page: Page) -> int:
    """Return how many pathways the page says that there are."""
    text = page.locator(".results__total strong").inner_text()
    return int(text.split()[0])


def fits(page: Page) -> None:
    """Check that nothing makes the page scroll sideways."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


def test_searching_choosing_and_going_back(shelf: Shelf, page: Page) -> None:
    page.goto("/directory")
    check_axe(page)
    everything = total(page)
    page.get_by_label("Search pathways").press_sequentially("harb", delay=30)
    expect(page).to_have_url(re.compile(r"/directory\?search=harb$"))
    assert 0 < total(page) < everything
    expect(page.get_by_label("Search pathways")).to_be_focused()
    level = page.get_by_role("group", name="Level").get_by_label("2 Trauma Informed")
    wanted = page.locator("label[for=level-2] .filter-choices__count").inner_text().split()[0]
    level.check()
    expect(page).to_have_url(re.compile(r"search=harb&level=2$"))
    assert total(page) == int(wanted), "the count beside it said so"
    expect(page.locator("#level-2")).to_be_focused()
    expect(page.get_by_label("Search pathways")).to_have_value("harb")
    page.locator("summary", has_text="Price a person").click()
    page.get_by_role("group", name="Price a person").get_by_label("Free").check()
    expect(page).to_have_url(re.compile(r"price=free$"))
    expect(page.get_by_role("group", name="Price a person")).to_be_visible()
    check_axe(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"search=harb&level=2$"))
    expect(page.locator("#level-2")).to_be_checked()
    expect(page.locator("#price-free")).not_to_be_checked()
    assert total(page) == int(wanted)
    page.reload()
    assert total(page) == int(wanted)
    chips = page.get_by_role("list", name="Filters that are on")
    chips.get_by_role("link", name="Level: 2 Trauma Informed").click()
    expect(page).to_have_url(re.compile(r"/directory\?search=harb$"))
    # The chip led to a new page, whose scripts have to be there before a choice alone asks anew.
    page.wait_for_load_state()
    page.get_by_label("Order").select_option("title")
    expect(page).to_have_url(re.compile(r"sort=title$"))
    page.get_by_role("listitem").get_by_role("heading", level=3).first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("harbour", re.I))
    check_axe(page)
    page.get_by_role("link", name="Ask the provider").click()
    check_axe(page)
    page.get_by_label("Your name").fill("Ann Field")
    page.get_by_label("E-mail address").fill("ann@riverside.example")
    page.get_by_label("Your question").fill("Could you come in March?")
    page.get_by_role("button", name="Send the enquiry").click()
    expect(page.get_by_role("status")).to_contain_text("Your enquiry is with")


def test_nothing_found_says_what_to_leave_out(shelf: Shelf, page: Page) -> None:
    page.goto("/directory?search=harbour&sector=Nobody")
    check_axe(page)
    page.get_by_role("link", name=re.compile("without Sector: Nobody")).click()
    assert total(page) > 0


def test_the_same_without_scripts(shelf: Shelf, new_page: Make) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/directory")
    check_axe(page)
    page.get_by_label("Search pathways").fill("harbour")
    page.get_by_label("2 Trauma Informed").check()
    page.get_by_label("Order").select_option("title")
    page.get_by_role("button", name="Show these").click()
    expect(page).to_have_url(re.compile(r"search=harbour.*sort=title.*level=2"))
    expect(page.get_by_label("2 Trauma Informed")).to_be_checked()
    found = total(page)
    page.get_by_role("link", name="Clear all").click()
    assert total(page) > found
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".results__pages")).to_contain_text("26 to")
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".results__pages")).to_contain_text("1 to 25")


def test_on_a_phone_the_results_come_first(shelf: Shelf, new_page: Make) -> None:
    page = new_page(**PHONE)
    page.goto("/directory")
    fits(page)
    expect(page.get_by_label("2 Trauma Informed")).to_be_hidden()
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("2 Trauma Informed").check()
    expect(page).to_have_url(re.compile("level=2"))
    expect(page.get_by_label("3 Trauma Responsive")).to_be_visible()
    fits(page)
    check_axe(page)
    page.get_by_role("listitem").get_by_role("heading", level=3).first.get_by_role("link").click()
    fits(page)
    check_axe(page)


def test_at_four_hundred_per_cent_nothing_scrolls_sideways(shelf: Shelf, new_page: Make) -> None:
    page = new_page(viewport={"width": 320, "height": 256})
    for path in ("", "?search=harbour&level=2&theme=KA", "?search=zzzz"):
        page.goto(f"/directory{path}")
        fits(page)
    pathway = next(iter(shelf.offers))
    for path in ("", "/enquiry"):
        page.goto(f"/directory/{pathway}{path}")
        fits(page)


def test_on_paper_the_name_of_a_theme_is_read_in_a_line(shelf: Shelf, page: Page) -> None:
    page.goto("/directory")
    page.locator(".listing h3 a, .listing h2 a").first.click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 990})
    names = page.locator(".inside > summary > .inside__name")
    assert names.count() > 6
    # As it was, a letter stood in each of two dozen lines.
    tall = "(all) => all.filter((one) => one.getBoundingClientRect().height > 60).length"
    assert names.evaluate_all(tall) == 0
