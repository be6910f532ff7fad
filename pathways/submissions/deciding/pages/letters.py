"""A decision as a letter."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.conditions import ConditionWish
from pathways.pages import today
from pathways.submissions.blueprint import bp
from pathways.submissions.conditions import read_conditions
from pathways.submissions.deciding.letter import LetterView
from pathways.submissions.deciding.reads import has_annex
from pathways.submissions.reviewing.reads import read_review
from pathways.submissions.reviewing.summary import list_found, name_reviewers


@bp.get("/submissions/<submission_id>/letter")
@requires(Action.SEE_SUBMISSIONS)
def letter(submission_id: str) -> ResponseReturnValue:
    """Show a decision as a letter: the one asked for, or the one that stands."""
    view = read_review(db.session, actor(), submission_id)
    asked = request.args.get("decision", "")
    found = view.submission.decision
    if asked:
        found = next((item for item in view.submission.decisions if item.id == asked), None)
    if found is None:
        raise NotFoundError(submission_id)
    conditions = tuple(
        ConditionWish(one.words, one.owner, one.due_on)
        for one in read_conditions(db.session, submission_id)
        if one.decision_id == found.id
    )
    # What is found after a withdrawal is not what that decision rested on.
    has_rows = not found.is_withdrawn and has_annex(db.session, submission_id, found.id)
    rows = list_found(view, as_shared=True, until=found.at)
    return render_template(
        "submissions/letter.html",
        section="submissions",
        view=view,
        submission=view.submission,
        decision=found,
        letter=LetterView(name_reviewers(view, rows, found.by), rows, conditions, has_rows),
        today=today(),
    )
