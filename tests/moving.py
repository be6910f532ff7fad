"""One app that moves from database to database: to make an app for each test took most of the time.

What an app keeps for itself is its settings and its engine. Both are put back after each test, and
nothing else may be left behind in it.

A scene that many tests begin with is built once: `kept` keeps the database as the scene left it,
and the next test gets a copy of that.
"""

import functools
import io
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import sqlalchemy as sa
from flask import Flask

from pathways import crowds, turns
from pathways.db import db
from tests.engines import copy_database

_HEARD: Final = ("before_cursor_execute", "after_cursor_execute", "begin", "commit", "rollback")
_LIFE: Final = 600
"""Seconds that a scene is kept: who is signed in on it must not have been away for an hour."""

P = ParamSpec("P")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A scene: where its database is, and what its maker returned."""

    source: str
    value: bytes
    at: float


class Traveller:
    """An app, and where it is at the moment."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.engine = db.engine
        self.settings = dict(app.config)
        self.is_fresh = False
        self._make: Callable[[], object] | None = None
        self._making = Lock()
        self.folder = Path(tempfile.mkdtemp(prefix="pathways-scenes-"))
        self.scenes: dict[Hashable, _Kept] = {}
        sa.event.listen(self.engine, "do_connect", self._lead)
        sa.event.listen(self.engine, "commit", self._note_commit)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", let_disk_be)
        self.listeners = self._listeners()
        app.extensions["traveller"] = self

    @contextmanager
    def stay(
        self, url: str, instance: Path, make: Callable[[], object] | None = None
    ) -> Iterator[Flask]:
        """Put the app on the fresh database at this address, until the block ends.

        `make` makes the database, before the first connection to it.
        """
        self._make = make
        self.engine.url = sa.make_url(url)
        # A page of the test before may have asked something as it was closed: such a connection
        # leads to where the app was.
        self.engine.dispose()
        self.app.config["SQLALCHEMY_ENGINES"] = {"default": url}
        self.app.config["INSTANCE"] = str(instance)
        turns.init_app(self.app)
        crowds.begin(self.app)
        self.is_fresh = True
        try:
            yield self.app
        finally:
            self.engine.dispose()
            self.app.config.clear()
            self.app.config.update(self.settings)
        assert self._listeners() == self.listeners, "a test left a listener on the engine"

    def play(self, key: Hashable, build: Callable[[], Made]) -> Made:
        """Return what `build` returns, on a database as it leaves it; it may be a copy of both."""
        pool = cast(sa.QueuePool, self.engine.pool)
        if not self.is_fresh or pool.checkedout():
            return build()
        kept = self.scenes.get(key)
        if kept is not None and time.monotonic() - kept.at < _LIFE:
            self.engine.dispose()
            self._make = None  # the copy is the database
            self._copy(kept.source, self._place())
            self.is_fresh = False
            made: Made = _Unpickler(io.BytesIO(kept.value), self.app).load()
            return made
        value = build()
        self.engine.dispose()
        self.scenes[key] = self._keep(value)
        return value

    def arrive(self) -> None:
        """Make the database where the app is, unless it was made."""
        with self._making:
            if self._make is not None:
                self._make()
                self._make = None

    def close(self) -> None:
        """Throw the scenes away; those on PostgreSQL go with their server."""
        self.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep(self, value: object) -> _Kept:
        name = f"scene_{len(self.scenes)}_{time.monotonic_ns()}"
        source = str(self.folder / name) if self.engine.dialect.name == "sqlite" else name
        assert not Path(f"{self._place()}-wal").exists(), "a scene left a connection open"
        self._copy(self._place(), source)
        return _Kept(source, _pickled(value), time.monotonic())

    def _place(self) -> str:
        return str(self.engine.url.database)

    def _copy(self, source: str, target: str) -> None:
        if self.engine.dialect.name == "sqlite":
            for more in ("-wal", "-shm"):
                Path(target + more).unlink(missing_ok=True)
            shutil.copyfile(source, target)
        else:
            copy_database(self.engine.url, source, target)

    def _note_commit(self, _connection: sa.Connection) -> None:
        self.is_fresh = False

    def _lead(self, dialect: Any, _record: object, args: Any, named: dict[str, Any]) -> None:
        """Connect to where the app is now, not to where it was made."""
        self.arrive()
        new_args, new_named = dialect.create_connect_args(self.engine.url)
        args[:] = new_args
        named.clear()
        named.update(new_named)

    def _listeners(self) -> dict[str, int]:
        return {name: len(list(getattr(self.engine.dispatch, name))) for name in _HEARD}


def kept(
    build: Callable[Concatenate[Flask, P], Made],
) -> Callable[Concatenate[Flask, P], Made]:
    """Build a scene once, and copy it for each later test that asks for the same on a fresh app."""

    @functools.wraps(build)
    def play(app: Flask, /, *args: P.args, **named: P.kwargs) -> Made:
        traveller: Traveller | None = app.extensions.get("traveller")
        if traveller is None:
            return build(app, *args, **named)
        key = (build, args, tuple(sorted(named.items())))
        return traveller.play(key, lambda: build(app, *args, **named))

    return play


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: object) -> str | None:
        return "app" if isinstance(obj, Flask) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, app: Flask) -> None:
        super().__init__(file)
        self.app = app

    def persistent_load(self, _name: str) -> Flask:
        return self.app


def _pickled(value: object) -> bytes:
    out = io.BytesIO()
    _Pickler(out).dump(value)
    return out.getvalue()


def let_disk_be(connection: Any, _record: object) -> None:
    """Wait for no disk, as PostgreSQL does not here either: no test outlives a power cut."""
    connection.execute("PRAGMA synchronous=OFF")
