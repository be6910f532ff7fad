"""The blueprint, and what its routes share."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, session

from pathways.accounts.sessions import is_own_path

bp = Blueprint("accounts", __name__)


def page(template: str, status: int = 200, section: str = "", **context: Any) -> Response:
    """Draw a page."""
    return make_response(render_template(template, section=section, **context), status)


def next_path() -> str:
    """Return where the person wanted to go, if that is a path of this site."""
    wanted = request.values.get("next", "")
    return wanted if is_own_path(wanted) else ""


def chosen(organisation: str) -> None:
    """Choose an organisation for the session."""
    session["organisation"] = organisation
