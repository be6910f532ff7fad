"""What a pathway covers: the page, the numbers as JSON, and the workbook."""

from dataclasses import replace

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.bearer import for_programs
from pathways.builder import services
from pathways.builder.coverage import view_coverage
from pathways.builder.exports import draft_identity, read_subject
from pathways.builder.routes.blueprint import bp, etag, keep, page, read, read_head, unchanged
from pathways.db import db, transaction
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import judge
from pathways.domain.pathway.report import plain_report
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.standards import BUILT_IN_BY_KEY, OfferedStandard, find_standard
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import JSON, ODS, attachment, file_stem, is_wording_wanted, write_json
from pathways.htmx import go
from pathways.records.editions import has_wording
from pathways.records.heads import HeadView
from pathways.records.standards import list_offered
from pathways.records.thresholds import thresholds_of
from pathways.records.topics import get_finder
from pathways.turns import in_turn
from pathways.workbook.qa.subject import QaSubject


def _tried(head: HeadView, offered: tuple[OfferedStandard, ...] | None = None) -> OfferedStandard:
    """Return the standard that the address tries on, or the pathway's own.

    It is a built-in one, or one that a commissioner has of its own and uses.
    NotFoundError for one that there is not.
    """
    key = request.args.get("standard", "")
    found = find_standard(key) if key else head.standard
    if found is not None:
        return OfferedStandard(found)
    for item in list_offered(db.session, head.edition) if offered is None else offered:
        if item.standard.key == key:
            return item
    raise NotFoundError(key)


@bp.get("/<pathway_id>/coverage")
@requires(Action.SEE_PATHWAYS)
def show_coverage(pathway_id: str) -> ResponseReturnValue:
    """Show what the pathway covers, by its own standard or one tried on."""
    head = read_head(pathway_id)
    offered = list_offered(db.session, head.edition)
    tried = _tried(head, offered)
    wording = has_wording(db.session, head.edition)
    mark = etag(
        head,
        "coverage",
        tried.standard.key,
        str(offered),
        str(wording),
    )
    if known := unchanged(mark):
        return known
    view = read(pathway_id)
    finder = get_finder(db.session, view.edition)
    coverage = view_coverage(view, tried, thresholds_of(db.session), finder)
    return page(
        "builder/coverage.html",
        mark,
        head=head,
        view=view,
        coverage=coverage,
        report=coverage.report,
        offered=offered,
        asked={} if coverage.tried.is_own else {"standard": tried.standard.key},
        has_wording=wording,
    )


@bp.post("/<pathway_id>/coverage")
@requires(Action.CHANGE_PATHWAYS)
def choose_standard(pathway_id: str) -> ResponseReturnValue:
    """Judge the pathway by another standard from now on."""
    standard = find_standard(request.form.get("standard"))
    if standard is None:
        raise NotFoundError
    with transaction() as session:
        services.pathways.choose_standard(session, actor(), pathway_id, standard.key)
    flash(f"{standard.name} is now the standard of this pathway.")
    return go(url_for("builder.show_coverage", pathway_id=pathway_id))


@bp.get("/<pathway_id>/coverage.json")
@requires(Action.SEE_PATHWAYS)
@for_programs(TokenScope.PATHWAYS)
def coverage_json(pathway_id: str) -> ResponseReturnValue:
    """Give everything that the coverage page says as JSON, see docs/coverage-json.md."""
    head = read_head(pathway_id)
    try:
        standard = _tried(head).standard
    except NotFoundError:
        known = sorted(BUILT_IN_BY_KEY)
        return _json({"error": "There is no standard of this key.", "standards": known}, 404)
    mark = etag(head, "json", standard.key)
    if kept := unchanged(mark):
        return kept
    view = read(pathway_id)
    limits = thresholds_of(db.session)
    report = judge(view.edition, view.content, standard, limits)
    about = {"id": head.id, "title": head.title, "changed_at": head.changed_at.isoformat()}
    plain = plain_report(report, view.content, measure(view.edition, view.content, limits))
    return keep(_json({"pathway": about, **plain}), mark)


def _json(values: dict[str, object], status: int = 200) -> Response:
    return Response(write_json(values), status, mimetype=JSON)


@bp.get("/<pathway_id>/qa-matrix.xlsx")
@requires(Action.SEE_PATHWAYS)
@for_programs(TokenScope.PATHWAYS)
@in_turn(Work.WRITING)
def export(pathway_id: str) -> Response:
    """Give the QA matrix workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.qa.qa_matrix import write_qa_matrix

    subject, name = _written_from(pathway_id)
    return attachment(write_qa_matrix(subject), f"{name}.xlsx")


@bp.get("/<pathway_id>/qa-matrix.ods")
@requires(Action.SEE_PATHWAYS)
@for_programs(TokenScope.PATHWAYS)
@in_turn(Work.WRITING)
def export_opendocument(pathway_id: str) -> Response:
    """Give the QA matrix as an OpenDocument spreadsheet."""
    from pathways.workbook.qa.qa_matrix_ods import write_qa_matrix_ods

    subject, name = _written_from(pathway_id)
    return attachment(write_qa_matrix_ods(subject), f"{name}.ods", ODS)


def _written_from(pathway_id: str) -> tuple[QaSubject, str]:
    """Return what the QA matrix is written from, and the name of its file."""
    view = read(pathway_id)
    with_wording = is_wording_wanted()
    subject = read_subject(db.session, view, _tried(view.head).standard, with_wording=with_wording)
    subject = replace(subject, identity=seals.seal_identity(draft_identity(view, subject)))
    # No transaction is held while the workbook is made.
    db.session.close()
    return subject, f"{file_stem(view.head.title)}-qa-matrix"
