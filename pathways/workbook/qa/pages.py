"""The sheets of a QA matrix, in their order."""

from collections.abc import Callable
from typing import Final

from pathways.workbook.kit.page import Page
from pathways.workbook.qa.assurance import assurance_page
from pathways.workbook.qa.gaps import gaps_page
from pathways.workbook.qa.mappings import mappings_page
from pathways.workbook.qa.matrix import matrix_page
from pathways.workbook.qa.modules import modules_page
from pathways.workbook.qa.notes import notes_page
from pathways.workbook.qa.proportion import proportion_page
from pathways.workbook.qa.review import review_page
from pathways.workbook.qa.subject import QaSubject
from pathways.workbook.qa.summary import summary_page

PAGES: Final[tuple[Callable[[QaSubject], Page], ...]] = (
    summary_page,
    matrix_page,
    gaps_page,
    mappings_page,
    modules_page,
    proportion_page,
    assurance_page,
    review_page,
    notes_page,
)


def list_pages(subject: QaSubject) -> list[Page]:
    """Return all sheets of a subject."""
    return [make(subject) for make in PAGES if not (subject.is_plain and make is proportion_page)]
