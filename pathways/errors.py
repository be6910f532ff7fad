"""What goes wrong, as a status and a page that says what to do next."""

from typing import Final

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException, SecurityError

from pathways.access import actor, needs_sign_in
from pathways.domain.pathway.state import EXAMPLE_STAYS
from pathways.domain.policy import refuse
from pathways.domain.refusals import ClosedError, DeniedError, ExampleError, NotFoundError
from pathways.forms import is_typed

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
    503: ("Other files are being made", "Wait a few seconds, then ask for this one once more."),
}

_UNTYPED: Final = frozenset({"cell", "csrf_token", "from", "module", "operation", "place"})
"""What buttons and the sign-in library's forms carry that nobody typed."""

_SECRET: Final = ("password", "secret")
"""Parts of the names that the sign-in library gives to what must not be shown."""


def init_app(app: Flask) -> None:
    """Give every error the same page."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(NotFoundError, _missing)
    app.register_error_handler(ClosedError, _closed)
    app.register_error_handler(ExampleError, _kept_here)
    app.register_error_handler(DeniedError, _denied)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(CSRFError, _expired)


def _page(status: int, title: str, advice: str) -> tuple[str, int]:
    typed: list[tuple[str, str]] = []
    if (
        status in (400, 401, 403, 404, 409, 429)
        and request.method == "POST"
        and not request.path.startswith("/sign-in")
    ):
        typed = [
            (key, value)
            for key, value in request.form.items(multi=True)
            # A part of a broken form may have no name.
            if value.strip()
            and key
            and key not in _UNTYPED
            and not any(word in key for word in _SECRET)
            and is_typed(key)
        ]
    page = render_template("error.html", status=status, title=title, advice=advice, typed=typed)
    return page, status


def _show(error: HTTPException) -> tuple[str, int] | HTTPException:
    status = error.code or 500
    # Asked under a host that is not ours, there are no addresses that a page could link to.
    if status < 400 or isinstance(error, SecurityError):
        return error
    title, advice = _WORDS.get(status, (error.name, "Go back, and try once more."))
    return _page(status, title, advice)


def _missing(_error: Exception) -> tuple[str, int]:
    return _page(404, *_WORDS[404])


def _closed(_error: ClosedError) -> tuple[str, int]:
    return _page(
        409,
        "This pathway is archived",
        "It can be read, not changed. Restore it under My pathways first.",
    )


def _kept_here(_error: ExampleError) -> tuple[str, int]:
    return _page(409, "This is an example", EXAMPLE_STAYS)


def _denied(error: DeniedError) -> tuple[str, int]:
    refusal = refuse(actor(), error.action)
    assert refusal is not None, error.action  # noqa: S101  # who may is not denied
    return _page(403, refusal.title, refusal.words)


def _expired(_error: CSRFError) -> tuple[str, int]:
    # Where the cookie is gone, its token is gone with it: the answer is to sign in.
    if needs_sign_in():
        return _page(401, *_WORDS[401])
    return _page(
        400,
        "This page was open for a long time",
        "For safety the form must be opened once more. What you typed is below.",
    )
