"""Who may try how often: the limits, and the page that says to wait.

Whoever guesses at one account from one network has few tries. An account has more of them from all
networks together, and so has a network at all accounts: nobody else's guesses keep a person out,
nor a building. A device on which somebody signed in before has tries of its own, and no others
count for it.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from pathways.db import transaction_apart
from pathways.devices import find_device
from pathways.domain.words import plural
from pathways.records.attempts import (
    DAY,
    LIMIT,
    TooManyAttemptsError,
    count_attempt,
    mark_of,
    take_back,
)

__all__ = [
    "KINDS",
    "LIMIT",
    "Rule",
    "TooManyAttemptsError",
    "begin_attempt",
    "count_for_day",
    "count_try",
    "forgive_attempt",
    "network",
    "say_wait",
    "seconds",
    "too_many",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """How many tries at one kind of thing within five minutes.

    `together`: at one account from one network, or on one of its devices. `account`: at one account
    from all networks; None where there is no end. `network`: from one network at all accounts.
    """

    together: int = LIMIT
    account: int | None = 50
    network: int = 200


_RULES: Final[Mapping[str, Rule]] = {
    "sign-in": Rule(),
    "password": Rule(),
    # Six digits: whoever gets as far as this knows the password, and is no mere stranger.
    "code": Rule(account=LIMIT),
    # A mail each, to an address that anybody can type.
    "reset": Rule(together=3, account=3, network=50),
    "joining": Rule(account=LIMIT, network=30),
    # A request to the provider each, of whomever: nobody is known before it answers.
    "single sign-on": Rule(together=60, account=None, network=60),
    "enquiry": Rule(account=None, network=30),
}
KINDS: Final = (*_RULES, "token")
"""What tries are made at; those with an access token are counted for a network alone."""


def begin_attempt(kind: str, account: str) -> tuple[int, ...]:
    """Count a try at `kind` for this account and network; 429 where there were too many."""
    try:
        return count_try(kind, account)
    except TooManyAttemptsError as refused:
        raise TooManyRequests(
            f"Wait {say_wait(refused.wait)}, then try again.", retry_after=seconds(refused.wait)
        ) from None


def count_try(kind: str, account: str, times: int = 1) -> tuple[int, ...]:
    """Count tries at `kind`; TooManyAttemptsError, and none counted, where there were too many."""
    with transaction_apart() as session:
        return count_attempt(session, _limits(kind, account), times=times)


def forgive_attempt(rows: tuple[int, ...]) -> None:
    """Take a try back that was right."""
    with transaction_apart() as session:
        take_back(session, rows)


def count_for_day(limits: Mapping[str, int], times: int = 1) -> None:
    """Count for each subject within a day; TooManyAttemptsError, and none, where it is too much."""
    with transaction_apart() as session:
        count_attempt(session, limits, DAY, times=times)


def too_many(page: ResponseReturnValue, wait: timedelta) -> Response:
    """Return a page that says beside a field that there were too many, as programs read it."""
    response = make_response(page)
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds(wait))
    return response


def seconds(wait: timedelta) -> int:
    """Return a wait as `Retry-After` says it."""
    return max(1, round(wait.total_seconds()))


def say_wait(wait: timedelta) -> str:
    """Return a wait as people are told it."""
    minutes = -(-seconds(wait) // 60)
    return plural(minutes, "minute") if minutes < 120 else plural(-(-minutes // 60), "hour")


def _limits(kind: str, account: str) -> dict[str, int]:
    """Return what a try counts for, each with its limit."""
    rule, mark, here = _RULES[kind], mark_of(account), network()
    if device := find_device(account):
        return {f"{kind} on {device}": rule.together}
    limits = {
        f"{kind} of {mark} from {here}": rule.together,
        f"{kind} from {here}": rule.network,
    }
    if rule.account is not None:
        limits[f"{kind} of {mark}"] = rule.account
    return limits


def network() -> str:
    """Return where the request comes from: an address, or the half of an IPv6 one, as sites get."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
