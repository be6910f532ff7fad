"""Whatever is acted on stays where it is on the screen, with the focus, and no click is lost."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from pathways.db import db
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.records.editions import current_edition
from tests.browser.builder import sign_in
from tests.chromium import count_styled
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person

Make = Callable[..., Page]
EMAIL = "owner@north.example"
NEAR = 100  # pixels
PATIENCE = 60_000  # milliseconds: a step back in a long pathway exchanges all of it
EVIDENCE = (
    "Slides 4 to 9 and the exercise after them, in which pairs try out what was shown before."
)
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
WATCH = """() => {
  window.open = 0;
  document.addEventListener("htmx:beforeRequest", () => {
    window.open += 1;
    window.last = Infinity;
  });
  document.addEventListener("htmx:afterRequest", () => {
    window.open -= 1;
    setTimeout(() => { window.last = performance.now(); });
  });
}"""
IDLE = "() => window.open === 0 && performance.now() - window.last > 60"


def _content(modules: int, each: int) -> PathwayContent:
    codes = [item.code for item in current_edition(db.session).competencies if item.level == 2]
    return PathwayContent(
        CURRENT_EDITION,
        "A course of many parts",
        2,
        entry_level=1,
        standard="balanced",
        modules=tuple(
            Module(
                id=f"m{number}",
                title=f"Part {number}",
                minutes=60,
                outcomes=(Outcome("o", "Say it plainly"), Outcome("p", "Try it out")),
                mappings=tuple(
                    Mapping(code, Treatment.DEVELOPED, EVIDENCE, ("o",))
                    for code in (codes[number::5] * 2)[:each]
                ),
            )
            for number in range(modules)
        ),
    )


@dataclass
class Screen:
    """A builder's page, and where things stand on it."""

    page: Page

    def open(self, address: str) -> None:
        """Open a pathway, with its requests counted."""
        self.page.goto(address, timeout=PATIENCE)
        # A long pathway asks by itself for what its gaps offer.
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(WATCH)

    def find(self, selector: str) -> Locator:
        """Return what stands at a selector."""
        return self.page.locator(selector)

    def ids(self, selector: str) -> list[str]:
        """Return the ids of all elements at a selector."""
        script = "all => all.map(one => one.id)"
        found: list[str] = self.page.locator(selector).evaluate_all(script)
        return found

    def top(self, identifier: str) -> float:
        """Return how far below the window's top an element begins."""
        script = "id => document.getElementById(id).getBoundingClientRect().top"
        return float(self.page.evaluate(script, identifier))

    def scroll(self, identifier: str, to: int = 300) -> None:
        """Scroll until an element begins at a place of the window."""
        script = "([id, to]) => { const part = document.getElementById(id);\
          part.scrollIntoView({ block: 'nearest' });\
          window.scrollBy(0, part.getBoundingClientRect().top - to); }"
        self.page.evaluate(script, [identifier, to])

    def press(self, control: Locator | str, stays: str, becomes: str = "", focus: str = "") -> None:
        """Press a control; see that what was acted on stays, or what took its place, and the focus.

        `focus` is a selector that what has the focus afterwards answers.
        """
        control = self.find(control) if isinstance(control, str) else control
        control.scroll_into_view_if_needed()
        before = self.top(stays)
        self.page.evaluate("() => { window.last = Infinity; }")
        control.click()
        self.settled(before, becomes or stays, focus)

    def settled(self, before: float, identifier: str, focus: str = "") -> None:
        """Wait for all answers; see where an element stands, and what has the focus."""
        self.page.wait_for_function(IDLE, timeout=PATIENCE)
        after = self.top(identifier)
        assert abs(after - before) < NEAR, f"#{identifier} went from {before:.0f} to {after:.0f}"
        held = "selector => document.activeElement.matches(selector)"
        where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert self.page.evaluate(held, focus or ":not(body)"), f"{where} has the focus"


@pytest.fixture
def organisation(app: Flask) -> str:
    """Make a provider with an owner."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
    return organisation


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, new_page: Make, organisation: str) -> Page:
    """Open a signed-in page on a desk and on a phone."""
    page = new_page(viewport=SIZES[request.param])
    sign_in(page, EMAIL)
    return page


@pytest.fixture
def desk(new_page: Make, organisation: str) -> Page:
    """Open a signed-in page where size does not matter."""
    page = new_page(viewport=SIZES["desk"])
    sign_in(page, EMAIL)
    return page


@pytest.fixture
def pathway(app: Flask, organisation: str) -> str:
    """Give a pathway of four modules with 52 mappings."""
    with app.app_context():
        return f"/pathways/{load_pathway(organisation, _content(4, 13))}"


def test_forms_open_and_close_where_they_stand(page: Page, pathway: str) -> None:
    screen = Screen(page)
    screen.open(pathway)
    module = screen.ids("article.module")[1]
    row = screen.ids(f"#{module} .mapping")[5]
    outcome = screen.ids(f"#{module} .outcomes > li")[0]
    link, words = "a[hx-get]:not(.suggest)", "p a[hx-get]"

    for leave in ("Escape", "Cancel", "Save"):
        screen.scroll(row)
        screen.press(f"#{row} {link}", row, focus="textarea")
        if leave == "Escape":
            before = screen.top(row)
            page.keyboard.press("Escape")
            screen.settled(before, row, focus=f"#{row} {link}")
            continue
        if leave == "Save":
            page.get_by_label("Evidence").fill(EVIDENCE * 2)
        acts = screen.find(f"#{row} .mapping__acts > *")
        control = acts.filter(has_text=re.compile(f"^{leave}$"))
        control.scroll_into_view_if_needed()
        # A form taller than the window began above it: then its row is where it was opened.
        before = screen.top(row) if screen.top(row) > 0 else 300
        control.click()
        screen.settled(before, row, focus=f"#{row} {link}")
    expect(page.locator("#said")).to_contain_text("is saved.")
    assert page.locator(f"#{row}").inner_text().count("Slides 4") == 2

    screen.scroll(outcome)
    screen.press(f"#{outcome} {words}", outcome, focus="input, textarea")
    page.keyboard.type(" and more")
    before = screen.top(outcome)
    page.keyboard.press("Escape")
    expect(page.locator(f"#{outcome} [data-cancel]")).to_be_focused()
    expect(page.locator("#said")).to_have_text("Not saved yet. Press Escape again to leave it.")
    screen.press(f"#{outcome} button.button--primary", outcome, focus=f"#{outcome} {words}")
    expect(page.locator(f"#{outcome}")).to_contain_text("and more")

    form = f"outcome-form-{module.removeprefix('module-')}"
    add = f"#{module} a[href$='/outcomes/new']"
    screen.scroll(form)
    screen.press(add, form, focus=f"#{form} :is(input, textarea)")
    page.keyboard.type("One more")
    screen.press(f"#{form} [data-save]", form, focus=add)
    screen.press(add, form, focus=f"#{form} :is(input, textarea)")
    before = screen.top(form)
    page.keyboard.press("Escape")
    screen.settled(before, form, focus=add)

    edit = f"#{module} .module__about {link}"
    screen.scroll(module)
    screen.press(edit, module, focus="input")
    before = screen.top(module)
    page.keyboard.press("Escape")
    screen.settled(before, module, focus=edit)
    screen.press(edit, module, focus="input")
    page.keyboard.type(" anew")
    before = screen.top(module)
    page.keyboard.press("Enter")
    screen.settled(before, module, focus=edit)
    expect(page.locator(f"#{module} h3")).to_contain_text("anew")


def test_folding_all_keeps_focus_and_words_left_are_not_spoken_of_again(
    page: Page, pathway: str
) -> None:
    screen = Screen(page)
    screen.open(pathway)
    fold = page.locator("#fold-all")
    for words in ("Unfold all", "Fold all"):
        before = screen.top("fold-all")
        fold.press("Enter")
        expect(fold).to_have_text(words)
        expect(fold).to_be_focused()
        assert abs(screen.top("fold-all") - before) <= 100
        if words == "Unfold all":
            module = screen.ids("article.module")[1]
            menu = f"#{module} .menu summary"
            page.locator(menu).click()
            page.locator(f"#{module} .menu__list a").first.click()
            page.locator(f"#{module} [name=title]").fill("Another title")
            page.keyboard.press("Control+Enter")
            expect(page.locator(f"#{module} h3")).to_contain_text("Another title")
            expect(page.locator(menu)).to_be_focused()
    row = screen.ids("article.module .mapping")[0]
    page.emulate_media(forced_colors="active")
    shades = {
        page.locator(f"#{row} button[aria-pressed={state}]").first.evaluate(
            "(one) => getComputedStyle(one).backgroundColor"
        )
        for state in ("true", "false")
    }
    assert len(shades) == 2, "colours of one's own show what is pressed, too"
    page.emulate_media(forced_colors="none")
    page.locator(f"#{row} .mapping__label a").click()
    expect(page.locator(f"#{row} textarea")).to_be_focused()
    page.keyboard.type("Words")
    page.keyboard.press("Escape")
    expect(page.locator("#said")).to_have_text("Not saved yet. Press Escape again to leave it.")
    page.keyboard.press("Escape")
    expect(page.locator(f"#{row} textarea")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("")


def test_steps_and_the_way_back_keep_the_place(page: Page, pathway: str) -> None:
    screen = Screen(page)
    screen.open(pathway)
    first, module, follower = screen.ids("article.module")[:3]
    rows = screen.ids(f"#{module} .mapping")

    screen.scroll(rows[4])
    screen.press(f"#{rows[4]} [data-mark=A]", rows[4], focus="[data-mark=A]")
    for button in ("#undo", "#redo", "#undo"):
        screen.press(button, rows[4], focus=button)
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "true")

    screen.press(f"#{rows[4]} a[hx-get]", rows[4])
    take = screen.find(f"#{rows[4]} form").get_by_text("Take out")
    take.scroll_into_view_if_needed()
    before = screen.top(rows[4]) if screen.top(rows[4]) > 0 else 300
    take.click()
    screen.settled(before, rows[5], focus=f"#{rows[5]} a[hx-get]")
    screen.press("#undo", rows[3], focus="#undo")
    expect(page.locator(f"#{rows[4]}")).to_be_in_viewport()

    menu = f"#{module} .menu summary"
    screen.scroll(module)
    for step in ("Copy", "Move down", "Move up"):
        screen.find(menu).click()
        screen.press(screen.find(f"#{module} .menu__list").get_by_text(step), module, focus=menu)
    screen.find(menu).click()
    after = screen.ids("article.module")[2]
    screen.press(
        screen.find(f"#{module} .menu__list").get_by_text("Delete"), module, after, f"#{after}"
    )
    expect(page.locator(f"#{module}")).to_have_count(0)
    before = screen.top(after)
    screen.find("#undo").click()
    screen.settled(before, module, focus="#undo")
    assert screen.ids("article.module")[:2] == [first, module]
    assert follower in screen.ids("article.module")


def test_adding_keeps_the_place(page: Page, pathway: str) -> None:
    screen = Screen(page)
    screen.open(pathway)
    if page.viewport_size and page.viewport_size["width"] < 768:
        # On a phone the framework is a sheet over the modules, and so is the coverage.
        page.locator(".dock a[href='#framework']").click()
    shelf = screen.ids("#panel .shelf")[1]
    screen.scroll(shelf)
    screen.press(f"#{shelf} .shelf__title a", shelf, focus=f"#{shelf} .shelf__title a")
    add = screen.ids(f"#{shelf} .pick button")[3]
    screen.scroll(add)
    screen.press(f"#{add}", add, focus=f"#{add}")
    rows = screen.ids("article.module:first-of-type .mapping")
    code = add.removeprefix("p-").removesuffix("-I")
    assert any(row.endswith(code) for row in rows)
    if page.viewport_size and page.viewport_size["width"] < 768:
        page.locator("#framework [data-done]").click()
        expect(page.locator(".dock a[href='#framework']")).to_be_focused()
        # This link says how many themes are met, and is drawn anew meanwhile.
        page.locator("#dock-coverage").click()
        mend = screen.find(".mend__pick button").first
        mend.click()
        page.wait_for_function(IDLE)
        page.locator("#coverage [data-done]").click()
        expect(page.locator("#dock-coverage")).to_be_focused()
    else:
        line = screen.ids(".line:has(.mend__pick)")[-1]
        # Where the button stands already: else the mouse would scroll to it first.
        screen.scroll(screen.ids(f"#{line} .mend__pick button")[0])
        button = screen.find(f"#{line} .mend__pick button").first
        screen.press(button, line, focus=f"#{line}, #{line} *")

    opener = "#module-form a[hx-get]"
    screen.scroll("module-form", 250)
    for leave in ("Escape", "Save"):
        screen.press(opener, "module-form", focus="#module-form input")
        before = screen.top("module-form")
        if leave == "Escape":
            page.keyboard.press("Escape")
            screen.settled(before, "module-form", focus=opener)
        else:
            page.keyboard.type("A new part")
            page.keyboard.press("Enter")
            screen.page.wait_for_function(IDLE)
            new = screen.ids("article.module")[-1]
            expect(page.locator(f"#{new}")).to_be_focused()
            expect(page.locator(f"#{new} h3")).to_be_in_viewport()


def test_no_click_is_lost(desk: Page, pathway: str) -> None:
    screen = Screen(desk)
    screen.open(pathway)
    rows = screen.ids("article.module:first-of-type .mapping")
    screen.scroll(rows[2])
    screen.press(f"#{rows[2]} a[hx-get]", rows[2])
    desk.get_by_label("Evidence").fill(EVIDENCE * 3)
    screen.find(f"#{rows[2]} form [data-save]").click()
    desk.wait_for_function(IDLE)
    # The row saved has the focus, and a long note.
    for selector in ("[data-mark=A]", "a[hx-get]"):
        _point_at(desk, f"#{rows[3]} {selector}")
        desk.mouse.down()
        desk.wait_for_timeout(80)
        desk.mouse.up()
        desk.wait_for_function(IDLE)
    form = desk.locator(f"#{rows[3]} form")
    expect(form).to_be_visible()
    expect(desk.get_by_role("radio", name="Assessed")).to_be_checked()

    # An answer that folds a form waits until the mouse is up.
    _point_at(desk, f"#{rows[3]} textarea")
    desk.mouse.down()
    with desk.expect_response("**/row"):
        desk.keyboard.press("Escape")
    desk.wait_for_timeout(100)
    expect(form).to_be_visible()
    desk.mouse.up()
    expect(form).to_have_count(0)


def _point_at(page: Page, selector: str) -> None:
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_long_pathway_keeps_the_place_and_styles_little(
    desk: Page, app: Flask, organisation: str
) -> None:
    with app.app_context():
        address = f"/pathways/{load_pathway(organisation, _content(60, 2))}"
    page, screen = desk, Screen(desk)
    screen.open(address)
    module = screen.ids("article.module")[40]
    fold = f"#{module} .module__fold"
    screen.scroll(module)
    screen.press(fold, module, focus=fold)
    row = screen.ids(f"#{module} .mapping")[0]
    screen.scroll(row)
    screen.press(f"#{row} [data-mark=A]", row, focus="[data-mark=A]")

    def press() -> None:
        page.evaluate("() => { window.last = Infinity; }")
        page.keyboard.press("i")
        page.wait_for_function(IDLE)

    # Of a page with 60 modules and their panel, what changed alone.
    assert count_styled(page, press) <= 500
    screen.press("#undo", row, focus="#undo")
    screen.scroll(module)
    menu = f"#{module} .menu summary"
    screen.find(menu).click()
    screen.press(screen.find(f"#{module} .menu__list").get_by_text("Move up"), module, focus=menu)
    screen.press("#undo", module, focus="#undo")
