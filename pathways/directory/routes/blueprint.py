"""The blueprint, and what its pages answer for what is not there.

Versions stand below a pathway, so the blueprint has no address of its own in front.
"""

from flask import Blueprint, Response, make_response, render_template

from pathways.access import is_inside

bp = Blueprint("directory", __name__)


def missing() -> Response:
    """Answer for a pathway that the reader cannot see.

    The same page whether it is limited, taken back or was never there: nobody learns which.
    """
    markup = render_template("directory/missing.html", section="directory", is_inside=is_inside())
    return make_response(markup, 404)
