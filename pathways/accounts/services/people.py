"""People: their account, their identity, their second factor."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.races import flush_new
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Person
from pathways.models.base import new_id, now
from pathways.records.journal import Doer, Named, write_down
from pathways.records.mail import post_mail
from pathways.records.naming import copy_name
from pathways.records.people import find_owner
from pathways.records.tokens import end_tokens


class StaleIdentityError(Exception):
    """The account was changed meanwhile: the link was used, or the person signed out."""


_TOLD: Final = (
    # The first column that changed names the step.
    ("password", "password changed"),
    ("tf_totp_secret", "second factor changed"),
    ("mf_recovery_codes", "recovery codes made"),
    ("signed_in_at", "signed in"),
    ("fs_uniquifier", "signed out everywhere"),
)


_NOT_YOU: Final = (
    "If it was not you, choose a new password at once, and tell the administrator of this site."
)


def new_identity() -> str:
    """Return what the session cookie will name a person by."""
    return secrets.token_hex(32)


def find_person(session: Session, email: str) -> Person | None:
    """Return the person with this address, however it is typed."""
    return session.scalar(sa.select(Person).where(sa.func.lower(Person.email) == email.lower()))


def lock_person(session: Session, person_id: str) -> Person:
    """Return somebody as they stand now, locked: what is proved of them changes next."""
    person = session.get(
        Person, person_id, populate_existing=True, with_for_update={"key_share": True}
    )
    if person is None:
        raise NotFoundError(person_id)
    return person


def find_owned(session: Session, email: str) -> str | None:
    """Return an organisation that the person with this address owns, None for no such one."""
    try:
        return find_owner(session, email).organisation_id
    except NotFoundError:
        return None


def create_person(
    session: Session,
    *,
    email: str,
    name: str,
    password: str | None,
    is_administrator: bool = False,
) -> Person:
    """Create an account; `password` is a hash. The caller has looked whether one is there."""
    person = Person(
        id=new_id(),
        email=email.lower(),
        name=name,
        password=password,
        active=True,
        is_administrator=is_administrator,
        fs_uniquifier=new_identity(),
        created_at=now(),
    )
    session.add(person)
    flush_new(session)
    return person


def change_person(
    session: Session, person_id: str, identity: str, values: Mapping[str, Any]
) -> None:
    """Keep what the sign-in library changed, if the account is still the one it saw.

    StaleIdentityError otherwise: a link or a code works once, even when two
    requests bring it at the same moment.
    """
    person = session.scalar(
        sa.select(Person)
        .where(Person.id == person_id, Person.fs_uniquifier == identity)
        .with_for_update(key_share=True)
    )
    if person is None:
        raise StaleIdentityError
    for column, value in values.items():
        setattr(person, column, value)
    if {"password", "fs_uniquifier"} <= values.keys():
        # A new password, not the old one hashed anew: whoever held the account holds nothing now.
        end_tokens(session, person_id, now())
    action = next((said for column, said in _TOLD if column in values), "account changed")
    write_down(session, Named(person_id, person.name), action, subject=person_id)


def confirm_address(session: Session, person_id: str) -> None:
    """Keep that somebody used a link that was mailed to their address: it is theirs."""
    lock_person(session, person_id).confirmed_at = now()


def renew_identity(session: Session, person_id: str) -> None:
    """Sign a person out everywhere: every copy of their cookie is dead from now on."""
    person = lock_person(session, person_id)
    person.fs_uniquifier = new_identity()
    write_down(session, Named(person_id, person.name), "signed out everywhere", subject=person_id)


def rename_person(session: Session, doer: Doer, name: str) -> None:
    """Change the name that others see."""
    if doer.person_id is None:
        raise NotFoundError
    lock_person(session, doer.person_id).name = name
    write_down(session, doer, "name changed", name, subject=doer.person_id, organisation_id=None)


def stop_person(session: Session, doer: Doer, person_id: str, *, is_active: bool) -> str:
    """Stop an account or let it work again; return its name."""
    person = lock_person(session, person_id)
    if person.erased_at is not None:
        raise NotFoundError
    if person.active != is_active:
        person.active = is_active
        person.fs_uniquifier = new_identity()
        action = "account let in again" if is_active else "account stopped"
        write_down(session, doer, action, person.email, subject=person_id, organisation_id=None)
    return person.name or person.email


def set_second_factor(
    session: Session,
    person_id: str,
    secret: str | None,
    codes: list[str] | None,
    by: str = "on your account page",
) -> None:
    """Turn the second factor on with its secret (encrypted) and recovery codes (hashed), or off.

    Its owner is told by mail, and `by` which way.
    """
    person = lock_person(session, person_id)
    person.tf_primary_method = "authenticator" if secret else None
    person.tf_totp_secret = secret
    person.mf_recovery_codes = codes
    state = "on" if secret else "off"
    write_down(
        session, Named(person_id, person.name), f"second factor turned {state}", subject=person_id
    )
    what = f"The second factor of your {copy_name(session)} account was turned {state}"
    tell_owner(session, person.email, what, by)


def set_recovery_codes(session: Session, person_id: str, codes: list[str]) -> None:
    """Replace the recovery codes (hashed)."""
    person = lock_person(session, person_id)
    person.mf_recovery_codes = codes
    write_down(session, Named(person_id, person.name), "recovery codes made", subject=person_id)
    tell_owner(
        session,
        person.email,
        f"New recovery codes were made for your {copy_name(session)} account",
        "on your account page",
    )


def tell_owner(session: Session, email: str, what: str, how: str) -> None:
    """Tell somebody how their account is signed in to now: whoever did it may be somebody else."""
    words = f"{what}, {how}. If that was you, there is nothing to do.\n\n{_NOT_YOU}"
    post_mail(session, email, what, words)


def use_step(session: Session, person_id: str, step: int) -> bool:
    """Mark the half minute of a code as used; False where it or a later one was used."""
    changed: Any = session.execute(
        sa.update(Person)
        .where(
            Person.id == person_id,
            sa.or_(Person.tf_used_step.is_(None), Person.tf_used_step < step),
        )
        .values(tf_used_step=step)
    )
    return bool(changed.rowcount)


def keep_secret_anew(session: Session, person_id: str, kept: str, anew: str) -> None:
    """Keep the same secret of a second factor in another form, if it is still the one that was."""
    person = lock_person(session, person_id)
    if person.tf_totp_secret == kept:
        person.tf_totp_secret = anew


def use_recovery_code(session: Session, person_id: str, index: int, kept: str) -> bool:
    """Take the recovery code `kept` at `index` away; False where it is gone already."""
    person = lock_person(session, person_id)
    codes = list(person.mf_recovery_codes or ())
    if index >= len(codes) or codes[index] != kept:
        return False
    person.mf_recovery_codes = codes[:index] + codes[index + 1 :]
    write_down(session, Named(person_id, person.name), "recovery code used", subject=person_id)
    return True
