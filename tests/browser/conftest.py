"""Fixtures of the tests that drive a real browser; what they hand out is in `chromium.py`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import OPTIONS, PATIENCE, Watch, start_chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one Chromium for the session; each page has a context of its own."""
    with start_chromium() as browser:
        yield browser


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Watch the test's pages, and fail it at its end if anything went wrong in one."""
    watch = Watch()
    yield watch
    if watch.problems:
        pytest.fail("\n".join(watch.problems), pytrace=False)


@pytest.fixture
def page_options() -> dict[str, Any]:
    """Give options for every page of a test; override it, say to set `base_url`."""
    return {}


@pytest.fixture
def new_page(
    browser: Browser, watch: Watch, page_options: dict[str, Any]
) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a watched page in a context of its own, as for another person.

    It takes Playwright's options for it: `**PHONE`, `java_script_enabled=False`.
    """
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{**OPTIONS, **page_options, **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.attach(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Open a watched page at desktop width."""
    return new_page()
