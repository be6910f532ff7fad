"""How templates are written, read from their source: what a browser never sees is checked too."""

import re
from functools import cache

import pytest

from tests.policies.tree import TEMPLATES, templates

PAGES = tuple(name for name in templates() if name.endswith(".html"))
FRAGMENTS = tuple(name for name in PAGES if name.rsplit("/", 1)[-1].startswith("_"))

_NOTES = re.compile(r"\{#.*?#\}", re.DOTALL)
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>")
_ATTRIBUTE = re.compile(r"([^\s=\"'/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}

FORBIDDEN_ATTRIBUTES = {
    "style": "styles stand in the style sheet",
    "hx-vars": "it is evaluated",
    "hx-on": "it is a script",
    "hx-disinherit": "nothing is inherited here",
    "hx-inherit": "nothing is inherited here",
    "hx-ext": "no extension is loaded",
    "hx-delete": "a form can only get and post",
    "hx-put": "a form can only get and post",
    "hx-patch": "a form can only get and post",
}
NEVER_INHERITED = ("hx-post", "hx-get", "hx-target", "hx-swap", "hx-trigger", "hx-select")


@cache
def source(name: str) -> str:
    """Return a template without its notes."""
    return _NOTES.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


@cache
def plain(name: str) -> str:
    """Return a template with a plain word in place of every piece of Jinja."""
    return _CODE.sub(lambda found: "x" if found[0].startswith("{{") else " ", source(name))


def root_text(name: str) -> str:
    """Return the markup of a fragment; that of its macro, where it is one call of a macro."""
    calls = re.findall(r"\{\{\s*(\w+)\(", source(name))
    if "<" in plain(name) or len(calls) != 1:
        return plain(name)
    origin = re.search(rf"from '([^']+)' import [^%]*\b{calls[0]}\b", source(name))
    assert origin is not None
    body = re.search(
        rf"macro {calls[0]}\(.*?%\}}(.*?)\{{% endmacro %\}}", source(origin[1]), re.DOTALL
    )
    assert body is not None
    return _CODE.sub(lambda found: "x" if found[0].startswith("{{") else " ", body[1])


@cache
def tags(name: str) -> tuple[tuple[str, dict[str, str]], ...]:
    """Return the opening tags of a template with their attributes as written, quotes and all."""
    found = []
    for closing, tag, inside in _TAG.findall(plain(name)):
        if not closing:
            pairs = _ATTRIBUTE.findall(inside)
            found.append((tag.lower(), {key.lower(): value for key, value in pairs}))
    return tuple(found)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_says_what_it_needs_and_is_one_element_with_an_id(name: str) -> None:
    first = (TEMPLATES / name).read_text(encoding="utf-8").partition("\n")[0]
    assert re.fullmatch(r"\{# Needs: .+ #\}", first), "the first line says what it needs"
    roots, depth = [], 0
    for closing, tag, inside in _TAG.findall(root_text(name)):
        tag = tag.lower()
        if closing:
            depth -= 1
            continue
        if depth == 0:
            roots.append((tag, inside))
        if tag not in _VOID and not inside.rstrip().endswith("/"):
            depth += 1
    assert depth == 0, "a tag is left open"
    assert len(roots) == 1, f"one root element, not {[tag for tag, _ in roots]}"
    assert re.search(r"\sid=\"[^\"]+\"", roots[0][1]), "the root has its id"
    assert roots[0][0] not in ("tbody", "template"), "htmx cannot place it"


@pytest.mark.parametrize("name", PAGES)
def test_a_template_escapes_and_has_no_script_of_its_own(name: str) -> None:
    text = source(name)
    assert not re.search(r"\|\s*safe\b", text), "nothing is safe by saying so"
    assert not re.search(r"\bautoescape\b", text)
    assert "javascript:" not in text.lower()
    assert not re.search(r"[\"'\s]js:", text), "js: is a script"
    for tag, attributes in tags(name):
        # What describes a page to other programs is data, which no browser runs.
        if tag == "script" and attributes.get("type", "").strip('"') != "application/ld+json":
            assert "src" in attributes, "no inline script"
        assert tag != "style", "no inline style"
        assert tag not in ("iframe", "object", "embed", "base")
        for attribute in attributes:
            assert not attribute.startswith("on"), f"{attribute} is a script"
            assert not attribute.startswith("hx-on"), f"{attribute} is a script"
            assert attribute not in FORBIDDEN_ATTRIBUTES, FORBIDDEN_ATTRIBUTES.get(attribute)
            assert not attribute.startswith(("data-hx-", "x-", "@")), attribute
    assert not re.search(r"hx-trigger=\"[^\"]*\[", text), "a trigger filter is a script"


@pytest.mark.parametrize("name", PAGES)
def test_every_value_in_a_tag_stands_in_quotes(name: str) -> None:
    for tag, attributes in tags(name):
        for attribute, value in attributes.items():
            assert not value or value[0] in "\"'", f"<{tag} {attribute}={value}>"
    # An unquoted expression could bring attributes of its own along.
    assert not re.search(r"=\s*\{\{", re.sub(r"\{%.*?%\}", "", source(name)))
    for found in re.finditer(r"([a-z-]+)=\"[^\"]*\|\s*tojson[^\"]*\"", source(name)):
        pytest.fail(f"{found[1]}: tojson is safe between single quotes only")


@pytest.mark.parametrize("name", PAGES)
def test_every_live_control_is_a_plain_one_first(name: str) -> None:
    for tag, attributes in tags(name):
        if "hx-post" in attributes:
            assert tag == "form", f"hx-post on <{tag}>"
            assert attributes.get("method", "").strip("\"'").lower() == "post"
            assert "action" in attributes
        if "hx-get" in attributes:
            is_form = tag == "form" and attributes.get("method", '"get"').strip("\"'") == "get"
            assert (tag == "a" and "href" in attributes) or (is_form and "action" in attributes), (
                f"hx-get on <{tag}> without a plain way"
            )
        if tag == "form":
            assert "action" in attributes, "a form without an address"
            assert "method" in attributes, "a form says how it is sent"
        if tag in ("html", "body", "main"):
            assert not set(attributes) & set(NEVER_INHERITED), "written where it is used"


@pytest.mark.parametrize("name", PAGES)
def test_a_posted_form_carries_its_token(name: str) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source(name), re.DOTALL)
    for form in forms:
        assert "csrf_token" in form or "{{ token() }}" in form, form[:200]


@pytest.mark.parametrize("name", PAGES)
def test_addresses_are_made_by_the_app(name: str) -> None:
    for tag, attributes in tags(name):
        for attribute in ("action", "formaction", "hx-get", "hx-post", "src"):
            value = attributes.get(attribute, "").strip("\"'")
            assert not value.startswith("/"), f"<{tag} {attribute}>: use url_for"
            assert not value.startswith("http"), f"<{tag} {attribute}>: nothing comes from outside"


@pytest.mark.parametrize("name", [name for name in PAGES if name not in FRAGMENTS])
def test_a_page_that_lists_problems_says_so_in_its_title(name: str) -> None:
    text = source(name)
    if re.search(r"\{\{\s*summary\(", text):
        title = re.search(r"\{% block title %\}(.*?)\{% endblock %\}", text, re.DOTALL)
        # A title is the first that somebody who does not see the page is told of it.
        assert title is not None
        assert "'Problem: ' if " in title[1]
