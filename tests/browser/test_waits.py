"""What takes long, or does not arrive, says so at the thing itself, and is sent once more there."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from pathways.db import db
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.records.editions import current_edition
from tests.browser.builder import sign_in
from tests.browser.gate import Gate
from tests.chromium import Watch
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person

Make = Callable[..., Page]
EMAIL = "owner@north.example"
WHERE = "one => Object.values(one.getBoundingClientRect().toJSON()).map(Math.round)"
HAS_FOCUS = "one => one.contains(document.activeElement)"


@pytest.fixture
def pathway(app: Flask) -> str:
    """Give a pathway of one module, with three competencies."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        codes = [one.code for one in current_edition(db.session).competencies if one.level == 2]
        rows = tuple(Mapping(code, Treatment.DEVELOPED) for code in codes[:3])
        modules = (Module(id="m", title="What it does", minutes=60, mappings=rows),)
        content = PathwayContent(
            CURRENT_EDITION, "A course", 2, standard="balanced", modules=modules
        )
        return f"/pathways/{load_pathway(organisation, content)}"


def _goes_through_all(
    gate: Gate, act: Callable[[], Any], thing: Locator, busy: str, not_so: str
) -> None:
    """See a change be lost, then fail, then take long, then arrive, all at its thing."""
    place = thing.evaluate(WHERE)
    # Where no answer came, or one of somebody else, nobody knows whether it was saved.
    for told in ("No answer.", "It may not be saved.", not_so):
        if told == "No answer.":
            gate.lose()
        else:
            gate.fail(500, is_undone=told == not_so)
        act()
        again = thing.locator(".wait").get_by_role("button", name="Try again")
        expect(thing.locator(".wait")).to_contain_text(told)
        expect(gate.page.locator("#saved-now")).to_contain_text("Try again")
        assert thing.evaluate(WHERE) == place
        assert thing.evaluate(HAS_FOCUS)
        act = again.click
    gate.shut()
    again.click()
    expect(thing).to_have_attribute("aria-busy", "true")
    expect(thing.locator(".wait")).to_have_text(busy)
    assert thing.evaluate(WHERE) == place
    gate.open()
    expect(gate.page.locator(".wait")).to_have_count(0)
    expect(gate.page.locator("#saved-now")).not_to_contain_text("Try again")


def test_waits_and_failures_show_at_the_thing(pathway: str, new_page: Make, watch: Watch) -> None:
    watch.allow_status(500)
    page = new_page()
    sign_in(page, EMAIL)
    gate = Gate(page)
    page.goto(pathway)
    rows = page.locator(".mapping")

    mark = rows.first.locator("[data-mark=A]")
    _goes_through_all(gate, mark.click, rows.first, "Saving…", "Not saved.")
    expect(mark).to_have_attribute("aria-pressed", "true")

    rows.nth(1).locator(".mapping__label a").click()
    page.get_by_label("Evidence").fill("The exercise after the break")
    save = rows.nth(1).locator("[data-save]")
    _goes_through_all(gate, save.click, rows.nth(1), "Saving…", "Not saved.")
    expect(rows.nth(1).locator(".mapping__evidence")).to_have_text("The exercise after the break")

    page.locator("#panel .shelf__title a").first.click()
    pick = page.locator(".pick:not(:has([aria-pressed=true]))").first
    _goes_through_all(gate, pick.locator("[data-mark=I]").click, pick, "Adding…", "Not added.")
    expect(rows).to_have_count(4)

    rows.nth(2).locator(".mapping__label a").click()
    out = rows.nth(2).get_by_text("Take out")
    expect(out).to_be_visible()
    _goes_through_all(gate, out.click, rows.nth(2), "Saving…", "Not saved.")
    expect(rows).to_have_count(3)
    watch.problems.clear()  # the browser tells of each request that was lost
