"""Pages at once: so many of an account in each process, so that it leaves some to others.

A page is as costly as what its owner put into it: of the largest pathway, seconds. Whoever opens it
everywhere at once would have all threads of a process, and everybody else would wait.
"""

import threading
import time
from collections import Counter
from typing import Final

from flask import Flask, current_app, g, request, session

from pathways.turns import SOON, NoTurnError

PRESENT: Final = 3
"""Requests of one account at once in each process, whatever they ask for; and of all visitors."""
_MOMENT: Final = 0.3
"""For so many seconds a request waits for others of the same account: most are there by then."""
_BUSY: Final = (
    "Other pages of yours are on their way. Wait until they are there, then try this once more."
)
_CROWDED: Final = "Many people ask for pages just now. Wait a few seconds, then try this once more."
_NOT_HELD: Final = {"security", "accounts.health", "accounts.metrics"}
"""What a visitor can always have: the way in, which counts by itself, and what costs nothing."""


class _Crowd:
    """Who has pages under way in this process, and how many."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way: Counter[str] = Counter()
        self._held_up: dict[str, float] = {}

    def come(self, who: str) -> bool:
        """Let a request in, after a moment if need be; False where there are too many all the time.

        Whoever waited in vain has costly pages under way, and the next ones are not waited for.
        """
        with self._changed:
            now = time.monotonic()
            self._held_up = {one: until for one, until in self._held_up.items() if until > now}
            moment = 0 if who in self._held_up else _MOMENT
            is_free = self._changed.wait_for(lambda: self._under_way[who] < PRESENT, moment)
            if is_free:
                self._under_way[who] += 1
            else:
                self._held_up.setdefault(who, time.monotonic() + SOON.total_seconds())
            return is_free

    def leave(self, who: str) -> None:
        """Let a request go."""
        with self._changed:
            self._under_way[who] -= 1
            # Nobody who was here once is remembered for ever.
            self._under_way = +self._under_way
            self._changed.notify_all()


def init_app(app: Flask) -> None:
    """Look at who comes and leaves, beginning with nobody there."""
    begin(app)
    app.before_request(_come_in)
    app.teardown_request(_leave)


def begin(app: Flask) -> None:
    """Begin with nobody there."""
    app.extensions["crowds"] = _Crowd()


def _come_in() -> None:
    # The cookie's word is enough for this: it is signed, and asking the database whose it is would
    # be work.
    account = g.get("bearer") or session.get("_user_id")
    if request.endpoint == "static" or not current_app.config["BUDGETS"]:
        return
    if not account and {request.endpoint, request.blueprint} & _NOT_HELD:
        return
    # A page of a published offer can be as costly, and a network may be a whole college: so all
    # visitors together leave a thread to those who are signed in.
    who = f"account {account}" if account else "visitors"
    if not _crowd().come(who):
        raise NoTurnError(_BUSY, 429, SOON) if account else NoTurnError(_CROWDED, 503, SOON)
    g.present = who


def _leave(_error: BaseException | None) -> None:
    if who := g.pop("present", None):
        _crowd().leave(who)


def _crowd() -> _Crowd:
    found: _Crowd = current_app.extensions["crowds"]
    return found
