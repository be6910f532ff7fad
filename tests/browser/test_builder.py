"""Hands on the builder: keys, mouse, two people at once, and every state for assistive software."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from pathways.db import db, new_id, transaction
from pathways.domain.pathway.proportion import keep_behind
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.records.editions import current_edition
from tests.browser.builder import Builder, sign_in
from tests.chromium import Watch, check_axe, settle
from tests.factories import make_module, make_organisation, make_pathway, make_person

Make = Callable[..., Page]
EMAIL = "owner@north.example"
TITLES = ["What trauma does", "Words that help", "Safe places"]


@pytest.fixture
def pathway(app: Flask) -> str:
    """Give a pathway of three modules, of a provider with two people."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        make_person("colleague@north.example", organisation, "editor")
        pathway = make_pathway(organisation)
        for position, title in enumerate(TITLES):
            make_module(pathway, title, position=position)
    return f"/pathways/{pathway}"


@pytest.fixture
def page(new_page: Make, pathway: str) -> Page:
    """Open the builder, signed in."""
    page = new_page()
    sign_in(page, EMAIL)
    page.goto(pathway)
    return page


def _all(app: Flask, column: Any, *order: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.execute(sa.select(column).order_by(*order)).scalars())


def _titles(app: Flask) -> list[str]:
    return _all(app, ModuleRow.title, ModuleRow.position)


def _order(page: Page) -> Locator:
    return page.locator("article.module h3")


def test_keys_alone_do_the_work(page: Page, app: Flask) -> None:
    def tab_to(element: Locator) -> None:
        for _ in range(200):
            if element.evaluate("(element) => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"no way to {element}")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page.locator("#fold-KA"))
    page.keyboard.press("Enter")
    expect(page.locator(".shelf--open")).to_be_visible()
    for code in ("L2-KA-K01", "L2-KA-K02"):
        button = page.locator(f"#p-{code}-I")
        tab_to(button)
        page.keyboard.press("Enter")
        expect(page.locator(f"#treated-{code}")).to_contain_text("Added to 1")
        expect(button).to_be_focused()
    builder = Builder(page)
    first = builder.row(TITLES[0], "L2-KA-K01")
    tab_to(first.get_by_role("button", name="Introduced"))
    page.keyboard.press("a")
    expect(first.get_by_role("button", name="Assessed")).to_have_attribute("aria-pressed", "true")
    expect(first.get_by_role("button", name="Assessed")).to_be_focused()
    page.keyboard.press("ArrowDown")
    second = builder.row(TITLES[0], "L2-KA-K02")
    expect(second.get_by_role("button", name="Introduced")).to_be_focused()
    page.keyboard.press("d")
    expect(second.get_by_role("button", name="Developed")).to_have_attribute("aria-pressed", "true")
    tab_to(second.locator(".mapping__label a"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Evidence")).to_be_focused()
    page.keyboard.type("Page 4, did it")
    page.keyboard.press("Control+Enter")
    expect(second).to_contain_text("Page 4, did it")
    focused = page.evaluate("document.activeElement.closest('.module')?.id")
    assert focused, "focus stays in the module"
    assert _all(app, MappingRow.treatment, MappingRow.code) == ["A", "D"]
    tab_to(page.locator("#undo"))


def test_of_fast_keys_the_last_one_stands(page: Page, app: Flask) -> None:
    builder = Builder(page)
    builder.open_shelf("Knowledge and Awareness")
    builder.add("L2-KA-K01", TITLES[0])
    row = builder.row(TITLES[0], "L2-KA-K01")
    row.get_by_role("button", name="Introduced").focus()
    page.evaluate(
        """() => {
            for (const key of ["d", "i", "a", "d"]) {
                document.activeElement.dispatchEvent(
                    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            }
        }"""
    )
    expect(row.get_by_role("button", name="Developed")).to_have_attribute("aria-pressed", "true")
    settle(page)
    expect(row.get_by_role("button", name="Developed")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".conflict")).to_have_count(0)
    assert _all(app, MappingRow.treatment) == ["D"]


def test_a_double_click_adds_once(page: Page, app: Flask) -> None:
    builder = Builder(page)
    builder.open_shelf("Knowledge and Awareness")
    page.locator("#p-L2-KA-K01-I").dblclick()
    expect(builder.row(TITLES[0], "L2-KA-K01")).to_have_count(1)
    settle(page)
    expect(builder.row(TITLES[0], "L2-KA-K01")).to_have_count(1)
    assert _all(app, Pathway.revision) == [2]


def test_a_module_is_dragged_by_its_number(page: Page, app: Flask) -> None:
    page.set_viewport_size({"width": 1280, "height": 1400})
    box = page.locator(".sortable-handle").first.bounding_box()
    there = page.locator("article.module").nth(2).bounding_box()
    assert box is not None
    assert there is not None
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] + 20, steps=4)
    bottom = there["y"] + there["height"] - 8
    for step in range(20):
        # The browser tells of a drag at its own pace; a hand keeps moving too.
        page.mouse.move(there["x"] + 40 + step % 2, bottom - step % 3, steps=4)
        if "What trauma does" in _order(page).last.inner_text():
            break
    page.mouse.up()
    expect(page.locator("#said")).to_have_text("The module is now number 3.")
    expect(_order(page)).to_have_text(
        ["Module 1: Words that help", "Module 2: Safe places", "Module 3: What trauma does"]
    )
    assert _titles(app) == ["Words that help", "Safe places", "What trauma does"]
    page.locator("#undo").click()
    expect(_order(page).first).to_have_text("Module 1: What trauma does")
    assert _titles(app) == TITLES


def test_a_module_moves_by_plain_buttons(page: Page, app: Flask) -> None:
    builder = Builder(page)
    builder.open_menu(TITLES[1])
    check_axe(page)
    page.get_by_role("button", name="Move up").and_(page.locator(":visible")).click()
    expect(_order(page).first).to_have_text("Module 1: Words that help")
    assert _titles(app)[0] == "Words that help"
    builder.open_menu(TITLES[1])
    page.get_by_role("button", name="Delete").and_(page.locator(":visible")).click()
    expect(_order(page)).to_have_count(2)
    expect(page.locator("#said")).to_contain_text("Undo brings it back.")
    page.locator("#undo").click()
    expect(_order(page)).to_have_count(3)


def test_what_is_being_typed_survives_a_change_around_it(page: Page, app: Flask) -> None:
    builder = Builder(page)
    page.get_by_role("link", name="Edit module 1").click()
    first = page.get_by_label("Description")
    first.fill("A first draft")
    page.get_by_role("link", name="Edit module 2").click()
    second = page.get_by_label("Description").nth(1)
    second.fill("Another draft")
    builder.open_menu(TITLES[2])
    page.get_by_role("button", name="Move up").and_(page.locator(":visible")).click()
    expect(page.locator("#said")).to_have_text("The module is now number 2.")
    expect(page.get_by_label("Description")).to_have_count(2)
    expect(page.get_by_label("Description").nth(0)).to_have_value("A first draft")
    expect(page.get_by_label("Description").nth(1)).to_have_value("Another draft")
    page.get_by_role("button", name="Save module").first.click()
    expect(builder.module(TITLES[0])).to_contain_text("A first draft")
    page.get_by_role("button", name="Save module").click()
    expect(builder.module(TITLES[1])).to_contain_text("Another draft")
    assert _titles(app) == [TITLES[0], TITLES[2], TITLES[1]]


def test_an_outcome_that_is_being_changed_survives_a_new_one_beside_it(page: Page) -> None:
    builder = Builder(page)
    builder.add_outcome(TITLES[0], "Listen first")
    page.locator(".outcome a").first.click()
    words = page.get_by_label("Learning outcome")
    words.fill("Listen first, then ask")
    page.get_by_role("link", name="Add outcome to module 1").click()
    expect(words).to_have_count(2)
    words.last.fill("Say what comes next")
    page.get_by_role("button", name="Save outcome").last.click()
    expect(builder.module(TITLES[0])).to_contain_text("Say what comes next")
    expect(words.first).to_have_value("Listen first, then ask")


def test_two_people_who_write_at_once_both_see_both_texts(
    page: Page, new_page: Make, pathway: str, app: Flask, watch: Watch
) -> None:
    watch.allow_status(409)
    other = new_page()
    sign_in(other, "colleague@north.example")
    other.goto(pathway)
    for each, text in ((page, "Mine"), (other, "Theirs")):
        each.get_by_role("link", name="Edit module 1").click()
        each.get_by_label("Description").fill(text)
    other.get_by_role("button", name="Save module").click()
    expect(Builder(other).module(TITLES[0])).to_contain_text("Theirs")
    page.get_by_role("button", name="Save module").click()
    conflict = page.get_by_role("alert").filter(has_text="This was changed elsewhere")
    expect(conflict).to_contain_text("Theirs")
    expect(conflict).to_contain_text("Mine")
    expect(conflict).to_be_focused()
    expect(page.get_by_label("Description")).to_have_value("Mine")
    assert _all(app, ModuleRow.description, ModuleRow.position)[0] == "Theirs"
    check_axe(page)
    page.get_by_role("button", name="Save module").click()
    expect(Builder(page).module(TITLES[0])).to_contain_text("Mine")
    assert _all(app, ModuleRow.description, ModuleRow.position)[0] == "Mine"


def test_somebody_elses_treatment_is_shown_and_not_overwritten(
    page: Page, new_page: Make, pathway: str, app: Flask, watch: Watch
) -> None:
    watch.allow_status(409)
    # What others change comes in by itself after a moment: this is about that moment.
    page.route("**/here", lambda route: route.fulfill(status=204))
    page.reload()
    builder = Builder(page)
    builder.open_shelf("Knowledge and Awareness")
    builder.add("L2-KA-K01", TITLES[0])
    other = new_page()
    sign_in(other, "colleague@north.example")
    other.goto(pathway)
    Builder(other).treat(TITLES[0], "L2-KA-K01", "Assessed")
    row = builder.row(TITLES[0], "L2-KA-K01")
    row.get_by_role("button", name="Developed").click()
    expect(page.locator("#said")).to_contain_text("Somebody set L2-KA-K01 to assessed meanwhile.")
    expect(row.get_by_role("button", name="Assessed")).to_have_attribute("aria-pressed", "true")
    assert _all(app, MappingRow.treatment) == ["A"]


def test_the_panel_counts_searches_and_follows(page: Page) -> None:
    builder = Builder(page)
    panel = page.locator("#panel")
    expect(page.locator("#open-count")).to_have_text("153")
    builder.open_shelf("Knowledge and Awareness")
    check_axe(page)
    builder.choose(TITLES[1])
    builder.add("L2-KA-K01", TITLES[1])
    expect(page.locator("#treated-L2-KA-K01")).to_contain_text("Added to 2")
    expect(page.locator("#p-L2-KA-K01-I")).to_be_focused()
    expect(page.locator("#open-count")).to_have_text("152")
    expect(page.locator("#count-KA")).to_have_text("26 open")
    panel.locator("#show-open").click()
    expect(panel.locator("[aria-current]")).to_have_count(0)
    expect(panel.locator(".pick")).to_have_count(27)
    panel.get_by_role("link", name="Skills").click()
    expect(panel.locator(".pick")).to_have_count(7)
    page.get_by_label("Search").fill("attachment")
    expect(page.locator("#found")).to_contain_text("Nothing found")
    check_axe(page)
    panel.get_by_role("link", name="Skills").click()
    expect(panel.locator("#pick-L2-KA-K01")).to_contain_text("In 2, introduced")
    check_axe(page)
    builder.open_menu(TITLES[0])
    page.get_by_role("button", name="Delete").and_(page.locator(":visible")).click()
    expect(page.locator("#treated-L2-KA-K01")).to_contain_text("In 1, introduced")
    builder.module(TITLES[2]).get_by_role("link", name="Add competency").click()
    expect(page.locator("#target [aria-current]")).to_contain_text(TITLES[2])
    expect(page.get_by_label("Search")).to_be_focused()


def test_every_form_and_its_messages_can_be_read(page: Page, watch: Watch) -> None:
    watch.allow_status(422)
    builder = Builder(page)
    builder.open_shelf("Knowledge and Awareness")
    builder.add("L2-KA-K01", TITLES[0])
    builder.add_outcome(TITLES[0], "Explain what may be behind it")
    builder.open_row(TITLES[0], "L2-KA-K01")
    page.get_by_role("link", name="Add outcome to module 1").click()
    page.get_by_role("link", name="Edit module 2").click()
    page.locator("#module-form a").first.click()
    expect(page.get_by_role("heading", name="New module")).to_be_visible()
    check_axe(page)
    page.get_by_label("Minutes").nth(1).fill("a while")
    page.get_by_role("button", name="Save module").nth(1).click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Give the module a title.")
    expect(summary).to_be_focused()
    page.get_by_role("button", name="Save outcome").click()
    expect(page.get_by_text("Write the outcome.")).to_have_count(2)
    check_axe(page)
    page.get_by_role("link", name="Give the module a title.").click()
    expect(page.get_by_label("Title").nth(1)).to_be_focused()


def test_an_outcome_is_changed_where_it_stands(page: Page) -> None:
    builder = Builder(page)
    builder.add_outcome(TITLES[0], "Explain what may be behind it")
    page.locator(".outcome a").first.click()
    text = page.get_by_label("Learning outcome")
    expect(text).to_be_focused()
    expect(page.locator("ol.outcomes > li.inset")).to_be_visible()
    check_axe(page)
    text.fill("Name what may be behind it")
    page.keyboard.press("Enter")
    expect(builder.module(TITLES[0])).to_contain_text("Name what may be behind it")
    expect(text).to_have_count(0)


def test_details_and_assurance_say_what_is_wrong_and_what_is_saved(
    page: Page, pathway: str, watch: Watch
) -> None:
    watch.allow_status(422)
    page.goto(f"{pathway}/details")
    page.get_by_label("Price", exact=True).fill("cheap")
    page.keyboard.press("Tab")
    expect(page.locator("#section-price .govuk-error-message")).to_contain_text("Give pounds")
    check_axe(page)
    page.get_by_label("Price", exact=True).fill("180")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-error-message")).to_have_count(0)
    expect(page.locator("#saved-now")).to_be_empty()
    page.goto(f"{pathway}/assurance")
    page.get_by_label("Month").fill("13")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-error-message")).to_contain_text("Give a day that there is")
    check_axe(page)


def test_the_competency_page_sets_modules_by_keys(page: Page, pathway: str, app: Flask) -> None:
    page.goto(f"{pathway}/competencies/L2-KA-K01")
    places = page.locator(".place")
    places.nth(1).get_by_role("button", name="Introduced").focus()
    page.keyboard.press("d")
    expect(places.nth(1)).to_contain_text("Developed")
    expect(places.nth(1).get_by_role("button", name="Developed")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    expect(places.nth(2)).to_contain_text("Assessed")
    check_axe(page)
    places.nth(1).get_by_role("button", name="Take out").click()
    expect(places.nth(1)).to_contain_text("Not treated")
    page.locator("#undo").click()
    expect(page.get_by_text("Undone:")).to_be_visible()
    assert sorted(_all(app, MappingRow.treatment)) == ["A", "D"]


def test_a_click_that_crowds_a_module_counts_the_whole_coverage_anew(
    page: Page, app: Flask
) -> None:
    """More has changed than one answer holds: the column asks for itself, and says what is so."""
    with app.app_context(), transaction() as session:
        module = (
            session.execute(sa.select(ModuleRow).order_by(ModuleRow.position)).scalars().first()
        )
        assert module is not None
        edition = current_edition(session)
        codes = [item.code for item in edition.competencies if item.level == 2][::7][:18]
        for code in codes:
            note = f"Pairs talk over {code}"
            session.add(
                MappingRow(
                    id=new_id(), module_id=module.id, code=code, treatment="D", evidence=note
                )
            )
            module.behind = {**module.behind, code: keep_behind(note, ())}
        module.developed = f"{edition.mask(codes):x}"
    # No revision is counted for what was written past the builder: another address is not kept.
    page.goto(f"{page.url}?theme=LA")
    builder = Builder(page)
    expect(page.locator("#proportion")).to_contain_text("18 backed")
    code = next(
        item.code
        for item in edition.competencies
        if item.code not in codes and (item.level, item.theme) == (2, "LA")
    )
    builder.add(code, TITLES[0])
    claims = builder.module(TITLES[0]).locator("[data-caution=rate]")
    expect(claims).to_contain_text("19 claimed, time for 18")
    expect(page.locator("#proportion")).to_contain_text("0 backed")
    expect(page.locator("#bar-KA")).to_contain_text("None backed")
    check_axe(page)
    page.locator("#undo").click()
    expect(page.locator("#proportion")).to_contain_text("18 backed")
    expect(claims).to_have_count(0)
