"""The database: one session a request, read-only until a route says that it writes.

Every request reads through a connection that cannot write, so that a GET that
writes fails at once instead of being found later. A route that writes opens
`transaction()`, the only place that commits.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import Session

from pathways.domain.rule.proportion import Thresholds
from pathways.models.base import Base, new_id, now
from pathways.records.thresholds import KEY as THRESHOLDS

__all__ = ["alembic", "db", "init_app", "new_id", "now", "transaction", "transaction_apart"]

db = SQLAlchemy(session_options={"expire_on_commit": False, "autoflush": False})
alembic = Alembic(metadatas=Base.metadata, run_mkdir=False)

_READ = {"pathways_access": "read"}
_WRITE = {"pathways_access": "write"}


def init_app(app: Flask) -> None:
    """Connect the engine and make reading the default of every session."""
    db.init_app(app)
    # No session here is asynchronous, and closing none would start a thread at every request.
    app.teardown_appcontext_funcs[:] = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    alembic.init_app(app)
    # What it says while all goes well is of use to its makers alone.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            event.listen(engine, "begin", _begin_postgresql)
        thresholds = Thresholds(
            rate=app.config["OBSERVE_RATE"],
            share=app.config["OBSERVE_SHARE"],
            modules=app.config["OBSERVE_SHARE_MODULES"],
        )
        db.sessionmaker.configure(
            bind=engine.execution_options(**_READ), info={THRESHOLDS: thresholds}
        )


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver must leave BEGIN to us: its own comes too late to be IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL, because an acknowledged change must survive a power cut.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    is_read = connection.get_execution_options().get("pathways_access") == "read"
    cursor = connection.connection.cursor()
    # A deferred transaction that turns into a writer fails at once when another
    # writer is there; IMMEDIATE waits its turn instead.
    cursor.execute(f"PRAGMA query_only={'ON' if is_read else 'OFF'}")
    cursor.execute("BEGIN" if is_read else "BEGIN IMMEDIATE")
    cursor.close()


def _begin_postgresql(connection: sa.Connection) -> None:
    is_read = connection.get_execution_options().get("pathways_access") == "read"
    driver: Any = connection.connection.driver_connection
    # psycopg puts this into its own BEGIN, which costs no round trip.
    driver.read_only = is_read


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a session that may write; commit at the end, roll back on any error.

    What was read before is let go first: a writer must see what it changes.
    """
    session = db.session
    session.close()
    session.connection(execution_options=_WRITE)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        # The answer is rendered from reads, on a connection that cannot write.
        session.close()


@contextmanager
def transaction_apart() -> Iterator[Session]:
    """Give a session of its own that may write, and commit at the end.

    For what must be kept whatever becomes of the request, such as a counted
    try. Never inside `transaction()`: the two would wait for each other.
    """
    with Session(db.engine, expire_on_commit=False) as session, session.begin():
        yield session
