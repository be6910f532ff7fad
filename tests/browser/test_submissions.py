"""Both sides of a submission in a real browser: sent, reviewed by keys, decided, answered."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect

from tests.browser.builder import sign_in
from tests.chromium import PHONE, Watch, check_axe
from tests.submissions.scene import COMMISSIONER, PROVIDER, REVIEWER, Scene, make_scene

Make = Callable[..., Page]
TABS = ("Competencies", "Modules", "Assurance", "Changes", "Trail", "Decision", "Overview")
WORDS = "It covers what we asked for, and says plainly what it leaves out."

KNOW = "What would you like the reviewer to know about"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def press(page: Page, name: str) -> None:
    """Press a button of the main part and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def send(page: Page, scene: Scene) -> str:
    """Send the pathway as its provider; return the submission's address."""
    page.goto(f"/pathways/{scene.pathway}/submit")
    page.get_by_label("Commissioner").select_option("Metro Commissioning")
    plain = page.get_by_role("button", name="Look again with these")
    if plain.count():
        # Without scripts nothing follows by itself.
        press(page, "Look again with these")
    expect(page.locator("#check-goes")).to_contain_text("Metro Commissioning")
    check_axe(page)
    page.get_by_label(f"{KNOW} Wellbeing?").fill("Taught in our supervision course.")
    page.get_by_label("Their role").fill("Head of Learning")
    page.get_by_label("has read this and agrees").check()
    press(page, "Send for review")
    expect(page.get_by_role("heading", level=1)).to_contain_text("housing teams")
    return page.url


def declare(page: Page, address: str) -> None:
    """Say that there is no interest, as comes before the first finding."""
    page.goto(f"{address}/competencies")
    page.get_by_label("No", exact=True).check()
    press(page, "Declare")
    expect(page.locator("#privacy")).to_contain_text("You declared no interest.")


def tour(page: Page) -> None:
    """Open every tab and check it."""
    for tab in TABS:
        tabs = page.get_by_role("navigation", name="Submission")
        if tabs.locator("[aria-current]").text_content() != tab:
            tabs.get_by_role("link", name=tab).click()
        expect(tabs.locator("[aria-current]")).to_have_text(tab)
        check_axe(page)


def decide(page: Page, address: str, choice: str) -> None:
    """Decide in words."""
    page.goto(f"{address}/decision")
    page.get_by_label(choice).check()
    page.get_by_label("In your words").fill(WORDS)
    press(page, "Send the decision to Northgate Learning")
    expect(page.locator(".decision__item")).to_contain_text(WORDS)


def test_both_sides_with_the_keyboard(scene: Scene, new_page: Make) -> None:
    provider, reviewer, owner = new_page(), new_page(), new_page()
    sign_in(provider, PROVIDER)
    address = send(provider, scene)
    tour(provider)

    sign_in(reviewer, REVIEWER)
    reviewer.goto("/submissions")
    check_axe(reviewer)
    reviewer.get_by_role("link", name="Trauma Informed practice for housing teams").click()
    tour(reviewer)
    declare(reviewer, address)
    reviewer.goto(f"{address}/competencies?show=open")
    # Keys are pressed faster than answers come, and each goes on.
    for key in ("j", "1", "2", "3", "k", "k", "k", "3"):
        reviewer.keyboard.press(key)
    for code, number in (("K02", 3), ("K03", 2), ("K04", 3)):
        pressed = reviewer.locator(f"#find-L2-KA-{code}-{number}")
        expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(reviewer.locator("#find-L2-KA-K05-1")).to_be_focused()
    for _ in range(3):
        reviewer.keyboard.press("k")
    expect(reviewer.locator("#row-L2-KA-K02 summary")).to_be_focused()
    reviewer.keyboard.press("Enter")
    reviewer.keyboard.press("c")
    expect(reviewer.locator("#comment-L2-KA-K02")).to_be_focused()
    check_axe(reviewer)
    reviewer.keyboard.type("Where does this happen? 1 2 3")
    reviewer.keyboard.press("Control+Enter")
    expect(reviewer.locator("#row-L2-KA-K02 .thread")).to_contain_text("Where does this happen?")
    expect(reviewer.locator("#row-L2-KA-K02 .thread")).to_contain_text("not shared yet")
    expect(reviewer.locator("#privacy")).to_contain_text("3 findings, 1 comment")
    provider.goto(f"{address}/competencies")
    expect(provider.locator("#row-L2-KA-K02")).not_to_contain_text("Where does this happen?")

    sign_in(owner, COMMISSIONER)
    decide(owner, address, "Ask for changes")
    check_axe(owner)

    provider.goto(f"{address}/competencies?show=in-doubt")
    row = provider.locator("#row-L2-KA-K02")
    row.get_by_role("link", name="Answer on L2-KA-K02").click()
    row.get_by_label("Your answer").fill("In the second session.")
    row.get_by_role("button", name="Add answer").click()
    expect(row.locator(".thread__item--provider")).to_contain_text("In the second session.")
    provider.goto(f"{address}/letter")
    expect(provider.get_by_role("article")).to_contain_text("Idris Calloway decided")
    check_axe(provider)
    provider.goto(address)
    provider.get_by_role("link", name="Submit again").click()
    provider.get_by_label("has read this and agrees").check()
    press(provider, "Send for review")
    reviewer.goto(f"{provider.url}/competencies?show=all")
    expect(reviewer.locator("#row-L2-KA-K02")).to_contain_text("In the second session.")
    expect(reviewer.locator("#row-L2-KA-K02")).to_contain_text("not met")


def test_two_reviewers_never_overwrite_each_other(
    scene: Scene, new_page: Make, watch: Watch
) -> None:
    watch.allow_status(409)
    provider, first, second = new_page(), new_page(), new_page()
    sign_in(provider, PROVIDER)
    address = send(provider, scene)
    for page, person in ((first, REVIEWER), (second, COMMISSIONER)):
        sign_in(page, person)
        declare(page, address)
        page.goto(f"{address}/competencies")
    first.locator("#find-L2-KA-K01-1").click()
    expect(first.locator("#find-L2-KA-K01-1")).to_have_attribute("aria-pressed", "true")
    second.locator("#find-L2-KA-K01-3").click()
    row = second.locator("#row-L2-KA-K01")
    expect(row.get_by_role("alert")).to_contain_text("Somebody set L2-KA-K01 to met meanwhile.")
    expect(second.locator("#find-L2-KA-K01-1")).to_have_attribute("aria-pressed", "true")
    second.locator("#find-L2-KA-K01-3").click()
    expect(second.locator("#find-L2-KA-K01-3")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, PHONE])
def test_without_scripts_and_on_a_phone(
    scene: Scene, new_page: Make, options: dict[str, object]
) -> None:
    provider, owner = new_page(**options), new_page(**options)
    sign_in(provider, PROVIDER)
    address = send(provider, scene)
    sign_in(owner, COMMISSIONER)
    declare(owner, address)
    owner.goto(f"{address}/competencies?show=open&theme=WB")
    owner.locator("#find-L2-WB-K01-3").click()
    expect(owner.locator("#find-L2-WB-K01-3")).to_have_attribute("aria-pressed", "true")
    assert "show=open" in owner.url
    if not options.get("java_script_enabled", True):
        owner.locator("#row-L2-WB-K01 summary").click()
    owner.get_by_role("link", name="Comment on L2-WB-K01").click()
    owner.get_by_label("Comment on L2-WB-K01").fill("Please say where this is taught.")
    owner.get_by_role("button", name="Add comment").click()
    expect(owner.locator("#row-L2-WB-K01 .thread")).to_contain_text("Please say where")
    assert "show=open" in owner.url
    tour(owner)
    decide(owner, address, "Approve this version")
    provider.goto(f"{address}/letter")
    expect(provider.get_by_role("article")).to_contain_text(WORDS)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not provider.evaluate(wide)


def test_leaving_with_words_that_were_not_sent_asks_first(scene: Scene, new_page: Make) -> None:
    page = new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    sign_in(page, PROVIDER)
    address = f"/pathways/{scene.pathway}/assurance"
    page.goto(address)
    page.goto(address)
    assert asked == [], "nothing was typed"
    page.get_by_label("Evaluation").fill("We ask three months later.")
    page.goto(f"/pathways/{scene.pathway}/submit?commissioner={scene.commissioner}")
    assert asked == ["beforeunload"]
    page.get_by_label(f"{KNOW} Wellbeing?").fill("Taught elsewhere.")
    # Another standard, and back: what was typed is still there.
    page.get_by_label("Their role").fill("Head of Learning")
    standard = page.get_by_label("Standard")
    first = standard.input_value()
    standard.focus()
    standard.select_option("full")
    expect(page.get_by_label(f"{KNOW} Language?")).to_be_visible()
    expect(standard).to_be_focused()
    standard.select_option(first)
    expect(page.get_by_label(f"{KNOW} Language?")).to_have_count(0)
    expect(page.get_by_label(f"{KNOW} Wellbeing?")).to_have_value("Taught elsewhere.")
    page.get_by_label("has read this and agrees").check()
    press(page, "Send for review")
    assert asked == ["beforeunload"], "what is sent is not lost"
    page.get_by_role("link", name="Comment on the whole").click()
    page.get_by_label("Your answer on the whole").fill("One more thing.")
    page.get_by_role("button", name="Add answer").click()
    expect(page.locator("#row-whole .thread")).to_contain_text("One more thing.")
    page.goto("/submissions")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, PHONE])
def test_conditions_from_the_decision_to_done(
    scene: Scene, new_page: Make, watch: Watch, options: dict[str, object]
) -> None:
    watch.allow_status(422)
    provider, owner = new_page(**options), new_page(**options)
    sign_in(provider, PROVIDER)
    address = send(provider, scene)
    sign_in(owner, COMMISSIONER)
    owner.goto(f"{address}/decision")
    owner.get_by_label("Approve it with conditions").check()
    owner.get_by_label("In your words").fill(WORDS)
    press(owner, "See the letter first")
    expect(owner.locator(".govuk-error-summary")).to_contain_text("Name at least one condition")
    check_axe(owner)
    owner.get_by_label("Condition 1").fill("Name who supervises the facilitators.")
    owner.get_by_label("Who sees to it").fill("Morgan Ashby")
    for label, part in {"Day": "31", "Month": "3", "Year": "2098"}.items():
        owner.locator("#conditions").get_by_label(label, exact=True).fill(part)
    press(owner, "Add a condition")
    expect(owner.get_by_label("Condition 1")).to_have_value("Name who supervises the facilitators.")
    press(owner, "Take out condition 2")
    press(owner, "See the letter first")
    expect(owner.get_by_role("article")).to_contain_text("Morgan Ashby, by 31 March 2098")
    expect(owner.get_by_label("In your words")).to_have_value(WORDS)
    check_axe(owner)
    press(owner, "Send the decision to Northgate Learning")

    provider.goto(f"{address}/decision")
    provider.get_by_text("Say that it is done").first.click()
    provider.get_by_label("What was done?").fill("Ann does, every six weeks.")
    check_axe(provider)
    press(provider, "Say that it is done")
    owner.goto(f"{address}/decision")
    expect(owner.locator(".conditions")).to_contain_text("Ann does, every six weeks.")
    press(owner, "Agree that it is done")
    check_axe(owner)
    provider.goto(address)
    expect(provider.locator(".conditions")).to_contain_text("Done")
    check_axe(provider)
