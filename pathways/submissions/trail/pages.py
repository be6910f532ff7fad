"""The trail of a submission: a page, a table, and for another program."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.bearer import for_programs
from pathways.db import db
from pathways.domain.pathway.report import plain_proportion
from pathways.domain.refusals import NotFoundError
from pathways.domain.scope import TokenScope
from pathways.downloads import CSV, JSON, attachment, write_csv, write_json
from pathways.submissions.blueprint import bp, file_name, read_submission
from pathways.submissions.reads import read_claims
from pathways.submissions.trail.groups import TrailRowView, TrailStepView, group_steps
from pathways.submissions.trail.reads import read_trail


@bp.get("/submissions/<submission_id>/trail")
@requires(Action.SEE_SUBMISSIONS)
def trail(submission_id: str) -> ResponseReturnValue:
    """Show every step."""
    submission = read_submission(submission_id)
    return render_template(
        "submissions/trail.html",
        section="submissions",
        submission=submission,
        days=group_steps(read_trail(db.session, submission)),
    )


_COLUMNS: Final = ("step", "at", "person", "organisation", "action", "summary")
_ROW: Final = ("row", "before", "after", "reviewer", "date", "comment")


@bp.get("/submissions/<submission_id>/trail.<kind>")
@requires(Action.SEE_SUBMISSIONS)
@for_programs(TokenScope.REVIEWS)
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
        content = write_csv((*_COLUMNS, *_ROW), _lines(rows))
        media = CSV
    else:
        raise NotFoundError(kind)
    return attachment(content, f"{file_name(submission)}-trail.{kind}", media)


def _plain(step: TrailStepView) -> dict[str, Any]:
    return {
        "step": str(step.number),
        "at": step.at.isoformat(timespec="seconds"),
        "person": step.person,
        "organisation": step.organisation,
        "action": step.action,
        "summary": step.summary,
        "rows": [_plain_row(row) for row in step.rows],
    }


def _plain_row(row: TrailRowView) -> dict[str, str]:
    return {
        "row": row.code,
        "before": row.before.word.lower() if row.before else "",
        "after": row.after.word.lower() if row.after else "",
        "reviewer": row.reviewer,
        "date": row.reviewed_on,
        "comment": row.comment,
    }


def _lines(steps: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Give the line of each step, and below it one for each row that it changed."""
    for step in steps:
        about = [step[name] for name in _COLUMNS]
        yield [*about, *("" for _ in _ROW)]
        for row in step["rows"]:
            # The summary is that of the step, and stands on its line.
            yield [*about[:-1], "", *(row[name] for name in _ROW)]
