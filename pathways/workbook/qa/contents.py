"""What stands at the top of Summary: where everything is, whom to ask, to whom it was sent."""

from collections.abc import Iterator
from typing import Final

from pathways.domain.days import day_of
from pathways.domain.pathway.fields import ASSURANCE_FIELDS, DETAIL_FIELDS
from pathways.domain.review.sent import SentFacts
from pathways.domain.words import iso_day
from pathways.workbook.kit.page import Fact
from pathways.workbook.qa.details import NOT_STATED, decision_words
from pathways.workbook.qa.subject import QaSubject

CONTENTS: Final = (
    ("Matrix", "Which module treats which competency, and how far"),
    ("Gaps", "What was open at export, and whether it still is"),
    ("Mappings", "Each claim, with its outcomes and evidence"),
    ("Modules", "What is taught, for how long, and how it is assessed"),
    ("Proportion", "What each module claims, and what is behind it"),
    ("Details", "The course for a buyer, how it was sent, and what was decided"),
    ("Assurance", "The provider's own statements on quality"),
    ("Review", "A row for each finding, with the evidence beside it"),
    ("Notes", "Words, scale, method, and long texts in parts"),
)
"""The sheets after Summary, each with what it holds."""

_CONTACT = next(item for item in DETAIL_FIELDS if item.name == "contact")
_REVIEW_DATE = next(item for item in ASSURANCE_FIELDS if item.name == "review_date")


def contents() -> Iterator[Fact]:
    """Yield a row for each sheet, whose label leads there."""
    for title, words in CONTENTS:
        yield Fact(title, words, leads_to=title)


def contact(subject: QaSubject) -> Iterator[Fact]:
    """Yield whom to ask, and when the provider looks at it next."""
    content = subject.content
    day = content.assurance.review_date
    yield Fact(_CONTACT.label, content.details.contact or NOT_STATED)
    yield Fact(_REVIEW_DATE.label, iso_day(day) if day else NOT_STATED)


def sending(sent: SentFacts | None) -> Iterator[Fact]:
    """Yield to whom and when it was sent, who declared it, and what was decided, if anything."""
    if sent is None:
        return
    yield Fact("Sent to", sent.to)
    yield Fact("Sent on", day_of(sent.at))
    yield Fact("Declared by", ", ".join(filter(None, (sent.by, sent.role))))
    if sent.decision:
        yield Fact("Decision", decision_words(sent.decision), is_strong=True)
