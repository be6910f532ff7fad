"""A plan in a real browser: worked out apart, printed on two sheets, kept."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.accounts.demonstration import PASSWORD
from pathways.briefs.services.demonstration import brief_id
from tests.briefs.test_demonstration import load
from tests.chromium import PHONE, check_axe

Make = Callable[..., Page]
BROKEN = """() => [...document.querySelectorAll("#plan-costs td.number")].filter((cell) => {
    const said = document.createRange();
    said.selectNodeContents(cell);
    return new Set([...said.getClientRects()].map((line) => Math.round(line.top))).size > 1;
}).map((cell) => cell.innerText)"""
SHEET = re.compile(rb"/Type\s*/Page\b")


def open_plan(app: Flask, page: Page) -> None:
    """Load the demonstration and open the plan of four groups from its brief."""
    load(app)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("learning@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"/briefs/{brief_id('everybody')}")
    page.get_by_role("link", name="Make a training plan").click()
    # Worked out in a process apart, however long that takes here.
    expect(page.locator(".figures")).to_be_visible(timeout=120_000)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_a_plan_is_worked_out_and_kept(
    app: Flask, new_page: Make, options: dict[str, object]
) -> None:
    page = new_page(**options)
    open_plan(app, page)
    expect(page.locator(".answer__said")).to_contain_text("for £21,532.80 with VAT")
    check_axe(page)
    tall = page.evaluate("document.documentElement.scrollHeight / window.innerHeight")
    assert tall <= 10
    # No amount goes over two lines, on a narrow screen either.
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(BROKEN) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Keep this plan").click()
    expect(page.locator("#since")).to_contain_text("Nothing has changed since")
    check_axe(page)


def test_a_business_case_prints_on_two_sheets(app: Flask, new_page: Make) -> None:
    page = new_page()
    open_plan(app, page)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(SHEET.findall(printed)) == 2
    page.emulate_media(media="print")
    # Costs begin the second sheet, nothing is below 8 points, and there is a line to sign on.
    assert page.locator(".plan__money").evaluate("e => getComputedStyle(e).breakBefore") == "page"
    expect(page.locator(".plan__sign")).to_be_visible()
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('#plan *')]
            .filter((e) => e.offsetParent && e.innerText && !e.closest('.govuk-visually-hidden'))
            .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert smallest >= 8 * 96 / 72 - 0.2
    foot = page.evaluate(
        "async () => (await fetch(document.querySelector('link[media=print]').href)).text()"
    )
    assert "@bottom-left" in foot
