"""The versions of a pathway, and publishing one."""

from typing import Final

from flask import Response, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import page_asked
from pathways.db import db, transaction
from pathways.directory import services
from pathways.directory.forms import PublishForm
from pathways.directory.queries import list_versions
from pathways.directory.routes.blueprint import bp
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.refusals import ConflictError
from pathways.htmx import go
from pathways.pages import today

_MOVED: Final = (
    "Somebody changed meanwhile what is in the directory, or who sees it. "
    "Look at it once more, then publish."
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
    try:
        with transaction() as session:
            number = services.publish(
                session,
                actor(),
                pathway_id,
                form.version.identifier,
                Visibility(form.visibility.data),
                form.sentence.data or "",
                seen=form.seen.data or "",
            )
    except ConflictError:
        form.add_error("visibility", _MOVED)
        return _versions(pathway_id, form, 409)
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
    view = list_versions(db.session, actor(), pathway_id, today=today(), page=page_asked())
    shown = view.publication
    markup = render_template(
        "directory/versions.html",
        seen=services.mark_of(shown.number, shown.visibility, shown.sentence)
        if shown
        else services.NOTHING,
        section="pathways",
        pathway=view,
        form=form,
        visibilities=tuple(Visibility),
    )
    return make_response(markup, status)
