"""Many cells of the matrix at once: one transaction, one step, one undo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.draft import Draft, PlainRow, open_draft
from pathways.builder.services.mappings import Cell, say_cell
from pathways.builder.services.module_states import MAPPING
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.domain.words import competencies, plural
from pathways.models.base import new_id
from pathways.records.journal import JOURNAL

CELL_LIMIT: Final = 5000
"""How many cells one step sets at most."""
_LOOKED_BACK: Final = 30
"""How many steps are looked through for who changed a cell meanwhile."""

Place = tuple[str, str]
"""A module's identifier and a code."""


@dataclass(frozen=True, slots=True)
class StaleCell:
    """A cell that was left alone, since it changed after the person saw it.

    `now` is how it stands, `by` who changed it where that is known: empty where it was the
    person, or long ago. `is_gone` says that the module itself is.
    """

    cell: Cell
    now: Treatment | None
    by: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class MarksChange:
    """What became of a block of cells: those written, each with its mapping, and those left alone.

    `mappings` holds the row as it now stands, None where it was taken out.
    """

    draft: Draft
    mappings: Mapping[Place, PlainRow | None]
    stale: tuple[StaleCell, ...]
    summary: str


def set_marks(
    session: Session, actor: Actor, pathway_id: str, cells: Sequence[Cell]
) -> MarksChange:
    """Set a block of cells, each if what the person saw still stands, or the wish is already so.

    Cells that changed meanwhile are left alone and returned; the others are written all the same.
    What a mapping says beside its treatment stays. A place named twice is set in order.
    RuleError, with nothing written, for a code that the edition does not have, no module, or
    more cells than one step takes.
    """
    draft = open_draft(session, actor, pathway_id)
    _check(draft, cells)
    before = _rows(draft, cells)
    wished, stale = _weigh(draft, before, cells)
    mappings = dict(_write(draft, before, wished))
    moves = [
        (place, Treatment(before[place]["treatment"]) if place in before else None, wished[place])
        for place in mappings
    ]
    summary = _say(draft, moves)
    draft.finish("set marks", summary)
    return MarksChange(draft, mappings, tuple(_name(draft, before, stale)), summary)


def _check(draft: Draft, cells: Sequence[Cell]) -> None:
    if len(cells) > CELL_LIMIT:
        raise RuleError(f"One step sets up to {CELL_LIMIT:,} cells.", "cell")
    for cell in cells:
        if cell.code not in draft.edition.by_code:
            raise RuleError(f"The framework has no competency {cell.code[:20]}.", "code")
        if not cell.module_id:
            raise RuleError("Add a module first: competencies go into modules.", "module")
    if cells and not any(cell.module_id in draft.modules for cell in cells):
        raise NotFoundError(cells[0].module_id)


def _rows(draft: Draft, cells: Sequence[Cell]) -> dict[Place, PlainRow]:
    """Return the mappings that stand where cells are set, by place, in one statement."""
    modules = sorted({cell.module_id for cell in cells} & set(draft.modules))
    codes = sorted({cell.code for cell in cells})
    rows = draft.session.execute(
        sa.select(MAPPING).where(MAPPING.c.module_id.in_(modules), MAPPING.c.code.in_(codes))
    )
    return {(row["module_id"], row["code"]): dict(row) for row in rows.mappings()}


def _weigh(
    draft: Draft, before: Mapping[Place, PlainRow], cells: Sequence[Cell]
) -> tuple[dict[Place, Treatment | None], list[StaleCell]]:
    """Return how each place shall stand, and the cells that are left alone."""
    stands = {place: Treatment(row["treatment"]) for place, row in before.items()}
    wished: dict[Place, Treatment | None] = {}
    stale = []
    for cell in cells:
        place = cell.module_id, cell.code
        now = wished[place] if place in wished else stands.get(place)
        if cell.module_id not in draft.modules:
            stale.append(StaleCell(cell, None, is_gone=True))
        elif cell.is_least and now and cell.wish and now.rank >= cell.wish.rank:
            wished[place] = now
        elif cell.is_least or now is cell.seen or now is cell.wish:
            wished[place] = cell.wish
        else:
            stale.append(StaleCell(cell, now))
    return wished, stale


def _write(
    draft: Draft, before: Mapping[Place, PlainRow], wished: Mapping[Place, Treatment | None]
) -> Iterator[tuple[Place, PlainRow | None]]:
    """Write what is wished otherwise than it stood; yield each such place and its row."""
    new, changed, gone = [], [], []
    for place, wish in wished.items():
        row = before.get(place)
        if wish is None:
            if row is not None:
                gone.append(row)
                yield place, None
        elif row is None:
            fresh = _fresh(place, wish)
            new.append(fresh)
            yield place, fresh
        elif row["treatment"] != wish:
            values = {"treatment": wish.value}
            changed.append((row, values))
            yield place, {**row, **values, "version": row["version"] + 1}
    draft.delete_all(MAPPING, gone)
    draft.update_all(MAPPING, changed)
    draft.insert_all(MAPPING, new)


def _fresh(place: Place, wish: Treatment) -> dict[str, Any]:
    module_id, code = place
    return {
        "id": new_id(),
        "module_id": module_id,
        "code": code,
        "treatment": wish.value,
        "evidence": "",
        "outcomes": [],
        "version": 1,
    }


Move = tuple[Place, Treatment | None, Treatment | None]
"""A place, how it stood and how it stands."""


def _say(draft: Draft, moves: Sequence[Move]) -> str:
    """Say what a block did: "Set 6 cells to introduced", "Took 3 competencies out of module 2"."""
    if not moves:
        return ""
    if len(moves) == 1:
        (((module_id, code), was, now),) = moves
        return say_cell(code, draft.number(module_id), was, now)
    modules = {module_id for (module_id, _code), _was, _now in moves}
    number = draft.number(modules.pop()) if len(modules) == 1 else 0
    ordered = sorted(moves, key=lambda move: move[2].rank if move[2] else 4)
    counts = [(now, len(list(same))) for now, same in groupby(ordered, key=lambda move: move[2])]
    said = []
    for now, count in counts:
        if now is None:
            what = competencies(count) if number else plural(count, "cell")
            said.append(f"took {what} out{f' of module {number}' if number else ''}")
        else:
            what = competencies(count) if number else plural(count, "cell")
            where = f" in module {number}" if number else ""
            said.append(f"set {what}{where} to {now.word.lower()}")
    words = ", ".join(said)
    return words[0].upper() + words[1:]


def _name(
    draft: Draft, before: Mapping[Place, PlainRow], stale: Sequence[StaleCell]
) -> Iterator[StaleCell]:
    """Yield the stale cells, each with the person who changed it last."""
    if not stale:
        return
    steps = draft.session.execute(
        sa.select(JOURNAL.c.person_id, JOURNAL.c.person_name, JOURNAL.c.images)
        .where(JOURNAL.c.subject == draft.id)
        .order_by(JOURNAL.c.revision.desc())
        .limit(_LOOKED_BACK)
    ).all()
    last: dict[Any, str] = {}
    for step in steps:
        by = "" if step.person_id == draft.actor.person_id else step.person_name
        for image in step.images or ():
            if image["table"] == MAPPING.name:
                last.setdefault(image["id"], by)
                there = image["before"] or image["after"]
                last.setdefault((there.get("module_id"), there.get("code")), by)
    for item in stale:
        place = item.cell.module_id, item.cell.code
        key = before[place]["id"] if place in before else place
        yield StaleCell(item.cell, item.now, last.get(key, ""), item.is_gone)
