"""What somebody does while an answer is on its way outlasts it: words, ticks, presses, focus."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.domain.pathway.content import Outcome
from tests.briefs.house import BUYER, make_house
from tests.browser.builder import sign_in, two_parts
from tests.browser.gate import Gate
from tests.chromium import PHONE, Watch, settle
from tests.factories import load_pathway, make_organisation, make_person
from tests.page import Client

Make = Callable[..., Page]
EMAIL = "owner@north.example"
TABLE = "Module\tLength\tOutcome\nOne\tsome lessons\tSay it\nTwo\ta while\tTry it\n"


@pytest.fixture
def pathway(app: Flask) -> str:
    """Give a pathway of two modules with four mappings each, none of them with a note."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        parts = two_parts((Outcome("o", "Say it plainly"),), each=4)
        return f"/pathways/{load_pathway(organisation, parts)}"


@pytest.fixture(params=[{}, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, new_page: Make, pathway: str) -> Page:
    """Open the builder, signed in, on a desk and on a phone."""
    page = new_page(**request.param)
    sign_in(page, EMAIL)
    page.goto(pathway)
    page.wait_for_load_state("networkidle")
    return page


def _write_outcome(page: Page, gate: Gate, words: str) -> None:
    """Begin an outcome, and wait with it before the gate."""
    page.get_by_role("link", name="Add outcome").first.click()
    expect(page.locator("[id^=outcome-form] [name=text]")).to_be_focused()
    page.keyboard.type(words)
    gate.shut()
    page.keyboard.press("Enter")
    gate.wait()


def test_outcomes_are_typed_as_fast_as_they_come(page: Page) -> None:
    gate = Gate(page, "**/outcomes/new")
    _write_outcome(page, gate, "Name what helps")
    page.keyboard.type("Say what does not")
    page.keyboard.press("Enter")
    page.keyboard.type("Ask before you help")
    gate.open()
    settle(page)
    expect(page.locator("article.module").first).to_contain_text("Name what helps")
    expect(page.locator("[id^=outcome-form] [name=text]")).to_be_focused()
    page.get_by_role("button", name="Make 2 outcomes").click()
    for words in ("Say what does not", "Ask before you help"):
        expect(page.locator("article.module").first).to_contain_text(words)


def test_words_behind_those_that_were_saved_stay_in_their_form(page: Page) -> None:
    gate = Gate(page, "**/mappings/*")
    page.locator(".mapping a[hx-get]").first.click()
    note = page.locator(".mapping--form textarea")
    expect(note).to_be_focused()
    page.keyboard.type("Slide 4")
    gate.shut()
    page.keyboard.press("Control+Enter")
    gate.wait()
    page.keyboard.type(" and 5")
    gate.open()
    expect(page.locator("#said")).not_to_be_empty()
    expect(note).to_have_value("Slide 4 and 5")
    expect(note).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(note).to_have_count(0)
    expect(page.locator(".mapping").first).to_contain_text("Slide 4 and 5")


def test_what_is_ticked_meanwhile_is_for_the_next_time(page: Page) -> None:
    gate = Gate(page, "**/picks")
    if page.viewport_size == PHONE["viewport"]:
        page.locator(".dock a[href='#framework']").click()
    page.locator("#panel .shelf__title a").first.click()
    boxes = page.locator("#panel [name=chosen]")
    boxes.nth(0).check()
    gate.shut()
    page.locator(".chosen button").first.click()
    gate.wait()
    other = boxes.nth(2).get_attribute("id")
    boxes.nth(2).check()
    gate.open()
    settle(page)
    expect(page.locator("#chosen-count")).to_have_text("1 chosen,")
    expect(page.locator(f"#{other}")).to_be_checked()


def test_the_head_is_not_drawn_under_who_is_in_it(new_page: Make, pathway: str) -> None:
    page = new_page()
    sign_in(page, EMAIL)
    page.goto(pathway)
    gate = Gate(page, "**/head", "GET")
    strip = page.locator("#head-strip")
    page.locator("#module-form a").first.click()
    page.locator("#module-form").get_by_label("Title").fill("Part 3")
    gate.shut()
    page.keyboard.press("Enter")
    gate.wait()
    strip.focus()
    gate.open()
    page.wait_for_timeout(500)
    expect(strip).to_be_focused()
    expect(page.locator("#pathway-head")).to_contain_text("2 modules")
    # Once nobody is in it any more, it follows.
    page.locator("#main").focus()
    expect(page.locator("#pathway-head")).to_contain_text("3 modules")


def test_a_press_is_answered_though_what_it_stood_in_is_gone(page: Page, watch: Watch) -> None:
    gate = Gate(page, "**/treatments")
    row = page.locator(".mapping").first
    other = page.locator("article.module").last.locator(".mapping").first
    gate.shut()
    row.locator("[data-mark=D]").click()
    gate.wait()
    page.get_by_role("link", name="Edit").first.click()
    expect(page.get_by_role("textbox", name="Title")).to_be_focused()
    gate.open()
    other.locator("[data-mark=A]").click()
    expect(other.locator("[data-mark=A]")).to_have_attribute("aria-pressed", "true")
    watch.problems.clear()  # htmx tells of a row that an open form has no place for


def _sign_out_elsewhere(app: Flask) -> None:
    client = Client(app)
    client.sign_in(EMAIL)
    client.post("/sign-out", status=302)


def _sign_in_again(page: Page) -> None:
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    sign_in(opened.value, EMAIL)


def test_all_that_was_pressed_while_signed_out_is_sent(
    page: Page, app: Flask, watch: Watch
) -> None:
    watch.allow_status(400, 401)  # what tells that the page is open has an old token, too
    _sign_out_elsewhere(app)
    for number, mark in enumerate("DAA"):
        # Of two wishes for one row the last is sent.
        page.locator(".mapping").nth(number // 2).locator(f"[data-mark={mark}]").click()
        expect(page.locator("#session-notice")).to_contain_text("You are signed out")
        settle(page)
    _sign_in_again(page)
    for number in range(2):
        pressed = page.locator(".mapping").nth(number).locator(".scale [aria-pressed=true]")
        expect(pressed).to_have_attribute("data-mark", "A")


def test_what_is_typed_on_while_signed_out_is_sent(page: Page, app: Flask, watch: Watch) -> None:
    watch.allow_status(400, 401)  # what tells that the page is open has an old token, too
    page.get_by_role("link", name="Edit").first.click()
    title = page.get_by_role("textbox", name="Title")
    title.fill("A title")
    _sign_out_elsewhere(app)
    page.get_by_role("button", name="Save module").click()
    expect(page.locator("#session-notice")).to_contain_text("You are signed out")
    title.fill("A title typed on")
    _sign_in_again(page)
    expect(page.get_by_role("heading", name="A title typed on")).to_be_visible()


def test_what_is_answered_of_a_file_outlasts_the_answer_before(page: Page, pathway: str) -> None:
    page.goto(f"{pathway}/bring-in")
    page.locator("#text").fill(TABLE)
    page.get_by_role("button", name="Show what would come in").click()
    page.wait_for_load_state("networkidle")
    fields = page.locator(".look__asked input")
    gate = Gate(page, "**/bring-in**")
    gate.shut()
    fields.nth(0).fill("55 min")
    page.keyboard.press("Tab")
    gate.wait()
    fields.nth(1).focus()
    page.keyboard.type("1 h 10 min")
    gate.open()
    expect(page.locator(".made")).to_contain_text("55 min")
    expect(fields.nth(1)).to_have_value("1 h 10 min")
    expect(fields.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".made")).to_contain_text("1 h 10 min")


def test_a_tick_outlasts_a_list_that_is_narrowed_meanwhile(app: Flask, new_page: Make) -> None:
    make_house(app)
    page = new_page()
    sign_in(page, BUYER)
    page.goto("/briefs/new")
    gate = Gate(page, "**/preview*")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    box = page.locator("#choose input[type=checkbox]").first
    gate.shut()
    page.locator("[name=find]").fill("trauma")
    gate.wait()
    box.check(force=True)
    gate.open()
    expect(page.locator("#choose")).to_contain_text(re.compile("shown|Nothing found"))
    expect(box).to_be_checked()


def test_all_sections_that_were_changed_while_signed_out_are_sent(
    page: Page, pathway: str, app: Flask, watch: Watch
) -> None:
    watch.allow_status(400, 401)  # what tells that the page is open has an old token, too
    page.goto(f"{pathway}/details")
    page.wait_for_load_state()
    _sign_out_elsewhere(app)
    page.get_by_label("Health", exact=True).check()
    page.get_by_label("VAT").select_option("added")
    expect(page.locator("#session-notice")).to_contain_text("You are signed out")
    settle(page)
    _sign_in_again(page)
    expect(page.locator("#saved-now")).to_have_text("")
    settle(page)
    page.goto(f"{pathway}/details")
    expect(page.get_by_label("Health", exact=True)).to_be_checked()
    expect(page.get_by_label("VAT")).to_have_value("added")
