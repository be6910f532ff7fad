"""Identities: accounts at an identity provider, each linked with one person for good."""

import re
from dataclasses import dataclass
from typing import Final, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.organisations import lock_organisation
from pathways.accounts.services.people import find_person, tell_owner
from pathways.accounts.services.races import flush_new
from pathways.domain.chain import new_salt
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Role
from pathways.domain.refusals import refuse_unseen
from pathways.models.account import LinkedAccount, Membership, Organisation, Person
from pathways.models.base import Base, now
from pathways.records.journal import Doer, Named, write_down
from pathways.records.naming import copy_name
from pathways.records.proofs import take_away

IDENTITY: Final = Base.metadata.tables["identity"]

_PART: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?:{_PART}\.)+(?=[a-z]){_PART}")
MOST_DOMAINS: Final = 20


class TakenError(Exception):
    """The identity belongs to somebody else, or the person has another one of this provider."""


class DomainError(ValueError):
    """What was typed is no list of domains. The message says why."""


class Vouched(Protocol):
    """Whom a provider has signed in."""

    @property
    def issuer(self) -> str:
        """The provider."""

    @property
    def subject(self) -> str:
        """The account there, which never belongs to anybody else."""

    @property
    def email(self) -> str:
        """The address that it names, empty where it names none."""

    @property
    def is_verified(self) -> bool:
        """Whether it says that the address is theirs."""


@dataclass(frozen=True, slots=True)
class SignInRule:
    """What an organisation asks of how its people sign in, and which addresses it invites."""

    needs_single_sign_on: bool = False
    domains: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The same text for the same rule, by which it is known whether somebody changed it."""
        return " ".join(("single" if self.needs_single_sign_on else "any", *self.domains))


def find_or_link(session: Session, signed: Vouched) -> str | None:
    """Return the person whom an identity belongs to, None where it belongs to nobody here.

    At the first sign-in it is linked by its address, where the provider says that the address is
    theirs, and the account here has proved the same: anybody can register an account under an
    address, and give another's address to an account elsewhere.
    """
    kept = session.get(LinkedAccount, (signed.issuer, signed.subject))
    if kept is not None:
        return kept.person_id
    person = find_person(session, signed.email) if signed.is_verified and signed.email else None
    if person is None or person.confirmed_at is None or not person.active:
        return None
    try:
        link_identity(session, person.id, signed)
    except TakenError:
        # An address that went to somebody else: what was linked for good stays.
        return None
    return person.id


def link_identity(session: Session, person_id: str, signed: Vouched) -> None:
    """Link an identity with a person; TakenError where either has another."""
    kept = session.get(LinkedAccount, (signed.issuer, signed.subject))
    if kept is not None and kept.person_id == person_id:
        return
    if kept is not None or find_identity(session, person_id, signed.issuer) is not None:
        raise TakenError
    session.add(
        LinkedAccount(
            issuer=signed.issuer,
            subject=signed.subject,
            person_id=person_id,
            email=signed.email,
            linked_at=now(),
            veil=new_salt(),
        )
    )
    flush_new(session)
    _note(session, person_id, "single sign-on linked", signed.email)


def unlink_identity(session: Session, person_id: str, issuer: str) -> None:
    """Take the link of a person away; nothing changes where there is none."""
    is_theirs = (IDENTITY.c.person_id == person_id, IDENTITY.c.issuer == issuer)
    for kept in take_away(session, IDENTITY, *is_theirs):
        _note(session, person_id, "single sign-on taken away", kept["email"])


def find_identity(session: Session, person_id: str, issuer: str) -> LinkedAccount | None:
    """Return the identity of a person at a provider."""
    return session.scalar(
        sa.select(LinkedAccount).where(
            LinkedAccount.person_id == person_id, LinkedAccount.issuer == issuer
        )
    )


def _note(session: Session, person_id: str, action: str, email: str) -> None:
    person = session.get_one(Person, person_id)
    write_down(session, Named(person_id, person.name), action, email, subject=person_id)
    what = "is now linked with" if action.endswith("linked") else "is no longer linked with"
    tell_owner(
        session,
        person.email,
        f"Your {copy_name(session)} account {what} single sign-on",
        f"as {email}" if email else "without an address",
    )


def asks_single_sign_on(session: Session, person_id: str) -> str:
    """Return the name of an organisation that lets this person in by single sign-on alone, or "".

    Owners keep their password, so that a provider that fails shuts nobody out for good, and so do
    administrators of the site.
    """
    return (
        session.scalar(
            sa.select(Organisation.name)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Person.id == person_id,
                ~Person.is_administrator,
                Membership.role != Role.OWNER,
                Organisation.state == OrganisationState.ACTIVE,
                Organisation.needs_single_sign_on.is_(True),
            )
            .order_by(Organisation.name)
            .limit(1)
        )
        or ""
    )


def set_rule(
    session: Session, doer: Doer, organisation_id: str, rule: SignInRule, *, seen: str = ""
) -> None:
    """Say how people of an organisation sign in, and which addresses it invites.

    ConflictError where another owner changed the rule that was `seen`.
    """
    organisation = lock_organisation(session, organisation_id)
    kept = SignInRule(
        bool(organisation.needs_single_sign_on), tuple((organisation.email_domains or "").split())
    )
    if kept != rule:
        refuse_unseen(kept.mark, seen)
    organisation.needs_single_sign_on = rule.needs_single_sign_on
    organisation.email_domains = " ".join(rule.domains) or None
    words = "single sign-on alone" if rule.needs_single_sign_on else "password or single sign-on"
    domains = f"; addresses of {', '.join(rule.domains)}" if rule.domains else ""
    write_down(session, doer, "sign-in rule set", words + domains, organisation_id=organisation_id)


def read_domains(text: str) -> tuple[str, ...]:
    """Return the domains of a list as somebody types it; DomainError where one is none."""
    found = dict.fromkeys(
        part.removeprefix("@").rstrip(".") for part in re.split(r"[\s,;]+", text.lower()) if part
    )
    for part in found:
        if len(part) > 253 or not _DOMAIN.fullmatch(part):
            raise DomainError(f"{part[:60]} is not a domain such as council.example.")
    if len(found) > MOST_DOMAINS:
        raise DomainError(f"Name up to {MOST_DOMAINS} domains.")
    return tuple(found)
