"""Undo and redo: the same row images, the other way round.

Each person undoes their own steps in a pathway. A step is reversed only if
what it wrote still stands; where somebody has built on it, nothing is touched.
In a pathway that was put away, only the putting away itself is reversed.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    NO_CLAIMS,
    Draft,
    PlainRow,
    find_row,
    one_row,
    open_draft,
    table_of,
)
from pathways.builder.services.module_states import MAPPING, OUTCOME
from pathways.builder.services.notes import list_outcomes
from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError
from pathways.records.journal import JOURNAL
from pathways.records.pathways import PATHWAY


class NothingToDoError(LookupError):
    """There is no step to undo or redo."""


@dataclass(frozen=True, slots=True)
class Travelled:
    """A step that was reversed or done again: its summary, and the draft as it now stands.

    `undo` and `redo` are the summaries of what they would reverse now, empty for nothing.
    """

    summary: str
    draft: Draft
    undo: str
    redo: str


def undo(session: Session, actor: Actor, pathway_id: str) -> Travelled:
    """Reverse the actor's last step.

    NothingToDoError without one; ConflictError where it was built upon.
    """
    draft, last = _open(session, actor, pathway_id)
    step = _reverse(draft, last["undo_top"], "undone")
    revision = draft.row["revision"] + 1
    draft.finish(
        "undo", step["summary"], undo_top=step["below"], redo_top=revision, below=last["redo_top"]
    )
    return Travelled(step["summary"], draft, _summary(draft, step["below"]), step["summary"])


def redo(session: Session, actor: Actor, pathway_id: str) -> Travelled:
    """Do again what the actor's last undo reversed.

    Errors as for `undo`.
    """
    draft, last = _open(session, actor, pathway_id)
    step = _reverse(draft, last["redo_top"], "done again")
    revision = draft.row["revision"] + 1
    draft.finish(
        "redo", step["summary"], undo_top=revision, redo_top=step["below"], below=last["undo_top"]
    )
    return Travelled(step["summary"], draft, step["summary"], _summary(draft, step["below"]))


def _open(session: Session, actor: Actor, pathway_id: str) -> tuple[Draft, PlainRow]:
    """Lock the pathway; return it with the tops of the actor's two chains."""
    draft = open_draft(session, actor, pathway_id, states=tuple(PathwayState))
    return draft, _last(draft) or {"undo_top": None, "redo_top": None}


def _reverse(draft: Draft, revision: int | None, way: str) -> PlainRow:
    """Reverse the step that gave the pathway this revision, and return it.

    `way` says in a message what could not be done.
    """
    if revision is None:
        raise NothingToDoError
    step = _step(draft, revision)
    if draft.row["state"] != PathwayState.ACTIVE and not any(map(_is_state, step["images"])):
        raise ConflictError(
            f"This step cannot be {way}: the pathway was put away. Restore it first."
        )
    message = f"This step cannot be {way}: something has been built on it since."
    _apply(draft, _reversed(step["images"]), message)
    return step


def _is_state(image: dict[str, Any]) -> bool:
    return image["table"] == PATHWAY.name and "state" in (image["after"] or ())


def _last(draft: Draft) -> PlainRow | None:
    return one_row(
        draft.session,
        sa.select(JOURNAL.c.undo_top, JOURNAL.c.redo_top)
        .where(JOURNAL.c.subject == draft.id, JOURNAL.c.person_id == draft.actor.person_id)
        .order_by(JOURNAL.c.revision.desc())
        .limit(1),
    )


def _step(draft: Draft, revision: int) -> PlainRow:
    statement = sa.select(JOURNAL).where(
        JOURNAL.c.subject == draft.id, JOURNAL.c.revision == revision
    )
    return dict(draft.session.execute(statement).mappings().one())


def _summary(draft: Draft, revision: int | None) -> str:
    """Return what the step said that gave the pathway this revision; empty for none."""
    return "" if revision is None else str(_step(draft, revision)["summary"])


def _reversed(images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**image, "before": image["after"], "after": image["before"]} for image in reversed(images)
    ]


def _apply(draft: Draft, images: list[dict[str, Any]], message: str) -> None:
    """Write images, each only where its `before` still stands; ConflictError with `message`.

    So too where a mapping would name an outcome that is gone: no table keeps it from that.
    """
    try:
        with draft.session.begin_nested():
            for image in images:
                _apply_one(draft, image, message)
            if _names_what_is_gone(draft, images):
                raise ConflictError(message)
    except IntegrityError:
        raise ConflictError(message) from None


def _names_what_is_gone(draft: Draft, images: list[dict[str, Any]]) -> bool:
    """Whether images took an outcome out that a mapping serves, or brought back such a mapping."""
    gone = {
        image["before"]["module_id"]
        for image in images
        if image["table"] == OUTCOME.name and image["after"] is None
    }
    served = {
        row["module_id"] for _, row in draft.rows.values() if row is not None and row["outcomes"]
    }
    modules = (gone | served) & set(draft.modules)
    if not modules:
        return False
    known = list_outcomes(draft, modules)
    linked = draft.session.execute(
        sa.select(MAPPING.c.module_id, MAPPING.c.outcomes).where(MAPPING.c.module_id.in_(modules))
    )
    return any(set(row.outcomes) - set(known.get(row.module_id, ())) for row in linked)


def _apply_one(draft: Draft, image: dict[str, Any], message: str) -> None:
    table = table_of(image["table"])
    before, after = image["before"], image["after"]
    if table is PATHWAY:
        current: PlainRow | None = draft.row
    else:
        current = find_row(draft.session, table, image["id"])
    if before is None:
        if current is not None:
            raise ConflictError(message)
        draft.insert(table, after)
        return
    # What is kept beside a module's mappings follows them, and nobody wrote it.
    written = {key: value for key, value in before.items() if key not in _FOLLOWING}
    if current is None or any(current[key] != value for key, value in written.items()):
        raise ConflictError(message)
    if after is None:
        draft.delete(table, current)
    else:
        draft.update(table, current, after)


_FOLLOWING = frozenset({"version", *NO_CLAIMS})
