"""A published version: its page, and its files for people's own programs."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, find_actor, is_inside, requires
from pathways.addresses import public_address
from pathways.bearer import for_programs
from pathways.db import db
from pathways.directory.files import COLUMNS, list_competencies, plain_published
from pathways.directory.linked import Addresses, describe_course, summary_of
from pathways.directory.queries import PublishedView, get_published
from pathways.directory.routes.blueprint import bp, missing, offer_address
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.standards import BUILT_IN_BY_KEY, Standard, find_standard
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import (
    CSV,
    JSON,
    attachment,
    file_stem,
    is_wording_wanted,
    kept,
    write_csv,
    write_json,
)
from pathways.pages import today
from pathways.records.editions import current_edition, print_wording
from pathways.turns import in_turn


@bp.get("/directory/<pathway_id>")
@requires(Action.PUBLIC)
def show(pathway_id: str) -> ResponseReturnValue:
    """Show a published version."""
    view = _read(pathway_id)
    if view is None:
        return missing()
    found = find_actor()
    is_own = found is not None and found.organisation_id == view.organisation_id
    return render_template(
        "directory/show.html",
        section="directory",
        published=view,
        is_own=is_own,
        address=offer_address(pathway_id),
        summary=summary_of(view),
        course=describe_course(view, _addresses(view)),
    )


@bp.get("/directory/<pathway_id>/coverage.json")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
def coverage_json(pathway_id: str) -> ResponseReturnValue:
    """Give what the version covers as JSON, see docs/coverage-json.md."""
    view = _read(pathway_id)
    if view is None:
        return missing()
    standard = _tried(view)
    if standard is None:
        error = "There is no standard of this key."
        plain = {"error": error, "standards": sorted(BUILT_IN_BY_KEY)}
        return Response(write_json(plain), 404, mimetype=JSON)
    plain = plain_published(view, standard, offer_address(pathway_id))
    return kept(Response(write_json(plain), mimetype=JSON))


@bp.get("/directory/<pathway_id>/competencies.csv")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
def competencies_csv(pathway_id: str) -> ResponseReturnValue:
    """Give what is in the version, and what is not, as a table."""
    view = _read(pathway_id)
    if view is None:
        return missing()
    table = write_csv(COLUMNS, list_competencies(view))
    return kept(attachment(table, f"{file_stem(view.content.title)}-competencies.csv", CSV))


@bp.get("/directory/<pathway_id>/qa-matrix.xlsx")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
@in_turn(Work.WRITING)
def matrix(pathway_id: str) -> ResponseReturnValue:
    """Give the QA matrix of the version as a workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.qa.qa_matrix import QaSubject, write_qa_matrix

    view = _read(pathway_id)
    standard = _tried(view) if view is not None else None
    if view is None or standard is None:
        return missing()
    wording, unverified = print_wording(
        db.session, view.edition.code, is_wanted=is_wording_wanted()
    )
    subject = QaSubject(
        edition=view.edition,
        content=view.content,
        standard=standard,
        provider=view.provider,
        version=f"Version {view.number}",
        changed_at=view.frozen_at,
        wording=wording,
        unverified=unverified,
        thresholds=view.thresholds,
        sentence=view.sentence,
        is_frozen=True,
    )
    # No transaction is held while the workbook is made.
    db.session.close()
    name = f"{file_stem(view.content.title)}-v{view.number}-qa-matrix.xlsx"
    return attachment(write_qa_matrix(subject), name)


def _read(pathway_id: str) -> PublishedView | None:
    """Return what is published of a pathway; None where this reader may see nothing."""
    try:
        return get_published(db.session, pathway_id, is_inside=is_inside(), today=today())
    except NotFoundError:
        return None


def _tried(view: PublishedView) -> Standard | None:
    """Return the built-in standard that the address asks for, or the provider's own."""
    key = request.args.get("standard", "")
    return find_standard(key) if key else view.report.standard


def _addresses(view: PublishedView) -> Addresses:
    newest = current_edition(db.session).code
    # The newest edition is what an address without one means.
    edition = None if view.edition.code == newest else view.edition.code
    return Addresses(
        offer=offer_address(view.pathway_id),
        framework=public_address("framework.index", edition=edition),
        competency=lambda code: public_address("framework.show", code=code, edition=edition),
    )
