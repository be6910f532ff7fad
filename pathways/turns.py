"""Turns at having a file read: few at once, one for each account, and nobody waits for one.

Reading takes a process that computes for seconds. Whoever waited for it in a thread of the web
would keep that thread from everybody else, so where there is no turn, that is said at once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from pathways.db import transaction_apart
from pathways.records.attempts import WITHIN, TooManyAttemptsError, count_attempt, take_back

AT_ONCE: Final = 2
"""Files read at once by each process of the web: half of its threads stay free for pages."""
LIMIT: Final = 20
"""Files read for an account within five minutes."""
_LEEWAY: Final = timedelta(seconds=10)
_SEATS: Final = threading.BoundedSemaphore(AT_ONCE)
_SHORT: Final = 1.0
"""Seconds."""
_MAKING: Final = threading.BoundedSemaphore(1)
"""Workbooks made for anybody, by each process: apart from reading, which has its own seats."""


class NoTurnError(Exception):
    """A file is not read now. The message says why, and what to do."""

    def __init__(self, words: str, status: int, wait: timedelta) -> None:
        super().__init__(words)
        self.status = status
        self.wait = wait

    def answer(self, page: ResponseReturnValue) -> Response:
        """Return the page with what programs read of it: the status, and how long to wait."""
        response = make_response(page)
        response.status_code = self.status
        response.headers["Retry-After"] = f"{self.wait.total_seconds():.0f}"
        return response


@contextmanager
def turn(person_id: str, patience: float) -> Iterator[None]:
    """Give a person a turn of at most `patience` seconds; NoTurnError where there is none."""
    reading = _count(person_id, timedelta(seconds=patience))
    try:
        if not _SEATS.acquire(blocking=False):
            raise NoTurnError(
                "Other files are being read. Wait a few seconds, then choose the file once more.",
                503,
                timedelta(seconds=patience),
            )
        try:
            yield
        finally:
            _SEATS.release()
    finally:
        with transaction_apart() as session:
            take_back(session, reading)


@contextmanager
def seat() -> Iterator[None]:
    """Give whoever asks, known or not, a seat to have a workbook made; 503 where there is none.

    The largest takes seconds, and anybody may ask for those of what is published. Most are made
    in less than one, and for those it is worth a short wait.
    """
    if not _MAKING.acquire(timeout=_SHORT):
        raise ServiceUnavailable
    try:
        yield
    finally:
        _MAKING.release()


def _count(person_id: str, patience: timedelta) -> tuple[int, ...]:
    """Count a file, and mark one as being read; return the mark.

    The mark is a row, because the next request may be another process's. It ends by itself
    where a process came to its end before the file did.
    """
    with transaction_apart() as session:
        try:
            one = {f"reading of {person_id}": 1}
            reading = count_attempt(session, one, patience + _LEEWAY)
        except TooManyAttemptsError:
            raise NoTurnError(
                "Another file of yours is being read. "
                "Wait until that is done, then choose this one once more.",
                429,
                patience,
            ) from None
        try:
            count_attempt(session, {f"files of {person_id}": LIMIT})
        except TooManyAttemptsError:
            raise NoTurnError(
                f"You brought {LIMIT} files within five minutes. "
                "Wait a few minutes, then choose this one once more.",
                429,
                WITHIN,
            ) from None
    return reading
