"""The Evidence sheet: one row for each offer, module and competency."""

import textwrap
from collections.abc import Iterator
from typing import Final

from pathways.domain.words import competencies, duration
from pathways.workbook.comparison.subject import ComparisonSubject
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.kit.paper import Paper
from pathways.workbook.qa.mappings import MAPPING_COLUMNS, list_mappings

TITLE: Final = "Evidence"

_TITLE: Final = 120
_REMARK: Final = (
    "One table, for the screen: printed are these lines alone, until the print area is cleared. "
    "An empty Outcomes or Evidence cell: the provider has stated nothing there."
)


def evidence_page(subject: ComparisonSubject) -> Page:
    """Return the Evidence sheet."""
    columns = (Column("Offer", 10, Kind.MARK), Column("Title of the offer", 28), *MAPPING_COLUMNS)
    rows: list[Row] = [
        (item.letter, item.offer.title, *row)
        for item in subject.offers
        for row in list_mappings(subject.edition, item.offer.content)
    ]
    if not rows:
        rows.append(("Nothing", "No offer treats a competency.", *[""] * len(MAPPING_COLUMNS)))
    return Page(
        title=TITLE,
        heading="Evidence: which module of which offer treats each competency, and how it is shown",
        remarks=(_REMARK, *_modules(subject)),
        table="EvidenceRows",
        columns=columns,
        rows=tuple(rows),
        has_long_texts=True,
        paper=Paper.A3,
        is_dense=True,
        printed=0,
    )


def _modules(subject: ComparisonSubject) -> Iterator[str]:
    """Say which modules each offer has, for whoever reads the rows, and for paper."""
    for item in subject.offers:
        for number, module in enumerate(item.offer.content.modules, start=1):
            long = duration(module.minutes) if module.minutes else "length not stated"
            title = textwrap.shorten(module.title, _TITLE, placeholder=" ...")
            count = competencies(len(module.mappings))
            yield f"{item.letter}, module {number}: {title} ({long}, {count})"
