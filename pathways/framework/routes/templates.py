"""Blank matrices of a level, to be filled in elsewhere and brought into a pathway."""

from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.bearer import for_programs
from pathways.db import db
from pathways.domain.framework.edition import Edition
from pathways.domain.refusals import NotFoundError
from pathways.domain.work import Work
from pathways.downloads import CSV, attachment, kept, write_csv
from pathways.framework.routes.blueprint import bp
from pathways.records.editions import current_edition
from pathways.turns import in_turn


@bp.get("/templates/level-<level>.xlsx")
@requires(Action.PUBLIC)
@for_programs()
@in_turn(Work.WRITING)
def template_workbook(level: str) -> ResponseReturnValue:
    """Give the blank workbook of a level: a matrix, and its modules."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.template import write_template

    edition, number = _edition_with(level)
    db.session.close()
    return kept(attachment(write_template(edition, number), f"level-{number}-template.xlsx"))


@bp.get("/templates/level-<level>.csv")
@requires(Action.PUBLIC)
@for_programs()
def template_table(level: str) -> ResponseReturnValue:
    """Give the blank matrix of a level as one table."""
    from pathways.workbook.template import matrix_rows

    edition, number = _edition_with(level)
    heads, rows = matrix_rows(edition, number)
    return kept(attachment(write_csv(heads, rows), f"level-{number}-template.csv", CSV))


def _edition_with(level: str) -> tuple[Edition, int]:
    """Return the edition and the number of a level; NotFoundError for what is none."""
    edition = current_edition(db.session)
    for number in edition.by_level:
        if str(number) == level:
            return edition, number
    raise NotFoundError(level)
