"""Who else has a pathway open, and what others did to it meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.company import GONE_AFTER, PAGES, Companion
from pathways.domain.pathway.state import PathwayState
from pathways.domain.pathway.steps import PathwayStep
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Person
from pathways.models.journal import Journal
from pathways.models.pathway import Pathway, own_pathways
from pathways.models.presence import Presence

STEPS_READ: Final = 100
"""How many steps of others are told; of more, only that there are more."""
IMAGES_READ: Final = 30
"""How many steps are looked through for what they touched; after more, all modules are sent."""


@dataclass(frozen=True, slots=True)
class Company:
    """How a pathway stands, who else has it open, and what is known of the one who asks."""

    revision: int
    others: tuple[Companion, ...]
    own_page: str | None
    own_at: datetime | None


def read_company(session: Session, actor: Actor, pathway_id: str, at: datetime) -> Company:
    """Return who has a pathway of the actor's organisation open, in one statement."""
    heard = sa.and_(
        Presence.pathway_id == Pathway.id,
        sa.or_(Presence.at > at - GONE_AFTER, Presence.person_id == actor.person_id),
    )
    rows = session.execute(
        sa.select(Pathway.revision, Presence.person_id, Presence.page, Presence.at, Person.name)
        .outerjoin(Presence, heard)
        .outerjoin(Person, Person.id == Presence.person_id)
        .where(
            Pathway.id == pathway_id,
            own_pathways(actor),
            Pathway.state != PathwayState.DELETED,
        )
        .order_by(Person.name, Person.id)
    ).all()
    if not rows:
        raise NotFoundError(pathway_id)
    own = next((row for row in rows if row.person_id == actor.person_id), None)
    return Company(
        rows[0].revision,
        tuple(
            Companion(row.name, row.page if row.page in PAGES else "modules")
            for row in rows
            if row.person_id not in (None, actor.person_id)
        ),
        own.page if own else None,
        own.at if own else None,
    )


def steps_of_others(
    session: Session, actor: Actor, pathway_id: str, since: int
) -> tuple[PathwayStep, ...]:
    """Return what others did to a pathway after a revision, oldest first, the last hundred."""
    rows = session.execute(
        sa.select(
            Journal.revision,
            Journal.at,
            Journal.person_id,
            Journal.person_name,
            Journal.action,
            Journal.summary,
        )
        .where(
            Journal.subject == pathway_id,
            Journal.revision > since,
            sa.func.coalesce(Journal.person_id, "") != actor.person_id,
        )
        .order_by(Journal.revision.desc())
        .limit(STEPS_READ)
    )
    return tuple(
        PathwayStep(
            row.revision or 0, row.at, row.person_id, row.person_name, row.action, row.summary
        )
        for row in reversed(rows.all())
    )


@dataclass(frozen=True, slots=True)
class Touched:
    """The ids of what others touched, rows that went and their modules too.

    `rows` are those mappings of which others changed what they hold, and nothing else. `is_whole`
    where modules came, went or moved, or there is too much to look through.
    """

    ids: frozenset[str]
    rows: frozenset[str]
    is_whole: bool


def touched_by_others(session: Session, actor: Actor, pathway_id: str, since: int) -> Touched:
    """Return what others touched in a pathway after a revision, from what the trail kept."""
    rows = (
        session.execute(
            sa.select(Journal.images)
            .where(
                Journal.subject == pathway_id,
                Journal.revision > since,
                sa.func.coalesce(Journal.person_id, "") != actor.person_id,
            )
            .order_by(Journal.revision)
            .limit(IMAGES_READ + 1)
        )
        .scalars()
        .all()
    )
    images = [image for row in rows[:IMAGES_READ] for image in row or ()]
    ids, rows_only, others = {image["id"] for image in images}, set[str](), set[str]()
    is_whole = len(rows) > IMAGES_READ
    for image in images:
        both = [part for part in (image["before"], image["after"]) if part]
        ids.update(part["module_id"] for part in both if "module_id" in part)
        is_row = image["table"] == "mapping" and len(both) == 2
        (rows_only if is_row else others).add(image["id"])
        is_whole |= image["table"] == "module" and (
            len(both) < 2 or any("position" in part for part in both)
        )
    return Touched(frozenset(ids), frozenset(rows_only - others), is_whole)
