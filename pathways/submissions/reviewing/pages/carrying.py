"""Carrying over what was found on the version before."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import transaction
from pathways.domain.refusals import StateError
from pathways.domain.words import plural
from pathways.htmx import go
from pathways.submissions.blueprint import bp
from pathways.submissions.reviewing.carrying import carry_over as carry


@bp.post("/submissions/<submission_id>/carry-over")
@requires(Action.REVIEW)
def carry_over(submission_id: str) -> ResponseReturnValue:
    """Take the findings of rows that did not change since the version before."""
    try:
        with transaction() as session:
            done = carry(session, actor(), submission_id)
    except StateError as error:
        flash(str(error))
    else:
        count = plural(len(done.changed), "finding")
        words = f"{count} carried over. They are marked as such, and can be undone in one step."
        flash(words if done.changed else "There is nothing more to carry over.")
    return go(url_for("submissions.show", submission_id=submission_id))
