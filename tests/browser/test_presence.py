"""Two people in one pathway, each in a browser of their own."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.builder import Builder, sign_in
from tests.factories import load_pathway, make_organisation, make_person, many_modules


def test_two_people_see_each_other_and_lose_nothing(
    app: Flask, new_page: Callable[..., Page]
) -> None:
    with app.app_context():
        organisation = make_organisation()
        make_person("wren@test.example", organisation, name="Wren Hale")
        make_person("sam@test.example", organisation, "editor", name="Sam Okafor")
        pathway = load_pathway(organisation, many_modules(3, 2))
    wren, sam = new_page(), new_page()
    for page, email in ((wren, "wren@test.example"), (sam, "sam@test.example")):
        sign_in(page, email)
    wren.goto(f"/pathways/{pathway}")
    sam.goto(f"/pathways/{pathway}/matrix")
    expect(wren.locator("#here")).to_have_text("Sam Okafor is here too, in Matrix")
    expect(sam.locator("#here")).to_have_text("Wren Hale is here too, in Modules")

    # A form that is only open stays open.
    wren.get_by_role("link", name="Add outcome").nth(1).click()
    expect(wren.locator("[id^=outcome-form] [name=text]")).to_be_focused()

    # Wren writes a note while Sam changes the same module and another.
    row = wren.locator(".mapping").first
    row.scroll_into_view_if_needed()
    row.locator("a[hx-get]").first.click()
    note = wren.locator(".mapping--form textarea").first
    note.fill("Slides 4 to 9, half")
    note.evaluate("field => field.setSelectionRange(8, 8)")
    top = note.bounding_box()
    sam.goto(f"/pathways/{pathway}")
    builder = Builder(sam)
    for title in ("Part 1", "Part 2"):
        other = builder.module(title).locator(".mapping").nth(1)
        other.locator(".scale [data-mark='I']").click()
    said = wren.locator("#meanwhile-said")
    expect(said).to_contain_text("Sam Okafor set")
    expect(note).to_have_value("Slides 4 to 9, half")
    expect(note).to_be_focused()
    assert note.evaluate("field => field.selectionStart") == 8
    now = note.bounding_box()
    assert top
    assert now
    assert abs(now["y"] - top["y"]) < 5

    # An outcome more brings the whole module, with its empty form of Wren's.
    sam.get_by_role("link", name="Add outcome").nth(1).click()
    sam.locator("[id^=outcome-form] [name=text]").fill("Say what a plan holds")
    sam.keyboard.press("Enter")
    expect(Builder(wren).module("Part 2")).to_contain_text("Say what a plan holds")
    expect(wren.locator("[id^=outcome-form] [name=text]")).to_be_visible()

    # What Sam did stands in Wren's page, and what Wren writes is kept.
    assert wren.locator(".scale [aria-pressed='true'][data-mark='I']").count() >= 1
    note.press("Control+End")
    note.press_sequentially(" and the exercise")
    wren.locator(".mapping--form").get_by_role("button", name="Save").first.click()
    expect(wren.locator("#modules")).to_contain_text("half and the exercise")
    expect(builder.page.locator("#modules")).to_contain_text("half and the exercise")

    # Of the very row that Wren has open, the page says so and keeps what was typed. Saving has
    # opened the next row of Part 1, so that there are two forms: this one has the focus.
    part = Builder(wren).module("Part 2")
    part.locator(".mapping a[hx-get]").first.click()
    form = part.locator(".mapping--form")
    typed = form.locator("textarea")
    expect(typed).to_be_focused()
    typed.fill("Typed on")
    builder.module("Part 2").locator(".mapping").first.locator(".scale [data-mark='A']").click()
    expect(form.locator(".meanwhile-note")).to_be_visible()
    expect(typed).to_have_value("Typed on")

    # Whoever leaves is gone at once.
    sam.goto("/pathways")
    expect(wren.locator("#here")).to_have_text("")
