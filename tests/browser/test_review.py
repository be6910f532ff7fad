"""A whole review in a real browser: by keys alone, slowly answered, and with an answer lost."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from pathways.db import db
from pathways.domain.limits import MODULE_LIMIT
from pathways.models.finding import FindingRow
from pathways.models.pathway import MappingRow
from pathways.records.editions import current_edition
from tests.browser import builder
from tests.browser.gate import Gate
from tests.chromium import PHONE, Watch, check_axe, settle
from tests.factories import make_module
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    Scene,
    SignIn,
    make_scene,
    nobody_declared,
    rename,
    send,
    treat,
)

Make = Callable[..., Page]
ROWS = 153
PRESSES = 160
LONG = 120_000  # milliseconds: a page of marks, one after the other, on a busy machine
STOPS_BEFORE, STOPS, SCREENS = 20, 250, 8
MEASURED = """() => {
    const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const stops = [...document.querySelectorAll(all)]
        .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());
    const first = stops.findIndex((one) => one.closest(".marking__buttons"));
    return [first, stops.length, document.documentElement.scrollHeight / 900];
}"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make a pathway that treats all its 153 competencies, with a note of its own for each."""
    scene = make_scene(app)
    with app.app_context():
        known = set(db.session.scalars(sa.select(MappingRow.code)))
        for one in current_edition(db.session).competencies:
            if one.level == 2 and one.code not in known:
                note = f"Exercise {one.bit} of the day: learners say what happened, and what helps."
                treat(scene.module, one.code, evidence=note)
    return scene


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return f"/submissions/{send(sign_in(PROVIDER), scene)}"


def findings(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {one.row: one.finding for one in db.session.scalars(sa.select(FindingRow))}


def test_the_list_is_short_and_its_first_mark_is_near(sent: str, page: Page) -> None:
    builder.sign_in(page, COMMISSIONER)
    themes = ["", "?theme=SE", "?theme=WB"]
    for theme in themes:
        page.goto(f"{sent}/competencies{theme}")
        before, stops, screens = page.evaluate(MEASURED)
        assert before <= STOPS_BEFORE, theme
        assert stops <= STOPS, theme
        assert screens <= SCREENS, theme
    check_axe(page)


def test_a_whole_review_by_keys_loses_nothing(app: Flask, sent: str, page: Page) -> None:
    builder.sign_in(page, REVIEWER)
    page.goto(f"{sent}/competencies")
    presses, wanted = 0, ("1", "2", "1", "4", "3", "1")
    page.keyboard.press("n")
    presses += 1
    for number in range(ROWS):
        row = page.locator(".review-row:focus-within")
        if not row.count():
            here = page.url
            page.keyboard.press("n")
            presses += 1
            # It goes on once all that was pressed before has arrived.
            page.wait_for_function("here => location.href !== here", arg=here, timeout=LONG)
            expect(row).to_have_count(1)
        page.keyboard.press(wanted[number % len(wanted)])
        presses += 1
    expect(page.locator("#review-bar")).to_contain_text(f"{ROWS} of {ROWS}", timeout=LONG)
    assert presses <= PRESSES
    found = findings(app)
    assert len(found) == ROWS
    assert sorted(set(found.values())) == ["met", "not_applicable", "not_met", "partly_met"]
    assert sum(1 for one in found.values() if one == "met") == 77


def test_slow_answers_are_waited_for_and_a_lost_one_is_sent_again(
    app: Flask, sent: str, page: Page, watch: Watch
) -> None:
    builder.sign_in(page, REVIEWER)
    gate = Gate(page, "**/findings")
    page.goto(f"{sent}/competencies")
    gate.shut()
    page.keyboard.press("n")
    for _ in range(4):
        page.keyboard.press("1")
    for _ in range(4):
        gate.step()
    expect(page.locator("#review-bar")).to_contain_text(f"4 of {ROWS}")
    gate.lose(times=1)
    page.keyboard.press("2")
    page.keyboard.press("3")
    row = page.locator("#row-L2-KA-K05")
    expect(row.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator("#review-bar")).to_contain_text(f"5 of {ROWS}")
    row.get_by_role("button", name="Try again").click()
    expect(page.locator("#review-bar")).to_contain_text(f"6 of {ROWS}")
    assert findings(app)["L2-KA-K05"] == "partly_met"
    assert findings(app)["L2-KA-K06"] == "not_met"
    watch.problems.clear()  # the browser tells of the request that was lost


def test_keys_undo_write_and_are_listed(app: Flask, sent: str, page: Page) -> None:
    builder.sign_in(page, REVIEWER)
    page.goto(f"{sent}/competencies")
    for key in ("n", "1", "3"):
        page.keyboard.press(key)
    expect(page.locator("#review-bar")).to_contain_text(f"2 of {ROWS}")
    page.keyboard.press("u")
    expect(page.locator("#review-bar")).to_contain_text(f"1 of {ROWS}")
    # One press takes back one step: nothing follows it.
    settle(page)
    assert len(findings(app)) == 1
    page.keyboard.press("u")
    expect(page.locator("#review-bar")).to_contain_text(f"0 of {ROWS}")
    assert findings(app) == {}
    page.keyboard.press("n")
    page.keyboard.press("i")
    # What is typed before the form is there goes into it.
    page.keyboard.type("Ask Sam: did the June observation see it? 1 2 u")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.press("Control+Enter")
    note = page.locator(".thread__item--note")
    expect(note).to_contain_text("Ask Sam: did the June observation see it? 1 2 u")
    expect(note).to_contain_text("never shown to Northgate Learning")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next open row")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert findings(app) == {}


def test_what_is_shown_is_marked_at_once_and_taken_back(app: Flask, sent: str, page: Page) -> None:
    builder.sign_in(page, REVIEWER)
    page.goto(f"{sent}/competencies?theme=WB")
    page.locator("#mark-shown").click()
    count = int(str(page.locator("#mark-shown").text_content()).split()[2])
    with page.expect_navigation():
        page.get_by_role("button", name="Not applicable", exact=True).first.click()
    expect(page.get_by_text(f"Marked {count} rows as not applicable.")).to_be_visible()
    assert set(findings(app).values()) == {"not_applicable"}
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.get_by_text(f"Took back {count} findings.")).to_be_visible()
    assert findings(app) == {}


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}, PHONE])
def test_a_declaration_comes_first(
    app: Flask, sent: str, new_page: Make, options: dict[str, object], watch: Watch
) -> None:
    watch.allow_status(409)
    nobody_declared(app)
    page = new_page(**options)
    builder.sign_in(page, REVIEWER)
    page.goto(f"{sent}/competencies")
    page.locator("#find-L2-KA-K01-1").click()
    expect(page.get_by_text("Say first whether you have an interest.").first).to_be_visible()
    assert findings(app) == {}
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Declare").click()
    # From the page of a row it leads to the overview, and from the list back to the list.
    expect(page.get_by_text("You declared no interest.").first).to_be_visible()
    page.goto(f"{sent}/competencies")
    page.locator("#find-L2-KA-K01-1").click()
    expect(page.locator("#review-bar")).to_contain_text("1 of")
    assert findings(app) == {"L2-KA-K01": "met"}


def test_a_title_without_a_blank_makes_no_page_wider(
    app: Flask, scene: Scene, sign_in: SignIn, new_page: Make
) -> None:
    rename(app, scene.pathway, "Traumainformedpractice" * 8)
    sent = f"/submissions/{send(sign_in(PROVIDER), scene)}"
    page = new_page(viewport={"width": 320, "height": 640})
    builder.sign_in(page, REVIEWER)
    for tab in ("", "/competencies", "/modules", "/assurance", "/changes", "/trail", "/rows/whole"):
        page.goto(f"{sent}{tab}")
        assert not page.evaluate(WIDE), tab
    page.goto("/submissions")
    assert not page.evaluate(WIDE)


def test_sixty_modules_are_few_stops_and_each_is_come_to(
    app: Flask, scene: Scene, sign_in: SignIn, page: Page
) -> None:
    with app.app_context():
        for number in range(2, MODULE_LIMIT + 1):
            make_module(scene.pathway, f"Part {number}", position=number)
    sent = send(sign_in(PROVIDER), scene)
    builder.sign_in(page, REVIEWER)
    page.goto(f"/submissions/{sent}/modules")
    before, stops, _screens = page.evaluate(MEASURED)
    assert before <= STOPS_BEFORE
    assert stops <= STOPS
    check_axe(page)
    # A row that is folded opens to whoever comes to it, with its evidence beside the marks.
    last = page.locator(".review-row").last
    expect(last.locator("h3")).to_be_hidden()
    for _ in range(21):
        page.keyboard.press("j")
    expect(page.locator(".review-row").nth(20).locator("h3")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("#review-bar")).to_contain_text(f"1 of {MODULE_LIMIT}")
    expect(page.locator(".review-row").nth(21).locator("h3")).to_be_visible()
    assert list(findings(app).values()) == ["met"]


def test_a_comment_is_typed_while_a_mark_is_on_its_way(app: Flask, sent: str, page: Page) -> None:
    builder.sign_in(page, REVIEWER)
    marks, forms = Gate(page, "**/findings"), Gate(page, "**/rows/**", "GET")
    page.goto(f"{sent}/competencies")
    text = page.locator(".thread__form textarea")
    marks.shut()
    forms.shut()
    page.keyboard.press("n")
    page.keyboard.press("1")
    marks.wait()
    page.keyboard.press("c")
    forms.wait()
    page.keyboard.type("Why 2")
    marks.open()
    expect(page.locator("#review-bar")).to_contain_text(f"1 of {ROWS}")
    page.wait_for_timeout(200)
    page.keyboard.type(" and 3?")
    forms.open()
    expect(text).to_have_value("Why 2 and 3?")
    expect(text).to_be_focused()
    assert list(findings(app).values()) == ["met"]
    # A mark of the very row leaves the form and the focus where they are.
    row = page.locator(".review-row", has=text)
    marks.shut()
    row.get_by_role("button", name="Partly met").click()
    marks.wait()
    text.focus()
    page.keyboard.press("End")
    page.keyboard.type(" And 4")
    marks.open()
    expect(page.locator("#review-bar")).to_contain_text(f"2 of {ROWS}")
    expect(text).to_have_value("Why 2 and 3? And 4")
    expect(text).to_be_focused()
    page.keyboard.type("?")
    page.keyboard.press("Control+Enter")
    expect(text).to_have_count(0)
    expect(page.locator("#main")).to_contain_text("Why 2 and 3? And 4?")
