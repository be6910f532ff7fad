"""Pages of the framework."""

from flask import Blueprint, render_template

from pathways.access import Action, requires
from pathways.db import db
from pathways.domain.policy import NotFoundError
from pathways.models.framework import get_edition

bp = Blueprint("framework", __name__, url_prefix="/framework")


@bp.get("")
@requires(Action.PUBLIC)
def index() -> str:
    """Show the framework."""
    return render_template(
        "framework/index.html", edition=get_edition(db.session), section="framework"
    )


@bp.get("/<code>")
@requires(Action.PUBLIC)
def show(code: str) -> str:
    """Show one competency."""
    competency = get_edition(db.session).by_code.get(code)
    if competency is None:
        raise NotFoundError
    return render_template("framework/show.html", competency=competency, section="framework")
