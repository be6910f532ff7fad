"""The head of a pathway's pages: at one place on every tab, with a way back that stays there."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.domain.limits import TITLE_LIMIT
from tests.browser.builder import sign_in
from tests.browser.gate import Gate
from tests.chromium import Watch, settle
from tests.factories import load_pathway, make_organisation, make_person, many_modules

Make = Callable[..., Page]
EMAIL = "owner@north.example"
TABS = ("", "bring-in", "matrix", "evidence", "coverage", "assurance", "details", "versions")
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PLACES = """() => {
  const box = (id) => document.getElementById(id).getBoundingClientRect();
  const undo = box("undo");
  const all = [box("pathway-head").bottom, box("workline").top, box("workline").bottom];
  return [...all, undo.left, undo.top, undo.width].map(Math.round);
}"""
WARNS = """() => {
  const leaving = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leaving);
  return leaving.defaultPrevented;
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def organisation(app: Flask) -> str:
    """Make a provider with an owner."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
    return organisation


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, new_page: Make, organisation: str) -> Page:
    """Open a signed-in page on a desk and on a phone."""
    page = new_page(viewport=SIZES[request.param])
    sign_in(page, EMAIL)
    return page


def _load(app: Flask, organisation: str, **changed: Any) -> str:
    """Put a pathway there; return its address."""
    with app.app_context():
        return f"/pathways/{load_pathway(organisation, replace(many_modules(6, 2), **changed))}"


def _take_steps(page: Page, address: str, count: int) -> None:
    """Do so many things that can be undone."""
    page.goto(address)
    for number in range(count):
        row = page.locator(".mapping").nth(number)
        button = row.locator("[data-mark][aria-pressed=false]").first
        mark = button.get_attribute("data-mark")
        button.click()
        expect(row.locator(f"[data-mark={mark}]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("title", ["Practice for housing teams", "W" * TITLE_LIMIT])
def test_the_head_is_at_one_place_on_every_tab(
    page: Page, app: Flask, organisation: str, title: str
) -> None:
    address = _load(app, organisation, title=title)
    _take_steps(page, address, 1)
    found = {}
    for tab in TABS:
        page.goto(f"{address}/{tab}" if tab else address)
        found[tab] = page.evaluate(PLACES)
        assert page.evaluate(SIDEWAYS) == 0, tab
        expect(page.locator("#undo")).not_to_have_attribute("aria-disabled", "true")
    assert len(set(map(tuple, found.values()))) == 1, found


def test_on_paper_the_title_is_whole(app: Flask, page: Page, organisation: str) -> None:
    address = _load(app, organisation, title=" ".join(["Words"] * (TITLE_LIMIT // 6)))
    page.set_viewport_size({"width": 700, "height": 990})
    page.goto(f"{address}/coverage")
    cut = "(title) => title.scrollHeight - title.clientHeight"
    title = page.locator("#pathway-head h1")
    assert title.evaluate(cut) > 10
    page.emulate_media(media="print")
    assert title.evaluate(cut) <= 1


def test_undo_keeps_the_tab_the_place_and_the_focus(
    page: Page, app: Flask, organisation: str
) -> None:
    address = _load(app, organisation)
    tabs = ("matrix", "evidence", "coverage", "assurance", "details")
    _take_steps(page, address, len(tabs))
    for tab in tabs:
        page.goto(f"{address}/{tab}")
        page.wait_for_load_state("networkidle")
        page.evaluate("() => { window.scrollTo(0, 300); }")
        undo = page.locator("#undo")
        top = undo.bounding_box()
        before = page.evaluate("scrollY")
        for button, other in (("undo", "redo"), ("redo", "undo"), ("undo", "redo")):
            words = page.locator(f"#{button}").get_attribute("title")
            page.locator(f"#{button}").click()
            expect(page.locator(f"#{other}")).to_have_attribute(
                "title", re.compile(re.escape((words or "").partition(": ")[2]))
            )
            page.wait_for_load_state("networkidle")
            expect(page.locator(f"#{button}")).to_be_focused()
            assert page.url.partition("?")[0].endswith(f"{address}/{tab}")
            assert abs(page.evaluate("scrollY") - before) < 2, (tab, button)
            assert undo.bounding_box() == top


def test_what_did_not_arrive_is_kept_and_sent_once_more(
    page: Page, app: Flask, organisation: str, watch: Watch
) -> None:
    address = f"{_load(app, organisation)}/details"
    gate = Gate(page, "**/details")
    page.goto(address)
    gate.lose()
    page.get_by_label("Health", exact=True).check()
    again = page.get_by_role("button", name="Try again")
    expect(page.locator("#saved-now")).to_have_text("No answer. Try again")
    page.get_by_label("Contact").fill("training@north.example")
    page.get_by_label("VAT").select_option("added")
    settle(page)
    expect(again).to_be_visible()
    assert page.evaluate(WARNS)
    gate.open()
    again.click()
    expect(page.locator("#saved-now")).to_have_text("")
    assert not page.evaluate(WARNS)
    expect(page.locator("body")).not_to_be_focused()
    page.goto(address)
    expect(page.get_by_label("Health", exact=True)).to_be_checked()
    expect(page.get_by_label("Contact")).to_have_value("training@north.example")
    expect(page.get_by_label("VAT")).to_have_value("added")
    watch.problems.clear()  # the browser tells of requests that no net took


def test_a_step_back_whose_answer_was_lost_is_taken_once(
    page: Page, app: Flask, organisation: str, watch: Watch
) -> None:
    gate = Gate(page, "**/undo")
    page.goto(_load(app, organisation))
    marks = page.locator(".mapping").first.locator(".scale button")
    pressed = [one for one in marks.all() if one.get_attribute("aria-pressed") == "true"][0]
    before = pressed.get_attribute("data-mark")
    others = [one.get_attribute("data-mark") for one in marks.all()]
    first, second = (one for one in others if one != before)
    for mark in (first, second):
        page.locator(".mapping").first.locator(f"[data-mark={mark}]").click()
        expect(page.locator(".mapping [aria-pressed=true]").first).to_have_attribute(
            "data-mark", mark or ""
        )
    settle(page)
    gate.lose(is_taken=True)
    page.locator("#undo").click()
    page.get_by_role("button", name="Load page").click()
    expect(page.locator(".mapping [aria-pressed=true]").first).to_have_attribute(
        "data-mark", first or ""
    )
    expect(page.locator("#undo")).to_be_focused()
    watch.problems.clear()  # the browser tells of the request that was lost


def test_leaving_warns_of_ticks_and_choices_until_they_are_kept(
    page: Page, app: Flask, organisation: str
) -> None:
    gate = Gate(page, "**/details")
    page.goto(f"{_load(app, organisation)}/details")
    gate.shut()
    for act in (
        lambda: page.get_by_label("Health", exact=True).check(),
        lambda: page.get_by_label("3 Trauma Responsive").check(),
        lambda: page.get_by_label("VAT").select_option("added"),
    ):
        assert not page.evaluate(WARNS)
        act()
        assert page.evaluate(WARNS)
        expect(page.locator("#saved-now")).to_have_text("Saving…")
        gate.step()
        expect(page.locator("#saved-now")).to_have_text("")
    # A button that is pressed while an answer is on its way goes after it.
    page.get_by_label("Languages").fill("English, Welsh")
    page.locator("button[name=keep][value=languages]").click()
    expect(page.locator("#saved-now")).to_have_text("Saving…")
    gate.open()
    expect(page.locator("#section-learners")).to_contain_text("The same for all pathways")
