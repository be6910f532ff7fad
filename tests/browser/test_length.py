"""No page that answers a brief is longer than ten screens of a phone, nor wider than it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.accounts.demonstration import PASSWORD
from pathways.briefs.services.demonstration import brief_id
from pathways.db import db
from pathways.models.offer import OfferRow

Make = Callable[..., Page]
SCREEN: Final = 844
MOST: Final = 10
"""Screens of a page, as it is seen when it was opened."""
PHONE: Final[Mapping[str, Any]] = {
    "viewport": {"width": 390, "height": SCREEN},
    "has_touch": True,
    "is_mobile": True,
}
SIZE: Final = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"


def pages(app: Flask) -> list[str]:
    """Load the demonstration; return what its level 2 brief leads to."""
    assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    with app.app_context():
        rows = db.session.execute(sa.select(OfferRow.pathway_id, OfferRow.title)).all()
        ids = [row.pathway_id for row in sorted(rows, key=lambda row: row.title)]
    brief = f"/briefs/{brief_id('riverside')}"
    some, many = ("&".join(f"pathway={item}" for item in ids[:count]) for count in (3, 6))
    return [
        "/briefs/new",
        f"{brief}?level=2",
        f"{brief}/edit",
        f"{brief}/combination",
        f"{brief}/combination?level=2",
        f"/compare?{some}",
        f"/compare?{many}",
        "/directory",
        "/region",
        "/region?level=2",
        "/region?level=2&line=WB",
        *(f"/directory/{item}" for item in ids),
    ]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "plain"])
def test_no_page_of_a_brief_is_longer_than_ten_screens(
    app: Flask, new_page: Make, *, has_scripts: bool
) -> None:
    asked = pages(app)
    page = new_page(**PHONE, java_script_enabled=has_scripts)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("learning@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found = []
    for address in asked:
        page.goto(address)
        high, wide = page.evaluate(SIZE)
        if high > MOST * SCREEN or wide > PHONE["viewport"]["width"]:
            found.append(f"{address}: {high / SCREEN:.1f} screens, {wide} px wide")
    assert not found, "\n".join(found)
