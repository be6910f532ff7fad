"""The trail of what a provider answered, read from the journal by those whom it concerns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.plan.progress import Quote, quote_words
from pathways.records.journal import JOURNAL

ANSWERED: Final = "answer enquiry"
"""What the journal calls an answer that was given here."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was given."""

    at: datetime
    by: str
    words: str
    quote: Quote

    @property
    def price(self) -> str:
        """The price in words; empty where none was given."""
        return quote_words(self.quote)


def count_answers(session: Session, enquiry_id: str) -> int:
    """Return how many answers an enquiry got."""
    return session.execute(
        sa.select(sa.func.count()).where(
            JOURNAL.c.subject == enquiry_id, JOURNAL.c.action == ANSWERED
        )
    ).scalar_one()


def list_answers(
    session: Session, enquiry_ids: Iterable[str]
) -> Mapping[str, tuple[GivenAnswer, ...]]:
    """Return the answers to each enquiry, the first one first; none: no entry.

    Who may read an enquiry is for the caller to know: it names only those.
    """
    rows = session.execute(
        sa.select(JOURNAL.c.subject, JOURNAL.c.at, JOURNAL.c.person_name, JOURNAL.c.images)
        .where(JOURNAL.c.subject.in_(tuple(enquiry_ids)), JOURNAL.c.action == ANSWERED)
        .order_by(JOURNAL.c.id)
    )
    found: dict[str, list[GivenAnswer]] = {}
    for row in rows:
        (said,) = row.images
        answer = GivenAnswer(row.at, row.person_name, said["words"], Quote(*said["quote"]))
        found.setdefault(row.subject, []).append(answer)
    return {key: tuple(answers) for key, answers in found.items()}
