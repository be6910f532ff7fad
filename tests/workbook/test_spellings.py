"""The same workbook in other formats: Strict Open XML, OpenDocument, and notes pinned to cells."""

import time
import zipfile
import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from pathways.domain.review.sheets import Book, Live, Moment, Note
from pathways.workbook.incoming.alterations import list_alterations
from pathways.workbook.incoming.openbook import in_excel
from pathways.workbook.incoming.reading import answer, read_book
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.office import Office
from tests.workbook.files import parts
from tests.workbook.hostile import mutants, packed
from tests.workbook.subjects import sampled, subject
from tests.workbook.test_opendocument import cell, ods, row, sheet

SUBJECT: Final = subject(sampled(2, 0.2, 3), identity="x" * 700)
_STRICT: Final = (
    (b"officeDocument/2006/extended-properties", b"officeDocument/extendedProperties"),
    (b"officeDocument/2006/custom-properties", b"officeDocument/customProperties"),
    (
        b"officeDocument/2006/relationships/extended-properties",
        b"officeDocument/relationships/extendedProperties",
    ),
    (
        b"officeDocument/2006/relationships/custom-properties",
        b"officeDocument/relationships/customProperties",
    ),
    (b"spreadsheetml/2006/main", b"spreadsheetml/main"),
    (b"officeDocument/2006/relationships", b"officeDocument/relationships"),
    (b"officeDocument/2006/docPropsVTypes", b"officeDocument/docPropsVTypes"),
    (b"drawingml/2006/", b"drawingml/"),
)


def strict(file: bytes) -> bytes:
    """Return a file as Excel saves it where somebody asks for Strict Open XML."""
    found = {}
    for name, part in parts(file).items():
        for usual, name_of_strict in _STRICT:
            part = part.replace(
                b"http://schemas.openxmlformats.org/" + usual,
                b"http://purl.oclc.org/ooxml/" + name_of_strict,
            )
        found[name] = part
    return packed(found)


def read(file: bytes) -> Book:
    """Read a file as an upload is read."""
    return Book.from_plain(read_book(file))


def test_a_strict_workbook_is_the_same_workbook() -> None:
    file = write_qa_matrix(SUBJECT)
    changed = strict(file)
    assert b"schemas.openxmlformats.org/spreadsheetml" not in b"".join(parts(changed).values())
    assert read(changed) == read(file)
    assert list_alterations(SUBJECT, read(changed)).is_empty


def test_a_day_of_a_strict_workbook_is_a_day() -> None:
    book = Workbook()
    book.worksheets[0]["A1"].value = "in words: xmlns='http://purl.oclc.org/ooxml/x'"
    out = BytesIO()
    book.save(out)
    found = parts(strict(out.getvalue()))
    name = "xl/worksheets/sheet1.xml"
    found[name] = found[name].replace(b"</row>", b'<c r="B1" t="d"><v>2026-11-03</v></c></row>')
    (sheet,) = read(packed(found)).sheets
    day = Moment(datetime(2026, 11, 3))  # noqa: DTZ001  # as spreadsheets hold it
    assert sheet.rows == (("in words: xmlns='http://purl.oclc.org/ooxml/x'", day),)


def test_an_opendocument_workbook_is_the_same_workbook(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(write_qa_matrix(SUBJECT))
    book = read(office.convert(path, "ods").read_bytes())
    assert book.identity == "x" * 700
    assert book.unread == ()
    found = list_alterations(SUBJECT, book)
    assert found.listed == ()
    assert found.is_empty
    live = [c for s in book.sheets for line in s.rows for c in line if isinstance(c, Live)]
    assert len(live) > 500


@pytest.mark.parametrize(
    ("stored", "formula"),
    [
        ("of:=SUM([.A1:.B2])", "=SUM(A1:B2)"),
        (
            'of:=IF([$Matrix.$A$4]>0;"a;[.b]";{"I";"D"|"A";""})',
            '=IF(Matrix!$A$4>0,"a;[.b]",{"I","D";"A",""})',
        ),
        (
            "of:=COUNTIF([$'My ''own'' sheet'.$A$4:.$A$9];1)",
            "=COUNTIF('My ''own'' sheet'!$A$4:$A$9,1)",
        ),
        ("of:=COM.MICROSOFT.CONCAT([.A1])", "=CONCAT(A1)"),
        ("of:=SUM([.#REF!])", "=SUM([.#REF!])"),
        ("msoxl:=A1", "=A1"),
        ("LEN([$Mappings.$H1])", "LEN(Mappings!$H1)"),
    ],
)
def test_formulas_of_opendocument_are_spelled_as_those_of_excel(stored: str, formula: str) -> None:
    assert in_excel(stored) == formula


def test_values_of_an_opendocument_sheet_are_read_as_what_they_are() -> None:
    about = 'office:value-type="date" office:date-value="2026-11-03"'
    number = 'office:value-type="float" office:value="1.5"'
    whole = 'office:value-type="percentage" office:value="1"'
    truth = 'office:value-type="boolean" office:boolean-value="true"'
    note = "<office:annotation><text:p>Not so.</text:p></office:annotation>"
    words = f'<table:table-cell>{note}<text:p>A<text:s text:c="3"/>b</text:p></table:table-cell>'
    live = cell("3", f'table:formula="of:=[.A1]*2" {number}')
    times = 'table:number-rows-repeated="2"'
    data = ods(
        sheet(
            row(
                cell("x", number), cell("100 %", whole), cell("WAHR", truth), cell("3. 11.", about)
            ),
            row("<table:table-cell/>", about=times),
            row(words, live, about=times),
            name="Review",
        )
    )
    book = read(data)
    (found,) = book.sheets
    day = Moment(datetime(2026, 11, 3))  # noqa: DTZ001
    assert found.rows == (
        (1.5, 1, True, day),
        (),
        (),
        ("A   b", Live(1.5, "=A1*2")),
        ("A   b", Live(1.5, "=A1*2")),
    )
    assert book.notes == (Note("Review", 4, 1, "Not so."),)


def test_absurd_repeats_and_broken_parts_are_read_in_bounds() -> None:
    wide = row(cell("x", 'table:number-columns-repeated="16384"'))
    long = row(cell("x"), about='table:number-rows-repeated="1048576"')
    for inside in (wide, long):
        told = answer(ods(sheet(inside)))
        assert told["sheets"][0]["is_cut"] is True
        assert len(told["sheets"][0]["rows"]) <= 30_000
    for broken in ("", "<x/>", sheet(*[row()] * 3) * 30):
        assert "problem" in answer(ods(broken)), broken
    whole = bytearray(ods(sheet(row(cell("x"), cell("y")))))
    for place in range(0, len(whole), 7):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x55
        assert answer(bytes(spoilt))
    for data in mutants(60, seed=5):
        try:
            assert answer(strict(data))
        except (zipfile.BadZipFile, zlib.error):
            continue


def test_fifty_thousand_rows_of_formats_hold_nobody_up() -> None:
    found = parts(write_qa_matrix(SUBJECT))
    name = "xl/worksheets/sheet9.xml"
    rows = []
    for number in range(900, 50_900):
        cells = "".join(f'<c r="{column}{number}" s="1"/>' for column in "ABCDEFGHIJ")
        rows.append(f'<row r="{number}">{cells}</row>')
    found[name] = found[name].replace(b"</sheetData>", "".join((*rows, "</sheetData>")).encode())
    start = time.process_time()
    book = read(packed(found))
    assert time.process_time() - start < 8
    assert [sheet.title for sheet in book.sheets if sheet.is_cut] == []
    assert list_alterations(SUBJECT, book).is_empty


def test_notes_pinned_to_cells_are_read_with_their_place() -> None:
    book = load_workbook(BytesIO(write_qa_matrix(SUBJECT)))
    book["Review"]["C7"].comment = Comment("Ann:\nNot so.", "Ann")
    book["Notes"]["A1"].comment = Comment("Nor this.", "Ann")
    out = BytesIO()
    book.save(out)
    assert read(out.getvalue()).notes == (
        Note("Review", 7, 3, "Ann:\nNot so."),
        Note("Notes", 1, 1, "Nor this."),
    )


def test_a_thread_of_notes_is_read_once_with_its_answers() -> None:
    book = Workbook()
    book.worksheets[0]["B2"].comment = Comment("[Threaded comment] Your version cannot", "x")
    out = BytesIO()
    book.save(out)
    found = parts(out.getvalue())
    kind = "http://schemas.microsoft.com/office"
    found["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{kind}/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B2" id="{1}"><text>Not so.</text></threadedComment>'
        '<threadedComment ref="B2" id="{2}" parentId="{1}"><text>It is.</text></threadedComment>'
        "</ThreadedComments>"
    ).encode()
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    link = (
        f'<Relationship Id="t1" Type="{kind}/2017/10/relationships/threadedComment"'
        ' Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    found[name] = found[name].replace(b"</Relationships>", link.encode())
    assert read(packed(found)).notes == (Note("Sheet", 2, 2, "Not so.\nIt is."),)
