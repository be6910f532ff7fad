"""Write a pathway as the workbook that a commissioner opens."""

from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from pathways.domain.review.identity import PIECE
from pathways.domain.review.identity import PROPERTY as IDENTITY
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import Document, describe, pack
from pathways.workbook.kit.writing import write_page
from pathways.workbook.qa.chart import add_chart, alternative_text
from pathways.workbook.qa.pages import list_pages
from pathways.workbook.qa.subject import QaSubject, ReviewEntry
from pathways.workbook.qa.summary import TITLE as SUMMARY
from pathways.workbook.qa.summary import share_column

__all__ = ["IDENTITY", "QaSubject", "ReviewEntry", "write_qa_matrix"]


def write_qa_matrix(subject: QaSubject) -> bytes:
    """Return the QA matrix of a pathway as an xlsx file: same subject, same bytes."""
    workbook = Workbook()
    look = make_look(workbook)
    workbook.remove(workbook.worksheets[0])
    cached = {}
    for page in list_pages(subject):
        leaf = write_page(workbook, page, look)
        cached[page.title] = leaf.cached
        if page.title == SUMMARY:
            add_chart(leaf.sheet, page, subject.report, share_column(subject))
    _describe(workbook, subject)
    return pack(workbook, cached, alternative_text(subject.report))


def _describe(workbook: Workbook, subject: QaSubject) -> None:
    """Say what the file is, and keep its identity."""
    level = subject.edition.by_level[subject.content.target_level].name
    document = Document(
        title=f"Quality assurance matrix: {subject.content.title}",
        subject=f"{level}, {subject.standard.name}, {subject.version}",
        creator=subject.provider,
        description=subject.headline,
        keywords="QA matrix; trauma informed; training pathway",
        moment=subject.changed_at,
    )
    describe(workbook, document)
    if subject.identity is not None:
        custom: Any = workbook  # the stubs know no document properties of one's own
        text = subject.identity
        pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)]
        for number, piece in enumerate(pieces, start=1):
            name = IDENTITY if number == 1 else f"{IDENTITY}{number}"
            custom.custom_doc_props.append(StringProperty(name=name, value=piece))
