"""Reading a submission: the overview, every competency, the modules, the changes."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.db import db
from pathways.submissions.blueprint import bp, read_submission
from pathways.submissions.reads import read_claims
from pathways.submissions.reviewing.forms import InterestForm
from pathways.submissions.reviewing.pages.rows import read_whole, row_page
from pathways.submissions.reviewing.reads import list_colleagues, list_reviewers
from pathways.submissions.reviewing.shown import ReviewShow, count_shown, group_rows


@bp.get("/submissions/<submission_id>")
@requires(Action.SEE_SUBMISSIONS)
def show(submission_id: str) -> ResponseReturnValue:
    """Show how a submission stands, line by line."""
    return overview(submission_id, InterestForm())


def overview(submission_id: str, form: InterestForm, status: int = 200) -> Response:
    """Draw the overview, with a form that may hold what somebody typed."""
    view = read_whole(submission_id)
    markup = render_template(
        "submissions/show.html",
        section="submissions",
        view=view,
        submission=view.submission,
        reviewers=list_reviewers(db.session, view.submission),
        colleagues=list_colleagues(db.session, view.submission)
        if view.submission.can_review
        else (),
        form=form,
    )
    return make_response(markup, status)


@bp.get("/submissions/<submission_id>/competencies")
@requires(Action.SEE_SUBMISSIONS)
def competencies(submission_id: str) -> ResponseReturnValue:
    """Show every competency with the provider's evidence beside finding and thread."""
    view = read_whole(submission_id)
    asked = request.args.get("show", "")
    chosen = ReviewShow(asked) if asked in set(ReviewShow) else ReviewShow.ALL
    return render_template(
        "submissions/competencies.html",
        section="submissions",
        view=view,
        submission=view.submission,
        show=chosen,
        counts=count_shown(view),
        groups=group_rows(view, chosen),
    )


@bp.get("/submissions/<submission_id>/rows/<slug>")
@requires(Action.SEE_SUBMISSIONS)
def row(submission_id: str, slug: str) -> ResponseReturnValue:
    """Show one row by itself, ready for a comment."""
    return row_page(submission_id, slug)


@bp.get("/submissions/<submission_id>/modules")
@requires(Action.SEE_SUBMISSIONS)
def modules(submission_id: str) -> ResponseReturnValue:
    """Show modules, details and assurance as they were frozen."""
    submission = read_submission(submission_id)
    return render_template(
        "submissions/modules.html",
        section="submissions",
        submission=submission,
        claims=read_claims(db.session, submission),
    )


@bp.get("/submissions/<submission_id>/changes")
@requires(Action.SEE_SUBMISSIONS)
def changes(submission_id: str) -> ResponseReturnValue:
    """Show what differs from the version sent before."""
    view = read_whole(submission_id)
    return render_template(
        "submissions/changes.html", section="submissions", view=view, submission=view.submission
    )
