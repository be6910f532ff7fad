"""Blank matrices of a level: they open, and what is filled in comes home."""

import io

from flask import Flask
from openpyxl import load_workbook

from pathways.domain.bringing.brought import BroughtPathway
from pathways.domain.bringing.papers import Papers
from pathways.domain.bringing.reading import read_brought
from pathways.workbook.incoming.papers import answer_papers
from tests.domain.samples import WM
from tests.page import Client


def read(data: bytes, name: str) -> BroughtPathway:
    return read_brought(Papers.from_plain(answer_papers(data, name)), WM, {})


def test_a_blank_workbook_filled_in_comes_home(app: Flask) -> None:
    answer = app.test_client().get("/framework/templates/level-2.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    matrix, modules = book["Matrix"], book["Modules"]
    first = next(row for row in matrix.iter_rows(min_row=4) if row[0].value)
    first[4].value, first[5].value, first[8].value = "I", "A", "Slide 4"
    for number, title in ((0, "Beginnings"), (1, "Going on")):
        row = modules[modules.max_row - 11 + number]
        row[1].value, row[2].value, row[3].value = title, "1½ hours", "Define it\nName it"
    out = io.BytesIO()
    book.save(out)
    brought = read(out.getvalue(), "a.xlsx")
    assert (brought.kind, brought.level) == ("matrix", 2)
    assert [(one.title, one.minutes, one.outcomes) for one in brought.modules] == [
        ("Beginnings", 90, ("Define it", "Name it")),
        ("Going on", 90, ("Define it", "Name it")),
    ]
    assert [(one.module, one.code, one.mark, one.evidence) for one in brought.mappings] == [
        (1, first[0].value, "I", "Slide 4"),
        (2, first[0].value, "A", "Slide 4"),
    ]


def test_a_blank_table_holds_each_competency_of_its_level(app: Flask) -> None:
    page = Client(app).get("/framework/templates/level-1.csv")
    rows = page.response.data.decode("utf-8-sig").splitlines()
    assert rows[0] == "Code,Label,Theme,Strand,Module 1,Module 2,Module 3,Module 4,Evidence"
    assert len(rows) - 1 == sum(one.level == 1 for one in WM.competencies)
    one = WM.competencies[0]
    filled = f"{rows[0]}\n" + "\n".join(row.replace(",,,,,", ",I,,,,") for row in rows[1:])
    brought = read(filled.encode(), "a.csv")
    assert brought.mappings[0].code == one.code
    assert len(brought.mappings) == len(rows) - 1


def test_there_is_none_of_a_level_that_is_none(app: Flask) -> None:
    Client(app).get("/framework/templates/level-9.xlsx", 404)
    assert "Blank matrix of level 1" in Client(app).get("/framework").text
