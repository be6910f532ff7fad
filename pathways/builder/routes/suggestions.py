"""Suggestions for an outcome or a module: opened under it, or on a page of their own."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import bp, page, read
from pathways.builder.services.mappings import Cell, CellChange
from pathways.builder.suggesting import (
    SuggestionsView,
    suggest_for_module,
    suggest_for_outcome,
)
from pathways.db import db
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import NotFoundError
from pathways.htmx import Fragment, fragment, send, wants_fragments
from pathways.records.topics import get_finder


@bp.get("/<pathway_id>/modules/<module_id>/suggestions")
@requires(Action.SEE_PATHWAYS)
def show_module_suggestions(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Show what a module may treat, by its own words."""
    view = read(pathway_id)
    module = view.module(module_id)
    return _show(view, suggest_for_module(view, get_finder(db.session, view.edition), module))


@bp.get("/<pathway_id>/modules/<module_id>/outcomes/<outcome_id>/suggestions")
@requires(Action.SEE_PATHWAYS)
def show_outcome_suggestions(
    pathway_id: str, module_id: str, outcome_id: str
) -> ResponseReturnValue:
    """Show what an outcome may treat, by its own words."""
    view = read(pathway_id)
    module = view.module(module_id)
    outcome = next((one for one in module.outcomes if one.id == outcome_id), None)
    if outcome is None:
        raise NotFoundError(outcome_id)
    finder = get_finder(db.session, view.edition)
    return _show(view, suggest_for_outcome(view, finder, module, outcome))


def _show(view: PathwayView, found: SuggestionsView) -> ResponseReturnValue:
    is_shown = not request.args.get("close")
    if not wants_fragments():
        return page("builder/suggestions.html", head=view.head, view=view, found=found)
    return send(
        [
            fragment(
                "builder/_suggest.html",
                pathway_id=view.head.id,
                module_id=found.module.id,
                outcome_id=found.outcome.id if found.outcome else "",
                name=found.name,
                is_shown=is_shown,
            ),
            fragment("builder/_suggestions.html", head=view.head, found=found, is_shown=is_shown),
        ]
    )


def suggestion_fragment(change: CellChange, cell: Cell) -> Fragment:
    """Return what a suggestion says of where it stands; the browser asks for it by its number."""
    number = request.form.get("suggestion", "")
    treatment = Treatment(change.mapping["treatment"]) if change.mapping else None
    return fragment(
        "builder/_suggestion_state.html",
        key=cell.outcome or cell.module_id,
        code=cell.code,
        module_id=cell.module_id,
        number=change.draft.number(cell.module_id),
        outcome_id=cell.outcome,
        outcome_number=int(number) if number.isascii() and number.isdecimal() else 0,
        treatment=treatment,
        is_linked=bool(cell.outcome),
        is_open=True,
    )
