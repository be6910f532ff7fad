"""Modules and their learning outcomes: add, change, move, copy, delete."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    NO_CLAIMS,
    Draft,
    PlainRow,
    find_row,
    open_draft,
)
from pathways.builder.services.module_states import MAPPING, MODULE, OUTCOME
from pathways.domain.limits import MODULE_LIMIT
from pathways.domain.pathway.fields import MODULE_FIELDS
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.models.base import new_id
from pathways.text import copied_title

OUTCOME_LIMIT: Final = 40
_TEXTS: Final = tuple(item.name for item in MODULE_FIELDS)


def add_module(
    session: Session, actor: Actor, pathway_id: str, *, operation: str, values: Mapping[str, Any]
) -> str:
    """Add a module at the end; return its identifier. RuleError when the pathway is full.

    The same `operation` with the same texts adds one; with others it adds one more,
    for nobody's words are thrown away.
    """
    draft = open_draft(session, actor, pathway_id)
    texts = {key: values[key] for key in _TEXTS}
    identifier = operation
    if identifier in draft.modules:
        if texts == {key: _module_row(draft, identifier)[key] for key in _TEXTS}:
            return identifier
        identifier = new_id()
    identifier = _free(draft, MODULE, identifier)
    _refuse_full(draft)
    row = {
        "id": identifier,
        "pathway_id": draft.id,
        "position": _next_position(draft),
        "version": 1,
        **NO_CLAIMS,
        **texts,
    }
    draft.insert(MODULE, row)
    draft.finish("add module", f"Added module “{row['title']}”")
    return identifier


def change_module(
    session: Session,
    actor: Actor,
    pathway_id: str,
    module_id: str,
    *,
    seen: int,
    values: Mapping[str, Any],
) -> None:
    """Change a module's texts. ConflictError where it changed meanwhile."""
    draft = open_draft(session, actor, pathway_id)
    row = _module_row(draft, module_id)
    if row["version"] != seen and any(row[key] != values[key] for key in _TEXTS):
        raise ConflictError("This module was changed elsewhere meanwhile.")
    draft.update(MODULE, row, {key: values[key] for key in _TEXTS})
    draft.finish("change module", f"Changed module “{values['title']}”")


def move_module(
    session: Session, actor: Actor, pathway_id: str, module_id: str, position: int
) -> int:
    """Put a module at a position from 0, the others closing up; return where it now stands."""
    draft = open_draft(session, actor, pathway_id)
    title = draft.module(module_id).title
    order = [identifier for identifier in draft.modules if identifier != module_id]
    order.insert(max(0, min(position, len(order))), module_id)
    rows = {
        row["id"]: dict(row)
        for row in draft.session.execute(
            sa.select(MODULE).where(MODULE.c.pathway_id == draft.id)
        ).mappings()
    }
    for place, identifier in enumerate(order):
        draft.update(MODULE, rows[identifier], {"position": place})
    draft.finish("move module", f"Moved module “{title}”")
    return order.index(module_id)


def step_module(
    session: Session, actor: Actor, pathway_id: str, module_id: str, direction: str
) -> int:
    """Move a module one place up or down."""
    draft = open_draft(session, actor, pathway_id)
    draft.module(module_id)
    here = list(draft.modules).index(module_id)
    return move_module(
        session, actor, pathway_id, module_id, here - 1 if direction == "up" else here + 1
    )


def copy_module(
    session: Session, actor: Actor, pathway_id: str, module_id: str, operation: str
) -> str:
    """Copy a module with its outcomes and mappings to the place behind it; return the copy's id."""
    draft = open_draft(session, actor, pathway_id)
    identifier = operation
    if identifier in draft.modules:
        return identifier
    identifier = _free(draft, MODULE, identifier)
    _refuse_full(draft)
    row = _module_row(draft, module_id)
    title = str(row["title"])
    for other in _later_rows(draft, row["position"]):
        draft.update(MODULE, other, {"position": other["position"] + 1})
    draft.insert(
        MODULE,
        {
            **row,
            **NO_CLAIMS,
            "id": identifier,
            "title": copied_title(title),
            "position": row["position"] + 1,
            "version": 1,
        },
    )
    fresh: dict[str, str] = {}
    # Two may have one place, where steps were undone: their new names would order them anew.
    for place, outcome in enumerate(_rows_of(draft, OUTCOME, module_id)):
        fresh[outcome["id"]] = new_id()
        inside = {"id": fresh[outcome["id"]], "module_id": identifier, "position": place}
        draft.insert(OUTCOME, {**outcome, **inside, "version": 1})
    for mapping in _rows_of(draft, MAPPING, module_id):
        outcomes = [fresh[item] for item in mapping["outcomes"] if item in fresh]
        draft.insert(
            MAPPING,
            {
                **mapping,
                "id": new_id(),
                "module_id": identifier,
                "outcomes": outcomes,
                "version": 1,
            },
        )
    draft.finish("copy module", f"Copied module “{title}”")
    return identifier


def delete_module(session: Session, actor: Actor, pathway_id: str, module_id: str) -> str:
    """Delete a module with its outcomes and mappings; return its title. Can be undone."""
    draft = open_draft(session, actor, pathway_id)
    row = _module_row(draft, module_id)
    for mapping in _rows_of(draft, MAPPING, module_id):
        draft.delete(MAPPING, mapping)
    for outcome in _rows_of(draft, OUTCOME, module_id):
        draft.delete(OUTCOME, outcome)
    # What is kept beside its mappings went with them, and comes back with them.
    draft.delete(MODULE, {**row, **NO_CLAIMS})
    draft.finish("delete module", f"Deleted module “{row['title']}”")
    return str(row["title"])


def add_outcome(
    session: Session, actor: Actor, pathway_id: str, module_id: str, *, operation: str, text: str
) -> str:
    """Add an outcome at the end of a module; return its identifier.

    The same `operation` with the same text adds one, with another text one more.
    """
    draft = open_draft(session, actor, pathway_id)
    draft.module(module_id)
    identifier = operation
    rows = _rows_of(draft, OUTCOME, module_id)
    made = next((row for row in rows if row["id"] == identifier), None)
    if made is not None:
        if made["text"] == text:
            return identifier
        identifier = new_id()
    _refuse_outcomes(len(rows) + 1)
    identifier = _free(draft, OUTCOME, identifier)
    position = max((row["position"] for row in rows), default=-1) + 1
    draft.insert(
        OUTCOME,
        {
            "id": identifier,
            "module_id": module_id,
            "position": position,
            "text": text,
            "version": 1,
        },
    )
    draft.finish("add outcome", f"Added an outcome to module {draft.number(module_id)}")
    return identifier


def add_outcomes(
    session: Session, actor: Actor, pathway_id: str, module_id: str, texts: Sequence[str]
) -> list[str]:
    """Add outcomes at the end of a module, as one step; return their identifiers."""
    draft = open_draft(session, actor, pathway_id)
    draft.module(module_id)
    rows = _rows_of(draft, OUTCOME, module_id)
    _refuse_outcomes(len(rows) + len(texts))
    position = max((row["position"] for row in rows), default=-1) + 1
    found = []
    for text in texts:
        found.append(new_id())
        values = {"id": found[-1], "module_id": module_id, "text": text, "version": 1}
        draft.insert(OUTCOME, {**values, "position": position})
        position += 1
    number = draft.number(module_id)
    draft.finish("add outcomes", f"Added {len(found)} outcomes to module {number}")
    return found


def change_outcome(
    session: Session,
    actor: Actor,
    pathway_id: str,
    module_id: str,
    outcome_id: str,
    *,
    seen: int,
    text: str,
) -> None:
    """Change an outcome's text. ConflictError where it changed meanwhile."""
    draft = open_draft(session, actor, pathway_id)
    row = _outcome_row(draft, module_id, outcome_id)
    if row["version"] != seen and row["text"] != text:
        raise ConflictError("This outcome was changed elsewhere meanwhile.")
    draft.update(OUTCOME, row, {"text": text})
    draft.finish("change outcome", f"Changed an outcome of module {draft.number(module_id)}")


def step_outcome(
    session: Session,
    actor: Actor,
    pathway_id: str,
    module_id: str,
    outcome_id: str,
    direction: str,
) -> None:
    """Move an outcome one place up or down within its module."""
    draft = open_draft(session, actor, pathway_id)
    _outcome_row(draft, module_id, outcome_id)
    rows = _rows_of(draft, OUTCOME, module_id)
    here = next(place for place, row in enumerate(rows) if row["id"] == outcome_id)
    there = here - 1 if direction == "up" else here + 1
    if not 0 <= there < len(rows):
        return
    order = [*rows]
    order[here], order[there] = order[there], order[here]
    for place, row in enumerate(order):
        draft.update(OUTCOME, row, {"position": place})
    draft.finish("move outcome", f"Moved an outcome of module {draft.number(module_id)}")


def delete_outcome(
    session: Session, actor: Actor, pathway_id: str, module_id: str, outcome_id: str
) -> None:
    """Delete an outcome; mappings that named it stay, without it."""
    draft = open_draft(session, actor, pathway_id)
    row = _outcome_row(draft, module_id, outcome_id)
    for mapping in _rows_of(draft, MAPPING, module_id):
        if outcome_id in mapping["outcomes"]:
            left = [item for item in mapping["outcomes"] if item != outcome_id]
            draft.update(MAPPING, mapping, {"outcomes": left})
    draft.delete(OUTCOME, row)
    draft.finish("delete outcome", f"Deleted an outcome of module {draft.number(module_id)}")


def _free(draft: Draft, table: sa.Table, identifier: str) -> str:
    """Return an identifier, or a fresh one where another pathway or module has it."""
    return new_id() if find_row(draft.session, table, identifier) else identifier


def _refuse_outcomes(count: int) -> None:
    if count > OUTCOME_LIMIT:
        raise RuleError(f"A module holds up to {OUTCOME_LIMIT} outcomes.", "text")


def _refuse_full(draft: Draft) -> None:
    if len(draft.modules) >= MODULE_LIMIT:
        raise RuleError(f"A pathway holds up to {MODULE_LIMIT} modules.", "title")


def _next_position(draft: Draft) -> int:
    return max((module.position for module in draft.modules.values()), default=-1) + 1


def _module_row(draft: Draft, module_id: str) -> PlainRow:
    draft.module(module_id)
    row = find_row(draft.session, MODULE, module_id)
    if row is None:
        raise NotFoundError(module_id)
    return row


def _outcome_row(draft: Draft, module_id: str, outcome_id: str) -> PlainRow:
    draft.module(module_id)
    row = find_row(draft.session, OUTCOME, outcome_id)
    if row is None or row["module_id"] != module_id:
        raise NotFoundError(outcome_id)
    return row


def _rows_of(draft: Draft, table: sa.Table, module_id: str) -> list[PlainRow]:
    order = table.c.position if "position" in table.c else table.c.code
    statement = sa.select(table).where(table.c.module_id == module_id).order_by(order, table.c.id)
    return [dict(row) for row in draft.session.execute(statement).mappings()]


def _later_rows(draft: Draft, position: int) -> list[PlainRow]:
    statement = sa.select(MODULE).where(
        MODULE.c.pathway_id == draft.id, MODULE.c.position > position
    )
    return [dict(row) for row in draft.session.execute(statement).mappings()]
