"""Costly work has budgets: of an account, of an organisation, of visitors, and of each process."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways import turns
from pathways.db import db
from pathways.domain.work import Work
from pathways.models.account import Attempt
from pathways.turns import SEATS, Asker, NoTurnError, turn
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
        turns.init_app(app)
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
