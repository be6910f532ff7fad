"""The directory: what a search finds, and the page of a pathway."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, find_actor, is_inside, requires
from pathways.addresses import public_address
from pathways.db import db
from pathways.directory.filters import SORTS, read_search
from pathways.directory.queries import get_published, known_values, search_offers
from pathways.directory.routes.blueprint import bp, missing
from pathways.domain.refusals import NotFoundError
from pathways.htmx import fragment, send, wants_fragments
from pathways.pages import today
from pathways.records.editions import list_editions


@bp.get("/directory")
@requires(Action.PUBLIC)
def index() -> ResponseReturnValue:
    """Show what of the published pathways a search finds."""
    editions = list_editions(db.session)
    arguments = dict(request.args.lists())
    codes = {edition.code: edition.by_code for edition in editions}
    search = read_search(arguments, known_values(editions), codes)
    view = search_offers(db.session, search, editions, is_inside=is_inside(), today=today())
    if wants_fragments():
        # The text typed and the folds stay as they are: only what changed is sent.
        return send(
            [
                fragment("directory/_results.html", view=view, is_inside=is_inside()),
                *(fragment("directory/_choices.html", filter=part) for part in view.filters),
            ],
            address=url_for("directory.index", **search.arguments),
        )
    return render_template(
        "directory/index.html",
        section="directory",
        view=view,
        sorts=SORTS,
        is_inside=is_inside(),
    )


@bp.get("/directory/<pathway_id>")
@requires(Action.PUBLIC)
def show(pathway_id: str) -> ResponseReturnValue:
    """Show a published version."""
    try:
        view = get_published(db.session, pathway_id, is_inside=is_inside(), today=today())
    except NotFoundError:
        return missing()
    found = find_actor()
    is_own = found is not None and found.organisation_id == view.organisation_id
    return render_template(
        "directory/show.html",
        section="directory",
        published=view,
        is_own=is_own,
        address=public_address("directory.show", pathway_id=pathway_id),
    )
