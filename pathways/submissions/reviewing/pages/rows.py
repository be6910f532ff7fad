"""One row of a review: its fragment, its page, and where a plain browser goes back to."""

from typing import Final

from flask import Response, make_response, render_template, request, url_for

from pathways.access import actor
from pathways.db import db, new_id
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.submission import WHOLE, line_key, line_row
from pathways.htmx import Fragment, fragment, send, wants_fragments
from pathways.submissions.reviewing.forms import CommentForm
from pathways.submissions.reviewing.reads import (
    ReviewedCompetency,
    ReviewedLine,
    ReviewView,
    read_review,
)
from pathways.submissions.reviewing.shown import ReviewShow

_LINE: Final = "line-"


def read_whole(submission_id: str) -> ReviewView:
    """Read a whole review."""
    return read_review(db.session, actor(), submission_id)


def row_of(slug: str) -> str:
    """Return the row that an address or a button names; NotFoundError for no such name."""
    if slug == "whole":
        return WHOLE
    if slug == WHOLE or line_key(slug) is not None:
        # Each row has one address.
        raise NotFoundError(slug)
    return line_row(slug.removeprefix(_LINE)) if slug.startswith(_LINE) else slug


def row_fragment(
    view: ReviewView, slug: str, form: CommentForm | None = None, problem: str = ""
) -> Fragment:
    """Return the fragment of a row, with its comment form open where one is given."""
    item = view.item(row_of(slug))
    template = "submissions/_whole.html"
    if isinstance(item, ReviewedCompetency):
        template = "submissions/_competency.html"
    elif isinstance(item, ReviewedLine):
        template = "submissions/_line.html"
    return fragment(
        template,
        item=item,
        submission=view.submission,
        form=form,
        problem=problem,
        place=place(),
    )


def row_page(
    submission_id: str,
    slug: str,
    form: CommentForm | None = None,
    status: int = 200,
    problem: str = "",
) -> Response:
    """Answer with one row: the fragment for htmx, a page of its own otherwise."""
    view = read_whole(submission_id)
    if form is None and (request.args.get("comment") or not wants_fragments()):
        form = open_form(view)
    part = row_fragment(view, slug, form if view.submission.can_comment else None, problem)
    if wants_fragments():
        return send([part, said(problem)], status)
    markup = render_template(
        "submissions/row.html",
        section="submissions",
        view=view,
        row=view.row(row_of(slug)),
        part=part.template,
        back=return_url(submission_id, slug),
        **part.context,
    )
    return make_response(markup, status)


def open_form(view: ReviewView) -> CommentForm | None:
    """Return an empty comment form for somebody who may comment."""
    if not view.submission.can_comment:
        return None
    form = CommentForm(formdata=None)
    form.operation.data = new_id()
    return form


def place() -> dict[str, str]:
    """Return which page a row stands on, as the request says it."""
    tab = request.values.get("tab", "")
    show = request.values.get("show", "")
    if request.endpoint == "submissions.competencies":
        tab = "competencies"
    return {
        "tab": tab if tab in ("competencies", "row") else "overview",
        "show": show if show in set(ReviewShow) else ReviewShow.ALL.value,
    }


def return_url(submission_id: str, slug: str) -> str:
    """Return where a plain browser goes on: the page it came from, at the row."""
    where = place()
    anchor = f"row-{slug}"
    if where["tab"] == "competencies" or not (slug == "whole" or slug.startswith(_LINE)):
        show = where["show"] if where["show"] != ReviewShow.ALL.value else None
        return url_for(
            "submissions.competencies", submission_id=submission_id, show=show, _anchor=anchor
        )
    return url_for("submissions.show", submission_id=submission_id, _anchor=anchor)


def said(message: str) -> Fragment:
    """Return the line that says what was done, read out by screen readers."""
    return fragment("submissions/_said.html", message=message)
