"""What goes wrong, as a status and a page that says what to do next."""

from typing import Final

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import BadHost, HTTPException, SecurityError, TooManyRequests

from pathways.access import actor, is_unasked, needs_sign_in
from pathways.bearer import is_program, tell
from pathways.domain.pathway.state import EXAMPLE_STAYS
from pathways.domain.policy import refuse
from pathways.domain.refusals import (
    ClosedError,
    DeniedError,
    ErasedError,
    ExampleError,
    NotFoundError,
)
from pathways.forms import is_typed
from pathways.logs import mark
from pathways.outages import OutageError
from pathways.records.watching import UnboundError
from pathways.turns import NoTurnError

_WORDS: Final = {
    400: ("This could not be read", "Go back, and try once more."),
    401: (
        "You are signed out",
        "Sign in again. What you typed is below, so that you can copy it.",
    ),
    404: (
        "There is nothing here",
        "The address may be mistyped, or the page may belong to another organisation.",
    ),
    405: (
        "This address cannot be used that way",
        "Go back, and use the buttons of the page.",
    ),
    413: ("That is too large", "A file may have up to 5 MB."),
    415: (
        "This is not what a form sends",
        "Go back, and use the buttons of the page. Nothing was changed.",
    ),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: (
        "Something went wrong on our side",
        "Nothing that you saved is lost. Try again in a moment.",
    ),
    503: ("This cannot be done just now", "Wait a few seconds, then try once more."),
}

_WAITS: Final = {429: 300, 503: 5}
"""Seconds to wait, where the error does not say."""

_UNTYPED: Final = frozenset({"cell", "csrf_token", "from", "module", "operation", "place"})
"""What buttons and the sign-in library's forms carry that nobody typed."""

_SECRET: Final = ("password", "secret")
"""Parts of the names that the sign-in library gives to what must not be shown."""


UNCHANGED: Final = "Nothing-Changed"
"""A header of an answer of 500 and above: what the request was to change is as it was, for certain.
An answer without it, such as a proxy's own, leaves that open."""


def init_app(app: Flask) -> None:
    """Give every error the same page."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(OutageError, _wait)
    app.register_error_handler(NotFoundError, _missing)
    app.register_error_handler(UnboundError, _kept_apart)
    app.register_error_handler(ClosedError, _closed)
    app.register_error_handler(ExampleError, _kept_here)
    app.register_error_handler(DeniedError, _denied)
    app.register_error_handler(ErasedError, _erased)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(NoTurnError, _no_turn)


def _page(
    status: int, title: str, advice: str, *, is_undone: bool = True, is_refused: bool = False
) -> Response:
    if is_program():
        return tell(status, f"{title}. {advice}")
    is_ours = status >= 500
    knows_who = not is_ours or "actor" in g
    if not knows_who:
        # Whatever is wrong, this page asks the database for nothing, so for nobody's menu either.
        g.actor = None
    try:
        page = render_template(
            "error.html",
            status=status,
            title=title,
            advice=advice,
            typed=_typed(status),
            form_address=_form_address() if status == 413 else "",
            is_refused=is_refused or status in (403, 409, 429),
            knows_who=knows_who,
            mark=mark() if status == 500 else "",
        )
    except OutageError as error:
        return _wait(error)
    response = make_response(page, status)
    if is_ours and is_undone and "is_kept" not in g:
        response.headers[UNCHANGED] = "yes"
    return response


def _typed(status: int) -> list[tuple[str, str]]:
    """Return what somebody typed into the form that was sent, to give it back."""
    if (
        status not in (400, 401, 403, 404, 409, 429, 500, 503)
        or request.method != "POST"
        or request.path.startswith("/sign-in")
    ):
        return []
    return [
        (key, value)
        for key, value in request.form.items(multi=True)
        # A part of a broken form may have no name.
        if value.strip()
        and key
        and key not in _UNTYPED
        and not any(word in key for word in _SECRET)
        and is_typed(key)
    ]


def _form_address() -> str:
    """Return the address of the form that was sent, where it can be asked for; or nothing."""
    adapter = current_app.create_url_adapter(request)
    can_ask = adapter is not None and "GET" in adapter.allowed_methods()
    return request.path if can_ask else ""


def _wait(error: OutageError) -> Response:
    """Answer that the database fails: what became of the change, and when to try again."""
    outage = error.outage
    current_app.logger.error("%s", error.message)
    if is_unasked():
        response = Response(status=503)
    else:
        advice = f"{outage.advice} {_what_became(error)}".strip()
        response = _page(503, outage.title, advice, is_undone=error.is_undone)
    response.headers["Retry-After"] = str(outage.wait)
    return response


def _what_became(error: OutageError) -> str:
    if request.method in ("GET", "HEAD"):
        return ""
    if "is_kept" in g:
        return "Your change was saved; only the page that follows it could not be made."
    if not error.is_undone:
        return "We do not know whether your change was saved: look before you send it again."
    return "Nothing was changed."


def _show(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OutageError):
        # It came up in what answers another error.
        return _wait(cause)
    # Asked under a host that is none or not ours, there are no addresses to link to.
    if status < 400 or isinstance(error, SecurityError | BadHost):
        return error
    title, advice = _WORDS.get(status, (error.name, "Go back, and try once more."))
    wait = str(_WAITS.get(status, ""))
    if isinstance(error, TooManyRequests) and error.retry_after:
        advice, wait = error.description or advice, str(error.retry_after)
    response = _page(status, title, advice)
    if wait:
        response.headers["Retry-After"] = wait
    return response


def _no_turn(error: NoTurnError) -> Response:
    return error.answer(_page(error.status, _WORDS[503][0], str(error), is_refused=True))


def _missing(_error: Exception) -> Response:
    return _page(404, *_WORDS[404])


def _kept_apart(error: UnboundError) -> Response:
    # It looks as if it were not there. Whoever runs the copy learns that the second wall stood.
    current_app.logger.warning("Kept apart: %s", error)
    return _missing(error)


def _closed(_error: ClosedError) -> Response:
    return _page(
        409,
        "This pathway is archived",
        "It can be read, not changed. Restore it under My pathways first.",
    )


def _kept_here(_error: ExampleError) -> Response:
    return _page(409, "This is an example", EXAMPLE_STAYS)


def _erased(_error: ErasedError) -> Response:
    # Signed in when it was asked, and nobody now: the page is one for everybody.
    g.actor = None
    return _page(
        409,
        "This account was erased",
        "Nothing was saved after that. What you typed is below, so that you can copy it.",
    )


def _denied(error: DeniedError) -> Response:
    refusal = refuse(actor(), error.action)
    assert refusal is not None, error.action  # noqa: S101  # who may is not denied
    return _page(403, refusal.title, refusal.words)


def _expired(_error: CSRFError) -> Response:
    # Where the cookie is gone, its token is gone with it: the answer is to sign in.
    if needs_sign_in():
        return _page(401, *_WORDS[401])
    return _page(
        400,
        "This page was open for a long time",
        "For safety the form must be opened once more. What you typed is below.",
    )
