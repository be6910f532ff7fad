"""The list of pathways, a new one, the builder itself, and putting pathways away."""

from dataclasses import replace

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pathways.access import Action, actor, requires, unasked
from pathways.builder import services
from pathways.builder.forms import LevelsForm
from pathways.builder.queries import PathwayView, list_pathways
from pathways.builder.routes import folds
from pathways.builder.routes.blueprint import (
    bp,
    coverage_context,
    etag,
    page,
    read,
    read_head,
    show_url,
    tools_fragment,
    unchanged,
)
from pathways.builder.routes.density import DENSITIES, keep_density, read_density
from pathways.builder.routes.panel import (
    folded_panels,
    nearest_of,
    panel_view,
    read_choice,
    strands_of,
    target_fragment,
)
from pathways.builder.shelf import SORT_WORDS, ShelfAsked, view_shelf
from pathways.db import db, transaction
from pathways.domain.pathway.sections import ASKED_OF, KEPT
from pathways.domain.refusals import RuleError
from pathways.domain.words import listed
from pathways.forms import pressed_operation
from pathways.htmx import Fragment, fragment, go, respond, send, wants_fragments
from pathways.pages import today
from pathways.records.editions import current_edition
from pathways.records.statements import read_statements
from pathways.text import copied_title


@bp.get("")
@requires(Action.SEE_PATHWAYS)
def index() -> ResponseReturnValue:
    """Show the organisation's pathways."""
    asked = ShelfAsked.read(request.args)
    shelf = view_shelf(list_pathways(db.session, actor()), asked, today())
    return render_template("builder/index.html", section="pathways", shelf=shelf, sorts=SORT_WORDS)


@bp.get("/new")
@requires(Action.CHANGE_PATHWAYS)
def new() -> ResponseReturnValue:
    """Show the form for a new pathway."""
    form = LevelsForm()
    form.fill(current_edition(db.session))
    return render_template("builder/new.html", section="pathways", form=form)


@bp.post("/new")
@requires(Action.CHANGE_PATHWAYS)
def create() -> ResponseReturnValue:
    """Make a pathway."""
    form = LevelsForm()
    form.fill(current_edition(db.session))
    if form.validate():
        try:
            with transaction() as session:
                identifier = services.pathways.create_pathway(
                    session, actor(), operation=form.operation.identifier, **form.level_values()
                )
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            if taken := read_statements(db.session, actor()):
                labels = listed([ASKED_OF[name].label for name in KEPT if name in taken])
                flash(f"Taken over from what {actor().organisation} says once: {labels}.")
            return go(show_url(identifier))
    markup = render_template("builder/new.html", section="pathways", form=form)
    return make_response(markup, 422)


@bp.get("/<pathway_id>")
@requires(Action.SEE_PATHWAYS)
def show(pathway_id: str) -> ResponseReturnValue:
    """Show the builder, or the part of the framework that its panel asks for."""
    head = read_head(pathway_id)
    # A search also looks into the official wording, and loading that changes no revision.
    is_search = bool(request.args.get("q"))
    chosen, asked = read_choice(pathway_id), request.query_string.decode("latin-1")
    folded = folded_panels()
    is_kept = not is_search and not _turns()
    turned = str(folds.read(pathway_id))
    mark = etag(head, asked, chosen, turned, read_density(), *folded) if is_kept else ""
    if mark and (known := unchanged(mark)):
        return known
    view = read(pathway_id)
    panel = panel_view(view)
    if wants_fragments():
        found = Fragment("builder/_found.html", {"panel": panel}, "innerHTML")
        parts = [
            fragment("builder/_panel.html", panel=panel, head=head, strands=strands_of(view)),
            found,
        ]
        if request.args.get("module"):
            parts += [target_fragment(view), fragment("builder/_into.html", target=panel.target)]
        return send(parts)
    return page(
        "builder/show.html",
        mark,
        head=head,
        view=view,
        panel=panel,
        strands=strands_of(view),
        folded=folded,
        said="",
        opened=_opened(view),
        density=read_density(),
        **coverage_context(view, nearest_of(view, waits=False)),
    )


@bp.get("/<pathway_id>/head")
@requires(Action.SEE_PATHWAYS)
@unasked
def show_head(pathway_id: str) -> ResponseReturnValue:
    """Show the head as it stands, after changes that did not send it."""
    view = read(pathway_id)
    changed = [fragment("shared/_pathway_head.html", head=view.head, about=view.about)]
    return respond(show_url(pathway_id), changed)


@bp.post("/<pathway_id>/density")
@requires(Action.SEE_PATHWAYS)
def choose_density(pathway_id: str) -> ResponseReturnValue:
    """Keep how high the rows are for the person."""
    chosen = request.form.get("density", "")
    if chosen not in DENSITIES:
        raise BadRequest
    view = read(pathway_id)
    keep_density(chosen)
    return respond(show_url(pathway_id), [tools_fragment(view, chosen)])


def _turns() -> bool:
    """Whether the address asks to open or fold modules."""
    return not wants_fragments() and bool({"open", "fold"} & set(request.args))


def _opened(view: PathwayView) -> frozenset[str]:
    """Return which modules stand open, after what the address asks for."""
    ids = [module.id for module in view.modules]
    for word in ("open", "fold"):
        asked = request.args.get(word, "")
        turned = ids if asked == "all" else [one for one in ids if one == asked]
        if turned:
            return folds.turn(view, *turned, is_open=word == "open")
    return folds.opened_in(view)


@bp.post("/<pathway_id>/duplicate")
@requires(Action.CHANGE_PATHWAYS)
def duplicate(pathway_id: str) -> ResponseReturnValue:
    """Copy a pathway."""
    view = read(pathway_id)
    content = view.content
    copied = replace(content, title=copied_title(content.title))
    with transaction() as session:
        identifier = services.pathways.duplicate_pathway(
            session,
            actor(),
            copied,
            pressed_operation(),
            is_example=view.head.is_example,
        )
    flash("This is the copy. The original is unchanged.")
    return go(show_url(identifier))


@bp.post("/<pathway_id>/archive")
@requires(Action.CHANGE_PATHWAYS)
def archive(pathway_id: str) -> ResponseReturnValue:
    """Put a pathway away."""
    return _set_state(pathway_id, "archive", "is archived. You can restore it below.")


@bp.post("/<pathway_id>/restore")
@requires(Action.CHANGE_PATHWAYS)
def restore(pathway_id: str) -> ResponseReturnValue:
    """Take a pathway back into work."""
    return _set_state(pathway_id, "restore", "is back in your pathways.")


@bp.post("/<pathway_id>/delete")
@requires(Action.OWN_PATHWAYS)
def delete(pathway_id: str) -> ResponseReturnValue:
    """Delete an archived pathway; it can still be restored from the list."""
    return _set_state(pathway_id, "delete", "is deleted. You can still restore it below.")


@bp.post("/example")
@requires(Action.CHANGE_PATHWAYS)
def begin_example() -> ResponseReturnValue:
    """Make an example pathway to try things on."""
    with transaction() as session:
        identifier = services.example.begin_example(session, actor(), pressed_operation())
    return go(show_url(identifier))


@bp.post("/<pathway_id>/throw-away")
@requires(Action.CHANGE_PATHWAYS)
def throw_away(pathway_id: str) -> ResponseReturnValue:
    """Throw an example away; like what is deleted, it can still be restored from the list."""
    with transaction() as session:
        title = services.example.throw_away(session, actor(), pathway_id)
    flash(f"“{title}” is thrown away. You can still restore it below.")
    return go(url_for("builder.index"))


def _set_state(pathway_id: str, action: str, words: str) -> Response:
    with transaction() as session:
        title = services.pathways.set_state(session, actor(), pathway_id, action)
    flash(f"“{title}” {words}")
    return go(url_for("builder.index"))
