"""The Evidence sheet: one row for each offer, module and competency."""

from typing import Final

from pathways.workbook.comparison.subject import ComparisonSubject
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.mappings import MAPPING_COLUMNS, list_mappings

TITLE: Final = "Evidence"


def evidence_page(subject: ComparisonSubject) -> Page:
    """Return the Evidence sheet."""
    columns = (Column("Offer", 10, Kind.MARK), Column("Title of the offer", 28), *MAPPING_COLUMNS)
    rows: list[Row] = [
        (item.letter, item.offer.title, *row)
        for item in subject.offers
        for row in list_mappings(subject.edition, item.offer.content)
    ]
    if not rows:
        rows.append(("None", "No offer treats a competency.", *[""] * len(MAPPING_COLUMNS)))
    return Page(
        title=TITLE,
        heading="Evidence: which module of which offer treats each competency, and how it is shown",
        remarks=(
            "One table. An empty Outcomes or Evidence cell: the provider has stated nothing there.",
        ),
        table="EvidenceRows",
        columns=columns,
        rows=tuple(rows),
        is_large=True,
        has_long_texts=True,
    )
