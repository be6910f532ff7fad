"""What a provider answers: kept with its trail, mailed to the asker, told to the asker's brief."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.plan.progress import CourseProgress, CourseStanding, Quote, quote_words
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.models.base import now
from pathways.models.enquiry import Enquiry, own_enquiries
from pathways.models.version import Version
from pathways.records.answers import ANSWERED, count_answers
from pathways.records.courses import set_state, standings_for
from pathways.records.journal import write_down
from pathways.records.mail import post_mail
from pathways.records.people import name_of
from pathways.records.tenants import whole

_MAIL: Final = """{provider} {verb} about "{title}":

{answer}

You asked:

{words}

This mail comes from the site itself, so a reply to it does not reach them.
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider says: words, and what it offers."""

    words: str
    quote: Quote = Quote()

    @property
    def told(self) -> str:
        """All of it as text, a paragraph each."""
        price = quote_words(self.quote)
        parts = (
            self.words,
            f"Price: {price}" if price else "",
            f"Days: {self.quote.dates}" if self.quote.dates else "",
        )
        return "\n\n".join(part for part in parts if part)


def give_answer(
    session: Session, actor: Actor, enquiry_id: str, answer: Reply, *, seen: int
) -> bool:
    """Answer an enquiry to the actor's organisation; return whether anything was different.

    `seen` is how many answers there were when the person began: ConflictError where there are more
    by now that say something else. NotFoundError for an enquiry to somebody else.
    """
    row = _lock_own(session, actor, enquiry_id)
    before = answer_of(row)
    count = count_answers(session, enquiry_id)
    if count and before == answer and row.answered_at is not None:
        return False
    if count != seen and before != answer:
        raise ConflictError
    row.answer = answer.words
    row.quoted_pence, row.quoted_basis, row.quoted_vat, row.quoted_dates = answer.quote
    row.answered_at, row.answered_by_name = now(), actor.name
    # What was answered stands with the enquiry; the step holds it too, so that an answer that is
    # changed stays readable for those two sides.
    write_down(
        session,
        actor,
        ANSWERED,
        "Answered an enquiry",
        subject=enquiry_id,
        images=[{"words": answer.words, "quote": list(answer.quote)}],
    )
    provider = name_of(session, row.organisation_id)
    _tell_asker(session, row, provider, answer, is_changed=bool(count))
    _tell_brief(session, row, provider, answer.quote, before.quote)
    return True


def mark_answered(session: Session, actor: Actor, enquiry_id: str, *, is_answered: bool) -> None:
    """Mark an enquiry to the actor's organisation as answered, or open it again.

    Doing it twice changes nothing. NotFoundError for any other enquiry.
    """
    row = _lock_own(session, actor, enquiry_id)
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


def answer_of(row: Enquiry) -> Reply:
    """Return the last answer that an enquiry got; an empty one where there is none."""
    return Reply(
        row.answer or "",
        Quote(
            row.quoted_pence,
            row.quoted_basis or "",
            row.quoted_vat or "",
            row.quoted_dates or "",
        ),
    )


def _lock_own(session: Session, actor: Actor, enquiry_id: str) -> Enquiry:
    row = session.execute(
        sa.select(Enquiry).where(Enquiry.id == enquiry_id, own_enquiries(actor)).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(enquiry_id)
    return row


def _tell_asker(
    session: Session, row: Enquiry, provider: str, answer: Reply, *, is_changed: bool
) -> None:
    if not row.email:
        # The account was erased. The answer stands with the enquiry, for those who are left.
        return
    title = session.scalar(
        sa.select(Version.content["title"].as_string()).where(Version.id == row.version_id)
    )
    post_mail(
        session,
        row.email,
        f"{provider} answers about {title}",
        _MAIL.format(
            provider=provider,
            verb="changed its answer" if is_changed else "answers your enquiry",
            title=title,
            answer=answer.told,
            words=row.words,
        ),
        organisation_id=row.buyer_id,
        # Somebody who was not signed in has no page to read it on.
        path=f"/enquiries/{row.id}" if row.buyer_id else "",
    )


def _tell_brief(session: Session, row: Enquiry, provider: str, quote: Quote, before: Quote) -> None:
    """Put what is offered beside the course in the brief that the enquiry was made for.

    What the buyer decided stays decided. A price that the buyer wrote down gives way to a price
    alone; one that the provider takes back goes, where it still stands as the provider gave it.
    """
    if row.brief_id is None or row.buyer_id is None:
        return
    buyer = Actor("", provider, "", False, row.buyer_id)
    with whole(session, "an offer goes beside the buyer's own brief"):
        _put_beside(session, buyer, row.brief_id, row.pathway_id, quote, before)


def _put_beside(
    session: Session, buyer: Actor, brief: str, pathway: str, quote: Quote, before: Quote
) -> None:
    there = standings_for(session, buyer, brief).get(pathway, CourseStanding())
    if quote.pence is None and there.quote.pence is not None and there.quote != before:
        quote = there.quote._replace(dates=quote.dates or there.quote.dates)
    state = there.state
    if state in (CourseProgress.OPEN, CourseProgress.ASKED, CourseProgress.QUOTED):
        state = CourseProgress.ASKED if quote.pence is None else CourseProgress.QUOTED
    set_state(session, buyer, brief, pathway, state, quote=quote)
