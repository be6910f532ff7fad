"""The main job, end to end: build a pathway to Balanced, see it covered, hand over the workbook."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder, sign_in
from tests.chromium import PHONE, Watch, check_axe
from tests.factories import make_organisation, make_person
from tests.office import Office

Make = Callable[..., Page]
MODULES = {
    "What trauma does": ("90", "KA", "LA"),
    "Words that help": ("1 h 15", "LE"),
    "Safe places": ("60", "SE", "CH"),
    "Staying well": ("2 h", "WB"),
}
TITLE = "Trauma Informed practice for libraries"
HEADLINE = "All six themes represented at Trauma Informed: 12 of 153 competencies (Balanced)"


@pytest.fixture
def provider(app: Flask) -> str:
    """Give the address of an owner of a provider without pathways."""
    with app.app_context():
        make_person("provider@demo.example", make_organisation())
    return "provider@demo.example"


def _build(page: Page, check: Callable[[Page], None]) -> str:
    """Build a pathway to Balanced as anybody would, checking each new state; return its address."""
    builder = Builder(page)
    url = builder.make(TITLE)
    check(page)
    for title, (minutes, *_lines) in MODULES.items():
        builder.add_module(title, minutes)
    check(page)
    expect(builder.verdict).to_contain_text("0 of 6 themes")
    met = 0
    for title, (_minutes, *lines) in MODULES.items():
        builder.choose(title)
        for line in lines:
            builder.mend(line, title)
            expect(page.locator(f"#line-{line}")).to_contain_text(" only")
            builder.mend(line, title)
            expect(page.locator(f"#line-{line}")).to_contain_text("both strands")
            met += 1
            words = "All six themes" if met == 6 else f"{met} of 6 themes"
            expect(builder.verdict).to_contain_text(words)
    expect(builder.verdict).to_have_text(HEADLINE)
    code = page.locator("article .mapping .code").first.inner_text()
    builder.treat("What trauma does", code, "Assessed")
    builder.describe("What trauma does", code, "Opening hour, with a case; a quiz at the end")
    builder.add_outcome("What trauma does", "Explain how past harm may show today")
    check(page)
    return url


def _export(page: Page, folder: Path) -> Path:
    page.locator("#export").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="QA matrix (Excel)", exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def _numbers(path: Path) -> dict[str, list[Any]]:
    """Return the lines of the summary as LibreOffice or the app calculated them."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Summary"]
    rows = [
        [round(cell, 9) if isinstance(cell, float) else cell for cell in row if cell is not None]
        for row in sheet.iter_rows(values_only=True)
    ]
    return {str(row[0]): row[1:] for row in rows if row}


def test_a_provider_builds_a_pathway_and_hands_over_its_matrix(
    provider: str, new_page: Make, tmp_path: Path, office: Office
) -> None:
    page = new_page()
    sign_in(page, provider)
    page.goto("/pathways")
    check_axe(page)
    page.get_by_role("link", name="Make the first one").click()
    check_axe(page)
    url = _build(page, check_axe)
    page.reload()
    expect(Builder(page).verdict).to_have_text(HEADLINE)
    for tab in ("Matrix", "Coverage", "Assurance", "Details"):
        page.get_by_role("navigation", name="Pathway").get_by_role("link", name=tab).click()
        expect(page.get_by_role("link", name=tab, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        check_axe(page)
    page.goto(f"{url}/coverage")
    expect(page.locator("#verdict")).to_have_text(HEADLINE)
    page.goto(f"{url}/competencies/L2-KA-K02")
    check_axe(page)
    page.goto("/pathways")
    strip = page.get_by_role("img", name="Knowledge and Awareness 2 of 27, 1 backed")
    expect(strip).to_be_visible()
    check_axe(page)
    page.goto(url)
    path = _export(page, tmp_path)
    ours, theirs = _numbers(path), _numbers(office.convert(path))
    assert ours == theirs
    assert any(HEADLINE in map(str, row) for row in theirs.values()), theirs


def test_the_same_journey_without_scripts(
    provider: str, new_page: Make, tmp_path: Path, office: Office
) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, provider)
    checked = []

    def check(page: Page) -> None:
        checked.append(page.url)
        if len(checked) > 2:  # what they look like is the same page with scripts
            check_axe(page)

    url = _build(page, check)
    page.goto(f"{url}/coverage")
    expect(page.locator("#verdict")).to_have_text(HEADLINE)
    page.goto(url)
    path = _export(page, tmp_path)
    assert _numbers(path) == _numbers(office.convert(path))


def test_the_same_journey_on_a_phone(provider: str, new_page: Make) -> None:
    page = new_page(**PHONE)
    sign_in(page, provider)
    url = _build(page, _fits)
    for path in ("", "/matrix", "/coverage", "/assurance", "/details", "/competencies/L2-KA-K01"):
        page.goto(url + path)
        _fits(page)
    check_axe(page)
    page.goto(url)
    check_axe(page)
    page.get_by_role("navigation", name="Parts of this page").get_by_role(
        "link", name="Coverage 6 of 6"
    ).click()
    expect(page.locator("#coverage")).to_be_in_viewport()


def _fits(page: Page) -> None:
    """Check that nothing makes the page scroll sideways."""
    root = "document.documentElement"
    wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


def test_at_four_hundred_per_cent_nothing_scrolls_sideways(
    provider: str, new_page: Make, watch: Watch
) -> None:
    watch.allow_status(422)
    page = new_page(viewport={"width": 320, "height": 256})
    sign_in(page, provider)
    builder = Builder(page)
    page.goto("/pathways/new")
    page.get_by_role("button", name="Make the pathway").click()
    _fits(page)
    url = builder.make("A title of many words and an uncommonlylongoneamongthemwithoutabreak")
    builder.add_module("What uncommonlylongoneamongthemwithoutabreak does", "90")
    page.locator(".dock a[href='#framework']").click()
    _fits(page)
    builder.open_shelf("Knowledge and Awareness")
    page.locator("#p-L2-KA-K01-I").click()
    expect(page.locator("#treated-L2-KA-K01")).to_contain_text("Added to 1")
    page.locator("#framework [data-done]").click()
    _fits(page)
    for path in ("", "/coverage", "/matrix", "/assurance", "/details", "/competencies/L2-KA-K01"):
        page.goto(url + path)
        _fits(page)
    page.goto(url)
    page.get_by_role("link", name="Edit module 1").click()
    expect(page.get_by_role("button", name="Save module")).to_be_visible()
    _fits(page)
