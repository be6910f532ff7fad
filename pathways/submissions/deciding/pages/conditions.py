"""Conditions of a decision, followed to done: what each side says about one."""

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, RuleError, StateError
from pathways.htmx import go
from pathways.submissions.blueprint import bp
from pathways.submissions.deciding import following
from pathways.submissions.deciding.forms import ConditionForm
from pathways.submissions.deciding.pages.deciding import decision_page


@bp.post("/submissions/<submission_id>/conditions/<condition_id>/said")
@requires(Action.CHANGE_PATHWAYS)
def say_condition(submission_id: str, condition_id: str) -> ResponseReturnValue:
    """Say as the provider that a condition is done."""
    form = ConditionForm()
    if not form.validate():
        return decision_page(
            submission_id, condition_form=form, condition_id=condition_id, status=422
        )
    try:
        with transaction() as session:
            following.say_done(session, actor(), submission_id, condition_id, form.words.data)
    except (RuleError, StateError) as error:
        return _refuse_condition(submission_id, condition_id, form, error)
    flash("Your words are kept, and the commissioner can read them.")
    return _to_condition(submission_id, condition_id)


@bp.post("/submissions/<submission_id>/conditions/<condition_id>/answer")
@requires(Action.REVIEW)
def answer_condition(submission_id: str, condition_id: str) -> ResponseReturnValue:
    """Agree as the commissioner that a condition is done, or say what is missing."""
    form = ConditionForm()
    if not form.validate():
        return decision_page(
            submission_id, condition_form=form, condition_id=condition_id, status=422
        )
    is_agreed = request.form.get("then") == "agree"
    step = following.agree if is_agreed else following.answer
    seen, words = form.seen.data or "", form.words.data
    try:
        with transaction() as session:
            step(session, actor(), submission_id, condition_id, seen=seen, words=words)
    except (ConflictError, RuleError, StateError) as error:
        return _refuse_condition(submission_id, condition_id, form, error)
    flash("The condition is done." if is_agreed else "Your answer is kept; the provider reads it.")
    return _to_condition(submission_id, condition_id)


def _refuse_condition(
    submission_id: str, condition_id: str, form: ConditionForm, error: Exception
) -> Response:
    form.add_error("words", str(error))
    status = 422 if isinstance(error, RuleError) else 409
    return decision_page(
        submission_id, condition_form=form, condition_id=condition_id, status=status
    )


def _to_condition(submission_id: str, condition_id: str) -> Response:
    anchor = f"condition-{condition_id}"
    return go(url_for("submissions.decision", submission_id=submission_id, _anchor=anchor))
