"""Pages at once: so many of an account in a process, and of all visitors together."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import wraps
from threading import Event, Semaphore, Thread
from typing import Any

import pytest
from flask import Flask

from pathways import crowds
from pathways.crowds import PRESENT
from tests.factories import make_organisation, make_person
from tests.page import Client

SignIn = Callable[[str], Client]

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def pages_under_way(app: Flask, endpoint: str, clients: list[Client]) -> Iterator[None]:
    """Let each of these ask for a page that is not ready before the block ends."""
    view, begun, may_end = app.view_functions[endpoint], Semaphore(0), Event()

    @wraps(view)
    def slow(*args: Any, **named: Any) -> Any:
        begun.release()
        may_end.wait(30)
        return view(*args, **named)

    app.view_functions[endpoint] = slow
    address = app.url_map.bind("").build(endpoint)
    asking = [Thread(target=client.get, args=(address,)) for client in clients]
    try:
        for one in asking:
            one.start()
            assert begun.acquire(timeout=30)
        yield
    finally:
        may_end.set()
        for one in asking:
            one.join()
        app.view_functions[endpoint] = view


@on_sqlite
def test_an_account_has_so_many_pages_at_once_whatever_they_are(
    app: Flask, sign_in: SignIn
) -> None:
    with app.app_context():
        place = make_organisation()
        for name in ("ann", "ben"):
            make_person(f"{name}@test.example", place)
    devices = [sign_in("ann@test.example") for _ in range(PRESENT + 1)]
    ann, ben = devices.pop(), sign_in("ben@test.example")
    with pages_under_way(app, "accounts.privacy", devices):
        page = ann.get("/pathways", 429)
        assert "Other pages of yours are on their way." in page.words()
        assert page.response.headers["Retry-After"] == "5"
        assert page.all(".//*[@data-refused]")
        # What was typed comes back, what makes a page look right is there, and others go on.
        typed = ann.post("/account/name", {"name": "Ann of the North"}, 429)
        assert "Ann of the North" in typed.text
        with ann.raw.get("/static/vendor/app.css") as style:
            assert style.status_code == 200
        ben.get("/pathways")
        Client(app).get("/directory")
    ann.get("/pathways")


@on_sqlite
def test_a_page_waits_a_moment_for_others_of_the_same_account(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "_MOMENT", 30)
    with app.app_context():
        make_person("ann@test.example", make_organisation())
    devices = [sign_in("ann@test.example") for _ in range(PRESENT + 1)]
    last = devices.pop()
    with ThreadPoolExecutor(1) as pool:
        with pages_under_way(app, "accounts.privacy", devices):
            waiting = pool.submit(last.get, "/pathways")
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        assert waiting.result(timeout=30).status == 200


@on_sqlite
def test_after_waiting_in_vain_the_next_page_is_refused_at_once(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        make_person("ann@test.example", make_organisation())
    devices = [sign_in("ann@test.example") for _ in range(PRESENT + 1)]
    last = devices.pop()
    with pages_under_way(app, "accounts.privacy", devices):
        last.get("/pathways", 429)
        monkeypatch.setattr(crowds, "_MOMENT", 30)
        begun = time.monotonic()
        last.get("/pathways", 429)
        assert time.monotonic() - begun < 15


@on_sqlite
def test_visitors_leave_a_thread_to_those_who_are_signed_in(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        make_person("ann@test.example", make_organisation())
    ann = sign_in("ann@test.example")
    with pages_under_way(app, "accounts.privacy", [Client(app) for _ in range(PRESENT)]):
        page = Client(app).get("/directory", 503)
        assert "Many people ask for pages just now." in page.words()
        assert page.response.headers["Retry-After"] == "5"
        ann.get("/directory")
        # The way in stays open, and whoever watches the copy is answered.
        Client(app).sign_in("ann@test.example")
        Client(app).get("/healthz")
    Client(app).get("/directory")
