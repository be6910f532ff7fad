"""Freezing: a pathway's content becomes a version, by whatever feature asks for it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.policy import Actor
from pathways.models.base import new_id, now
from pathways.models.version import Version


def freeze(
    session: Session, actor: Actor, edition: Edition, pathway_id: str, content: PathwayContent
) -> Version:
    """Return the version that holds this content: the last one if nothing changed, or a new one.

    A new one keeps the labels that the edition has now. The caller has locked the pathway, so
    that two people never take one number.
    """
    last = session.execute(
        sa.select(Version)
        .where(Version.pathway_id == pathway_id)
        .order_by(Version.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    digest = content.digest
    if last is not None and last.digest == digest:
        return last
    version = Version(
        id=new_id(),
        pathway_id=pathway_id,
        organisation_id=actor.organisation_id or "",
        number=(last.number if last is not None else 0) + 1,
        edition_code=edition.code,
        index_digest=edition.digest,
        content=content.to_plain(),
        digest=digest,
        created_at=now(),
        created_by=actor.person_id,
        created_by_name=actor.name,
    )
    session.add(version)
    session.flush()
    return version
