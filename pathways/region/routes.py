"""The pages of the regional picture, and its workbook."""

from typing import Any

from flask import Blueprint, Response, has_request_context, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.db import db
from pathways.domain.comparison.region import Band
from pathways.domain.refusals import NotFoundError
from pathways.downloads import attachment
from pathways.region.queries import get_region

bp = Blueprint("region", __name__)


@bp.url_defaults
def _keep_edition(_endpoint: str, values: dict[str, Any]) -> None:
    """Stay in the edition that was asked for, from page to page of the region."""
    if has_request_context() and request.blueprint == "region":
        values.setdefault("edition", request.args.get("edition"))


@bp.get("/region")
@requires(Action.SEE_REGION)
def index() -> ResponseReturnValue:
    """Show all levels, or the competencies of one."""
    view = get_region(db.session, request.args.get("edition", ""))
    asked = request.args.get("level", "")
    level = next((one for one in view.region.levels if str(one.level.number) == asked), None)
    if asked and level is None:
        raise NotFoundError(asked)
    shown = request.args.get("show", "")
    return render_template(
        "region/index.html",
        section="region",
        region=view.region,
        others=view.others,
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

    view = get_region(db.session, request.args.get("edition", ""))
    # No transaction is held while the workbook is made.
    db.session.close()
    return attachment(write_region(view.region, view.newest), "region.xlsx")
