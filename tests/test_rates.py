"""Rates of the addresses for programs: counted for each caller, and said in headers."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways import rates
from pathways.db import db, transaction_apart
from pathways.models.token import Allowance
from pathways.records.rates import spend
from tests.factories import make_organisation, make_person
from tests.page import Client

USUAL = rates.MOST


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the rate that holds outside of tests."""
    monkeypatch.setattr(rates, "MOST", USUAL)


def test_what_is_left_is_said_and_counted_down(app: Flask) -> None:
    browser = app.test_client()
    said = []
    for _ in range(3):
        answer = browser.get("/directory.json")
        assert answer.headers["RateLimit-Policy"] == '"reading";q=300;w=300'
        found = re.fullmatch(r'"reading";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
        assert found is not None
        said.append(int(found[1]))
        assert 0 < int(found[2]) <= 300
    assert said == [299, 298, 297]
    assert (
        "300 times in 5 minutes" in browser.get("/openapi.json").get_json()["info"]["description"]
    )
    assert "RateLimit" not in browser.get("/directory").headers


def test_whoever_asks_for_more_is_told_how_long_to_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "MOST", 2)
    browser = app.test_client()
    answers = [browser.get("/directory.json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].mimetype == "application/json"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 300
    assert '"reading";r=0;' in answers[-1].headers["RateLimit"]
    # Another network, and somebody with an account, have their own.
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert browser.get("/directory.json", environ_overrides=elsewhere).status_code == 200
    with app.app_context():
        make_person("owner@north.example", make_organisation("Northgate Learning"))
    client = Client(app)
    client.sign_in("owner@north.example")
    client.get("/directory.json")


def test_all_that_ask_at_one_moment_are_counted(app: Flask) -> None:
    def ask(_number: int) -> int:
        with app.app_context():
            with transaction_apart() as session:
                made, _left = spend(session, "network 192.0.2.1", 10**9)
            db.session.close()
        return made

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(ask, range(40)))
    assert sorted(made) == list(range(1, 41))


def test_a_new_window_begins_anew_in_the_same_row(app: Flask) -> None:
    with app.app_context():
        with transaction_apart() as session:
            spend(session, "token x", 10**9)
        with transaction_apart() as session:
            session.execute(sa.update(Allowance).values(began=1, made=500))
        with transaction_apart() as session:
            assert spend(session, "token x", 10**9)[0] == 1
        with transaction_apart() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Allowance)) == 1
