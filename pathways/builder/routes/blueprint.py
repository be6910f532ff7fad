"""The blueprint, and what its routes share: fragments of a pathway and its caching."""

import hashlib
from collections import abc
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, session, url_for

from pathways.access import actor
from pathways.builder.mending import view_mend
from pathways.builder.queries import ModuleView, PathwayView, get_head, get_pathway
from pathways.builder.routes import folds
from pathways.builder.routes.density import read_density
from pathways.builder.routes.panel import target_fragment, target_of
from pathways.builder.standing import DraftStanding, ModuleInShort
from pathways.db import db
from pathways.domain.framework.nearness import Near
from pathways.domain.limits import MODULE_LIMIT
from pathways.domain.pathway.cautions import ADVICE
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.reasons import line_reasons, mending
from pathways.domain.rule.strip import StripLine
from pathways.htmx import Fragment, fragment, respond, wants_fragments
from pathways.pages import today
from pathways.records.heads import HeadView
from pathways.records.thresholds import thresholds_of

bp = Blueprint("builder", __name__, url_prefix="/pathways")


def show_url(pathway_id: str, anchor: str = "") -> str:
    """Return the address of the builder."""
    return url_for("builder.show", pathway_id=pathway_id, _anchor=anchor or None)


def read_revision(text: str) -> int:
    """Read the number of a revision; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def read(pathway_id: str) -> PathwayView:
    """Read a pathway of the actor's organisation."""
    return get_pathway(db.session, actor(), pathway_id)


def read_head(pathway_id: str) -> HeadView:
    """Read what stands above a pathway's pages."""
    return get_head(db.session, actor(), pathway_id)


def changed_fragments(
    pathway_id: str, was: DraftStanding, now: DraftStanding, mask: int
) -> list[Fragment]:
    """Return what a change of some competencies, in `mask`, changes in how a pathway stands.

    What reads as before is not sent. A line that holds none of them can change in what is backed:
    a module that becomes crowded backs nothing in any.
    """
    found: list[Fragment] = []
    if was.report.headline != now.report.headline:
        found.append(fragment("builder/_verdict.html", report=now.report))
    if was.behind != now.behind:
        found.append(fragment("builder/_proportion.html", standing=now))
    if [line.is_met for line in was.report.lines] != [line.is_met for line in now.report.lines]:
        found.append(fragment("builder/_dock_count.html", report=now.report))
    lines = zip(was.report.lines, now.report.lines, was.strip, now.strip, strict=True)
    for old, line, before, cell in lines:
        if line.line.mask & mask and _told(was.report, old) != _told(now.report, line):
            found.append(
                fragment(
                    "builder/_line_top.html",
                    pathway_id=pathway_id,
                    line=line,
                    cell=cell,
                    edition=now.report.edition,
                )
            )
            found.extend(_mend_fragments(pathway_id, now.report, line))
        elif before != cell:
            found.append(fragment("builder/_bar.html", cell=cell))
    return found


def _told(report: CoverageReport, line: LineReport) -> tuple[object, ...]:
    """Return what is read of a line, beside its bar."""
    reasons = line_reasons(report.edition, line)
    return line.reached_mask, line.status, line.is_met, line.by_entry, reasons, mending(line)


def _mend_fragments(
    pathway_id: str, report: CoverageReport, line: LineReport
) -> Iterator[Fragment]:
    """Yield what a change of a line changes in what it offers.

    What the page offers stays as long as the same is asked, but for what was put in: nothing is
    ranked anew for a click. Where something else is asked now, the page asks for it by itself.
    """
    view = view_mend(report.edition, line, None)
    if view.asked != request.form.get("mend", ""):
        yield fragment(
            "builder/_mend.html",
            **mend_context(pathway_id, report, line, None, is_open=True),
            is_alone=True,
        )
        return
    code = request.form.get("near", "")
    if code and code not in {item.code for item in report.edition.members(mending(line))}:
        yield Fragment("builder/_gone.html", {"id": f"near-{code}"}, "delete")
    if view.asked:
        yield fragment(
            "builder/_reasons.html", key=view.key, reasons=line_reasons(report.edition, line)
        )


def mend_context(
    pathway_id: str,
    report: CoverageReport,
    line: LineReport,
    near: abc.Mapping[str, Near] | None,
    *,
    is_open: bool,
) -> dict[str, object]:
    """Return what the fragment of a line's gap needs; `near` as `view_mend` takes it."""
    return {
        "pathway_id": pathway_id,
        "mend": view_mend(report.edition, line, near),
        "reasons": line_reasons(report.edition, line) if line.unmet else (),
        "strands": report.edition.by_strand,
        "target_level": report.target_level,
        "is_open": is_open,
    }


def line_context(
    pathway_id: str,
    report: CoverageReport,
    line: LineReport,
    cell: StripLine,
    near: abc.Mapping[str, Near] | None,
    *,
    is_open: bool,
) -> dict[str, object]:
    """Return what a line's fragment needs."""
    return {
        **mend_context(pathway_id, report, line, near, is_open=is_open),
        "line": line,
        "cell": cell,
        "edition": report.edition,
    }


def module_fragment(view: PathwayView, module: ModuleView, *, is_open: bool = True) -> Fragment:
    """Return the fragment of one module, open or folded."""
    return fragment(
        "builder/_module.html",
        head=view.head,
        module=module,
        modules=view.modules,
        standing=view.standing,
        opened=frozenset([module.id] if is_open else ()),
    )


def tools_fragment(view: PathwayView, density: str = "") -> Fragment:
    """Return the line above the modules: how many, how they are shown, what may be done."""
    context = {"opened": folds.opened_in(view), "density": density or read_density()}
    return fragment("builder/_tools.html", view=view, head=view.head, **context)


def facts_fragment(module_id: str, short: ModuleInShort) -> Fragment:
    """Return the fragment that says at a module's head what it holds."""
    return fragment("builder/_facts.html", module_id=module_id, short=short)


def strip_fragment(module_id: str, strip: tuple[StripLine, ...]) -> Fragment:
    """Return the fragment that draws at a module's head what it gives to each theme."""
    return fragment("builder/_module_strip.html", module_id=module_id, strip=strip)


def saved_fragment(head: HeadView) -> Fragment:
    """Return the fragment that says when the pathway was saved, with undo and redo."""
    return fragment(
        "shared/_saved.html",
        pathway_id=head.id,
        changed_at=head.changed_at,
        undo=head.undo,
        redo=head.redo,
    )


def coverage_fragments(view: PathwayView) -> Iterator[Fragment]:
    """Yield everything that says how the pathway stands."""
    if view.head.is_open:
        yield saved_fragment(view.head)
    yield from column_fragments(view)


def column_fragments(
    view: PathwayView, near: abc.Mapping[str, Near] | None = None
) -> Iterator[Fragment]:
    """Yield the coverage column, and its short form for phones; `near` as `view_mend` takes it."""
    yield fragment("builder/_coverage.html", **coverage_context(view, near))
    yield fragment("builder/_dock_count.html", report=view.report)


def coverage_context(view: PathwayView, near: abc.Mapping[str, Near] | None) -> dict[str, object]:
    """Return what the coverage column needs; `near` as `view_mend` takes it."""
    head, standing = view.head, view.standing
    return {
        "report": view.report,
        "standing": standing,
        "lines": [
            line_context(head.id, view.report, line, cell, near, is_open=head.is_open)
            for line, cell in zip(view.report.lines, standing.strip, strict=True)
        ],
        "pathway_id": head.id,
        "target": target_of(view),
        "is_near_ready": near is not None,
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
        facts_fragment(module.id, short)
        for module, short in zip(view.modules, view.standing.modules, strict=True)
        if not module.minutes and module.id not in sent and not is_whole
    ]
    changed = [*more, *shared, *coverage_fragments(view), message_fragment(message)]
    return respond(show_url(view.head.id, anchor), changed, status)


def modules_answer(
    view: PathwayView,
    message: str,
    anchor: str = "",
    more: Iterable[Fragment] = (),
    changed: abc.Collection[str] = (),
) -> Response:
    """Answer a change of which modules there are, or in which order.

    A page that tells which modules are `there` is sent those that are not, those whose words
    changed, and the order of all.
    """
    opened = folds.opened_in(view)
    there = frozenset(filter(None, request.form.get("there", "").split(",")))
    parts: list[Fragment] = []
    if there and view.modules:
        for module in view.modules:
            part = module_fragment(view, module, is_open=module.id in opened)
            if module.id not in there:
                parts.append(Fragment(part.template, part.context, "beforeend:#modules"))
            elif module.id in changed:
                parts.append(part)
        parts.append(fragment("builder/_modules_order.html", modules=view.modules))
        if view.is_full or len(there) >= MODULE_LIMIT:
            parts.append(add_fragment(view))
    else:
        parts.append(fragment("builder/_modules.html", view=view, head=view.head, opened=opened))
    return answer(
        view,
        *more,
        tools_fragment(view),
        *parts,
        target_fragment(view),
        message=message,
        anchor=anchor,
    )


def add_fragment(view: PathwayView) -> Fragment:
    """Return what stands below the modules, to add one."""
    return fragment("builder/_add_module.html", pathway_id=view.head.id, is_full=view.is_full)


def message_fragment(message: str, kind: str = "said", show: str = "") -> Fragment:
    """Return the line that says what was done, read out by screen readers.

    Only its words are exchanged: a live region that is itself new stays silent. `show` is where
    what was done can be looked at.
    """
    context = {"message": message, "kind": kind, "show": show}
    return Fragment("shared/_said.html", context, "innerHTML")


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
        str(head.last and head.last.digest),
        str(head.said(today())),
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
