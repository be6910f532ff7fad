"""Writing down that somebody has a pathway open: no step in it, so the journal does not tell it."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.models.base import Base
from pathways.records.tenants import whole

PRESENCE: Final = Base.metadata.tables["presence"]
_SWEPT_AFTER: Final = timedelta(hours=1)


def be_here(session: Session, actor: Actor, pathway_id: str, page: str, at: datetime) -> None:
    """Say on which page of a pathway the actor is, known to be theirs; sweep what is old."""
    own = (PRESENCE.c.pathway_id == pathway_id, PRESENCE.c.person_id == actor.person_id)
    known = session.execute(sa.update(PRESENCE).where(*own).values(page=page, at=at))
    if known.rowcount:  # type: ignore[attr-defined]  # a result of an UPDATE counts
        return
    with whole(session, "what is old is swept, whosoever it was"):
        session.execute(sa.delete(PRESENCE).where(PRESENCE.c.at < at - _SWEPT_AFTER))
    row = {"pathway_id": pathway_id, "person_id": actor.person_id, "page": page, "at": at}
    try:
        with session.begin_nested():
            session.execute(sa.insert(PRESENCE).values(row))
    except IntegrityError:
        # Another page of the same person was first: one row is enough.
        return


def leave(session: Session, actor: Actor, pathway_id: str, page: str) -> None:
    """Say that the actor has closed a page of a pathway; one that they went on to stays known."""
    session.execute(
        sa.delete(PRESENCE).where(
            PRESENCE.c.pathway_id == pathway_id,
            PRESENCE.c.person_id == actor.person_id,
            PRESENCE.c.page == page,
        )
    )
