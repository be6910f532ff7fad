"""The pages of the regional picture, and its workbook."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.db import db
from pathways.domain.comparison.region import Band
from pathways.domain.refusals import NotFoundError
from pathways.downloads import attachment
from pathways.region.queries import get_region

bp = Blueprint("region", __name__)


@bp.get("/region")
@requires(Action.SEE_REGION)
def index() -> ResponseReturnValue:
    """Show all levels, or the competencies of one."""
    view = get_region(db.session)
    asked = request.args.get("level", "")
    level = next((one for one in view.region.levels if str(one.level.number) == asked), None)
    if asked and level is None:
        raise NotFoundError(asked)
    shown = request.args.get("show", "")
    return render_template(
        "region/index.html",
        section="region",
        region=view.region,
        level=level,
        bands=tuple(Band),
        band=Band(shown) if shown in set(Band) else None,
    )


@bp.get("/region.xlsx")
@requires(Action.SEE_REGION)
def export() -> Response:
    """Give the picture as a workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.region import write_region

    view = get_region(db.session)
    # No transaction is held while the workbook is made.
    db.session.close()
    return attachment(write_region(view.region, view.newest), "region.xlsx")
