"""Files that were made to do harm, or are simply no workbooks: each small enough to be uploaded."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

from openpyxl import Workbook

HUGE = "XFD1048576"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DTD = '<!DOCTYPE x [<!ENTITY a "lol">]>'
SHEET = "xl/worksheets/sheet1.xml"


def small() -> dict[str, bytes]:
    """Return the parts of a small workbook."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Code", "Finding"])
    sheet.append(["L2-KA-K01", "Met"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """Return parts as a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts, **(extra or {})}.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the small workbook with one part changed."""
    parts = small()
    parts[name] = change(parts[name])
    return packed(parts)


def sheet_of(rows: str, after: str = "", before: str = "") -> bytes:
    """Return the small workbook with other rows in its sheet."""
    text = f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    return packed(small(), {SHEET: text.encode()})


def declared(name: str, doctype: str) -> bytes:
    """Return the small workbook with a document type in one part."""

    def change(part: bytes) -> bytes:
        text = part.decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
        return ('<?xml version="1.0"?>' + doctype + text.lstrip()).encode()

    return with_part(name, change)


def laughs() -> str:
    """Return a billion laughs."""
    steps = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return "<!DOCTYPE x [" + '<!ENTITY l0 "lol">' + "".join(steps) + "]>"


def flagged(bit: int) -> bytes:
    """Return the small workbook with a flag set for each of its parts."""
    data = bytearray(packed(small()))
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(signature), bytes(data)):
            data[found.start() + at] |= bit
    return bytes(data)


def sized(size: int) -> bytes:
    """Return a workbook whose sheet says that it is smaller or larger than it is."""
    data = bytearray(sheet_of("<row r='1'><c r='A1'><v>1</v></c></row>" * 20_000))
    for found in re.finditer(re.escape(SHEET.encode()), bytes(data)):
        start = found.start()
        if data[start - 46 : start - 42] == b"PK\x01\x02":
            struct.pack_into("<I", data, start - 46 + 24, size)
        elif data[start - 30 : start - 26] == b"PK\x03\x04":
            struct.pack_into("<I", data, start - 30 + 22, size)
    return bytes(data)


def twice() -> bytes:
    """Return a workbook with one part twice, of which readers choose either."""
    out = io.BytesIO(packed(small()))
    with zipfile.ZipFile(out, "a") as archive, _Quiet():
        archive.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


class _Quiet:
    """zipfile warns of what this is about."""

    def __enter__(self) -> None:
        import warnings

        self.caught = warnings.catch_warnings()
        self.caught.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, *_args: object) -> None:
        self.caught.__exit__(None, None, None)


def many_sheets(count: int) -> bytes:
    """Return a workbook with many sheets, all of them one part."""
    parts = small()
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    text = f"<workbook {MAIN} {RELS}><sheets>{names}</sheets></workbook>"
    parts["xl/workbook.xml"] = text.encode()
    return packed(parts)


def other_encoding(encoding: str) -> bytes:
    """Return the small workbook with its sheet in another encoding, and a document type."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DTD}<worksheet {MAIN}/>'
    return packed(small(), {SHEET: text.encode(encoding)})


def zeros(megabytes: int, name: str = SHEET) -> bytes:
    """Return a workbook with a part of nothing but noughts."""
    start = f"<worksheet {MAIN}><sheetData><row><c><v>".encode()
    return packed(small(), {name: start + b"0" * (megabytes * 1024 * 1024)})


def nested(depth: int) -> bytes:
    """Return a workbook with elements inside one another."""
    return sheet_of("<row>" + "<c>" * depth + "</c>" * depth + "</row>")


ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Code</t></is></c></row>'


def opendocument() -> bytes:
    """Return the beginning of an OpenDocument sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    # No workbooks at all.
    "empty": lambda: b"",
    "blanks": lambda: b"  \n\0\0",
    "text": lambda: b"Code,Finding\nL2-KA-K01,Met\n",
    "web page": lambda: b"<html><table><tr><td>Code</table></html>",
    "old excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
    "pdf": lambda: b"%PDF-1.7\n%%EOF",
    "gzip": lambda: b"\x1f\x8b\x08\0" + b"\0" * 100,
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "opendocument": lambda: opendocument(),
    "word": lambda: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "zip of a text": lambda: packed({"a.txt": b"Hello"}),
    "empty zip": lambda: b"PK\x05\x06" + b"\0" * 18,
    "noise": lambda: b"PK\x03\x04" + random.Random(5).randbytes(50_000),  # noqa: S311
    # Broken archives.
    "cut in half": lambda: packed(small())[:2_000],
    "cut at the end": lambda: packed(small())[:-10],
    "without contents": lambda: packed(
        {name: part for name, part in small().items() if name != "[Content_Types].xml"}
    ),
    "without workbook": lambda: packed(
        {name: part for name, part in small().items() if name != "xl/workbook.xml"}
    ),
    "without sheet": lambda: packed({n: part for n, part in small().items() if n != SHEET}),
    "encrypted": lambda: flagged(0x1),
    "part twice": twice,
    "part twice in other case": lambda: packed(small(), {"XL/Worksheets/Sheet1.xml": b"<x/>"}),
    "parts outside": lambda: packed(small(), {"../../etc/cron.d/x": b"x"}),
    "packed in another way": lambda: _packed_by(zipfile.ZIP_LZMA),
    "size forged down": lambda: sized(1_000),
    "size forged up": lambda: sized(4_000_000_000),
    # Bombs.
    "one part of 25 MB": lambda: zeros(25),
    "two parts of 18 MB": lambda: packed(
        small(), {"a.xml": b" " * 18_000_000, "b.xml": b" " * 18_000_000}
    ),
    "packed 1,000 to 1": lambda: zeros(15),
    "300 parts": lambda: packed(small(), {f"xl/media/{n}.png": b"x" for n in range(300)}),
    "5,000 sheets": lambda: many_sheets(5_000),
    "21 sheets": lambda: many_sheets(21),
    "36 MB of rows": lambda: sheet_of(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n % 7}</v></c></row>' for n in range(1, 720_000))
    ),
    "a million text cells": lambda: sheet_of(_wide_rows()),
    # What XML can declare.
    "billion laughs in the sheet": lambda: declared(SHEET, laughs()),
    "billion laughs in the workbook": lambda: declared("xl/workbook.xml", laughs()),
    "billion laughs in the styles": lambda: declared("xl/styles.xml", laughs()),
    "billion laughs in the relations": lambda: declared("xl/_rels/workbook.xml.rels", laughs()),
    "billion laughs in the types": lambda: declared("[Content_Types].xml", laughs()),
    "outside file": lambda: declared(
        SHEET, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    ),
    "outside address": lambda: declared(SHEET, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "quadratic": lambda: declared(SHEET, f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'),
    "utf-16": lambda: other_encoding("utf-16"),
    "latin": lambda: other_encoding("iso-8859-1"),
    # Macros.
    "macros": lambda: packed(small(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "macros by type": lambda: with_part(
        "[Content_Types].xml",
        lambda part: part.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
    ),
    "macro sheet": lambda: packed(small(), {"xl/macrosheets/sheet1.xml": b"<x/>"}),
    # Broken XML inside.
    "xml cut": lambda: with_part(SHEET, lambda part: part[:-30]),
    "xml empty": lambda: with_part(SHEET, lambda _: b""),
    "workbook empty": lambda: with_part("xl/workbook.xml", lambda _: b"<workbook/>"),
    "styles broken": lambda: with_part("xl/styles.xml", lambda _: b"<styleSheet><x></styleSheet>"),
    "string index": lambda: sheet_of('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'),
    "string index below": lambda: sheet_of('<row r="1"><c r="A1" t="s"><v>-9</v></c></row>'),
    "number of a million digits": lambda: sheet_of(
        f'<row r="1"><c r="A1"><v>{"9" * 1_000_000}</v></c></row>'
    ),
    "number that is none": lambda: sheet_of('<row r="1"><c r="A1"><v>1.2.3</v></c></row>'),
    "address that is none": lambda: sheet_of('<row r="1"><c r="!!"><v>1</v></c></row>'),
    "row that is none": lambda: sheet_of('<row r="x"><c r="A1"><v>1</v></c></row>'),
    "date that is none": lambda: sheet_of('<row r="1"><c r="A1" t="d"><v>2026-99-99</v></c></row>'),
    "deep": lambda: nested(200_000),
}
"""Files that are refused."""

GEOMETRY: dict[str, Callable[[], bytes]] = {
    "cell in the last corner": lambda: sheet_of(
        ROW + f'<row r="1048576"><c r="{HUGE}"><v>1</v></c></row>'
    ),
    "row without end": lambda: sheet_of(ROW + '<row r="99999999999"><c><v>1</v></c></row>'),
    "all cells merged": lambda: sheet_of(
        ROW, f'<mergeCells><mergeCell ref="A1:{HUGE}"/></mergeCells>'
    ),
    "all cells linked": lambda: sheet_of(
        ROW, f'<hyperlinks><hyperlink ref="A1:{HUGE}"/></hyperlinks>'
    ),
    "all cells validated": lambda: sheet_of(
        ROW,
        f'<dataValidations><dataValidation sqref="A1:{HUGE}"><formula1>1</formula1>'
        "</dataValidation></dataValidations>",
    ),
    "dimension of everything": lambda: sheet_of(ROW, before=f'<dimension ref="A1:{HUGE}"/>'),
    "dimension of nothing": lambda: sheet_of(ROW, before='<dimension ref="A1:A0"/>'),
    "table of everything": lambda: packed(
        small(), {"xl/tables/table1.xml": f'<table {MAIN} ref="A1:{HUGE}"/>'.encode()}
    ),
    "columns of everything": lambda: sheet_of(
        ROW, before='<cols><col min="1" max="99999999" width="9"/></cols>'
    ),
    "row again and again": lambda: sheet_of(ROW * 50_000),
    "shared formula": lambda: sheet_of(
        f'<row r="1"><c r="A1"><f t="shared" ref="A1:{HUGE}" si="0">A1+1</f><v>1</v></c></row>'
    ),
    "a million numbers": lambda: sheet_of(_numbers()),
    "array formula": lambda: sheet_of(
        f'<row r="1"><c r="A1"><f t="array" ref="A1:{HUGE}">A1+1</f><v>1</v></c></row>'
    ),
}
"""Files that may be read or refused, but soon and within bounds."""


def _packed_by(way: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        for name, part in small().items():
            archive.writestr(name, part)
    return out.getvalue()


def _numbers() -> str:
    draw = random.Random(3)  # noqa: S311  # a test's lot, no secret
    return "".join(
        "<row>" + "".join(f"<c><v>{draw.randrange(10)}</v></c>" for _ in range(190)) + "</row>"
        for _ in range(4_900)
    )


def _wide_rows() -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{n}</t></is></c>' for n in range(180))
    return f"<row>{cells}</row>" * 3_000


_TOKENS = (
    b"<row",
    b"</c>",
    b"<v>",
    b't="s"',
    b"rId1",
    b"sheet1",
    b"UTF-8",
    b"count",
    b"xmlns",
    b"1",
)


def mutants(
    count: int, seed: int = 11, parts: Mapping[str, bytes] | None = None
) -> Iterator[bytes]:
    """Yield workbooks with bytes flipped, words of their XML changed, and parts dropped.

    They are made of the parts of a workbook, the small one if none are given.
    """
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    plain = dict(parts or small())
    whole = packed(plain)
    for _ in range(count):
        match draw.randrange(3):
            case 0:
                data = bytearray(whole)
                for _flip in range(draw.randrange(1, 9)):
                    data[draw.randrange(len(data))] = draw.randrange(256)
                yield bytes(data)
            case 1:
                name = draw.choice(sorted(plain))
                old, new = draw.choice(_TOKENS), draw.choice(_TOKENS)
                yield packed(plain, {name: plain[name].replace(old, new)})
            case _:
                gone = draw.choice(sorted(plain))
                yield packed({n: part for n, part in plain.items() if n != gone})
