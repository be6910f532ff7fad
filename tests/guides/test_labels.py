"""What a guide calls by name has that name in the app; its words are calm British English."""

import re
from functools import cache

import pytest

from pathways.guides.reading import NAMES, TEXTS
from tests.policies.test_words import check
from tests.policies.tree import PACKAGE, TEMPLATES

MADE_UP = {
    "Make 5 outcomes": "Make {{ lines }} outcomes",
    "3 chosen, add as": "add as",
    "Use what ... says elsewhere": "says elsewhere",
    "Use ... for this pathway": "for this pathway",
    "Let met stand": "stand<span",
    "Compare both": "'both'",
    "Compare all": "'all '",
    "Not met or partly met": "_IN_DOUBT",
}
"""Names that are put together, and a part of them as it stands in the code."""


@cache
def source() -> str:
    """Return all that the app is made of, as one text."""
    files = [*TEMPLATES.rglob("*.html"), *PACKAGE.glob("static/**/*.js"), *PACKAGE.rglob("*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def shown() -> str:
    """Return the same without tags, blanks and marks told apart, as names are compared."""
    return folded(re.sub(r"\{[{%#].*?[}%#]\}", " ", source())) + folded(source())


def folded(text: str) -> str:
    plain = re.sub(r"<[^>]+>", "", text).replace("’", "'")
    return re.sub(r"\s+", " ", plain).lower()


def labels(name: str) -> set[str]:
    """Return what a guide calls by name: the words in italics."""
    text = re.sub(r"\s+", " ", (TEXTS / f"{name}.md").read_text(encoding="utf-8"))
    return {found[1].strip(" .,?") for found in re.finditer(r"(?<!\*)\*([^*]+)\*(?!\*)", text)}


@pytest.mark.parametrize("name", NAMES)
def test_each_name_in_a_guide_is_a_name_in_the_app(name: str) -> None:
    missing = {label for label in labels(name) - MADE_UP.keys() if folded(label) not in shown()}
    assert missing == set()


def test_names_that_are_put_together_are_still_put_together_so() -> None:
    named = set().union(*(labels(name) for name in NAMES))
    assert {label.strip(" .,?") for label in MADE_UP} <= named
    assert {part for part in MADE_UP.values() if part not in source()} == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_speaks_calm_british_english(name: str) -> None:
    text = (TEXTS / f"{name}.md").read_text(encoding="utf-8")
    check(re.split(r"(?<=[.:?])\s", re.sub(r"`[^`]*`|!\[|\]\([^)]*\)", "", text)))
