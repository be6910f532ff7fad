"""What pages of accounts show: frozen values, read for one actor."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.links import digest_of
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Role
from pathways.domain.review.privacy import Sharing, habit
from pathways.models.account import Invitation, LinkedAccount, Membership, Organisation, Person
from pathways.models.base import now
from pathways.models.mail import Mail
from pathways.records.mail import OLD
from pathways.records.tenants import whole


@dataclass(frozen=True, slots=True)
class BelongingView:
    """An organisation that a person belongs to, in any state."""

    id: str
    name: str
    kinds: str
    state: OrganisationState
    note: str
    role: str
    is_provider: bool

    @property
    def may_draft(self) -> bool:
        """Whether one can draft in it, though it is not let in yet."""
        return self.state is OrganisationState.ASKED and self.is_provider


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of the actor's organisation."""

    id: str
    name: str
    email: str
    role: str
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation, as its owner or its receiver sees it."""

    id: str
    organisation: str
    email: str
    role: str
    invited_by: str
    expires_at: datetime
    is_open: bool
    has_account: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation, as administrators see it: its people by number, never its drafts."""

    id: str
    name: str
    kinds: str
    state: OrganisationState
    note: str
    created_at: datetime
    owners: str
    members: int


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account, as administrators see it."""

    id: str
    name: str
    email: str
    is_active: bool
    is_administrator: bool
    has_second_factor: bool
    signed_in_at: datetime | None
    organisations: str
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail of the outbox. `body` is empty where it holds a secret that stays unseen."""

    id: str
    recipient: str
    subject: str
    body: str
    holds_secret: bool
    path: str
    due_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    problem: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class LinkedView:
    """What a person's account is linked with at the identity provider."""

    email: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class RuleView:
    """How people of an organisation sign in, and which addresses it invites."""

    needs_single_sign_on: bool
    domains: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A person's own account."""

    has_second_factor: bool
    recovery_codes: int
    has_password: bool


def kind_words(is_provider: bool, is_commissioner: bool, is_employer: bool) -> str:
    """Return "Training provider, employer"."""
    words = [
        word
        for word, holds in (
            ("training provider", is_provider),
            ("commissioner", is_commissioner),
            ("employer", is_employer),
        )
        if holds
    ]
    return ", ".join(words).capitalize()


def list_belongings(session: Session, person_id: str) -> tuple[BelongingView, ...]:
    """Return the organisations of a person, by name."""
    rows = session.execute(
        sa.select(Organisation, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id)
        .order_by(Organisation.name)
    ).all()
    return tuple(
        BelongingView(
            o.id,
            o.name,
            kind_words(o.is_provider, o.is_commissioner, o.is_employer),
            OrganisationState(o.state),
            o.note,
            role,
            o.is_provider,
        )
        for o, role in rows
    )


def get_profile(session: Session, person_id: str) -> ProfileView:
    """Return what a person's account page says about the second factor."""
    row = session.execute(
        sa.select(Person.tf_totp_secret, Person.mf_recovery_codes, Person.password).where(
            Person.id == person_id
        )
    ).one()
    return ProfileView(
        bool(row.tf_totp_secret), len(row.mf_recovery_codes or ()), bool(row.password)
    )


def find_linked(session: Session, person_id: str, issuer: str) -> LinkedView | None:
    """Return what a person's account is linked with at a provider, or None."""
    row = session.execute(
        sa.select(LinkedAccount.email, LinkedAccount.linked_at).where(
            LinkedAccount.person_id == person_id, LinkedAccount.issuer == issuer
        )
    ).one_or_none()
    return LinkedView(row.email, row.linked_at) if row else None


def get_rule(session: Session, organisation_id: str) -> RuleView:
    """Return what an organisation asks of how its people sign in."""
    row = session.execute(
        sa.select(Organisation.needs_single_sign_on, Organisation.email_domains).where(
            Organisation.id == organisation_id
        )
    ).one()
    return RuleView(bool(row.needs_single_sign_on), row.email_domains or "")


def list_members(session: Session, organisation_id: str) -> tuple[MemberView, ...]:
    """Return the people of an organisation, owners first."""
    order = {role.value: rank for rank, role in enumerate(reversed(Role))}
    rank = sa.case(order, value=Membership.role)
    rows = session.execute(
        sa.select(Person.id, Person.name, Person.email, Person.active, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(rank, Person.name, Person.email)
    )
    return tuple(MemberView(r.id, r.name, r.email, r.role, not r.active) for r in rows)


def get_sharing(session: Session, organisation_id: str) -> Sharing:
    """Return when an organisation shares what it finds of a submission."""
    return habit(
        session.scalar(sa.select(Organisation.sharing).where(Organisation.id == organisation_id))
    )


def list_invitations(session: Session, organisation_id: str) -> tuple[InvitationView, ...]:
    """Return the invitations that still can be used, newest first."""
    rows = session.execute(
        sa.select(Invitation, Person.name, Organisation.name.label("organisation"))
        .join(Person, Person.id == Invitation.invited_by)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.ended_at.is_(None),
            Invitation.expires_at > now(),
        )
        .order_by(Invitation.created_at.desc())
    ).all()
    return tuple(
        InvitationView(i.id, organisation, i.email, i.role, name, i.expires_at, True)
        for i, name, organisation in rows
    )


def find_invitation(session: Session, secret: str) -> InvitationView | None:
    """Return the invitation of a link, ended ones too, or None."""
    with whole(session, "who has the secret of an invitation may read it"):
        row = session.execute(
            sa.select(Invitation, Person.name, Organisation.name, Organisation.state)
            .join(Person, Person.id == Invitation.invited_by)
            .join(Organisation, Organisation.id == Invitation.organisation_id)
            .where(Invitation.secret == digest_of(secret))
        ).one_or_none()
    if row is None:
        return None
    invitation, name, organisation, state = row
    is_open = (
        invitation.ended_at is None
        and invitation.expires_at > now()
        and state == OrganisationState.ACTIVE
    )
    account = session.scalar(
        sa.select(Person.id).where(sa.func.lower(Person.email) == invitation.email)
    )
    return InvitationView(
        invitation.id,
        organisation,
        invitation.email,
        invitation.role,
        name,
        invitation.expires_at,
        is_open,
        account is not None,
    )


def list_organisations(session: Session) -> tuple[OrganisationView, ...]:
    """Return every organisation, those that ask first."""
    people: dict[str, list[tuple[str, str]]] = {}
    members = session.execute(
        sa.select(Membership.organisation_id, Membership.role, Person.name, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .order_by(Person.name)
    )
    for row in members:
        people.setdefault(row.organisation_id, []).append((row.role, f"{row.name} ({row.email})"))
    order = {OrganisationState.ASKED: 1, OrganisationState.ACTIVE: 2}
    first = sa.case(order, value=Organisation.state, else_=3)
    rows = session.scalars(sa.select(Organisation).order_by(first, Organisation.name)).all()
    return tuple(
        OrganisationView(
            o.id,
            o.name,
            kind_words(o.is_provider, o.is_commissioner, o.is_employer),
            OrganisationState(o.state),
            o.note,
            o.created_at,
            ", ".join(words for role, words in people.get(o.id, ()) if role == Role.OWNER),
            len(people.get(o.id, ())),
        )
        for o in rows
    )


def count_requests(session: Session) -> int:
    """Return how many organisations wait for an administrator."""
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(Organisation)
        .where(Organisation.state == OrganisationState.ASKED)
    )
    return found or 0


def find_account(session: Session, person_id: str) -> AccountView | None:
    """Return one account, or None."""
    found = list_accounts(session, person_id)
    return found[0] if found else None


def list_accounts(session: Session, person_id: str = "") -> tuple[AccountView, ...]:
    """Return every account, by address, those that are erased last; or one alone."""
    wanted = Person.id == person_id if person_id else sa.true()
    places: dict[str, list[str]] = {}
    rows = session.execute(
        sa.select(Membership.person_id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .order_by(Organisation.name)
    )
    for row in rows:
        places.setdefault(row.person_id, []).append(f"{row.name} ({row.role})")
    people = session.execute(
        sa.select(
            Person.id,
            Person.name,
            Person.email,
            Person.active,
            Person.is_administrator,
            Person.tf_totp_secret,
            Person.signed_in_at,
            Person.erased_at,
        )
        .where(wanted)
        .order_by(Person.erased_at.is_not(None), Person.email)
    )
    return tuple(
        AccountView(
            p.id,
            p.name,
            p.email,
            p.active,
            p.is_administrator,
            bool(p.tf_totp_secret),
            p.signed_in_at,
            ", ".join(places.get(p.id, ())),
            p.erased_at,
        )
        for p in people
    )


def list_mails(session: Session, *, shows_secrets: bool) -> tuple[MailView, ...]:
    """Return the newest hundred mails. Links that sign somebody in stay unseen unless asked for."""
    rows = session.scalars(sa.select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(100))
    return tuple(
        MailView(
            m.id,
            m.recipient,
            m.subject,
            m.body if shows_secrets or not m.holds_secret else "",
            m.holds_secret,
            m.path,
            m.due_at,
            m.created_at,
            m.sent_at,
            m.problem,
            m.sent_at is None and (m.due_at or m.created_at) <= now() - OLD,
        )
        for m in rows
    )
