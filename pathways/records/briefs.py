"""A brief that goes along on pages of other features."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathways.domain.need.brief import Brief
from pathways.domain.policy import Actor
from pathways.models.brief import BriefRow, own_briefs


def find_own_brief(session: Session, actor: Actor, brief_id: str) -> Brief | None:
    """Return a brief of the actor's own organisation; None where it has none of this id."""
    content = session.execute(
        select(BriefRow.content).where(BriefRow.id == brief_id, own_briefs(actor))
    ).scalar_one_or_none()
    return None if content is None else Brief.from_plain(content)
