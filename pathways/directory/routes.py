"""The versions of a pathway, publishing one, and the directory that shows it."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, find_actor, is_inside, requires
from pathways.db import db, transaction
from pathways.directory import services
from pathways.directory.forms import PublishForm
from pathways.directory.queries import get_published, list_published, list_versions
from pathways.domain.policy import NotFoundError
from pathways.domain.visibility import Visibility
from pathways.htmx import go
from pathways.pages import today

bp = Blueprint("directory", __name__)


@bp.get("/directory")
@requires(Action.PUBLIC)
def index() -> ResponseReturnValue:
    """Show what providers have published."""
    view = list_published(db.session, is_inside=is_inside(), today=today(), page=_page_asked())
    return render_template(
        "directory/index.html", section="directory", directory=view, is_inside=is_inside()
    )


@bp.get("/directory/<pathway_id>")
@requires(Action.PUBLIC)
def show(pathway_id: str) -> ResponseReturnValue:
    """Show a published version."""
    try:
        view = get_published(db.session, pathway_id, is_inside=is_inside(), today=today())
    except NotFoundError:
        # The same page whether it is limited, taken back or was never there: nobody learns which.
        markup = render_template(
            "directory/missing.html", section="directory", is_inside=is_inside()
        )
        return make_response(markup, 404)
    found = find_actor()
    is_own = found is not None and found.organisation_id == view.organisation_id
    return render_template(
        "directory/show.html", section="directory", published=view, is_own=is_own
    )


@bp.get("/pathways/<pathway_id>/versions")
@requires(Action.SEE_PATHWAYS)
def versions(pathway_id: str) -> ResponseReturnValue:
    """Show the versions of a pathway."""
    return _versions(pathway_id, PublishForm())


@bp.post("/pathways/<pathway_id>/versions")
@requires(Action.CHANGE_PATHWAYS)
def freeze(pathway_id: str) -> ResponseReturnValue:
    """Freeze the draft as a version."""
    with transaction() as session:
        frozen = services.freeze_draft(session, actor(), pathway_id)
    if frozen.is_new:
        flash(f"Version {frozen.number} is frozen. The draft stays yours to change.")
    else:
        flash(f"Nothing has changed since version {frozen.number}, so there is no new one.")
    return go(url_for("directory.versions", pathway_id=pathway_id))


@bp.post("/pathways/<pathway_id>/publish")
@requires(Action.OWN_PATHWAYS)
def publish(pathway_id: str) -> ResponseReturnValue:
    """Show one version in the directory."""
    form = PublishForm()
    if not form.validate():
        return _versions(pathway_id, form, 422)
    with transaction() as session:
        number = services.publish(
            session,
            actor(),
            pathway_id,
            form.version.data or "",
            Visibility(form.visibility.data),
        )
    flash(f"Version {number} is in the directory. Later changes of the draft do not reach it.")
    return go(url_for("directory.versions", pathway_id=pathway_id))


@bp.post("/pathways/<pathway_id>/unpublish")
@requires(Action.OWN_PATHWAYS)
def unpublish(pathway_id: str) -> ResponseReturnValue:
    """Take a pathway out of the directory."""
    with transaction() as session:
        services.unpublish(session, actor(), pathway_id)
    flash("The pathway is not in the directory any more.")
    return go(url_for("directory.versions", pathway_id=pathway_id))


def _versions(pathway_id: str, form: PublishForm, status: int = 200) -> Response:
    view = list_versions(db.session, actor(), pathway_id, today=today(), page=_page_asked())
    markup = render_template(
        "directory/versions.html",
        section="pathways",
        pathway=view,
        form=form,
        visibilities=tuple(Visibility),
    )
    return make_response(markup, status)


def _page_asked() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
