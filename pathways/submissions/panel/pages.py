"""Submissions side by side, as they were ticked in the queue."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db
from pathways.domain.refusals import NotFoundError
from pathways.submissions.blueprint import bp
from pathways.submissions.panel.reads import FEWEST, MOST, read_side_by_side


@bp.get("/submissions/side-by-side")
@requires(Action.SEE_SUBMISSIONS)
def side_by_side() -> ResponseReturnValue:
    """Show two to four submissions in columns, or say how many may be ticked."""
    who = actor()
    if not who.is_commissioner:
        raise NotFoundError("side-by-side")
    chosen = list(dict.fromkeys(request.args.getlist("submission")))
    if not FEWEST <= len(chosen) <= MOST:
        markup = render_template(
            "submissions/side_by_side_few.html",
            section="submissions",
            count=len(chosen),
            fewest=FEWEST,
            most=MOST,
        )
        return make_response(markup, 422 if chosen else 200)
    return render_template(
        "submissions/side_by_side.html",
        section="submissions",
        view=read_side_by_side(db.session, who, chosen),
    )
