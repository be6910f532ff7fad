"""Giving out the parts of a submission, taking them back, and by when to decide."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.refusals import RuleError, StateError
from pathways.domain.words import be, iso_day, listed
from pathways.forms import sent_identifier
from pathways.htmx import go
from pathways.pages import today
from pathways.submissions.assigning import writes
from pathways.submissions.assigning.forms import AssignForm, DueForm
from pathways.submissions.assigning.reads import AssigningView, read_assigning
from pathways.submissions.blueprint import bp, read_own
from pathways.submissions.reads import SubmissionView


@bp.get("/submissions/<submission_id>/reviewers")
@requires(Action.REVIEW)
def reviewers(submission_id: str) -> ResponseReturnValue:
    """Show who reads which part, and how far each part is."""
    submission = read_own(submission_id)
    return _page(submission, read_assigning(db.session, submission))


@bp.post("/submissions/<submission_id>/reviewers")
@requires(Action.REVIEW)
def assign(submission_id: str) -> ResponseReturnValue:
    """Give parts to colleagues."""
    submission = read_own(submission_id)
    view, form = read_assigning(db.session, submission), AssignForm()
    _fill(form, view)
    if not form.validate():
        return _page(submission, view, form, status=422)
    try:
        with transaction() as session:
            names = writes.assign(
                session, actor(), submission_id, form.person.data or (), form.scope.data or ()
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(submission, view, form, status=422)
    except StateError as error:
        form.add_error("person", str(error))
        return _page(submission, view, form, status=409)
    flash(f"{listed(names)} {be(len(names))} assigned.")
    return go(url_for("submissions.reviewers", submission_id=submission_id))


@bp.post("/submissions/<submission_id>/reviewers/release")
@requires(Action.REVIEW)
def release(submission_id: str) -> ResponseReturnValue:
    """Take a part from somebody, or all of it."""
    person, scope = sent_identifier(request.form.get("person", "")), request.form.get("scope", "")
    try:
        with transaction() as session:
            name = writes.release(session, actor(), submission_id, person, scope)
    except StateError as error:
        flash(str(error))
    else:
        flash(f"{name} is released." if name else "Somebody released them already.")
    return go(url_for("submissions.reviewers", submission_id=submission_id))


@bp.post("/submissions/<submission_id>/due")
@requires(Action.REVIEW)
def set_due(submission_id: str) -> ResponseReturnValue:
    """Say by when to decide."""
    submission, due = read_own(submission_id), DueForm()
    if due.validate():
        try:
            with transaction() as session:
                writes.set_due(session, actor(), submission_id, due.due_on.data, today=today())
        except (RuleError, StateError) as error:
            due.add_error("due_on", str(error))
        else:
            day = due.due_on.data
            flash(f"Decision by {iso_day(day)}." if day else "No day is set for the decision.")
            return go(url_for("submissions.reviewers", submission_id=submission_id))
    view = read_assigning(db.session, submission)
    return _page(submission, view, due=due, status=422 if submission.is_open else 409)


def _fill(form: AssignForm, view: AssigningView) -> None:
    form.fill(
        ((one.id, one.name) for one in view.colleagues),
        ((scope.key, scope.label) for scope in view.panel.scopes),
    )


def _page(
    submission: SubmissionView,
    view: AssigningView,
    form: AssignForm | None = None,
    due: DueForm | None = None,
    *,
    status: int = 200,
) -> Response:
    form = form or AssignForm(formdata=None)
    _fill(form, view)
    if due is None:
        due = DueForm(formdata=None, due_on=submission.due_on and submission.due_on.isoformat())
    markup = render_template(
        "submissions/reviewers.html",
        section="submissions",
        submission=submission,
        view=view,
        form=form,
        due=due,
    )
    return make_response(markup, status)
