"""One app that moves from database to database: to make an app for each test took most of the time.

What an app keeps for itself is its settings and its engine. Both are put back after each test, and
nothing else may be left behind in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from pathways.db import db

_HEARD = ("before_cursor_execute", "after_cursor_execute", "begin", "commit", "rollback")


class Traveller:
    """An app, and where it is at the moment."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.engine = db.engine
        self.settings = dict(app.config)
        self.listeners = self._listeners()
        sa.event.listen(self.engine, "do_connect", self._lead)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _let_disk_be)

    @contextmanager
    def stay(self, url: str, instance: Path) -> Iterator[Flask]:
        """Put the app on the database at this address, until the block ends."""
        self.engine.url = sa.make_url(url)
        self.app.config["SQLALCHEMY_ENGINES"] = {"default": url}
        self.app.config["INSTANCE"] = str(instance)
        try:
            yield self.app
        finally:
            self.engine.dispose()
            self.app.config.clear()
            self.app.config.update(self.settings)
        assert self._listeners() == self.listeners, "a test left a listener on the engine"

    def _lead(self, dialect: Any, _record: object, args: Any, named: dict[str, Any]) -> None:
        """Connect to where the app is now, not to where it was made."""
        new_args, new_named = dialect.create_connect_args(self.engine.url)
        args[:] = new_args
        named.clear()
        named.update(new_named)

    def _listeners(self) -> dict[str, int]:
        return {name: len(list(getattr(self.engine.dispatch, name))) for name in _HEARD}


def _let_disk_be(connection: Any, _record: object) -> None:
    """Wait for no disk, as PostgreSQL does not here either: no test outlives a power cut."""
    connection.execute("PRAGMA synchronous=OFF")
