"""The trail of a submission: a page, a table, and for another program."""

from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.db import db
from pathways.domain.pathway.report import plain_proportion
from pathways.domain.refusals import NotFoundError
from pathways.downloads import CSV, JSON, attachment, write_csv, write_json
from pathways.submissions.blueprint import bp, file_name, read_submission
from pathways.submissions.reads import read_claims
from pathways.submissions.trail.reads import TrailStepView, read_trail


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
        claims = read_claims(db.session, submission)
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
            "proportion": plain_proportion(claims.measured, submission.declaration.sentence),
            "steps": rows,
        }
        content, media = write_json(about), JSON
    elif kind == "csv":
        content = write_csv(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))
        media = CSV
    else:
        raise NotFoundError(kind)
    return attachment(content, f"{file_name(submission)}-trail.{kind}", media)


def _plain(step: TrailStepView) -> dict[str, str]:
    return {
        "step": str(step.number),
        "at": step.at.isoformat(timespec="seconds"),
        "person": step.person,
        "organisation": step.organisation,
        "action": step.action,
        "summary": step.summary,
    }
