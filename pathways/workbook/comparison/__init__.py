"""Write a comparison of offers as a workbook."""

from typing import Final

from openpyxl import Workbook

from pathways.domain.words import number_word
from pathways.workbook.comparison.competencies import competencies_page
from pathways.workbook.comparison.evidence import evidence_page
from pathways.workbook.comparison.notes import notes_page
from pathways.workbook.comparison.subject import ComparisonSubject
from pathways.workbook.comparison.summary import summary_page
from pathways.workbook.comparison.themes import themes_page
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import Document, describe, pack
from pathways.workbook.kit.writing import write_page

__all__ = ["ComparisonSubject", "write_comparison"]

PAGES: Final = (summary_page, themes_page, competencies_page, evidence_page, notes_page)


def write_comparison(subject: ComparisonSubject) -> bytes:
    """Return a comparison as an xlsx file: same subject, same bytes."""
    workbook = Workbook()
    look = make_look(workbook)
    workbook.remove(workbook.worksheets[0])
    cached = {}
    for make in PAGES:
        page = make(subject)
        cached[page.title] = write_page(workbook, page, look).cached
    comparison = subject.comparison
    document = Document(
        title=f"Comparison of {number_word(len(comparison.offers))} training pathways",
        subject=f"{subject.judged_at}, {comparison.standard.name}",
        creator="Pathways",
        description=" ".join(subject.conclusions),
        keywords="comparison; trauma informed; training pathways",
        moment=subject.changed_at,
    )
    describe(workbook, document)
    return pack(workbook, cached)
