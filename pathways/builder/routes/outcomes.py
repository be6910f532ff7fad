"""Learning outcomes: add, change, move, delete."""

from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import OutcomeForm
from pathways.builder.queries import ModuleView, OutcomeView, PathwayView
from pathways.builder.routes.blueprint import answer, bp, module_fragment, page, read
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.htmx import fragment, send, wants_fragments


@bp.get("/<pathway_id>/modules/<module_id>/outcomes/new")
@requires(Action.CHANGE_PATHWAYS)
def new_outcome(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Show the form for a new outcome."""
    view = read(pathway_id)
    form = OutcomeForm()
    return _form(view, view.module(module_id), form, None)


@bp.post("/<pathway_id>/modules/<module_id>/outcomes/new")
@requires(Action.CHANGE_PATHWAYS)
def add_outcome(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Add an outcome."""
    form = OutcomeForm()
    if form.validate():
        try:
            with transaction() as session:
                services.modules.add_outcome(
                    session,
                    actor(),
                    pathway_id,
                    module_id,
                    operation=form.operation.identifier,
                    text=form.text.data,
                )
        except RuleError as error:
            form.add_error("text", str(error))
        else:
            return _saved(pathway_id, module_id, "The outcome is added.")
    view = read(pathway_id)
    return _form(view, view.module(module_id), form, None, 422)


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
            return _saved(pathway_id, module_id, "The outcome is saved.")
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


def _saved(pathway_id: str, module_id: str, words: str) -> Response:
    view = read(pathway_id)
    return answer(
        view,
        module_fragment(view, view.module(module_id)),
        message=words,
        anchor=f"module-{module_id}",
    )


def _form(
    view: PathwayView,
    module: ModuleView,
    form: OutcomeForm,
    outcome: OutcomeView | None,
    status: int = 200,
    *,
    is_conflict: bool = False,
) -> Response:
    form.mark_ids(outcome.id if outcome else module.id)
    context: dict[str, Any] = {
        "head": view.head,
        "module": module,
        "form": form,
        "outcome": outcome,
        "is_conflict": is_conflict,
        "is_part": wants_fragments(),
    }
    if wants_fragments():
        return send([fragment("builder/_outcome_form.html", **context)], status)
    response = page("builder/outcome.html", view=view, **context)
    response.status_code = status
    return response
