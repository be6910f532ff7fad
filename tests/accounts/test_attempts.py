"""Guessing: tries are counted per account and per network."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.account import Attempt
from pathways.records.attempts import LIMIT
from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]


WRONG = "a wrong guess"


def guess(client: Client, email: str, password: str = WRONG, network: str = "192.0.2.1") -> int:
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


def test_an_account_has_ten_tries_from_wherever(house: House, client: Client) -> None:
    for number in range(LIMIT):
        assert guess(client, "owner@north.example", network=f"192.0.2.{number}") == 422
    assert guess(client, "OWNER@north.example", network="192.0.2.200") == 429
    assert guess(client, "owner@north.example", PASSWORD, network="192.0.2.201") == 429
    assert guess(client, "editor@north.example", network="192.0.2.202") == 422


def test_a_network_has_ten_tries_at_whichever_account(house: House, client: Client) -> None:
    for number in range(LIMIT):
        assert guess(client, f"nobody-{number}@north.example") == 422
    assert guess(client, "owner@north.example", PASSWORD) == 429
    assert guess(client, "owner@north.example", PASSWORD, network="198.51.100.7") == 302


def test_addresses_of_one_ipv6_site_are_one_network(house: House, client: Client) -> None:
    for number in range(LIMIT):
        assert guess(client, f"nobody-{number}@north.example", network=f"2001:db8::{number}") == 422
    assert guess(client, "owner@north.example", network="2001:db8::ffff") == 429
    assert guess(client, "owner@north.example", network="2001:db8:1::1") == 422


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
