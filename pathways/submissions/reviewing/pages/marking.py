"""Marking: one row or many, taking a step back, sharing, who reviews, and what they declare."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, StateError
from pathways.domain.review.finding import Finding
from pathways.domain.review.places import slug_of
from pathways.domain.words import listed, plural
from pathways.htmx import go, respond, send, wants_fragments
from pathways.submissions.blueprint import bp
from pathways.submissions.findings import FindingWish
from pathways.submissions.reviewing import writes
from pathways.submissions.reviewing.forms import InterestForm
from pathways.submissions.reviewing.pages.reading import list_page, overview
from pathways.submissions.reviewing.pages.rows import (
    is_here,
    page_url,
    read_whole,
    return_url,
    row_of,
    row_page,
    row_parts,
    row_url,
)

_ROWS_AT_ONCE = 1000
_MOVED = (
    "Something was said or marked here meanwhile, so nothing is shared yet. "
    "Look at it once more, then share: it cannot be taken back."
)


@bp.post("/submissions/<submission_id>/findings")
@requires(Action.REVIEW)
def mark(submission_id: str) -> ResponseReturnValue:
    """Set or clear the finding of a row, by "row|seen|wish"."""
    parts = request.form.get("mark", "").split("|")
    if len(parts) != 3:
        raise BadRequest
    slug, seen, wish = parts[0], _finding(parts[1]), _finding(parts[2])
    try:
        with transaction() as session:
            writes.mark(session, actor(), submission_id, row_of(slug), seen=seen, finding=wish)
    except (ConflictError, StateError) as error:
        return row_page(submission_id, slug, status=409, problem=str(error))
    view = read_whole(submission_id)
    if not wants_fragments():
        return respond(return_url(view, slug), ())
    row = view.row(row_of(slug))
    word = wish.word.lower() if wish else "no finding"
    return send(row_parts(view, slug, f"{row.name[0].upper()}{row.name[1:]}: {word}."))


def _finding(text: str) -> Finding | None:
    try:
        return Finding(text) if text else None
    except ValueError:
        raise BadRequest from None


@bp.post("/submissions/<submission_id>/findings/many")
@requires(Action.REVIEW)
def mark_many(submission_id: str) -> ResponseReturnValue:
    """Set one finding on all rows that were shown, each given as "row|seen"."""
    finding = _finding(request.form.get("finding", ""))
    named = request.form.get("rows", "").split()
    if finding is None or not named or len(named) > _ROWS_AT_ONCE:
        raise BadRequest
    wishes = []
    for text in named:
        slug, _, seen = text.partition("|")
        wishes.append(FindingWish(row_of(slug), _finding(seen), finding))
    try:
        with transaction() as session:
            done = writes.mark_many(session, actor(), submission_id, wishes)
    except StateError as error:
        return list_page(submission_id, 409, str(error))
    flash(_told(done, f"Marked {plural(len(done.changed), 'row')} as {finding.word.lower()}."))
    return go(page_url(submission_id))


def _told(done: writes.MarkedRows, words: str) -> str:
    """Say what was done, and which rows somebody else had marked meanwhile."""
    # What is sent again, because its answer was lost, stands as it was sent.
    said = words if done.changed else "Nothing was changed." if done.left else "Done already."
    if done.left:
        names = listed([slug_of(row) for row in done.left[:10]])
        more = f" and {len(done.left) - 10} more" if len(done.left) > 10 else ""
        said += f" Somebody marked these otherwise meanwhile, and they stay: {names}{more}."
    return said


@bp.post("/submissions/<submission_id>/undo")
@requires(Action.REVIEW)
def undo(submission_id: str) -> ResponseReturnValue:
    """Take back a step of one's own that set findings."""
    text = request.form.get("step", "")
    step = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    try:
        with transaction() as session:
            done = writes.undo(session, actor(), submission_id, step)
    except StateError as error:
        return list_page(submission_id, 409, str(error))
    rows = [*done.changed, *done.left]
    words = _told(done, f"Took back {plural(len(done.changed), 'finding')}.")
    if len(rows) != 1:
        flash(words)
        return go(page_url(submission_id))
    view, slug = read_whole(submission_id), slug_of(rows[0])
    if wants_fragments() and is_here(view, slug):
        return send(row_parts(view, slug, words))
    flash(words)
    return go(row_url(view, slug))


@bp.post("/submissions/<submission_id>/share")
@requires(Action.REVIEW)
def share(submission_id: str) -> ResponseReturnValue:
    """Let the provider read what was found: on the row that a form names, or on all."""
    slug = request.form.get("row", "")
    rows = {row_of(slug)} if slug else None
    try:
        with transaction() as session:
            shared = writes.share_rows(
                session, actor(), submission_id, rows, seen_at=request.form.get("seen_at", "")
            )
    except ConflictError:
        return list_page(submission_id, 409, _MOVED)
    except StateError as error:
        words = str(error)
    else:
        words = f"Shared {shared.words}." if shared else "There is nothing new to share."
    if slug and wants_fragments():
        return send(row_parts(read_whole(submission_id), slug, words))
    flash(words)
    if slug:
        return go(return_url(read_whole(submission_id), slug))
    return go(page_url(submission_id))


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
    return go(page_url(submission_id))
