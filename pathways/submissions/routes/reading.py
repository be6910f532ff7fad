"""Reading a submission: the overview, every competency, the modules, the changes, the trail."""

import csv
import io
import json
from typing import Final

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.db import db
from pathways.domain.refusals import NotFoundError
from pathways.downloads import CSV, JSON, attachment, file_stem
from pathways.submissions.forms import InterestForm
from pathways.submissions.queries import (
    StepView,
    SubmissionView,
    list_colleagues,
    list_reviewers,
    read_trail,
)
from pathways.submissions.review import Show, count_shown, group_rows
from pathways.submissions.routes.blueprint import bp, read_submission, read_whole
from pathways.submissions.routes.rows import row_page


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
    chosen = Show(asked) if asked in set(Show) else Show.ALL
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
    return render_template(
        "submissions/modules.html",
        section="submissions",
        submission=read_submission(submission_id),
    )


@bp.get("/submissions/<submission_id>/changes")
@requires(Action.SEE_SUBMISSIONS)
def changes(submission_id: str) -> ResponseReturnValue:
    """Show what differs from the version sent before."""
    view = read_whole(submission_id)
    return render_template(
        "submissions/changes.html", section="submissions", view=view, submission=view.submission
    )


@bp.get("/submissions/<submission_id>/trail")
@requires(Action.SEE_SUBMISSIONS)
def trail(submission_id: str) -> ResponseReturnValue:
    """Show every step."""
    submission = read_submission(submission_id)
    return render_template(
        "submissions/trail.html",
        section="submissions",
        submission=submission,
        steps=read_trail(db.session, submission),
    )


_COLUMNS: Final = ("step", "at", "person", "organisation", "action", "summary")


@bp.get("/submissions/<submission_id>/trail.<kind>")
@requires(Action.SEE_SUBMISSIONS)
def trail_file(submission_id: str, kind: str) -> ResponseReturnValue:
    """Give the trail as a table (CSV) or for another program (JSON)."""
    submission = read_submission(submission_id)
    rows = [_plain(step) for step in read_trail(db.session, submission)]
    if kind == "json":
        about = {
            "submission": submission.id,
            "pathway": submission.title,
            "version": submission.number,
            "digest": submission.digest,
            "provider": submission.provider,
            "commissioner": submission.commissioner,
            "standard": submission.standard.name,
            # Scripts have read the word here since before there were keys.
            "state": submission.state.word.lower(),
            "steps": rows,
        }
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        content, media = text, JSON
    elif kind == "csv":
        sheet = io.StringIO()
        writer = csv.writer(sheet)
        writer.writerow(_COLUMNS)
        writer.writerows([_cell(row[name]) for name in _COLUMNS] for row in rows)
        # The mark at the start tells spreadsheet programs that this is UTF-8.
        content, media = "\ufeff" + sheet.getvalue(), CSV
    else:
        raise NotFoundError(kind)
    return attachment(content, f"{file_name(submission)}-trail.{kind}", media)


def _plain(step: StepView) -> dict[str, str]:
    return {
        "step": str(step.number),
        "at": step.at.isoformat(timespec="seconds"),
        "person": step.person,
        "organisation": step.organisation,
        "action": step.action,
        "summary": step.summary,
    }


def _cell(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def file_name(submission: SubmissionView) -> str:
    """Return the start of the names of files about a submission."""
    return f"{file_stem(submission.title)}-version-{submission.number}"
