"""Seals: what was changed, and what was sealed for something else, is not opened."""

import hashlib
from base64 import urlsafe_b64decode
from typing import cast

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer

from pathways import seals


def test_a_seal_is_opened_for_its_own_purpose_alone(app: Flask) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        assert seals.unseal("one purpose", text) == {"row": 7}
        assert seals.unseal("another purpose", text) is None


@pytest.mark.parametrize("place", [0, 5, -5])
def test_a_changed_letter_opens_nothing(app: Flask, place: int) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        changed = list(text)
        changed[place] = "A" if text[place] != "A" else "B"
        assert seals.unseal("one purpose", "".join(changed)) is None
        assert seals.unseal("one purpose", "") is None


def test_another_copy_with_another_key_opens_nothing(app: Flask) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        app.config["SECRET_KEY"] = "the key of another copy"
        assert seals.unseal("one purpose", text) is None


def test_a_seal_of_the_key_before_is_opened_and_none_is_made_with_it(app: Flask) -> None:
    with app.app_context():
        of_then = seals.seal("one purpose", {"row": 7})
        app.config |= {"SECRET_KEY": "another key", "SECRET_KEY_BEFORE": app.config["SECRET_KEY"]}
        assert seals.unseal("one purpose", of_then) == {"row": 7}
        of_now = seals.seal("one purpose", {"row": 7})
        app.config["SECRET_KEY_BEFORE"] = ""
        assert seals.unseal("one purpose", of_now) == {"row": 7}
        assert seals.unseal("one purpose", of_then) is None


def test_what_is_signed_is_signed_with_sha_256(app: Flask) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        library = app.extensions["security"]
        for signed in (text, library.reset_serializer.dumps("x"), _cookie(app)):
            mark = signed.rpartition(".")[2]
            assert len(urlsafe_b64decode(mark + "=" * (-len(mark) % 4))) == 32, signed


def test_a_seal_of_an_earlier_release_is_opened(app: Flask) -> None:
    with app.app_context():
        key = app.config["SECRET_KEY"]
        before = URLSafeSerializer(
            key, salt="pathways: one purpose", signer_kwargs={"digest_method": hashlib.sha1}
        )
        text = before.dumps({"row": 7})
        assert seals.unseal("one purpose", str(text)) == {"row": 7}
        assert seals.unseal("another purpose", str(text)) is None


def _cookie(app: Flask) -> str:
    signer = SecureCookieSessionInterface.get_signing_serializer
    made = signer(cast("SecureCookieSessionInterface", app.session_interface), app)
    assert made is not None
    return str(made.dumps({"since": 1}))
