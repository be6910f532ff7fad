"""The directory: what a search finds."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, is_inside, requires
from pathways.db import db
from pathways.directory.filters import SORTS, read_search
from pathways.directory.queries import known_values, search_offers
from pathways.directory.routes.blueprint import bp
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
