"""Word documents as small as they can be, made by hand."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_STYLES = (
    f'<w:styles {_W}><w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    "</w:styles>"
)


def line(text: str, style: str = "", *, is_item: bool = False, is_bold: bool = False) -> str:
    """Return a paragraph; U+000B in it is a line end."""
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    about += "<w:numPr/>" if is_item else ""
    look = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    words = "<w:br/>".join(f"<w:t>{escape(part)}</w:t>" for part in text.split("\v"))
    return f"<w:p><w:pPr>{about}</w:pPr><w:r>{look}{words}</w:r></w:p>"


def cell(text: str, about: str = "") -> str:
    """Return a cell of a table, a paragraph a line."""
    inside = "".join(line(part) for part in text.split("\n"))
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{inside}</w:tc>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of texts; one that begins with "<" is a cell as it is."""
    lines = (
        "".join(text if text.startswith("<w:tc>") else cell(text) for text in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{each}</w:tr>' for each in lines)}</w:tbl>"


def document(*blocks: str) -> bytes:
    """Return a file that Word opens."""
    out = io.BytesIO()
    body = "".join(blocks)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("word/styles.xml", _STYLES)
        archive.writestr(
            "word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>"
        )
    return out.getvalue()
