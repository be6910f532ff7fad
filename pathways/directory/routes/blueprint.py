"""The blueprint, and what its pages share: which page is asked for, and what is not there.

Versions stand below a pathway, so the blueprint has no address of its own in front.
"""

from flask import Blueprint, Response, make_response, render_template, request

from pathways.access import is_inside

bp = Blueprint("directory", __name__)


def page_asked() -> int:
    """Return the number of the page that the address asks for."""
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def missing() -> Response:
    """Answer for a pathway that the reader cannot see.

    The same page whether it is limited, taken back or was never there: nobody learns which.
    """
    markup = render_template("directory/missing.html", section="directory", is_inside=is_inside())
    return make_response(markup, 404)
