"""Write a pathway as the OpenDocument spreadsheet of its QA matrix: the same sheets, no chart."""

from pathways.workbook.kit.opendocument.file import pack_opendocument
from pathways.workbook.qa.itself import about, document_of, list_properties
from pathways.workbook.qa.pages import list_pages
from pathways.workbook.qa.subject import QaSubject


def write_qa_matrix_ods(subject: QaSubject) -> bytes:
    """Return the QA matrix of a pathway as an ods file: same subject, same bytes."""
    return pack_opendocument(
        list_pages(subject), document_of(subject), list_properties(subject), about(subject)
    )
