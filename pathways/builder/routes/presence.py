"""Two people at once: who else is here, and what others changed meanwhile.

The page asks by itself, so nothing here is a sign that somebody is at work.
"""

from collections import abc
from collections.abc import Iterator

from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires, unasked
from pathways.builder import services
from pathways.builder.presence import (
    Company,
    Touched,
    read_company,
    steps_of_others,
    touched_by_others,
)
from pathways.builder.queries import ModuleView, PathwayView
from pathways.builder.routes import folds
from pathways.builder.routes.blueprint import (
    bp,
    coverage_fragments,
    facts_fragment,
    module_fragment,
    read,
    read_revision,
    show_url,
    strip_fragment,
    tools_fragment,
)
from pathways.builder.routes.panel import target_fragment
from pathways.db import db, now, transaction
from pathways.domain.pathway.company import HEARD_AGAIN, PAGES, say_company
from pathways.domain.pathway.steps import say_meanwhile
from pathways.htmx import Fragment, fragment, go, send, wants_fragments

_HIDDEN, _LEFT = "hidden", "left"
"""What a page says of itself when nobody looks at it, and when it is closed."""


@bp.post("/<pathway_id>/here")
@requires(Action.SEE_PATHWAYS)
@unasked
def be_here(pathway_id: str) -> ResponseReturnValue:
    """Take a beat of a page: who has it open, where, and which revision it shows.

    Nothing new is a 204. Otherwise who else is here, and what others did since that revision.
    """
    at = now()
    company = read_company(db.session, actor(), pathway_id, at)
    page, how = request.form.get("page", ""), request.form.get("how", "")
    page = page if page in PAGES else "modules"
    if how == _LEFT:
        with transaction() as session:
            services.presence.leave(session, actor(), pathway_id, page)
        return make_response("", 204)
    words = say_company(company.others)
    shown = read_revision(request.form.get("revision", ""))
    meanwhile = ""
    if 0 < shown < company.revision:
        meanwhile = say_meanwhile(steps_of_others(db.session, actor(), pathway_id, shown))
    _keep(company, pathway_id, page, is_hidden=how == _HIDDEN)
    if words == request.form.get("company", "") and shown == company.revision:
        return make_response("", 204)
    return jsonify(company=words, meanwhile=meanwhile, revision=company.revision)


def _keep(company: Company, pathway_id: str, page: str, *, is_hidden: bool) -> None:
    """Write down where the actor is, unless that is known and fresh.

    A page that nobody looks at says nothing against one that somebody looks at.
    """
    at = now()
    if (
        company.own_at is not None
        and (company.own_page == page or is_hidden)
        and at - company.own_at < HEARD_AGAIN
    ):
        return
    with transaction() as session:
        services.presence.be_here(session, actor(), pathway_id, page, at)


@bp.get("/<pathway_id>/here")
@requires(Action.SEE_PATHWAYS)
@unasked
def show_here(pathway_id: str) -> ResponseReturnValue:
    """Show what others changed in the modules since the revision that a page shows."""
    view = read(pathway_id)
    if not wants_fragments():
        return go(show_url(pathway_id))
    since = read_revision(request.args.get("since", ""))
    steps = steps_of_others(db.session, actor(), pathway_id, since)
    touched = touched_by_others(db.session, actor(), pathway_id, since)
    return _send_changed(view, touched, say_meanwhile(steps))


def _send_changed(view: PathwayView, touched: Touched, words: str) -> Response:
    context = {"words": words, "revision": view.head.revision, "touched": sorted(touched.ids)}
    said = fragment("shared/_meanwhile_said.html", **context)
    if not touched.ids:
        return send([said])
    return send([*_changed_modules(view, touched), *coverage_fragments(view), said])


def _changed_modules(view: PathwayView, touched: Touched) -> Iterator[Fragment]:
    opened = folds.opened_in(view)
    if touched.is_whole:
        context = {"view": view, "head": view.head, "opened": opened}
        yield tools_fragment(view)
        yield fragment("builder/_modules.html", **context)
        yield target_fragment(view)
        return
    for module in view.modules:
        inside = {
            module.id,
            *(item.id for item in module.outcomes),
            *(item.id for item in module.mappings),
        }
        found = inside & touched.ids
        if found and found <= touched.rows:
            yield from _changed_rows(view, module, found if module.id in opened else frozenset())
        elif found:
            yield module_fragment(view, module, is_open=module.id in opened)


def _changed_rows(view: PathwayView, module: ModuleView, found: abc.Set[str]) -> Iterator[Fragment]:
    """Yield the rows that others changed, and what the module's head says of them."""
    for mapping in module.mappings:
        if mapping.id in found:
            yield fragment(
                "builder/_mapping.html",
                mapping=mapping,
                pathway_id=view.head.id,
                is_open=view.head.is_open,
                is_new=False,
            )
    yield facts_fragment(module.id, view.standing.modules[module.number - 1])
    yield strip_fragment(module.id, view.standing.module_strip(module.number - 1))
