"""Keeping a plan, writing notes beside it, taking it away again: each step is written down."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, refuse_unseen
from pathways.models.account import Organisation
from pathways.models.base import new_id, now
from pathways.models.brief import BriefRow, own_briefs
from pathways.models.plan import KeptPlan, own_plans
from pathways.records.journal import write_down


def keep_plan(
    session: Session,
    actor: Actor,
    brief_id: str,
    goal: str,
    content: dict[str, Any],
    operation: str,
) -> str:
    """Keep a plan as it is now; return its id. The same `operation` with the same content: one.

    NotFoundError where the brief is not the actor's.
    """
    # One at a time in an organisation, so that two clicks at one moment keep one plan.
    session.execute(
        sa.select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update()
    )
    title = session.scalar(
        sa.select(BriefRow.title).where(BriefRow.id == brief_id, own_briefs(actor))
    )
    if title is None:
        raise NotFoundError(brief_id)
    identifier = operation
    made = session.get(KeptPlan, identifier)
    if made is not None:
        if actor.is_of(made.organisation_id) and made.content == content:
            return identifier
        identifier = new_id()
    session.add(
        KeptPlan(
            id=identifier,
            brief_id=brief_id,
            organisation_id=actor.organisation_id,
            title=title,
            goal=goal,
            content=content,
            notes="",
            version=1,
            made_at=now(),
            made_by_name=actor.name,
        )
    )
    session.flush()
    summary = f"Kept a plan for the brief “{title}”"
    write_down(session, actor, "keep plan", summary, subject=identifier, revision=1)
    return identifier


def write_notes(session: Session, actor: Actor, plan_id: str, notes: str, *, seen: int) -> bool:
    """Put other notes beside a kept plan; return whether anything was different.

    ConflictError where there are later ones that say something else.
    """
    row = _lock(session, actor, plan_id)
    if row.notes == notes:
        return False
    if row.version != seen:
        raise ConflictError
    row.notes = notes
    row.version += 1
    session.flush()
    summary = f"Wrote notes beside a plan for the brief “{row.title}”"
    write_down(session, actor, "note plan", summary, subject=plan_id, revision=row.version)
    return True


def remove_plan(session: Session, actor: Actor, plan_id: str, *, seen: int = 0) -> str:
    """Take a kept plan away for good; return the id of its brief.

    ConflictError where there are later notes than were `seen`.
    """
    row = _lock(session, actor, plan_id)
    refuse_unseen(row.version, seen)
    brief_id, title, version = row.brief_id, row.title, row.version
    session.delete(row)
    session.flush()
    summary = f"Removed a kept plan for the brief “{title}”"
    write_down(session, actor, "remove plan", summary, subject=plan_id, revision=version + 1)
    return brief_id


def _lock(session: Session, actor: Actor, plan_id: str) -> KeptPlan:
    """Lock a kept plan of the actor's organisation; NotFoundError for any other."""
    row = session.scalars(
        sa.select(KeptPlan).where(KeptPlan.id == plan_id, own_plans(actor)).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError(plan_id)
    return row
