"""Enquiries as the provider's people read them, and what the form shows of a pathway."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.models.enquiry import Enquiry, own_enquiries
from pathways.models.version import Version
from pathways.records.listing.keeping import OFFER

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class AskedView:
    """The pathway that an enquiry is about."""

    id: str
    title: str
    provider: str


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """An enquiry to the actor's organisation."""

    id: str
    pathway_id: str
    title: str
    is_listed: bool
    name: str
    email: str
    organisation: str
    words: str
    at: datetime
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class EnquiriesView:
    """A page of enquiries, those that wait or those answered, the newest first."""

    items: tuple[EnquiryView, ...]
    is_answered: bool
    open: int
    answered: int
    page: int
    pages: int


def get_asked(session: Session, pathway_id: str, *, is_inside: bool) -> AskedView:
    """Return a listed pathway; NotFoundError for one that the reader cannot see."""
    row = session.execute(
        sa.select(OFFER.c.title, OFFER.c.provider, OFFER.c.is_public).where(
            OFFER.c.pathway_id == pathway_id
        )
    ).one_or_none()
    if row is None or not (row.is_public or is_inside):
        raise NotFoundError(pathway_id)
    return AskedView(pathway_id, row.title, row.provider)


def list_enquiries(
    session: Session, actor: Actor, *, is_answered: bool, page: int
) -> EnquiriesView:
    """Return a page of the enquiries to the actor's organisation."""
    own = own_enquiries(actor)
    total, open_ = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((Enquiry.answered_at.is_(None), 1))),
        ).where(own)
    ).one()
    shown = total - open_ if is_answered else open_
    pages = max(1, -(-shown // PAGE))
    page = min(max(1, page), pages)
    is_so = Enquiry.answered_at.is_not(None) if is_answered else Enquiry.answered_at.is_(None)
    rows = session.execute(
        sa.select(
            Enquiry,
            Version.content["title"].as_string().label("title"),
            OFFER.c.number.label("listed"),
        )
        .join(Version, Version.id == Enquiry.version_id)
        .outerjoin(OFFER, OFFER.c.pathway_id == Enquiry.pathway_id)
        .where(own, is_so)
        .order_by(Enquiry.at.desc(), Enquiry.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    items = tuple(
        EnquiryView(
            id=row.Enquiry.id,
            pathway_id=row.Enquiry.pathway_id,
            title=row.title,
            is_listed=row.listed is not None,
            name=row.Enquiry.name,
            email=row.Enquiry.email,
            organisation=row.Enquiry.organisation,
            words=row.Enquiry.words,
            at=row.Enquiry.at,
            answered_at=row.Enquiry.answered_at,
            answered_by=row.Enquiry.answered_by_name,
        )
        for row in rows
    )
    return EnquiriesView(items, is_answered, open_, total - open_, page, pages)
