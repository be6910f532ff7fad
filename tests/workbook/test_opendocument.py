"""OpenDocument spreadsheets, made by hand: values, repeats, merged and hidden; hostile ones."""

import io
import json
import zipfile

import pytest

from pathways.apart import answer_apart
from pathways.workbook.incoming.papers import answer_papers

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def ods(inside: str, before: str = "", styles: str = "") -> bytes:
    """Return a spreadsheet whose content is this."""
    content = (
        f"{before}<office:document-content {_NAMES}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f"{inside}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def cell(text: str, about: str = "") -> str:
    return f"<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, about: str = "") -> str:
    return f"<table:table-row {about}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "Plan", about: str = "") -> str:
    return f'<table:table table:name="{name}" {about}>{"".join(rows)}</table:table>'


EMPTY = "<table:table-cell/>"


def test_values_are_read_as_they_are_seen() -> None:
    number = 'office:value-type="float" office:value="1.5"'
    whole = 'office:value-type="float" office:value="90"'
    lasts = 'office:value-type="time" office:time-value="PT01H30M00S"'
    truth = 'office:value-type="boolean" office:boolean-value="true"'
    many = 'table:number-columns-repeated="2"'
    broken = cell("One<text:line-break/>two<text:s/>three</text:p><text:p>four")
    data = ods(
        sheet(
            row(cell("1,5", number), cell("90", whole), cell("1:30", lasts), cell("WAHR", truth)),
            row(EMPTY, about='table:number-rows-repeated="2"'),
            row(cell("x", many), f"<table:table-cell {many}/>", broken),
            row(EMPTY, about='table:number-rows-repeated="1048000"'),
        )
    )
    (block,) = answer_papers(data, "a.ods")["blocks"]
    assert block == {
        "title": "Plan",
        "rows": [
            ["1.5", "90", "01:30", "yes"],
            [],
            [],
            ["x", "x", "", "", "One\ntwo three\nfour"],
        ],
    }


def test_merged_and_hidden_cells_are_as_in_excel() -> None:
    hidden = (
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    )
    data = ods(
        sheet(
            row(cell("Safety", 'table:number-rows-spanned="2"'), cell("One")),
            row("<table:covered-table-cell/>", cell("Two"), about='table:visibility="collapse"'),
            row(EMPTY, cell("Three")),
        )
        + sheet(row(cell("secret")), name="Kept back", about='table:style-name="h"'),
        styles=hidden,
    )
    answer = answer_papers(data, "a.ods")
    (block,) = answer["blocks"]
    assert block["rows"] == [["Safety", "One"], ["Safety", "Two"], ["", "Three"]]
    assert answer["said"] == [
        "Sheet “Plan”: rows or columns of it are hidden; they were read like the others.",
        "Sheet “Kept back” is hidden, and was left out.",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (ods("", before="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "put together in an unusual way"),
        (ods("<table:table>"), "damaged"),
        (ods("".join(sheet() for _ in range(21))), "more than 20 sheets"),
        (
            ods(sheet(row(cell("x", 'table:number-columns-repeated="16384"'),
                          about='table:number-rows-repeated="1048576"'))),
            "more time or memory",
        ),
    ],
    ids=["declares", "broken", "sheets", "repeats"],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(data: bytes, message: str) -> None:
    told = answer_apart("pathways.workbook.incoming.papers", b'"a.ods"\n' + data, 60)
    assert message in json.loads(told)["problem"]
