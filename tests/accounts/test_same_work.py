"""What an answer takes does not tell who has an account: hashes and statements are counted.

Time itself is not measured: it says little on a busy machine, and the steps that make it can be
counted exactly.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import argon2.low_level
import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db
from pathways.models.account import Organisation, Person
from tests.accounts.conftest import House
from tests.accounts.test_second_factor import forget_step, password_only, turn_on
from tests.page import Client

SignIn = Callable[[str], Client]
KNOWN = "owner@north.example"
UNKNOWN = "nobody@north.example"


@pytest.fixture
def count(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Client, str, dict[str, Any], int], tuple[int, list[str]]]:
    """Give a function that posts a form, and returns how many hashes and which statements."""
    hashes: list[str] = []
    for name in ("hash_secret", "verify_secret"):
        work = getattr(argon2.low_level, name)

        def counted(*given: Any, work: Any = work, **more: Any) -> Any:
            hashes.append("one")
            return work(*given, **more)

        monkeypatch.setattr(argon2.low_level, name, counted)

    def post(
        client: Client, address: str, form: dict[str, Any], status: int
    ) -> tuple[int, list[str]]:
        client.get("/privacy")
        hashes.clear()
        with watched(app) as statements:
            client.post(address, form, status)
        return len(hashes), statements

    return post


@contextmanager
def watched(app: Flask) -> Iterator[list[str]]:
    """Gather every statement, and each time that something is kept."""
    with app.app_context():
        engine = db.engine
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(" ".join(statement.split()))

    def hear_commit(_connection: Any) -> None:
        said.append("COMMIT")

    sa.event.listen(engine, "before_cursor_execute", hear)
    sa.event.listen(engine, "commit", hear_commit)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)
        sa.event.remove(engine, "commit", hear_commit)


def stop(house: House, email: str) -> None:
    """Stop an account."""
    house.change(sa.update(Person).where(Person.email == email).values(active=False))


def test_signing_in_with_a_wrong_password(
    app: Flask, house: House, sign_in: SignIn, count: Any
) -> None:
    turn_on(sign_in("editor@north.example"))
    stop(house, "reader@north.example")
    house.change(
        sa.update(Person).where(Person.email == "owner@willow.example").values(password=None)
    )
    seen = [
        count(Client(app), "/sign-in", {"email": email, "password": "a wrong guess"}, 422)
        for email in (
            KNOWN,
            UNKNOWN,
            "editor@north.example",
            "reader@north.example",
            "owner@willow.example",
        )
    ]
    assert seen[0][0] == 1
    assert seen[0][1], "statements are heard"
    assert all(one == seen[0] for one in seen)


def test_asking_for_a_link(app: Flask, house: House, count: Any) -> None:
    stop(house, "reader@north.example")
    known, unknown, stopped = (
        count(Client(app), "/reset-password", {"email": email}, 303)
        for email in (KNOWN, UNKNOWN, "reader@north.example")
    )
    assert any("INSERT INTO mail" in one for one in known[1])
    assert known == unknown == stopped
    assert [len(house.mails(e)) for e in (KNOWN, UNKNOWN, "reader@north.example")] == [1, 0, 0]


def test_asking_to_join(app: Flask, house: House, count: Any) -> None:
    form = {
        "kinds": "provider",
        "name": "Kit Marlow",
        "password": "three-lamps-on-a-quay",
    }
    known, unknown = (
        count(
            Client(app),
            "/organisations/new",
            {**form, "organisation": f"Newcomers {number}", "email": email},
            303,
        )
        for number, email in enumerate((KNOWN, UNKNOWN))
    )
    assert house.ask(sa.select(sa.func.count()).select_from(Organisation)) == 4
    assert known[0] == unknown[0] == 1
    assert len(known[1]) == len(unknown[1])
    assert known[1].count("COMMIT") == unknown[1].count("COMMIT")


def test_the_second_step(app: Flask, house: House, sign_in: SignIn, count: Any) -> None:
    authenticator, codes = turn_on(sign_in(KNOWN))
    forget_step(house)
    used = authenticator.generate().token
    password_only(app).post("/sign-in/code", {"code": used}, status=302)
    password_only(app).post("/sign-in/recovery-code", {"code": codes[0]}, status=302)
    wrong, late = (
        count(password_only(app), "/sign-in/code", {"code": code}, 422) for code in ("000000", used)
    )
    assert wrong == late, "nobody learns that a code was right once"
    wrong, late = (
        count(password_only(app), "/sign-in/recovery-code", {"code": code}, 422)
        for code in ("abc", codes[0])
    )
    assert wrong == late
    nobody = count(Client(app), "/sign-in/code", {"code": "000000"}, 302)
    assert nobody[0] == 0
