"""What a session is worth, and when it ends."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.account import Person
from pathways.models.journal import Journal
from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]
NEW = "three-lamps-on-a-quay"


def steal(client: Client) -> str:
    """Return the value of the session cookie."""
    cookie = client.raw.get_cookie("pathways")
    assert cookie is not None
    return cookie.value


def use(app: Flask, cookie: str) -> Client:
    """Return a client that holds a copied cookie."""
    thief = Client(app)
    thief.raw.set_cookie("pathways", cookie)
    return thief


def test_signing_in_leads_home_and_out_again(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    assert "Northgate Learning" in client.get("/").words()
    page = client.post("/sign-out", status=302)
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "every other one" in client.get(page.location).words()
    client.get("/account", status=302)


def test_the_address_may_be_typed_in_any_case(house: House, client: Client) -> None:
    client.sign_in(" Owner@North.Example ")
    client.get("/account")


def test_a_stolen_cookie_is_dead_after_sign_out(app: Flask, house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    cookie = steal(client)
    use(app, cookie).get("/account")
    client.post("/sign-out", status=302)
    use(app, cookie).get("/account", status=302)


def test_a_stolen_cookie_is_dead_after_a_new_password(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    cookie = steal(client)
    client.get("/account/password")
    client.post("/account/password", {"password": PASSWORD, "new_password": NEW}, status=302)
    use(app, cookie).get("/account", status=302)
    assert "Your password is changed" in client.get("/account").words()
    again = Client(app)
    again.sign_in("owner@north.example", NEW)


def test_a_stolen_cookie_is_dead_once_the_account_is_stopped(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    cookie = steal(sign_in("owner@north.example"))
    sign_in("admin@site.example").post(f"/administration/people/{house.owner}/stop")
    use(app, cookie).get("/account", status=302)
    client = Client(app)
    client.get("/sign-in")
    page = client.post(
        "/sign-in", {"email": "owner@north.example", "password": PASSWORD}, status=422
    )
    assert "do not belong together" in page.words()


def test_a_stopped_account_is_nobody_whatever_its_cookie_says(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    with house.app.app_context(), transaction() as session:
        session.execute(sa.update(Person).where(Person.id == house.owner).values(active=False))
    client.get("/account", status=302)


def test_a_wrong_present_password_changes_nothing(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    page = client.post(
        "/account/password", {"password": "not it, not it", "new_password": NEW}, status=422
    )
    assert "not your password now" in page.words()
    assert NEW not in page.text
    client.get("/account")


def test_the_cookie_is_out_of_reach_of_scripts(house: House, client: Client) -> None:
    client.get("/sign-in")
    response = client.raw.post(
        "/sign-in",
        data={"csrf_token": client.token, "email": "owner@north.example", "password": PASSWORD},
    )
    device, cookie = sorted(response.headers.getlist("Set-Cookie"))
    assert device.startswith("pathways-device=")
    assert cookie.startswith("pathways=")
    for one in (device, cookie):
        assert "HttpOnly" in one
        assert "SameSite=Lax" in one
    # The mark of the device stays, and signs nobody in.
    assert "Expires" not in cookie


def test_no_cookie_outlives_the_session(house: House, client: Client) -> None:
    client.get("/sign-in")
    client.post(
        "/sign-in",
        {"email": "owner@north.example", "password": PASSWORD, "remember": "y"},
        status=302,
    )
    assert client.raw.get_cookie("remember_token") is None


def test_what_was_in_the_cookie_before_sign_in_is_not_used_after(
    house: House, client: Client
) -> None:
    client.get("/sign-in")
    before = client.token
    with client.raw.session_transaction() as session:
        session["organisation"] = house.other
    client.sign_in("owner@north.example")
    client.get("/account")
    assert client.token != before
    with client.raw.session_transaction() as session:
        assert "organisation" not in session
    client.token = before
    client.post("/account/name", {"name": "Another Name"}, status=400)


def test_a_session_ends_after_an_hour_without_use(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("owner@north.example")
    start = time.time()
    for minutes in (50, 100, 150):
        monkeypatch.setattr("time.time", lambda m=minutes: start + m * 60)
        client.get("/account")
    monkeypatch.setattr("time.time", lambda: start + 211 * 60)
    page = client.get("/account", status=302)
    assert page.location == "/sign-in?next=/account"
    assert "nothing happened for a while" in client.get(page.location).words()


def test_the_cookie_is_sent_again_once_a_minute_at_most(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("owner@north.example")
    client.get("/account")
    start = time.time()
    monkeypatch.setattr("time.time", lambda: start)
    client.get("/account")
    # Another network, or another version of the browser, is no reason either.
    other = {"User-Agent": "Another"}
    for seconds, is_sent in ((1, False), (30, False), (61, True), (62, False), (130, True)):
        monkeypatch.setattr("time.time", lambda s=seconds: start + s)
        answer = client.raw.get("/account", headers=other)
        assert ("Set-Cookie" in answer.headers) == is_sent, seconds


def test_a_session_ends_after_twelve_hours_however_busy(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("owner@north.example")
    start = time.time()
    for half_hours in range(1, 25):
        monkeypatch.setattr("time.time", lambda n=half_hours: start + n * 1800 - 5)
        client.get("/account")
    monkeypatch.setattr("time.time", lambda: start + 12 * 3600 + 5)
    client.get("/account", status=302)


def test_no_token_in_an_address_or_a_header_signs_in(app: Flask, house: House) -> None:
    with app.test_request_context():
        library = app.extensions["security"]
        token = library.datastore.find_user(email="owner@north.example").get_auth_token()
    client = Client(app)
    client.get(f"/account?auth_token={token}", status=302)
    with_token = {"headers": {"Authentication-Token": token}}
    assert client.raw.get("/account", **with_token).status_code == 302
    # The library's own pages ask it who is there, and would lead on whoever is signed in.
    assert client.raw.get("/sign-in", **with_token).status_code == 200


def test_signing_in_never_answers_as_json(house: House, client: Client) -> None:
    client.get("/sign-in")
    answer = client.raw.post(
        "/sign-in",
        json={"email": "owner@north.example", "password": PASSWORD},
        headers={"X-CSRFToken": client.token, "Accept": "application/json"},
    )
    assert not answer.is_json


def test_each_sign_in_is_in_the_journal(house: House, sign_in: SignIn) -> None:
    sign_in("owner@north.example").post("/sign-out", status=302)
    told = house.ask(
        sa.select(sa.func.count())
        .select_from(Journal)
        .where(
            Journal.person_id == house.owner,
            Journal.action.in_(("signed in", "signed out everywhere")),
        )
    )
    assert told == 2
    when = house.ask(sa.select(Person.signed_in_at).where(Person.id == house.owner))
    assert when is not None
    assert when.utcoffset() == timedelta(0)


def test_sign_out_needs_the_form_of_the_page(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.get("/sign-out", status=405)
    assert client.raw.post("/sign-out").status_code == 400
    client.get("/account")


def test_unused_pages_of_the_library_are_not_there(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    for address in ("/tf-setup", "/tf-rescue", "/tf-select", "/mf-recovery-codes"):
        client.get(address, status=404)
        client.post(address, status=404)
