"""Erasing an account on pages and by command: who may, what is asked, what is said."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from pathways.accounts.services.erasure import begin_erasure
from pathways.db import db
from pathways.domain.chain import FORMER
from pathways.models.account import Membership, Person
from pathways.models.journal import Journal
from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]


def test_a_person_erases_their_own_account(house: House, sign_in: SignIn) -> None:
    client, other = sign_in("editor@north.example"), sign_in("editor@north.example")
    assert "See what erasing does" in client.get("/account").words()
    words = client.get("/account/erase").words()
    for said in ("What goes", "What stays, and why", "Northgate Learning", "for good"):
        assert said in words
    refused = client.post("/account/erase", {"password": "not it at all"}, 422)
    assert "This is not your password." in refused.words()
    assert house.person("editor@north.example") == house.editor
    done = client.post("/account/erase", {"password": PASSWORD})
    assert done.location == "/account/erased"
    assert done.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "device=;" in str(done.response.headers)
    assert "Your account is erased" in client.get("/account/erased").words()
    for gone in (client, other):
        assert "/sign-in" in gone.get("/account", 302).location
    assert house.person("editor@north.example") is None
    page = Client(house.app)
    page.get("/sign-in")
    page.post("/sign-in", {"email": "editor@north.example", "password": PASSWORD}, 422)


def test_a_second_factor_is_asked_for_too(house: House, sign_in: SignIn) -> None:
    client = sign_in("editor@north.example")
    house.change(
        sa.update(Person).where(Person.id == house.editor).values(tf_totp_secret="kept-elsewhere")
    )
    assert client.get("/account/erase").field("code") == ""
    client.post("/account/erase", {"password": PASSWORD}, 422)
    assert house.person("editor@north.example") == house.editor


def test_who_has_no_password_types_the_address(house: House, sign_in: SignIn) -> None:
    client = sign_in("editor@north.example")
    house.change(sa.update(Person).where(Person.id == house.editor).values(password=None))
    client.get("/account/erase")
    refused = client.post("/account/erase", {"email": "owner@north.example"}, 422)
    assert "not the address of your account" in refused.words()
    client.post("/account/erase", {"email": "Editor@North.example"})
    assert house.person("editor@north.example") is None


def test_the_last_owner_is_told_what_to_do_first(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    page = client.get("/account/erase")
    assert "Make somebody else an owner of Northgate Learning" in page.words()
    assert not [one for one in page.all(".//input") if one.get("name") == "password"]
    refused = client.post("/account/erase", {"password": PASSWORD}, 409)
    assert "would be left without an owner" in refused.words()
    client.post(f"/organisation/people/{house.editor}/role", {"role": "owner"})
    client.post("/account/erase", {"password": PASSWORD})
    assert house.person("owner@north.example") is None


def test_who_is_alone_reads_that_the_organisation_is_closed(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@willow.example")
    assert "nobody else is in it, so it is closed" in client.get("/account/erase").words()
    client.post("/account/erase", {"password": PASSWORD})
    assert house.state("Willow Training CIC") == "closed"
    page = sign_in("admin@site.example").get("/administration").words()
    assert "Its only member left this site." in page


def test_the_only_administrator_is_told_what_to_do_first(house: House, sign_in: SignIn) -> None:
    client = sign_in("admin@site.example")
    assert "Nobody else looks after this site" in client.get("/account/erase").words()
    client.post("/account/erase", {"password": PASSWORD}, 409)


def test_an_administrator_erases_somebody_for_a_reason(house: House, sign_in: SignIn) -> None:
    client = sign_in("admin@site.example")
    address = f"/administration/people/{house.reader}/erase"
    assert "reader@north.example" in client.get("/administration").text
    assert "reader@north.example" in client.get(address).words()
    refused = client.post(address, {"reason": " "}, 422)
    assert "Give the reason in a few words" in refused.words()
    client.post(address, {"reason": "Asked by letter"})
    page = client.get("/administration")
    assert "reader@north.example" not in page.text
    assert "erased.invalid" not in page.text
    assert f"{FORMER} Erased" in page.words()
    told = sa.select(Journal.summary).where(Journal.action == "account erased")
    assert house.ask(told) == "Asked by letter"
    # Nothing brings them back.
    client.post(f"/administration/people/{house.reader}/resume", status=404)
    assert client.get(address, 302).location == "/administration"
    client.post(address, {"reason": "Once more"})
    assert house.ask(told) == "Asked by letter"
    client.get("/administration/people/nobody/erase", 404)
    client.post("/administration/people/nobody/erase", {"reason": "Who"}, 404)


def test_an_administrator_names_a_new_owner(house: House, sign_in: SignIn) -> None:
    client = sign_in("admin@site.example")
    address = f"/administration/people/{house.owner}/erase"
    assert client.get(address).field("heir") == ""
    wrong = {"reason": "Left", "heir": "owner@willow.example"}
    assert "without an owner" in client.post(address, wrong, 409).words()
    client.post(address, {"reason": "Left", "heir": "editor@north.example"})
    assert house.role(house.editor) == "owner"
    assert house.role(house.owner) is None


def test_an_administrator_goes_to_their_own_page_for_themselves(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in("admin@site.example")
    address = f"/administration/people/{house.admin}/erase"
    assert client.get(address, 302).location == "/account/erase"
    assert client.post(address, {"reason": "Me"}).location == "/account/erase"
    assert house.person("admin@site.example") == house.admin


def test_what_was_typed_while_the_account_was_erased_is_given_back(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in("editor@north.example")
    client.get("/account")

    def erase() -> None:
        with Session(db.engine) as session, session.begin():
            begin_erasure(session, None, house.editor, "Meanwhile")

    # Who asks is known by then.
    house.app.before_request_funcs[None].append(erase)
    try:
        page = client.post("/account/name", {"name": "Typed a moment too late"}, 409)
    finally:
        house.app.before_request_funcs[None].remove(erase)
    assert "This account was erased" in page.words()
    assert "Typed a moment too late" in page.words()
    assert house.ask(sa.select(Person.name).where(Person.id == house.editor)) == "Editor"


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_the_command_asks_once_more(app: Flask, house: House, typed: str) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["user", "erase", "reader@north.example"], input=typed)
    assert done.exit_code == 1
    assert "Erase reader@north.example (Reader) for good?" in done.output
    assert house.person("reader@north.example") == house.reader


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["user", "erase", *arguments])


def test_the_command_erases_and_says_what_was_done(app: Flask, house: House) -> None:
    done = run(app, "Reader@north.example", "--yes", "--reason", "Asked by letter")
    assert done.exit_code == 0, done.output
    assert "name and address are taken out." in done.output
    assert "Left: Northgate Learning." in done.output
    assert house.person("reader@north.example") is None
    assert "There is no account for" in run(app, "reader@north.example", "--yes").output
    alone = run(app, "owner@willow.example", "--yes")
    assert "Closed, since nobody else is in it: Willow Training CIC." in alone.output


def test_the_command_needs_a_new_owner_where_one_is_missing(app: Flask, house: House) -> None:
    refused = run(app, "owner@north.example", "--yes")
    assert refused.exit_code == 1
    assert "Name a member of it with --new-owner ADDRESS." in refused.output
    done = run(app, "owner@north.example", "--yes", "--new-owner", "editor@north.example")
    assert done.exit_code == 0, done.output
    owners = sa.select(Membership.person_id).where(
        Membership.organisation_id == house.organisation, Membership.role == "owner"
    )
    assert house.ask(owners) == house.editor
