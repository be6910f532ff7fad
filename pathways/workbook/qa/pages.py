"""The sheets of a QA matrix, in their order; Notes, which looks at the others, comes last."""

from collections.abc import Callable
from typing import Final

from pathways.domain.review.generation import Generation
from pathways.workbook.kit.page import Page
from pathways.workbook.qa.assurance import assurance_page
from pathways.workbook.qa.before import modules as modules_of_before
from pathways.workbook.qa.before import review as review_of_before
from pathways.workbook.qa.details import details_page
from pathways.workbook.qa.gaps import gaps_page
from pathways.workbook.qa.mappings import mappings_page
from pathways.workbook.qa.matrix import matrix_page
from pathways.workbook.qa.modules import modules_page
from pathways.workbook.qa.notes import notes_page
from pathways.workbook.qa.proportion import proportion_page
from pathways.workbook.qa.review import review_page
from pathways.workbook.qa.subject import QaSubject
from pathways.workbook.qa.summary import summary_page

Makers = tuple[Callable[[QaSubject], Page], ...]

_ALONE: Final[Makers] = (
    summary_page,
    matrix_page,
    gaps_page,
    mappings_page,
    modules_page,
    proportion_page,
    details_page,
    assurance_page,
    review_page,
)
_WITH_PROPORTION: Final[Makers] = (
    summary_page,
    matrix_page,
    gaps_page,
    mappings_page,
    modules_of_before.modules_page,
    proportion_page,
    assurance_page,
    review_of_before.review_page,
)
_BY_GENERATION: Final = {
    Generation.FIRST: tuple(make for make in _WITH_PROPORTION if make is not proportion_page),
    Generation.PROPORTION: _WITH_PROPORTION,
    Generation.ALONE: _ALONE,
}


def list_pages(subject: QaSubject) -> list[Page]:
    """Return all sheets of a subject."""
    pages = [make(subject) for make in _BY_GENERATION[subject.generation]]
    others = pages if subject.stands_alone else ()
    return [*pages, notes_page(subject, others)]
