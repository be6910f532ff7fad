"""Costly work has budgets: of an account, of an organisation, of visitors, and of each process."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import wraps
from threading import Event, Semaphore, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways import turns
from pathways.db import db
from pathways.domain.work import Work
from pathways.models.account import Attempt
from pathways.turns import PRESENT, SEATS, Asker, NoTurnError, turn
from tests.factories import load_pathway, make_organisation, make_person, many_modules
from tests.page import Client
from tests.policies.tree import ROOT
from tests.statements import statements_of

SignIn = Callable[[str], Client]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def have(work: Work, times: int, asker: Asker) -> None:
    """Have so many turns, one after another."""
    for _ in range(times):
        with turn(work, asker=asker):
            pass


def refused(work: Work, asker: Asker) -> NoTurnError:
    """Return how somebody is refused; fail where they are not."""
    with pytest.raises(NoTurnError) as caught, turn(work, asker=asker):
        pass
    return caught.value


@pytest.mark.parametrize("work", [Work.READING, Work.WRITING, Work.SEEKING, Work.LOOKING])
def test_an_account_has_so_much_within_five_minutes(work: Work, app: Flask) -> None:
    with app.app_context():
        have(work, work.budget.account, Asker("ann", "north"))
        error = refused(work, Asker("ann", "north"))
        assert error.status == 429
        assert f"{work.budget.account} {work.things} were {work.done} for you" in str(error)
        assert timedelta(0) < error.wait <= timedelta(minutes=5)
        # A colleague has their own, and so has the same account for other work.
        have(work, 1, Asker("ben", "north"))
        have(next(one for one in Work if one is not work), 1, Asker("ann", "north"))


@on_sqlite
@pytest.mark.parametrize("work", [Work.READING, Work.WRITING])
def test_an_organisation_has_so_much_whoever_asks(work: Work, app: Flask) -> None:
    with app.app_context():
        for number in range(work.budget.organisation):
            have(work, 1, Asker(f"person {number}", "north"))
        error = refused(work, Asker("one more", "north"))
        assert "for your organisation within five minutes" in str(error)
        have(work, 1, Asker("ann", "south"))


@on_sqlite
def test_visitors_of_a_network_have_so_much_together(app: Flask) -> None:
    with app.app_context():
        have(Work.WRITING, Work.WRITING.budget.network, Asker(network="198.51.100.7"))
        error = refused(Work.WRITING, Asker(network="198.51.100.7"))
        assert "for your network within five minutes" in str(error)
        have(Work.WRITING, 1, Asker(network="198.51.100.8"))
    address = "/framework/templates/level-1.xlsx"
    page = Client(app).get(address, 429, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert "150 files were made for your network" in page.words()
    assert 0 < int(page.response.headers["Retry-After"]) <= 300


def test_whoever_is_signed_in_is_not_counted_with_the_network(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        make_person("ann@test.example", make_organisation())
    for client, status in ((sign_in("ann@test.example"), 200), (Client(app), 429)):
        with app.app_context(), ExitStack() as stack:
            for _ in range(Work.LOOKING.budget.at_once):
                stack.enter_context(turn(Work.LOOKING, asker=Asker(network="127.0.0.1")))
            page = client.get("/directory", status)
    assert "Other searches are being answered for you." in page.words()


@on_sqlite
def test_each_process_has_so_many_turns_at_once(app: Flask) -> None:
    with app.app_context(), ExitStack() as stack:
        for number in range(Work.WRITING.budget.seats):
            stack.enter_context(turn(Work.WRITING, asker=Asker(f"writer {number}")))
        error = refused(Work.WRITING, Asker("ann"))
        assert (error.status, "Other files are being made." in str(error)) == (503, True)
        for number in range(SEATS - Work.WRITING.budget.seats):
            stack.enter_context(turn(Work.READING, asker=Asker(f"reader {number}")))
        # All that there are, whatever the work.
        assert refused(Work.SEEKING, Asker("ann")).status == 503
        # Searches are as quick as pages: they go on.
        have(Work.LOOKING, 1, Asker("ann"))
    with app.app_context():
        have(Work.SEEKING, 1, Asker("ann"))


@on_sqlite
def test_a_download_is_refused_with_words_before_anything_is_read(
    app: Flask, sign_in: SignIn
) -> None:
    with app.app_context():
        make_organisation("Northgate Learning")
        pathway = load_pathway("Northgate Learning", many_modules(2))
        place = make_organisation("Southgate")
        make_person("ann@test.example", place)
    address = f"/pathways/{pathway}/qa-matrix.xlsx"
    client = sign_in("ann@test.example")
    with (
        app.app_context(),
        turn(Work.WRITING, asker=Asker("a")),
        turn(Work.WRITING, asker=Asker("b")),
    ):
        page = client.get(address, 503)
    assert page.words(page.all(".//h1")[0]) == "This cannot be done just now"
    assert "Wait a few seconds, then ask for this one once more." in page.words()
    assert page.response.headers["Retry-After"] == "5"
    # What an htmx request shows of it.
    assert page.all(".//*[@data-refused]")


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
    monkeypatch.setattr(turns, "_MOMENT", 30)
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
        monkeypatch.setattr(turns, "_MOMENT", 30)
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


@on_sqlite
def test_asking_again_after_the_budget_costs_no_statement(app: Flask) -> None:
    with app.app_context():
        have(Work.READING, Work.READING.budget.account, Asker("ann"))
        refused(Work.READING, Asker("ann"))
        with statements_of(app) as statements:
            assert refused(Work.READING, Asker("ann")).status == 429
        assert not statements


@on_sqlite
def test_what_was_had_counts_in_another_process_too(app: Flask) -> None:
    with app.app_context():
        have(Work.WRITING, Work.WRITING.budget.account, Asker("ann"))
        turns.begin(app)
        assert refused(Work.WRITING, Asker("ann")).status == 429


@on_sqlite
def test_ordinary_days_are_not_hit(app: Flask) -> None:
    with app.app_context():
        # A reviewer who takes forty workbooks, all within five minutes.
        have(Work.WRITING, 40, Asker("reviewer", "council"))
        # Twenty people of one organisation who learn the app together: each brings two files and
        # takes five; and twenty visitors behind one address who take five each.
        for number in range(20):
            have(Work.READING, 4, Asker(f"learner {number}", "trust"))
            have(Work.WRITING, 5, Asker(f"learner {number}", "trust"))
            have(Work.LOOKING, 100, Asker(f"learner {number}", "trust"))
            have(Work.WRITING, 5, Asker(network="203.0.113.5"))
            have(Work.LOOKING, 100, Asker(network="203.0.113.5"))


@on_sqlite
def test_budgets_are_multiplied_or_left_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        monkeypatch.setitem(app.config, "BUDGETS", 2)
        have(Work.READING, 2 * Work.READING.budget.account, Asker("ann"))
        assert "40 files or lists" in str(refused(Work.READING, Asker("ann")))
        monkeypatch.setitem(app.config, "BUDGETS", 0)
        have(Work.READING, 1, Asker("ann"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 40


def test_the_guide_for_operators_says_how_much_there_is() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for work in Work:
        row = re.search(rf"^\| {work.key}: [^|]*\|(.*)\|$", text, re.MULTILINE)
        assert row is not None, work
        budget = work.budget
        begun_elsewhere = not budget.seats
        assert [cell.strip() for cell in row[1].split("|")] == [
            f"{budget.account:,}",
            f"{budget.organisation:,}",
            f"{budget.network:,}" if budget.network else "none",
            "not counted" if begun_elsewhere else str(budget.at_once),
            "not counted" if begun_elsewhere else str(budget.seats),
        ]
