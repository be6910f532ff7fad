"""Whose copy this is: its logo, how it deals with flaws, and how to report one."""

from datetime import timedelta
from typing import Final

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.accounts.routes.blueprint import bp, page
from pathways.addresses import public_address
from pathways.db import now
from pathways.imprint import imprint

_HOLDS: Final = timedelta(days=180)
"""How long the note for finders of flaws holds from the day that it is read."""
_DRAWN_ALONE: Final = "default-src 'none'; style-src 'self'; sandbox; frame-ancestors 'none'"
"""For the logo, opened by itself: nothing in it runs or loads, whatever it came to hold."""


@bp.get("/logo")
@requires(Action.PUBLIC)
def logo() -> Response:
    """Give the logo, as an image."""
    found = imprint().logo
    if found is None:
        abort(404)
    response = Response(found.data, mimetype=found.kind)
    response.headers["Content-Security-Policy"] = _DRAWN_ALONE
    # Its address carries a mark of its content, as those of all assets do.
    is_marked = request.args.get("v") == found.mark
    fresh = "public, max-age=31536000, immutable" if is_marked else "no-cache"
    response.headers["Cache-Control"] = fresh
    return response


@bp.get("/security")
@requires(Action.PUBLIC)
def security() -> ResponseReturnValue:
    """Show how this copy is kept safe, and how to report a flaw."""
    return page("accounts/security.html", sends_mail=bool(current_app.config["SMTP_URL"]))


@bp.get("/.well-known/security.txt")
@requires(Action.PUBLIC)
def security_note() -> Response:
    """Give the same to programs, as RFC 9116 says; nothing where nobody can be reached."""
    contact = imprint().contact_address
    if not contact:
        abort(404)
    ends = (now() + _HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {public_address('accounts.security_note')}",
        f"Policy: {public_address('accounts.security')}",
    )
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")
