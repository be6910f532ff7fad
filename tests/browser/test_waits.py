"""What takes long, or does not arrive, says so at the thing itself, and is sent once more there."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from pathways.db import db
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.records.editions import current_edition
from tests.browser.builder import sign_in
from tests.chromium import Watch
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person

Make = Callable[..., Page]
EMAIL = "owner@north.example"
SLOWLY = 1000  # milliseconds
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


class Line:
    """The way to the server: each change takes long, is lost or fails, as it is set."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.how = ""
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        # The page tells by itself that it is open: that is nobody's act.
        is_act = route.request.method == "POST" and not route.request.url.endswith("/here")
        how = self.how if is_act else ""
        if how == "slow":
            self.page.wait_for_timeout(SLOWLY)
        if how == "lost":
            route.abort()
        elif how == "failed":
            route.fulfill(status=500, body="<p>No</p>")
        else:
            route.continue_()


def _goes_through_all(
    line: Line, act: Callable[[], Any], thing: Locator, busy: str, not_so: str
) -> None:
    """See a change be lost, then fail, then take long, then arrive, all at its thing."""
    place = thing.evaluate(WHERE)
    for how in ("lost", "failed"):
        line.how = how
        act()
        again = thing.locator(".wait").get_by_role("button", name="Try again")
        # Where no answer came, nobody knows whether it was saved.
        told = "No answer." if how == "lost" else not_so
        expect(thing.locator(".wait")).to_contain_text(told)
        expect(line.page.locator("#saved-now")).to_contain_text("Try again")
        assert thing.evaluate(WHERE) == place
        assert thing.evaluate(HAS_FOCUS)
        act = again.click
    line.how = "slow"
    again.click()
    expect(thing).to_have_attribute("aria-busy", "true")
    expect(thing.locator(".wait")).to_have_text(busy)
    assert thing.evaluate(WHERE) == place
    expect(line.page.locator(".wait")).to_have_count(0)
    expect(line.page.locator("#saved-now")).not_to_contain_text("Try again")
    line.how = ""


def test_waits_and_failures_show_at_the_thing(pathway: str, new_page: Make, watch: Watch) -> None:
    watch.allow_status(500)
    page = new_page()
    sign_in(page, EMAIL)
    page.goto(pathway)
    line = Line(page)
    rows = page.locator(".mapping")

    mark = rows.first.locator("[data-mark=A]")
    _goes_through_all(line, mark.click, rows.first, "Saving…", "Not saved.")
    expect(mark).to_have_attribute("aria-pressed", "true")

    rows.nth(1).locator(".mapping__label a").click()
    page.get_by_label("Evidence").fill("The exercise after the break")
    save = rows.nth(1).locator("[data-save]")
    _goes_through_all(line, save.click, rows.nth(1), "Saving…", "Not saved.")
    expect(rows.nth(1).locator(".mapping__evidence")).to_have_text("The exercise after the break")

    page.locator("#panel .shelf__title a").first.click()
    pick = page.locator(".pick:not(:has([aria-pressed=true]))").first
    _goes_through_all(line, pick.locator("[data-mark=I]").click, pick, "Adding…", "Not added.")
    expect(rows).to_have_count(4)

    rows.nth(2).locator(".mapping__label a").click()
    out = rows.nth(2).get_by_text("Take out")
    expect(out).to_be_visible()
    _goes_through_all(line, out.click, rows.nth(2), "Saving…", "Not saved.")
    expect(rows).to_have_count(3)
    watch.problems.clear()  # the browser tells of each request that was lost
