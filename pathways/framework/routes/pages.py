"""Reading the framework: overview, levels, search, one competency."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, find_actor, requires
from pathways.db import db
from pathways.domain.policy import is_allowed
from pathways.domain.refusals import NotFoundError
from pathways.framework.queries import TreatedView, get_competency, get_framework, list_treated
from pathways.framework.routes.blueprint import bp
from pathways.htmx import fragment, send, wants_fragments


@bp.get("")
@requires(Action.PUBLIC)
def index() -> ResponseReturnValue:
    """Show the overview, one level, or what a search finds."""
    view = get_framework(
        db.session,
        _level(request.args.get("level", "")),
        request.args.get("search", ""),
        request.args.get("edition", ""),
    )
    if wants_fragments():
        return send(
            [
                fragment("framework/_levels.html", view=view),
                fragment("framework/_results.html", view=view),
            ]
        )
    return render_template("framework/index.html", view=view, section="framework")


@bp.get("/<code>")
@requires(Action.PUBLIC)
def show(code: str) -> ResponseReturnValue:
    """Show one competency with its place, and where one's own pathways treat it."""
    try:
        view = get_competency(db.session, code, request.args.get("edition", ""))
    except NotFoundError:
        return _show_other(code)
    actor = find_actor()
    organisation = None
    if actor is not None and is_allowed(actor, Action.SEE_PATHWAYS):
        organisation = actor.organisation_id
    treated: tuple[TreatedView, ...] = ()
    if organisation:
        treated = list_treated(db.session, organisation, view.edition.code, code)
    return render_template(
        "framework/show.html",
        view=view,
        treated=treated,
        is_provider=organisation is not None,
        section="framework",
    )


def _show_other(code: str) -> ResponseReturnValue:
    """Send a code typed in another way to its page; say what codes look like for all else."""
    canonical = code.strip().upper()
    if canonical != code:
        try:
            get_competency(db.session, canonical, request.args.get("edition", ""))
        except NotFoundError:
            pass
        else:
            return redirect(url_for("framework.show", code=canonical), 301)
    return render_template("framework/unknown.html", code=code[:40], section="framework"), 404


def _level(text: str) -> int | None:
    """Read a level from an address; NotFoundError for what is no number."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 2):
        raise NotFoundError(text)
    return int(text)
