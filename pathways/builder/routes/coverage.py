"""What a pathway covers: the page, the numbers as JSON, the matrix, and the workbook."""

import re

from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import bp, page, read
from pathways.db import db
from pathways.domain.content import judge
from pathways.domain.matrix import build_matrix
from pathways.domain.standards import Standard, find_standard
from pathways.models.framework import get_wording

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _tried(view: PathwayView) -> Standard:
    """Return the standard that the address tries on, or the pathway's own."""
    return find_standard(request.args.get("standard")) or view.head.standard


@bp.get("/<pathway_id>/coverage")
@requires(Action.SEE_PATHWAYS)
def show_coverage(pathway_id: str) -> ResponseReturnValue:
    """Show what the pathway covers, by its own standard or one tried on."""
    view = read(pathway_id)
    standard = _tried(view)
    report = judge(view.edition, view.content, standard)
    return page("builder/coverage.html", head=view.head, view=view, report=report, said="")


@bp.get("/<pathway_id>/coverage.json")
@requires(Action.SEE_PATHWAYS)
def coverage_json(pathway_id: str) -> ResponseReturnValue:
    """Give the numbers of the coverage page."""
    view = read(pathway_id)
    report = judge(view.edition, view.content, _tried(view))
    return jsonify({"headline": report.headline, "met": report.is_met})


@bp.get("/<pathway_id>/matrix")
@requires(Action.SEE_PATHWAYS)
def show_matrix(pathway_id: str) -> ResponseReturnValue:
    """Show every competency against every module."""
    view = read(pathway_id)
    matrix = build_matrix(view.edition, view.content)
    return page("builder/matrix.html", head=view.head, view=view, matrix=matrix, said="")


@bp.get("/<pathway_id>/qa-matrix.xlsx")
@requires(Action.SEE_PATHWAYS)
def export(pathway_id: str) -> Response:
    """Give the QA matrix workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.qa_matrix import write_qa_matrix
    from pathways.workbook.subject import QaSubject

    view = read(pathway_id)
    wording = {}
    unverified = frozenset[str]()
    if request.args.get("wording") != "no":
        found = get_wording(db.session, view.edition.code)
        wording = {code: text for code, (text, _state) in found.items()}
        unverified = frozenset(c for c, (_text, state) in found.items() if state == "unverified")
    # No transaction is held while the workbook is made.
    db.session.close()
    data = write_qa_matrix(
        QaSubject(
            edition=view.edition,
            content=view.content,
            standard=_tried(view),
            provider=view.provider,
            version="Draft",
            changed_at=view.head.changed_at,
            wording=wording,
            unverified=unverified,
        )
    )
    response = make_response(data)
    response.headers["Content-Type"] = XLSX
    name = re.sub(r"[^a-z0-9]+", "-", view.head.title.lower()).strip("-")[:60] or "pathway"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-qa-matrix.xlsx"'
    return response
