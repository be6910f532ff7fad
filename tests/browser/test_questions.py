"""A commissioner writes questions, a provider answers them: with scripts and without."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.builder import sign_in
from tests.browser.test_submissions import press
from tests.chromium import PHONE, Watch, check_axe
from tests.submissions.scene import COMMISSIONER, PROVIDER, Scene, make_scene

Make = Callable[..., Page]
LONG = "Unbroken" * 37
PLAN = "Is there a written plan"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def define(page: Page) -> str:
    """Write a standard with four questions; return its address."""
    page.goto("/standards/new")
    page.get_by_label("Name", exact=True).fill("Metro asks")
    page.get_by_label("What it is for").fill("What we ask beside the rest.")
    page.get_by_label("Facilitators", exact=True).check()
    page.get_by_label("Largest group, at most").fill("20")
    page.get_by_text("Choose from ready-made questions").click()
    page.get_by_label("Do you hold public liability").check()
    page.get_by_label(PLAN).check()
    press(page, "Add those ticked")
    expect(page.locator("#question-words-insurance")).to_be_focused()
    press(page, "Add a question")
    expect(
        page.get_by_role("group", name="Question 3").get_by_label("The question")
    ).to_be_focused()
    page.keyboard.type("Who may observe?")
    press(page, "Add a question")
    page.keyboard.type(LONG)
    # The third goes up by one, and the page stays where it was pressed.
    third = page.get_by_role("group", name="Question 3")
    with page.expect_navigation():
        third.get_by_role("button", name="Move up").click()
    second = page.get_by_role("group", name="Question 2")
    expect(second.get_by_label("The question")).to_have_value("Who may observe?")
    expect(second).to_be_in_viewport()
    expect(page.get_by_label("Largest group, at most")).to_have_value("20")
    check_axe(page)
    press(page, "Save the standard")
    check_axe(page)
    return page.url


@pytest.mark.parametrize("options", [{}, PHONE, {"java_script_enabled": False}])
def test_questions_are_written_and_answered(
    scene: Scene, new_page: Make, watch: Watch, options: dict[str, object]
) -> None:
    watch.allow_status(422)
    has_scripts = options.get("java_script_enabled", True)
    commissioner, provider = new_page(**options), new_page(**options)
    sign_in(commissioner, COMMISSIONER)
    define(commissioner)
    sign_in(provider, PROVIDER)
    provider.goto(f"/pathways/{scene.pathway}/submit?commissioner={scene.commissioner}")
    standard = provider.get_by_label("Standard")

    def choose(name: str) -> None:
        standard.select_option(label=name)
        if not has_scripts:
            press(provider, "Look again with these")

    choose("Metro asks")
    asked = provider.locator("#check-questions")
    expect(asked).to_contain_text("Questions of Metro asks")
    check_axe(provider)
    asked.get_by_role("group", name="1. Do you hold").get_by_label("Yes").check()
    choose("Balanced")
    expect(asked).not_to_contain_text("Do you hold")
    choose("Metro asks")
    expect(asked.get_by_role("group", name="1. Do you hold").get_by_label("Yes")).to_be_checked()
    provider.get_by_label("What would you like the reviewer to know about Wellbeing?").fill("No.")
    provider.get_by_label("Their role").fill("Head of Learning")
    provider.get_by_label("has read this and agrees").check()
    press(provider, "Send for review")
    problems = provider.locator(".govuk-error-summary")
    expect(problems).to_contain_text("Question 3: answer yes or no.")
    assert provider.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asked.get_by_role("group", name=f"3. {PLAN}").get_by_label("No").check()
    press(provider, "Send for review")
    provider.goto(f"{provider.url}/assurance")
    expect(provider.get_by_role("heading", name="Questions of the standard")).to_be_visible()
    assert provider.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_axe(provider)
