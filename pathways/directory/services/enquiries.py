"""Enquiries: kept for the provider, told to its owners, marked as answered."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import NotFoundError
from pathways.models.base import Base, new_id, now
from pathways.models.enquiry import Enquiry, own_enquiries
from pathways.records.journal import write_down
from pathways.records.listing.keeping import OFFER
from pathways.records.mail import tell_members

ENQUIRY: Final = Base.metadata.tables["enquiry"]

_MAIL: Final = """{name}{organisation} asks about your pathway "{title}":

{words}

Answer to {email}. This mail comes from the site itself, so a reply to it does not reach them.

Mark it as answered under Enquiries, so that your colleagues know.
"""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks, and what. `person_id` is None for somebody who is not signed in."""

    name: str
    email: str
    organisation: str
    words: str
    person_id: str | None = None


def keep_enquiry(
    session: Session,
    pathway_id: str,
    sender: Sender,
    *,
    operation: str,
    is_inside: bool,
) -> str:
    """Keep an enquiry about a listed pathway and tell the provider's owners; return the provider.

    The same words under the same `operation` a second time change nothing; other
    words under it, from a form that was sent before, are an enquiry of their own.
    NotFoundError for a pathway that the sender cannot see.
    """
    offer = session.execute(
        sa.select(
            OFFER.c.version_id,
            OFFER.c.organisation_id,
            OFFER.c.title,
            OFFER.c.provider,
            OFFER.c.is_public,
        ).where(OFFER.c.pathway_id == pathway_id)
    ).one_or_none()
    if offer is None or not (offer.is_public or is_inside):
        raise NotFoundError(pathway_id)
    identifier = operation
    values: dict[str, Any] = {
        "id": identifier,
        "pathway_id": pathway_id,
        "version_id": offer.version_id,
        "organisation_id": offer.organisation_id,
        "person_id": sender.person_id,
        "name": sender.name,
        "email": sender.email,
        "organisation": sender.organisation,
        "words": sender.words,
        "at": now(),
        "answered_by_name": "",
    }
    # Two clicks at one moment: the database lets one of them in.
    if not _insert(session, values):
        if _is_kept(session, values):
            return str(offer.provider)
        identifier = values["id"] = new_id()
        _insert(session, values)
    tell_members(
        session,
        offer.organisation_id,
        Action.OWN_PATHWAYS,
        f"An enquiry about {offer.title}",
        _MAIL.format(
            name=sender.name,
            organisation=f" ({sender.organisation})" if sender.organisation else "",
            title=offer.title,
            words=sender.words,
            email=sender.email,
        ),
        path="/enquiries",
    )
    # The trail says that somebody asked; who, and what, stands with the enquiry alone.
    write_down(
        session,
        None,
        "enquire",
        "An enquiry came in",
        subject=identifier,
        organisation_id=offer.organisation_id,
    )
    return str(offer.provider)


def mark_answered(session: Session, actor: Actor, enquiry_id: str, *, is_answered: bool) -> None:
    """Mark an enquiry to the actor's organisation as answered, or open it again.

    Doing it twice changes nothing. NotFoundError for any other enquiry.
    """
    row = session.execute(
        sa.select(Enquiry).where(Enquiry.id == enquiry_id, own_enquiries(actor)).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(enquiry_id)
    if (row.answered_at is not None) == is_answered:
        return
    row.answered_at = now() if is_answered else None
    row.answered_by_name = actor.name if is_answered else ""
    action, words = (
        ("answer", "Marked an enquiry as answered")
        if is_answered
        else ("reopen", "Opened an enquiry again")
    )
    write_down(session, actor, action, words, subject=enquiry_id)


def _is_kept(session: Session, values: dict[str, Any]) -> bool:
    """Whether the enquiry under this identifier says the same, of the same pathway."""
    said = ("pathway_id", "name", "email", "organisation", "words")
    row = session.get_one(Enquiry, values["id"])
    return all(getattr(row, key) == values[key] for key in said)


def _insert(session: Session, values: dict[str, Any]) -> bool:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    statement = sa.text(
        f"INSERT INTO enquiry ({names}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING RETURNING id"  # noqa: S608  # names of columns
    ).bindparams(sa.bindparam("at", type_=ENQUIRY.c.at.type))
    return session.execute(statement, values).first() is not None
