"""Fixtures of the tests that drive a real browser; what they hand out is in `chromium.py`."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

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
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give one engine: what is tested here is the browser."""
    path = tmp_path / "test.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


def closing_each(app: Flask) -> Callable[..., Iterator[bytes]]:
    """Give the app so that each answer is closed, its file as well, whatever became of the reader.

    Werkzeug's server forgets to, once the browser has gone away before the end of an answer.
    """

    def answer(*asked: Any) -> Iterator[bytes]:
        with closing(cast("Any", app(*asked))) as parts:
            yield from parts

    return answer


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the app to a browser, several requests at once."""
    server = make_server("127.0.0.1", 0, closing_each(app), threaded=True)
    # Closing waits for what is still answered: a page says something as it is left, too, and the
    # app must not move to the next test's database under it.
    server.daemon_threads = False  # type: ignore[attr-defined]  # of the threaded one
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page_options(address: str) -> dict[str, Any]:
    """Open every page of a test on its server; override it to set other options."""
    return {"base_url": address}


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
