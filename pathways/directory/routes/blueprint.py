"""The blueprint, and what its pages answer for what is not there.

Versions stand below a pathway, so the blueprint has no address of its own in front.
"""

from flask import Blueprint, Response, make_response, render_template

from pathways.access import is_inside
from pathways.addresses import public_address
from pathways.bearer import is_program
from pathways.domain.refusals import NotFoundError

bp = Blueprint("directory", __name__)


def missing() -> Response:
    """Answer for a pathway that the reader cannot see.

    The same page whether it is limited, taken back or was never there: nobody learns which.
    """
    if is_program():
        raise NotFoundError
    markup = render_template("directory/missing.html", section="directory", is_inside=is_inside())
    return make_response(markup, 404)


def offer_address(pathway_id: str) -> str:
    """Return the whole address of a published pathway's page, as people outside reach it."""
    return public_address("directory.show", pathway_id=pathway_id)
