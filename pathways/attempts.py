"""Who may try how often: the limits, and the page that says to wait."""

import hashlib
import ipaddress
from typing import Final

from flask import abort, request

from pathways.db import transaction_apart
from pathways.records.attempts import LIMIT, TooManyAttemptsError, count_attempt, take_back

_LIMITS: Final = {"reset": 3}
"""Tries per account within five minutes, where they are not the usual ten."""


def begin_attempt(kind: str, account: str = "") -> tuple[int, ...]:
    """Count a try at `kind` for this account and network; 429 where there were too many."""
    limits = {f"{kind} from {_network()}": LIMIT}
    if account:
        limits[f"{kind} of {_mark(account)}"] = _LIMITS.get(kind, LIMIT)
    try:
        with transaction_apart() as session:
            return count_attempt(session, limits)
    except TooManyAttemptsError:
        abort(429)


def forgive_attempt(rows: tuple[int, ...]) -> None:
    """Take a try back that was right."""
    with transaction_apart() as session:
        take_back(session, rows)


def _mark(account: str) -> str:
    """Return a mark of an account, so that no address of anybody is listed with the tries."""
    return hashlib.sha256(account.lower().encode("utf-8", "replace")).hexdigest()


def _network() -> str:
    """Return where the request comes from: an address, or the half of an IPv6 one, as sites get."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
