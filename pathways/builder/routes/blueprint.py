"""The blueprint, and what its routes share: fragments of a pathway and its caching."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, session, url_for

from pathways.access import actor
from pathways.builder.panel import Filters, PanelView, Places, build_panel, places_of
from pathways.builder.queries import HeadView, ModuleView, PathwayView, get_head, get_pathway
from pathways.builder.standing import DraftStanding
from pathways.db import db
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.cautions import ADVICE, Caution
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.reasons import line_reasons, mending
from pathways.domain.rule.strip import StripLine
from pathways.htmx import Fragment, fragment, respond, wants_fragments
from pathways.records.thresholds import thresholds_of
from pathways.records.topics import get_finder

bp = Blueprint("builder", __name__, url_prefix="/pathways")

MENDING_SHOWN = 1
"""How many mending competencies a gap offers in place; the panel offers the rest."""


def show_url(pathway_id: str, anchor: str = "") -> str:
    """Return the address of the builder."""
    return url_for("builder.show", pathway_id=pathway_id, _anchor=anchor or None)


def read(pathway_id: str) -> PathwayView:
    """Read a pathway of the actor's organisation."""
    return get_pathway(db.session, actor(), pathway_id)


def read_head(pathway_id: str) -> HeadView:
    """Read what stands above a pathway's pages."""
    return get_head(db.session, actor(), pathway_id)


def mend(edition: Edition, line: LineReport) -> tuple[Competency, ...]:
    """Return the first competencies that would mend a line, one of each strand in turn."""
    members = edition.members(mending(line))
    by_strand: dict[str | None, list[Competency]] = {}
    for item in members:
        by_strand.setdefault(item.strand, []).append(item)
    picked: list[Competency] = []
    while by_strand and len(picked) < MENDING_SHOWN:
        for strand in list(by_strand):
            picked.append(by_strand[strand].pop(0))
            if not by_strand[strand]:
                del by_strand[strand]
    return tuple(picked[:MENDING_SHOWN])


def changed_fragments(
    pathway_id: str, was: DraftStanding, now: DraftStanding, mask: int
) -> list[Fragment]:
    """Return what a change of some competencies, in `mask`, changes in how a pathway stands.

    A line that holds none of them can change in what is backed: a module that becomes crowded
    backs nothing in any.
    """
    found = [
        fragment("builder/_verdict.html", report=now.report),
        fragment("builder/_proportion.html", standing=now),
        fragment("builder/_dock_count.html", report=now.report),
    ]
    for line, before, cell in zip(now.report.lines, was.strip, now.strip, strict=True):
        if line.line.mask & mask:
            context = line_context(pathway_id, now.report, line, cell, is_open=True)
            found.append(fragment("builder/_line.html", **context))
        elif before != cell:
            found.append(fragment("builder/_bar.html", cell=cell))
    return found


def line_context(
    pathway_id: str, report: CoverageReport, line: LineReport, cell: StripLine, *, is_open: bool
) -> dict[str, object]:
    """Return what a line's fragment needs."""
    return {
        "pathway_id": pathway_id,
        "line": line,
        "cell": cell,
        "edition": report.edition,
        "reasons": line_reasons(report.edition, line),
        "mend": mend(report.edition, line) if line.unmet else (),
        "target_level": report.target_level,
        "is_open": is_open,
    }


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
        words=" ".join(request.args.get("q", "").split())[:200],
    )


def panel_view(view: PathwayView) -> PanelView:
    """Build the panel that the address asks for."""
    filters = read_filters(view.head.target.number)
    finder = get_finder(db.session, view.edition) if filters.words else None
    return build_panel(view.edition, filters, places_in(view), finder)


def module_fragment(view: PathwayView, module: ModuleView) -> Fragment:
    """Return the fragment of one module."""
    return fragment(
        "builder/_module.html",
        head=view.head,
        module=module,
        modules=view.modules,
        claims=view.standing.claims[module.number - 1],
    )


def claims_fragment(module_id: str, claims: Caution | str) -> Fragment:
    """Return the fragment that says at a module's head what it claims."""
    return fragment("builder/_claims.html", module_id=module_id, claims=claims)


def saved_fragment(head: HeadView) -> Fragment:
    """Return the fragment that says when the pathway was saved, with undo and redo."""
    return fragment(
        "builder/_saved.html",
        pathway_id=head.id,
        changed_at=head.changed_at,
        undo=head.undo is not None,
        redo=head.redo is not None,
    )


def coverage_fragments(view: PathwayView) -> Iterator[Fragment]:
    """Yield everything that says how the pathway stands."""
    head = view.head
    yield fragment("builder/_head.html", head=head, view=view, tab="modules", has_bar=True)
    if head.is_open:
        yield saved_fragment(head)
    yield from column_fragments(view)


def column_fragments(view: PathwayView) -> Iterator[Fragment]:
    """Yield the coverage column, and its short form for phones."""
    yield fragment("builder/_coverage.html", **coverage_context(view))
    yield fragment("builder/_dock_count.html", report=view.report)


def coverage_context(view: PathwayView) -> dict[str, object]:
    """Return what the coverage column needs."""
    head, standing = view.head, view.standing
    return {
        "report": view.report,
        "standing": standing,
        "lines": [
            line_context(head.id, view.report, line, cell, is_open=head.is_open)
            for line, cell in zip(view.report.lines, standing.strip, strict=True)
        ],
        "pathway_id": head.id,
        "advices": ADVICE,
    }


def answer(
    view: PathwayView, *more: Fragment, message: str = "", anchor: str = "", status: int = 200
) -> Response:
    """Answer a change of a pathway's structure: the fragments that follow from it.

    Modules whose length is not stated share the time that there is for them, so each of them is
    told anew.
    """
    sent = {part.context["module"].id for part in more if "module" in part.context}
    is_whole = any(part.template == "builder/_modules.html" for part in more)
    shared = [
        claims_fragment(module.id, claims)
        for module, claims in zip(view.modules, view.standing.claims, strict=True)
        if not module.minutes and module.id not in sent and not is_whole
    ]
    changed = [*more, *shared, *coverage_fragments(view), message_fragment(message)]
    return respond(show_url(view.head.id, anchor), changed, status)


def modules_answer(
    view: PathwayView, message: str, anchor: str = "", more: Iterable[Fragment] = ()
) -> Response:
    """Answer a change of which modules there are, or in which order."""
    return answer(
        view,
        *more,
        fragment("builder/_modules.html", view=view, head=view.head),
        fragment("builder/_target.html", modules=view.modules, target=request.form.get("module")),
        message=message,
        anchor=anchor,
    )


def message_fragment(message: str, kind: str = "said") -> Fragment:
    """Return the line that says what was done, read out by screen readers.

    Only its words are exchanged: a live region that is itself new stays silent.
    """
    return Fragment("builder/_said.html", {"message": message, "kind": kind}, "innerHTML")


@cache
def _build() -> str:
    """Return a mark of this build: templates and code as they are on the disk."""
    root = Path(__file__).resolve().parents[2]
    mark = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js"):
            stat = path.stat()
            mark.update(f"{path.name}{stat.st_mtime_ns}{stat.st_size}".encode())
    return mark.hexdigest()


def etag(head: HeadView, *more: str) -> str:
    """Return the mark of a private page: session, pathway, edition, build and what was asked."""
    parts = (
        str(session.get("csrf_token", "")),
        actor().person_id,
        actor().role,
        actor().organisation,
        str(actor().is_waiting),
        head.id,
        str(head.revision),
        head.standard.key,
        head.digest,
        str(thresholds_of(db.session)),
        _build(),
        "part" if wants_fragments() else "page",
        *more,
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def unchanged(mark: str) -> Response | None:
    """Return a 304 where the browser has this page already."""
    if session.get("_flashes") or not request.if_none_match.contains(mark):
        return None
    return keep(make_response("", 304), mark)


def keep(response: Response, mark: str) -> Response:
    """Let the browser keep a private page, and ask each time whether it still holds."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(mark)
    return response


def page(template: str, mark: str = "", **context: object) -> Response:
    """Render a page of the builder. One that shows a passing message is not kept."""
    if session.get("_flashes"):
        mark = ""
    response = make_response(render_template(template, section="pathways", **context))
    return keep(response, mark) if mark else response
