"""Competencies in modules: the commonest action, and the words that go with it."""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import Response, flash, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import MappingForm
from pathways.builder.queries import (
    MappingView,
    ModuleView,
    PathwayView,
    view_mapping,
)
from pathways.builder.routes.blueprint import (
    answer,
    bp,
    changed_fragments,
    claims_fragment,
    column_fragments,
    mend_context,
    message_fragment,
    module_fragment,
    page,
    read,
    saved_fragment,
    show_url,
)
from pathways.builder.routes.panel import (
    choose_module,
    entry_fragments,
    nearest_of,
    reached_in,
    target_in,
)
from pathways.builder.routes.suggestions import linked_row, suggestion_fragment
from pathways.builder.services.draft import Draft
from pathways.builder.services.mappings import Cell, CellChange
from pathways.db import transaction
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.htmx import Fragment, fragment, respond, send, wants_fragments

ANSWER_LIMIT: Final = 4096
"""How many bytes a click is answered with at most."""


@bp.post("/<pathway_id>/treatments")
@requires(Action.CHANGE_PATHWAYS)
def set_treatment(pathway_id: str) -> ResponseReturnValue:
    """Put a competency into a module, change how far it goes, or take it out."""
    cell = _read_cell()
    try:
        with transaction() as session:
            change = services.mappings.set_treatment(session, actor(), pathway_id, cell)
    except ConflictError as error:
        return _conflict(pathway_id, cell, str(error))
    except RuleError as error:
        if not wants_fragments():
            flash(str(error))
        return respond(show_url(pathway_id), [message_fragment(str(error))], 422)
    if cell.is_least or cell.outcome:
        # Who adds to a module from the panel, a gap or a suggestion works in it.
        choose_module(pathway_id, cell.module_id)
    if cell.wish and not cell.seen and not change.is_changed:
        # Somebody else put the same one in, or it went as far: the page may not show it yet.
        return _say_in_already(pathway_id, cell, change)
    if not wants_fragments():
        return respond(_return_url(pathway_id, cell), ())
    return _send_change(change, cell)


def _read_cell() -> Cell:
    """Read "module:code:seen:wish", or that with ":outcome"; an empty module is the one chosen.

    A part of the page that leaves the module open does not show what is in it, either.
    """
    text, outcome = request.form.get("cell", ""), ""
    if text.count(":") == 4:
        text, _, outcome = text.rpartition(":")
    try:
        cell = Cell.read(text, request.form.get("module", ""))
        is_least = text.startswith(":") and cell.seen is None and cell.wish is not None
        return replace(cell, is_least=is_least, outcome=outcome)
    except ValueError:
        raise BadRequest from None


def _say_in_already(pathway_id: str, cell: Cell, change: CellChange) -> Response:
    number = change.draft.number(cell.module_id)
    how = Treatment(change.mapping["treatment"]).word.lower() if change.mapping else "treated"
    words = f"{cell.code} is in module {number} already: {how}."
    if not wants_fragments():
        flash(words)
        return respond(_return_url(pathway_id, cell), ())
    return _show_cell(pathway_id, cell, words)


def _return_url(pathway_id: str, cell: Cell) -> str:
    """Return where a plain browser goes on: the page it came from, at the module."""
    origin = request.form.get("from", "")
    base = show_url(pathway_id)
    if origin == "competency":
        return f"{base}/competencies/{cell.code}"
    return f"{panel_url(pathway_id, cell.module_id)}#module-{cell.module_id}"


def panel_url(pathway_id: str, module_id: str) -> str:
    """Return the address of the panel as it was, with the same module chosen."""
    origin = request.form.get("from", "")
    asked = [pair for pair in parse_qsl(origin.removeprefix("?")) if pair[0] != "module"]
    return f"{show_url(pathway_id)}?{urlencode([*asked, ('module', module_id)])}"


def _send_change(change: CellChange, cell: Cell) -> Response:
    """Send what a change of one cell changes on the page that it came from.

    Where one competency changes more of the coverage than an answer holds, since a module became
    crowded by it, the column is asked for by itself.
    """
    draft = change.draft
    wish = cell.wish.word.lower() if cell.wish else "taken out"
    said = f"{cell.code}: {wish}.{_level_words(draft, cell)}"
    changed = [saved_part(draft), message_fragment(said)]
    if request.form.get("from") == "competency":
        return send(
            [*changed, fragment("builder/_place.html", **_place_context(draft, cell, change))]
        )
    now = draft.stand()
    # Another mark on what was there takes no time and no note from anything else.
    was = now if change.mapping is not None and not change.is_new else draft.stood()
    competency = draft.edition.by_code[cell.code]
    changed.append(linked_row(change, cell) if cell.outcome else _mapping_fragment(change, cell))
    if request.form.get("suggestion"):
        changed.append(suggestion_fragment(change, cell))
    for module_id, before, claims in zip(draft.modules, was.claims, now.claims, strict=True):
        if before != claims:
            changed.append(claims_fragment(module_id, claims))
    is_added = change.is_new and cell.module_id == target_in(draft).id
    changed.extend(entry_fragments(draft, competency, is_added=is_added))
    column = changed_fragments(draft.id, was, now, competency.mask)
    if competency.level != now.report.target_level:
        column.append(fragment("builder/_other_levels.html", report=now.report))
    response = send([*changed, *column])
    if len(response.get_data()) <= ANSWER_LIMIT:
        return response
    changed.append(fragment("builder/_counting.html", pathway_id=draft.id))
    return send([*changed, fragment("builder/_dock_count.html", report=now.report)])


@bp.get("/<pathway_id>/standing")
@requires(Action.SEE_PATHWAYS)
def show_standing(pathway_id: str) -> ResponseReturnValue:
    """Show the coverage column as it stands, or what one line of it, or each, offers."""
    view = read(pathway_id)
    near, wanted = nearest_of(view), request.args.get("line", "")
    if not wanted:
        return respond(show_url(pathway_id, "coverage"), column_fragments(view, near))
    changed = [
        fragment(
            "builder/_mend.html",
            **mend_context(pathway_id, view.report, line, near, is_open=view.head.is_open),
            is_alone=False,
        )
        for line in view.report.lines
        if wanted in ("all", line.line.key)
    ]
    if wanted == "all":
        changed.append(Fragment("builder/_gone.html", {"id": "mending"}, "delete"))
    return respond(show_url(pathway_id, "coverage"), changed)


def _level_words(draft: Draft, cell: Cell) -> str:
    """Say of a competency of another level what it counts for."""
    level, target = draft.edition.by_code[cell.code].level, draft.row["target_level"]
    if cell.wish is None or level == target:
        return ""
    if level > target:
        return " It is above the target level, and counts for nothing here."
    return " It is below the target level, and counts for progression." if target < 4 else ""


def _mapping_fragment(change: CellChange, cell: Cell) -> Fragment:
    """Return what the cell's row needs: the row itself only where it is new."""
    if change.mapping is None:
        context = {"id": f"mapping-{cell.module_id}-{cell.code}"}
        return Fragment("builder/_gone.html", context, "delete")
    draft = change.draft
    if not change.is_new:
        return fragment(
            "builder/_scale.html",
            pathway_id=draft.id,
            module_id=cell.module_id,
            code=cell.code,
            treatment=Treatment(change.mapping["treatment"]),
        )
    mapped = {item.code for item in draft.edition.members(reached_in(draft))}
    mapping = view_mapping(draft.edition, change.mapping, {}, mapped)
    return Fragment(
        "builder/_mapping.html",
        {"mapping": mapping, "pathway_id": draft.id, "is_open": True},
        f"beforeend:#mappings-{cell.module_id}",
    )


def saved_part(draft: Draft) -> Fragment:
    """Return what says that a change is saved, and can be undone."""
    if request.form.get("saved"):
        # There is something to undo and nothing to do again, and the page says so already.
        return fragment(
            "shared/_saved_at.html", changed_at=draft.row["changed_at"], told=draft.told
        )
    return fragment(
        "shared/_saved.html",
        pathway_id=draft.id,
        changed_at=draft.row["changed_at"],
        undo=draft.told,
        redo=None,
    )


def _place_context(draft: Draft, cell: Cell, change: CellChange) -> dict[str, object]:
    module = draft.module(cell.module_id)
    treatment = Treatment(change.mapping["treatment"]) if change.mapping else None
    return {
        "module_id": module.id,
        "number": draft.number(module.id),
        "title": module.title,
        "code": cell.code,
        "treatment": treatment,
        "mapping_id": change.mapping["id"] if change.mapping else "",
        "pathway_id": draft.id,
        "is_open": True,
    }


def _conflict(pathway_id: str, cell: Cell, words: str) -> Response:
    if not wants_fragments():
        flash(words)
        return respond(_return_url(pathway_id, cell), ())
    return _show_cell(pathway_id, cell, words, 409)


def _show_cell(pathway_id: str, cell: Cell, words: str, status: int = 200) -> Response:
    """Show a cell and all that follows from it as they stand."""
    view = read(pathway_id)
    if request.form.get("from") == "competency":
        return send([*_cell_of(view, cell), message_fragment(words)], status)
    return answer(view, *_cell_of(view, cell), message=words, status=status)


def _cell_of(view: PathwayView, cell: Cell) -> list[Fragment]:
    """Return what shows a cell as it stands, for the page that was asked from."""
    module = view.module(cell.module_id)
    if request.form.get("from") != "competency":
        return [module_fragment(view, module)]
    mapping = next((m for m in module.mappings if m.competency.code == cell.code), None)
    context = {
        "pathway_id": view.head.id,
        "module_id": module.id,
        "number": module.number,
        "title": module.title,
        "code": cell.code,
        "treatment": mapping.treatment if mapping else None,
        "mapping_id": mapping.id if mapping else "",
        "is_open": view.head.is_open,
    }
    return [fragment("builder/_place.html", **context)]


@bp.get("/<pathway_id>/competencies/<code>")
@requires(Action.SEE_PATHWAYS)
def show_competency(pathway_id: str, code: str) -> ResponseReturnValue:
    """Show a competency, and choose the modules that treat it."""
    view = read(pathway_id)
    competency = view.edition.by_code.get(code.upper())
    if competency is None:
        raise NotFoundError(code)
    return page(
        "builder/competency.html",
        head=view.head,
        view=view,
        competency=competency,
        places=view.places(competency.code),
        said="",
    )


@bp.get("/<pathway_id>/mappings/<mapping_id>")
@requires(Action.CHANGE_PATHWAYS)
def edit_mapping(pathway_id: str, mapping_id: str) -> ResponseReturnValue:
    """Show the form for a mapping."""
    view = read(pathway_id)
    mapping = view.mapping(mapping_id)
    form = MappingForm(
        data={
            "treatment": mapping.treatment.value,
            "outcomes": list(mapping.outcomes),
            "evidence": mapping.evidence,
            "version": mapping.version,
        }
    )
    return _form(view, mapping, form)


@bp.get("/<pathway_id>/mappings/<mapping_id>/row")
@requires(Action.SEE_PATHWAYS)
def show_mapping(pathway_id: str, mapping_id: str) -> ResponseReturnValue:
    """Show a mapping's row as it stands, after an edit was left."""
    view = read(pathway_id)
    mapping = view.mapping(mapping_id)
    address = show_url(pathway_id, f"module-{mapping.module_id}")
    return respond(address, [_row(view, mapping)])


def _row(view: PathwayView, mapping: MappingView) -> Fragment:
    head = view.head
    return fragment(
        "builder/_mapping.html", mapping=mapping, pathway_id=head.id, is_open=head.is_open
    )


@bp.post("/<pathway_id>/mappings/<mapping_id>")
@requires(Action.CHANGE_PATHWAYS)
def change_mapping(pathway_id: str, mapping_id: str) -> ResponseReturnValue:
    """Change a mapping's treatment, evidence and outcomes."""
    view = read(pathway_id)
    mapping = view.mapping(mapping_id)
    form = MappingForm()
    _offer(form, view.module(mapping.module_id))
    if not form.validate():
        return _form(view, mapping, form, 422)
    try:
        with transaction() as session:
            services.mappings.describe_mapping(
                session,
                actor(),
                pathway_id,
                mapping_id,
                seen=form.version.number,
                treatment=Treatment(form.treatment.data),
                evidence=form.evidence.data,
                outcomes=list(form.outcomes.data or ()),
            )
    except ConflictError:
        view = read(pathway_id)
        mapping = view.mapping(mapping_id)
        form.version.data = str(mapping.version)
        return _form(view, mapping, form, 409, is_conflict=True)
    treatment, was = mapping.treatment, view.standing
    view = read(pathway_id)
    mapping = view.mapping(mapping_id)
    row, words = _row(view, mapping), f"{mapping.competency.code} is saved."
    anchor = f"module-{mapping.module_id}"
    if mapping.treatment is not treatment:
        return answer(view, row, message=words, anchor=anchor)
    # Words alone change no count, and what is behind the counts.
    changed = changed_fragments(pathway_id, was, view.standing, 0)
    return respond(
        show_url(pathway_id, anchor),
        [row, saved_fragment(view.head), message_fragment(words), *changed],
    )


def _offer(form: MappingForm, module: ModuleView) -> None:
    form.outcomes.choices = form.outcome_choices(module.outcomes)


def _form(
    view: PathwayView,
    mapping: MappingView,
    form: MappingForm,
    status: int = 200,
    *,
    is_conflict: bool = False,
) -> Response:
    module = view.module(mapping.module_id)
    _offer(form, module)
    form.mark_ids(mapping.id)
    context: dict[str, Any] = {
        "head": view.head,
        "module": module,
        "mapping": mapping,
        "form": form,
        "is_conflict": is_conflict,
        "is_part": wants_fragments(),
    }
    if wants_fragments():
        return send([fragment("builder/_mapping_form.html", **context)], status)
    response = page("builder/mapping.html", view=view, **context)
    response.status_code = status
    return response
