"""Deciding, withdrawing a decision, and taking a submission back."""

from typing import Any, Final

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db, now, transaction
from pathways.domain.limits import CONDITION_LIMIT
from pathways.domain.refusals import ConflictError, RuleError, StateError
from pathways.domain.review.drafting import count_kinds, draft_words
from pathways.domain.review.privacy import Sharing
from pathways.htmx import go
from pathways.pages import today
from pathways.submissions.adding import read_rows
from pathways.submissions.blueprint import bp, read_submission
from pathways.submissions.conditions import read_conditions
from pathways.submissions.deciding import writes
from pathways.submissions.deciding.forms import (
    ConditionForm,
    DecisionForm,
    TakeBackForm,
    WithdrawForm,
    decision_form,
)
from pathways.submissions.deciding.letter import LetterView
from pathways.submissions.deciding.reads import read_habit
from pathways.submissions.reads import DecisionView, read_claims
from pathways.submissions.reviewing.reads import ReviewView, read_review
from pathways.submissions.reviewing.summary import count_unshared, list_found, name_reviewers
from pathways.submissions.sending.writes import withdraw_submission

_MOVED: Final = (
    "Something was said, marked or shared here meanwhile, so nothing is sent yet. "
    "Look at it once more, then send your decision: it cannot be taken back unread."
)
_STAYS: Final = (
    "You have written something already. It stays as it is; empty the field for a draft."
)


@bp.get("/submissions/<submission_id>/decision")
@requires(Action.SEE_SUBMISSIONS)
def decision(submission_id: str) -> ResponseReturnValue:
    """Show what was decided, and what this reader can do next."""
    return decision_page(submission_id)


@bp.post("/submissions/<submission_id>/decision")
@requires(Action.DECIDE)
def decide(submission_id: str) -> ResponseReturnValue:
    """Decide with words; or, by another button, see the letter, draft, add or take out a row."""
    pressed = request.form.get("then", "")
    rows = read_rows(request.form.getlist("condition"), pressed, CONDITION_LIMIT)
    form = decision_form(rows or ("1",))
    if pressed.startswith(("add", "out-")):
        form.forget_errors()
        return decision_page(submission_id, form=form)
    if pressed == "draft":
        return _draft(submission_id, form)
    is_whole = form.validate()
    # Both are asked, so that all that is missing is said at once.
    if not form.check_conditions(today()) or not is_whole:
        return decision_page(submission_id, form=form, status=422)
    asked = {
        "outcome": form.outcome.data,
        "words": form.words.data,
        "today": today(),
        "ends_on": form.ends_on.data,
        "due_on": form.due_on.data,
        "conditions": form.conditions(),
    }
    try:
        if pressed == "preview":
            writes.check_decision(**asked)
            return decision_page(submission_id, form=form, has_letter=True)
        with transaction() as session:
            writes.decide(
                session,
                actor(),
                submission_id,
                operation=form.operation.identifier,
                has_annex=form.annex.data,
                seen_at=form.seen_at.data or "",
                **asked,
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return decision_page(submission_id, form=form, status=422)
    except ConflictError:
        form.add_error("outcome", _MOVED)
        return decision_page(submission_id, form=form, status=409)
    except StateError as error:
        form.add_error("outcome", str(error))
        return decision_page(submission_id, form=form, status=409)
    flash("Your decision is sent, and the provider can read it.")
    return go(url_for("submissions.decision", submission_id=submission_id))


def _draft(submission_id: str, form: DecisionForm) -> Response:
    """Fill words that are empty from the rows in doubt; what somebody typed stays."""
    form.forget_errors()
    if (form.words.data or "").strip():
        form.add_error("words", _STAYS)
        return decision_page(submission_id, form=form, status=422)
    view = read_review(db.session, actor(), submission_id)
    form.words.data = draft_words(list_found(view, as_shared=False))
    return decision_page(submission_id, form=form)


@bp.post("/submissions/<submission_id>/decisions/<decision_id>/withdraw")
@requires(Action.DECIDE)
def withdraw_decision(submission_id: str, decision_id: str) -> ResponseReturnValue:
    """Withdraw a decision in words."""
    form = WithdrawForm()
    if not form.validate():
        return decision_page(submission_id, withdraw_form=form, status=422)
    try:
        with transaction() as session:
            writes.withdraw_decision(session, actor(), submission_id, decision_id, form.words.data)
    except RuleError as error:
        form.add_error(error.field, str(error))
        return decision_page(submission_id, withdraw_form=form, status=422)
    flash("The decision is withdrawn, and the provider can read why.")
    return go(url_for("submissions.decision", submission_id=submission_id))


@bp.post("/submissions/<submission_id>/withdraw")
@requires(Action.OWN_PATHWAYS)
def withdraw(submission_id: str) -> ResponseReturnValue:
    """Take an open submission back."""
    form = TakeBackForm()
    if not form.validate():
        return decision_page(submission_id, take_back_form=form, status=422)
    try:
        with transaction() as session:
            withdraw_submission(session, actor(), submission_id, form.words.data)
    except StateError as error:
        form.add_error("words", str(error))
        return decision_page(submission_id, take_back_form=form, status=409)
    flash("The submission is withdrawn. What was said of it stays to be read.")
    return go(url_for("submissions.decision", submission_id=submission_id))


def decision_page(
    submission_id: str,
    *,
    form: DecisionForm | None = None,
    has_letter: bool = False,
    withdraw_form: WithdrawForm | None = None,
    take_back_form: TakeBackForm | None = None,
    condition_form: ConditionForm | None = None,
    condition_id: str = "",
    status: int = 200,
) -> Response:
    """Draw the page, with forms that may hold what somebody typed.

    `has_letter`: with the letter as it would be, made from the form.
    """
    submission = read_submission(submission_id)
    is_deciding = submission.can_decide or form is not None
    view = read_review(db.session, actor(), submission_id) if is_deciding else None
    form = form or decision_form(formdata=None)
    withdraw_form = withdraw_form or WithdrawForm(formdata=None)
    # Both forms are shown where somebody else has decided first: no words are lost.
    withdraw_form.mark_ids("withdraw")
    markup = render_template(
        "submissions/decision.html",
        section="submissions",
        submission=submission,
        claims=view.claims if view else read_claims(db.session, submission),
        conditions=read_conditions(db.session, submission_id),
        form=form,
        is_deciding=is_deciding,
        withdraw_form=withdraw_form,
        take_back_form=take_back_form or TakeBackForm(formdata=None),
        condition_form=condition_form,
        condition_id=condition_id,
        today=today(),
        **(_found(view, form, has_letter=has_letter) if view else {}),
    )
    return make_response(markup, status)


def _found(view: ReviewView, form: DecisionForm, *, has_letter: bool) -> dict[str, Any]:
    """Return what the form of a decision is written from, and its letter where it is asked for."""
    habit = read_habit(db.session, view.submission.id, view.submission.commissioner_id)
    rows = list_found(view, as_shared=False)
    shares = habit.sharing is not Sharing.BY_HAND
    letter = None
    if has_letter:
        shown = rows if shares else list_found(view, as_shared=True)
        by = actor().name
        letter = LetterView(
            name_reviewers(view, shown, by), shown, form.conditions(), form.annex.data
        )
    return {
        "view": view,
        "kinds": count_kinds(rows),
        "doubts": [row for row in rows if row.is_in_doubt],
        "unshared": count_unshared(view),
        "habit": habit,
        "shares": shares,
        "letter": letter,
        "decision": DecisionView(
            id="",
            outcome=form.outcome.data,
            words=form.words.data,
            by=actor().name,
            at=now(),
            ends_on=form.ends_on.data,
            due_on=form.due_on.data,
            withdrawn_at=None,
            withdrawn_by="",
            withdrawn_words="",
        )
        if letter
        else None,
    }
