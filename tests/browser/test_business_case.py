"""From a blank staff list of 240 people to a printed business case, with its clicks counted."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from pathways.accounts.demonstration import PASSWORD
from tests.briefs.test_demonstration import load
from tests.chromium import PHONE, check_axe

Make = Callable[..., Page]
MOST_CLICKS = 60
MOST_SCREENS = 10
ROLES = {
    "Receptionist": ("1", 96),
    "Housing officer": ("2", 96),
    "Team leader": ("3", 24),
    "Finance officer": ("1", 24),
}
PAPER = {"width": (594, 596), "height": (841, 843)}
"""A4 upright, in points."""


def copied() -> str:
    """Return 240 people as a spreadsheet copies them; every third officer holds level 1."""
    rows = ["Staff number\tJob title\tTeam\tSite\tLevel held\tDate"]
    at = 1000
    for role, (_level, people) in ROLES.items():
        for number in range(people):
            at += 1
            held = "1\t1/3/2026" if role == "Housing officer" and number % 3 == 0 else "\t"
            rows.append(f"{at}\t{role}\tTeam {number % 5}\t{('Quay', 'Moor Lane')[at % 2]}\t{held}")
    return "\n".join(rows)


class Walk:
    """A walk through pages that counts what a hand does: each click, each choice, the paste."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: Locator) -> None:
        """Click something that leads to another page."""
        self.clicks += 1
        with self.page.expect_navigation():
            what.click()

    def choose(self, what: Locator, value: str) -> None:
        """Open a list and choose from it."""
        self.clicks += 2
        what.select_option(value)

    def paste(self, what: Locator, text: str) -> None:
        """Click into a field and paste."""
        self.clicks += 1
        what.fill(text)


def walk_to_plan(page: Page) -> Walk:
    """Walk from the list of briefs to the plan of 240 people."""
    page.goto("/sign-in?next=/briefs")
    page.get_by_label("E-mail address").fill("learning@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    main = page.get_by_role("main")
    with page.expect_navigation():
        main.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/briefs")
    walk = Walk(page)
    walk.click(main.get_by_role("link", name="Staff list"))
    walk.click(main.get_by_role("link", name="Paste from a spreadsheet"))
    walk.paste(page.get_by_label("Rows from a spreadsheet"), copied())
    walk.click(main.get_by_role("button", name="See what is read"))
    expect(main).to_contain_text("Read: 240 rows, 240 people")
    walk.click(main.get_by_role("button", name="Keep these rows"))
    walk.click(main.get_by_role("link", name="Choose levels by role"))
    for role, (level, people) in ROLES.items():
        row = page.get_by_role("group", name=role, exact=True)
        walk.choose(row.get_by_label(f"{role}, {people} people"), level)
    walk.click(main.get_by_role("button", name="Save these levels"))
    walk.click(main.get_by_role("button", name="Make a brief from this list, by role"))
    walk.click(main.get_by_role("button", name="Save the brief"))
    walk.click(main.get_by_role("link", name="Make a training plan"))
    # Worked out in a process apart, however long that takes here.
    expect(page.locator(".figures")).to_be_visible(timeout=120_000)
    return walk


def squeezed(text: str) -> str:
    """Return a text with each run of spaces and line ends as one space."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_a_staff_list_becomes_a_printed_business_case(
    app: Flask, new_page: Make, options: dict[str, object]
) -> None:
    load(app)
    page = new_page(**options)
    walk = walk_to_plan(page)
    assert walk.clicks <= MOST_CLICKS, walk.clicks
    check_axe(page)
    tall = page.evaluate("document.documentElement.scrollHeight / window.innerHeight")
    assert tall <= MOST_SCREENS, tall
    said = squeezed(page.locator(".answer__said").inner_text())
    total = page.locator(".figures dd").first.evaluate("e => e.firstChild.textContent.trim()")
    assert total.startswith("£")
    assert "240 people" in said
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert 2 <= len(printed.pages) <= 3
    for sheet in printed.pages:
        for side, (least, most) in PAPER.items():
            assert least < float(getattr(sheet.mediabox, side)) < most
    text = squeezed(" ".join(sheet.extract_text() for sheet in printed.pages))
    assert said in text
    assert total in text
