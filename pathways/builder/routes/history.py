"""Undo and redo."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import is_own_path
from pathways.builder import services
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import (
    answer,
    bp,
    module_fragment,
    modules_answer,
    read,
    show_url,
)
from pathways.builder.routes.cells import ROWS_LIMIT, is_shown, send_rows
from pathways.builder.routes.evidence_steps import EvidenceStep, evidence_url
from pathways.builder.routes.matrix import answer_step, is_asked_from_matrix
from pathways.builder.services.draft import Draft
from pathways.builder.services.module_states import MAPPING, MODULE
from pathways.db import transaction
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.htmx import come_back, go, wants_fragments
from pathways.records.pathways import PATHWAY

_PAGES: Final = frozenset(
    {
        "history",
        "matrix",
        "evidence",
        "coverage",
        "assurance",
        "details",
        "versions",
        "competencies",
    }
)
"""What follows a pathway's own address on pages that undo comes back to: those that are there
whatever is undone."""


@bp.post("/<pathway_id>/undo")
@requires(Action.CHANGE_PATHWAYS)
def undo(pathway_id: str) -> ResponseReturnValue:
    """Reverse the person's last step."""
    return _travel(pathway_id, "undo")


@bp.post("/<pathway_id>/redo")
@requires(Action.CHANGE_PATHWAYS)
def redo(pathway_id: str) -> ResponseReturnValue:
    """Do the last undone step again."""
    return _travel(pathway_id, "redo")


def _travel(pathway_id: str, way: str) -> Response:
    step = services.history.undo if way == "undo" else services.history.redo
    evidence = EvidenceStep.of_request(pathway_id)
    try:
        with transaction() as session:
            done = step(session, actor(), pathway_id)
    except services.history.NothingToDoError:
        return _say(pathway_id, f"There is nothing to {way}.")
    except ConflictError as error:
        return _say(pathway_id, str(error), 409)
    words = f"{'Undone' if way == 'undo' else 'Done again'}: {done.summary}."
    is_here = wants_fragments() and evidence is None and not _is_elsewhere()
    if is_here and _is_of_rows(done.draft):
        return send_rows(done.draft, words, undo=done.undo, redo=done.redo)
    try:
        view = read(pathway_id)
    except NotFoundError:
        # The step had brought it back from the deleted ones.
        flash(words)
        return go(url_for("builder.index"))
    if is_asked_from_matrix() and view.head.is_open:
        return answer_step(view.head, words)
    if evidence is not None and view.head.is_open:
        return evidence.answer(view, words)
    if not wants_fragments() or not view.head.is_open or _is_elsewhere():
        flash(words)
        return come_back(_at_what_changed(_origin(pathway_id), view, done.draft))
    modules = _texts_of(done.draft)
    if _is_of_all(done.draft):
        return modules_answer(view, words, changed=[module.id for module in view.modules])
    if _is_of_order(done.draft):
        return modules_answer(view, words, changed=modules)
    parts = [
        module_fragment(view, module, is_open=is_shown(module.id))
        for module in view.modules
        if module.id in modules
    ]
    return answer(view, *parts, message=words)


def _is_of_rows(draft: Draft) -> bool:
    """Whether a step changed nothing but a few mappings, which are sent as what they are."""
    is_alone = all(image["table"] == MAPPING.name for image in draft.images)
    return is_alone and 0 < len(draft.rows) <= ROWS_LIMIT


def _texts_of(draft: Draft) -> frozenset[str]:
    """Return the modules whose own words, outcomes or mappings changed."""
    found = set()
    for image in draft.images:
        either = image["after"] or image["before"] or {}
        if image["table"] == MODULE.name and either.keys() - {"position", "version"}:
            found.add(image["id"])
    for before, after in draft.rows.values():
        found.add((after or before or {})["module_id"])
    return frozenset(found | draft.outcomes_of)


def _is_of_all(draft: Draft) -> bool:
    """Whether a step changed what is said of the whole pathway, which any module may show."""
    return any(image["table"] == PATHWAY.name for image in draft.images)


def _is_of_order(draft: Draft) -> bool:
    """Whether a module came, went or moved."""
    for image in draft.images:
        before, after = image["before"], image["after"]
        if image["table"] == MODULE.name and (not before or not after or "position" in after):
            return True
    return False


def _say(pathway_id: str, words: str, status: int = 200) -> Response:
    if is_asked_from_matrix():
        return answer_step(read(pathway_id).head, words, status)
    if (evidence := EvidenceStep.of_request(pathway_id)) is not None:
        return evidence.answer(read(pathway_id), words, status)
    if not wants_fragments() or _is_elsewhere():
        flash(words)
        return come_back(_origin(pathway_id))
    return answer(read(pathway_id), message=words, status=status)


def _is_elsewhere() -> bool:
    """Whether the button stood on a page that does not show the modules."""
    return not request.form.get("from", "?").startswith("?")


def _at_what_changed(origin: str, view: PathwayView, draft: Draft) -> str:
    """Return a page's address, of the page of modules at what a step changed, which it opens."""
    changed = _texts_of(draft)
    module = next((one.id for one in view.modules if one.id in changed), None)
    address = urlsplit(origin)
    if module is None or address.path != show_url(view.head.id):
        return origin
    rows = (after for _, after in draft.rows.values() if after and after["module_id"] == module)
    row = next(rows, None)
    anchor = f"mapping-{module}-{row['code']}" if row else f"module-{module}"
    asked = [(key, said) for key, said in parse_qsl(address.query) if key not in ("open", "fold")]
    return f"{address.path}?{urlencode([*asked, ('open', module)])}#{anchor}"


def _origin(pathway_id: str) -> str:
    """Return the page that the button stood on."""
    if request.form.get("from") == "evidence":
        return evidence_url(pathway_id, request.form.get("shown", ""))
    page, base = request.form.get("page", ""), show_url(pathway_id)
    if is_own_path(page):
        path, is_below, rest = urlsplit(page).path.partition(f"{base}/")
        if path == base or (is_below and not path and rest.partition("/")[0] in _PAGES):
            return page
    return base
