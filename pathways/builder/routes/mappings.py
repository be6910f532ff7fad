"""Competencies in modules: the commonest action, and the words that go with it."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import MappingForm
from pathways.builder.queries import ModuleView, PathwayView
from pathways.builder.reads import MappingPart, find_unnoted, get_mapping
from pathways.builder.routes import folds
from pathways.builder.routes.blueprint import (
    answer,
    bp,
    column_fragments,
    mend_context,
    message_fragment,
    module_fragment,
    page,
    read,
    show_url,
    strip_fragment,
)
from pathways.builder.routes.cells import is_shown, saved_part, send_rows
from pathways.builder.routes.panel import choose_module, nearest_of, reached_in
from pathways.builder.routes.suggestions import suggestion_fragment
from pathways.builder.services.draft import Draft
from pathways.builder.services.mappings import Cell, CellChange
from pathways.db import db, transaction
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.htmx import Fragment, fragment, go, respond, send, wants_fragments


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
    if cell.wish is not cell.seen and not change.is_changed:
        # It was so already, and the page does not show it: an answer to it was lost.
        return _show_cell(pathway_id, cell, _words(change, cell))
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
    """Send what a change of one cell changes on the page that it came from."""
    draft = change.draft
    words = _words(change, cell)
    if request.form.get("from") == "competency":
        place = fragment("builder/_place.html", **_place_context(draft, cell, change))
        return send([saved_part(draft), message_fragment(words), place])
    suggested = [suggestion_fragment(change, cell)] if request.form.get("suggestion") else []
    return send_rows(draft, words, *suggested)


def _words(change: CellChange, cell: Cell) -> str:
    """Say what was done, where, and how the line stands that it counts in."""
    draft = change.draft
    competency = draft.edition.by_code[cell.code]
    place = f"{draft.number(cell.module_id)} {draft.module(cell.module_id).title}"
    # What was wished may be less than what stands there.
    word = Treatment(change.mapping["treatment"]).word.lower() if change.mapping else ""
    if word and not change.is_new:
        return f"{cell.code} in {place}: {word}.{_level_words(draft, cell)}"
    done = f"Added to {place}, {word}" if word else f"Taken out of {place}"
    said = f"{done}: {cell.code} {competency.label}.{_level_words(draft, cell)}"
    for line in draft.edition.lines(draft.row["target_level"]):
        if line.mask & competency.mask:
            count = (line.mask & reached_in(draft)).bit_count()
            said += f" {line.short_name} now has {count} of {line.total}."
    return said


@bp.get("/<pathway_id>/standing")
@requires(Action.SEE_PATHWAYS)
def show_standing(pathway_id: str) -> ResponseReturnValue:
    """Show the coverage column as it stands, or what one line of it, or each, offers."""
    view = read(pathway_id)
    near, wanted = nearest_of(view), request.args.get("line", "")
    if not wanted:
        asked = request.args.getlist("module")
        strips = [
            strip_fragment(module.id, view.standing.module_strip(module.number - 1))
            for module in view.modules
            if module.id in asked
        ]
        changed = [*column_fragments(view, near), *strips]
        return respond(show_url(pathway_id, "coverage"), changed)
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
    part = _read(pathway_id, mapping_id)
    return _form(part, _filled(part))


@bp.get("/<pathway_id>/mappings/<mapping_id>/row")
@requires(Action.SEE_PATHWAYS)
def show_mapping(pathway_id: str, mapping_id: str) -> ResponseReturnValue:
    """Show a mapping's row as it stands, after an edit was left."""
    part = _read(pathway_id, mapping_id)
    address = show_url(pathway_id, f"mapping-{part.module.id}-{part.mapping.competency.code}")
    return respond(address, [_row(part)])


@bp.post("/<pathway_id>/mappings/<mapping_id>")
@requires(Action.CHANGE_PATHWAYS)
def change_mapping(pathway_id: str, mapping_id: str) -> ResponseReturnValue:
    """Change a mapping's treatment, evidence and outcomes; go on to the next one if asked to."""
    part = _read(pathway_id, mapping_id)
    form = MappingForm()
    _offer(form, part.module)
    if form.then.data == "above":
        form.evidence.data = part.evidence_above
        return _form(part, form)
    if not form.validate():
        return _form(part, form, 422)
    try:
        with transaction() as session:
            draft = services.mappings.describe_mapping(
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
        part = _read(pathway_id, mapping_id)
        form.version.data = str(part.mapping.version)
        return _form(part, form, 409, is_conflict=True)
    return _send_saved(draft, part, form.then.data == "next")


def _send_saved(draft: Draft, part: MappingPart, goes_on: bool) -> Response:
    """Send a row that was saved, and the form of the next one without a note if asked to."""
    mapping = part.mapping
    code, module = mapping.competency.code, part.module
    words = f"{code} in {module.number} {module.title} is saved."
    following = find_unnoted(db.session, draft.edition, draft.id, mapping.id) if goes_on else ""
    if goes_on and not following:
        words += " Every competency has an evidence note."
    if not wants_fragments():
        flash(words)
        if following:
            return go(url_for("builder.edit_mapping", pathway_id=draft.id, mapping_id=following))
        return go(show_url(draft.id, f"mapping-{mapping.module_id}-{code}"))
    more: list[Fragment] = []
    if mapping.id not in draft.rows:
        # Nothing changed, and the form still gives way to its row.
        more.append(_row(_read(draft.id, mapping.id)))
    if following:
        more.extend(_go_on(_read(draft.id, following), mapping.module_id))
    return send_rows(draft, words, *more)


def _go_on(part: MappingPart, module_id: str) -> list[Fragment]:
    """Return the form that follows, in its module, which is opened for it where it is folded."""
    module = part.module
    found = [fragment("builder/_mapping_form.html", **_context(part, _filled(part)))]
    if module.id != module_id and not is_shown(module.id):
        view = read(part.head.id)
        folds.turn(view, module.id, is_open=True)
        found.insert(0, module_fragment(view, view.module(module.id)))
    return found


def _read(pathway_id: str, mapping_id: str) -> MappingPart:
    return get_mapping(db.session, actor(), pathway_id, mapping_id)


def _row(part: MappingPart) -> Fragment:
    head = part.head
    return fragment(
        "builder/_mapping.html",
        mapping=part.mapping,
        pathway_id=head.id,
        is_open=head.is_open,
        is_new=False,
    )


def _filled(part: MappingPart) -> MappingForm:
    mapping = part.mapping
    return MappingForm(
        formdata=None,
        data={
            "treatment": mapping.treatment.value,
            "outcomes": list(mapping.outcomes),
            "evidence": mapping.evidence,
            "version": mapping.version,
        },
    )


def _offer(form: MappingForm, module: ModuleView) -> None:
    form.outcomes.choices = form.outcome_choices(module.outcomes)


def _context(part: MappingPart, form: MappingForm, *, is_conflict: bool = False) -> dict[str, Any]:
    _offer(form, part.module)
    form.mark_ids(part.mapping.id)
    return {
        "head": part.head,
        "module": part.module,
        "mapping": part.mapping,
        "has_above": bool(part.evidence_above),
        "form": form,
        "is_conflict": is_conflict,
        "is_part": wants_fragments(),
    }


def _form(
    part: MappingPart, form: MappingForm, status: int = 200, *, is_conflict: bool = False
) -> Response:
    context = _context(part, form, is_conflict=is_conflict)
    if wants_fragments():
        return send([fragment("builder/_mapping_form.html", **context)], status)
    response = page("builder/mapping.html", view=read(part.head.id), **context)
    response.status_code = status
    return response
