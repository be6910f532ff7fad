"""The Assurance sheet: the principles, and the provider's statements on quality."""

from typing import Any, Final

from pathways.domain.pathway.fields import ASSURANCE_FIELDS, Field, FieldKind, fields_of
from pathways.domain.review.places import MarkedPlace, principle_row
from pathways.domain.words import iso_day
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Assurance"

_PRINCIPLE = "Principle: "
_NOTHING = {False: "Nothing stated yet.", True: "Nothing stated."}


def label_of(place: MarkedPlace) -> str:
    """Return what a row of Review is called here."""
    is_principle = place.row == principle_row(place.row.partition(":")[2])
    return f"{_PRINCIPLE}{place.label}" if is_principle else place.label


def _stated(subject: QaSubject, part: Any, item: Field) -> str:
    """Return what is stated; earlier releases wrote a day in figures."""
    value: str = getattr(part, item.name)
    is_day = item.kind is FieldKind.DATE and subject.stands_alone
    return iso_day(value) if value and is_day else value


def assurance_page(subject: QaSubject) -> Page:
    """Return the Assurance sheet."""
    content = subject.content
    said = content.assurance
    nothing = _NOTHING[subject.for_readers]
    rows: list[Row] = [
        (f"{_PRINCIPLE}{item.name}", item.gist, said.principle(item.code) or nothing)
        for item in subject.edition.principles
    ]
    is_asked = subject.is_flat or content.details.qualification or content.details.supervision
    rows += [
        (item.label, item.about, _stated(subject, part, item) or nothing)
        for part in (said, content.details)
        for item in fields_of(part)
        if item in ASSURANCE_FIELDS or (is_asked and item.is_specialist)
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
