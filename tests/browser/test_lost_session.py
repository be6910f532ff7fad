"""Somebody is signed out while writing, signs in again in another tab, and goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.gate import Gate
from tests.chromium import Watch
from tests.factories import PASSWORD, make_module, make_organisation, make_pathway, make_person
from tests.page import Client
from tests.storage import moved_away

Make = Callable[..., Page]


@pytest.fixture
def pathway(app: Flask) -> str:
    """Give a pathway with a module, of a provider with two owners."""
    with app.app_context():
        organisation = make_organisation()
        make_person("owner@north.example", organisation)
        make_person("other@north.example", organisation)
        pathway = make_pathway(organisation)
        make_module(pathway, "What trauma does")
        return pathway


def sign_in(page: Page, email: str) -> None:
    """Fill the form of the page."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def sign_out_elsewhere(app: Flask) -> None:
    """Sign out on another device, which signs out everywhere."""
    client = Client(app)
    client.sign_in("owner@north.example")
    client.post("/sign-out", status=302)


def begin_writing(page: Page, pathway: str) -> None:
    """Sign in, open a module's form in the builder, and type."""
    page.goto("/sign-in")
    sign_in(page, "owner@north.example")
    page.goto(f"/pathways/{pathway}")
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_role("textbox", name="Title").fill("A title typed with care")


def test_what_was_typed_is_sent_after_signing_in_again(
    app: Flask, pathway: str, new_page: Make, watch: Watch
) -> None:
    watch.allow_status(401)
    page = new_page()
    begin_writing(page, pathway)
    sign_out_elsewhere(app)
    page.get_by_role("button", name="Save module").click()
    notice = page.get_by_role("alert").filter(has_text="You are signed out")
    expect(notice).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A title typed with care")
    with page.expect_popup() as opened:
        notice.get_by_role("link").click()
    sign_in(opened.value, "owner@north.example")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    expect(page.get_by_role("heading", name="A title typed with care")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_count(0)


def test_nothing_is_sent_for_somebody_else(
    app: Flask, pathway: str, new_page: Make, watch: Watch
) -> None:
    watch.allow_status(401)
    page = new_page()
    begin_writing(page, pathway)
    sign_out_elsewhere(app)
    page.get_by_role("button", name="Save module").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    sign_in(opened.value, "other@north.example")
    expect(page.get_by_role("alert").filter(has_text="Somebody else signed in")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A title typed with care")


def test_a_database_that_is_gone_is_said_and_the_same_is_sent_again(
    pathway: str, tmp_path: Path, new_page: Make, watch: Watch
) -> None:
    watch.allow_status(503)
    page = new_page()
    begin_writing(page, pathway)
    save = page.get_by_role("button", name="Save module")
    with moved_away(tmp_path / "test.sqlite"):
        save.click()
        notice = page.get_by_role("alert").filter(has_text="We cannot reach our data")
        expect(notice).to_contain_text("Nothing was changed")
        expect(page.get_by_role("textbox", name="Title")).to_have_value("A title typed with care")
    save.click()
    expect(page.get_by_role("heading", name="A title typed with care")).to_be_visible()
    expect(page.locator("#session-notice")).to_be_empty()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, "<p data-refused>Owners can do it.</p>", "Owners can do it. Nothing was changed"),
        (409, "<p data-refused>It is archived.</p>", "It is archived. Nothing was changed"),
        (404, "<p>No</p>", "somebody deleted it"),
        (500, "<p>No</p>", "on our side"),
    ],
)
def test_what_is_refused_is_said_and_stays(
    status: int, body: str, words: str, pathway: str, new_page: Make, watch: Watch
) -> None:
    watch.allow_status(status)
    page = new_page()
    gate = Gate(page, "**/edit")
    begin_writing(page, pathway)
    gate.fail(status, body, times=1)
    page.get_by_role("button", name="Save module").click()
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A title typed with care")
    page.get_by_role("button", name="Save module").click()
    expect(page.get_by_role("heading", name="A title typed with care")).to_be_visible()
    expect(page.locator("#session-notice")).to_be_empty()


def test_a_lost_answer_claims_nothing_and_takes_back_what_was_said_before(
    pathway: str, new_page: Make, watch: Watch
) -> None:
    page = new_page()
    gate = Gate(page, "**/edit")
    begin_writing(page, pathway)
    page.evaluate("document.getElementById('said').textContent = 'The row before is saved.'")
    gate.fail(503, times=1)
    watch.allow_status(503)
    page.get_by_role("button", name="Save module").click()
    expect(page.get_by_role("alert").filter(has_text="We do not know whether")).to_be_visible()
    expect(page.locator("#said")).to_be_empty()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A title typed with care")
