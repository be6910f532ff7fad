"""When the database does not answer, or takes nothing: told apart from what is wrong with us.

A full disk, a file that cannot be written, a server that is gone and a queue of writers are no
faults of the code. They get an answer of their own, 503, and one line in the log.
"""

from dataclasses import dataclass
from sqlite3 import Error as SQLiteError
from typing import Any, Final

import click
from sqlalchemy.engine import ExceptionContext

_READ_ONLY: Final = 8
_FAILING: Final = 10
"""SQLite's number for a disk that fails; beside it the one for a file that may only be read."""


@dataclass(frozen=True, slots=True)
class Outage:
    """One way in which the database fails, in words for whoever meets it; `wait` is in seconds."""

    title: str
    advice: str
    wait: int


GONE: Final = Outage(
    "We cannot reach our data at the moment",
    "The fault is on our side, and nothing that was saved is lost. Try again in a minute.",
    60,
)
UNWRITABLE: Final = Outage(
    "We cannot save anything at the moment",
    "The fault is on our side, and nothing that was saved is lost. "
    "Pages can be read. Try to save again in a few minutes.",
    120,
)
BUSY: Final = Outage(
    "Too much is being saved at once",
    "Wait a few seconds, then try again.",
    5,
)

_SQLITE: Final = {
    3: GONE,  # permission denied
    5: BUSY,
    6: BUSY,  # a table is locked
    _READ_ONLY: UNWRITABLE,
    _FAILING: UNWRITABLE,
    13: UNWRITABLE,  # the disk is full
    14: GONE,  # the file cannot be opened
}
_POSTGRESQL: Final = {
    "08": GONE,
    "25006": UNWRITABLE,  # a transaction that may only read
    "40": BUSY,
    "53": BUSY,  # no memory, no connection left
    "53100": UNWRITABLE,  # the disk is full
    "55P03": BUSY,
    "57P": GONE,  # it shuts down, starts, or was told to end the connection
    "58": UNWRITABLE,  # the system below it fails
}
"""By the first letters of its code; the longest that fit decide."""


class OutageError(click.ClickException):
    """The database failed. A page says so by itself, and a command in one sentence.

    `is_undone`: what was begun was not kept for certain. Nobody knows where the connection was
    lost while it was being kept.
    """

    exit_code = 3

    def __init__(self, outage: Outage, detail: str, *, is_undone: bool = True) -> None:
        super().__init__(f"{outage.title}: {detail}")
        self.outage = outage
        self.is_undone = is_undone


def tell_outage(context: ExceptionContext) -> OutageError | None:
    """Return what stands for an error of the driver, None where it is a fault of ours."""
    if context.is_pre_ping:
        return None
    connection = context.connection
    is_reading = connection is not None and (
        connection.get_execution_options().get("pathways_access") == "read"
    )
    found = outage_of(context.original_exception, is_reading=is_reading)
    if found is None and context.is_disconnect:
        found = GONE
    if found is None:
        return None
    is_certain = (
        connection is None
        or context.statement is not None
        or found is BUSY
        or not (context.is_disconnect or _number(context.original_exception) == _FAILING)
    )
    return OutageError(found, _line(context.original_exception), is_undone=is_certain)


def outage_of(error: BaseException, *, is_reading: bool) -> Outage | None:
    """Return which outage an error of a driver is, if it is one.

    Who reads may not write, and where the code tries, that is no outage.
    """
    found: Outage | None
    if isinstance(error, SQLiteError):
        code = getattr(error, "sqlite_errorcode", 0)
        found = _SQLITE.get(code & 0xFF)
        if is_reading and found is UNWRITABLE:
            return None if code == _READ_ONLY else GONE
        return found
    state = getattr(error, "sqlstate", None)
    if state is None:
        # The driver's own words, not the server's: there was no answer, or no connection.
        return GONE if type(error).__name__ in ("OperationalError", "ConnectionTimeout") else None
    if is_reading and state == "25006":
        return None
    return next((_POSTGRESQL[state[:n]] for n in (5, 3, 2) if state[:n] in _POSTGRESQL), None)


def wrapped(error: Exception, *, is_reading: bool = False) -> Exception:
    """Return the outage that an error of the driver is, or the error itself."""
    found = outage_of(error, is_reading=is_reading)
    return OutageError(found, _line(error)) if found else error


def _number(error: Any) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
