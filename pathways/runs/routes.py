"""The pages on which a provider says when and where a pathway is given."""

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.buttons import seen_version
from pathways.db import db, transaction
from pathways.domain.bringing.cells import split_cells
from pathways.domain.bringing.runs import COLUMNS, RunsRead, read_runs
from pathways.domain.refusals import ConflictError, RuleError
from pathways.domain.words import plural
from pathways.htmx import go
from pathways.pages import today
from pathways.runs import services
from pathways.runs.forms import OPEN, RunForm, RunRowsForm, run_form
from pathways.runs.queries import get_run, list_runs

bp = Blueprint("runs", __name__, url_prefix="/pathways/<pathway_id>/runs")


@bp.get("")
@requires(Action.SEE_PATHWAYS)
def index(pathway_id: str) -> ResponseReturnValue:
    """Show the runs of a pathway, and the form for another."""
    return _page(pathway_id, RunForm(formdata=None))


@bp.post("")
@requires(Action.CHANGE_PATHWAYS)
def add(pathway_id: str) -> ResponseReturnValue:
    """Announce a run."""
    form = RunForm()
    if not form.check(today()):
        return _page(pathway_id, form, status=422)
    try:
        with transaction() as session:
            is_new = services.add_run(
                session,
                actor(),
                pathway_id,
                form.run,
                operation=form.operation.identifier,
                today=today(),
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(pathway_id, form, status=422)
    flash(f"{'Added' if is_new else 'It is there already'}: {form.run.words}.")
    return go(url_for("runs.index", pathway_id=pathway_id))


@bp.get("/<run_id>")
@requires(Action.CHANGE_PATHWAYS)
def edit(pathway_id: str, run_id: str) -> ResponseReturnValue:
    """Show a run in a form."""
    return _page(pathway_id, run_form(get_run(db.session, actor(), pathway_id, run_id)), run_id)


@bp.post("/<run_id>")
@requires(Action.CHANGE_PATHWAYS)
def change(pathway_id: str, run_id: str) -> ResponseReturnValue:
    """Change a run."""
    form = RunForm()
    there = get_run(db.session, actor(), pathway_id, run_id)
    if not form.check(today()):
        return _page(pathway_id, form, run_id, 422)
    try:
        with transaction() as session:
            is_other = services.change_run(
                session, actor(), pathway_id, run_id, form.run, seen=form.seen.number
            )
    except ConflictError:
        there = get_run(db.session, actor(), pathway_id, run_id)
        form.seen.data = str(there.version)
        pair = ("The run", *(f"{run.words}\n{run.note}".strip() for run in (there, form.run)))
        return _page(pathway_id, form, run_id, 409, (pair,))
    flash(f"Changed: {form.run.words}." if is_other else "Nothing was different.")
    return go(url_for("runs.index", pathway_id=pathway_id))


@bp.post("/<run_id>/remove")
@requires(Action.CHANGE_PATHWAYS)
def remove(pathway_id: str, run_id: str) -> ResponseReturnValue:
    """Take a run back."""
    try:
        with transaction() as session:
            run = services.remove_run(session, actor(), pathway_id, run_id, seen=seen_version())
    except ConflictError:
        there = get_run(db.session, actor(), pathway_id, run_id)
        return _page(pathway_id, run_form(there), run_id, 409, is_staying=True)
    flash(f"Taken back: {run.words}.")
    return go(url_for("runs.index", pathway_id=pathway_id))


@bp.get("/paste")
@requires(Action.CHANGE_PATHWAYS)
def paste(pathway_id: str) -> ResponseReturnValue:
    """Show the form that takes rows from a spreadsheet."""
    return _paste_page(pathway_id, RunRowsForm(formdata=None))


@bp.post("/paste")
@requires(Action.CHANGE_PATHWAYS)
def preview(pathway_id: str) -> ResponseReturnValue:
    """Show what pasted rows say. Nothing is kept."""
    form = RunRowsForm()
    if not form.validate():
        return _paste_page(pathway_id, form, status=422)
    read = _read(pathway_id, form)
    if read.problem:
        form.add_error("rows", read.problem)
    return _paste_page(pathway_id, form, read, 422 if read.problem else 200)


@bp.post("/paste/take")
@requires(Action.CHANGE_PATHWAYS)
def take(pathway_id: str) -> ResponseReturnValue:
    """Announce the runs of pasted rows; those with a problem stay out, as the preview said."""
    form = RunRowsForm()
    if not form.validate():
        return _paste_page(pathway_id, form, status=422)
    read = _read(pathway_id, form)
    try:
        if read.problem:
            raise RuleError(read.problem, "rows")
        with transaction() as session:
            added = services.add_runs(session, actor(), pathway_id, read.good, today=today())
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _paste_page(pathway_id, form, read, 422)
    if not added:
        flash("Nothing was added: no row holds a run that is not there already.")
    else:
        out = f" {plural(read.left_out, 'row')} left out." if read.left_out else ""
        flash(f"{plural(added, 'run')} added.{out}")
    return go(url_for("runs.index", pathway_id=pathway_id))


def _read(pathway_id: str, form: RunRowsForm) -> RunsRead:
    view = list_runs(db.session, actor(), pathway_id, today=today())
    return read_runs(
        split_cells(form.rows.data or ""),
        today(),
        is_open=form.whom.data == OPEN,
        there=view.coming,
    )


def _page(
    pathway_id: str,
    form: RunForm,
    run_id: str = "",
    status: int = 200,
    pairs: tuple[tuple[str, ...], ...] = (),
    *,
    is_staying: bool = False,
) -> Response:
    view = list_runs(db.session, actor(), pathway_id, today=today())
    markup = render_template(
        "runs/index.html",
        section="pathways",
        view=view,
        form=form,
        run_id=run_id,
        pairs=pairs,
        is_staying=is_staying,
    )
    return make_response(markup, status)


def _paste_page(
    pathway_id: str, form: RunRowsForm, read: RunsRead | None = None, status: int = 200
) -> Response:
    view = list_runs(db.session, actor(), pathway_id, today=today())
    markup = render_template(
        "runs/paste.html",
        section="pathways",
        view=view,
        form=form,
        read=read if read is not None and read.rows else None,
        columns=[names[:4] for names in COLUMNS.values()],
    )
    return make_response(markup, status)
