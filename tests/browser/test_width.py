"""No page is wider than its window, whatever people typed: long words do not push it sideways."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page

from pathways.domain.limits import NAME_LIMIT, TITLE_LIMIT
from pathways.models.base import Base
from tests.browser.wide import NAME, READERS, WORD, make_wide_world
from tests.chromium import Watch
from tests.policies.access import address_of, arguments_of, read_table
from tests.policies.world import World

Make = Callable[..., Page]
WIDTHS = (320, 1280)
FOR_ALL = ("PUBLIC", "SIGNED_IN")
FILES = {"accounts.held"}
"""Files without a dot in their address."""
SEEN = {"version", "seen"}
WORDS = {"title", "name", "gist", "text", "evidence", "facilitators", "group-0-name"}
# Names what pushes: visible, past the window's edge, and in no box that scrolls by itself.
TOO_WIDE = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= innerWidth) return "";
    const scrolls = (e) => e && e !== root && e !== document.body
        && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
    const name = (e) => e.tagName.toLowerCase() + (e.id && "#" + e.id)
        + [...e.classList].map((c) => "." + c).join("");
    const found = [...document.body.querySelectorAll("*")].filter(
        (e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement));
    return `${root.scrollWidth - innerWidth} px: ` + found.slice(0, 8).map(name).join(" > ");
}"""
# A short word, alone in its box, that stands on two lines: a neighbour squeezed it.
SQUEEZED = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    const hidden = (e) => e && (e.getBoundingClientRect().width < 2 || hidden(e.parentElement));
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!/^\\s*[A-Za-z]{2,12}\\s*$/.test(node.data) || hidden(node.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        if (new Set([...range.getClientRects()].map((r) => r.top)).size > 1)
            found.push(`${node.parentElement.className} "${node.data.trim()}"`);
    }
    return found.slice(0, 5).join(", ");
}"""
SEND = """([action, fields]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    const token = document.querySelector("meta[name=csrf-token]").content;
    for (const [name, value] of [["csrf_token", token], ...fields]) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
    }
    document.body.append(form);
    form.submit();
}"""

LIMITS = (NAME_LIMIT, TITLE_LIMIT)
NO_WORDS = {
    "module.assessed",
    "module.developed",
    "module.introduced",
    "offer.assessed",
    "offer.backed",
    "offer.backed_assessed",
    "offer.backed_developed",
    "offer.developed",
    "offer.reached",
    "offer.weights",
}
"""Columns that could hold a title or a name, and that nobody fills in."""


@pytest.fixture
def world(app: Flask) -> World:
    return make_wide_world(app)


def open_as(world: World, reader: str, new_page: Make, address: str) -> Page:
    """Open a page of somebody signed in."""
    page = new_page()
    page.context.add_cookies([{"name": "pathways", "value": world.cookies[reader], "url": address}])
    return page


def too_wide(page: Page) -> Iterator[str]:
    """Yield what makes a page wider than its window, or is squeezed into it, at each width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if found := page.evaluate(TOO_WIDE):
            yield f"{page.url} at {width}: {found}"
        if found := page.evaluate(SQUEEZED):
            yield f"{page.url} at {width}, squeezed: {found}"


def addresses(world: World, reader: str) -> list[str]:
    """Return the pages to open as somebody: all that the table of access lets them open.

    What is the same for all who are signed in is opened by one of them.
    """
    asked = [
        address_of(world, row, arguments_of(world, row), "GET")
        for row in read_table().values()
        if row.wanted.get("GET", {}).get(reader) == "200"
        and row.endpoint not in FILES
        and (row.needs not in FOR_ALL or reader in ("visitor", "owner"))
    ]
    if reader == "owner":
        values, words = world.values["home"], urlencode({"q": WORD})
        asked += [f"/directory?{words}", f"/framework?{words}", f"/compare?pathway={WORD}"]
        asked += [f"/compare?pathway={values['published']}&pathway={values['second']}&line=KA"]
        asked += [f"/pathways/{values['pathway_id']}?{words}", f"/{WORD}"]
    # A dot is in the names of files alone.
    return [address for address in asked if "." not in address.partition("?")[0]]


def posts(world: World, reader: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield forms that will be refused, and forms that were overtaken: action and fields."""
    for row in read_table().values():
        wanted = row.wanted.get("POST", {}).get(reader)
        if not row.form or wanted not in ("303", "422"):
            continue
        if row.needs in FOR_ALL and reader != "owner":
            continue
        action = address_of(world, row, arguments_of(world, row), "POST")
        form = {
            name: value[0] if isinstance(value, list) else value
            for name, value in row.fill(world.values["home"]).items()
        }
        refused = {name: value if name in SEEN else f"{WORD}\x07" for name, value in form.items()}
        yield action, list(refused.items())
        if SEEN & set(form):
            over = {
                name: "0" if name in SEEN else NAME if name in WORDS else value
                for name, value in form.items()
            }
            yield action, list(over.items())


def test_every_text_of_the_world_is_one_long_word(world: World) -> None:
    filled = {
        (table, name)
        for table, rows in world.rows().items()
        for row in rows
        for name, value in row.items()
        if WORD[:40].lower() in str(value).lower()
    }
    texts = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Text)
        or (isinstance(column.type, sa.String) and column.type.length in LIMITS)
    }
    assert {f"{table}.{name}" for table, name in texts - filled} == NO_WORDS


def test_no_page_is_wider_than_its_window(
    world: World, new_page: Make, address: str, watch: Watch, is_whole: bool
) -> None:
    watch.allow_status(404)
    found: list[str] = []
    # An owner opens all that a visitor and a reader do.
    for reader in READERS if is_whole else ("owner", "commissioner", "administrator"):
        page = open_as(world, reader, new_page, address)
        for asked in addresses(world, reader):
            page.goto(asked)
            found += too_wide(page)
    assert not found, "\n".join(found)


def test_no_answer_to_a_form_is_wider_than_its_window(
    world: World, new_page: Make, address: str, watch: Watch
) -> None:
    watch.allow_status(400, 403, 404, 409, 422)
    found: list[str] = []
    statuses: list[int] = []
    for reader in ("owner", "commissioner", "administrator"):
        page = open_as(world, reader, new_page, address)
        page.goto("/privacy")
        for action, fields in posts(world, reader):
            with page.expect_navigation() as answer:
                page.evaluate(SEND, [action, fields])
            statuses.append(answer.value.status)
            found += too_wide(page)
    assert not found, "\n".join(found)
    assert statuses.count(422) > 20
    assert statuses.count(409) > 3
