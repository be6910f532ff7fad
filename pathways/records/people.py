"""An organisation's name and people: who may do something there, and hears of it by mail."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Action, Actor, Role, roles_for
from pathways.domain.refusals import ErasedError, NotFoundError
from pathways.models.account import Membership, Organisation, Person


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an organisation whose account is not stopped."""

    id: str
    name: str
    email: str


def name_of(session: Session, organisation_id: str) -> str:
    """Return an organisation's name."""
    return session.execute(
        sa.select(Organisation.name).where(Organisation.id == organisation_id)
    ).scalar_one()


def need_account(session: Session, person_id: str) -> None:
    """Refuse a step of somebody whose account was erased meanwhile, where the journal names nobody.

    Until the transaction ends, it is not erased.
    """
    statement = sa.select(Person.erased_at).where(Person.id == person_id)
    if session.scalar(statement.with_for_update(read=True)) is not None:
        raise ErasedError(person_id)


def keep_preference(session: Session, person_id: str, name: str, value: str) -> None:
    """Keep how a person wants something to be; an empty value is as if they never said."""
    row = session.execute(sa.select(Person.preferences).where(Person.id == person_id)).one()
    wanted = {**(row.preferences or {}), name: value}
    kept = {key: words for key, words in sorted(wanted.items()) if words}
    session.execute(
        sa.update(Person)
        .where(Person.id == person_id, Person.erased_at.is_(None))
        .values(preferences=kept)
    )


def list_members(session: Session, organisation_id: str, action: Action) -> tuple[Member, ...]:
    """Return the members of an organisation whose role lets them do this, by name."""
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles_for(action)),
            Person.active,
        )
        .order_by(Person.name, Person.id)
    )
    return tuple(Member(row.id, row.name, row.email) for row in rows)


def find_owner(session: Session, email: str) -> Actor:
    """Return the person with an address, acting for the first organisation that they own.

    For the demonstration, whose steps are taken by its own people. NotFoundError
    where there is no such person or organisation any more.
    """
    return _find_actor(session, email, (Role.OWNER,))


def find_reviewer(session: Session, email: str) -> Actor:
    """Return the person with an address, acting where they may review; NotFoundError if nowhere."""
    return _find_actor(session, email, roles_for(Action.REVIEW))


def _find_actor(session: Session, email: str, roles: Iterable[str]) -> Actor:
    row = session.execute(
        sa.select(Person, Organisation, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Person.email == email,
            Membership.role.in_(tuple(roles)),
            Organisation.state == OrganisationState.ACTIVE,
        )
        .order_by(Organisation.created_at)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFoundError(email)
    person, organisation, role = row
    return Actor(
        person_id=person.id,
        name=person.name,
        email=email,
        is_administrator=False,
        organisation_id=organisation.id,
        organisation=organisation.name,
        role=role,
        is_provider=organisation.is_provider,
        is_commissioner=organisation.is_commissioner,
        is_employer=organisation.is_employer,
    )
