"""The blueprint, and what its routes share."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, make_response, render_template, request, session

from pathways.accounts.services.races import RaceError
from pathways.addresses import is_own_path
from pathways.db import transaction

bp = Blueprint("accounts", __name__)
Made = TypeVar("Made")


def page(template: str, status: int = 200, section: str = "", **context: Any) -> Response:
    """Draw a page."""
    return make_response(render_template(template, section=section, **context), status)


def write(step: Callable[[Any], Made]) -> Made:
    """Write in one transaction, and once more where another request made the same row first.

    Return what the step returns.
    """
    try:
        with transaction() as writing:
            return step(writing)
    except RaceError:
        with transaction() as writing:
            return step(writing)


def next_path() -> str:
    """Return where the person wanted to go, if that is a path of this site."""
    wanted = request.values.get("next", "")
    return wanted if is_own_path(wanted) else ""


def chosen(organisation: str) -> None:
    """Choose an organisation for the session."""
    session["organisation"] = organisation
