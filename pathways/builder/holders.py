"""Whose pathway it is, for commands: there nobody is signed in, and the organisation acts."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor, Role
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Organisation
from pathways.models.pathway import Pathway


def holder_of(session: Session, pathway_id: str) -> Actor:
    """Return an actor for the organisation of a pathway; NotFoundError without one."""
    held = sa.select(Pathway.organisation_id).where(Pathway.id == pathway_id)
    return _holder(session, Organisation.id == held.scalar_subquery(), pathway_id)


def holder_named(session: Session, name: str) -> Actor:
    """Return an actor for a provider by its id or name; NotFoundError where there is none."""
    is_it = sa.or_(Organisation.id == name, sa.func.lower(Organisation.name) == name.lower())
    return _holder(session, sa.and_(is_it, Organisation.is_provider), name)


def _holder(session: Session, is_it: sa.ColumnElement[bool], asked: str) -> Actor:
    row = session.execute(
        sa.select(Organisation.id, Organisation.name).where(is_it).limit(1)
    ).one_or_none()
    if row is None:
        raise NotFoundError(asked)
    return _actor("command-line", "Command line", row.id, row.name)


def _actor(person_id: str, name: str, organisation_id: str, organisation: str) -> Actor:
    return Actor(
        person_id=person_id,
        name=name,
        email="",
        is_administrator=False,
        organisation_id=organisation_id,
        organisation=organisation,
        role=Role.OWNER,
        is_provider=True,
    )
