"""The database: one session a request, read-only until a route says that it writes.

Every request reads through a connection that cannot write, so that a GET that
writes fails at once instead of being found later. A route that writes opens
`transaction()`, the only place that commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from pathlib import Path
from sqlite3 import Error as SQLiteError
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask, g
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import Session

from pathways import tenancy
from pathways.database_file import follow, keep_private
from pathways.domain.rule.proportion import Thresholds
from pathways.models.base import new_id, now
from pathways.outages import tell_outage, wrapped
from pathways.records.naming import NAME
from pathways.records.tenants import asking, setting_words
from pathways.records.thresholds import KEY as THRESHOLDS

__all__ = ["db", "init_app", "new_id", "now", "transaction", "transaction_apart"]

# A connection that was kept is tried first: a database that was away may have cut it meanwhile. And
# an error tells of its statement without what somebody typed: it may end in a log.
db = SQLAlchemy(
    session_options={"expire_on_commit": False, "autoflush": False},
    engine_options={"pool_pre_ping": True, "hide_parameters": True},
)

_READ = {"pathways_access": "read"}
_WRITE = {"pathways_access": "write"}
_ANSWER: Final = 5
"""Seconds in which a database server answers whoever connects. Without an end, one that is gone
would keep a thread for each request."""


def init_app(app: Flask) -> None:
    """Connect the engine and make reading the default of every session."""
    db.init_app(app)
    tenancy.init_app(app)
    # No session here is asynchronous, and closing none would start a thread at every request.
    app.teardown_appcontext_funcs[:] = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    with app.app_context():
        engine = db.engine
        keep_private(
            Path(app.config["INSTANCE"]), engine.url, is_production=app.config["PRODUCTION"]
        )
        event.listen(engine, "handle_error", tell_outage)
        if engine.dialect.name == "sqlite":
            follow(engine)
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            tenancy.watch(engine)
        else:
            event.listen(engine, "handle_error", tenancy.tell_apart)
            event.listen(engine, "do_connect", _connect_postgresql)
            event.listen(engine, "connect", _set_up_postgresql)
            event.listen(engine, "begin", _begin_postgresql)
        thresholds = Thresholds(
            rate=app.config["OBSERVE_RATE"],
            share=app.config["OBSERVE_SHARE"],
            modules=app.config["OBSERVE_SHARE_MODULES"],
        )
        db.sessionmaker.configure(
            bind=engine.execution_options(**_READ),
            info={THRESHOLDS: thresholds, NAME: app.config["NAME"]},
        )


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver must leave BEGIN to us: its own comes too late to be IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL, because an acknowledged change must survive a power cut.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    is_read = connection.get_execution_options().get("pathways_access") == "read"
    cursor = connection.connection.cursor()
    # A deferred transaction that turns into a writer fails at once when another
    # writer is there; IMMEDIATE waits its turn instead.
    try:
        cursor.execute(f"PRAGMA query_only={'ON' if is_read else 'OFF'}")
        cursor.execute("BEGIN" if is_read else "BEGIN IMMEDIATE")
    except SQLiteError as error:
        # What a listener asks of the driver is not told to those who hear of errors.
        raise wrapped(error, is_reading=is_read) from error
    finally:
        cursor.close()


def _connect_postgresql(_dialect: object, _record: object, _args: object, named: Any) -> None:
    named.setdefault("connect_timeout", _ANSWER)


def _set_up_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True


def _begin_postgresql(connection: sa.Connection) -> None:
    is_read = connection.get_execution_options().get("pathways_access") == "read"
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    driver: Any = connection.connection.driver_connection
    told = setting_words(asking())
    try:
        if driver.autocommit:
            # As the driver leaves BEGIN to us, what the policies ask for goes with it at once.
            driver.execute(f"BEGIN{' READ ONLY' if is_read else ''}; {told}", prepare=False)
            return
        # Whoever wants another isolation gave BEGIN back to the driver.
        driver.read_only = is_read
        driver.execute(told, prepare=False)
    except connection.dialect.loaded_dbapi.Error as error:
        raise wrapped(error, is_reading=is_read) from error


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
        # Whatever fails from here on, the page must not say that nothing was changed.
        g.is_kept = True
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
