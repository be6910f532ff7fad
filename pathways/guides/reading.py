"""A guide is a Markdown text of ours: read here, once, into what its page shows.

No HTML comes from a text: what looks like it is shown as written. A guide leads to its own
sections, to other guides and to its pictures, and to nothing else, so that it is whole wherever it
is read: in the app, on paper, and beside the code.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TEXTS: Final = Path(__file__).with_name("texts")
PICTURES: Final = Path(__file__).parents[1] / "static" / "guides"
NAMES: Final = ("providers", "commissioners", "choosing")
"""The guides, in the order in which they are offered."""

_PICTURE: Final = re.compile(r"\.\./\.\./static/guides/([a-z-]+\.png)")
_GUIDE: Final = re.compile(r"([a-z]*)(?:\.md)?(#[\w-]+)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a guide: the anchor that leads to it, its words, and how deep it stands."""

    anchor: str
    words: str
    depth: int


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as it is shown: title, first paragraph, sections; all but the title as HTML."""

    name: str
    title: str
    lead: str
    sections: tuple[Heading, ...]
    body: Markup


@dataclass(frozen=True, slots=True)
class Paths:
    """How a page reaches what a guide names: another guide, and a picture."""

    guide: Callable[[str], str]
    picture: Callable[[str], str]


def read_guide(name: str, paths: Paths) -> Guide:
    """Return one of our guides."""
    return make_guide(name, (TEXTS / f"{name}.md").read_text(encoding="utf-8"), paths)


def make_guide(name: str, text: str, paths: Paths) -> Guide:
    """Make a guide of its text; ValueError where it leads elsewhere than a guide may."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    title, lead = _words(tokens[1]), _words(tokens[4])
    sections = []
    for token, inside in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open" and token.tag != "h1":
            section = Heading(anchor(_words(inside)), _words(inside), int(token.tag[1]))
            token.attrSet("id", section.anchor)
            sections.append(section)
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "paragraph_open" and _is_picture(inside):
            token.attrSet("class", "guide__picture")
        if inside.children:
            inside.children = [new for child in inside.children for new in _lead(child, paths)]
    # The title stands in the head of the page.
    body = Markup(reader.renderer.render(tokens[3:], reader.options, {}))  # noqa: S704  # of our text
    return Guide(name, title, lead, tuple(sections), body)


def anchor(words: str) -> str:
    """Return the anchor of a heading, as sites that show Markdown make it, too."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def _words(inline: Token) -> str:
    """Return the words of a heading or a paragraph without their marks."""
    return "".join(
        " " if child.type == "softbreak" else child.content for child in inline.children or ()
    )


def _is_picture(inline: Token) -> bool:
    return [child.type for child in inline.children or ()] == ["image"]


def _lead(token: Token, paths: Paths) -> tuple[Token, ...]:
    """Let a link and a picture lead to where they are; a picture also to itself, at full size."""
    if token.type == "link_open":
        token.attrSet("href", _address(str(token.attrs["href"]), paths))
    if token.type != "image":
        return (token,)
    found = _PICTURE.fullmatch(str(token.attrs["src"]))
    if found is None:
        raise ValueError(f"{token.attrs['src']} is no picture of a guide")
    address = paths.picture(found[1])
    width, height = size((PICTURES / found[1]).read_bytes())
    token.attrs = {
        "src": address,
        "alt": "",
        "width": width,
        "height": height,
        "loading": "lazy",
    }
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return opening, token, Token("link_close", "a", -1)


def _address(href: str, paths: Paths) -> str:
    found = _GUIDE.fullmatch(href)
    if found is None or found[1] not in ("", *NAMES):
        raise ValueError(f"{href} is neither a section nor a guide")
    return (paths.guide(found[1]) if found[1] else "") + (found[2] or "")


def size(data: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG, which stand at its beginning."""
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
