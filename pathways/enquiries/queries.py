"""Enquiries as both sides read them: the provider those to it, the asker's organisation its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.need.attached import BriefCopy, budget_words, copy_brief
from pathways.domain.plan.progress import Quote, quote_words
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Organisation
from pathways.models.brief import BriefRow
from pathways.models.enquiry import Enquiry, asked_enquiries, own_enquiries
from pathways.models.version import Version
from pathways.records.answers import GivenAnswer, list_answers
from pathways.records.briefs import find_own_brief
from pathways.records.editions import get_edition
from pathways.records.listing.keeping import OFFER

PAGE: Final = 25


class Mailbox(StrEnum):
    """Which enquiries: those that the organisation got, or those that it sent."""

    RECEIVED = "to"
    SENT = "from"


@dataclass(frozen=True, slots=True)
class ToAttach:
    """What of the asker's own brief would go along; `budget` is empty where it names none."""

    id: str
    copy: BriefCopy
    budget: str


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """An enquiry, as one of its two sides reads it. `brief_id` is empty for the provider."""

    id: str
    is_sent: bool
    pathway_id: str
    title: str
    provider: str
    is_listed: bool
    name: str
    email: str
    organisation: str
    words: str
    at: datetime
    attached: BriefCopy | None
    brief_id: str
    brief_title: str
    answered_at: datetime | None
    answered_by: str
    answer: str
    quote: Quote
    answers: tuple[GivenAnswer, ...]

    @property
    def price(self) -> str:
        """The price in words; empty where none was given."""
        return quote_words(self.quote)

    @property
    def earlier(self) -> tuple[GivenAnswer, ...]:
        """The answers before the last, the newest first."""
        return self.answers[-2::-1]


@dataclass(frozen=True, slots=True)
class EnquiriesView:
    """A page of enquiries of one side, those that wait or those answered, the newest first."""

    side: Mailbox
    items: tuple[EnquiryView, ...]
    is_answered: bool
    open: int
    answered: int
    page: int
    pages: int


def get_to_attach(session: Session, actor: Actor, brief_id: str) -> ToAttach:
    """Return what of a brief would go along; NotFoundError where it is not the actor's."""
    brief = find_own_brief(session, actor, brief_id)
    if brief is None:
        raise NotFoundError(brief_id)
    edition = get_edition(session, brief.edition)
    copy = copy_brief(edition, brief, with_budget=False)
    return ToAttach(brief_id, copy, budget_words(edition, brief))


def list_enquiries(
    session: Session, actor: Actor, side: Mailbox, *, is_answered: bool, page: int
) -> EnquiriesView:
    """Return a page of the enquiries that the actor's organisation got, or sent."""
    own = _of(side, actor)
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
        _ENQUIRIES.where(own, is_so)
        .order_by(Enquiry.at.desc(), Enquiry.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    items = _views(session, rows, side)
    return EnquiriesView(side, items, is_answered, open_, total - open_, page, pages)


def get_enquiry(session: Session, actor: Actor, enquiry_id: str) -> EnquiryView:
    """Return an enquiry that the actor's organisation got or sent; NotFoundError for any other.

    Who got it reads it as its provider, even where it asked itself.
    """
    for side in Mailbox:
        rows = session.execute(_ENQUIRIES.where(Enquiry.id == enquiry_id, _of(side, actor))).all()
        for view in _views(session, rows, side):
            return view
    raise NotFoundError(enquiry_id)


_ENQUIRIES: Final = (
    sa.select(
        Enquiry,
        Version.content["title"].as_string().label("title"),
        OFFER.c.number.label("listed"),
        Organisation.name.label("provider"),
        BriefRow.title.label("brief_title"),
    )
    .join(Version, Version.id == Enquiry.version_id)
    .join(Organisation, Organisation.id == Enquiry.organisation_id)
    .outerjoin(OFFER, OFFER.c.pathway_id == Enquiry.pathway_id)
    .outerjoin(BriefRow, BriefRow.id == Enquiry.brief_id)
)


def _of(side: Mailbox, actor: Actor) -> sa.ColumnElement[bool]:
    return own_enquiries(actor) if side is Mailbox.RECEIVED else asked_enquiries(actor)


def _views(session: Session, rows: Iterable[Any], side: Mailbox) -> tuple[EnquiryView, ...]:
    found = tuple(rows)
    answers = list_answers(session, [row.Enquiry.id for row in found]) if found else {}
    return tuple(_view(row, side, answers.get(row.Enquiry.id, ())) for row in found)


def _view(row: Any, side: Mailbox, answers: tuple[GivenAnswer, ...]) -> EnquiryView:
    kept = row.Enquiry
    is_sent = side is Mailbox.SENT
    quote = Quote(
        kept.quoted_pence, kept.quoted_basis or "", kept.quoted_vat or "", kept.quoted_dates or ""
    )
    return EnquiryView(
        id=kept.id,
        is_sent=is_sent,
        pathway_id=kept.pathway_id,
        title=row.title,
        provider=row.provider,
        is_listed=row.listed is not None,
        name=kept.name,
        email=kept.email,
        organisation=kept.organisation,
        words=kept.words,
        at=kept.at,
        attached=BriefCopy.from_plain(kept.attached) if kept.attached else None,
        # Which brief it is about, and its name today, are the asker's own.
        brief_id=(kept.brief_id or "") if is_sent else "",
        brief_title=(row.brief_title or "") if is_sent else "",
        answered_at=kept.answered_at,
        answered_by=kept.answered_by_name,
        answer=kept.answer or "",
        quote=quote,
        answers=answers,
    )
