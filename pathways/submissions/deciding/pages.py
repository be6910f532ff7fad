"""Deciding, withdrawing a decision, and taking a submission back."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.refusals import NotFoundError, RuleError, StateError
from pathways.htmx import go
from pathways.pages import today
from pathways.submissions.blueprint import bp, read_submission
from pathways.submissions.deciding import writes
from pathways.submissions.deciding.forms import DecisionForm, TakeBackForm, WithdrawForm
from pathways.submissions.reads import read_claims
from pathways.submissions.reviewing.reads import read_review
from pathways.submissions.sending.writes import withdraw_submission


@bp.get("/submissions/<submission_id>/decision")
@requires(Action.SEE_SUBMISSIONS)
def decision(submission_id: str) -> ResponseReturnValue:
    """Show what was decided, and what this reader can do next."""
    return _page(submission_id)


@bp.post("/submissions/<submission_id>/decision")
@requires(Action.DECIDE)
def decide(submission_id: str) -> ResponseReturnValue:
    """Approve, ask for changes or decline, with words."""
    form = DecisionForm()
    form.fill()
    if not form.validate():
        return _page(submission_id, decision_form=form, status=422)
    try:
        with transaction() as session:
            writes.decide(
                session,
                actor(),
                submission_id,
                operation=form.operation.identifier,
                outcome=form.outcome.data,
                words=form.words.data,
                today=today(),
                ends_on=form.ends_on.data,
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(submission_id, decision_form=form, status=422)
    except StateError as error:
        form.add_error("outcome", str(error))
        return _page(submission_id, decision_form=form, status=409)
    flash("Your decision is kept, and the provider can read it.")
    return go(url_for("submissions.decision", submission_id=submission_id))


@bp.post("/submissions/<submission_id>/decisions/<decision_id>/withdraw")
@requires(Action.DECIDE)
def withdraw_decision(submission_id: str, decision_id: str) -> ResponseReturnValue:
    """Withdraw a decision in words."""
    form = WithdrawForm()
    if not form.validate():
        return _page(submission_id, withdraw_form=form, status=422)
    try:
        with transaction() as session:
            writes.withdraw_decision(session, actor(), submission_id, decision_id, form.words.data)
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(submission_id, withdraw_form=form, status=422)
    flash("The decision is withdrawn, and the provider can read why.")
    return go(url_for("submissions.decision", submission_id=submission_id))


@bp.post("/submissions/<submission_id>/withdraw")
@requires(Action.OWN_PATHWAYS)
def withdraw(submission_id: str) -> ResponseReturnValue:
    """Take an open submission back."""
    form = TakeBackForm()
    if not form.validate():
        return _page(submission_id, take_back_form=form, status=422)
    try:
        with transaction() as session:
            withdraw_submission(session, actor(), submission_id, form.words.data)
    except StateError as error:
        form.add_error("words", str(error))
        return _page(submission_id, take_back_form=form, status=409)
    flash("The submission is withdrawn. What was said of it stays to be read.")
    return go(url_for("submissions.decision", submission_id=submission_id))


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
    return render_template(
        "submissions/letter.html",
        section="submissions",
        view=view,
        submission=view.submission,
        decision=found,
        today=today(),
    )


def _page(
    submission_id: str,
    *,
    decision_form: DecisionForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    take_back_form: TakeBackForm | None = None,
    status: int = 200,
) -> Response:
    submission = read_submission(submission_id)
    form = decision_form or DecisionForm(formdata=None)
    form.fill()
    withdraw_form = withdraw_form or WithdrawForm(formdata=None)
    # Both forms are shown where somebody else has decided first: no words are lost.
    withdraw_form.mark_ids("withdraw")
    markup = render_template(
        "submissions/decision.html",
        section="submissions",
        submission=submission,
        claims=read_claims(db.session, submission),
        form=form,
        withdraw_form=withdraw_form,
        take_back_form=take_back_form or TakeBackForm(formdata=None),
        today=today(),
    )
    return make_response(markup, status)
