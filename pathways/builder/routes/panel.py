"""The framework panel: the module that it adds to, what it shows, and what a gap offers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from flask import request, session

from pathways.access import preference
from pathways.builder.mending import is_long, mending_codes, nearest_in
from pathways.builder.panel import (
    NO_TARGET,
    Filters,
    PanelView,
    Places,
    Target,
    TreatedAt,
    build_panel,
    places_of,
    view_pick,
)
from pathways.builder.queries import PathwayView
from pathways.builder.services.draft import Draft
from pathways.db import db
from pathways.domain.framework.edition import Competency, Strand
from pathways.domain.framework.nearness import Near
from pathways.domain.pathway.treatment import Treatment
from pathways.htmx import Fragment, fragment
from pathways.records.topics import get_finder

_CHOSEN: Final = "chosen"
"""The name in the session of the modules that were chosen, by pathway."""

_PATHWAYS: Final = 8
"""For how many pathways the module chosen is kept: a cookie has little room."""

_LONGEST_ID: Final = 32


def choose_module(pathway_id: str, module_id: str) -> None:
    """Keep which module of a pathway is worked in, until another one is."""
    kept: dict[str, str] = session.get(_CHOSEN, {})
    if kept.get(pathway_id) != module_id and 0 < len(module_id) <= _LONGEST_ID:
        rest = [(one, its) for one, its in kept.items() if one != pathway_id]
        session[_CHOSEN] = dict([*rest[1 - _PATHWAYS :], (pathway_id, module_id)])


def chosen_module(pathway_id: str) -> str:
    """Return the id of the module that was chosen last, which may be gone; empty for none."""
    return str(session.get(_CHOSEN, {}).get(pathway_id, ""))


def read_choice(pathway_id: str) -> str:
    """Return the module chosen, keeping the one that the address asks for."""
    choose_module(pathway_id, request.args.get("module", ""))
    return chosen_module(pathway_id)


def folded_panels() -> tuple[str, ...]:
    """Return which panels beside the modules are folded for the person who asks."""
    return tuple(
        name for name in ("framework", "coverage") if preference(f"builder-{name}") == "folded"
    )


def target_of(view: PathwayView) -> Target:
    """Return the module that the panel adds to: the one chosen, or else the first."""
    chosen = chosen_module(view.head.id)
    found = next((one for one in view.modules if one.id == chosen), None)
    found = found or (view.modules[0] if view.modules else None)
    return Target(found.id, found.number) if found else NO_TARGET


def target_fragment(view: PathwayView) -> Fragment:
    """Return the fragment that chooses the module."""
    return fragment(
        "builder/_target.html", head=view.head, modules=view.modules, target=target_of(view)
    )


def places_in(view: PathwayView) -> Places:
    """Return where each competency of a pathway is treated."""
    return places_of(
        [
            (module.number, {m.competency.code: m.treatment for m in module.mappings})
            for module in view.modules
        ]
    )


def read_filters(level: int) -> Filters:
    """Read the panel's filters from the address; unknown values fall back to the plain view."""
    text = request.args.get("level", "")
    return Filters(
        level=int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else level,
        show="all" if request.args.get("show") == "all" else "open",
        theme=request.args.get("theme", "")[:10],
        strand=request.args.get("strand", "")[:10],
        words=" ".join(request.args.get("q", "").split())[:2000],
        order="near" if request.args.get("order") == "near" else "",
    )


def strands_of(view: PathwayView) -> tuple[Strand, ...]:
    """Return the strands that the panel tells apart: none at a level without strands."""
    number = view.head.target.number
    filters = read_filters(number)
    there = {one.strand for one in view.edition.competencies if one.level == filters.level}
    return tuple(one for one in view.edition.strands if one.code in there)


def panel_view(view: PathwayView) -> PanelView:
    """Build the panel that the address asks for."""
    filters = read_filters(view.head.target.number)
    finder = get_finder(db.session, view.edition) if filters.words or filters.order else None
    near: Mapping[str, Near] = {}
    if finder and filters.order and not filters.words:
        inside = [one for one in view.edition.competencies if one.line_key == filters.theme]
        near = nearest_in(view, finder, {one.code for one in inside})
    return build_panel(view.edition, filters, places_in(view), target_of(view), finder, near)


def nearest_of(view: PathwayView, *, waits: bool = True) -> Mapping[str, Near] | None:
    """Return what would mend a pathway and its texts speak of.

    None where there is so much to read that nobody should wait for it.
    """
    finder = get_finder(db.session, view.edition)
    if not waits and is_long(view):
        return None
    return nearest_in(view, finder, mending_codes(view.report))


def target_in(draft: Draft) -> Target:
    """Return the module that the panel adds to."""
    ids = list(draft.modules)
    chosen = chosen_module(draft.id)
    chosen = chosen if chosen in draft.modules else ids[0]
    return Target(chosen, ids.index(chosen) + 1)


def entry_fragments(draft: Draft, competency: Competency, *, is_added: bool) -> Iterator[Fragment]:
    """Yield what changes in the panel, which says what it shows: a level, and this entry or not."""
    yield from count_fragments(draft, [competency])
    if request.form.get("pick"):
        yield foot_fragment(draft, competency, is_added=is_added)


def count_fragments(draft: Draft, changed: Sequence[Competency]) -> Iterator[Fragment]:
    """Yield how many are open now at the level that the panel shows, and on the shelves changed."""
    asked = request.form.get("panel")
    level = [item for item in draft.edition.competencies if str(item.level) == asked]
    keys = dict.fromkeys(item.line_key for item in changed if str(item.level) == asked)
    if not keys:
        return
    reached = reached_in(draft)
    still_open = sum(1 for item in level if not item.mask & reached)
    yield fragment("builder/_open_count.html", count=still_open)
    for key in keys if request.form.get("shelves") else ():
        shelf = [item for item in level if item.line_key == key]
        on_shelf = sum(1 for item in shelf if item.mask & reached)
        yield fragment("builder/_shelf_count.html", key=key, reached=on_shelf, total=len(shelf))


def foot_fragment(draft: Draft, competency: Competency, *, is_added: bool) -> Fragment:
    """Return the foot of an entry: where the competency is, and its treatments."""
    places = {competency.code: _places(draft, competency.code)}
    pick = view_pick(draft.edition, competency, places, target_in(draft), is_added=is_added)
    return fragment("builder/_pick_foot.html", pick=pick, is_open=True)


def reached_in(draft: Draft) -> int:
    """Return the bit set of all that is in the pathway."""
    reached = 0
    for module in draft.modules.values():
        reached |= module.reach().reached
    return reached


def _places(draft: Draft, code: str) -> tuple[TreatedAt, ...]:
    mask = draft.edition.by_code[code].mask
    found = []
    for number, module in enumerate(draft.modules.values(), start=1):
        for bits, treatment in (
            (module.introduced, Treatment.INTRODUCED),
            (module.developed, Treatment.DEVELOPED),
            (module.assessed, Treatment.ASSESSED),
        ):
            if bits & mask:
                found.append(TreatedAt(number, treatment))
    return tuple(found)
