"""Chromium for tests, and what every page in it must be free of.

Each page is watched: an error in the console (a breach of the Content Security Policy is one), an
exception in a script or a request to any other machine fails the test, whatever else it checks.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)

from tests.machine import find_program, report_missing

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium itself must ask nobody for anything either.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OPTIONS: Mapping[str, Any] = {
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "viewport": {"width": 1280, "height": 900},
}
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 375, "height": 812},
    "has_touch": True,
    "is_mobile": True,
}
PATIENCE = 30_000
"""Milliseconds. Whoever waits so long finds something missing, however busy the machine is."""
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
QUIET = "() => !document.querySelector('.htmx-request, [aria-busy=true], [data-busy]')"
AXE_RUN = """async (tags) => {
    await document.fonts.ready;
    const moves = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moves.map((one) => one.finished));
    const stuck = [...document.querySelectorAll("main, main *, header, footer")].filter(
        (one) => getComputedStyle(one).position === "sticky");
    const were = stuck.map((one) => one.getAttribute("style"));
    for (const one of stuck) {
        one.style.setProperty("position", "relative", "important");
        one.style.setProperty("inset", "auto", "important");
    }
    try {
        const asked = { runOnly: tags, resultTypes: ["violations"] };
        const { violations } = await axe.run(document, asked);
        return violations.map(({ id, help, nodes }) =>
            `${id}: ${help}\\n` + nodes.map((node) => `    ${node.html}\\n        ${
                node.failureSummary.replaceAll("\\n", "\\n        ")}`).join("\\n"));
    } finally {
        stuck.forEach((one, at) =>
            were[at] === null ? one.removeAttribute("style") : one.style.cssText = were[at]);
    }
}"""


@dataclass
class Watch:
    """What went wrong in the browser while a test ran."""

    allowed_statuses: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def allow_status(self, *statuses: int) -> None:
        """Expect answers such as 422, which Chromium writes to the console as errors."""
        self.allowed_statuses.update(statuses)

    def attach(self, context: BrowserContext) -> None:
        """Watch every page of `context`."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        for status in self.allowed_statuses:
            if f"the server responded with a status of {status} " in message.text:
                return
        place = message.location
        self.problems.append(f"console: {message.text} ({place['url']}:{place['lineNumber']})")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname not in {
            "127.0.0.1",
            "localhost",
        }:
            self.problems.append(f"request to another machine: {request.url}")


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """Run Chromium until the block ends; where there is none, the calling test is skipped."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)  # there only if its user fetched it
        program = find_program(NAMES) or (own if own.exists() else None)
        if program is None:
            report_missing("Chromium", "chromium")
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *sandbox])
        yield browser
        browser.close()


def count_styled(page: Page, act: Callable[[], object]) -> int:
    """Return how many elements the browser styles anew while `act` runs, and for its next frame."""
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    act()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    found = [one["args"]["elementCount"] for one in events if one["name"] == "UpdateLayoutTree"]
    assert found, "the trace tells of styles"
    return sum(found)


def settle(page: Page) -> None:
    """Wait until a page's scripts ran, and nothing that it asked for is on its way."""
    page.wait_for_load_state("load")
    page.wait_for_function(QUIET)


def check_axe(page: Page) -> None:
    """Check a page, in the state it is in, against axe-core's rules up to WCAG 2.2 AA.

    The state is that in which it comes to rest: scripts ran, nothing is on its way or moves. Heads
    and feet that stay in sight are put where they belong meanwhile, for which row lies half under
    one depends on how far the page is scrolled.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        with _readable_copy(page) as copy:
            check_axe(copy)
        return
    settle(page)
    page.evaluate(_axe())
    violations = page.evaluate(AXE_RUN, list(AXE_TAGS))
    assert not violations, f"{page.url}\n" + "\n".join(violations)


@contextmanager
def _readable_copy(page: Page) -> Iterator[Page]:
    """Copy a page shown without JavaScript to where axe can run, but not the page's scripts."""
    html = page.content().replace("<noscript>", "<div>").replace("</noscript>", "</div>")

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    browser = page.context.browser
    assert browser
    with browser.new_context(viewport=page.viewport_size) as context:
        context.route("**/*", answer)
        copy = context.new_page()
        copy.goto(page.url)
        yield copy


@cache
def _axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
