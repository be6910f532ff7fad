"""Learning outcomes: add, one or a list of them, change, move, delete."""

from typing import Any

from flask import Response, flash, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import OutcomeForm, clean_outcome
from pathways.builder.queries import ModuleView, OutcomeView, PathwayView
from pathways.builder.routes.blueprint import (
    bp,
    message_fragment,
    module_fragment,
    page,
    read,
    saved_fragment,
    show_url,
)
from pathways.builder.routes.cells import is_shown
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.htmx import Fragment, fragment, go, respond, send, wants_fragments


@bp.get("/<pathway_id>/modules/<module_id>/outcomes/new")
@requires(Action.CHANGE_PATHWAYS)
def new_outcome(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Show the form for a new outcome."""
    view = read(pathway_id)
    return _form(view, view.module(module_id), OutcomeForm(), None)


@bp.get("/<pathway_id>/modules/<module_id>/outcomes")
@requires(Action.SEE_PATHWAYS)
def show_outcomes(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Show what stands below a module's outcomes, after a new one was left."""
    view = read(pathway_id)
    return respond(
        show_url(pathway_id, f"module-{module_id}"), [_add_fragment(view, view.module(module_id))]
    )


@bp.get("/<pathway_id>/modules/<module_id>/outcomes/<outcome_id>")
@requires(Action.SEE_PATHWAYS)
def show_outcome(pathway_id: str, module_id: str, outcome_id: str) -> ResponseReturnValue:
    """Show an outcome as it stands, after an edit was left."""
    view = read(pathway_id)
    module = view.module(module_id)
    row = _row(view, module, _find(module, outcome_id))
    return respond(show_url(pathway_id, f"module-{module_id}"), [row])


@bp.post("/<pathway_id>/modules/<module_id>/outcomes/new")
@requires(Action.CHANGE_PATHWAYS)
def add_outcome(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Add an outcome, or one for each line of a list; go on with the next one if asked to."""
    form = OutcomeForm()
    lines = form.lines
    several = form.then.data == "several" and len(lines) > 1
    if form.then.data == "next" and len(lines) > 1:
        form.text.data = "\n".join(lines)
        form.add_error("text", f"These are {len(lines)} lines. Make an outcome of each, or of all.")
    elif several or form.validate():
        try:
            return _add(pathway_id, module_id, form, lines if several else [])
        except RuleError as error:
            form.add_error("text", str(error))
    view = read(pathway_id)
    return _form(view, view.module(module_id), form, None, 422)


def _add(pathway_id: str, module_id: str, form: OutcomeForm, lines: list[str]) -> Response:
    """Add what the form holds, or each of some lines; RuleError where one cannot be taken."""
    with transaction() as session:
        if lines:
            texts = [clean_outcome(line) for line in lines]
            made = services.modules.add_outcomes(session, actor(), pathway_id, module_id, texts)
        else:
            one = services.modules.add_outcome(
                session,
                actor(),
                pathway_id,
                module_id,
                operation=form.operation.identifier,
                text=form.text.data,
            )
            made = [one]
    view = read(pathway_id)
    module = view.module(module_id)
    place = f"{module.number} {module.title}"
    words = f"{len(made)} outcomes are added to {place}."
    if not lines:
        words = f"Outcome {_find(module, made[0]).number} is added to {place}."
    if form.then.data == "next":
        if not wants_fragments():
            flash(words)
            return go(url_for("builder.new_outcome", pathway_id=pathway_id, module_id=module_id))
        below = _form_fragment(view, module, OutcomeForm(formdata=None), None)
    else:
        below = _add_fragment(view, module)
    rows = fragment("builder/_outcomes.html", module=module, head=view.head)
    return _answer(view, module_id, words, rows, below)


@bp.get("/<pathway_id>/modules/<module_id>/outcomes/<outcome_id>/edit")
@requires(Action.CHANGE_PATHWAYS)
def edit_outcome(pathway_id: str, module_id: str, outcome_id: str) -> ResponseReturnValue:
    """Show the form for an outcome."""
    view = read(pathway_id)
    module = view.module(module_id)
    outcome = _find(module, outcome_id)
    form = OutcomeForm(data={"text": outcome.text, "version": outcome.version})
    return _form(view, module, form, outcome)


@bp.post("/<pathway_id>/modules/<module_id>/outcomes/<outcome_id>/edit")
@requires(Action.CHANGE_PATHWAYS)
def change_outcome(pathway_id: str, module_id: str, outcome_id: str) -> ResponseReturnValue:
    """Change an outcome."""
    form = OutcomeForm()
    status, is_conflict = 422, False
    if form.validate():
        try:
            with transaction() as session:
                services.modules.change_outcome(
                    session,
                    actor(),
                    pathway_id,
                    module_id,
                    outcome_id,
                    seen=form.version.number,
                    text=form.text.data,
                )
        except ConflictError:
            status, is_conflict = 409, True
        else:
            view = read(pathway_id)
            module = view.module(module_id)
            row = _row(view, module, _find(module, outcome_id))
            return _answer(view, module_id, "The outcome is saved.", row)
    view = read(pathway_id)
    module = view.module(module_id)
    outcome = _find(module, outcome_id)
    if is_conflict:
        form.version.data = str(outcome.version)
    return _form(view, module, form, outcome, status, is_conflict=is_conflict)


@bp.post("/<pathway_id>/modules/<module_id>/outcomes/<outcome_id>/<any(up, down):direction>")
@requires(Action.CHANGE_PATHWAYS)
def step_outcome(
    pathway_id: str, module_id: str, outcome_id: str, direction: str
) -> ResponseReturnValue:
    """Move an outcome one place."""
    with transaction() as session:
        services.modules.step_outcome(
            session, actor(), pathway_id, module_id, outcome_id, direction
        )
    return _saved(pathway_id, module_id, f"The outcome is moved {direction}.")


@bp.post("/<pathway_id>/modules/<module_id>/outcomes/<outcome_id>/delete")
@requires(Action.CHANGE_PATHWAYS)
def delete_outcome(pathway_id: str, module_id: str, outcome_id: str) -> ResponseReturnValue:
    """Delete an outcome."""
    with transaction() as session:
        services.modules.delete_outcome(session, actor(), pathway_id, module_id, outcome_id)
    return _saved(pathway_id, module_id, "The outcome is deleted. Undo brings it back.")


def _find(module: ModuleView, outcome_id: str) -> OutcomeView:
    for outcome in module.outcomes:
        if outcome.id == outcome_id:
            return outcome
    raise NotFoundError(outcome_id)


def _row(view: PathwayView, module: ModuleView, outcome: OutcomeView) -> Fragment:
    return fragment(
        "builder/_outcome.html",
        outcome=outcome,
        module_id=module.id,
        number=module.number,
        pathway_id=view.head.id,
        is_open=view.head.is_open,
    )


def _add_fragment(view: PathwayView, module: ModuleView) -> Fragment:
    return fragment("builder/_add_outcome.html", module=module, pathway_id=view.head.id)


def _answer(view: PathwayView, module_id: str, words: str, *parts: Fragment) -> Response:
    """Send what shows outcomes: of the coverage, only remarks speak of them."""
    if not wants_fragments():
        flash(words)
    changed = [
        *parts,
        saved_fragment(view.head),
        fragment("builder/_proportion.html", standing=view.standing),
        message_fragment(words),
    ]
    return respond(show_url(view.head.id, f"module-{module_id}"), changed)


def _saved(pathway_id: str, module_id: str, words: str) -> Response:
    """Send a module of which the outcomes have other numbers now."""
    view = read(pathway_id)
    part = module_fragment(view, view.module(module_id), is_open=is_shown(module_id))
    return _answer(view, module_id, words, part)


def _form_fragment(
    view: PathwayView,
    module: ModuleView,
    form: OutcomeForm,
    outcome: OutcomeView | None,
    *,
    is_conflict: bool = False,
) -> Fragment:
    form.mark_ids(outcome.id if outcome else module.id)
    context: dict[str, Any] = {
        "head": view.head,
        "module": module,
        "form": form,
        "outcome": outcome,
        "lines": len(form.lines),
        "is_conflict": is_conflict,
        "is_part": wants_fragments(),
    }
    return fragment("builder/_outcome_form.html", **context)


def _form(
    view: PathwayView,
    module: ModuleView,
    form: OutcomeForm,
    outcome: OutcomeView | None,
    status: int = 200,
    *,
    is_conflict: bool = False,
) -> Response:
    part = _form_fragment(view, module, form, outcome, is_conflict=is_conflict)
    if wants_fragments():
        return send([part], status)
    response = page("builder/outcome.html", view=view, **part.context)
    response.status_code = status
    return response
