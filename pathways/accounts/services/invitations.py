"""Invitations: a link that lets one address join one organisation, once, for seven days.

The link's secret follows from the invitation's id and the server's key, so that
it need not be kept: the table holds its SHA-256 alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.links import digest_of
from pathways.accounts.services.organisations import INVITATION, add_member
from pathways.accounts.services.people import confirm_address, create_person, find_person
from pathways.accounts.services.races import flush_new
from pathways.domain.organisation import OrganisationState
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Invitation, Membership, Organisation, Person
from pathways.models.base import new_id, now
from pathways.records.attempts import DAY, count_attempt, mark_of
from pathways.records.journal import Doer, Named, write_down
from pathways.records.mail import INVITATION_LASTS, post_mail
from pathways.records.naming import copy_name
from pathways.records.proofs import end_rows
from pathways.records.tenants import whole

A_PERSON: Final = 50
"""Invitations that one person sends within a day."""
AN_ORGANISATION: Final = 100
"""Invitations that all owners of an organisation send within a day."""
AN_ADDRESS: Final = 5
"""Invitations from one organisation that an address gets within a day."""

_BY_THE_LINK: Final = "who has the secret of an invitation joins by it"


class MemberAlreadyError(Exception):
    """The address belongs to a member."""


class EndedError(Exception):
    """The invitation was used, taken back, or has run out."""


class WrongDomainError(Exception):
    """The organisation invites addresses of other domains alone; the message names them."""


class WrongPersonError(Exception):
    """The invitation is for another address."""


@dataclass(frozen=True, slots=True)
class Invite:
    """What an owner sends. `id` is the operation of the form.

    `secret_of` gives the secret of an invitation by its identifier, `link_of` the link that goes
    out by mail.
    """

    id: str
    email: str
    role: str
    secret_of: Callable[[str], str]
    link_of: Callable[[str], str]


def invite(session: Session, doer: Doer, organisation_id: str, invite: Invite) -> str:
    """Invite an address; return the invitation's identifier. An earlier one of it ends.

    The same invitation under the same `id` is made once; another one under it, from a form that
    was sent before, or one that has ended since, is one of its own. MemberAlreadyError where the
    address belongs to a member, TooManyAttemptsError where too many were sent within a day,
    WrongDomainError where the organisation names other domains.
    """
    identifier = invite.id
    made = session.get(Invitation, identifier)
    if made is not None:
        kept = (made.organisation_id, made.email, made.role)
        if kept == (organisation_id, invite.email.lower(), invite.role) and made.ended_at is None:
            return identifier
        identifier = new_id()
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFoundError
    member = session.scalar(
        sa.select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            sa.func.lower(Person.email) == invite.email.lower(),
        )
    )
    if member is not None:
        raise MemberAlreadyError
    domains = (organisation.email_domains or "").split()
    if domains and invite.email.lower().rpartition("@")[2] not in domains:
        raise WrongDomainError(", ".join(domains))
    mark = mark_of(invite.email)
    count_attempt(
        session,
        {
            f"invitations of {doer.person_id}": A_PERSON,
            f"invitations of {organisation_id}": AN_ORGANISATION,
            f"invitations of {organisation_id} to {mark}": AN_ADDRESS,
        },
        DAY,
    )
    when = now()
    end_rows(
        session,
        INVITATION,
        when,
        INVITATION.c.organisation_id == organisation_id,
        INVITATION.c.email == invite.email.lower(),
    )
    session.add(
        Invitation(
            id=identifier,
            organisation_id=organisation_id,
            email=invite.email.lower(),
            role=invite.role,
            secret=digest_of(invite.secret_of(identifier)),
            invited_by=doer.person_id,
            created_at=when,
            expires_at=when + INVITATION_LASTS,
        )
    )
    flush_new(session)
    write_down(
        session,
        doer,
        "invited",
        organisation_id=organisation_id,
        subject=identifier,
        summary=f"{invite.email}: {invite.role}",
    )
    post_mail(
        session,
        invite.email.lower(),
        f"{organisation.name} invites you to {copy_name(session)}",
        (
            f"{doer.name} invites you to work with {organisation.name} in {copy_name(session)}, "
            f"as {invite.role}. The link works once, for seven days:\n\n"
            f"{invite.link_of(identifier)}\n\n"
            "If you did not expect this, there is nothing to do."
        ),
        holds_secret=True,
        organisation_id=organisation_id,
    )
    return identifier


def revoke(session: Session, doer: Doer, organisation_id: str, invitation_id: str) -> str:
    """Take an invitation back; return its address."""
    invitation = session.scalar(
        sa.select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.organisation_id == organisation_id)
        .with_for_update()
    )
    if invitation is None:
        raise NotFoundError
    if invitation.ended_at is None:
        invitation.ended_at = now()
        write_down(
            session,
            doer,
            "invitation taken back",
            organisation_id=organisation_id,
            subject=invitation_id,
            summary=invitation.email,
        )
    return invitation.email


def accept(session: Session, secret: str, person_id: str, *, by_mail: bool) -> str:
    """Let the invited person join; return the organisation's id.

    `by_mail`: the link was the mailed one, which proves their address.

    WrongPersonError where the invitation is for another address, EndedError
    where it has ended; a second click by the same person is no error.
    """
    invitation, is_open = _read(session, secret)
    person = session.get(Person, person_id)
    if person is None or person.email.lower() != invitation.email:
        raise WrongPersonError
    if not is_open:
        if session.get(Membership, (person_id, invitation.organisation_id)) is None:
            raise EndedError
        return invitation.organisation_id
    with whole(session, _BY_THE_LINK):
        return _join(session, invitation, person, by_mail=by_mail)


def accept_as_newcomer(
    session: Session, secret: str, name: str, password: str, *, by_mail: bool
) -> tuple[Person, str]:
    """Make the account of an invited person and let them join; `password` is a hash.

    Return the person and the organisation's id.

    WrongPersonError where the address has an account already: its owner signs in.
    """
    invitation, is_open = _read(session, secret)
    if not is_open:
        raise EndedError
    if find_person(session, invitation.email) is not None:
        raise WrongPersonError
    person = create_person(session, email=invitation.email, name=name, password=password)
    with whole(session, _BY_THE_LINK):
        return person, _join(session, invitation, person, by_mail=by_mail)


def _read(session: Session, secret: str) -> tuple[Invitation, bool]:
    """Return the invitation of a link, and whether it can still be used."""
    with whole(session, _BY_THE_LINK):
        row = session.execute(
            sa.select(Invitation, Organisation.state)
            .join(Organisation, Organisation.id == Invitation.organisation_id)
            .where(Invitation.secret == digest_of(secret))
            .with_for_update(of=Invitation)
        ).one_or_none()
    if row is None:
        raise NotFoundError
    invitation: Invitation = row[0]
    has_ended = invitation.ended_at is not None or invitation.expires_at <= now()
    return invitation, not has_ended and row[1] == OrganisationState.ACTIVE


def _join(session: Session, invitation: Invitation, person: Person, *, by_mail: bool) -> str:
    if by_mail:
        confirm_address(session, person.id)
    add_member(session, invitation.organisation_id, person.id, invitation.role)
    invitation.ended_at = now()
    write_down(
        session,
        Named(person.id, person.name),
        "joined",
        organisation_id=invitation.organisation_id,
        subject=invitation.id,
        summary=f"{person.email}: {invitation.role}",
    )
    return invitation.organisation_id
