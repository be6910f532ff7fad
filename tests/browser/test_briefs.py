"""A brief in a real browser: written, ranked, combined, shown; by mouse, by keys and plainly."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.briefs.house import BUYER, PROVIDER, THEMES, make_house, offer, strands
from tests.browser.builder import sign_in
from tests.chromium import PHONE, Watch, check_axe

Make = Callable[..., Page]


@pytest.fixture(autouse=True)
def _published(app: Flask) -> None:
    house = make_house(app)
    offer(
        app,
        house["provider"],
        "First half",
        strands(*THEMES[:3]),
        price_pence=9_500,
        price_basis="person",
        vat="added",
    )
    offer(app, house["rival"], "Second half", strands(*THEMES[3:]), price_pence=0)
    offer(app, house["rival"], "A little", strands("KA"))


def press(page: Page, name: str) -> None:
    """Press a button of the main part and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def fill(page: Page) -> None:
    """Write a brief for two groups."""
    page.goto("/briefs/new")
    page.get_by_label("Name of this brief").fill("Wardens 2027")
    first = page.get_by_role("group", name="Staff group 1")
    first.get_by_label("Staff group").fill("Wardens")
    first.get_by_label("People").fill("12")
    first.get_by_label("Level needed").select_option("2")
    page.get_by_label("What each of them has to have").select_option(
        "Balanced: Both knowledge and skills in each theme."
    )
    page.get_by_label("Most time for one person").fill("7 h")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_a_brief_from_first_word_to_a_combination(
    new_page: Make, options: dict[str, object]
) -> None:
    page = new_page(**options)
    sign_in(page, BUYER)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Briefs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Briefs")
    check_axe(page)
    fill(page)
    expect(page.locator("#brief-preview")).to_contain_text("12 people need Trauma Informed")
    page.locator("#named > summary").click()
    page.get_by_label("Words of a label, or a code").fill("L2-KA-K01")
    expect(page.locator("#choose")).to_contain_text("One competency shown")
    page.get_by_label("L2-KA-K01").check()
    expect(page.locator("#brief-preview")).to_contain_text("One competency")
    check_axe(page)
    press(page, "Save the brief")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wardens 2027")
    expect(page.locator(".brief__offers")).to_contain_text("No single offer has all that you ask")
    expect(page.locator(".offer h4")).to_have_count(3)
    page.locator(".offer summary").first.click()
    check_axe(page)
    page.get_by_role("link", name="What would I add to this one?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to add")
    expect(page.locator(".combination__answer")).to_contain_text("Two offers together back")
    check_axe(page)
    page.get_by_role("link", name="Back to Wardens 2027").click()
    page.get_by_role("link", name="Find the smallest combination").click()
    for goal in ("Cheapest", "Shortest", "Smallest"):
        page.get_by_role("navigation", name="What should be least").get_by_text(goal).click()
        expect(page.locator(".tabs [aria-current]")).to_have_text(goal)
        expect(page.locator(".combination__answer")).to_contain_text("Two offers together back")
    page.locator(".combination summary").first.click()
    check_axe(page)


def test_what_is_missing_is_said_and_reached_by_keys(page: Page, watch: Watch) -> None:
    watch.allow_status(422)
    sign_in(page, BUYER)
    page.goto("/briefs/new")
    title = page.get_by_label("Name of this brief")
    title.fill("Wardens 2027")
    # Enter in a field saves, though the button that adds a group stands before the one that saves.
    with page.expect_navigation():
        title.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Name at least one staff group.")
    check_axe(page)
    page.get_by_role("link", name="Name at least one staff group.").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#group-0-name")).to_be_focused()
    for typed in ("Wardens", "12", "Moor Lane", "2"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.locator("#title").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wardens 2027")
    expect(page.locator(".brief__need")).to_contain_text("12 people need Trauma Informed")


def test_a_brief_works_without_scripts(new_page: Make) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, BUYER)
    fill(page)
    press(page, "Add another group")
    expect(page.get_by_role("group", name="Staff group 3")).to_be_visible()
    page.locator("#named > summary").click()
    page.get_by_label("Words of a label, or a code").fill("L2-KA-K01")
    press(page, "Show")
    page.get_by_label("L2-KA-K01").check()
    press(page, "Show it in words now")
    expect(page.locator("#brief-preview")).to_contain_text("At most 7 h a person")
    press(page, "Save the brief")
    expect(page.locator(".offer h4")).to_have_count(3)


def test_providers_read_what_is_shown_to_them(new_page: Make) -> None:
    buyer = new_page()
    sign_in(buyer, BUYER)
    fill(buyer)
    press(buyer, "Save the brief")
    press(buyer, "Show to providers")
    expect(buyer.locator(".meta")).to_contain_text("Shown to providers")
    provider = new_page()
    sign_in(provider, PROVIDER)
    provider.goto("/briefs")
    check_axe(provider)
    provider.get_by_role("link", name="Wardens 2027").click()
    expect(provider.locator(".offer h4")).to_have_text(["First half"])
    check_axe(provider)
    press(buyer, "Keep it private")
    press(buyer, "Put away")
    press(buyer, "Restore Wardens 2027")
    expect(buyer.locator(".meta").first).to_contain_text("Private")


def test_a_brief_and_a_combination_on_paper(page: Page) -> None:
    sign_in(page, BUYER)
    fill(page)
    press(page, "Save the brief")
    page.emulate_media(media="print")
    expect(page.locator(".brief__need")).to_be_visible()
    expect(page.get_by_role("link", name="Change")).to_be_hidden()
    expect(page.get_by_text("What would I add to this one?").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Find the smallest combination").click()
    page.emulate_media(media="print")
    expect(page.locator(".combination__steps").first).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "plain"])
def test_questions_point_to_a_level_and_choose_none(
    new_page: Make, options: dict[str, object]
) -> None:
    page = new_page(**options)
    sign_in(page, BUYER)
    page.goto("/briefs/new")
    page.locator("#level-guide-1 > summary").click()
    second = page.get_by_role("group", name="Staff group 2")
    second.get_by_label("They support them more intensively").check()
    if options:
        page.locator("#level-guide-1").get_by_role("button", name="Show the level").click()
    expect(page.locator("#pointed-1")).to_contain_text("This points to 3 Trauma Responsive.")
    expect(page.locator("#pointed-1")).to_contain_text("begins on page 71")
    expect(page.locator("#pointed-0")).to_be_empty()
    expect(second.get_by_label("Level needed")).to_have_value("")


def test_the_form_of_two_groups_and_named_competencies_stays_short_on_a_phone(
    new_page: Make,
) -> None:
    page = new_page(**PHONE)
    sign_in(page, BUYER)
    fill(page)
    page.locator("#named > summary").click()
    page.get_by_label("Codes, typed or pasted").fill("L2-LE-S10 L2-WB-S08")
    press(page, "Save the brief")
    page.get_by_role("link", name="Change", exact=True).click()
    expect(page.locator("#named > summary")).to_have_text("Competencies by name: 2")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height < 10 * 844, height
    words, save = page.locator("#brief-preview"), page.get_by_role("button", name="Save the brief")
    above, below = words.bounding_box(), save.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]


def test_levels_and_names_are_not_cut_off_on_a_desk(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, BUYER)
    page.goto("/briefs/new")
    widest = page.locator("#group-0-level").evaluate(
        """select => {
          const own = select.getBoundingClientRect().width;
          const free = document.createElement("select");
          free.className = select.className;
          free.innerHTML = select.innerHTML;
          free.style.cssText = "position: absolute; width: auto";
          document.body.append(free);
          const wanted = free.getBoundingClientRect().width;
          free.remove();
          return [wanted, own];
        }"""
    )
    assert widest[0] <= widest[1], widest
