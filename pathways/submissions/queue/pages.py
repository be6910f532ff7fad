"""The queue of a commissioner, and what a provider has sent."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import page_asked
from pathways.db import db
from pathways.pages import today
from pathways.submissions.blueprint import bp
from pathways.submissions.queue.reads import SHOWN, read_queue


@bp.get("/submissions")
@requires(Action.SEE_SUBMISSIONS)
def index() -> ResponseReturnValue:
    """Show both sides of an organisation that both sends and receives."""
    who = actor()
    sides: list[Any] = ["received"] if who.is_commissioner else []
    sides += ["sent"] if who.is_provider else []
    # Filter and page belong to the list that they were chosen in.
    asked = request.args.get("side", sides[0])
    show, page = request.args.get("show", "all"), page_asked()
    queues = [
        read_queue(db.session, who, side, *((show, page) if side == asked else ("all", 1)))
        for side in sides
    ]
    return render_template(
        "submissions/index.html",
        section="submissions",
        queues=queues,
        shown=SHOWN,
        today=today(),
    )
