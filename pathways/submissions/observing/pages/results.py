"""Results after an approval: both sides read them, the provider gives them."""

from flask import Response, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.policy import is_allowed
from pathways.domain.refusals import RuleError, StateError
from pathways.domain.review.submission import APPROVALS
from pathways.htmx import go
from pathways.pages import today
from pathways.submissions.blueprint import bp, read_submission
from pathways.submissions.observing import writes
from pathways.submissions.observing.forms import ResultForm
from pathways.submissions.observing.reads import read_results


@bp.get("/submissions/<submission_id>/results")
@requires(Action.SEE_SUBMISSIONS)
def results(submission_id: str) -> ResponseReturnValue:
    """Show what came of an approved version, and to its provider the form."""
    return _page(submission_id)


@bp.post("/submissions/<submission_id>/results")
@requires(Action.CHANGE_PATHWAYS)
def add_result(submission_id: str) -> ResponseReturnValue:
    """Report what came of it."""
    form = ResultForm()
    if not form.validate():
        return _page(submission_id, form, 422)
    try:
        with transaction() as session:
            writes.add_result(
                session,
                actor(),
                submission_id,
                form.wish(),
                operation=form.operation.identifier,
                today=today(),
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(submission_id, form, 422)
    except StateError as error:
        form.add_error("words", str(error))
        return _page(submission_id, form, 409)
    flash("Your results are kept, and the commissioner can read them.")
    return go(url_for("submissions.results", submission_id=submission_id))


def _page(submission_id: str, form: ResultForm | None = None, status: int = 200) -> Response:
    submission = read_submission(submission_id)
    decision = submission.decision
    is_approved = decision is not None and decision.outcome in APPROVALS
    may_give = not submission.is_reviewer and is_allowed(actor(), Action.CHANGE_PATHWAYS)
    if form is None and may_give and is_approved:
        form = ResultForm(formdata=None)
    markup = render_template(
        "submissions/results.html",
        section="submissions",
        submission=submission,
        results=read_results(db.session, submission),
        is_approved=is_approved,
        form=form,
    )
    return make_response(markup, status)
