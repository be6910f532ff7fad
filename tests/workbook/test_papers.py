"""Files that people have already: spreadsheets, Word, text in many spellings; and hostile ones."""

import io
import json
import zipfile
from datetime import time, timedelta

import pytest
from openpyxl import Workbook

from pathways.apart import answer_apart
from pathways.workbook.incoming.papers import answer_papers
from tests.workbook.hostile import GEOMETRY, HOSTILE
from tests.workbook.test_reading import saved
from tests.workbook.word import cell, document, line, table

TABLE = [["Title", "Minutes"], ["Café trauma", "90"], ["“Safe” talk, part 2", "1½ h"]]
SPELLINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def read(data: bytes, name: str = "a.csv") -> list[object]:
    answer = answer_papers(data, name)
    assert "problem" not in answer, answer
    return [block.get("rows", block.get("text")) for block in answer["blocks"]]


@pytest.mark.parametrize("encoding", SPELLINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_in_any_spelling(encoding: str, separator: str) -> None:
    text = "\r\n".join(
        separator.join('"' + text.replace('"', '""') + '"' for text in row) for row in TABLE
    )
    assert read(text.encode(encoding)) == [TABLE]


def test_a_pasted_table_and_the_lines_around_it() -> None:
    text = (
        "# Course\n\n| Title | Minutes |\n|---|---|\n| One | 90 |\n\nSome words, and more\n- item"
    )
    answer = answer_papers(text.encode(), "a.md")
    assert answer["blocks"] == [
        {"text": "Course", "depth": 1, "item": False},
        {"rows": [["Title", "Minutes"], ["One", "90"]], "title": ""},
        {"text": "Some words, and more", "depth": 0, "item": False},
        {"text": "item", "depth": 0, "item": True},
    ]
    assert read(b"Title\tMinutes\nOne\t90", "a.txt") == [[["Title", "Minutes"], ["One", "90"]]]


def test_a_sheet_gives_texts_as_they_are_seen() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Trauma", 1.5, 90, time(9, 30), timedelta(minutes=90), True, "=1+1", "a\rb"])
    sheet.append(["merged", None])
    sheet.append([None, "x"])
    sheet.merge_cells("A2:A3")
    sheet.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("Kept back")
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    answer = answer_papers(saved(book), "a.xlsx")
    (block,) = answer["blocks"]
    first = ["Trauma", "1.5", "90", "09:30", "1:30", "yes", "", "a\nb"]
    assert block["rows"] == [first, ["merged"], ["merged", "x"]]
    said = " ".join(answer["said"])
    assert "Sheet “Kept back” is hidden, and was left out." in said
    assert "columns of it are hidden; they were read" in said
    assert "the value of a formula is missing or a fault, in row 1, column G" in said


def test_macros_are_not_run_and_do_not_keep_a_file_out() -> None:
    book = Workbook()
    book.worksheets[0].append(["Title", "Minutes"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            kind = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"
            part = old.read(name).replace(kind, b"vnd.ms-excel.sheet.macroEnabled.main")
            new.writestr(name, part)
        new.writestr("xl/vbaProject.bin", b"never looked into")
    assert read(out.getvalue(), "a.xlsm") == [[["Title", "Minutes"]]]


def test_a_document_gives_headings_items_and_tables_in_order() -> None:
    data = document(
        line("Module\u00a01", "Heading1"),
        line("Bold words", is_bold=True),
        line("One\vTwo", is_item=True),
        table(
            [
                ["Topic", cell("Wide", '<w:gridSpan w:val="2"/>')],
                [cell("Down", '<w:vMerge w:val="restart"/>'), "a\nb", "c"],
                [cell("", "<w:vMerge/>"), "d", "e"],
            ]
        ),
        line("Zwei", "berschrift2"),
    )
    answer = answer_papers(data, "a.docx")
    assert answer["blocks"] == [
        {"text": "Module\u00a01", "depth": 1, "item": False},
        {"text": "Bold words", "depth": 7, "item": False},
        {"text": "One", "depth": 0, "item": True},
        {"text": "Two", "depth": 0, "item": True},
        {
            "rows": [["Topic", "Wide", ""], ["Down", "a\nb", "c"], ["Down", "d", "e"]],
            "title": "",
        },
        {"text": "Zwei", "depth": 2, "item": False},
    ]


def test_rows_and_columns_have_an_end_that_is_told() -> None:
    answer = answer_papers(b"a,b\n" * 100_001, "a.csv")
    assert len(answer["blocks"][0]["rows"]) == 100_000
    assert answer["said"] == ["Only the first 100,000 rows were read."]
    wide = answer_papers((b"x," * 6_000 + b"\n") * 3, "a.csv")
    assert len(wide["blocks"][0]["rows"][0]) == 5_000
    assert wide["said"] == ["Only the first 5,000 columns were read."]


@pytest.mark.parametrize("name", [*GEOMETRY, *(n for n in HOSTILE if "million" not in n)])
def test_a_hostile_file_is_read_in_part_or_refused_in_words(name: str) -> None:
    if name == "18 MB of rows":
        pytest.skip("takes ten seconds, and is what the limit of rows is for")
    data = {**HOSTILE, **GEOMETRY}[name]()
    told = answer_apart("pathways.workbook.incoming.papers", b'"a.xlsx"\n' + data, 60)
    answer = json.loads(told)
    assert answer.get("problem", "").strip() or "blocks" in answer
    assert "Traceback" not in told.decode()
