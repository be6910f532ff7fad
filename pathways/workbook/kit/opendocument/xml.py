"""Text on its way into XML: what cannot be stored is refused, and nothing typed becomes markup."""

import re
from html import escape
from typing import Final

from pathways.workbook.kit.cells import check_text

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
VERSION: Final = 'office:version="1.3"'

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"
SPACES: Final = " ".join(
    (
        *(
            f'xmlns:{name}="{_ODF}:{name}:1.0"'
            for name in ("office", "table", "text", "style", "meta", "config")
        ),
        f'xmlns:number="{_ODF}:datastyle:1.0"',
        f'xmlns:fo="{_ODF}:xsl-fo-compatible:1.0"',
        f'xmlns:svg="{_ODF}:svg-compatible:1.0"',
        f'xmlns:of="{_ODF}:of:1.2"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:ooo="http://openoffice.org/2004/office"',
    )
)
"""The spaces of the names of all parts."""

# Blanks that XML does not keep: at either end, several in a row, and others than the plain one.
_BLANKS: Final = re.compile(r"^ +| {2,}| +$|[\t\r]")
# LibreOffice loses the mark that OpenDocument has for a tab, and keeps the sign itself.
_SIGNS: Final = {"\t": "&#9;", "\r": "&#13;"}


def stored(text: str) -> str:
    """Return text between tags; CellTextError if a workbook cannot hold it."""
    check_text(text)
    return escape(text, quote=False)


def attribute(text: str) -> str:
    """Return text as the value of an attribute; CellTextError if a workbook cannot hold it."""
    check_text(text)
    return escape(text).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def paragraphs(text: str) -> str:
    """Return text as the lines of a cell."""
    lines = stored(text).split("\n")
    return "".join(f"<text:p>{_BLANKS.sub(_blank, line)}</text:p>" for line in lines)


def _blank(found: re.Match[str]) -> str:
    if found[0] in _SIGNS:
        return _SIGNS[found[0]]
    return f'<text:s text:c="{len(found[0])}"/>'
