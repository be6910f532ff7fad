"""Make the file: what openpyxl cannot say goes in here, and the same content gives the same bytes.

openpyxl writes no cached values and no alternative text, stamps the hour of saving on every
part, and spells some parts as few programs read them. All of it is put right on the finished parts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from pathways.workbook.kit.cells import check_text
from pathways.workbook.kit.spoken import as_spoken
from pathways.workbook.kit.writing import Cached

_FORMULA: Final = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)><f>([^<]*)</f><v(?:/>|></v>)</c>'
)
_CHART: Final = re.compile(rb'<cNvPr id="1" name="Chart 1"/>')
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The hour of every part, so that none tells when it was written."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says of itself. `moment` is that of the content, not of the export."""

    title: str
    subject: str
    creator: str
    description: str
    keywords: str
    moment: datetime


def describe(workbook: Workbook, document: Document) -> None:
    """Set the document's properties."""
    moment = document.moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    properties = workbook.properties
    properties.title = document.title
    properties.subject = document.subject
    properties.creator = document.creator
    properties.lastModifiedBy = document.creator
    properties.description = document.description
    properties.keywords = document.keywords
    properties.language = "en-GB"
    properties.created = moment
    properties.modified = moment


def pack(workbook: Workbook, cached: Mapping[str, Cached], alternative_text: str = "") -> bytes:
    """Return the workbook as a file; `cached` holds values by sheet title and address."""
    draft = BytesIO()
    # Not `Workbook.save`, which would write the present hour over the date of the content.
    ExcelWriter(workbook, ZipFile(draft, "w", ZIP_STORED)).save()
    values = {sheet.path[1:]: cached[sheet.title] for sheet in workbook.worksheets}
    finished = BytesIO()
    with (
        ZipFile(draft) as parts,
        ZipFile(finished, "w", ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for name in parts.namelist():
            part = parts.read(name)
            if name in values:
                part = _with_cached(name, part, values[name])
            elif name.startswith("xl/drawings/drawing"):
                part = _with_alternative_text(part, alternative_text)
            part = as_spoken(name, part)
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            # The same on every system that writes it.
            entry.create_system = 0
            archive.writestr(entry, part)
    return finished.getvalue()


def _with_cached(name: str, part: bytes, values: Cached) -> bytes:
    """Put the cached values beside their formulas."""

    def fill(found: re.Match[bytes]) -> bytes:
        address, style, formula = found.groups()
        value = values[address.decode()]
        if isinstance(value, str):
            kind, shown = b' t="str"', escape(check_text(value), quote=False)
        else:
            kind, shown = b"", repr(value)
        return b'<c r="%b"%b%b><f>%b</f><v>%b</v></c>' % (
            *(address, style, kind, formula),
            shown.encode(),
        )

    filled, count = _FORMULA.subn(fill, part)
    if count != len(values):
        raise RuntimeError(f"{name}: {len(values)} formulas written, {count} found.")
    return filled


def _with_alternative_text(part: bytes, text: str) -> bytes:
    words = f'<cNvPr id="1" name="Chart 1" descr="{escape(text)}"/>'.encode()
    filled, count = _CHART.subn(lambda _: words, part)
    if count != 1:
        raise RuntimeError("The chart is not where its alternative text goes.")
    return filled
