"""Reading a submission: the overview, competencies, modules, assurance, the changes."""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.db import db
from pathways.pages import today
from pathways.submissions.before import read_before
from pathways.submissions.blueprint import bp
from pathways.submissions.conditions import read_conditions
from pathways.submissions.observing.reads import read_observed
from pathways.submissions.requests import read_requests
from pathways.submissions.reviewing.forms import InterestForm
from pathways.submissions.reviewing.pages.rows import (
    asked,
    bar_on,
    place,
    read_whole,
    row_page,
    standing_in,
)
from pathways.submissions.reviewing.shown import ReviewList


@bp.get("/submissions/<submission_id>")
@requires(Action.SEE_SUBMISSIONS)
def show(submission_id: str) -> ResponseReturnValue:
    """Show how a submission stands, line by line."""
    return overview(submission_id, InterestForm(formdata=None))


def overview(submission_id: str, interest: InterestForm, status: int = 200) -> Response:
    """Draw the overview, with a form that may hold what somebody typed."""
    view = read_whole(submission_id)
    markup = render_template(
        "submissions/show.html",
        section="submissions",
        view=view,
        submission=view.submission,
        before=read_before(db.session, view.submission),
        conditions=read_conditions(db.session, submission_id),
        observed=read_observed(db.session, view.submission),
        today=today(),
        standing=standing_in(view),
        place={"tab": "overview"},
        interest=interest,
    )
    return make_response(markup, status)


@bp.get("/submissions/<submission_id>/competencies")
@requires(Action.SEE_SUBMISSIONS)
def competencies(submission_id: str) -> ResponseReturnValue:
    """Show the competencies that are asked for, with evidence beside finding and thread."""
    return list_page(submission_id)


def list_page(submission_id: str, status: int = 200, problem: str = "") -> Response:
    """Draw the list of competencies, with what stands in the way of a step."""
    view = read_whole(submission_id)
    standing = standing_in(view)
    shown = ReviewList(view, asked(), standing)
    markup = render_template(
        "submissions/competencies.html",
        section="submissions",
        view=view,
        submission=view.submission,
        standing=standing,
        shown=shown,
        bar=shown.bar,
        place={
            "tab": "competencies",
            "laid": " ".join(theme.key for theme in shown.laid_out),
            **shown.ask.address(),
        },
        interest=InterestForm(formdata=None),
        problem=problem,
    )
    return make_response(markup, status)


@bp.get("/submissions/<submission_id>/rows/<slug>")
@requires(Action.SEE_SUBMISSIONS)
def row(submission_id: str, slug: str) -> ResponseReturnValue:
    """Show one row by itself, ready for a comment."""
    return row_page(submission_id, slug)


@bp.get("/submissions/<submission_id>/modules")
@requires(Action.SEE_SUBMISSIONS)
def modules(submission_id: str) -> ResponseReturnValue:
    """Show each module and the details as they were frozen, to be marked."""
    return _places(submission_id, "modules")


@bp.get("/submissions/<submission_id>/assurance")
@requires(Action.SEE_SUBMISSIONS)
def assurance(submission_id: str) -> ResponseReturnValue:
    """Show what is stated of assurance, principles and questions, to be marked."""
    return _places(submission_id, "assurance")


def _places(submission_id: str, tab: str) -> str:
    view = read_whole(submission_id)
    submission = view.submission
    previous = submission.previous
    return render_template(
        f"submissions/{tab}.html",
        section="submissions",
        view=view,
        submission=submission,
        standing=standing_in(view),
        bar=bar_on(view, tab),
        place=place(),
        interest=InterestForm(formdata=None),
        requests=read_requests(db.session, previous.id, submission.replies) if previous else (),
    )


@bp.get("/submissions/<submission_id>/changes")
@requires(Action.SEE_SUBMISSIONS)
def changes(submission_id: str) -> ResponseReturnValue:
    """Show what differs from the version sent before."""
    view = read_whole(submission_id)
    return render_template(
        "submissions/changes.html",
        section="submissions",
        view=view,
        submission=view.submission,
        before=read_before(db.session, view.submission),
    )
