"""Two requests that make the same row at the same moment."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


class RaceError(Exception):
    """Another request made the row first. Asked again, one sees it."""


def flush_new(session: Session) -> None:
    """Write what is new; RaceError where it was made a moment ago."""
    try:
        session.flush()
    except IntegrityError:
        raise RaceError from None
