"""Several competencies of the panel at once, and whether the panels beside the modules are open."""

from collections.abc import Iterator, Sequence
from typing import Final

from flask import flash, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.routes.blueprint import bp, message_fragment, read_head, show_url
from pathways.builder.routes.cells import fact_fragments, row_fragments, saved_part
from pathways.builder.routes.mappings import panel_url
from pathways.builder.routes.panel import (
    choose_module,
    count_fragments,
    foot_fragment,
)
from pathways.builder.services.mappings import Cell
from pathways.builder.services.marks import MarksChange
from pathways.db import transaction
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import RuleError
from pathways.domain.words import competencies
from pathways.htmx import Fragment, fragment, respond, send, wants_fragments
from pathways.records.people import keep_preference

_PANELS: Final = ("framework", "coverage")


@bp.post("/<pathway_id>/panels")
@requires(Action.SEE_PATHWAYS)
def fold_panel(pathway_id: str) -> ResponseReturnValue:
    """Fold a panel beside the modules to a rail, or open it; kept for the person."""
    read_head(pathway_id)
    panel, _, state = request.form.get("fold", "").partition(":")
    if panel not in _PANELS or state not in ("folded", "open"):
        raise BadRequest
    value = "folded" if state == "folded" else ""
    with transaction() as session:
        keep_preference(session, actor().person_id, f"builder-{panel}", value)
    return respond(show_url(pathway_id), ())


@bp.post("/<pathway_id>/picks")
@requires(Action.CHANGE_PATHWAYS)
def add_picks(pathway_id: str) -> ResponseReturnValue:
    """Put the competencies that were ticked into the module chosen, each at least so far."""
    codes = list(dict.fromkeys(request.form.getlist("chosen")))
    module_id = request.form.get("module", "")
    try:
        wish = Treatment(request.form.get("wish", ""))
    except ValueError:
        raise BadRequest from None
    address = f"{panel_url(pathway_id, module_id)}#framework"
    cells = [Cell(module_id, code, None, wish, is_least=True) for code in codes]
    try:
        if not cells:
            raise RuleError("Tick one or several first, then press I, D or A.", "chosen")
        with transaction() as session:
            change = services.marks.set_marks(session, actor(), pathway_id, cells)
    except RuleError as error:
        if not wants_fragments():
            flash(str(error))
        return respond(address, [message_fragment(str(error))], 422)
    choose_module(pathway_id, module_id)
    draft = change.draft
    number = draft.number(module_id)
    added = {code for _, code in change.mappings}
    said = f"{competencies(len(added)).capitalize()} in module {number}: {wish.word.lower()}."
    if len(added) < len(codes):
        said += f" {competencies(len(codes) - len(added)).capitalize()} went as far already."
    if not wants_fragments():
        flash(said)
        return respond(address, ())
    return send(_picks_fragments(change, module_id, codes, said))


def _picks_fragments(
    change: MarksChange, module_id: str, codes: Sequence[str], said: str
) -> Iterator[Fragment]:
    """Yield what a block from the panel changes; the coverage is asked for by itself."""
    draft = change.draft
    yield message_fragment(said)
    yield from row_fragments(draft)
    chosen = [draft.edition.by_code[code] for code in codes]
    yield from count_fragments(draft, chosen)
    shown = request.form.getlist("shown")
    for competency in chosen:
        if competency.code in shown:
            is_added = (module_id, competency.code) in change.mappings
            yield foot_fragment(draft, competency, is_added=is_added)
    if change.mappings:
        yield saved_part(draft)
        now = draft.stand()
        yield from fact_fragments(draft, draft.stood(), now)
        yield fragment("builder/_counting.html", pathway_id=draft.id, modules=[module_id])
        yield fragment("builder/_dock_count.html", report=now.report)
