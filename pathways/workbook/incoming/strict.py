"""Workbooks saved as Strict Open XML: the same parts, in spaces of other names."""

import re
import zipfile
from io import BytesIO
from typing import Final

_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_NAMED: Final = re.compile(
    rb"""(?P<what>\b(?:xmlns(?::[\w.-]+)?|Type)\s*=\s*)(?P<sign>["'])"""
    rb"""http://purl\.oclc\.org/ooxml/(?P<name>[\w./-]*)(?P=sign)"""
)
_TAG: Final = re.compile(rb"<[^<>]*http://purl\.oclc\.org/ooxml/[^<>]*>")
"""Words of a cell are in no tag, whatever they say."""
_USUAL: Final = b"http://schemas.openxmlformats.org/"
_MOVED: Final = {
    b"officeDocument/extendedProperties": b"officeDocument/2006/extended-properties",
    b"officeDocument/customProperties": b"officeDocument/2006/custom-properties",
    b"officeDocument/relationships/extendedProperties": (
        b"officeDocument/2006/relationships/extended-properties"
    ),
    b"officeDocument/relationships/customProperties": (
        b"officeDocument/2006/relationships/custom-properties"
    ),
}
_XML: Final = (".xml", ".rels")


def as_usual(data: bytes) -> bytes:
    """Return a workbook with the usual names of spaces; one that has them already as it is."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = [entry for entry in archive.infolist() if not entry.is_dir()]
        start = next((one for one in names if one.filename.casefold() == "_rels/.rels"), None)
        if start is None or _STRICT not in archive.read(start):
            return data
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as renamed:
            for entry in names:
                part = archive.read(entry)
                if entry.filename.casefold().endswith(_XML):
                    part = _TAG.sub(lambda tag: _NAMED.sub(_renamed, tag[0]), part)
                renamed.writestr(entry.filename, part)
    return out.getvalue()


def _renamed(found: re.Match[bytes]) -> bytes:
    name = found["name"]
    space, _, rest = name.partition(b"/")
    usual = _MOVED.get(name, b"%b/2006/%b" % (space, rest))
    return b"%b%b%b%b%b" % (found["what"], found["sign"], _USUAL, usual, found["sign"])
