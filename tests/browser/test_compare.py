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


TOP = "(item) => item.getBoundingClientRect().top"
SEEN = """(box) => {
    const shown = (item) => {
        const { left, right } = item.getBoundingClientRect();
        return left >= box.x && right <= box.x + box.width + 1;
    };
    return [...document.querySelectorAll(".compare-head li")].filter(shown).length;
}"""
COVERED = """() => {
    const item = document.activeElement, { left, top, height } = item.getBoundingClientRect();
    const there = document.elementFromPoint(left + 4, top + Math.min(height / 2, 8));
    return !(item.contains(there) || there?.contains(item));
}"""


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)], ids=["desk", "phone"])
def test_the_offers_stay_in_sight_and_hide_nothing_that_has_the_focus(
    shelf: Shelf, new_page: Make, size: tuple[int, int]
) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(shelf.address(*NAMES[:3]))
    head, table = page.locator(".compare-head"), page.locator("#compare-table")
    box = table.bounding_box()
    assert box
    # Two can be read side by side, whatever the screen.
    assert page.evaluate(SEEN, box) >= 2
    for part in (0.25, 0.5, 0.9):
        page.evaluate("(y) => scrollTo(0, y)", box["y"] + part * box["height"])
        assert 0 <= head.evaluate(TOP) <= 1
        expect(head.get_by_role("link")).to_have_count(3)
    # From the last row upwards, by keys: what has the focus is never under the head.
    page.get_by_role("link", name="Wellbeing in detail").focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate(COVERED)
    assert not page.evaluate(WIDE)


def test_heads_go_sideways_with_their_table(shelf: Shelf, new_page: Make) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(shelf.address(*NAMES[:6]))
    page.locator("#compare-table").evaluate("(item) => { item.scrollLeft = 400; }")
    # The head follows, and each comes to rest at an edge: then they stand under one another.
    page.wait_for_function(
        """() => {
            const left = (item) => item.getBoundingClientRect().left;
            const cells = document.querySelectorAll("#compare-table tr:nth-child(2)")[0].cells;
            return document.querySelector(".compare-head").scrollLeft > 300
                && [...document.querySelectorAll(".compare-head li")].every(
                    (item, place) => Math.abs(left(item) - left(cells[place + 1])) <= 1);
        }"""
    )


def test_on_a_phone_the_name_of_a_row_is_a_band_across_it(shelf: Shelf, new_page: Make) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(shelf.address(*NAMES[:2]))
    narrow = page.locator("#compare-table tbody tr").evaluate_all(
        """(rows) => rows.filter((row) =>
            row.cells[0].getBoundingClientRect().width < row.getBoundingClientRect().width - 1
        ).map((row) => row.innerText)"""
    )
    assert not narrow


def test_what_is_long_begins_in_its_cell_and_is_whole_on_paper(shelf: Shelf, page: Page) -> None:
    page.goto(shelf.address(*NAMES[:2]))
    whole = page.locator(".compare__long").filter(has_text="Confidence in").first
    end = whole.locator(":scope > span")
    expect(end).to_be_hidden()
    whole.locator("summary").click()
    expect(end).to_be_visible()
    whole.locator("summary").click()
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    page.get_by_role("button", name="Print", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(end).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(end).to_be_hidden()


def test_on_paper_the_comparison_stays_and_its_controls_go(shelf: Shelf, page: Page) -> None:
    page.goto(shelf.address(*NAMES[:2], more="&line=KA"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#compare-table")).to_be_visible()
    expect(page.locator("#part table")).to_be_visible()
    for control in ("Compare again", "Take out"):
        expect(page.get_by_text(control).first).to_be_hidden()
