"""Write a pathway as the workbook that a commissioner opens."""

from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import describe, pack
from pathways.workbook.kit.writing import write_page
from pathways.workbook.qa.chart import add_chart, alternative_text
from pathways.workbook.qa.itself import IDENTITY, about, document_of, list_properties
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
        leaf = write_page(workbook, page, look, about(subject))
        cached[page.title] = leaf.cached
        if page.title == SUMMARY:
            add_chart(leaf.sheet, page, subject.report, share_column(subject))
    describe(workbook, document_of(subject))
    custom: Any = workbook  # the stubs know no document properties of one's own
    for name, piece in list_properties(subject):
        custom.custom_doc_props.append(StringProperty(name=name, value=piece))
    return pack(workbook, cached, alternative_text(subject.report))
