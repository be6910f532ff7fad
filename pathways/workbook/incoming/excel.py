"""An Excel workbook opened for reading, its texts as they are stored."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pathways.workbook.incoming.arrival import SHEET_LIMIT, UnreadableBookError


def open_excel(data: bytes) -> Any:
    """Return openpyxl's workbook of a file; UnreadableBookError for too many sheets.

    Of the texts that sheets share, openpyxl takes every "x005F_" out. `_x005F_x0041_`, which is how
    programs store `_x0041_`, would be read as an A then, and other texts would lack a piece. So
    they are read here; what is stored is spelt out by `meant`.
    """
    from openpyxl.cell.text import Text
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    def texts(source: Any) -> Iterator[str]:
        for _, node in iterparse(source):
            if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                text: Any = Text.from_tree(node)
                yield text.content
                node.clear()

    kind: Any = ExcelReader

    class Reader(kind):  # type: ignore[misc]  # openpyxl's stubs do not know it
        def read_strings(self) -> None:
            part = self.package.find(SHARED_STRINGS)
            if part is not None:
                with self.archive.open(part.PartName[1:]) as source:
                    self.shared_strings = list(texts(source))

    reader = Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    if len(book.sheetnames) > SHEET_LIMIT:
        raise UnreadableBookError(f"The workbook has more than {SHEET_LIMIT} sheets.")
    return book
