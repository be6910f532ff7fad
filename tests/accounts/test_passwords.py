"""Passwords and codes: any signs, as typed, hashed slowly, hard to guess; and the way out."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_security.utils import hash_password

from pathways import create_app
from pathways.accounts.links import secret_of
from pathways.accounts.services.people import new_identity
from pathways.db import db
from tests.accounts.conftest import House
from tests.accounts.test_second_factor import forget_step, password_only, turn_on
from tests.conftest import settings
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]
LONG = "a lantern over the quay " * 6 + "and one"
TAKEN = {
    "small letters alone": "lanterns over a quay",
    "many signs": "q7% 82 - x93 / 604 * m15",
    "another script": "фонари над причалом",
    "signs of many bytes": "🏮🌊⚓🛶🐟🌙🪁🧭🎣🪸🐚🌅",
    "as long as it may be": LONG[:128],
}


def change(client: Client, old: str, new: str, status: int = 302) -> None:
    """Choose another password."""
    client.get("/account/password")
    client.post("/account/password", {"password": old, "new_password": new}, status)


@pytest.mark.parametrize("name", TAKEN)
def test_any_signs_make_a_password(house: House, sign_in: SignIn, name: str) -> None:
    change(sign_in("owner@north.example"), PASSWORD, TAKEN[name])
    Client(house.app).sign_in("owner@north.example", TAKEN[name])


@pytest.mark.parametrize(
    "other", [LONG[:127], LONG[:127] + "x", LONG[:128].upper(), f" {LONG[:127]}"]
)
def test_a_password_is_taken_as_it_was_typed(house: House, sign_in: SignIn, other: str) -> None:
    change(sign_in("owner@north.example"), PASSWORD, LONG[:128])
    client = Client(house.app)
    client.get("/sign-in")
    client.post("/sign-in", {"email": "owner@north.example", "password": other}, 422)


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("/sign-in", ["current-password"]),
        ("/account/password", ["current-password", "new-password"]),
    ],
)
def test_password_fields_hide_and_can_be_filled_in(
    house: House, sign_in: SignIn, address: str, kinds: list[str]
) -> None:
    client = Client(house.app) if address == "/sign-in" else sign_in("owner@north.example")
    fields = [e for e in client.get(address).all(".//input") if "password" in e.get("name", "")]
    assert [field.get("type") for field in fields] == ["password"] * len(kinds)
    assert [field.get("autocomplete") for field in fields] == kinds


def test_passwords_are_kept_as_argon2id_with_what_owasp_asks(tmp_path: Path) -> None:
    plain = settings(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    del plain["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"]
    app = create_app(plain)
    with app.app_context():
        assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        db.engine.dispose()


def test_what_must_not_be_guessed_is_long(app: Flask) -> None:
    with app.app_context():
        library = app.extensions["security"]
        key = library.totp_factory.get_totp_pretty_key(library.totp_factory.generate_totp_secret())
    drawn = {new_identity() for _ in range(100)}
    assert len(drawn) == 100
    assert all(len(bytes.fromhex(one)) >= 16 for one in drawn)
    assert len(bytes.fromhex(secret_of("a key", "one"))) >= 16
    # Five bits a letter.
    assert len(key.replace("-", "")) * 5 >= 128


def test_a_new_password_by_link_leaves_the_second_factor_on(
    house: House, sign_in: SignIn, client: Client
) -> None:
    turn_on(sign_in("owner@north.example"))
    client.post("/reset-password", {"email": "owner@north.example"})
    found = re.search(r"(/reset-password/\S+)", house.mails("owner@north.example")[-1])
    assert found is not None
    page = client.post(found[1], {"password": LONG[:40]}, status=302)
    assert page.location.startswith("/sign-in")
    client.get("/sign-in")
    page = client.post(
        "/sign-in", {"email": "owner@north.example", "password": LONG[:40]}, status=302
    )
    assert page.location.startswith("/sign-in/code")
    client.get("/account", status=302)


@pytest.mark.parametrize(("seconds", "status"), [(-100, 422), (100, 422), (0, 302)])
def test_a_code_runs_out(
    app: Flask, house: House, sign_in: SignIn, seconds: int, status: int
) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    forget_step(house)
    code = authenticator.generate(time=time.time() + seconds).token
    password_only(app).post("/sign-in/code", {"code": code}, status=status)


@pytest.mark.parametrize("address", ["/", "/account", "/pathways", "/framework", "/nowhere"])
def test_every_page_of_somebody_signed_in_leads_out(
    house: House, sign_in: SignIn, address: str
) -> None:
    client = sign_in("owner@north.example")
    page = client.get(address, status=404 if address == "/nowhere" else 200)
    assert [link for link in page.all(".//header//a") if link.get("href") == "/account"]
    account = client.get("/account")
    assert [form for form in account.all(".//form") if form.get("action") == "/sign-out"]


def test_no_secret_reaches_the_log(
    house: House, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client.get("/sign-in")
    wrong = "never to be written down"
    client.post("/sign-in", {"email": "owner@north.example", "password": wrong}, 422)
    client.post("/reset-password", {"email": "owner@north.example"})
    link = re.search(r"/reset-password/(\S+)", house.mails("owner@north.example")[-1])
    assert link is not None
    client.get(f"/reset-password/{link[1]}")
    client.sign_in("owner@north.example")
    client.get("/nowhere%0d%0aA line of its own", status=404)
    for secret in (wrong, PASSWORD, link[1], house.app.config["SECRET_KEY"]):
        assert secret not in caplog.text
    assert not re.search(r"^A line of its own", caplog.text, re.MULTILINE)
