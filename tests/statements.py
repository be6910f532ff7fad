"""Which statements a piece of work sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from pathways.db import db


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """Give a list that grows with every statement until the block ends."""
    statements: list[str] = []

    def note(*call: object) -> None:
        statements.append(str(call[2]))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
