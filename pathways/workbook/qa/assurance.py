"""The Assurance sheet: the principles, and the provider's statements on quality."""

from typing import Final

from pathways.domain.pathway.fields import Reader, fields_of
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Assurance"

_NOTHING = {False: "Nothing stated yet.", True: "Nothing stated."}


def assurance_page(subject: QaSubject) -> Page:
    """Return the Assurance sheet."""
    content = subject.content
    said = content.assurance
    nothing = _NOTHING[subject.for_readers]
    rows: list[Row] = [
        (f"Principle: {item.name}", item.gist, said.principle(item.code) or nothing)
        for item in subject.edition.principles
    ]
    is_asked = subject.is_flat or content.details.qualification or content.details.supervision
    rows += [
        (item.label, item.about, getattr(part, item.name) or nothing)
        for part in (said, content.details)
        for item in fields_of(part)
        if Reader.WORKBOOK not in item.left_out and (is_asked or not item.is_specialist)
    ]
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
