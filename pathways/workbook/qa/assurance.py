"""The Assurance sheet: the principles, and the provider's statements on quality."""

from typing import Final

from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Assurance"

_NOTHING = "Nothing stated yet."


def assurance_page(subject: QaSubject) -> Page:
    """Return the Assurance sheet."""
    content = subject.content
    said = content.assurance
    rows: list[Row] = [
        (f"Principle: {item.name}", item.gist, said.principle(item.code) or _NOTHING)
        for item in subject.edition.principles
    ]
    statements = [
        ("Facilitators", "Who teaches, with what experience and support.", said.facilitators),
        (
            "Lived experience",
            "How people with lived experience shaped the pathway, and how they were looked after.",
            said.lived_experience,
        ),
        ("Accessibility", "What makes the pathway open to every learner.", said.accessibility),
        (
            "Learner wellbeing and aftercare",
            "What keeps learners well before, during and after.",
            said.wellbeing,
        ),
        ("Evaluation", "How the provider finds out what the pathway changes.", said.evaluation),
        ("Evidence base", "What the content rests on.", said.evidence_base),
        ("Review date", "When the provider looks at the pathway again.", said.review_date),
    ]
    if subject.is_flat or content.details.qualification or content.details.supervision:
        statements += [
            (
                "Professional qualification",
                "What learners must hold already. No course by itself makes a specialist.",
                content.details.qualification,
            ),
            (
                "Clinical supervision",
                "The supervision that learners are expected to have.",
                content.details.supervision,
            ),
        ]
    rows += [(name, gist, words or _NOTHING) for name, gist, words in statements]
    return Page(
        title=TITLE,
        heading="Assurance: the provider's own statements",
        remarks=("One table. Nobody but the provider answers for these words.",),
        table="AssuranceRows",
        keys=("Subject",),
        columns=(
            Column("Subject", 32, Kind.STRONG),
            Column("What it is about", 48),
            Column("The provider's statement", 90),
        ),
        rows=tuple(rows),
        has_long_texts=True,
    )
