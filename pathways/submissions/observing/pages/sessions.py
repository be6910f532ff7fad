"""Observed sessions of a submission: reading them, writing one down, sharing one."""

from typing import Final

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.limits import CRITERION_LIMIT
from pathways.domain.policy import is_allowed
from pathways.domain.refusals import ConflictError, RuleError, StateError
from pathways.domain.review.places import list_modules
from pathways.domain.review.submission import SubmissionState
from pathways.domain.words import iso_day
from pathways.htmx import go
from pathways.pages import today
from pathways.submissions.adding import read_rows
from pathways.submissions.blueprint import bp, read_own, read_submission
from pathways.submissions.observing import writes
from pathways.submissions.observing.forms import SessionForm, session_form
from pathways.submissions.observing.reads import SessionView, get_session, read_sessions
from pathways.submissions.reads import SubmissionView

_MOVED: Final = "Somebody changed this session meanwhile. Look at it once more."


@bp.get("/submissions/<submission_id>/sessions")
@requires(Action.SEE_SUBMISSIONS)
def sessions(submission_id: str) -> ResponseReturnValue:
    """Show what was observed, and to reviewers the form for another session."""
    return _page(read_submission(submission_id))


@bp.post("/submissions/<submission_id>/sessions")
@requires(Action.REVIEW)
def add_session(submission_id: str) -> ResponseReturnValue:
    """Write down a session, or add and take out a row of the form."""
    submission = read_own(submission_id)
    form = _read_form(submission)
    if _is_about_rows():
        return _page(submission, form)
    if not form.check(today()):
        return _page(submission, form, status=422)
    try:
        with transaction() as session:
            writes.add_session(
                session,
                actor(),
                submission_id,
                form.wish(),
                operation=form.operation.identifier,
                today=today(),
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(submission, form, status=422)
    except StateError as error:
        form.add_error("seen", str(error))
        return _page(submission, form, status=409)
    flash("The session is written down.")
    return _back(submission_id)


@bp.get("/submissions/<submission_id>/sessions/<session_id>")
@requires(Action.REVIEW)
def edit_session(submission_id: str, session_id: str) -> ResponseReturnValue:
    """Show one session in a form, to be changed."""
    submission = read_own(submission_id)
    item = get_session(db.session, submission, session_id)
    if item.shared_at is not None or not _may_write(submission):
        return _back(submission_id)
    rows = [str(number) for number in range(1, len(item.criteria) + 1)] or ["1"]
    form = session_form(
        rows,
        formdata=None,
        seen_at=item.seen_at,
        held_on=item.held_on.isoformat(),
        observer=item.observer,
        module_row=item.module_row,
        seen=item.seen,
        **{f"looked-{row}": one.words for row, one in zip(rows, item.criteria, strict=False)},
        **{
            f"met-{row}": one.finding.value if one.finding else ""
            for row, one in zip(rows, item.criteria, strict=False)
        },
    )
    return _page(submission, form, item)


@bp.post("/submissions/<submission_id>/sessions/<session_id>")
@requires(Action.REVIEW)
def change_session(submission_id: str, session_id: str) -> ResponseReturnValue:
    """Change a session that is not shared yet."""
    submission = read_own(submission_id)
    item = get_session(db.session, submission, session_id)
    form = _read_form(submission)
    if _is_about_rows():
        return _page(submission, form, item)
    if not form.check(today()):
        return _page(submission, form, item, status=422)
    try:
        with transaction() as session:
            writes.change_session(
                session,
                actor(),
                submission_id,
                session_id,
                form.wish(),
                seen_at=form.seen_at.data or "",
                today=today(),
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(submission, form, item, status=422)
    except ConflictError as error:
        # Both are shown; whoever sends again has seen the other.
        form.add_error("seen", str(error))
        form.seen_at.data = item.seen_at
        return _page(submission, form, item, status=409)
    except StateError as error:
        form.add_error("seen", str(error))
        return _page(submission, form, item, status=409)
    flash("The session is changed.")
    return _back(submission_id)


@bp.post("/submissions/<submission_id>/sessions/<session_id>/take-out")
@requires(Action.REVIEW)
def take_out_session(submission_id: str, session_id: str) -> ResponseReturnValue:
    """Take out a session that is not shared yet."""
    try:
        with transaction() as session:
            writes.take_out_session(session, actor(), submission_id, session_id, seen_at=_seen_at())
    except ConflictError:
        flash(f"{_MOVED} It stays.")
    except StateError as error:
        flash(str(error))
    else:
        flash("The session is taken out.")
    return _back(submission_id)


@bp.post("/submissions/<submission_id>/sessions/<session_id>/share")
@requires(Action.REVIEW)
def share_session(submission_id: str, session_id: str) -> ResponseReturnValue:
    """Let the provider read one session."""
    try:
        with transaction() as session:
            writes.share_one_session(
                session, actor(), submission_id, session_id, seen_at=_seen_at()
            )
    except ConflictError:
        flash(f"{_MOVED} It is not shared yet.")
    except StateError as error:
        flash(str(error))
    else:
        flash(f"{read_submission(submission_id).provider} can read it now.")
    return _back(submission_id)


def _is_about_rows() -> bool:
    return request.form.get("then", "").startswith(("add", "out-"))


def _read_form(submission: SubmissionView) -> SessionForm:
    pressed = request.form.get("then", "")
    rows = read_rows(request.form.getlist("criterion"), pressed, CRITERION_LIMIT)
    form = session_form(rows or ("1",))
    _fill(form, submission)
    if _is_about_rows():
        form.forget_errors()
    return form


def _fill(form: SessionForm, submission: SubmissionView) -> None:
    form.fill((one.row, f"{one.code}: {one.label}") for one in list_modules(submission.content))


def _may_write(submission: SubmissionView) -> bool:
    may_review = submission.is_reviewer and is_allowed(actor(), Action.REVIEW)
    return may_review and submission.state is not SubmissionState.WITHDRAWN


def _page(
    submission: SubmissionView,
    form: SessionForm | None = None,
    item: SessionView | None = None,
    *,
    status: int = 200,
) -> Response:
    may_write = _may_write(submission)
    if form is None and may_write:
        form = session_form(formdata=None, observer=actor().name)
    if form is not None:
        _fill(form, submission)
    markup = render_template(
        "submissions/sessions.html",
        section="submissions",
        submission=submission,
        sessions=read_sessions(db.session, submission),
        form=form,
        item=item,
        may_write=may_write,
        title=f"The session of {iso_day(item.held_on)}" if item else "Write down a session",
    )
    return make_response(markup, status)


def _seen_at() -> str:
    """Return the mark of the record that the page of a button showed."""
    return request.form.get("seen_at", "")


def _back(submission_id: str) -> Response:
    return go(url_for("submissions.sessions", submission_id=submission_id))
