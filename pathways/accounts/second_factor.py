"""The second factor: codes of an authenticator app, and recovery codes, each taken once."""

from typing import Any, Final

import qrcode
from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp
from itsdangerous import BadSignature, URLSafeTimedSerializer
from passlib.exc import TokenError  # type: ignore[import-untyped]  # ships no types

from pathways.accounts.services.people import use_recovery_code, use_step
from pathways.db import transaction_apart

_SET_UP_WITHIN: Final = 30 * 60
_SALT: Final = "second factor"


class CodeOnce(Totp):
    """Checks codes, and refuses one that was used, on whichever machine."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the half minute of the last code taken."""
        used: int | None = user.tf_used_step
        return used

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Mark the code as used, before it counts; refuse it where another request was first."""
        with transaction_apart() as session:
            if not use_step(session, user.id, tmatch.counter):
                raise TokenError


class RecoveryOnce(MfRecoveryCodesUtil):
    """Takes a recovery code away in the moment that it is checked."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Say whether the code is one, and take it away if so."""
        typed = "".join(code.lower().split()).replace("-", "")
        for index, kept in enumerate(user.mf_recovery_codes or ()):
            if "".join(self._decrypt_codes([kept])).replace("-", "") == typed and typed:
                with transaction_apart() as session:
                    return use_recovery_code(session, user.id, index, kept)
        return False

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
    """Return new recovery codes, as shown once and as kept (encrypted)."""
    library = _library()
    shown = library.totp_factory.generate_recovery_codes(
        current_app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_N"]
    )
    return shown, library.mf_recovery_codes_util._encrypt_codes(shown)
