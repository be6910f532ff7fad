"""Accounts from the command line, and those of the demonstration."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password

from pathways.accounts.demonstration import PASSWORD, load_people
from pathways.db import transaction
from pathways.models.account import Organisation, Person
from tests.accounts.conftest import House
from tests.accounts.test_second_factor import turn_on
from tests.page import Client

NEW = "three-lamps-on-a-quay"


def run(app: Flask, *arguments: str, typed: str | None = None) -> Any:
    """Run a command."""
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def test_an_account_is_made_with_a_link(app: Flask, house: House, client: Client) -> None:
    result = run(
        app, "user", "create", "Kit@Harbour.example", "--name", "Kit", "--organisation", "Harbour"
    )
    assert result.exit_code == 0
    found = re.search(r"http://127\.0\.0\.1:5000(/reset-password/\S+)", result.output)
    assert found is not None
    client.post(found[1], {"password": NEW}, 302)
    client.sign_in("kit@harbour.example", NEW)
    assert "You work in Harbour as owner" in client.get("/").words()


def test_an_administrator_is_made_with_a_typed_password(
    app: Flask, house: House, client: Client
) -> None:
    typed = f"short\nshort\n{NEW}\n{NEW}\n"
    result = run(
        app, "user", "create", "kit@site.example", "--administrator", "--ask-password", typed=typed
    )
    assert result.exit_code == 0
    assert "Use between 12" in result.output
    assert NEW not in result.output
    client.sign_in("kit@site.example", NEW)
    client.get("/administration")


def test_a_lost_second_factor_is_turned_off(
    app: Flask, house: House, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("owner@north.example")
    turn_on(client)
    assert run(app, "user", "second-factor-off", "Owner@north.example").exit_code == 0
    client.get("/account", status=302)
    sign_in("owner@north.example").get("/account")
    assert run(app, "user", "second-factor-off", "nobody@north.example").exit_code == 1


@pytest.mark.parametrize("email", ["owner@north.example", "no address", ""])
def test_a_mistake_makes_nothing(app: Flask, house: House, email: str) -> None:
    before = house.count(Person)
    assert run(app, "user", "create", email).exit_code == 1
    assert house.count(Person) == before


def test_loading_the_demonstration_twice_changes_nothing(app: Flask, client: Client) -> None:
    for _ in range(2):
        with app.app_context():
            hashed = hash_password(PASSWORD)
            with transaction() as session:
                accounts = load_people(session, hashed)
    with app.app_context(), transaction() as session:
        assert session.query(Person).count() == len(accounts) == 10
        assert session.query(Organisation).count() == 5
    client.sign_in("provider@demo.example", PASSWORD)
    assert "Northgate Learning" in client.get("/").words()
