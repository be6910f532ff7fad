"""The mark of a device on which somebody signed in: a signed cookie that names account and device.

It signs nobody in. Its bearer has tries of their own, so that no stranger's wrong guesses, from
wherever, keep a person out of their account on a device that they use.
"""

from datetime import timedelta
from typing import Final

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from pathways.db import new_id
from pathways.records.attempts import mark_of

_LASTS: Final = timedelta(days=180)


def find_device(account: str) -> str:
    """Return the device that the request comes from, if this account was signed in on it."""
    try:
        owner, device = _serializer().loads(
            request.cookies.get(_cookie(), ""), max_age=int(_LASTS.total_seconds())
        )
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(device) if owner == mark_of(account) else ""


def mark_device(response: Response, account: str) -> Response:
    """Give the device of somebody who has just signed in its mark; one that has it keeps its own.

    What was tried on a device still counts after a sign-in, since the mark names it as before.
    """
    device = find_device(account) or new_id()
    response.set_cookie(
        _cookie(),
        str(_serializer().dumps([mark_of(account), device])),
        max_age=_LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_device(response: Response) -> Response:
    """Take the mark of a device away."""
    response.delete_cookie(
        _cookie(),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _cookie() -> str:
    # The prefix, where there is one, lets no other host of the domain set it.
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="device")
