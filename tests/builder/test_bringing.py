"""`pathway import` of what a provider has already: outlines, matrices, our own workbook."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from openpyxl import Workbook, load_workbook

from pathways.builder.services.history import undo
from pathways.db import db, transaction
from pathways.domain.policy import Actor, Role
from pathways.models.journal import Journal
from pathways.models.pathway import Pathway
from tests.builder.house import House
from tests.factories import demonstration, load_pathway
from tests.workbook.word import document, line, table

OUTLINE = """Session;Title;Duration;Learning outcomes;Assessment;Delivery
1;Café trauma;1½ hours;Define trauma;Quiz;Online
;Tea break;15 min;;;
2;Staying well;half a day;Name a limit;;
;;;Plan own wellbeing;;
;Total;5 hours;;;
"""


def bring(app: Flask, path: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["pathway", "import", str(path), *options])


def preview(app: Flask, path: Path, *options: str) -> dict[str, Any]:
    done = bring(app, path, "--preview", "--json", *options)
    assert done.exit_code == 0, done.output
    plain: dict[str, Any] = json.loads(done.output)
    assert list(plain) == ["kind", "level", "modules", "mappings", "report"]
    return plain


def all_rows(app: Flask) -> list[int]:
    with app.app_context():
        return [
            db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (Pathway, Journal)
        ]


@pytest.fixture
def outline(tmp_path: Path) -> Path:
    path = tmp_path / "Trauma for all.csv"
    path.write_bytes(OUTLINE.encode("cp1252"))
    return path


def saved(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def codes(house: House, count: int) -> list[str]:
    edition = house.view().edition
    return [item.code for item in edition.competencies if item.level == 2][:count]


def test_a_preview_says_what_was_read_and_writes_nothing(
    app: Flask, house: House, outline: Path
) -> None:
    before = all_rows(app)
    plain = preview(app, outline)
    assert plain == {
        "kind": "outline",
        "level": None,
        "modules": [
            {
                "title": "Café trauma",
                "minutes": 90,
                "outcomes": ["Define trauma"],
                "assessment": "Quiz",
                "delivery": "Online",
            },
            {
                "title": "Staying well",
                "minutes": 210,
                "outcomes": ["Name a limit", "Plan own wellbeing"],
                "assessment": "",
                "delivery": "",
            },
        ],
        "mappings": [],
        "report": plain["report"],
    }
    told = " ".join(plain["report"])
    assert "“Tea break” is no module" in told
    assert "Row 6 adds the others up, and was left out." in told
    assert "“half a day” was taken as 210 minutes" in told
    assert all_rows(app) == before
    words = bring(app, outline, "--preview").output
    assert "Read as: outline" in words
    assert "2. Staying well: 3 h 30 min, 2 outcomes, 0 mappings" in words


def test_an_outline_makes_a_pathway_named_as_its_file(
    app: Flask, house: House, outline: Path
) -> None:
    done = bring(app, outline, "--organisation", house.organisation, "--level", "2")
    assert done.exit_code == 0, done.output
    content = house.view(done.stdout.strip()).content
    assert content.title == "Trauma for all"
    assert content.target_level == 2
    assert [(m.title, m.minutes, len(m.outcomes)) for m in content.modules] == [
        ("Café trauma", 90, 1),
        ("Staying well", 210, 2),
    ]


def test_a_new_pathway_needs_a_level_and_an_organisation(
    app: Flask, house: House, outline: Path
) -> None:
    before = all_rows(app)
    done = bring(app, outline, "--organisation", house.organisation)
    assert done.exit_code == 2
    assert "target_level: this must be one of 1, 2, 3, 4." in done.output
    assert bring(app, outline).exit_code == 2
    wrong = bring(app, outline, "--level", "9", "--preview")
    assert (wrong.exit_code, "There is no level 9." in wrong.output) == (2, True)
    assert all_rows(app) == before


def test_marks_that_do_not_say_how_far_stay_out_of_a_new_pathway(
    app: Flask, house: House, tmp_path: Path
) -> None:
    first, second, third, *_ = codes(house, 3)
    path = saved(
        tmp_path / "matrix.xlsx",
        [
            ["Code", "Module 1: Hello", "Module 2: Depth", "Evidence", "Page"],
            [first, "I", "x", "Slides 4 to 6", 4],
            [second, "developed", "A - the quiz", None, None],
            [third, "purple", "n/a", None, None],
            ["L2-KA-K99", "I", None, None, None],
        ],
    )
    plain = preview(app, path)
    assert (plain["kind"], plain["level"]) == ("matrix", 2)
    assert [module["title"] for module in plain["modules"]] == ["Hello", "Depth"]
    assert plain["mappings"] == [
        [1, first, "I", "Slides 4 to 6, page 4"],
        [1, second, "D", ""],
        [2, first, "?", "Slides 4 to 6, page 4"],
        [2, second, "A", "the quiz"],
    ]
    told = " ".join(plain["report"])
    assert "Row 4, “Hello”: “purple” is no mark" in told
    assert "Row 5: the framework has no competency “L2-KA-K99”." in told

    done = bring(app, path, "--organisation", house.organisation)
    assert done.exit_code == 0, done.output
    assert "1 mark says not how far it goes" in done.stderr
    content = house.view(done.stdout.strip()).content
    held = {(m.title, x.code): x.treatment.value for m in content.modules for x in m.mappings}
    assert held == {("Hello", first): "I", ("Hello", second): "D", ("Depth", second): "A"}


def test_merging_is_one_step_that_deletes_nothing_and_is_undone_at_once(
    app: Flask, house: House, tmp_path: Path
) -> None:
    before = house.content
    first = before.modules[0]
    new = next(code for code in codes(house, 60) if first.mapping(code) is None)
    path = saved(
        tmp_path / "more.xlsx",
        [
            ["Competency code", f"Module 1: {first.title}", "Module 9: Something new"],
            [new, "D", "I"],
            *([m.code, "", ""] for m in first.mappings),
        ],
    )
    done = bring(app, path, "--into", house.pathway)
    assert done.exit_code == 0, done.output
    assert "1 module added, 2 mappings added" in done.output
    after = house.content
    assert len(after.modules) == len(before.modules) + 1
    assert after.modules[-1].title == "Something new"
    merged = after.modules[0]
    assert set(first.mappings) < set(merged.mappings)
    found = merged.mapping(new)
    assert found is not None
    assert found.treatment == "D"
    assert (merged.minutes, merged.outcomes) == (first.minutes, first.outcomes)

    again = bring(app, path, "--into", house.pathway)
    assert "nothing to change" in again.output

    actor = Actor("command-line", "Command line", "", False, house.organisation, role=Role.OWNER)
    with app.app_context(), transaction() as session:
        undo(session, actor, house.pathway)
    assert house.content.digest == before.digest


def test_our_own_workbook_edited_elsewhere_comes_home(
    app: Flask, house: House, tmp_path: Path
) -> None:
    with app.app_context():
        school = load_pathway(house.organisation, demonstration("whole-school"))
    path = tmp_path / "own.xlsx"
    runner = app.test_cli_runner()
    runner.invoke(args=["pathway", "export", school, "-o", str(path)])
    content = house.view(school).content

    plain = preview(app, path)
    assert (plain["kind"], plain["level"]) == ("workbook", content.target_level)
    assert [m["title"] for m in plain["modules"]] == [m.title for m in content.modules]
    assert [m["minutes"] for m in plain["modules"]] == [m.minutes for m in content.modules]
    assert [m["outcomes"] for m in plain["modules"]] == [
        [outcome.text for outcome in m.outcomes] for m in content.modules
    ]
    assert {tuple(row) for row in plain["mappings"]} == {
        (number, m.code, m.treatment.value, m.evidence)
        for number, module in enumerate(content.modules, start=1)
        for m in module.mappings
    }
    assert plain["report"] == []

    untouched = bring(app, path, "--into", school)
    assert "nothing to change" in untouched.output

    book = load_workbook(path)
    matrix, mappings = book["Matrix"], book["Mappings"]
    heads: dict[Any, Any] = {
        cell.value: cell.column
        for row in matrix.iter_rows(max_row=6)
        for cell in row
        if cell.column
    }
    column: int = next(place for text, place in heads.items() if str(text).startswith("Module 1:"))
    row = next(r for r in matrix.iter_rows(min_row=4) if r[column - 1].value == "I")
    row[column - 1].value = "A"
    code = row[0].value
    note = next(r for r in mappings.iter_rows(min_row=4) if r[0].value == 1 and r[2].value == code)
    note[7].value = "A new note"
    statement = next(r for r in book["Assurance"].iter_rows() if r[0].value == "Evaluation")
    statement[2].value = "We ask learners after six weeks."
    book.save(path)
    done = bring(app, path, "--into", school)
    assert "1 mapping changed, 1 statement changed" in done.output, done.output
    assert house.view(school).content.assurance == replace(
        content.assurance, evaluation="We ask learners after six weeks."
    )
    changed = house.view(school).content.modules[0].mapping(str(code))
    assert changed is not None
    assert (changed.treatment.value, changed.evidence) == ("A", "A new note")


def test_a_word_document_is_an_outline(app: Flask, house: House, tmp_path: Path) -> None:
    path = tmp_path / "course.docx"
    path.write_bytes(
        document(
            line("Level 2 course", "Title"),
            line("Understanding trauma", "berschrift2"),
            line("Duration: 90 minutes"),
            line("Learning outcomes", is_bold=True),
            line("Define trauma", is_item=True),
            line("Name\u00a0three responses", is_item=True),
            line("Staying well", "berschrift2"),
            line("1\u00bd hours"),
            table([["Assessment", "Quiz"], ["Delivery", "Live online"]]),
        )
    )
    plain = preview(app, path)
    assert (plain["kind"], plain["level"]) == ("outline", 2)
    assert plain["modules"] == [
        {
            "title": "Understanding trauma",
            "minutes": 90,
            "outcomes": ["Define trauma", "Name three responses"],
            "assessment": "",
            "delivery": "",
        },
        {
            "title": "Staying well",
            "minutes": 90,
            "outcomes": [],
            "assessment": "Quiz",
            "delivery": "Live online",
        },
    ]


def test_a_pathway_file_has_a_preview_too(app: Flask, house: House) -> None:
    from pathways.builder.demonstration import FOLDER

    before = all_rows(app)
    plain = preview(app, FOLDER / "front-desk.json")
    content = demonstration("front-desk")
    assert (plain["kind"], plain["level"]) == ("pathway", content.target_level)
    assert len(plain["modules"]) == len(content.modules)
    assert all_rows(app) == before


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.xlsx", b"", "The file is empty."),
        ("a.xlsx", b"PK\x03\x04 and no more", "damaged or cut off"),
        ("a.pdf", b"%PDF-1.7", "A PDF keeps no tables."),
        ("a.doc", b"\xd0\xcf\x11\xe0", "an older kind of file"),
        ("a.bin", b"a\0b\0c", "This kind of file cannot be read."),
        ("a.csv", b"a" * (5 * 1024 * 1024 + 1), "up to 5 MB"),
        ("a.txt", b"a" + "\u0301".encode() * 40, "too many accents"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_read_says_why(
    app: Flask, house: House, tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = bring(app, path, "--organisation", house.organisation, "--level", "2")
    assert done.exit_code == 2
    assert message in done.output
    assert "Nothing was imported" in done.output


def test_what_is_too_much_for_a_pathway_is_told_and_nothing_is_written(
    app: Flask, house: House, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    lines = (f"Module {n} title,60,{'x' * 600}" for n in range(1, 201))
    path.write_text("Title,Minutes,Outcomes\n" + "\n".join(lines), encoding="utf-8")
    assert len(preview(app, path)["modules"]) == 200
    before = all_rows(app)
    done = bring(app, path, "--organisation", house.organisation, "--level", "2")
    assert "up to 60 are possible, and there are 200" in done.output
    into = bring(app, path, "--into", house.pathway)
    assert into.exit_code == 2
    assert all_rows(app) == before
    assert io.StringIO(into.output).readline() == "Error: Nothing was imported.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Session,Minutes\n" + "".join(f"About {n} things,30\n" for n in range(61)),
            "modules: up to 60",
        ),
        ("Session,Description\nOne,short\nTwo," + "word " * 2_000 + "\n", "8,000 characters"),
    ],
    ids=["modules", "text"],
)
def test_a_preview_says_what_the_import_would_refuse(
    house: House, app: Flask, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "much.csv"
    path.write_text(text)
    told = preview(app, path)["report"]
    assert sum("cannot come in as it is" in one and said in one for one in told) == 1, told
    assert "cannot come in as it is" in bring(app, path, "--preview").output
