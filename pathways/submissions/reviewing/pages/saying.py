"""Saying something on a row: comments of both sides, internal notes, second opinions."""

from flask import Response, flash, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, DeniedError, StateError
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import SubmissionState
from pathways.htmx import go, send, wants_fragments
from pathways.submissions.blueprint import bp, read_submission
from pathways.submissions.reviewing import writes
from pathways.submissions.reviewing.forms import (
    CommentForm,
    InternalNoteForm,
    OpinionForm,
    RemarkForm,
    RowForm,
)
from pathways.submissions.reviewing.pages.rows import (
    read_whole,
    return_url,
    row_of,
    row_page,
    row_parts,
)


def _answer(submission_id: str, slug: str, words: str) -> Response:
    """Answer with the row as it stands now, and say what was done."""
    view = read_whole(submission_id)
    if wants_fragments():
        return send(row_parts(view, slug, words))
    flash(words)
    return go(return_url(view, slug))


@bp.post("/submissions/<submission_id>/rows/<slug>/comments")
@requires(Action.SEE_SUBMISSIONS)
def comment(submission_id: str, slug: str) -> ResponseReturnValue:
    """Add a comment of either side."""
    if not read_submission(submission_id).can_comment:
        return _refuse_comment(submission_id, slug)
    form = CommentForm()
    if not form.validate():
        return row_page(submission_id, slug, RowForm("comment", form), 422)
    try:
        with transaction() as session:
            writes.comment(
                session,
                actor(),
                submission_id,
                row_of(slug),
                operation=form.operation.identifier,
                text=form.text.data,
            )
    except StateError as error:
        form.add_error("text", str(error))
        return row_page(submission_id, slug, RowForm("comment", form), 409)
    return _answer(submission_id, slug, _kept_words(submission_id))


def _kept_words(submission_id: str) -> str:
    """Say who can read a comment that was just kept."""
    view = read_submission(submission_id)
    if view.is_reviewer and not view.is_said_at_once:
        return f"Your comment is kept. {view.provider} cannot read it until it is shared."
    return "Your comment is kept, and the other side can read it."


def _refuse_comment(submission_id: str, slug: str) -> Response:
    """Answer where nobody comments any more, or this reader's role does not."""
    view = read_submission(submission_id)
    if view.state is not SubmissionState.WITHDRAWN:
        raise DeniedError(Action.REVIEW if view.is_reviewer else Action.CHANGE_PATHWAYS)
    words = "This submission was withdrawn. It can be read, not commented on."
    return row_page(submission_id, slug, status=409, problem=words)


@bp.post("/submissions/<submission_id>/rows/<slug>/notes")
@requires(Action.REVIEW)
def note(submission_id: str, slug: str) -> ResponseReturnValue:
    """Add an internal note."""
    form = InternalNoteForm()
    if not form.validate():
        return row_page(submission_id, slug, RowForm("note", form), 422)
    with transaction() as session:
        writes.note(
            session,
            actor(),
            submission_id,
            row_of(slug),
            operation=form.operation.identifier,
            text=form.text.data,
        )
    return _answer(submission_id, slug, "Your note is kept. It never leaves your organisation.")


@bp.post("/submissions/<submission_id>/rows/<slug>/remarks/<remark_id>")
@requires(Action.REVIEW)
def change_remark(submission_id: str, slug: str, remark_id: str) -> ResponseReturnValue:
    """Change one's own words that were not shared, or take them out."""
    is_out = "take_out" in request.form
    form = RemarkForm()
    if not is_out and not form.validate():
        return row_page(submission_id, slug, RowForm("change", form, remark_id), 422)
    text = "" if is_out else form.text.data
    # Browsers send line ends of their own.
    seen = (form.seen.data or "").replace("\r\n", "\n")
    try:
        with transaction() as session:
            writes.change_remark(
                session, actor(), submission_id, row_of(slug), remark_id, seen=seen, text=text
            )
    except ConflictError as error:
        form.add_error("text", str(error))
        return row_page(submission_id, slug, RowForm("change", form, remark_id), 409)
    words = "Your words are taken out." if is_out else "Your words are changed."
    return _answer(submission_id, slug, words)


@bp.post("/submissions/<submission_id>/rows/<slug>/opinion")
@requires(Action.REVIEW)
def give_opinion(submission_id: str, slug: str) -> ResponseReturnValue:
    """Give a second opinion beside the finding, or take one's own back."""
    form = OpinionForm()
    chosen = request.form.get("opinion", "")
    if chosen and chosen not in set(Finding):
        raise BadRequest
    if not form.validate():
        return row_page(submission_id, slug, RowForm("opinion", form), 422)
    finding = Finding(chosen) if chosen else None
    try:
        with transaction() as session:
            writes.give_opinion(
                session, actor(), submission_id, row_of(slug), finding=finding, text=form.text.data
            )
    except StateError as error:
        form.add_error("text", str(error))
        return row_page(submission_id, slug, RowForm("opinion", form), 409)
    words = "Your second opinion is kept." if finding else "Your second opinion is taken back."
    return _answer(submission_id, slug, words)
