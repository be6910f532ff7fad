"""Programs that ask with an access token: where they may, as whom, and what they are told.

A route declares with `@for_programs` that it is one of the addresses for programs, and which scope
reads it. A token is looked at there and nowhere else, for reading alone; it stands for its person
in one organisation, the same policy is asked as for a session, and no session counts beside it.
"""

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, current_app, g, request, session
from werkzeug.routing import Rule

from pathways.access import View, load_actor
from pathways.attempts import network
from pathways.db import db, transaction_apart
from pathways.domain.scope import TokenScope
from pathways.downloads import JSON, write_json
from pathways.outages import OutageError
from pathways.records.attempts import LIMIT, TooManyAttemptsError, count_attempt
from pathways.records.tokens import PREFIX, find_bearer, note_use
from pathways.tenancy import become

_REALM: Final = 'realm="Pathways"'
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FILES: Final = (".json", ".csv", ".xlsx", ".ods", ".docx", ".<kind>")
"""How the addresses end that are for programs, too."""


def for_programs(scope: TokenScope | None = None) -> Callable[[View], View]:
    """Declare an address that programs read; with which scope, or with any token that holds."""

    def declare(view: View) -> View:
        view.__dict__["for_programs"] = True
        view.__dict__["scope"] = scope
        return view

    return declare


def init_app(app: Flask) -> None:
    """Look for a token before anything is made of a session."""
    app.before_request(_read_token)


def refuse_undeclared_files(app: Flask) -> None:
    """Refuse to start where an address for programs can write, or a file declares nothing."""
    for rule in app.url_map.iter_rules():
        declared = is_declared(app, rule.endpoint)
        if declared and not (rule.methods or set()) <= _READING:
            raise RuntimeError(f"{rule.endpoint} is for programs, and may write.")
        if rule.rule.endswith(_FILES) and not declared:
            raise RuntimeError(f"{rule.endpoint} gives a file, and does not say by which scope.")


def is_declared(app: Flask, endpoint: str | None) -> bool:
    """Whether an endpoint is one of the addresses for programs."""
    view = app.view_functions.get(endpoint or "")
    return bool(view and view.__dict__.get("for_programs"))


def scope_of(app: Flask, endpoint: str) -> TokenScope | None:
    """Return the scope that an address for programs asks for; None where any token will do."""
    scope: TokenScope | None = app.view_functions[endpoint].__dict__.get("scope")
    return scope


def list_rules(app: Flask) -> list[Rule]:
    """Return the addresses for programs."""
    return [rule for rule in app.url_map.iter_rules() if is_declared(app, rule.endpoint)]


def is_program() -> bool:
    """Whether this request brought a token, so that what it is told is for a program."""
    return "bearer" in g


def tell(status: int, words: str, code: str = "") -> Response:
    """Answer a program in JSON; with a `code` of RFC 6750 where its token is what is wrong."""
    response = Response(write_json({"error": words}), status, mimetype=JSON)
    if code:
        response.headers["WWW-Authenticate"] = (
            f'Bearer {_REALM}, error="{code}", error_description="{words}"'
        )
    return response


def refuse_scope(scope: TokenScope) -> Response | None:
    """Return what a token without this scope is told; None where it has it, or none was brought.

    A view asks where it gives, on demand, more than its address reads by itself.
    """
    if not is_program() or scope in g.scopes:
        return None
    words = f"This token does not have the scope {scope.value}."
    return tell(403, words, "insufficient_scope")


def find_secret() -> str | None:
    """Return the secret that the request brought; None where it brought none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def _read_token() -> Response | None:
    secret = find_secret()
    if secret is None or request.endpoint is None:
        return None
    if not is_declared(current_app, request.endpoint):
        # Another's secret is no business of ours, and opens nothing either.
        if not secret.startswith(PREFIX):
            return None
        g.bearer = ""
        words = "A token reads files and JSON alone, at the addresses that /openapi.json lists."
        return tell(403, words, "insufficient_scope")
    # Nothing of a session counts beside a token, and none is begun or kept by it.
    session.clear()
    session.modified = False
    g.bearer = ""
    found = find_bearer(db.session, secret)
    actor = found and load_actor(found.identity, found.organisation_id, is_bound=True)
    if found is None or actor is None:
        return _refuse_wrong()
    g.scopes = found.scopes
    scope = scope_of(current_app, request.endpoint)
    if scope is not None and (refusal := refuse_scope(scope)):
        return refusal
    g.bearer, g.actor = found.id, actor
    become(db.session, g.actor)
    if not found.is_noted:
        _note(found.id)
    return None


def _refuse_wrong() -> Response:
    """Count a token that does not hold. Too many of one network end its tries, not its rights."""
    try:
        with transaction_apart() as writing:
            count_attempt(writing, {f"token from {network()}": LIMIT})
    except TooManyAttemptsError:
        response = tell(429, "Too many tokens that do not hold. Wait five minutes.")
        response.headers["Retry-After"] = "300"
        return response
    except OutageError:
        current_app.logger.warning("A token that does not hold could not be counted.")
    return tell(401, "This token is unknown, has ended or was taken back.", "invalid_token")


def _note(token_id: str) -> None:
    try:
        with transaction_apart() as writing:
            note_use(writing, token_id)
    except OutageError:
        # Where nothing can be written, what is there can still be read.
        current_app.logger.warning("The use of an access token could not be written down.")
