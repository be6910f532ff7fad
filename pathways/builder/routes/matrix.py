"""Every competency against every module: the page, the marks set there, and what is behind one."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import NoteForm
from pathways.builder.matrix import view_matrix
from pathways.builder.matrix_asked import MatrixAsked
from pathways.builder.matrix_counts import count_of_draft, count_of_view
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import (
    bp,
    etag,
    message_fragment,
    page,
    read,
    read_head,
    saved_fragment,
    unchanged,
)
from pathways.builder.routes.letters import wanted_letters
from pathways.builder.services.mappings import Cell
from pathways.builder.services.marks import MarksChange, StaleCell
from pathways.db import db, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.domain.words import plural
from pathways.downloads import JSON, write_json
from pathways.htmx import Fragment, fragment, respond, send, wants_fragments
from pathways.records.heads import HeadView
from pathways.records.topics import get_finder


@bp.get("/<pathway_id>/matrix")
@requires(Action.SEE_PATHWAYS)
def show_matrix(pathway_id: str) -> ResponseReturnValue:
    """Show every competency against every module, or one module as a list."""
    head = read_head(pathway_id)
    asked = MatrixAsked.read(request.args)
    letters = wanted_letters()
    mark = etag(head, "matrix", str(asked), letters)
    if known := unchanged(mark):
        return known
    view = read(pathway_id)
    finder = get_finder(db.session, view.edition) if asked.words else None
    matrix = view_matrix(view, asked, finder)
    context = {
        "head": head,
        "matrix": matrix,
        "treatments": tuple(Treatment),
        "letters": letters,
    }
    if wants_fragments():
        parts = ("builder/_matrix_filters.html", "builder/_matrix.html")
        address = _address(pathway_id, matrix.asked)
        return send([fragment(part, **context) for part in parts], address=address)
    return page("builder/matrix.html", mark, view=view, **context)


def _address(pathway_id: str, asked: MatrixAsked, anchor: str | None = None) -> str:
    query = asked.address()
    return url_for("builder.show_matrix", pathway_id=pathway_id, **query, _anchor=anchor)


@bp.get("/<pathway_id>/marks")
@requires(Action.SEE_PATHWAYS)
def show_marks(pathway_id: str) -> ResponseReturnValue:
    """Give all marks as they stand, by module and code; one that has a note ends in a dot."""
    view = read(pathway_id)
    marks = {
        module.id: {
            mapping.competency.code: f"{mapping.treatment}{'.' if mapping.evidence else ''}"
            for mapping in module.mappings
        }
        for module in view.modules
    }
    counts = count_of_view(view, *_asked_beside(view.edition, request.args))
    values = {"revision": view.head.revision, "marks": marks, "counts": counts}
    return Response(write_json(values), mimetype=JSON, headers={"Cache-Control": "no-store"})


@bp.post("/<pathway_id>/marks")
@requires(Action.CHANGE_PATHWAYS)
def set_marks(pathway_id: str) -> ResponseReturnValue:
    """Set many cells at once: each `cell` is "module:code:seen:wish", an empty module `module`."""
    module = request.form.get("module", "")
    try:
        cells = [Cell.read(text, module) for text in request.form.getlist("cell")]
    except ValueError:
        raise BadRequest from None
    address = _origin(pathway_id, cells)
    try:
        with transaction() as session:
            change = services.marks.set_marks(session, actor(), pathway_id, cells)
    except RuleError as error:
        if not wants_fragments():
            flash(str(error))
        return respond(address, [message_fragment(str(error))], 422)
    if not wants_fragments() and change.stale:
        flash(_left_alone(change.stale))
    return respond(address, _marks_fragments(change))


def _origin(pathway_id: str, cells: Sequence[Cell]) -> str:
    """Return where a plain browser goes on: the list that it came from, at the row."""
    asked = request.form.get("from", "").partition("-")
    number = asked[2] if asked[0] == "module" else ""
    wanted = MatrixAsked(module=int(number) if number.isascii() and number.isdecimal() else 0)
    anchor = f"row-{cells[0].code}" if cells and wanted.module else None
    return _address(pathway_id, wanted, anchor)


def _left_alone(stale: Sequence[StaleCell]) -> str:
    """Say which cells were not set, since somebody was there first."""
    words = f"{plural(len(stale), 'cell')} changed meanwhile and stayed as found."
    if len(stale) > 1:
        return words
    (only,) = stale
    by = f" by {only.by}" if only.by else ""
    how = only.now.word.lower() if only.now else "not treated"
    return f"{only.cell.code} changed{by} meanwhile and stayed as found: {how}."


def _marks_fragments(change: MarksChange) -> Iterator[Fragment]:
    """Yield what a block of marks changes around the grid, and which cells were left alone."""
    draft = change.draft
    yield fragment("builder/_matrix_stale.html", stale=change.stale)
    shown = _shown_by_page()
    yield from _counts(count_of_draft(draft, *_asked_beside(draft.edition, shown)))
    if not change.mappings:
        return
    yield fragment(
        "shared/_saved.html",
        pathway_id=draft.id,
        changed_at=draft.row["changed_at"],
        undo=draft.told,
        redo=None,
    )
    # The form beside the grid goes on with what it saw: only this step raised its version.
    mapping_id, _, seen = request.form.get("pane", "").partition(":")
    for row in change.mappings.values():
        if row is not None and row["id"] == mapping_id and seen == str(row["version"] - 1):
            yield fragment("builder/_matrix_version.html", version=row["version"])


def _shown_by_page() -> MultiDict[str, str]:
    """Read the end of the address of the page, which a request of the grid carries."""
    return MultiDict(parse_qsl(request.form.get("shown", "")[:500]))


def _asked_beside(edition: Edition, shown: Any) -> tuple[MatrixAsked, Finder | None]:
    """Return what the page asks for beside the marks, and what finds its words."""
    asked = MatrixAsked.read(shown)
    return asked, get_finder(db.session, edition) if asked.words else None


def _counts(counts: Sequence[int]) -> Iterator[Fragment]:
    """Yield how many competencies are behind each filter."""
    for at, count in enumerate(counts, start=1):
        yield fragment("builder/_matrix_count.html", id=f"matrix-count-{at}", count=count)


def is_asked_from_matrix() -> bool:
    """Whether undo or redo was asked by the grid, which reads its marks anew by itself."""
    return wants_fragments() and request.form.get("from") == "matrix"


def answer_step(head: HeadView, words: str, status: int = 200) -> Response:
    """Answer the grid's undo or redo: what was done, and whether there is more."""
    said = Fragment("builder/_matrix_said.html", {"message": words}, "innerHTML")
    return send([said, saved_fragment(head)], status)


@bp.get("/<pathway_id>/matrix/cell")
@requires(Action.SEE_PATHWAYS)
def show_cell(pathway_id: str) -> ResponseReturnValue:
    """Show what is behind a cell: how far, the evidence, the outcomes of its module."""
    view = read(pathway_id)
    module_id, code = request.args.get("module", ""), request.args.get("code", "")
    return _cell(view, module_id, code)


@bp.post("/<pathway_id>/matrix/cell")
@requires(Action.CHANGE_PATHWAYS)
def describe_cell(pathway_id: str) -> ResponseReturnValue:
    """Keep the evidence and the outcomes of a cell."""
    view = read(pathway_id)
    module_id, code = request.form.get("module", ""), request.form.get("code", "")
    module = view.module(module_id)
    mapping = next((m for m in module.mappings if m.competency.code == code), None)
    form = NoteForm()
    form.outcomes.choices = form.outcome_choices(module.outcomes)
    if mapping is None:
        return _cell(view, module_id, code, form, 409, is_conflict=True)
    if not form.validate():
        return _cell(view, module_id, code, form, 422)
    try:
        with transaction() as session:
            services.mappings.describe_mapping(
                session,
                actor(),
                pathway_id,
                mapping.id,
                seen=form.version.number,
                treatment=mapping.treatment,
                evidence=form.evidence.data,
                outcomes=list(form.outcomes.data or ()),
            )
    except ConflictError:
        view = read(pathway_id)
        return _cell(view, module_id, code, form, 409, is_conflict=True)
    view = read(pathway_id)
    mapping = view.mapping(mapping.id)
    asked = MatrixAsked(module=module.number)
    shown = _shown_by_page()
    return respond(
        _address(pathway_id, asked, f"row-{code}"),
        [
            fragment("builder/_matrix_version.html", version=mapping.version),
            fragment("builder/_matrix_kept.html", changed_at=view.head.changed_at),
            saved_fragment(view.head),
            *_counts(count_of_view(view, *_asked_beside(view.edition, shown))),
        ],
    )


def _cell(
    view: PathwayView,
    module_id: str,
    code: str,
    form: NoteForm | None = None,
    status: int = 200,
    *,
    is_conflict: bool = False,
) -> Response:
    """Show the pane of a cell; a plain browser goes to the page of its mapping or competency."""
    module = view.module(module_id)
    competency = view.edition.by_code.get(code)
    if competency is None:
        raise NotFoundError(code)
    mapping = next((m for m in module.mappings if m.competency.code == code), None)
    if not wants_fragments() and mapping is not None:
        address = url_for("builder.edit_mapping", pathway_id=view.head.id, mapping_id=mapping.id)
        return respond(address, ())
    if form is None:
        kept = mapping and {"outcomes": list(mapping.outcomes), "evidence": mapping.evidence}
        form = NoteForm(formdata=None, data=kept or None)
    form.mark_ids("pane")
    form.outcomes.choices = form.outcome_choices(module.outcomes)
    if mapping is not None:
        form.version.data = str(mapping.version)
    pane = fragment(
        "builder/_matrix_pane.html",
        head=view.head,
        module=module,
        competency=competency,
        mapping=mapping,
        form=form,
        conflict=form.both(mapping) if is_conflict and mapping is not None else [],
        is_gone=is_conflict and mapping is None,
    )
    address = url_for("builder.show_competency", pathway_id=view.head.id, code=code)
    return respond(address, [pane], status)
