"""The words that people read: calm, plain and British, in templates, forms and messages."""

import ast
import re

import pytest

from tests.policies.tree import PACKAGE, TEMPLATES, python_files, templates

_HIDDEN = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.I
)
_TAG = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
_READ_ATTRIBUTE = re.compile(r"\b(?:alt|aria-label|title|placeholder)=\"([^\"]*)\"")
_QUOTED = re.compile(r"'([^'\\]*[ ][^'\\]*)'|\"([^\"\\]*[ ][^\"\\]*)\"")

AMERICAN = (
    r"\w*(?:organiz|recogniz|summariz|prioritiz|emphasiz|analyz|customiz|minimiz|apologiz|realiz)\w*",
    r"colou?rs?(?<!colour)(?<!colours)",
    r"behavio?rs?(?<!behaviour)(?<!behaviours)|behavioral",
    r"centers?|centered",
    r"fulfill(?:s|ment)?",
    r"(?<!another )programs?",
    r"labeled|labeling|canceled|canceling|traveled|modeling|modeled|counselor|enrollment",
    r"favorites?|honor|neighbors?|neighborhoods?|labor",
    r"defense|offense|gray|catalogs?|dialogs?|judgment|skillful",
    r"licenses?",
    r"practic(?:ing|ed)",
    r"check ?mark|zip code|log ?in|login|signup|username",
)
"""American spellings, and words that this product does not use. A "program" runs on a computer."""

ALARMS = (r"errors?", r"invalid", r"illegal", r"forbidden", r"oops", r"denied")
"""Words that blame or alarm. What went wrong is said plainly, and what to do next."""

VERBS = ("licensed",)
REPLACED = ("Invalid Choice: could not coerce.",)
"""Words of libraries that stand in our code only to be replaced by better ones."""


def sentences_of_template(name: str) -> list[str]:
    """Return what a template shows: its text, read attributes, and quoted sentences in code."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    source = re.sub(r"\{#.*?#\}", " ", source, flags=re.DOTALL)
    found: list[str] = _READ_ATTRIBUTE.findall(source)
    for code in re.findall(r"\{[{%].*?[%}]\}", source, re.DOTALL):
        found += ["".join(pair) for pair in _QUOTED.findall(code)]
    found.append(" ".join(_TAG.sub(" ", _HIDDEN.sub(" ", source)).split()))
    return found


def sentences_of_code(name: str) -> list[str]:
    """Return the texts of a module that look like words for people; docstrings are left out."""
    tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and node.value not in REPLACED
        and re.match(r"[A-Z“][^\n]* ", node.value)
    ]


SPOKEN = [name for name in templates() if name.endswith((".html", ".txt"))]
CODE = [name for name in python_files() if name not in ("config.py", "security.py")]


def check(sentences: list[str]) -> None:
    for sentence in sentences:
        assert "!" not in sentence.replace("!=", ""), f"calm, without exclamation: {sentence!r}"
        for pattern in (*AMERICAN, *ALARMS):
            for found in re.finditer(rf"\b(?:{pattern})\b", sentence, re.I):
                if found[0].lower() not in VERBS:
                    pytest.fail(f"{found[0]!r} in {sentence[:160]!r}")


@pytest.mark.parametrize("name", SPOKEN)
def test_a_template_speaks_calm_british_english(name: str) -> None:
    check(sentences_of_template(name))


@pytest.mark.parametrize("name", CODE)
def test_messages_in_code_speak_calm_british_english(name: str) -> None:
    check(sentences_of_code(name))


def test_the_list_knows_american_from_british() -> None:
    for word in (
        "Organize it",
        "your color",
        "bad behavior",
        "the center",
        "a training program",
        "Log in",
    ):
        with pytest.raises(pytest.fail.Exception):
            check([word])
    check(["Organise the colour of behaviour at the centre; programmes; licensed; a licence"])
