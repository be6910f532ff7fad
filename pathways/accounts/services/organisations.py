"""Organisations: asking to join, being let in, closing; who belongs, in which role."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.people import create_person, find_person
from pathways.accounts.services.races import RaceError, flush_new
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Action, Role
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Membership, Organisation, Person
from pathways.models.base import Base, new_id, now
from pathways.records.journal import Doer, Named, write_down
from pathways.records.listing.keeping import keep_offers
from pathways.records.mail import post_mail, tell_members
from pathways.records.naming import copy_name
from pathways.records.proofs import end_rows

INVITATION: Final = Base.metadata.tables["invitation"]

_NEW: Final = (
    "{name} has asked to use {copy}. An administrator reads the request. "
    "You can sign in to see how it stands."
)
_EXISTING: Final = (
    "Somebody asked for {name} to use {copy}, and gave your e-mail address. You have an account "
    "already: sign in with the password that you have to see how the request stands. "
    "If it was not you, let the administrator know. Nothing else was changed."
)
_LEFT: Final = "Its only member left this site."


class NameTakenError(Exception):
    """An organisation of this name is here or has asked."""


class LastOwnerError(Exception):
    """The organisation would be left without an owner."""


class SettledError(Exception):
    """The request was settled meanwhile, by somebody else or in another window."""


@dataclass(frozen=True, slots=True)
class Request:
    """An organisation that asks to join. `id` is the operation of its form."""

    id: str
    name: str
    kinds: frozenset[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who asks without being signed in; `password` is a hash."""

    name: str
    email: str
    password: str


def ask_as_newcomer(session: Session, request: Request, newcomer: Newcomer) -> None:
    """Keep a request together with the account of who asks.

    Where the address has an account already, the request is that account's, its
    password stays, and its owner is told by mail. The answer on the screen is
    the same, so that nobody learns who has an account here.
    """
    wanted = _not_kept(session, request, newcomer.email)
    if wanted is None:
        return
    _refuse_taken(session, wanted)
    person = find_person(session, newcomer.email)
    if person is None:
        person = create_person(
            session, email=newcomer.email, name=newcomer.name, password=newcomer.password
        )
        words = _NEW
    else:
        # One row of the table is written either way: the time does not tell who has an account.
        session.execute(sa.update(Person).where(Person.id == person.id).values(name=Person.name))
        words = _EXISTING
    _keep_request(session, wanted, person, words)


def ask_as_person(session: Session, request: Request, person_id: str) -> None:
    """Keep a request of somebody who has an account."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError
    wanted = _not_kept(session, request, person.email)
    if wanted is not None:
        _refuse_taken(session, wanted)
        _keep_request(session, wanted, person, _NEW)


def create_organisation(session: Session, name: str, kinds: frozenset[str]) -> str:
    """Make an organisation that is let in at once; for the command line and the demonstration."""
    found = session.scalar(
        sa.select(Organisation.id).where(sa.func.lower(Organisation.name) == name.lower())
    )
    if found is not None:
        return found
    organisation = _organisation(Request(new_id(), name, kinds), OrganisationState.ACTIVE)
    session.add(organisation)
    session.flush()
    write_down(session, None, "organisation made", organisation_id=organisation.id, summary=name)
    return organisation.id


def let_in(session: Session, doer: Doer, organisation_id: str) -> str:
    """Let an organisation in; return its name."""
    organisation = _settle(
        session,
        organisation_id,
        (OrganisationState.ASKED, OrganisationState.DECLINED),
        OrganisationState.ACTIVE,
    )
    write_down(session, doer, "let in", organisation_id=organisation_id, summary=organisation.name)
    tell_members(
        session,
        organisation_id,
        Action.MANAGE_PEOPLE,
        f"Your organisation can use {copy_name(session)}",
        f"{organisation.name} can use {copy_name(session)} now. "
        "Sign in with your e-mail address and password.",
    )
    return organisation.name


def decline(session: Session, doer: Doer, organisation_id: str, words: str) -> str:
    """Decline a request, with words; return the organisation's name."""
    organisation = _settle(
        session, organisation_id, (OrganisationState.ASKED,), OrganisationState.DECLINED, words
    )
    write_down(session, doer, "declined", organisation_id=organisation_id, summary=words)
    tell_members(
        session,
        organisation_id,
        Action.MANAGE_PEOPLE,
        f"About your request to use {copy_name(session)}",
        f"The request of {organisation.name} was declined. These are the reasons given:\n\n{words}",
    )
    return organisation.name


def close(session: Session, doer: Doer, organisation_id: str, words: str) -> str:
    """Close an organisation: its people can no longer work in it; return its name."""
    organisation = _settle(
        session, organisation_id, (OrganisationState.ACTIVE,), OrganisationState.CLOSED, words
    )
    _end_invitations(session, organisation_id)
    write_down(session, doer, "closed", organisation_id=organisation_id, summary=words)
    return organisation.name


def close_left(session: Session, doer: Doer | None, organisation_id: str) -> bool:
    """Close an organisation whose only member leaves; False where it was not at work.

    One that had not been let in is declined, so that nobody opens it unread.
    """
    organisation = session.get_one(Organisation, organisation_id)
    states = {
        OrganisationState.ACTIVE: OrganisationState.CLOSED,
        OrganisationState.ASKED: OrganisationState.DECLINED,
    }
    before = OrganisationState(organisation.state)
    if before not in states:
        return False
    _settle(session, organisation_id, (before,), states[before], _LEFT)
    _end_invitations(session, organisation_id)
    write_down(session, doer, "closed", _LEFT, organisation_id=organisation_id)
    return True


def _end_invitations(session: Session, organisation_id: str) -> None:
    end_rows(session, INVITATION, now(), INVITATION.c.organisation_id == organisation_id)


def reopen(session: Session, doer: Doer, organisation_id: str) -> str:
    """Open a closed organisation again; return its name."""
    organisation = _settle(
        session, organisation_id, (OrganisationState.CLOSED,), OrganisationState.ACTIVE
    )
    write_down(session, doer, "opened again", organisation_id=organisation_id)
    return organisation.name


def add_member(session: Session, organisation_id: str, person_id: str, role: str) -> bool:
    """Put a person into an organisation; False where they belong to it already."""
    if session.get(Membership, (person_id, organisation_id)) is not None:
        return False
    session.add(Membership(person_id=person_id, organisation_id=organisation_id, role=role))
    session.flush()
    return True


def set_role(session: Session, doer: Doer, organisation_id: str, person_id: str, role: str) -> str:
    """Give a member another role; return their name.

    LastOwnerError where nobody would own the organisation any more.
    """
    membership, person = _member(session, organisation_id, person_id)
    if membership.role == role:
        return person.name
    if membership.role == Role.OWNER:
        _refuse_last_owner(session, organisation_id, person_id)
    membership.role = role
    write_down(
        session,
        doer,
        "role set",
        organisation_id=organisation_id,
        subject=person_id,
        summary=f"{person.name}: {role}",
    )
    return person.name


def remove_member(session: Session, doer: Doer, organisation_id: str, person_id: str) -> str:
    """Take a person out of an organisation; return their name. The account stays."""
    membership, person = _member(session, organisation_id, person_id)
    if membership.role == Role.OWNER:
        _refuse_last_owner(session, organisation_id, person_id)
    session.delete(membership)
    write_down(
        session,
        doer,
        "member removed",
        organisation_id=organisation_id,
        subject=person_id,
        summary=person.name,
    )
    return person.name


def _member(session: Session, organisation_id: str, person_id: str) -> tuple[Membership, Person]:
    # Locked with the whole organisation, so that two owners cannot remove each other.
    session.execute(
        sa.select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )
    membership = session.get(Membership, (person_id, organisation_id))
    person = session.get(Person, person_id)
    if membership is None or person is None:
        raise NotFoundError
    return membership, person


def _refuse_last_owner(session: Session, organisation_id: str, leaving: str) -> None:
    left = session.scalar(
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.OWNER,
            Membership.person_id != leaving,
            Person.active,
        )
    )
    if not left:
        raise LastOwnerError


_ASKED: Final = ("name", "is_provider", "is_commissioner", "is_employer", "note")
"""What a request says of an organisation."""


def _not_kept(session: Session, request: Request, email: str) -> Request | None:
    """Return what is still to be kept of a request: nothing where the same person sent it before.

    Another one under its `id`, from a form that was sent before, gets an identifier of its own.
    """
    made = session.get(Organisation, request.id)
    if made is None:
        return request
    # Looked for after the request, with which it was made: another click may be doing both now.
    person = find_person(session, email)
    is_theirs = person is not None and session.get(Membership, (person.id, made.id)) is not None
    asked = _organisation(request, OrganisationState.ASKED)
    is_same = all(getattr(made, key) == getattr(asked, key) for key in _ASKED)
    return None if is_theirs and is_same else replace(request, id=new_id())


def _refuse_taken(session: Session, request: Request) -> None:
    """Refuse a name that is taken; RaceError where this very request took it a moment ago."""
    found = session.scalar(
        sa.select(Organisation.id).where(sa.func.lower(Organisation.name) == request.name.lower())
    )
    if found == request.id:
        raise RaceError
    if found is not None:
        raise NameTakenError


def _organisation(request: Request, state: OrganisationState) -> Organisation:
    return Organisation(
        id=request.id,
        name=request.name,
        is_provider="provider" in request.kinds,
        is_commissioner="commissioner" in request.kinds,
        is_employer="employer" in request.kinds,
        state=state.value,
        note=request.note,
        created_at=now(),
    )


def _keep_request(session: Session, request: Request, person: Person, words: str) -> None:
    session.add(_organisation(request, OrganisationState.ASKED))
    flush_new(session)
    add_member(session, request.id, person.id, Role.OWNER.value)
    write_down(
        session,
        Named(person.id, person.name),
        "asked to join",
        organisation_id=request.id,
        summary=request.name,
    )
    post_mail(
        session,
        person.email,
        f"We have a request to use {copy_name(session)}",
        words.format(name=request.name, copy=copy_name(session)),
    )
    administrators = session.scalars(
        sa.select(Person.email).where(Person.is_administrator, Person.active)
    )
    for email in administrators.all():
        post_mail(
            session,
            email,
            f"{request.name} asks to use {copy_name(session)}",
            f"{person.name} ({person.email}) asks for {request.name}. "
            "Sign in and open Administration to let it in or to decline.",
        )


def lock_organisation(session: Session, organisation_id: str) -> Organisation:
    """Return an organisation as it stands now, locked: what is proved of it changes next.

    Others may refer to its row meanwhile: whoever holds the directory's counts would wait for this
    lock, and this for them.
    """
    organisation = session.get(
        Organisation,
        organisation_id,
        populate_existing=True,
        with_for_update={"key_share": True},
    )
    if organisation is None:
        raise NotFoundError(organisation_id)
    return organisation


def _settle(
    session: Session,
    organisation_id: str,
    before: Collection[OrganisationState],
    state: OrganisationState,
    words: str = "",
) -> Organisation:
    organisation = lock_organisation(session, organisation_id)
    if organisation.state not in before:
        raise SettledError
    organisation.state = state.value
    organisation.note = words
    organisation.version += 1
    session.flush()
    keep_offers(session, organisation_id)
    return organisation
