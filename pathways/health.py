"""Whether the database can be read, and whether it takes what is written, each tried for real."""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from pathways.db import db, transaction_apart
from pathways.models.account import Attempt
from pathways.models.base import now
from pathways.outages import OutageError

FRESH: Final = 5.0
"""Seconds for which the answer to a write is given again: each waits for the disk, and anybody may
ask."""
_TRIED: Final = "a write, tried for whoever watches over this copy"
_READ: Final = sa.text("SELECT version_num FROM alembic_version")


@dataclass(slots=True)
class _LastWrite:
    """What the last try to write came to, and when, on the clock that never goes back."""

    trouble: str = ""
    at: float = float("-inf")
    lock: Lock = field(default_factory=Lock)


def init_app(app: Flask) -> None:
    """Remember nothing yet."""
    app.extensions["last_write"] = _LastWrite()


def find_trouble(*, writes: bool) -> str:
    """Read, and with `writes` also write; return what is wrong, in a line, or nothing."""
    try:
        if db.session.connection().execute(_READ).first() is None:
            return "The database holds no tables of ours."
    except OutageError as error:
        return error.outage.title
    except SQLAlchemyError:
        current_app.logger.exception("The database cannot be read.")
        return "The database cannot be read."
    finally:
        db.session.close()
    return _find_trouble_of_writing() if writes else ""


def _find_trouble_of_writing() -> str:
    last: _LastWrite = current_app.extensions["last_write"]
    # Others who ask meanwhile do not wait for the disk too.
    if time.monotonic() - last.at >= FRESH and last.lock.acquire(blocking=False):
        try:
            last.trouble = _write()
            last.at = time.monotonic()
        finally:
            last.lock.release()
    return last.trouble


def _write() -> str:
    try:
        with transaction_apart() as session:
            tried = Attempt(subject=_TRIED, at=now())
            session.add(tried)
            session.flush()
            # The commit reaches the disk all the same, and nothing is left behind.
            session.delete(tried)
    except OutageError as error:
        return error.outage.title
    except SQLAlchemyError:
        current_app.logger.exception("The database cannot be written.")
        return "The database cannot be written."
    return ""
