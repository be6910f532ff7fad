"""The framework as files: its competencies with our labels, and the wording where it is loaded."""

from flask import Blueprint, Response, request

from pathways.access import Action, find_actor, requires
from pathways.bearer import for_programs
from pathways.db import db
from pathways.domain.framework.edition import Edition
from pathways.domain.framework.table import list_competencies, list_heads
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import CSV, attachment, is_wording_wanted, kept, write_csv
from pathways.framework.queries import find_edition
from pathways.records.editions import print_wording
from pathways.turns import in_turn

bp = Blueprint("framework_files", __name__)
"""Apart from the pages of the framework, whose addresses stand below its own."""


@bp.get("/framework.csv")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
def table() -> Response:
    """Give the competencies as a table."""
    edition, wording, unverified = _read()
    rows = list_competencies(edition, wording, unverified)
    return kept(attachment(write_csv(list_heads(wording), rows), f"{edition.code}.csv", CSV))


@bp.get("/framework.xlsx")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
@in_turn(Work.WRITING)
def sheet() -> Response:
    """Give the competencies as a workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.framework import write_framework

    edition, wording, unverified = _read()
    # No transaction is held while the workbook is made.
    db.session.close()
    return kept(attachment(write_framework(edition, wording, unverified), f"{edition.code}.xlsx"))


def _read() -> tuple[Edition, dict[str, str], frozenset[str]]:
    """Return the edition asked for, and its wording, for those with an account who want it."""
    edition = find_edition(db.session, request.args.get("edition", ""))
    # A page shows one wording at a time to everybody; all at once are for people who are known.
    is_wanted = is_wording_wanted() and find_actor() is not None
    return edition, *print_wording(db.session, edition.code, is_wanted=is_wanted)
