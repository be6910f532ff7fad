"""The style sheet as it is built: rules that would move the page, or make every change slow."""

import re
from functools import cache

from tests.policies.tree import PACKAGE

STATE = re.compile(r":(?:focus|focus-within|focus-visible|hover|active)\b")
PAINT = re.compile(
    r"(?:color|fill|stroke|opacity|cursor|z-index|box-shadow|border-radius"
    r"|background(?:-[a-z]+)?|border(?:-[a-z]+)?-color|outline(?:-[a-z]+)?"
    r"|text-decoration(?:-[a-z]+)?)"
)
"""What a state may change: none of it takes or gives room."""


@cache
def rules() -> tuple[tuple[str, str], ...]:
    """Return each selector of the built style sheet with its declarations."""
    css = (PACKAGE / "static" / "vendor" / "app.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found = []
    for selectors, inside in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        # Commas inside :is() or :not() part nothing.
        for selector in re.split(r",(?![^(]*\))", selectors):
            found.append((selector.strip(), inside))
    assert len(found) > 1000, "the style sheet is built"
    return tuple(found)


def test_nothing_changes_its_size_under_the_mouse_or_the_focus() -> None:
    # A row that folds when it loses the focus takes the next row from under a click. The library's
    # own controls keep their size: what grows in them are borders inside a fixed box.
    for selector, inside in rules():
        if not STATE.search(selector) or "govuk-" in selector:
            continue
        for declaration in filter(None, inside.split(";")):
            name = declaration.partition(":")[0].strip()
            assert PAINT.fullmatch(name), f"{selector} changes {name}"


def test_the_one_thing_that_appears_on_focus_lies_over_the_page() -> None:
    (inside,) = (
        inside
        for selector, inside in rules()
        if selector == ".govuk-skip-link" and "z-index" in inside
    )
    assert "position:absolute" in inside


def test_no_rule_styles_anything_at_all_behind_a_sibling() -> None:
    # Such a rule makes the browser style a whole parent anew when one of its children is exchanged.
    for selector, _ in rules():
        subject = re.split(r"[\s>+~]+", selector)[-1]
        is_behind = re.search(r"[+~]", re.sub(r"\([^()]*\)", "", selector))
        assert not is_behind or re.match(r"[a-zA-Z.#\[]", subject), selector
