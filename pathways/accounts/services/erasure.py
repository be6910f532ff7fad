"""Erasing a person: their account ends at once, then their name leaves everything that is kept.

It is done in two transactions. Once the first is kept, nothing more is kept that the person was
just saving, so that the second finds every row that bears their name. What a crash leaves between
them is finished by the next try, or by `tidy`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.identities import IDENTITY
from pathways.accounts.services.organisations import INVITATION, close_left
from pathways.accounts.services.people import lock_person, new_identity
from pathways.domain.chain import FORMER, new_salt
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Role
from pathways.domain.refusals import NotFoundError
from pathways.domain.words import replace_whole
from pathways.models.account import Attempt, Membership, Organisation, Person
from pathways.models.base import now
from pathways.models.enquiry import Enquiry
from pathways.models.mail import Mail
from pathways.models.presence import Presence
from pathways.models.token import Allowance
from pathways.records.attempts import mark_of
from pathways.records.former import erase_from_journal, take_names_out
from pathways.records.journal import Doer, write_down
from pathways.records.names import NameBearer, know
from pathways.records.proofs import take_away
from pathways.records.tokens import TOKEN

_NOWHERE: Final = "@erased.invalid"
_AT_WORK: Final = (OrganisationState.ACTIVE, OrganisationState.ASKED)


class OwnerNeededError(Exception):
    """Organisations with other members would be left without an owner; `names` are theirs."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = tuple(names)


class OnlyAdministratorError(Exception):
    """Nobody else looks after this site."""


@dataclass(frozen=True, slots=True)
class LeftPlace:
    """An organisation that somebody leaves.

    `is_alone`: nobody else can work in it. `needs_owner`: others can, and none of them owns it.
    """

    id: str
    name: str
    state: OrganisationState
    is_alone: bool
    needs_owner: bool


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: the organisations left, those of them closed, steps of the journal changed."""

    left: tuple[str, ...]
    closed: tuple[str, ...]
    steps: int = 0


def list_places(session: Session, person_id: str, *, locks: bool = False) -> tuple[LeftPlace, ...]:
    """Return the organisations of a person, and what would become of each without them."""
    statement = (
        sa.select(Organisation.id, Organisation.name, Organisation.state, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id)
        .order_by(Organisation.id)
    )
    if locks:
        # As where roles change, so that two owners cannot both leave; in one order.
        statement = statement.with_for_update(of=Organisation, key_share=True)
    return tuple(_place(session, row, person_id) for row in session.execute(statement).all())


def _place(session: Session, row: Any, person_id: str) -> LeftPlace:
    roles = session.scalars(
        sa.select(Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == row.id, Membership.person_id != person_id, Person.active
        )
    ).all()
    is_owned = row.role == Role.OWNER and row.state in _AT_WORK
    needs_owner = is_owned and bool(roles) and Role.OWNER not in roles
    return LeftPlace(row.id, row.name, OrganisationState(row.state), not roles, needs_owner)


def is_only_administrator(session: Session, person_id: str) -> bool:
    """Whether somebody is the one administrator whose account works."""
    found = session.scalars(
        sa.select(Person.id).where(Person.is_administrator, Person.active)
    ).all()
    return found == [person_id]


def begin_erasure(
    session: Session, doer: Doer | None, person_id: str, reason: str, heir: str = ""
) -> Erased:
    """End an account: nobody can sign in to it, and nothing that it was just saving is kept.

    `doer` is nobody where it is their own wish. `heir` is the address of a member who owns from
    now on what would have no owner. OwnerNeededError and OnlyAdministratorError where that has to
    be settled first. A second time changes nothing.
    """
    places = list_places(session, person_id, locks=True)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFoundError(person_id)
    if person.erased_at is not None:
        return Erased((), ())
    orphans = [one for one in places if one.needs_owner]
    lost = [one.name for one in orphans if not _hand_over(session, doer, one.id, heir, person_id)]
    if lost:
        raise OwnerNeededError(lost)
    if is_only_administrator(session, person_id):
        raise OnlyAdministratorError
    closed = [one.name for one in places if one.is_alone and close_left(session, doer, one.id)]
    for one in places:
        write_down(
            session,
            doer,
            "member removed",
            FORMER,
            organisation_id=one.id,
            subject=person_id,
        )
    for membership in session.scalars(sa.select(Membership).filter_by(person_id=person_id)):
        session.delete(membership)
    person.active, person.is_administrator = False, False
    person.fs_uniquifier, person.erased_at = new_identity(), now()
    write_down(session, doer, "account erased", reason, subject=person_id, organisation_id=None)
    return Erased(tuple(one.name for one in places), tuple(closed))


def _hand_over(
    session: Session, doer: Doer | None, organisation_id: str, heir: str, leaving: str
) -> bool:
    """Make a member an owner; False where nobody who works there has this address."""
    row = session.execute(
        sa.select(Membership, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.person_id != leaving,
            sa.func.lower(Person.email) == heir.lower(),
            Person.active,
        )
    ).one_or_none()
    if row is None:
        return False
    membership, name = row
    membership.role = Role.OWNER.value
    write_down(
        session,
        doer,
        "role set",
        f"{name}: {Role.OWNER}",
        organisation_id=organisation_id,
        subject=membership.person_id,
    )
    return True


def finish_erasure(session: Session, doer: Doer | None, person_id: str) -> int:
    """Take what is left of an erased person out of every table; return how many steps changed.

    Their row stays, nameless, for what points at it. A second time finds nothing to take out.
    """
    # One at a time, and without what rows that point at the person wait for.
    person = lock_person(session, person_id)
    known = know(session, person_id)
    _delete_theirs(session, known)
    asked = _clean_enquiries(session, known)
    _clean_mails(session, known)
    take_names_out(session, known)
    if person.erased_at is not None:
        _empty(person)
    return erase_from_journal(session, doer, known, asked)


def _empty(person: Person) -> None:
    person.name, person.email = FORMER, nameless_address(person.id)
    person.active, person.is_administrator = False, False
    person.fs_uniquifier = new_identity()
    person.password, person.tf_primary_method, person.tf_totp_secret = None, None, None
    person.mf_recovery_codes, person.tf_used_step, person.preferences = None, None, None
    person.signed_in_at, person.confirmed_at = None, None


def nameless_address(person_id: str) -> str:
    """Return what stands where an address must: it leads nowhere, and nobody can register it."""
    return f"{person_id}{_NOWHERE}"


def finish_erasures(session: Session) -> None:
    """Finish what a crash left."""
    for person_id in list_unfinished(session):
        finish_erasure(session, None, person_id)


def list_unfinished(session: Session) -> tuple[str, ...]:
    """Return the people whose accounts have ended, and whose names still stand in other rows."""
    return tuple(
        session.scalars(
            sa.select(Person.id).where(
                Person.erased_at.is_not(None),
                Person.email != Person.id + _NOWHERE,
            )
        )
    )


def _delete_theirs(session: Session, known: NameBearer) -> None:
    tokens = sa.select(sa.literal("token ") + TOKEN.c.id).where(
        TOKEN.c.person_id == known.person_id
    )
    counted = sa.or_(Allowance.caller.in_(tokens), Allowance.caller == f"person {known.person_id}")
    session.execute(sa.delete(Allowance).where(counted))
    session.execute(sa.delete(Presence).where(Presence.person_id == known.person_id))
    for owned in (TOKEN, IDENTITY):
        take_away(session, owned, owned.c.person_id == known.person_id)
    take_away(session, INVITATION, sa.func.lower(INVITATION.c.email) == known.email.lower())
    session.execute(sa.delete(Mail).where(sa.func.lower(Mail.recipient) == known.email.lower()))
    marks = (mark_of(known.email), known.person_id)
    about = sa.or_(*(Attempt.subject.contains(mark, autoescape=True) for mark in marks))
    session.execute(sa.delete(Attempt).where(about))


def _clean_enquiries(session: Session, known: NameBearer) -> Mapping[str, Collection[str]]:
    """Take name and address out of what they asked, signed in or not, and was answered.

    Return the words that named them, by enquiry.
    """
    asked: dict[str, Collection[str]] = {}
    is_theirs = sa.or_(
        Enquiry.person_id == known.person_id,
        sa.func.lower(Enquiry.email) == known.email.lower(),
    )
    for row in session.scalars(sa.select(Enquiry).where(is_theirs).with_for_update()):
        asked[row.id] = words = (known.email, row.email, row.name, *known.names)
        row.words = replace_whole(row.words, words, FORMER)
        row.answer = replace_whole(row.answer, words, FORMER) if row.answer else row.answer
        row.name, row.email = FORMER, ""
        # What is proved of the row as it was cannot be tried against names any more.
        row.veil = new_salt()
    session.flush()
    return asked


def _clean_mails(session: Session, known: NameBearer) -> None:
    """Take name and address out of mails to others, waiting or sent."""
    words = (known.email, *known.own)
    said = [
        column.icontains(word, autoescape=True)
        for word in words
        for column in (Mail.subject, Mail.body, Mail.problem)
    ]
    for mail in session.scalars(sa.select(Mail).where(sa.or_(*said))):
        mail.subject = replace_whole(mail.subject, words, FORMER)[:200]
        mail.body = replace_whole(mail.body, words, FORMER)
        mail.problem = replace_whole(mail.problem, words, FORMER)[:300]
    session.flush()
