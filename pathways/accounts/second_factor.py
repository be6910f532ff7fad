"""The second factor: codes of an authenticator app, and recovery codes, each taken once."""

import base64
from typing import Any, Final, cast

import qrcode
from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp, hash_password
from flask_security.utils import verify_password
from itsdangerous import BadSignature, URLSafeTimedSerializer
from passlib.exc import TokenError  # type: ignore[import-untyped]  # ships no types

from pathways.accounts.services.people import keep_secret_anew, use_recovery_code, use_step
from pathways.accounts.vault import Vault, is_shut
from pathways.db import transaction_apart

_SET_UP_WITHIN: Final = 30 * 60
_SALT: Final = "second factor"


class CodeOnce(Totp):
    """Checks codes, and refuses one that was used, on whichever machine.

    The secret that an app shares is kept in a vault. What was kept in that of the key before, or by
    an earlier release, is still read, and is put into this one with the next code that is right.
    """

    def __init__(self, secrets: Any, issuer: str) -> None:
        super().__init__(secrets, issuer)
        *others, self._vault = [
            Vault(base64.urlsafe_b64decode(key), _SALT)
            for number, key in sorted(secrets.items())
            if number > 1
        ]
        self._vaults = (self._vault, *others)

    def generate_totp_secret(self) -> str:
        """Return a new secret, as it is kept."""
        return self._vault.shut(self._totp.new().key)

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Say whether a code belongs to a secret as it is kept, and mark it as used if so."""
        opened = self._opened(totp_secret)
        # The library takes what is open as well as what it wrote.
        return opened is not None and super().verify_totp(token, opened, user, window)

    def get_totp_uri(self, username: str, totp_secret: str) -> str:
        """Return what the picture for an app says."""
        uri: str = super().get_totp_uri(username, cast("str", self._opened(totp_secret)))
        return uri

    def get_totp_pretty_key(self, totp_secret: str) -> str:
        """Return the secret as people type it into an app."""
        key: str = super().get_totp_pretty_key(cast("str", self._opened(totp_secret)))
        return key

    def get_last_counter(self, user: Any) -> int | None:
        """Return the half minute of the last code taken."""
        used: int | None = user.tf_used_step
        return used

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Mark the code as used, before it counts; refuse it where another request was first."""
        kept = user.tf_totp_secret
        with transaction_apart() as session:
            if not use_step(session, user.id, tmatch.counter):
                raise TokenError
            if kept and self._vault.open(kept) is None:
                keep_secret_anew(session, user.id, kept, self._vault.shut(tmatch.totp.key))

    def _opened(self, kept: str) -> Any:
        """Return what makes codes out of a secret; None where the secret cannot be read."""
        if not is_shut(kept):
            try:
                return self._totp.from_source(kept)
            except (KeyError, TypeError, ValueError):
                return None
        found = (vault.open(kept) for vault in self._vaults)
        key = next(filter(None, found), None)
        return None if key is None else self._totp(key=key, format="raw")


class RecoveryOnce(MfRecoveryCodesUtil):
    """Takes a recovery code away in the moment that it is checked.

    Codes are kept as passwords are. What an earlier release encrypted is still read.
    """

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Say whether the code is one, and take it away if so."""
        typed = _plain(code)
        for index, kept in enumerate(user.mf_recovery_codes or ()):
            if typed and self._is_one(kept, typed):
                with transaction_apart() as session:
                    return use_recovery_code(session, user.id, index, kept)
        return False

    def _is_one(self, kept: str, typed: str) -> bool:
        if kept.startswith("$"):
            is_same: bool = verify_password(typed, kept)
            return is_same
        return any(_plain(one) == typed for one in self._decrypt_codes([kept]))

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Do nothing: checking took the code away."""
        return True


def _library() -> Any:
    return current_app.extensions["security"]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=_SALT)


def begin_set_up(person_id: str) -> str:
    """Return a signed token with a new secret (encrypted), for the form to carry."""
    secret = _library().totp_factory.generate_totp_secret()
    return _serializer().dumps([person_id, secret])


def secret_of(person_id: str, token: str) -> str | None:
    """Return the secret of a token of this person, or None where it is old or another's."""
    try:
        owner, secret = _serializer().loads(token, max_age=_SET_UP_WITHIN)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(secret) if owner == person_id else None


def typed_key(secret: str) -> str:
    """Return the secret as people type it into an app."""
    key: str = _library().totp_factory.get_totp_pretty_key(secret)
    return key


def picture(email: str, secret: str) -> tuple[int, str]:
    """Return the width and the SVG path of the QR code that an app reads."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(_library().totp_factory.get_totp_uri(email, secret))
    rows = code.get_matrix()
    squares = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return len(rows), "".join(squares)


def is_right(person: Any, secret: str, code: str) -> bool:
    """Say whether a code belongs to a secret that is being set up."""
    factory = _library().totp_factory
    right: bool = factory.verify_totp("".join(code.split()), secret, person, window=30)
    return right


def is_proved(person: Any, code: str) -> bool:
    """Say whether a code of somebody's app is right now, or a recovery code is; it is used up."""
    library = _library()
    plain = "".join(code.split())
    if plain.isdecimal():
        # The same half minute of leeway as at sign-in.
        right: bool = library.totp_factory.verify_totp(
            plain,
            person.tf_totp_secret,
            person,
            window=current_app.config["SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY"],
        )
        return right
    return bool(library.mf_recovery_codes_util.check_recovery_code(person, plain))


def make_codes() -> tuple[list[str], list[str]]:
    """Return new recovery codes, as shown once and as kept (hashed)."""
    shown = _library().totp_factory.generate_recovery_codes(
        current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
    )
    return shown, [hash_password(_plain(code)) for code in shown]


def _plain(code: str) -> str:
    """Return a recovery code however it is typed."""
    return "".join(code.lower().split()).replace("-", "")
