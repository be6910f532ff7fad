"""Whatever people type stays words, in every slot of every page, for everybody who may open it.

The world is that of the widths, in which every text is filled; here each is filled with words that
would run, load or send something. A text that has room for them holds all at once; of the others
each holds a few, and other ones in each filling.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page

from pathways.db import db
from tests.browser import test_width, wide
from tests.browser.test_width import SEND, addresses, open_as, posts
from tests.browser.wide import READERS
from tests.chromium import Watch, settle
from tests.policies.world import World
from tests.trust.hurting import STRINGS, bundles

BUNDLES: Final = bundles()
FOUND: Final = """() => {
    const never = "hurt iframe object embed base marquee video audio plaintext xmp math isindex";
    const leads = ["src", "href", "action", "formaction", "data", "background", "xlink:href"];
    const bad = /^\\s*(\\/hurt|\\/\\/stray|\\/\\\\|javascript:|vbscript:|data:text)/i;
    const found = window.hurt === undefined ? [] : ["a script ran"];
    for (const one of document.querySelectorAll("*")) {
        const name = one.localName;
        if (never.split(" ").includes(name) || (name === "meta" && one.httpEquiv)
            || (name === "script" && !one.src && one.type !== "application/ld+json"))
            found.push(one.outerHTML.slice(0, 200));
        for (const { name: key, value } of one.attributes)
            if (/hurt|^on|^hx-on|^srcdoc$/.test(key)
                || ((leads.includes(key) || /^(data-)?hx-/.test(key)) && bad.test(value)))
                found.push(one.outerHTML.slice(0, 200));
    }
    return found;
}"""
"""What a page holds that words have become."""


class Whole(str):
    """A text that is not cut: where the world takes the beginning of one, it takes all of it."""

    __slots__ = ()

    def __getitem__(self, _part: Any) -> str:
        """Return all of it."""
        return self


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """Say which filling this is."""
    return int(request.param)


@pytest.fixture
def world(app: Flask, number: int, monkeypatch: pytest.MonkeyPatch) -> World:
    """Fill every text of a world with hostile words."""
    few, many = Whole(BUNDLES[number]), Whole("\n".join(STRINGS))
    for name, text in (("WORD", few), ("NAME", few), ("PHRASE", few), ("TEXT", many)):
        monkeypatch.setattr(wide, name, text)
        monkeypatch.setattr(test_width, name, text, raising=False)
    values, cookies = wide._fill.__wrapped__(app)  # type: ignore[attr-defined]  # not a kept one
    with app.app_context():
        return World(app, db.engine, {"home": values}, cookies)


class Harm:
    """What pages did that words may not."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def attend(self, page: Page) -> None:
        """Listen to a page."""
        page.on("dialog", self._answer)
        page.on("request", lambda request: self._ask(request.url))

    def _answer(self, dialog: Dialog) -> None:
        # Ours asks before somebody leaves words that are not kept: fields of one line hold those
        # of many otherwise.
        if dialog.type != "beforeunload":
            self.seen.append(f"dialog: {dialog.message}")
        dialog.accept()

    def _ask(self, url: str) -> None:
        if urlsplit(url).path.startswith("/hurt"):
            self.seen.append(f"asked for {url}")

    def look(self, page: Page) -> None:
        """Look through a page, once its scripts ran."""
        settle(page)
        self.seen += [f"{page.url}: {one}" for one in page.evaluate(FOUND)]


def test_there_are_a_hundred_and_more() -> None:
    assert len(set(STRINGS)) >= 100


@pytest.mark.parametrize("number", range(len(BUNDLES)), indirect=True)
def test_words_stay_words(
    number: int,
    world: World,
    new_page: Callable[..., Page],
    address: str,
    watch: Watch,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    watch.allow_status(400, 403, 404, 409, 422)
    harm = Harm()
    opened = 0
    # Everybody in the first filling; in the others those who together open every page.
    readers = READERS if is_whole and not number else ("owner", "commissioner", "administrator")
    for reader in readers:
        page = open_as(world, reader, new_page, address)
        harm.attend(page)
        asked = addresses(world, reader)
        for one in asked if is_whole else asked[number % 8 :: 8]:
            page.goto(one)
            harm.look(page)
            opened += 1
        if is_whole and number % 6 == 0:
            page.goto("/privacy")
            for action, fields in posts(world, reader):
                with page.expect_navigation():
                    page.evaluate(SEND, [action, fields])
                harm.look(page)
    assert not harm.seen, "\n".join(dict.fromkeys(harm.seen))
    assert opened > 3
    record_property(
        "measured",
        f"hostile strings in every text, {opened:,} openings of pages in Chromium: 0 ran, "
        "0 elements, 0 dialogs, 0 requests, 0 breaches of the policy",
    )
