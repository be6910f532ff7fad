"""Reviewing: findings, comments of both sides, who reviews, and what they declare."""

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, DeniedError, RuleError, StateError
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import SubmissionState
from pathways.htmx import fragment, go, respond, send, wants_fragments
from pathways.submissions.blueprint import bp, read_submission
from pathways.submissions.reviewing import writes
from pathways.submissions.reviewing.forms import CommentForm, InterestForm
from pathways.submissions.reviewing.pages.reading import overview
from pathways.submissions.reviewing.pages.rows import (
    read_whole,
    return_url,
    row_fragment,
    row_of,
    row_page,
    said,
)


@bp.post("/submissions/<submission_id>/findings")
@requires(Action.REVIEW)
def mark(submission_id: str) -> ResponseReturnValue:
    """Set or clear the finding of a row, by "row|seen|wish"."""
    slug, seen, wish = _read_mark()
    try:
        with transaction() as session:
            writes.mark(session, actor(), submission_id, row_of(slug), seen=seen, finding=wish)
    except (ConflictError, StateError) as error:
        return row_page(submission_id, slug, status=409, problem=str(error))
    if not wants_fragments():
        return respond(return_url(submission_id, slug), ())
    view = read_whole(submission_id)
    row = view.row(row_of(slug))
    word = wish.word.lower() if wish else "no finding"
    return send(
        [
            row_fragment(view, slug),
            fragment("submissions/_progress.html", view=view, submission=view.submission),
            said(f"{row.name[0].upper()}{row.name[1:]}: {word}."),
        ]
    )


def _read_mark() -> tuple[str, Finding | None, Finding | None]:
    parts = request.form.get("mark", "").split("|")
    if len(parts) != 3:
        raise BadRequest
    slug, seen, wish = parts
    try:
        return slug, Finding(seen) if seen else None, Finding(wish) if wish else None
    except ValueError:
        raise BadRequest from None


@bp.post("/submissions/<submission_id>/rows/<slug>/comments")
@requires(Action.SEE_SUBMISSIONS)
def comment(submission_id: str, slug: str) -> ResponseReturnValue:
    """Add a comment of either side."""
    if not read_submission(submission_id).can_comment:
        return _refuse_comment(submission_id, slug)
    form = CommentForm()
    if not form.validate():
        return row_page(submission_id, slug, form, 422)
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
        return row_page(submission_id, slug, form, 409)
    if not wants_fragments():
        flash("Your comment is kept, and the other side can read it.")
        return respond(return_url(submission_id, slug), ())
    view = read_whole(submission_id)
    return send(
        [
            row_fragment(view, slug),
            fragment("submissions/_progress.html", view=view, submission=view.submission),
            said("Your comment is kept, and the other side can read it."),
        ]
    )


def _refuse_comment(submission_id: str, slug: str) -> Response:
    """Answer where nobody comments any more, or this reader's role does not."""
    view = read_submission(submission_id)
    if view.state is not SubmissionState.WITHDRAWN:
        raise DeniedError(Action.REVIEW if view.is_reviewer else Action.CHANGE_PATHWAYS)
    words = "This submission was withdrawn. It can be read, not commented on."
    return row_page(submission_id, slug, status=409, problem=words)


@bp.post("/submissions/<submission_id>/reviewers")
@requires(Action.REVIEW)
def assign(submission_id: str) -> ResponseReturnValue:
    """Assign a colleague."""
    try:
        with transaction() as session:
            writes.assign(session, actor(), submission_id, request.form.get("person", ""))
    except (RuleError, StateError) as error:
        flash(str(error))
    else:
        flash("Assigned.")
    return go(url_for("submissions.show", submission_id=submission_id, _anchor="reviewers"))


@bp.post("/submissions/<submission_id>/interest")
@requires(Action.REVIEW)
def declare(submission_id: str) -> ResponseReturnValue:
    """Declare an interest, or that there is none."""
    form = InterestForm()
    if not form.validate():
        return overview(submission_id, form, 422)
    try:
        with transaction() as session:
            writes.declare_interest(session, actor(), submission_id, form.declared())
    except StateError as error:
        form.add_error("interest", str(error))
        return overview(submission_id, form, 409)
    flash("Your declaration is kept with the submission.")
    return go(url_for("submissions.show", submission_id=submission_id, _anchor="reviewers"))
