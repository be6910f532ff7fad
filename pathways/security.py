"""Headers on every answer, clean questions, and the second check on where a write comes from.

And what is signed with: SHA-256, where the libraries would still take SHA-1.
"""

import hashlib
from functools import cached_property
from typing import Final

from flask import Flask, Request, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import (
    BadHost,
    BadRequest,
    HTTPException,
    MethodNotAllowed,
    SecurityError,
)

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # same-origin, because the CSRF check over https needs a referrer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR: Final = 31_536_000
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_READING: Final = ("GET", "HEAD", "OPTIONS")


class _CleanQuestions(Request):
    """A request whose questions any database can be asked, and whose form is there or empty."""

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except HTTPException:
            raise
        except Exception as error:
            # The server's own: a body breaks off, or its chunks are none. Whoever asks for the form
            # once more, such as the page that says so, finds it empty.
            nothing: ImmutableMultiDict[str, str] = ImmutableMultiDict()
            self.__dict__.update(form=nothing, files=nothing)
            raise BadRequest from error

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The questions; what no identifier and no word holds is marked, as broken UTF-8 is."""
        return ImmutableMultiDict(
            (name, value.replace("\x00", "\ufffd"))
            for name, value in super().args.items(multi=True)
        )


class _SignedCookie(SecureCookieSessionInterface):
    """The session's cookie."""

    digest_method = staticmethod(hashlib.sha256)


# Links that the sign-in library makes are signed with it too, and it asks nobody.
Signer.default_digest_method = staticmethod(hashlib.sha256)


def init_app(app: Flask) -> None:
    """Check writes before, and set headers after, every view."""
    app.session_interface = _SignedCookie()
    # The htmx extension has put a class of its own there.
    app.request_class = type("CleanRequest", (_CleanQuestions, app.request_class), {})
    app.before_request(_refuse_broken_hosts)
    app.before_request(_refuse_broken_addresses)
    app.before_request(_refuse_foreign_writes)
    app.before_request(_refuse_other_bodies)
    app.before_request(_refuse_nameless_parts)
    app.after_request(_set_headers)


def _refuse_broken_hosts() -> None:
    # Asked under a host that is none, or not ours, nothing here has an address.
    if isinstance(request.routing_exception, SecurityError | BadHost):
        raise request.routing_exception


def _refuse_broken_addresses() -> None:
    # No identifier holds this character, and not every database can be asked for it.
    if "\x00" in request.path:
        abort(404)


def _refuse_foreign_writes() -> None:
    # Browsers say where a request comes from; a form on another site is refused
    # even if it should hold a token.
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in _READING and site not in ("same-origin", "none"):
        abort(400)


def _refuse_other_bodies() -> None:
    # Fields hold text. The form library would fill them from JSON with numbers and lists, and so
    # would the sign-in library, also where a page is asked for.
    if request.mimetype in _FORMS:
        return
    has_body = request.content_length or "Transfer-Encoding" in request.headers
    # Programs say of what kind a body is also where they send none.
    if has_body or (request.content_type and request.method not in _READING):
        abort(415)


def _refuse_nameless_parts() -> None:
    # Part of a form without a name is listed as None, where everybody expects text.
    if request.method not in _READING and (None in request.form or None in request.files):
        abort(400)


def _set_headers(response: Response) -> Response:
    known = {name.lower() for name, _ in response.headers}
    for name, value in _HEADERS.items():
        if name.lower() not in known:
            response.headers.add(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        # A host below ours could set cookies for it, and one in clear could be anybody's.
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={_YEAR}; includeSubDomains"
        )
    refused = request.routing_exception
    if isinstance(refused, MethodNotAllowed):
        # The page about it takes the place of the answer that said so.
        response.allow.update(refused.valid_methods or ())
    if request.endpoint == "static":
        # The address of an asset carries a mark of its content.
        fresh = f"public, max-age={_YEAR}, immutable" if request.args.get("v") else "no-cache"
        response.headers["Cache-Control"] = fresh
    elif "no-store" in response.headers.get("Cache-Control", "no-store"):
        # The sign-in library writes "no-store=True", which no browser reads.
        response.headers["Cache-Control"] = "no-store"
    return response
