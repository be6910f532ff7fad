"""The history of a pathway, and going back to an earlier moment of it."""

from typing import Final

from flask import Response, flash, make_response, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.bearer import for_programs
from pathways.builder import services
from pathways.builder.moments import MomentView, get_history, get_moment, read_steps
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import (
    bp,
    page,
    read,
    read_head,
    read_revision,
    show_url,
)
from pathways.db import db, transaction
from pathways.domain.refusals import ConflictError, RuleError
from pathways.domain.scope import TokenScope
from pathways.downloads import CSV, attachment, file_stem, write_csv
from pathways.htmx import go
from pathways.pages import day, moment

_COLUMNS: Final = ("revision", "at", "person", "action", "summary")


@bp.get("/<pathway_id>/history")
@requires(Action.SEE_PATHWAYS)
def show_history(pathway_id: str) -> ResponseReturnValue:
    """Show what was done, by day and person, the last first."""
    view = read(pathway_id)
    before = read_revision(request.args.get("before", ""))
    history = get_history(db.session, pathway_id, before or None, day)
    return page("builder/history.html", head=view.head, view=view, history=history, before=before)


@bp.get("/<pathway_id>/history.csv")
@requires(Action.SEE_PATHWAYS)
@for_programs(TokenScope.PATHWAYS)
def history_file(pathway_id: str) -> ResponseReturnValue:
    """Give the history as a table."""
    head = read_head(pathway_id)
    rows = (
        (
            str(step.revision),
            step.at.isoformat(timespec="seconds"),
            step.person,
            step.action,
            step.summary,
        )
        for step in reversed(read_steps(db.session, pathway_id))
    )
    return attachment(write_csv(_COLUMNS, rows), f"{file_stem(head.title)}-history.csv", CSV)


@bp.get("/<pathway_id>/history/<revision>")
@requires(Action.SEE_PATHWAYS)
def show_moment(pathway_id: str, revision: str) -> ResponseReturnValue:
    """Show what going back to a moment would change."""
    view = read(pathway_id)
    return _moment(view, _read_moment(view, read_revision(revision)))


@bp.post("/<pathway_id>/history/<revision>")
@requires(Action.CHANGE_PATHWAYS)
def restore_moment(pathway_id: str, revision: str) -> ResponseReturnValue:
    """Go back to a moment, as one step that can be undone."""
    number = read_revision(revision)
    found = _read_moment(read(pathway_id), number)
    when = moment(found.step.at)
    seen = read_revision(request.form.get("seen", ""))
    try:
        with transaction() as session:
            is_changed = services.moments.restore_moment(
                session, actor(), pathway_id, number, seen=seen, when=when
            )
    except (ConflictError, RuleError) as error:
        view = read(pathway_id)
        return _moment(view, _read_moment(view, number), str(error), 409)
    flash(
        f"The pathway is as it was on {when}. Undo takes that back."
        if is_changed
        else f"The pathway is as it was on {when} already."
    )
    return go(show_url(pathway_id))


def _read_moment(view: PathwayView, revision: int) -> MomentView:
    return get_moment(db.session, view.edition, view.content, view.head.id, revision)


def _moment(view: PathwayView, found: MomentView, problem: str = "", status: int = 200) -> Response:
    response = page(
        "builder/moment.html", head=view.head, view=view, moment_view=found, problem=problem
    )
    return make_response(response, status)
