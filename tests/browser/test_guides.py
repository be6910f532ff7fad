"""Guides in a real browser: from a page to the section about it, on a phone and on paper."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.guides.reading import NAMES
from tests.browser.builder import sign_in
from tests.chromium import PHONE, check_axe
from tests.factories import make_organisation, make_pathway, make_person

Make = Callable[..., Page]


def test_from_the_matrix_to_what_explains_it_by_keyboard(app: Flask, page: Page) -> None:
    with app.app_context():
        organisation = make_organisation()
        make_person("ann@north.example", organisation)
        pathway = make_pathway(organisation)
    sign_in(page, "ann@north.example")
    page.goto(f"/pathways/{pathway}/matrix")
    page.get_by_role("link", name="How this works").focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="The matrix, by keyboard")
    expect(heading).to_be_in_viewport()
    contents = page.get_by_role("navigation", name="In this guide")
    expect(contents).to_be_in_viewport()
    contents.get_by_role("link", name="Working together").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Working together")).to_be_in_viewport()


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_reads_at_a_desk_on_a_phone_and_on_paper(
    name: str, page: Page, new_page: Make
) -> None:
    page.goto(f"/guides/{name}")
    check_axe(page)
    pictures = page.locator(".guide__picture img")
    for number in range(pictures.count()):
        picture = pictures.nth(number)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 0
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="In this guide")).to_be_hidden()
    wide = "() => document.documentElement.scrollWidth > innerWidth"
    phone = new_page(**PHONE)
    phone.goto(f"/guides/{name}")
    check_axe(phone)
    assert not phone.evaluate(wide)
