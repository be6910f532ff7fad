"""The evidence table: notes, treatments and outcomes of many mappings, changed where they stand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.evidence import (
    find_next,
    module_of,
    toggles_of,
    view_evidence,
)
from pathways.builder.evidence_asked import EvidenceAsked, EvidenceShow
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import (
    bp,
    etag,
    message_fragment,
    page,
    read,
    read_head,
    unchanged,
)
from pathways.builder.routes.evidence_answer import RowsAnswer
from pathways.builder.routes.evidence_sent import SentRows
from pathways.builder.routes.evidence_steps import evidence_url
from pathways.builder.routes.letters import wanted_letters
from pathways.db import db, transaction
from pathways.domain.refusals import RuleError
from pathways.htmx import fragment, respond, send, wants_fragments
from pathways.records.thresholds import thresholds_of


def _asked(values: Mapping[str, str]) -> EvidenceAsked:
    return EvidenceAsked.read(values)


@bp.get("/<pathway_id>/evidence")
@requires(Action.SEE_PATHWAYS)
def show_evidence(pathway_id: str) -> ResponseReturnValue:
    """Show all mappings as rows, or as a page of fields to write many notes at once."""
    head = read_head(pathway_id)
    mark = etag(head, "evidence", request.query_string.decode("latin-1"), wanted_letters())
    if known := unchanged(mark):
        return known
    return _page(read(pathway_id), _asked(request.args), mark)


def _page(view: PathwayView, asked: EvidenceAsked, mark: str = "", **more: Any) -> Response:
    is_form = asked.is_form and view.head.is_open
    asked = replace(asked, is_form=is_form)
    evidence = view_evidence(view, asked, thresholds_of(db.session))
    template = "builder/evidence_form.html" if is_form else "builder/evidence.html"
    context: dict[str, Any] = {
        "said": "",
        "unkept": (),
        "letters": wanted_letters(),
        **more,
    }
    return page(template, mark, head=view.head, view=view, evidence=evidence, **context)


@bp.get("/<pathway_id>/evidence/next")
@requires(Action.SEE_PATHWAYS)
def next_empty(pathway_id: str) -> ResponseReturnValue:
    """Go to the next row without a note, on whichever page it is."""
    view = read(pathway_id)
    asked = replace(_asked(request.args), show=EvidenceShow.ALL, at="")
    found = find_next(view, asked, request.args.get("after", "")[:40])
    if found is None:
        flash("Every competency in this pathway has a note.")
        address = asked.address(is_form=asked.is_form)
        return redirect(url_for("builder.show_evidence", pathway_id=pathway_id, **address), 303)
    row, is_within = found
    if not is_within:
        asked = EvidenceAsked(sort=asked.sort, is_down=asked.is_down, is_form=asked.is_form)
        flash("All rows with what you asked for have a note. This is the next one of the others.")
    address = asked.address(at=row)
    return redirect(
        url_for("builder.show_evidence", pathway_id=pathway_id, _anchor=f"ev-{row}", **address), 303
    )


@bp.post("/<pathway_id>/evidence")
@requires(Action.CHANGE_PATHWAYS)
def write_evidence(pathway_id: str) -> ResponseReturnValue:
    """Write notes, set treatments, link outcomes and take out, of one row or of many."""
    shown = request.form.get("shown", "")[:500]
    if request.form.get("do") == "outcomes":
        return _go_to_outcomes(pathway_id, shown)
    try:
        sent = SentRows.read(request.form)
        with transaction() as session:
            change = services.notes.describe_many(
                session, actor(), pathway_id, sent.wishes, sent.refused
            )
            answer = RowsAnswer(pathway_id, shown, change, sent)
            parts = list(answer.fragments()) if wants_fragments() else []
            unkept = answer.unkept()
    except RuleError as error:
        if not wants_fragments():
            flash(str(error))
        return respond(evidence_url(pathway_id, shown), [message_fragment(str(error))], 422)
    if parts:
        return send(parts, answer.status)
    if unkept:
        asked = replace(_asked(dict(parse_qsl(shown))), is_form=True)
        response = _page(read(pathway_id), asked, unkept=unkept, said=answer.words())
        response.status_code = answer.status
        return response
    flash(answer.words())
    if "link" in request.form:
        return redirect(_outcomes_url(pathway_id, shown), 303)
    first = next(iter(change.rows), "")
    return redirect(evidence_url(pathway_id, shown, f"ev-{first}" if first else ""), 303)


def _outcomes_url(pathway_id: str, shown: str) -> str:
    rows = [value.split(":")[0] for value in request.form.getlist("row")]
    return url_for("builder.show_served", pathway_id=pathway_id, row=rows, shown=shown or None)


def _go_to_outcomes(pathway_id: str, shown: str) -> Response:
    if not request.form.getlist("row"):
        flash("Choose rows first: tick the box at the beginning of each.")
        return respond(evidence_url(pathway_id, shown), ())
    return respond(_outcomes_url(pathway_id, shown), ())


@bp.get("/<pathway_id>/evidence/outcomes")
@requires(Action.CHANGE_PATHWAYS)
def show_served(pathway_id: str) -> ResponseReturnValue:
    """Show which outcomes some mappings of one module serve, to link them or not."""
    view = read(pathway_id)
    ids = list(dict.fromkeys(request.args.getlist("row")))[: services.notes.ROW_LIMIT]
    shown = request.args.get("shown", "")[:500]
    if not ids:
        return redirect(evidence_url(pathway_id, shown), 303)
    found = module_of(view, ids)
    context: dict[str, Any] = {"pathway_id": pathway_id, "shown": shown}
    if found is None:
        context.update(module=None, toggles=(), rows=())
    else:
        module, mappings = found
        rows = [(item.id, item.competency.code) for item in mappings]
        context.update(module=module, rows=rows, toggles=toggles_of(module, mappings))
    if wants_fragments():
        return send([fragment("builder/_evidence_outcomes.html", **context)])
    return page("builder/evidence_outcomes.html", head=view.head, view=view, **context)
