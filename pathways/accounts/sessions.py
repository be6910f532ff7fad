"""How long a session lasts, what is fresh in it after sign-in, and what ends it.

A session is one signed cookie. It names the person by an identity that sign-out
and a new password renew, so that a copy of the cookie is worth nothing then.
"""

import time
from typing import Any, Final

from flask import (
    Flask,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    redirect,
    request,
    session,
)
from flask_login import user_logged_out  # type: ignore[import-untyped]  # ships no types
from flask_security.signals import user_authenticated
from werkzeug.wrappers import Response as BaseResponse

from pathways.access import is_unasked
from pathways.accounts.services.people import renew_identity
from pathways.addresses import is_own_path
from pathways.db import now, transaction
from pathways.devices import mark_device
from pathways.models.account import Person

LONGEST: Final = 12 * 60 * 60
"""Seconds after which one signs in again, however busy one was."""


def init_app(app: Flask) -> None:
    """End old sessions before every view; start and end them with the library."""
    app.before_request(_end_old_session)
    app.before_request(_refuse_foreign_next)
    app.after_request(_clear_site)
    user_authenticated.connect(_start, app)
    user_logged_out.connect(_renew, app)


def _end_old_session() -> None:
    # Files are the same for everybody, and are kept for a year: no cookie goes with them.
    if request.endpoint == "static" or "_user_id" not in session:
        return
    at = int(time.time())
    idle = at - session.get("seen", 0) > current_app.config["IDLE_MINUTES"] * 60
    if idle or at - session.get("since", 0) > LONGEST:
        session.clear()
        g.pop("csrf_token", None)
        flash(
            "You were signed out because nothing happened for a while."
            if idle
            else "You were signed out because you had been signed in for twelve hours."
        )
        return
    # Once a minute is enough, and keeps most answers free of a new cookie. What a page asks by
    # itself keeps nobody signed in.
    if at - session["seen"] >= 60 and not is_unasked():
        session["seen"] = at


def _refuse_foreign_next() -> BaseResponse | None:
    """Let nothing but a path of this site reach the library as the place to go next."""
    if request.blueprint != "security":
        return None
    wanted = [*request.args.getlist("next"), *request.form.getlist("next")]
    own = request.host_url.rstrip("/")
    if all(not value or is_own_path(value.removeprefix(own)) for value in wanted):
        return None
    if request.method == "GET":
        return redirect(request.path)
    abort(400)


def _start(_app: Flask, user: Person, authn_via: list[str] | None = None, **_rest: Any) -> None:
    """Begin anew: nothing that somebody put into the cookie before sign-in stays."""
    if authn_via != ["change"]:
        session.pop("organisation", None)
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
    session["since"] = session["seen"] = int(time.time())
    user.signed_in_at = now()
    address = user.email

    @after_this_request
    def mark(response: Response) -> Response:
        return mark_device(response, address)


def _renew(_app: Flask, user: Any, **_rest: Any) -> None:
    person_id = user.id
    session.pop("organisation", None)
    with transaction() as writing:
        renew_identity(writing, person_id)


def _clear_site(response: Response) -> Response:
    if request.endpoint == "security.logout":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
