"""The optional second factor: codes and recovery codes, each taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from passlib.totp import TOTP  # type: ignore[import-untyped]  # ships no types

from pathways.accounts.services.people import use_step
from pathways.db import transaction
from pathways.models.account import Person
from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client, Page

SignIn = Callable[[str], Client]


def begin(client: Client) -> tuple[Page, Any]:
    """Open the set-up; return its page and what an app would make of the key."""
    page = client.post("/account/second-factor", {"password": PASSWORD}, status=200)
    key = next(e for e in page.tree.iter() if "scan__key" in (e.get("class") or ""))
    return page, TOTP(key="".join((key.text or "").split("-")), format="base32")


def turn_on(client: Client) -> tuple[Any, list[str]]:
    """Turn the second factor on; return the app and the recovery codes."""
    page, app = begin(client)
    done = client.post(
        "/account/second-factor/on",
        {"token": page.field("token"), "code": app.generate().token},
        status=200,
    )
    return app, [e.text or "" for e in done.all(".//li[@class='code']")]


def forget_step(house: House) -> None:
    """Let half a minute pass: the last code is not the present one any more."""
    house.change(sa.update(Person).values(tf_used_step=None))


def password_only(app: Flask) -> Client:
    """Return a client that gave the password and no code yet."""
    client = Client(app)
    client.get("/sign-in")
    page = client.post("/sign-in", {"email": "owner@north.example", "password": PASSWORD}, 302)
    assert page.location.startswith("/sign-in/code")
    client.get(page.location)
    return client


def test_a_code_is_asked_for_after_the_password(app: Flask, house: House, sign_in: SignIn) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    forget_step(house)
    client = password_only(app)
    client.get("/account", status=302)
    assert "not the code" in client.post("/sign-in/code", {"code": "000000"}, 422).words()
    code = authenticator.generate().token
    client.post("/sign-in/code", {"code": f" {code[:3]} {code[3:]} "}, status=302)
    assert "is on, 8 recovery codes left" in client.get("/account").words()


def test_a_code_works_once(app: Flask, house: House, sign_in: SignIn) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    forget_step(house)
    code = authenticator.generate().token
    password_only(app).post("/sign-in/code", {"code": code}, status=302)
    password_only(app).post("/sign-in/code", {"code": code}, status=422)


def test_two_requests_with_one_code_let_one_in(app: Flask, house: House, sign_in: SignIn) -> None:
    authenticator, codes = turn_on(sign_in("owner@north.example"))
    for address, code in (
        ("/sign-in/code", authenticator.generate().token),
        ("/sign-in/recovery-code", codes[0]),
    ):
        forget_step(house)
        clients = [password_only(app) for _ in range(4)]

        def answer(client: Client, address: str = address, code: str = code) -> int:
            form = {"csrf_token": client.token, "code": code}
            return client.raw.post(address, data=form).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(answer, clients))
        assert answers == [302, 422, 422, 422]


def test_a_half_minute_is_used_once_and_none_before_it_after(house: House) -> None:
    with house.app.app_context(), transaction() as session:
        took = [use_step(session, house.owner, step) for step in (100, 100, 99, 101)]
    assert took == [True, False, False, True]


def test_a_recovery_code_works_once(app: Flask, house: House, sign_in: SignIn) -> None:
    _app, codes = turn_on(sign_in("owner@north.example"))
    assert len(set(codes)) == 8
    client = password_only(app)
    client.get("/sign-in/recovery-code")
    client.post("/sign-in/recovery-code", {"code": codes[3].upper()}, status=302)
    assert "7 recovery codes left" in client.get("/account").words()
    again = password_only(app)
    page = again.post("/sign-in/recovery-code", {"code": codes[3]}, status=422)
    assert "it was used" in page.words()
    again.post("/sign-in/recovery-code", {"code": codes[4]}, status=302)


def test_codes_are_not_kept_readable(house: House, sign_in: SignIn) -> None:
    authenticator, codes = turn_on(sign_in("owner@north.example"))
    kept = house.ask(sa.select(Person.mf_recovery_codes).where(Person.id == house.owner))
    secret = house.ask(sa.select(Person.tf_totp_secret).where(Person.id == house.owner))
    assert all(code not in str(kept) for code in codes)
    assert authenticator.base32_key not in secret


def test_guessing_codes_is_limited(app: Flask, house: House, sign_in: SignIn) -> None:
    turn_on(sign_in("owner@north.example"))
    client = password_only(app)
    for number in range(10):
        client.post("/sign-in/code", {"code": f"00000{number}"}, status=422)
    client.post("/sign-in/code", {"code": "000010"}, status=429)
    client.post("/sign-in/recovery-code", {"code": "abc"}, status=429)


def test_setting_up_asks_for_the_password_and_a_right_code(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    page = client.post("/account/second-factor", {"password": "wrong"}, status=422)
    assert "not your password" in page.words()
    page, authenticator = begin(client)
    token = page.field("token")
    refused = client.post("/account/second-factor/on", {"token": token, "code": "123"}, status=422)
    assert refused.field("token") == token
    assert "is off" in client.get("/account").words()
    client.post(
        "/account/second-factor/on",
        {"token": token, "code": authenticator.generate().token},
        status=200,
    )
    assert "is on" in client.get("/account").words()


def test_a_set_up_of_somebody_else_is_refused(house: House, sign_in: SignIn) -> None:
    page, authenticator = begin(sign_in("editor@north.example"))
    client = sign_in("owner@north.example")
    answer = client.post(
        "/account/second-factor/on",
        {"token": page.field("token"), "code": authenticator.generate().token},
    )
    assert answer.location == "/account/second-factor"
    assert "is off" in client.get("/account").words()


CHANGE = "/account/second-factor/change"


def test_it_can_be_turned_off_again(app: Flask, house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    authenticator, _codes = turn_on(client)
    forget_step(house)
    code = authenticator.generate().token
    refused = client.post(CHANGE, {"password": "wrong", "code": code, "step": "off"}, 422)
    assert "not your password" in refused.words()
    refused = client.post(CHANGE, {"password": PASSWORD, "code": "000000", "step": "off"}, 422)
    assert "not a code that your app shows" in refused.words()
    client.post(CHANGE, {"password": PASSWORD, "step": "off"}, 422)
    assert "is on" in client.get("/account").words()
    client.post(CHANGE, {"password": PASSWORD, "code": code, "step": "off"})
    Client(app).sign_in("owner@north.example")


def test_a_recovery_code_turns_it_off_too(app: Flask, house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    _app, codes = turn_on(client)
    client.post(CHANGE, {"password": PASSWORD, "code": codes[2], "step": "off"})
    Client(app).sign_in("owner@north.example")


def test_a_thief_with_session_and_password_cannot_take_it_away(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    page, authenticator = begin(client)
    turn_on(client)
    kept = house.ask(sa.select(Person.tf_totp_secret).where(Person.id == house.owner))
    for step in ("off", "codes"):
        client.post(CHANGE, {"password": PASSWORD, "step": step}, 422)
        client.post(CHANGE, {"password": PASSWORD, "code": "123456", "step": step}, 422)
    # Another authenticator in place of the one that is on.
    client.post("/account/second-factor", {"password": PASSWORD}, 303)
    forget_step(house)
    values = {"token": page.field("token"), "code": authenticator.generate().token}
    client.post("/account/second-factor/on", values, 303)
    assert house.ask(sa.select(Person.tf_totp_secret).where(Person.id == house.owner)) == kept
    assert "8 recovery codes left" in client.get("/account").words()


def test_guessing_codes_on_the_account_page_is_limited(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    turn_on(client)
    for number in range(10):
        client.post(CHANGE, {"password": PASSWORD, "code": f"00000{number}", "step": "off"}, 422)
    client.post(CHANGE, {"password": PASSWORD, "code": "000010", "step": "off"}, 429)


def test_its_owner_is_told_by_mail_whichever_way_it_changes(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    authenticator, codes = turn_on(client)
    forget_step(house)
    client.post(CHANGE, {"password": PASSWORD, "code": codes[0], "step": "codes"}, 200)
    code = authenticator.generate().token
    client.post(CHANGE, {"password": PASSWORD, "code": code, "step": "off"})
    forget_step(house)
    turn_on(client)
    command = app.test_cli_runner().invoke(
        args=["user", "second-factor-off", "owner@north.example"]
    )
    assert command.exit_code == 0, command.output
    on, made, off, again, by_command = house.mails("owner@north.example")
    assert "was turned on" in on
    assert "recovery codes were made" in made
    assert "was turned off" in off
    assert "was turned on" in again
    assert "was turned off" in by_command
    assert "by whoever runs this site" in by_command
    assert all("If it was not you" in mail for mail in (on, made, off, again, by_command))
    assert all(word not in "".join((on, made, off)) for word in (code, *codes))


def test_new_recovery_codes_take_the_place_of_the_old_ones(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    authenticator, old = turn_on(client)
    forget_step(house)
    code = authenticator.generate().token
    page = client.post(CHANGE, {"password": PASSWORD, "code": code, "step": "codes"}, 200)
    new = [e.text or "" for e in page.all(".//li[@class='code']")]
    other = password_only(app)
    other.post("/sign-in/recovery-code", {"code": old[0]}, status=422)
    other.post("/sign-in/recovery-code", {"code": new[0]}, status=302)


def test_the_device_gets_its_mark_after_the_second_step(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    forget_step(house)
    client = password_only(app)
    assert client.raw.get_cookie("pathways-device") is None
    client.post("/sign-in/code", {"code": authenticator.generate().token}, status=302)
    assert client.raw.get_cookie("pathways-device") is not None


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/recovery-code"])
def test_codes_are_nothing_without_the_password(house: House, client: Client, address: str) -> None:
    page = client.get(address, status=302)
    assert page.location.startswith("/sign-in")
    client.post(address, {"code": "123456"}, status=302)
    client.get("/account", status=302)
