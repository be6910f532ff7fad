"""The matrix by keyboard: fast keys, blocks, a spreadsheet, what cannot be sent, a phone."""

import random
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from pathways.db import db
from pathways.domain.pathway.content import Module, PathwayContent
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from tests.browser.builder import sign_in
from tests.browser.gate import Gate
from tests.chromium import PHONE, Watch, check_axe
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person

EMAIL = "wren@test.example"
PARTS = tuple(f"Part {n}" for n in range(1, 13))
TITLES = (
    "What walks in with people",
    "Understanding neurodevelopmental differences",
    "Safeguarding and confidentiality",
    "Communication at the counter",
    "Psychoeducation for practitioners",
    "Culture and identity",
)
BROKEN = """() => [...document.querySelectorAll("thead .grid__m span")].flatMap(title => {
  const broken = [];
  for (const found of title.textContent.matchAll(/[^\\s-]+/g)) {
    const word = document.createRange();
    word.setStart(title.firstChild, found.index);
    word.setEnd(title.firstChild, found.index + found[0].length);
    broken.push(...(word.getClientRects().length > 1 ? [found[0]] : []));
  }
  return broken;
})"""
"""The words of titles in the head that stand in two lines."""
LONG = 120
"""Seconds; hundreds of marks may be on their way."""


@dataclass
class Grid:
    """The matrix of an empty pathway of level 2, and what the database holds of it."""

    app: Flask
    page: Page
    pathway: str

    def open(self, query: str = "") -> None:
        self.page.goto(f"/pathways/{self.pathway}/matrix{query}")

    def enter(self) -> None:
        self.page.locator("#matrix-grid td[tabindex='0']").focus()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def focus(self) -> Locator:
        return self.page.locator("#matrix-grid td:focus")

    @property
    def said(self) -> Locator:
        return self.page.locator("#matrix-said")

    def marks(self) -> dict[tuple[int, str], str]:
        """Return the marks in the database, by a module's number and a code."""
        with self.app.app_context():
            rows = db.session.execute(
                sa.select(ModuleRow.position, MappingRow.code, MappingRow.treatment)
                .join(MappingRow, MappingRow.module_id == ModuleRow.id)
                .where(ModuleRow.pathway_id == self.pathway)
            ).all()
        return {(row.position + 1, row.code): row.treatment for row in rows}

    def expect(self, marks: dict[tuple[int, str], str]) -> None:
        """Wait until the database holds these marks and no others."""
        end = time.monotonic() + LONG
        while self.marks() != marks and time.monotonic() < end:
            self.page.wait_for_timeout(100)
        assert self.marks() == marks
        expect(self.page.locator(".is-unsaved")).to_have_count(0)

    def codes(self) -> list[str]:
        rows = self.page.locator("#matrix-grid tr[data-code]")
        codes: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.code)")
        return codes


@pytest.fixture
def grid(app: Flask, new_page: Callable[..., Page]) -> Grid:
    """Open the matrix of twelve empty modules."""
    return open_grid(app, new_page())


def open_grid(app: Flask, page: Page, titles: Iterable[str] = PARTS) -> Grid:
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation, name="Wren Hale")
        modules = tuple(
            Module(f"m{n}", title=title, minutes=60) for n, title in enumerate(titles, 1)
        )
        content = PathwayContent(CURRENT_EDITION, "Twelve parts", 2, modules=modules)
        pathway = load_pathway(organisation, content)
    sign_in(page, EMAIL)
    found = Grid(app, page, pathway)
    found.open()
    return found


def test_fast_keys_lose_nothing_and_need_few(grid: Grid) -> None:
    chosen = random.Random(4)  # noqa: S311  # any marks will do
    codes = grid.codes()[:150]
    wished: dict[tuple[int, str], str] = {}
    keys = 0
    grid.enter()
    for number in (1, 2):
        for code in codes:
            wished[number, code] = chosen.choice("IDA")
            grid.press(f"Shift+{wished[number, code]}")
            keys += 1
        grid.press("Control+ArrowUp", "ArrowRight")
        keys += 2
    assert keys <= 1.3 * len(wished)
    grid.expect(wished)
    # The other columns are filled by a block: the last row is not part of it.
    grid.press("Shift+Control+ArrowDown", "Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp")
    grid.press("Shift+End", "d")
    expect(grid.said).to_have_text("1500 cells: developed.")
    wished |= {(number, code): "D" for number in range(3, 13) for code in codes}
    grid.expect(wished)
    expect(grid.page.locator("tfoot td").first).to_have_text("150")
    grid.press("Control+z")
    grid.expect({place: mark for place, mark in wished.items() if place[0] < 3})
    expect(grid.said).to_have_text("Undone: Set 1500 cells to developed.")
    expect(grid.focus).to_have_count(1)


def test_what_is_heard_and_where_the_focus_is(grid: Grid) -> None:
    page = grid.page
    page.get_by_role("button", name="Fold all").focus()
    grid.press("Tab")
    name = grid.focus.get_attribute("aria-label") or ""
    assert name.endswith("module 1: not treated")
    grid.press("i")
    expect(grid.said).to_have_text("Introduced. Knowledge and Awareness 1 of 27.")
    assert (grid.focus.get_attribute("aria-label") or "").endswith("module 1: introduced")
    grid.press("Space", "Space")
    expect(grid.said).to_have_text("Assessed. Knowledge and Awareness 1 of 27.")
    grid.press("Delete")
    expect(grid.said).to_have_text("Cleared. Knowledge and Awareness 0 of 27.")
    grid.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "i")
    expect(grid.said).to_have_text("6 cells: introduced.")
    expect(page.locator("#matrix-chosen")).to_have_text("6 cells chosen, 6 with a mark")
    grid.press("Control+a", "d")
    expect(grid.said).to_have_text("54 cells: developed.")
    check_axe(page)
    # One tab stop: the next Tab leaves the grid.
    grid.press("Tab")
    expect(grid.focus).to_have_count(0)


def test_a_block_goes_to_a_spreadsheet_and_comes_from_one(app: Flask, new_page: Any) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    grid = open_grid(app, page)
    codes = grid.codes()
    grid.enter()
    page.evaluate(
        'navigator.clipboard.writeText(\'"I"\\tx\\t"foo\\nbar"\\n\\tD\\n✓\\tassessed\\n\')'
    )
    grid.press("Control+v")
    expect(page.locator("#matrix-note")).to_have_text(
        "5 marks pasted. 2 ticks taken as introduced. Left out: “foo bar”, which is no mark. "
        "1 blank cell changed nothing."
    )
    grid.expect(
        {
            (1, codes[0]): "I",
            (2, codes[0]): "I",
            (2, codes[1]): "D",
            (1, codes[2]): "I",
            (2, codes[2]): "A",
        }
    )
    # What stands above the grid follows.
    expect(page.locator("#chip-show-2 b")).to_have_text(str(len(codes) - 3))
    expect(page.locator("#chip-show-4 b")).to_have_text("3")
    expect(page.locator("#pathway-head")).to_contain_text("3 of 153")
    grid.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "Control+c")
    expect(grid.said).to_have_text("6 cells copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "I\tI\n\tD\nI\tA"


def test_what_cannot_be_sent_stays_and_is_sent_again(grid: Grid, watch: Watch) -> None:
    page, codes = grid.page, grid.codes()
    gate = Gate(page, "**/marks")
    grid.open()
    grid.enter()
    watch.allow_status(503)
    gate.fail(503)
    grid.press("Shift+I", "Shift+D")
    lost = page.locator("#matrix-lost")
    expect(lost).to_contain_text("2 marks are not saved, and kept on this page.")
    expect(page.locator(".is-unsaved")).to_have_count(2)
    grid.press("a")
    gate.open()
    lost.get_by_role("button", name="Try again").click()
    expect(lost).to_be_hidden()
    grid.expect({(1, codes[0]): "I", (1, codes[1]): "D", (1, codes[2]): "A"})
    expect(grid.focus).to_have_count(1)


def _set_elsewhere(grid: Grid, other: Page) -> None:
    """Let a colleague press D in the first cell."""
    with grid.app.app_context():
        organisation = db.session.get_one(Pathway, grid.pathway).organisation_id
        make_person("sam@test.example", organisation, "editor", name="Sam Okafor")
    # Nothing tells this page of it before its own key does.
    grid.page.route("**/here", lambda route: route.fulfill(status=204))
    grid.open()
    sign_in(other, "sam@test.example")
    other.goto(f"/pathways/{grid.pathway}/matrix")
    other.locator("#matrix-grid td[tabindex='0']").focus()
    other.keyboard.press("d")


def test_somebody_elses_mark_is_shown_and_kept_or_not(
    grid: Grid, new_page: Callable[..., Page]
) -> None:
    page, code = grid.page, grid.codes()[0]
    _set_elsewhere(grid, new_page())
    grid.expect({(1, code): "D"})
    grid.enter()
    grid.press("a")
    stale = page.locator("#matrix-stale li")
    expect(stale).to_contain_text("changed by Sam Okafor, now developed")
    expect(grid.focus).to_have_text("D")
    stale.get_by_role("button", name="Keep mine: assessed").click()
    grid.expect({(1, code): "A"})
    expect(grid.focus).to_have_text("A")


def test_evidence_is_written_beside_the_grid(grid: Grid) -> None:
    page = grid.page
    grid.enter()
    grid.press("d", "ArrowDown", "i", "ArrowUp", "Enter")
    field = page.get_by_label("Evidence", exact=True)
    expect(field).to_be_focused()
    field.fill("Slide 4, in threes")
    grid.press("Alt+ArrowDown")
    expect(page.locator("#pane .code")).to_have_text(grid.codes()[1])
    expect(field).to_be_focused()
    expect(page.locator(".noted")).to_have_count(1)
    grid.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    expect(grid.focus).to_have_text("I")
    page.get_by_role("link", name=re.compile("^No note")).click()
    expect(page.locator("#matrix-grid tr[data-code]")).to_have_count(1)
    assert "show=noteless" in page.url


def test_a_phone_has_one_module_at_a_time(app: Flask, new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE)
    grid = open_grid(app, page)
    expect(page.locator("#matrix-list")).to_be_visible()
    page.locator("#module-chip-2").click()
    expect(page.locator("#matrix-list")).to_have_attribute("data-number", "2")
    # Before its scripts are there, a page answers by whole pages, and the note has one of its own.
    page.wait_for_load_state()
    row = page.locator(".prow").nth(1)
    code = row.get_attribute("data-code") or ""
    row.get_by_role("button", name="Developed").click()
    grid.expect({(2, code): "D"})
    expect(page.locator("[data-chip='2']")).to_have_text("1")
    row.get_by_role("link", name="No note yet").click()
    page.get_by_label("Evidence", exact=True).fill("Slide 4")
    page.get_by_role("button", name="Close").click()
    expect(row.get_by_role("link", name="Evidence")).to_be_visible()
    check_axe(page)


def test_a_note_opens_beside_a_mark_that_is_still_on_its_way(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    page = new_page(**PHONE)
    gate = Gate(page, "**/marks")
    grid = open_grid(app, page)
    expect(page.locator("#matrix-list")).to_have_attribute("data-number", "1")
    page.wait_for_load_state()
    row = page.locator(".prow").nth(1)
    code = row.get_attribute("data-code") or ""
    gate.shut()
    row.get_by_role("button", name="Developed").click()
    gate.wait()
    address = page.url
    row.get_by_role("link", name="No note yet").click()
    gate.open()
    page.get_by_label("Evidence", exact=True).fill("Slide 4")
    page.get_by_role("button", name="Close").click()
    expect(row.get_by_role("link", name="Evidence")).to_be_visible()
    grid.expect({(1, code): "D"})
    assert page.url == address


@pytest.mark.parametrize(
    ("titles", "columns"),
    [(TITLES[:4:3], "wide"), (TITLES[:1] + TITLES[5:] * 4, "even"), (TITLES, "narrow")],
)
def test_no_word_of_a_title_is_broken(
    app: Flask, new_page: Callable[..., Page], titles: tuple[str, ...], columns: str
) -> None:
    grid = open_grid(app, new_page(), titles)
    expect(grid.page.locator(f"#matrix-grid.grid--{columns}")).to_be_visible()
    assert not grid.page.evaluate(BROKEN)


def test_what_is_beside_the_grid_covers_no_cell_and_moves_none(grid: Grid) -> None:
    page = grid.page
    cell = page.locator("#matrix-grid tr[data-code]").nth(40).locator("td").nth(12)
    cell.evaluate("one => one.scrollIntoView({ block: 'center' })")
    cell.click()
    place = cell.bounding_box()
    grid.press("Enter")
    pane = page.locator("#pane")
    expect(pane).to_be_visible()
    beside, edge = cell.bounding_box(), pane.bounding_box()
    assert place
    assert beside
    assert edge
    assert beside["x"] + beside["width"] <= edge["x"]
    assert abs(beside["y"] - place["y"]) < 2
    grid.press("Escape")
    expect(pane).to_be_hidden()
    assert cell.bounding_box() == place
    expect(grid.focus).to_have_count(1)


def test_what_is_said_below_the_grid_hides_no_cell(app: Flask, new_page: Any) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    grid = open_grid(app, page)
    grid.enter()
    grid.press("PageDown", "PageDown")
    grid.focus.evaluate("one => one.scrollIntoView({ block: 'end' })")
    page.evaluate("navigator.clipboard.writeText('D')")
    grid.press("Control+v")
    expect(page.locator("#matrix-note")).to_have_text("1 mark pasted.")
    foot = page.locator("#matrix-grid tfoot td").first
    page.wait_for_function(
        """([cell, foot]) =>
            cell.getBoundingClientRect().bottom <= foot.getBoundingClientRect().top""",
        arg=[grid.focus.element_handle(), foot.element_handle()],
    )
    grid.press("Control+z")
    expect(grid.said).to_contain_text("Undone")
    # It was taken back, so nothing says any more that it was pasted.
    expect(page.locator("#matrix-note")).to_be_empty()


def test_words_in_the_pane_outlast_what_is_drawn_anew(grid: Grid) -> None:
    page = grid.page
    grid.enter()
    grid.press("Shift+d", "d", "ArrowUp")
    expect(page.locator("#undo")).to_have_attribute("title", re.compile("."))
    grid.expect({(1, code): "D" for code in grid.codes()[:2]})
    gate = Gate(page, "**/cell?*", "GET")
    field = page.get_by_label("Evidence", exact=True)
    code = page.locator("#pane .code")
    # Two panes are asked for: the last comes, and nothing is typed into the one before.
    gate.shut()
    grid.press("Enter")
    gate.wait()
    grid.press("ArrowDown", "Enter")
    gate.step()
    gate.wait()
    expect(grid.focus).to_have_text("D")
    gate.step()
    expect(code).to_have_text(grid.codes()[1])
    expect(field).to_be_focused()
    # It is asked for again after a step back that concerns another cell, and written in meanwhile.
    gate.open()
    grid.press("Escape", "ArrowDown", "a", "ArrowUp", "Enter")
    expect(field).to_be_focused()
    expect(page.locator("#saved-at")).not_to_have_text("Saving…")
    gate.shut()
    page.locator("#undo").click()
    gate.wait()
    field.fill("Slide 4")
    gate.open()
    page.wait_for_timeout(500)
    expect(field).to_have_value("Slide 4")
    # Another is asked for, and this one is written in meanwhile.
    gate.shut()
    page.locator("#matrix-here").focus()
    grid.press("ArrowUp", "Enter")
    gate.wait()
    field.fill("Slides 4 and 5")
    gate.open()
    expect(code).to_have_text(grid.codes()[0])
    expect(field).to_have_value("")
    expect(page.locator(".noted")).to_have_count(1)
    grid.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    grid.press("ArrowDown", "Enter")
    expect(code).to_have_text(grid.codes()[1])
    expect(field).to_have_value("Slides 4 and 5")


def test_a_step_back_whose_answer_was_lost_is_taken_once(grid: Grid, watch: Watch) -> None:
    page = grid.page
    codes = grid.codes()
    gate = Gate(page, "**/undo")
    grid.enter()
    for number in (1, 2):
        grid.press("Shift+d")
        grid.expect({(1, code): "D" for code in codes[:number]})
    gate.lose(is_taken=True)
    grid.press("Control+z")
    expect(page.locator("#matrix-lost")).to_contain_text("We do not know whether")
    gate.open()
    # What is set meanwhile is not lost by it.
    grid.press("ArrowDown", "a")
    page.get_by_role("button", name="Load page").click()
    expect(page.locator("#undo")).to_be_focused()
    grid.expect({(1, codes[0]): "D", (1, codes[3]): "A"})
    watch.problems.clear()  # the browser tells of the request that was lost


def test_what_others_set_is_asked_about_until_the_next_mark(
    grid: Grid, new_page: Callable[..., Page]
) -> None:
    page, codes = grid.page, grid.codes()
    _set_elsewhere(grid, new_page())
    grid.expect({(1, codes[0]): "D"})
    gate = Gate(page, "**/marks")
    gate.shut()
    grid.enter()
    grid.press("a")
    gate.wait()
    grid.press("ArrowDown", "i")
    page.wait_for_timeout(300)
    gate.step()
    keep = page.get_by_role("button", name="Keep mine: assessed")
    expect(keep).to_be_visible()
    gate.open()
    grid.expect({(1, codes[0]): "D", (1, codes[1]): "I"})
    expect(keep).to_be_visible()
    grid.press("ArrowDown", "i")
    grid.expect({(1, codes[0]): "D", (1, codes[1]): "I", (1, codes[2]): "I"})
    expect(keep).to_have_count(0)
