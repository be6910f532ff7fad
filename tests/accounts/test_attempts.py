"""Guessing: tries are counted for an account and a network together, and for each apart.

Apart they have more tries: nobody else's guesses keep a person out, or a building. A device on
which somebody signed in before has tries of its own.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways import attempts
from pathways.attempts import Rule
from pathways.db import transaction
from pathways.models.account import Attempt
from pathways.records.attempts import LIMIT, TooManyAttemptsError, count_attempt
from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]


WRONG = "a wrong guess"
HOME = "192.0.2.1"
ELSEWHERE = "198.51.100.7"


def guess(client: Client, email: str, password: str = WRONG, network: str = HOME) -> int:
    """Try to sign in from a network; return the status."""
    if not client.token:
        client.get("/sign-in")
    answer = client.raw.post(
        "/sign-in",
        data={"csrf_token": client.token, "email": email, "password": password},
        environ_base={"REMOTE_ADDR": network},
    )
    return answer.status_code


def forget(house: House, minutes: int) -> None:
    """Let time pass for the tries that were counted."""
    with house.app.app_context(), transaction() as session:
        for attempt in session.scalars(sa.select(Attempt)):
            attempt.at = attempt.at.replace(year=attempt.at.year - 1) if minutes else attempt.at


def limit_to(monkeypatch: pytest.MonkeyPatch, together: int, account: int, network: int) -> None:
    """Let sign-in have few tries, so that a test needs few."""
    rules = {**attempts._RULES, "sign-in": Rule(together, account, network)}
    monkeypatch.setattr(attempts, "_RULES", rules)


def used_device(app: Flask, email: str = "owner@north.example") -> Client:
    """Return a client on which somebody signed in, and out again."""
    client = Client(app)
    client.sign_in(email)
    client.get("/account")
    client.post("/sign-out", status=302)
    client.token = ""
    return client


def test_the_limits_are_ten_together_fifty_and_two_hundred() -> None:
    assert Rule() == Rule(together=10, account=50, network=200)
    assert attempts._RULES["sign-in"] == attempts._RULES["password"] == Rule()
    assert attempts._RULES["code"].account == 10, "who guesses codes knows the password"


def test_ten_tries_at_an_account_from_a_network(house: House, client: Client) -> None:
    for _ in range(LIMIT):
        assert guess(client, "owner@north.example") == 422
    assert guess(client, "OWNER@north.example") == 429
    assert guess(client, "owner@north.example", PASSWORD) == 429
    assert guess(client, "editor@north.example") == 422


def test_a_stranger_elsewhere_keeps_nobody_out(house: House, client: Client) -> None:
    for _ in range(LIMIT + 1):
        guess(client, "owner@north.example", network=ELSEWHERE)
    assert guess(client, "owner@north.example", PASSWORD) == 302


def test_one_person_in_a_building_keeps_nobody_else_out(house: House, client: Client) -> None:
    for number in range(2 * LIMIT):
        assert guess(client, f"nobody-{number}@north.example") == 422
    assert guess(client, "owner@north.example", PASSWORD) == 302


def test_an_account_has_an_end_of_tries_from_wherever(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_to(monkeypatch, 2, 4, 9)
    for number in range(4):
        assert guess(client, "owner@north.example", network=f"192.0.2.{number}") == 422
    assert guess(client, "owner@north.example", network="192.0.2.200") == 429
    assert guess(client, "editor@north.example", network="192.0.2.200") == 422


def test_a_network_has_an_end_of_tries_at_whichever_account(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_to(monkeypatch, 2, 4, 6)
    for number in range(6):
        assert guess(client, f"nobody-{number}@north.example") == 422
    assert guess(client, "owner@north.example", PASSWORD) == 429
    assert guess(client, "owner@north.example", PASSWORD, network=ELSEWHERE) == 302


def test_addresses_of_one_ipv6_site_are_one_network(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_to(monkeypatch, 2, 4, 6)
    for number in range(6):
        assert guess(client, f"nobody-{number}@north.example", network=f"2001:db8::{number}") == 422
    assert guess(client, "owner@north.example", network="2001:db8::ffff") == 429
    assert guess(client, "owner@north.example", network="2001:db8:1::1") == 422


def test_a_device_that_is_known_gets_in_whatever_strangers_try(
    app: Flask, house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = used_device(app)
    other = used_device(app, "editor@north.example")
    limit_to(monkeypatch, 2, 4, 6)
    for number in range(4):
        guess(client, "owner@north.example", network=f"192.0.2.{number}")
    for number in range(6):
        guess(client, f"nobody-{number}@north.example")
    assert guess(client, "owner@north.example", PASSWORD, network=ELSEWHERE) == 429
    assert guess(other, "owner@north.example", PASSWORD, network=ELSEWHERE) == 429, "not its mark"
    assert guess(known, "owner@north.example", PASSWORD) == 302


def test_a_device_has_ten_tries_of_its_own(app: Flask, house: House) -> None:
    known = used_device(app)
    for number in range(LIMIT):
        assert guess(known, "owner@north.example", network=f"192.0.2.{number}") == 422
    assert guess(known, "owner@north.example", PASSWORD, network="192.0.2.200") == 429
    assert guess(Client(app), "owner@north.example", PASSWORD) == 302, "they count for it alone"


def test_signing_in_washes_no_tries_of_a_device_away(app: Flask, house: House) -> None:
    known = used_device(app)
    for _ in range(LIMIT - 1):
        guess(known, "owner@north.example")
    known.sign_in("owner@north.example")
    known.get("/account")
    known.post("/sign-out", status=302)
    known.token = ""
    assert guess(known, "owner@north.example") == 422
    assert guess(known, "owner@north.example") == 429


def test_a_mark_that_was_changed_is_none(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_to(monkeypatch, 2, 4, 6)
    known = used_device(app)
    cookie = known.raw.get_cookie("pathways-device")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert "owner" not in cookie.decoded_value
    for forged in ("x", cookie.decoded_value[:-2] + "aa", "é", "." * 3_000):
        house.change(sa.delete(Attempt))
        client = Client(app)
        client.raw.set_cookie("pathways-device", forged)
        assert [guess(client, "owner@north.example") for _ in range(3)] == [422, 422, 429]
        assert guess(client, "owner@north.example", network=ELSEWHERE) == 422
    assert guess(known, "owner@north.example", PASSWORD) == 302


def test_who_is_refused_is_told_how_long(house: House, client: Client) -> None:
    for _ in range(LIMIT):
        assert guess(client, "owner@north.example", network="127.0.0.1") == 422
    page = client.post("/sign-in", {"email": "owner@north.example", "password": WRONG}, 429)
    assert 200 < int(page.response.headers["Retry-After"]) <= 300
    assert "Wait 5 minutes, then try again" in page.words()


def test_right_passwords_use_up_nothing(app: Flask, house: House) -> None:
    for _ in range(LIMIT + 2):
        assert guess(Client(app), "owner@north.example", PASSWORD) == 302
    assert house.count(Attempt) == 0


def test_a_right_password_does_not_wash_wrong_ones_away(app: Flask, house: House) -> None:
    for _ in range(LIMIT - 1):
        assert guess(Client(app), "owner@north.example") == 422
    assert guess(Client(app), "owner@north.example", PASSWORD) == 302
    assert guess(Client(app), "owner@north.example") == 422
    assert guess(Client(app), "owner@north.example", PASSWORD) == 429


def test_tries_are_forgotten_with_time(house: House, client: Client) -> None:
    for _ in range(LIMIT):
        guess(client, "owner@north.example")
    forget(house, 6)
    assert guess(client, "owner@north.example", PASSWORD) == 302
    assert house.count(Attempt) == 0


def test_guessing_does_not_sign_out_who_is_in(
    house: House, sign_in: SignIn, client: Client
) -> None:
    inside = sign_in("owner@north.example")
    for _ in range(LIMIT + 1):
        guess(client, "owner@north.example")
    inside.get("/account")


@pytest.mark.parametrize("password", [WRONG, PASSWORD, "\x00 nul", "x" * 5_000, "🙂" * 20])
def test_unknown_and_known_addresses_get_the_same_answer(
    house: House, client: Client, password: str
) -> None:
    client.get("/sign-in")
    known = client.post("/sign-in", {"email": "owner@north.example", "password": "wrong"}, 422)
    unknown = client.post("/sign-in", {"email": "nobody@north.example", "password": password}, 422)
    assert known.words() == unknown.words()


@pytest.mark.parametrize("email", ["", "no address", "a\x00b@north.example", "x" * 400])
def test_what_is_no_address_gets_a_message(house: House, client: Client, email: str) -> None:
    page = client.post("/sign-in", {"email": email, "password": "wrong"}, 422)
    assert page.all(".//*[@role='alert']")


def test_many_tries_at_once_do_not_slip_through(app: Flask, house: House) -> None:
    clients = [Client(app) for _ in range(24)]
    for client in clients:
        client.get("/sign-in")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda c: guess(c, "owner@north.example"), clients))
    assert answers.count(422) == LIMIT
    assert answers.count(429) == 24 - LIMIT


def test_a_try_waits_for_one_that_is_being_counted(app: Flask, house: House) -> None:
    def is_counted() -> bool:
        with app.app_context(), transaction() as session:
            try:
                count_attempt(session, {"one try": 1})
            except TooManyAttemptsError:
                return False
            return True

    with ThreadPoolExecutor(1) as pool, app.app_context():
        with transaction() as session:
            count_attempt(session, {"one try": 1})
            second = pool.submit(is_counted)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        assert not second.result(timeout=60)
