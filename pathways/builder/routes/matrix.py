"""Every competency against every module: the page, and the marks that are set there."""

from collections.abc import Iterator, Sequence

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.matrix import MatrixShow, view_matrix
from pathways.builder.routes.blueprint import (
    bp,
    etag,
    message_fragment,
    page,
    read,
    read_head,
    unchanged,
)
from pathways.builder.services.mappings import Cell
from pathways.builder.services.marks import MarksChange, StaleCell
from pathways.db import transaction
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import RuleError
from pathways.domain.words import plural
from pathways.htmx import Fragment, fragment, respond, wants_fragments


@bp.get("/<pathway_id>/matrix")
@requires(Action.SEE_PATHWAYS)
def show_matrix(pathway_id: str) -> ResponseReturnValue:
    """Show every competency against every module."""
    head = read_head(pathway_id)
    asked = request.args.get("show", "")
    show = MatrixShow(asked) if asked in set(MatrixShow) else MatrixShow.ALL
    mark = etag(head, "matrix", show)
    if known := unchanged(mark):
        return known
    view = read(pathway_id)
    return page(
        "builder/matrix.html",
        mark,
        head=head,
        view=view,
        matrix=view_matrix(view, show),
        treatments=tuple(Treatment),
    )


@bp.post("/<pathway_id>/marks")
@requires(Action.CHANGE_PATHWAYS)
def set_marks(pathway_id: str) -> ResponseReturnValue:
    """Set many cells at once: each `cell` is "module:code:seen:wish", an empty module `module`."""
    address = url_for("builder.show_matrix", pathway_id=pathway_id)
    module = request.form.get("module", "")
    try:
        cells = [Cell.read(text, module) for text in request.form.getlist("cell")]
    except ValueError:
        raise BadRequest from None
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


def _left_alone(stale: Sequence[StaleCell]) -> str:
    """Say which cells were not set, since somebody was there first."""
    first = stale[0]
    how = first.now.word.lower() if first.now else "not treated"
    by = f" {first.by} was there first:" if first.by else ""
    words = f"{plural(len(stale), 'cell')} changed meanwhile and stayed as found."
    return f"{words}{by} {first.cell.code} is now {how}." if len(stale) == 1 else words


def _marks_fragments(change: MarksChange) -> Iterator[Fragment]:
    """Yield what a block of marks changes around the grid, and which cells were left alone."""
    draft = change.draft
    yield fragment("builder/_matrix_stale.html", stale=change.stale)
    if change.mappings:
        yield fragment(
            "builder/_saved.html",
            pathway_id=draft.id,
            changed_at=draft.row["changed_at"],
            undo=True,
            redo=False,
        )
