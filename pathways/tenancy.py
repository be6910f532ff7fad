"""The second wall: every transaction of a request says for whom it asks.

PostgreSQL then shows and takes what is theirs, see the policies that `records/tenants.py` names. On
SQLite each statement is looked at before it is sent. Who asks is nobody until the actor of the
request is known; outside requests nothing is kept apart.
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.records.tenants import (
    ADMINISTRATOR,
    EVERYBODY,
    NOBODY,
    Tenant,
    ask_for,
    asking,
    say_tenant,
)
from pathways.records.watching import UnboundError, Watch

_NO_RIGHT: Final = "42501"
"""PostgreSQL's code for what a user may not do."""


def init_app(app: Flask) -> None:
    """Ask for nobody as each request begins, and for everybody again once it ends."""
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    # An app context may outlive a request: who asked before is not who asks now.
    for kept in ("actor", "watch"):
        g.pop(kept, None)
    ask_for(NOBODY)


def _end(_error: BaseException | None) -> None:
    ask_for(EVERYBODY)


def tenant_of(actor: Actor | None) -> Tenant:
    """Return for whom the database is asked where this actor asks."""
    if actor is None:
        return NOBODY
    return Tenant(
        organisation=actor.organisation_id or "",
        person=actor.person_id,
        inside="yes" if actor.is_inside else "",
        reach=ADMINISTRATOR if actor.is_administrator else "",
    )


def become(session: Session, actor: Actor | None) -> None:
    """Ask for this actor from here on, in the transaction that has begun too."""
    ask_for(tenant_of(actor))
    if actor is not None and session.in_transaction():
        say_tenant(session.connection())


def watch(engine: sa.Engine) -> None:
    """Look at every statement that an engine of SQLite sends."""
    event.listen(engine, "before_cursor_execute", look_at)


def tell_apart(context: ExceptionContext) -> UnboundError | None:
    """Return what stands for an error of PostgreSQL that refuses to write a row of others."""
    error = context.original_exception
    # The same code says that its user may not touch a table at all, which is a fault of ours.
    is_refused = getattr(error, "sqlstate", "") == _NO_RIGHT and "row-level" in str(error)
    return UnboundError(f"{error}".splitlines()[0]) if is_refused else None


def look_at(
    connection: sa.Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    context: Any,
    is_many: bool,
) -> None:
    """Refuse a statement of a request that reaches for rows which nothing binds to who asks."""
    tenant = asking()
    if tenant.is_whole or not has_request_context():
        return
    if "whole" in context.execution_options:
        return
    held = g.get("watch")
    if held is None or held.tenant != tenant:
        held = g.watch = Watch(tenant)

    def look(asked: str, values: Mapping[str, Any]) -> bool:
        driver: Any = connection.connection.driver_connection
        return driver.execute(asked, values).fetchone() is not None

    for each in parameters if is_many else (parameters,):
        held.check(statement, each, look)
