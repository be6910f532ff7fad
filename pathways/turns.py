"""Turns at costly work: so much for each account and organisation, few at once, and no waiting.

What takes long, takes it from everybody: a thread, the processor, a process apart. So whoever asks
for it is given a turn or refused at once, with the reason and how long to wait. What is costly, and
how much of it there is, says `domain/work.py`. Turns at once are counted in each process, since it
is there that they are in the way of others; what was had within five minutes is counted in rows,
since the next request may be another process's or another machine's.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from flask import Flask, Response, current_app, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pathways.access import find_actor
from pathways.attempts import network, seconds
from pathways.db import transaction_apart
from pathways.domain.work import Budget, Work
from pathways.metrics import count_refused
from pathways.outages import OutageError
from pathways.records.attempts import WITHIN, TooManyAttemptsError, count_attempt, take_back

Given = ParamSpec("Given")
Viewed = TypeVar("Viewed")

SEATS: Final = 3
"""Turns at once in each process of the web, whatever the work: a thread stays free for pages."""
SOON: Final = timedelta(seconds=5)
"""After how long to try again where others have the seats."""
_LEEWAY: Final = timedelta(seconds=10)


class NoTurnError(Exception):
    """Costly work is not done now. The message says why, and what to do."""

    def __init__(self, words: str, status: int, wait: timedelta) -> None:
        super().__init__(words)
        self.status = status
        self.wait = wait

    def answer(self, page: ResponseReturnValue) -> Response:
        """Return the page with what programs read of it: the status, and how long to wait."""
        response = make_response(page)
        response.status_code = self.status
        response.headers["Retry-After"] = str(seconds(self.wait))
        return response


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose turn it is: an account and its organisation, or the network of a visitor."""

    account: str = ""
    organisation: str = ""
    network: str = ""

    @property
    def key(self) -> str:
        """How the one who asks is named among others."""
        return self.account or self.network

    def limits(self, budget: Budget) -> tuple[tuple[str, str, int], ...]:
        """Return what is counted: of which kind it is, its name, and how much there is for it."""
        times: int = current_app.config["BUDGETS"]
        found = (
            ("account", self.account, budget.account * times),
            ("organisation", self.organisation, budget.organisation * times),
            ("network", self.network, budget.network * times),
        )
        return tuple(one for one in found if one[1] and times)


def find_asker() -> Asker:
    """Return who asks in this request."""
    found = find_actor()
    if found is None:
        return Asker(network=network())
    return Asker(found.person_id, found.organisation_id or "")


@contextmanager
def turn(work: Work, patience: float = 0, asker: Asker | None = None) -> Iterator[None]:
    """Give whoever asks a turn; NoTurnError where there is none.

    With `patience`, the seconds that it takes at most, an account has no more turns at once over
    all processes than in one.
    """
    asker = find_asker() if asker is None else asker
    places = {f"{work.key} {asker.key}": work.budget.at_once, work.key: work.budget.seats}
    if not work.is_light:
        places["all"] = SEATS
    wait = max(timedelta(seconds=patience), SOON)
    _ledger().refuse_spent(work, asker)
    full = _ledger().sit(places)
    if full in (work.key, "all"):
        raise _refusal(work, work.say_others(), 503, wait)
    if full is not None:
        raise _refusal(work, work.say_mine(), 429, wait)
    try:
        marks = _count(work, asker, timedelta(seconds=patience))
        try:
            yield
        finally:
            if marks:
                _take_back(marks)
    finally:
        _ledger().rise(places)


def in_turn(
    work: Work,
) -> Callable[[Callable[Given, Viewed]], Callable[Given, Viewed]]:
    """Declare that all of a view is costly: it reads nothing before it has its turn."""

    def declare(view: Callable[Given, Viewed]) -> Callable[Given, Viewed]:
        @wraps(view)
        def taking(*args: Given.args, **named: Given.kwargs) -> Viewed:
            with turn(work):
                return view(*args, **named)

        taking.__dict__["work"] = work
        return taking

    return declare


def count(work: Work) -> None:
    """Count what is begun here and done elsewhere; NoTurnError where its budget is spent."""
    asker = find_asker()
    _ledger().refuse_spent(work, asker)
    _count(work, asker, timedelta(0))


class _Ledger:
    """What this process knows by itself: who has a turn, who has had all, and light work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()
        self._spent: dict[str, float] = {}
        self._window = 0
        self._light: Counter[str] = Counter()

    def sit(self, places: dict[str, int]) -> str | None:
        """Take one of each; where one is full, take none and return which."""
        with self._lock:
            for name, most in places.items():
                if self._taken[name] >= most:
                    return name
            self._taken.update(places.keys())
            return None

    def rise(self, places: dict[str, int]) -> None:
        """Give one of each back."""
        with self._lock:
            self._taken.subtract(places.keys())
            # Nobody who was here once is remembered for ever.
            self._taken = +self._taken

    def spend(self, subject: str, wait: timedelta) -> None:
        """Remember that somebody has had all, so that the database is not asked each time."""
        now = time.monotonic()
        with self._lock:
            self._spent = {name: until for name, until in self._spent.items() if until > now}
            self._spent[subject] = now + wait.total_seconds()

    def refuse_spent(self, work: Work, asker: Asker) -> None:
        """Refuse somebody who has had all, as is known here."""
        now = time.monotonic()
        for who, name, most in asker.limits(work.budget):
            until = self._spent.get(f"{work.key} of {name}", 0)
            if until > now:
                raise _spent(work, who, most, timedelta(seconds=until - now))

    def count_light(self, work: Work, asker: Asker) -> None:
        """Count light work; NoTurnError where somebody has had all of these five minutes."""
        window, gone = divmod(time.monotonic(), WITHIN.total_seconds())
        with self._lock:
            if window != self._window:
                self._window, self._light = int(window), Counter()
            for who, name, most in asker.limits(work.budget):
                subject = f"{work.key} of {name}"
                self._light[subject] += 1
                if self._light[subject] > most:
                    raise _spent(work, who, most, WITHIN - timedelta(seconds=gone))


def init_app(app: Flask) -> None:
    """Begin without anybody having had anything."""
    app.extensions["turns"] = _Ledger()


def _ledger() -> _Ledger:
    found: _Ledger = current_app.extensions["turns"]
    return found


def _spent(work: Work, who: str, most: int, wait: timedelta) -> NoTurnError:
    return _refusal(work, work.say_spent(who, most, wait), 429, wait)


def _refusal(work: Work, words: str, status: int, wait: timedelta) -> NoTurnError:
    """Count that a turn is refused, and return what says so."""
    count_refused(work, status)
    return NoTurnError(words, status, wait)


def _count(work: Work, asker: Asker, patience: timedelta) -> tuple[int, ...]:
    """Count a turn, and mark it as being had; return the marks.

    A mark ends by itself where a process came to its end before the work did.
    """
    if work.is_light:
        _ledger().count_light(work, asker)
        return ()
    try:
        with transaction_apart() as session:
            marks = _mark(session, work, asker, patience) if patience else ()
            # Each by itself, always in one order, so that two never wait for each other.
            for who, name, most in sorted(asker.limits(work.budget), key=lambda one: one[1]):
                subject = f"{work.key} of {name}"
                try:
                    count_attempt(session, {subject: most})
                except TooManyAttemptsError as error:
                    _ledger().spend(subject, error.wait)
                    raise _spent(work, who, most, error.wait) from None
            return marks
    except OutageError:
        # A database that cannot be written now still serves whoever reads. The seats hold.
        return ()


def _mark(session: Session, work: Work, asker: Asker, patience: timedelta) -> tuple[int, ...]:
    budget = work.budget
    marks: dict[str, tuple[int, str, int]] = {asker.key: (budget.at_once, work.say_mine(), 429)}
    if asker.organisation:
        marks[asker.organisation] = (budget.together, work.say_others(), 503)
    rows: list[int] = []
    for name, (most, words, status) in sorted(marks.items()):
        try:
            now = {f"{work.key} now of {name}": most}
            rows += count_attempt(session, now, patience + _LEEWAY)
        except TooManyAttemptsError:
            raise _refusal(work, words, status, max(patience, SOON)) from None
    return tuple(rows)


def _take_back(marks: tuple[int, ...]) -> None:
    try:
        with transaction_apart() as session:
            take_back(session, marks)
    except OutageError:
        # They end by themselves.
        pass
