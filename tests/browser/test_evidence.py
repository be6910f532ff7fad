"""Notes written in the evidence table by real hands: keys, columns, two people, a lost answer."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from pathways.db import db
from pathways.domain.pathway.content import Outcome
from pathways.models.journal import Journal
from pathways.models.pathway import MappingRow
from tests.browser.builder import sign_in, two_parts
from tests.browser.gate import Gate
from tests.chromium import PHONE, Watch, check_axe
from tests.factories import load_pathway, make_organisation, make_person

Make = Callable[..., Page]
EMAIL = "owner@north.example"
NEAR = 100  # pixels
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""
FOCUS = "() => document.activeElement.closest('tbody tr')?.rowIndex ?? document.activeElement.id"
FOCUS_TOP = "() => document.activeElement.getBoundingClientRect().top"


@pytest.fixture
def pathway(app: Flask) -> str:
    """Give a pathway of two modules with fifteen mappings each, none of them with a note."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        make_person("colleague@north.example", organisation, "editor")
        parts = two_parts((Outcome("o", "Say it plainly"), Outcome("p", "Try it out")))
        return f"/pathways/{load_pathway(organisation, parts)}"


@pytest.fixture
def page(new_page: Make, pathway: str) -> Page:
    """Open the table, signed in."""
    page = new_page()
    sign_in(page, EMAIL)
    page.goto(f"{pathway}/evidence")
    return page


def _notes(page: Page) -> Locator:
    return page.locator("#evidence-table td.ev__note > a")


def _texts(page: Page, count: int) -> list[str]:
    words = page.locator("#evidence-table tbody .ev__text").all_inner_texts()
    return words[:count]


def _rest(page: Page) -> None:
    """Wait until everything that was written has arrived."""
    expect(page.locator("#evidence-send[data-busy]")).to_have_count(0)
    expect(page.locator(".ev__state:not(:empty)")).to_have_count(0)


def _kept(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.execute(sa.select(MappingRow.evidence)).scalars()) - {""}


def test_ten_notes_take_one_key_each_and_stay_in_place(page: Page, app: Flask) -> None:
    _notes(page).nth(2).focus()
    presses = 0

    def press(key: str) -> None:
        nonlocal presses
        presses += 1
        page.keyboard.press(key)

    press("Enter")
    for number in range(10):
        assert page.evaluate(FOCUS) == number + 3
        page.keyboard.type(f"Slide {number} and what follows it")
        before = page.evaluate(FOCUS_TOP)
        press("Enter")
        assert abs(page.evaluate(FOCUS_TOP) - before) < NEAR
    press("Escape")
    _rest(page)
    assert presses == 12
    assert page.evaluate(FOCUS) == 13
    assert _kept(app) == {f"Slide {number} and what follows it" for number in range(10)}
    expect(page.locator("#evidence-progress")).to_contain_text("10 of")
    # As above, then the next one that is empty, wherever it is.
    page.keyboard.press("Control+d")
    _rest(page)
    assert _texts(page, 13)[12] == "Slide 9 and what follows it"
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate(FOCUS) == 14
    page.keyboard.type("Left as it was")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("to assessed")
    assert page.evaluate(FOCUS) == 14
    expect(page.locator("tbody tr").nth(13).locator("[aria-pressed=true]")).to_have_text("A")
    check_axe(page)


def test_a_column_is_one_step_and_says_what_it_writes_over(page: Page, app: Flask) -> None:
    _notes(page).first.focus()
    column = 'Slide 1, the drawing\n"Slide 2\nin ""two"" lines"\nSlide 3, a story\n'
    page.evaluate(PASTE, column)
    _rest(page)
    expected = ["Slide 1, the drawing", 'Slide 2\nin "two" lines', "Slide 3, a story"]
    assert _texts(page, 3) == expected
    assert page.evaluate(FOCUS) == 1
    # Undo is one step, and what is left of it stands where it stood.
    page.locator("#undo").click()
    expect(page.locator("#said")).to_have_text("Undone: Wrote the evidence of three competencies.")
    assert _texts(page, 3) == ["No note yet"] * 3
    page.locator("#redo").click()
    expect(page.locator("#said")).to_contain_text("Done again")
    _notes(page).nth(1).focus()
    page.evaluate(PASTE, "Over two\nOver three\n")
    asked = page.locator("#evidence-paste")
    expect(asked).to_contain_text("2 cells in the clipboard")
    expect(asked).to_contain_text("Written over")
    page.keyboard.press("Enter")
    _rest(page)
    assert _texts(page, 3) == ["Slide 1, the drawing", "Over two", "Over three"]
    with app.app_context():
        count = sa.select(sa.func.count()).where(Journal.action == "change evidence")
        assert db.session.execute(count).scalar_one() == 2


def test_outcomes_come_as_a_column_and_keys_can_be_off(page: Page, app: Flask) -> None:
    links = page.locator("#evidence-table td.ev__outcomes a")
    links.first.focus()
    page.evaluate(PASTE, 'LO2\tSlide 1, the drawing\n\t"Slide 2\nin lines"\n"1, 2, 7"\t\n')
    _rest(page)
    said = page.locator("#said")
    expect(said).to_contain_text("Left out: outcome 7, which module 1 does not have.")
    numbers = [page.locator("tbody tr").nth(at).locator(".num") for at in range(4)]
    assert [one.all_inner_texts() for one in numbers] == [["1", "2"], ["1"], ["1", "2"], ["1"]]
    assert _texts(page, 3) == ["Slide 1, the drawing", "Slide 2\nin lines", "No note yet"]
    assert page.evaluate(FOCUS) == 1
    page.locator("#undo").click()
    expect(said).to_contain_text("Undone")
    assert _texts(page, 3) == ["No note yet"] * 3
    assert numbers[0].all_inner_texts() == ["1"]
    # Columns that have no place here are named, and nothing is written before that.
    _notes(page).first.focus()
    page.evaluate(PASTE, "A first column\tand a second\n")
    expect(page.locator("#evidence-paste")).to_contain_text(
        "2 columns: the first is taken as evidence, the other is left out."
    )
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == 1
    assert _kept(app) == set()
    page.get_by_role("button", name="Turn them off").click()
    expect(page.get_by_role("button", name="Turn them on")).to_be_visible()
    _notes(page).first.focus()
    page.keyboard.press("a")
    page.keyboard.press("Space")
    expect(page.locator("tbody tr").first.locator("[aria-pressed=true]")).to_have_text("I")
    expect(page.locator("#evidence-count")).to_be_hidden()


def test_chosen_rows_are_filled_linked_and_taken_out(page: Page, app: Flask) -> None:
    _notes(page).first.focus()
    page.evaluate(PASTE, "Exercise on page 4\n")
    boxes = page.locator("tbody .ev__box input")
    boxes.first.click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator("#evidence-count")).to_have_text("4 rows chosen")
    page.get_by_role("button", name="Fill down").click()
    _rest(page)
    assert _texts(page, 5) == ["Exercise on page 4"] * 4 + ["No note yet"]
    bar = page.locator("#evidence")
    bar.get_by_role("button", name="Outcomes").click()
    panel = page.locator("#evidence-outcomes")
    expect(panel).to_contain_text("for four competencies")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(panel.locator("button").nth(1)).to_have_attribute("aria-pressed", "true")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.locator("tbody tr").nth(3).locator(".num").all_inner_texts() == ["1", "2"]
    total = page.locator("tbody tr").count()
    bar.get_by_role("button", name="Take out").click()
    expect(page.locator("tbody tr")).to_have_count(total - 4)
    expect(bar).to_be_hidden()
    assert page.evaluate(FOCUS) == 1
    page.locator("#undo").click()
    expect(page.locator("tbody tr")).to_have_count(total)
    assert len(_kept(app)) == 1


def test_a_choice_of_several_begins_in_a_row_that_was_answered_since(page: Page) -> None:
    gate = Gate(page)
    page.reload()
    gate.shut()
    _notes(page).first.focus()
    page.evaluate(PASTE, "Exercise on page 4\n")
    gate.wait()
    boxes = page.locator("tbody .ev__box input")
    boxes.first.click()
    gate.open()
    _rest(page)
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator("#evidence-count")).to_have_text("4 rows chosen")


def test_what_does_not_arrive_stays_and_is_sent_again(page: Page, app: Flask, watch: Watch) -> None:
    watch.allow_status(401)
    page.context.set_offline(True)
    _notes(page).first.click()
    for text in ("Written on the train", "And in the tunnel"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".ev__state--kept")).to_have_count(2)
    assert _kept(app) == set()
    watch.problems.clear()  # the browser tells of requests that no net took
    page.context.set_offline(False)
    expect(page.locator(".ev__state--kept")).to_have_count(0)
    assert _kept(app) == {"Written on the train", "And in the tunnel"}
    # Signed out meanwhile: it is kept, and sent once somebody signed in again.
    page.context.clear_cookies()
    _notes(page).nth(2).click()
    page.keyboard.type("While signed out")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ev__state--kept")).to_have_count(1)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    sign_in(opened.value, EMAIL)
    expect(page.locator(".ev__state--kept")).to_have_count(0)
    assert "While signed out" in _kept(app)


def test_a_field_stays_open_while_its_row_is_exchanged(
    new_page: Make, pathway: str, app: Flask
) -> None:
    page = new_page()
    gate = Gate(page, "**/evidence")
    sign_in(page, EMAIL)
    page.goto(f"{pathway}/evidence")
    field = page.locator(".ev__editor textarea")
    _notes(page).first.click()
    page.keyboard.type("Once")
    expect(field).to_have_value("Once")
    # The answer is held until the same note is open again, with other words in it.
    gate.shut()
    page.keyboard.press("Control+Enter")
    gate.wait()
    expect(page.locator(".ev__state")).to_have_text("Saving…")
    page.keyboard.press("Enter")
    page.keyboard.type(", and again")
    expect(field).to_have_value("Once, and again")
    gate.open()
    expect(page.locator("#said")).to_contain_text("Wrote the evidence")
    expect(page.locator(".ev__editor textarea")).to_have_value("Once, and again")
    page.keyboard.press("Control+Enter")
    _rest(page)
    assert _kept(app) == {"Once, and again"}


def _write_both(page: Page, other: Page, pathway: str) -> Page:
    """Let a colleague write a note while one writes it here, and send first; return their page."""
    sign_in(other, "colleague@north.example")
    other.goto(f"{pathway}/evidence")
    for who, words in ((page, "Mine"), (other, "Theirs")):
        _notes(who).first.click()
        who.keyboard.type(words)
    for who in (other, page):
        who.keyboard.press("Control+Enter")
        _rest(who)
    return other


def test_two_people_see_both_notes_and_choose(
    page: Page, new_page: Make, pathway: str, app: Flask, watch: Watch
) -> None:
    watch.allow_status(409)
    other = _write_both(page, new_page(), pathway)
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("This was changed elsewhere while you were writing.")
    expect(row.locator("textarea")).to_have_value("Mine")
    assert _texts(page, 1) == ["Theirs"]
    row.get_by_role("button", name="Keep mine").click()
    _rest(page)
    expect(row.locator("textarea")).to_have_count(0)
    assert _kept(app) == {"Mine"}
    # What others write comes in beside what is being written.
    _notes(page).nth(2).click()
    page.keyboard.type("Half a sen")
    _notes(other).nth(1).click()
    other.keyboard.type("From a colleague")
    other.keyboard.press("Control+Enter")
    expect(_notes(page).nth(1)).to_contain_text("From a colleague")
    page.keyboard.type("tence")
    expect(page.locator(".ev__editor textarea")).to_have_value("Half a sentence")


def test_a_phone_shows_cards_that_are_written_in_place(
    new_page: Make, pathway: str, app: Flask
) -> None:
    page = new_page(**PHONE)
    sign_in(page, EMAIL)
    page.goto(f"{pathway}/evidence")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _notes(page).nth(1).tap()
    page.keyboard.type("Page 12 of the handbook")
    page.get_by_role("button", name="Save and next").tap()
    assert page.evaluate(FOCUS) == 3
    page.get_by_role("button", name="As above").tap()
    page.get_by_role("button", name="Save and next").tap()
    _rest(page)
    assert _texts(page, 3)[1:] == ["Page 12 of the handbook"] * 2
    small = (
        page.locator("tbody tr")
        .first.locator("button, td a, label")
        .evaluate_all("all => all.map(e => e.getBoundingClientRect().height).filter(h => h < 36)")
    )
    assert small == []


def _choose_marks(page: Page, *marks: str) -> None:
    for mark in marks:
        page.locator("tbody tr").first.locator(f"[data-mark={mark}]").click()


def test_what_follows_a_note_on_its_way_is_about_the_row_as_it_will_be(
    page: Page, app: Flask
) -> None:
    gate = Gate(page, "**/evidence")
    first = page.locator("tbody tr").first
    code = first.locator(".ev__code").inner_text()
    gate.shut()
    _notes(page).first.click()
    page.keyboard.type("Old words")
    page.keyboard.press("Control+Enter")
    gate.wait()
    # A mark that is pressed and taken back: the answer before it draws the row anew.
    _choose_marks(page, "A")
    gate.step()
    expect(first.locator("[data-mark=A]")).to_have_attribute("aria-pressed", "true")
    gate.wait()
    _choose_marks(page, "I")
    # What is asked of a column is asked of these rows, whatever stands for them by then.
    _notes(page).first.focus()
    page.evaluate(PASTE, "One\nTwo\n")
    gate.open()
    _rest(page)
    expect(first.locator("[data-mark=I]")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Write all 2").click()
    _rest(page)
    assert _kept(app) == {"One", "Two"}
    expect(_notes(page).first).to_be_focused()
    # Taking out a row of which a mark is on its way.
    gate.shut()
    _choose_marks(page, "D")
    gate.wait()
    first.locator(".ev__box input").click()
    page.locator("#evidence button[value=out]").click()
    gate.open()
    expect(page.locator("#said")).to_contain_text("out of module 1")
    expect(page.locator("tbody tr").first.locator(".ev__code")).not_to_have_text(code)


def test_a_note_is_written_on_while_a_step_back_brings_the_table(page: Page) -> None:
    gate = Gate(page, "**/undo")
    rows = page.locator("tbody tr")
    count = rows.count()
    page.locator("tbody .ev__box input").nth(3).click()
    page.locator("#evidence button[value=out]").click()
    expect(rows).to_have_count(count - 1)
    _rest(page)
    gate.shut()
    page.locator("#undo").click()
    gate.wait()
    _notes(page).first.click()
    page.keyboard.type("Half a sen")
    gate.open()
    expect(rows).to_have_count(count)
    page.keyboard.type("tence")
    expect(page.locator(".ev__editor textarea")).to_have_value("Half a sentence")


def test_words_that_are_asked_about_outlast_a_mark_of_their_row(
    page: Page, new_page: Make, pathway: str, watch: Watch
) -> None:
    watch.allow_status(409)
    _write_both(page, new_page(), pathway)
    mine = page.locator("tbody tr").first.locator("textarea")
    gate = Gate(page, "**/evidence")
    gate.shut()
    _choose_marks(page, "A")
    gate.wait()
    mine.fill("Mine and theirs")
    gate.open()
    _rest(page)
    expect(mine).to_have_value("Mine and theirs")
    expect(mine).to_be_focused()
