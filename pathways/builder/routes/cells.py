"""What a change of competencies in modules answers: the rows that changed, and what follows."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask import Response, request

from pathways.builder.queries import view_mapping
from pathways.builder.reads import list_numbers, read_ways
from pathways.builder.routes.blueprint import (
    changed_fragments,
    facts_fragment,
    message_fragment,
    strip_fragment,
)
from pathways.builder.routes.panel import count_fragments, foot_fragment, reached_in, target_in
from pathways.builder.services.draft import Draft, PlainRow
from pathways.builder.standing import DraftStanding
from pathways.domain.framework.edition import Competency
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.strip import StripLine
from pathways.htmx import Fragment, fragment, send

ANSWER_LIMIT: Final = 3072
"""How many bytes a click is answered with, with what it changes in the coverage."""

ROWS_LIMIT: Final = 30
"""How many rows are sent one by one; where more changed, their modules are sent whole."""


def is_shown(module_id: str) -> bool:
    """Whether a module stands open on the page that asks, as it says itself."""
    shown = request.form.get("unfolded")
    return shown is None or module_id in shown.split(",")


def send_rows(
    draft: Draft, words: str, *more: Fragment, undo: str | None = None, redo: str | None = None
) -> Response:
    """Send the rows that a step changed, with all that follows from them.

    Where they change more of the coverage than an answer holds, since a module became crowded
    by one, the column is asked for by itself. `more` follows the rows.
    """
    changed = [saved_part(draft, undo, redo)]
    place = next(iter(draft.rows.values()), None)
    changed.append(message_fragment(words, show=_address(draft, place) if place else ""))
    now = draft.stand()
    was = draft.stood()
    changed.extend(row_fragments(draft))
    changed.extend(more)
    changed.extend(fact_fragments(draft, was, now))
    mask, is_elsewhere = 0, False
    for code in codes_of(draft):
        competency = draft.edition.by_code[code]
        mask |= competency.mask
        is_elsewhere |= competency.level != now.report.target_level
        changed.extend(_panel_fragments(draft, competency, was.report))
    strips = dict(_changed_strips(draft, was, now))
    column = [strip_fragment(key, strip) for key, strip in strips.items()]
    column.extend(changed_fragments(draft.id, was, now, mask))
    if is_elsewhere:
        column.append(fragment("builder/_other_levels.html", report=now.report))
    response = send([*changed, *column])
    if len(response.get_data()) <= ANSWER_LIMIT + sum(len(part.render()) for part in more):
        return response
    context = {"pathway_id": draft.id, "modules": list(strips)}
    return send([*changed, fragment("builder/_counting.html", **context)])


def codes_of(draft: Draft) -> tuple[str, ...]:
    """Return the codes of the mappings that a step put in, took out, or took further or less."""
    found = {}
    for before, after in draft.rows.values():
        row = after or before
        if row and (before is None or after is None or before["treatment"] != after["treatment"]):
            found[row["code"]] = row["code"] in draft.edition.by_code
    return tuple(code for code, is_known in found.items() if is_known)


def _is_mark(change: tuple[PlainRow | None, PlainRow | None]) -> bool:
    """Whether a mapping changed in nothing but how far it goes."""
    before, after = change
    return (
        before is not None
        and after is not None
        and before["evidence"] == after["evidence"]
        and before["outcomes"] == after["outcomes"]
    )


def _address(draft: Draft, change: tuple[PlainRow | None, PlainRow | None]) -> str:
    """Return where the row that changed stands: empty for one that is gone."""
    row = change[1]
    if row is None:
        return ""
    anchor = f"#mapping-{row['module_id']}-{row['code']}"
    return anchor if is_shown(row["module_id"]) else f"?open={row['module_id']}{anchor}"


def row_fragments(draft: Draft) -> Iterator[Fragment]:
    """Yield the rows that changed, of modules that stand open: only their marks where that is all.

    A new row goes to its place among the others.
    """
    numbers: dict[str, int] | None = None
    mapped = {item.code for item in draft.edition.members(reached_in(draft))}
    order = {item.code: place for place, item in enumerate(draft.edition.competencies)}
    for change in sorted(draft.rows.values(), key=lambda pair: _order(order, pair)):
        before, after = change
        row = after or before
        if row is None or not is_shown(row["module_id"]):
            continue
        module_id, code = row["module_id"], row["code"]
        if after is None:
            context = {"id": f"mapping-{module_id}-{code}"}
            yield Fragment("builder/_gone.html", context, "delete")
        elif _is_mark(change):
            yield fragment(
                "builder/_scale.html",
                pathway_id=draft.id,
                module_id=module_id,
                code=code,
                treatment=Treatment(after["treatment"]),
            )
        else:
            if after["outcomes"] and numbers is None:
                numbers = list_numbers(draft.session, draft.id)
            mapping = view_mapping(draft.edition, after, numbers or {}, mapped)
            placing = "true" if before else _place(draft, module_id, code)
            yield Fragment(
                "builder/_mapping.html",
                {
                    "mapping": mapping,
                    "pathway_id": draft.id,
                    "is_open": True,
                    "is_new": before is None,
                },
                placing,
            )


def _order(order: Mapping[str, int], change: tuple[PlainRow | None, PlainRow | None]) -> int:
    """Return the place of a row in the framework: those before it stand there when it comes."""
    row = change[1] or change[0] or {"code": ""}
    return order.get(row["code"], len(order))


def _place(draft: Draft, module_id: str, code: str) -> str:
    """Return where a new row goes: behind the one before it in the order of the framework."""
    reached = draft.module(module_id).reach().reached
    earlier = ""
    for item in draft.edition.competencies:
        if item.code == code:
            break
        if item.mask & reached:
            earlier = item.code
    if earlier:
        return f"afterend:#mapping-{module_id}-{earlier}"
    return f"afterbegin:#mappings-{module_id}"


def fact_fragments(draft: Draft, was: DraftStanding, now: DraftStanding) -> Iterator[Fragment]:
    """Yield what changed in the words at the heads of modules: counts, and cautions."""
    for module_id, before, after in zip(draft.modules, was.modules, now.modules, strict=True):
        if before != after:
            yield facts_fragment(module_id, after)


def _changed_strips(
    draft: Draft, was: DraftStanding, now: DraftStanding
) -> Iterator[tuple[str, tuple[StripLine, ...]]]:
    """Yield the modules whose strip is another one now, with it."""
    for place, module_id in enumerate(draft.modules):
        if was.proportion.modules[place] == now.proportion.modules[place]:
            continue
        strip = now.module_strip(place)
        if was.module_strip(place) != strip:
            yield module_id, strip


def _panel_fragments(
    draft: Draft, competency: Competency, was: CoverageReport
) -> Iterator[Fragment]:
    """Yield what changes in the panel, which says what it shows: a level, and this entry or not."""
    before = was.reached_mask | was.above_mask
    if bool(reached_in(draft) & competency.mask) is not bool(before & competency.mask):
        yield from count_fragments(draft, [competency])
    if request.form.get("pick") or competency.code in request.form.get("picks", "").split(","):
        target = target_in(draft).id
        is_added = any(
            before is None and after is not None and after["module_id"] == target
            for before, after in draft.rows.values()
        )
        yield foot_fragment(draft, competency, is_added=is_added)


def saved_part(draft: Draft, undo: str | None = None, redo: str | None = None) -> Fragment:
    """Return what says that a step is saved, with what undo and redo would reverse.

    Undo reverses the step itself unless something else is named.
    """
    if undo is None:
        undo = draft.told
        if not undo:
            # Nothing was written: both ways stay as they are.
            undo, redo = read_ways(draft.session, draft.actor, draft.id)
    if request.form.get("saved") and undo and not redo:
        # There is something to undo and nothing to do again, and the page says so already.
        return fragment(
            "shared/_saved_at.html",
            pathway_id=draft.id,
            changed_at=draft.row["changed_at"],
            told=undo,
        )
    return fragment(
        "shared/_saved.html",
        pathway_id=draft.id,
        changed_at=draft.row["changed_at"],
        undo=undo,
        redo=redo,
    )
