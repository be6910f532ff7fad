"""Values that leave the app and come back: signed, so that what was changed is known.

A seal hides nothing. Each purpose has its own, so that one cannot pass for another.
"""

import hashlib
from typing import Any, Final

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from pathways.domain.review.identity import Identity

_IDENTITY: Final = "identity of a workbook"
_SIGNED: Final = {"digest_method": hashlib.sha256}
_SIGNED_BEFORE: Final = {"digest_method": hashlib.sha1}
"""Workbooks of earlier releases carry it, and come home for years; nothing new does."""


def seal(purpose: str, values: Any) -> str:
    """Return JSON values as signed text. The same values give the same text."""
    text: str | bytes = _sealer(purpose).dumps(values)
    return text if isinstance(text, str) else text.decode("ascii")


def unseal(purpose: str, text: str) -> Any:
    """Return the values of a seal; None where it was not made here or was changed."""
    try:
        return _sealer(purpose).loads(text)
    except (BadData, ValueError, RecursionError):
        return None


def seal_identity(identity: Identity) -> str:
    """Return what a workbook keeps of its origin."""
    return seal(_IDENTITY, identity.to_plain())


def read_identity(text: str) -> Identity | None:
    """Return the origin of a workbook; None where it has none that this app gave it."""
    values = unseal(_IDENTITY, text) if text else None
    if not isinstance(values, dict):
        return None
    try:
        return Identity.from_plain(values)
    except (KeyError, TypeError, ValueError):
        return None


def _sealer(purpose: str) -> URLSafeSerializer:
    now, before = (current_app.config[name] for name in ("SECRET_KEY", "SECRET_KEY_BEFORE"))
    return URLSafeSerializer(
        # The last one signs.
        [before, now] if before else now,
        salt=f"pathways: {purpose}",
        signer_kwargs=_SIGNED,
        fallback_signers=[_SIGNED_BEFORE],
    )
