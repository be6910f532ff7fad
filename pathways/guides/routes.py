"""The guides, and the link to them that every page carries."""

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, find_actor, requires
from pathways.guides.places import find_section
from pathways.guides.reading import NAMES, Guide, Paths, read_guide
from pathways.pages import asset

bp = Blueprint("guides", __name__)


@bp.get("/guides")
@requires(Action.PUBLIC)
def index() -> ResponseReturnValue:
    """List the guides with their sections."""
    return render_template("guides/index.html", guides=[_read(name) for name in NAMES])


@bp.get("/guides/<name>")
@requires(Action.PUBLIC)
def show(name: str) -> ResponseReturnValue:
    """Show a guide."""
    if name not in NAMES:
        abort(404)
    others = [_read(other) for other in NAMES if other != name]
    return render_template("guides/show.html", guide=_read(name), others=others)


def _read(name: str) -> Guide:
    """Return a guide, made when it is first asked for and kept."""
    kept: dict[str, Guide] = current_app.extensions["guides"]
    if name not in kept:
        paths = Paths(
            guide=lambda other: url_for("guides.show", name=other),
            picture=lambda picture: asset(f"guides/{picture}"),
        )
        kept[name] = read_guide(name, paths)
    return kept[name]


def explain() -> str:
    """Return where the page that is shown is explained: a section, or the list of guides."""
    name, _, section = find_section(request.endpoint, find_actor()).partition("#")
    if not name:
        return url_for("guides.index")
    return url_for("guides.show", name=name, _anchor=section or None)
