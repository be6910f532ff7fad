"""A whole course, from the course book into the product: by mouse, by keys alone, without scripts,
on a phone.

What it took before there was any other way than the forms: 521 clicks and 102 pastes.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.db import db
from pathways.models.pathway import MappingRow, ModuleRow, OutcomeRow
from tests.browser.builder import sign_in
from tests.browser.course import COURSE, TITLE, Claim, grid, outline, table
from tests.browser.hand import Hand
from tests.chromium import PATIENCE
from tests.factories import make_organisation, make_person

Make = Callable[..., Page]
EMAIL = "owner@north.example"
LIMIT = 130
"""Clicks and pastes for the whole course."""
NARROW = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def provider(app: Flask) -> str:
    """Give the address of the owner of a provider that has no pathway yet."""
    with app.app_context():
        make_person(EMAIL, make_organisation())
    return EMAIL


def test_by_paste_and_matrix(app: Flask, provider: str, new_page: Make) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    sign_in(page, provider)
    hand = Hand(page)
    _begin(hand)
    hand.go(page.get_by_role("link", name="Matrix", exact=True))
    hand.click(page.locator("#matrix-grid td[tabindex='0']"))
    hand.paste(grid(_codes(page)))
    expect(page.locator("#matrix-said")).to_contain_text("54 marks pasted.")
    hand.go(page.get_by_role("link", name="Evidence", exact=True))
    _paste_notes(hand)
    _link_outcomes(hand)
    _expect_course(app, page)
    assert hand.count <= LIMIT
    assert (hand.lost, hand.thrown, hand.astray) == ([], [], [])


def test_by_keys_alone(app: Flask, provider: str, new_page: Make) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    sign_in(page, provider)
    page.goto("/pathways/bring-in")
    hand = Hand(page)
    hand.reach(page.get_by_label("Target level"))
    hand.press("1")
    hand.reach(page.locator("#text"))
    page.keyboard.insert_text(outline())
    _enter(hand, "Show what would come in")
    _enter(hand, "Bring in 4 modules")
    pathway = page.url.partition("?")[0].partition("#")[0]
    page.goto(f"{pathway}/matrix")
    codes = _codes(page)
    hand.reach(page.locator("#matrix-grid td[tabindex='0']"))
    claims = {(number, claim.code) for number, unit in enumerate(COURSE) for claim in unit.claims}
    for number, unit in enumerate(COURSE):
        marks = {claim.code: claim.mark for claim in unit.claims}
        if number:
            hand.press("Control+Home", *["ArrowRight"] * number)
        for code in codes:
            if code in marks:
                hand.press(marks[code].lower())
            hand.press("ArrowDown")
    end = time.monotonic() + PATIENCE / 1000
    while len(_held(app)[1]) != len(claims) and time.monotonic() < end:
        page.wait_for_timeout(200)
    page.goto(f"{pathway}/evidence")
    hand.reach(page.locator("#evidence-table td.ev__note > a").first)
    for claim in _claims(page):
        hand.press("Enter")
        page.keyboard.insert_text(claim.note)
        hand.press("Enter")
        hand.press("Escape")
    expect(page.locator(".ev__text--empty")).to_have_count(0)
    expect(page.locator(".ev__state:not(:empty)")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    _expect_course(app, page, with_outcomes=False)


def test_without_scripts(app: Flask, provider: str, new_page: Make) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, provider)
    hand = Hand(page)
    _begin(hand)
    _bring_table(hand)
    expect(page.locator("#said")).to_contain_text("54 mappings added")
    _expect_course(app, page)
    assert hand.count <= LIMIT


def test_on_a_phone(app: Flask, provider: str, new_page: Make) -> None:
    page = new_page(**NARROW)
    sign_in(page, provider)
    hand = Hand(page)
    _begin(hand)
    _bring_table(hand)
    for tab in ("Matrix", "Evidence", "Coverage", "Modules"):
        hand.go(page.locator("#pathway-tabs").get_by_role("link", name=tab, exact=True))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _expect_course(app, page)
    assert hand.count <= LIMIT
    assert (hand.lost, hand.thrown, hand.astray) == ([], [], [])


def _begin(hand: Hand) -> None:
    """Make the pathway with its modules and outcomes from the course book's text."""
    page = hand.page
    page.goto("/pathways")
    hand.go(page.get_by_role("link", name="Make the first one"))
    hand.go(page.get_by_role("link", name="Start from what you have"))
    page.get_by_label("Target level").select_option("1")
    hand.clicks += 1
    hand.paste(outline(), page.locator("#text"))
    hand.go(page.get_by_role("button", name="Show what would come in"))
    hand.go(page.get_by_role("button", name="Bring in 4 modules"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def _bring_table(hand: Hand) -> None:
    """Bring in the marks and notes as the table that they are kept in."""
    page = hand.page
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}/bring-in")
    hand.paste(table(), page.locator("#text"))
    hand.go(page.get_by_role("button", name="Show what would come in"))
    hand.go(page.locator(".bring__take"))


def _paste_notes(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator("#evidence-table td.ev__note").first)
    hand.paste("\n".join(claim.note for claim in _claims(page)))
    hand.click(page.get_by_role("button", name="Write all 54"))
    expect(page.locator(".ev__text--empty")).to_have_count(0)
    expect(page.locator(".ev__state:not(:empty)")).to_have_count(0)


def _link_outcomes(hand: Hand) -> None:
    """Say for which outcome each competency is: those of one outcome at once."""
    page = hand.page
    for number, unit in enumerate(COURSE, start=1):
        for place in range(1, len(unit.outcomes) + 1):
            for claim in unit.claims:
                if claim.outcome == place:
                    name = f"Choose {claim.code} in module {number}"
                    hand.click(page.get_by_label(name, exact=True))
            hand.click(
                page.locator("#evidence").get_by_role("button", name="Outcomes", exact=True),
                until=page.locator("#evidence-outcomes"),
            )
            toggle = page.locator("#evidence-outcomes .ev-outcome").nth(place - 1)
            hand.click(toggle)
            expect(toggle).to_have_attribute("aria-pressed", "true")
            hand.click(page.get_by_role("button", name="Choose none"))


def _codes(page: Page) -> list[str]:
    rows = page.locator("#matrix-grid tr[data-code]")
    codes: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.code)")
    return codes


def _claims(page: Page) -> list[Claim]:
    """Return the claims in the order of the evidence table."""
    boxes = page.locator("#evidence-table tbody .ev__box input")
    names = boxes.evaluate_all("boxes => boxes.map(box => box.getAttribute('aria-label'))")
    found = {
        f"Choose {claim.code} in module {number}": claim
        for number, unit in enumerate(COURSE, start=1)
        for claim in unit.claims
    }
    return [found[name] for name in names]


def _enter(hand: Hand, name: str) -> None:
    button = hand.page.get_by_role("button", name=name)
    hand.reach(button)
    with hand.page.expect_navigation():
        hand.press("Enter")


def _expect_course(app: Flask, page: Page, *, with_outcomes: bool = True) -> None:
    """Ask the database for exactly the course, and nothing else, once all has arrived."""
    wanted = {
        (
            unit.title,
            unit.minutes,
            claim.code,
            claim.mark,
            claim.note,
            (unit.outcomes[claim.outcome - 1],) if with_outcomes else (),
        )
        for unit in COURSE
        for claim in unit.claims
    }
    end = time.monotonic() + PATIENCE / 1000
    outcomes, found = _held(app)
    while found != wanted and time.monotonic() < end:
        page.wait_for_timeout(200)
        outcomes, found = _held(app)
    assert found == wanted
    assert sorted(outcomes) == sorted(text for unit in COURSE for text in unit.outcomes)


def _held(app: Flask) -> tuple[list[str], set[tuple[Any, ...]]]:
    """Return the words of all outcomes, and what each mapping says."""
    with app.app_context():
        texts = {
            row.id: row.text
            for row in db.session.execute(sa.select(OutcomeRow.id, OutcomeRow.text))
        }
        rows = db.session.execute(
            sa.select(
                ModuleRow.title,
                ModuleRow.minutes,
                MappingRow.code,
                MappingRow.treatment,
                MappingRow.evidence,
                MappingRow.outcomes,
            ).join(MappingRow, MappingRow.module_id == ModuleRow.id)
        ).all()
    found = {(*row[:5], tuple(texts[one] for one in row.outcomes)) for row in rows}
    return list(texts.values()), found
