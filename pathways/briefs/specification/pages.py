"""The page from which the words of a specification are copied, and their file."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.bearer import for_programs
from pathways.briefs.queries import BriefView, get_brief
from pathways.db import db
from pathways.domain.need.specification import specify, write_specification
from pathways.domain.refusals import NotFoundError
from pathways.domain.scope import TokenScope
from pathways.downloads import attachment, file_stem

bp = Blueprint("specification", __name__, url_prefix="/briefs")


@bp.get("/<brief_id>/specification")
@requires(Action.SEE_BRIEFS)
def show(brief_id: str) -> ResponseReturnValue:
    """Show a brief as words for a specification."""
    view = _own(brief_id)
    return render_template(
        "briefs/specification.html",
        section="briefs",
        view=view,
        parts=specify(view.edition, view.brief),
    )


@bp.get("/<brief_id>/specification.txt")
@requires(Action.SEE_BRIEFS)
@for_programs(TokenScope.BRIEFS)
def text(brief_id: str) -> Response:
    """Give the same words as a plain text."""
    view = _own(brief_id)
    words = write_specification(view.title, specify(view.edition, view.brief))
    name = f"{file_stem(view.title)}-specification.txt"
    return attachment(words, name, "text/plain")


def _own(brief_id: str) -> BriefView:
    view = get_brief(db.session, actor(), brief_id)
    if not view.is_own:
        raise NotFoundError(brief_id)
    return view
