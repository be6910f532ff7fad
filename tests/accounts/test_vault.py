"""What opens a second factor is kept so that nobody reads it or alters it, before and now."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security import Totp

from pathways import create_app
from pathways.accounts.vault import Vault, is_shut
from pathways.db import db
from pathways.models.account import Person
from tests.accounts.conftest import House
from tests.accounts.test_second_factor import forget_step, password_only, turn_on
from tests.conftest import settings
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]
KEY = bytes(range(32))


def kept(house: House) -> str:
    """Return the secret of the second factor as it is kept."""
    found: str = house.ask(sa.select(Person.tf_totp_secret).where(Person.id == house.owner))
    return found


def keep(house: House, secret: str) -> None:
    """Put another one in its place, as whoever can write to the database could."""
    house.change(sa.update(Person).where(Person.id == house.owner).values(tf_totp_secret=secret))


def as_before(house: House, authenticator: Any) -> None:
    """Keep secret and recovery codes as releases before this one did."""
    with house.app.app_context():
        library = house.app.extensions["security"]
        before = Totp({1: house.app.config["SECURITY_TOTP_SECRETS"][1]}, "Pathways")
        secret = before._totp(key=authenticator.key, format="raw").to_json(encrypt=True)
        codes = library.mf_recovery_codes_util._encrypt_codes(["abcd-ef01-2345"])
    keep(house, secret)
    house.change(sa.update(Person).values(mf_recovery_codes=codes))


def test_a_vault_gives_back_what_was_shut_in_it() -> None:
    vault = Vault(KEY, "one purpose")
    shut = {vault.shut(b"a secret") for _ in range(50)}
    assert len(shut) == 50
    assert {vault.open(one) for one in shut} == {b"a secret"}
    assert all(is_shut(one) and len(one) < 255 for one in shut)


def test_no_sign_of_a_vault_can_be_altered() -> None:
    vault = Vault(KEY, "one purpose")
    shut = vault.shut(b"a secret of twenty signs")
    head, _, sealed = shut.partition(":")
    plain = base64.urlsafe_b64decode(sealed)
    altered = [plain[:i] + bytes([plain[i] ^ 1]) + plain[i + 1 :] for i in range(len(plain))]
    others = [f"{head}:{base64.urlsafe_b64encode(one).decode()}" for one in altered]
    assert {vault.open(one) for one in others} == {None}
    assert {vault.open(one) for one in (f"{head}:", f"{head}:abc", f"{head}:é", shut[:-8])} == {
        None
    }


@pytest.mark.parametrize("other", [Vault(KEY[::-1], "one purpose"), Vault(KEY, "another")])
def test_another_key_or_purpose_opens_nothing(other: Vault) -> None:
    assert other.open(Vault(KEY, "one purpose").shut(b"a secret")) is None


def test_a_secret_that_was_altered_lets_nobody_in_and_breaks_nothing(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    authenticator, codes = turn_on(sign_in("owner@north.example"))
    whole = kept(house)
    assert is_shut(whole)
    for altered in (
        f"{whole[:30]}{'A' if whole[30] != 'A' else 'B'}{whole[31:]}",
        whole[:40],
        "{}",
    ):
        keep(house, altered)
        forget_step(house)
        page = password_only(app).post(
            "/sign-in/code", {"code": authenticator.generate().token}, status=422
        )
        assert "not the code" in page.words()
    other = password_only(app)
    other.post("/sign-in/recovery-code", {"code": codes[0]}, status=302)


def test_what_was_kept_before_is_read_and_kept_anew(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    as_before(house, authenticator)
    before = kept(house)
    password_only(app).post("/sign-in/code", {"code": "000000"}, status=422)
    assert kept(house) == before
    forget_step(house)
    client = password_only(app)
    client.post("/sign-in/code", {"code": authenticator.generate().token}, status=302)
    assert is_shut(kept(house))
    forget_step(house)
    code = authenticator.generate().token
    password_only(app).post("/sign-in/code", {"code": code}, status=302)


def test_a_recovery_code_of_before_works_once(app: Flask, house: House, sign_in: SignIn) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    as_before(house, authenticator)
    other = password_only(app)
    other.post("/sign-in/recovery-code", {"code": "ABCD EF01 2345"}, status=302)
    password_only(app).post("/sign-in/recovery-code", {"code": "abcd-ef01-2345"}, status=422)


def test_recovery_codes_are_kept_as_passwords_are(house: House, sign_in: SignIn) -> None:
    turn_on(sign_in("owner@north.example"))
    hashes = house.ask(sa.select(Person.mf_recovery_codes).where(Person.id == house.owner))
    assert len(set(hashes)) == 8
    assert all(one.startswith("$argon2id$") for one in hashes)


def test_another_secret_key_ends_second_factors_without_a_fault(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    keep(house, Vault(KEY, "second factor").shut(authenticator.key))
    forget_step(house)
    code = authenticator.generate().token
    password_only(app).post("/sign-in/code", {"code": code}, status=422)
    off = app.test_cli_runner().invoke(args=["user", "second-factor-off", "owner@north.example"])
    assert off.exit_code == 0
    Client(app).sign_in("owner@north.example", PASSWORD)


def test_a_second_factor_outlives_a_change_of_the_secret_key(
    app: Flask, house: House, sign_in: SignIn, database_url: str, tmp_path: Path
) -> None:
    authenticator, _codes = turn_on(sign_in("owner@north.example"))
    of_then, key = kept(house), app.config["SECRET_KEY"]
    changed = settings(database_url, tmp_path) | {
        "SECRET_KEY": "another key of thirty-two signs or more",
        "SECRET_KEY_BEFORE": key,
    }
    for _ in range(2):
        forget_step(house)
        other = create_app(changed)
        client = password_only(other)
        client.post("/sign-in/code", {"code": authenticator.generate().token}, status=302)
        client.get("/account")
        with other.app_context():
            db.engine.dispose()
        assert kept(house) != of_then
        # It was kept anew, so that the key before can be left out.
        changed["SECRET_KEY_BEFORE"] = ""
