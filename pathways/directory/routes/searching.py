"""The directory: what a search finds."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, is_inside, requires
from pathways.db import db
from pathways.directory.filters import SORTS, read_search
from pathways.directory.linked import describe_list
from pathways.directory.queries import known_values, search_offers
from pathways.directory.routes.blueprint import bp, offer_address
from pathways.domain.work import Work
from pathways.htmx import fragment, send, wants_fragments
from pathways.pages import today
from pathways.records.editions import list_editions
from pathways.turns import in_turn


@bp.get("/directory")
@requires(Action.PUBLIC)
@in_turn(Work.LOOKING)
def index() -> ResponseReturnValue:
    """Show what of the published pathways a search finds."""
    editions = list_editions(db.session)
    arguments = dict(request.args.lists())
    codes = {edition.code: edition.by_code for edition in editions}
    search = read_search(arguments, known_values(editions), codes, today())
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
        listed=describe_list(
            ((item.title, offer_address(item.id)) for item in view.items if item.is_public),
            view.first,
            view.total,
        ),
    )
