"""The pages of the regional picture, and its workbook."""

from typing import Any

from flask import Blueprint, Response, has_request_context, render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, requires
from pathways.bearer import for_programs
from pathways.db import db
from pathways.domain.comparison.region import Band
from pathways.domain.refusals import NotFoundError
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import attachment
from pathways.pages import today
from pathways.region.queries import RegionView, get_region
from pathways.turns import in_turn

bp = Blueprint("region", __name__)


@bp.url_defaults
def _keep_edition(_endpoint: str, values: dict[str, Any]) -> None:
    """Stay in the edition and the area that were asked for, from page to page of the region."""
    if has_request_context() and request.blueprint == "region":
        values.setdefault("edition", request.args.get("edition"))
        values.setdefault("area", request.args.get("area"))


@bp.get("/region")
@requires(Action.SEE_REGION)
def index() -> ResponseReturnValue:
    """Show all levels, or the competencies of one."""
    view = _view()
    asked = request.args.get("level", "")
    level = next((one for one in view.region.levels if str(one.level.number) == asked), None)
    if asked and level is None:
        raise NotFoundError(asked)
    shown = request.args.get("show", "")
    return render_template(
        "region/index.html",
        section="region",
        region=view.region,
        demand=view.demand,
        area=view.area,
        others=view.others,
        line=request.args.get("line", ""),
        level=level,
        bands=tuple(Band),
        band=Band(shown) if shown in set(Band) else None,
    )


@bp.get("/region.xlsx")
@requires(Action.SEE_REGION)
@for_programs(TokenScope.PUBLISHED)
@in_turn(Work.WRITING)
def export() -> Response:
    """Give the picture as a workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.region import write_region

    view = _view()
    # No transaction is held while the workbook is made.
    db.session.close()
    return attachment(write_region(view.region, view.newest, view.area), "region.xlsx")


def _view() -> RegionView:
    edition, area = (request.args.get(name, "") for name in ("edition", "area"))
    return get_region(db.session, edition, today=today(), area=area)
