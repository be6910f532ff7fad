"""The people and organisations of the demonstration. All of them are invented."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from pathways.accounts.services.organisations import add_member, create_organisation
from pathways.accounts.services.people import create_person, find_owned, find_person

PASSWORD: Final = "calm-harbour-walk"  # noqa: S105  # shown on the sign-in page of a demonstration
"""The password of every account of the demonstration."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration, and what one can see with it.

    Who `joins` somebody comes into the organisation that this address owns, whatever its name.
    """

    email: str
    name: str
    organisation: str
    kinds: frozenset[str]
    role: str
    purpose: str
    joins: str = ""


ACCOUNTS: Final = (
    Account(
        "provider@demo.example",
        "Morgan Ashby",
        "Northgate Learning",
        frozenset({"provider"}),
        "owner",
        "Training provider with pathways",
    ),
    Account(
        "second-provider@demo.example",
        "Tamsin Ojo",
        "Willow Training CIC",
        frozenset({"provider"}),
        "owner",
        "Another training provider",
    ),
    Account(
        "commissioner@demo.example",
        "Idris Calloway",
        "Metro Commissioning",
        frozenset({"commissioner"}),
        "owner",
        "Commissioner",
    ),
    Account(
        "reviewer@demo.example",
        "Leila Brennock",
        "Metro Commissioning",
        frozenset({"commissioner"}),
        "editor",
        "Reviewer of the commissioner",
        "commissioner@demo.example",
    ),
    Account(
        "second-reviewer@demo.example",
        "Owen Tasker",
        "Metro Commissioning",
        frozenset({"commissioner"}),
        "editor",
        "A colleague of that reviewer",
        "commissioner@demo.example",
    ),
    Account(
        "second-commissioner@demo.example",
        "Petra Lindqvist",
        "Severn Vale Commissioning",
        frozenset({"commissioner"}),
        "owner",
        "Another commissioner",
    ),
    Account(
        "third-reviewer@demo.example",
        "Marisol Keane",
        "Severn Vale Commissioning",
        frozenset({"commissioner"}),
        "editor",
        "Reviewer of the other commissioner",
        "second-commissioner@demo.example",
    ),
    Account(
        "fourth-reviewer@demo.example",
        "Gwen Abara",
        "Severn Vale Commissioning",
        frozenset({"commissioner"}),
        "editor",
        "A colleague of that reviewer",
        "second-commissioner@demo.example",
    ),
    Account(
        "learning@demo.example",
        "Jules Adeyemi-Hart",
        "Riverside Trust",
        frozenset({"employer"}),
        "owner",
        "Learning and development team of an employer",
    ),
    Account(
        "admin@demo.example",
        "Robin Castell",
        "",
        frozenset(),
        "",
        "Administrator of this site",
    ),
)


def load_people(session: Session, password_hash: str) -> tuple[Account, ...]:
    """Make the accounts that are not there yet; return all. What people changed stays."""
    for account in ACCOUNTS:
        if find_person(session, account.email) is not None:
            continue
        joined = find_owned(session, account.joins) if account.joins else None
        if account.joins and joined is None:
            continue
        person = create_person(
            session,
            email=account.email,
            name=account.name,
            password=password_hash,
            is_administrator=not account.organisation,
        )
        if account.organisation:
            organisation = joined or create_organisation(
                session, account.organisation, account.kinds
            )
            add_member(session, organisation, person.id, account.role)
    return ACCOUNTS
