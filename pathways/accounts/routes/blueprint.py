"""The blueprint, and what its routes share."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    render_template,
    request,
    session,
)
from flask_security import current_user

from pathways.access import actor
from pathways.accounts import second_factor
from pathways.accounts.forms import ConfirmForm, ProveForm
from pathways.accounts.services.races import RaceError
from pathways.addresses import is_own_path
from pathways.attempts import begin_attempt, forgive_attempt
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


def is_confirmed(form: ConfirmForm) -> bool:
    """Check the password of who is signed in once more; a wrong one is counted."""
    if not form.validate():
        return False
    tried = begin_attempt("password", actor().email)
    library = current_app.extensions["security"]
    typed = library.password_util.normalize(form.password.data)
    if not current_user.verify_and_update_password(typed):
        form.add_error("password", "This is not your password.")
        return False
    forgive_attempt(tried)
    return True


def is_proved(form: ProveForm) -> bool:
    """Check the password, then the code; a wrong one is counted, a right one is used up."""
    if not is_confirmed(form):
        return False
    tried = begin_attempt("code", actor().email)
    if not second_factor.is_proved(current_user, form.code.data):
        form.add_error("code", "This is not a code that your app shows now, or it was used.")
        return False
    forgive_attempt(tried)
    return True


def next_path() -> str:
    """Return where the person wanted to go, if that is a path of this site."""
    wanted = request.values.get("next", "")
    return wanted if is_own_path(wanted) else ""


def chosen(organisation: str) -> None:
    """Choose an organisation for the session."""
    session["organisation"] = organisation
