"""From a blank staff list of 240 people to a brief, in a real browser, with its clicks counted."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.briefs.house import BUYER, make_house
from tests.browser.builder import sign_in
from tests.chromium import PHONE, check_axe

Make = Callable[..., Page]
ROLES = ("Receptionist", "Support worker", "Team leader", "Finance officer", "Warden", "Counsellor")
MOST_CLICKS = 25


@pytest.fixture(autouse=True)
def _house(app: Flask) -> None:
    make_house(app)


def rows() -> str:
    """Return 240 people as a spreadsheet copies them."""
    heads = "Staff number\tJob title\tTeam\tSite\tLevel held\tDate"
    people = (
        f"{1000 + at}\t{ROLES[at % 6]}\tTeam {at % 5}\t{('Quay', 'Moor Lane')[at % 2]}\t"
        f"{1 if at % 4 == 0 else ''}\t{'1/3/2024' if at % 4 == 0 else ''}"
        for at in range(240)
    )
    return "\n".join([heads, *people])


@pytest.mark.parametrize(
    "options",
    [{}, PHONE, {"java_script_enabled": False}],
    ids=["desk", "phone", "plain"],
)
def test_240_people_become_a_brief_in_few_clicks(
    new_page: Make, options: dict[str, object]
) -> None:
    page = new_page(**options)
    sign_in(page, BUYER)
    page.goto("/briefs")
    clicks = 0

    def click(what: Locator) -> None:
        nonlocal clicks
        clicks += 1
        with page.expect_navigation():
            what.click()

    main = page.get_by_role("main")
    click(main.get_by_role("link", name="Staff list"))
    check_axe(page)
    click(main.get_by_role("link", name="Paste from a spreadsheet"))
    page.get_by_label("Rows from a spreadsheet").fill(rows())
    clicks += 1
    click(main.get_by_role("button", name="See what is read"))
    expect(main).to_contain_text("Read: 240 rows, 240 people")
    check_axe(page)
    click(main.get_by_role("button", name="Keep these rows"))
    expect(main).to_contain_text("240 people have no level needed yet.")
    click(main.get_by_role("link", name="Choose levels by role"))
    check_axe(page)
    levels = {"Counsellor": "4", "Finance officer": "1", "Team leader": "3"}
    for role in ROLES:
        row = page.get_by_role("group", name=role, exact=True)
        row.get_by_label(f"{role}, 40 people").select_option(levels.get(role, "2"))
        clicks += 2
    click(main.get_by_role("button", name="Save these levels"))
    check_axe(page)
    click(main.get_by_role("button", name="Make a brief from this list, by role"))
    check_axe(page)
    click(main.get_by_role("button", name="Save the brief"))
    expect(page.locator(".brief__need")).to_contain_text("need Trauma Specialist")
    assert clicks < MOST_CLICKS, clicks


def test_answers_point_to_a_level_of_a_role(page: Page) -> None:
    sign_in(page, BUYER)
    page.goto("/staff/add")
    page.get_by_label("Role").fill("x" * 120)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Save").click()
    page.goto("/staff/levels")
    page.locator("#level-guide-0 > summary").click()
    page.get_by_label("Or choose a role like theirs").select_option("Psychiatrist")
    expect(page.locator("#pointed-0")).to_contain_text("This points to 4 Trauma Specialist.")
    expect(page.locator("#level-0")).to_have_value("")
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
