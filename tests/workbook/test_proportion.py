"""The sheet Proportion and the demands of depth, as LibreOffice calculates them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from pathways.domain.pathway.content import Details, Mapping, Module, PathwayContent
from pathways.domain.pathway.notes import fold
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.sheets import Book
from pathways.domain.rule.depth import NO_DEPTH, Depth
from pathways.domain.rule.proportion import INTRODUCED, Thresholds
from pathways.domain.rule.standards import BALANCED, Standard
from pathways.domain.rule.stated import NO_STATEMENTS, Statements, Subject
from pathways.workbook.incoming.alterations import list_alterations
from pathways.workbook.incoming.reading import read_book
from pathways.workbook.qa.folding import MOST, USUAL, changed, list_changes
from pathways.workbook.qa.modules import HAS_TIME
from pathways.workbook.qa.proportion import PATHWAY
from pathways.workbook.qa.qa_matrix import QaSubject, write_qa_matrix
from tests.office import Office
from tests.workbook.files import (
    SHEETS,
    facts,
    formulas,
    header_row,
    headings,
    opened,
    rows,
    values,
    written,
)
from tests.workbook.subjects import content, edition, marked, module, sampled, subject
from tests.workbook.test_recalculation import recalculated

CODES = [item.code for item in edition().competencies if item.level == 2]
ODD_NOTES = (
    *("Slide 4", "Slides 4 to 6", "short", "", "* ? ~ [x] {y} <z>&“q”", "1234\u200b567"),
    *("Straße 12 über uns", "STRASSE 12 ÜBER UNS", "strasse 12 über\nuns…", "a\u00a0\u00a0b c d"),
    *("e\u0301tude du cas \U0001f600", "étude du cas", "zero\u200bwidth", "zerowidth"),
    *("ﬁnal ½ ² test", "final 12 2 test", "हिन्दी में लिखा", "x" * 1500, "x" * 1501),
)


def noted(made: Module, notes: Sequence[str]) -> Module:
    """Return a module with these notes, in turn."""
    mappings = tuple(
        replace(mapping, evidence=notes[place % len(notes)])
        for place, mapping in enumerate(made.mappings)
    )
    return replace(made, mappings=mappings)


def treating(number: int, codes: Sequence[str], marks: str = "D", **values: object) -> Module:
    """Return a module that treats these codes, with the marks in turn."""
    pairs = [(code, marks[place % len(marks)]) for place, code in enumerate(codes)]
    return module(number, pairs, **values)


PLAIN = treating(1, CODES[:5])
UNKNOWN = Mapping("L9-XX-K01", Treatment.ASSESSED, "The same note")
PATHWAYS: dict[str, PathwayContent] = {
    "crowded": content(2, [treating(1, CODES, "A", minutes=30, assessment="")]),
    "unstated minutes": content(
        2,
        [
            treating(1, CODES[:7], "IDA", minutes=0),
            treating(2, CODES[5:8], minutes=0),
            treating(3, CODES[8:20], "A", minutes=60, assessment=""),
            module(4, minutes=0),
        ],
    ),
    "one claim without minutes": content(2, [treating(1, CODES[:1], minutes=0)]),
    "copied notes": content(
        2,
        [
            noted(treating(1, CODES[:20], minutes=600), ["The same note.", "the SAME  note!"]),
            noted(treating(2, CODES[10:40], "IDA", minutes=200), ODD_NOTES),
        ],
    ),
    "a code of nobody": content(
        2, [noted(replace(PLAIN, mappings=(*PLAIN.mappings, UNKNOWN)), ["The same note"])]
    ),
    "level 1": sampled(1, 0.4, 3, seed=8),
    "level 3": sampled(3, 0.4, 3, seed=9),
    "level 4": sampled(4, 0.05, 3, seed=5),
    "level 4 with entry": sampled(4, 0.1, 3, seed=7, entry_level=3),
    "no module": content(2),
}
DEPTHS = {
    "all": Depth(True, True, 8, 300, 50, 20),
    "some": Depth(is_backed=True, rate=100),
    "others": Depth(minutes=90, assessed=1),
}
STATEMENTS = Statements(frozenset((Subject.PRINCIPLES, Subject.CONTACT)), group=20)


def deep(depth: Depth) -> Standard:
    """Return a standard that asks this depth, and where that is little, something of details."""
    asked = NO_STATEMENTS if depth.minutes > 90 else STATEMENTS
    return Standard("deep", "Deep", "", has_strands=True, depth=depth, statements=asked)


CASES: dict[str, QaSubject] = (
    {
        f"{name}, {kind}": subject(pathway, deep(depth), sentence="", is_frozen=kind != "all")
        for place, (name, pathway) in enumerate(PATHWAYS.items())
        for turn, (kind, depth) in enumerate(DEPTHS.items())
        if turn in (0, 1 + place % 2)
    }
    | {
        f"{name}, all": subject(made, deep(replace(DEPTHS["all"], rate=rate)), sentence="")
        for name, made, rate in (
            ("just above the rate", content(2, [treating(1, CODES[:60], minutes=299)]), 12),
            ("one claim", content(2, [treating(1, CODES[:1], minutes=60)]), 1),
            ("one backed", content(2, [noted(treating(1, CODES[:2]), ["Slide 40", ""])]), 1),
        )
    }
    | {
        "other limits": subject(
            PATHWAYS["unstated minutes"],
            deep(DEPTHS["all"]),
            thresholds=Thresholds(rate=7, characters=20, copies=2),
        )
    }
)


def differences(again: bytes, file: bytes, sheets: Sequence[str] = SHEETS) -> list[object]:
    """Return what LibreOffice calculated otherwise than is written."""
    wanted = {place: text for place, text in formulas(file).items() if place[0] in sheets}
    was, now = values(file, wanted), values(again, wanted)
    return [
        (place, now[place], was[place], wanted[place][:200])
        for place in wanted
        if now[place] != pytest.approx(was[place])
    ]


def test_a_recalculation_finds_what_is_behind_each_claim(
    office: Office, tmp_path: Path, is_whole: bool
) -> None:
    names = [name for name in CASES if is_whole or name.endswith(("all", "limits"))]
    files = {name: write_qa_matrix(CASES[name]) for name in names}
    for name, again in recalculated(office, tmp_path, files).items():
        assert differences(again, files[name]) == [], name


SECOND = 2
"""The first row of the second module: each here has two outcomes."""


def put(book: Workbook, title: str, row: int, heading: str, value: object) -> None:
    """Write into a row of a table, counted from 0."""
    sheet = book[title]
    column = headings(sheet).index(heading) + 1
    sheet.cell(header_row(sheet) + 1 + row, column).value = value  # type: ignore[assignment]  # any


def with_module(pathway: PathwayContent, place: int, **values: object) -> PathwayContent:
    """Return the pathway with one module changed."""
    modules = list(pathway.modules)
    modules[place] = replace(modules[place], **values)  # type: ignore[arg-type]  # its own fields
    return replace(pathway, modules=tuple(modules))


def fewer_minutes(book: Workbook, pathway: PathwayContent) -> PathwayContent:
    put(book, "Modules", SECOND, "Minutes", 60)
    return with_module(pathway, 1, minutes=60)


def no_minutes(book: Workbook, pathway: PathwayContent) -> PathwayContent:
    put(book, "Modules", 0, "Minutes", None)
    put(book, "Modules", SECOND, "Minutes", "an hour")
    return with_module(with_module(pathway, 0, minutes=0), 1, minutes=0)


def no_assessment(book: Workbook, pathway: PathwayContent) -> PathwayContent:
    put(book, "Modules", SECOND, "Assessment", None)
    return with_module(pathway, 1, assessment="")


def other_marks(book: Workbook, pathway: PathwayContent) -> PathwayContent:
    """Take out marks whose note is a copy, so that the rest are on fewer; and add one."""
    sheet = book["Matrix"]
    codes = [str(row["Code"]) for row in rows(sheet)]
    first = next(name for name in headings(sheet) if name.startswith("Module 1"))
    for code, mark in [*((code, None) for code in CODES[:16]), (CODES[50], "A")]:
        put(book, "Matrix", codes.index(code), first, mark)
        pathway = marked(pathway, 0, code, mark)
    return pathway


def other_notes(book: Workbook, pathway: PathwayContent) -> PathwayContent:
    """Give copies notes of their own, and copy one onto others."""
    said = [(0, f"Slide {place}: what helps") for place in range(8)]
    said += [(1, "Slides 4 to 6.")] * 9
    turns = [0, 0]
    for number, note in said:
        place, turns[number] = turns[number], turns[number] + 1
        mappings = list(pathway.modules[number].mappings)
        mappings[place] = replace(mappings[place], evidence=note)
        pathway = with_module(pathway, number, mappings=tuple(mappings))
        put(book, "Mappings", place + number * len(pathway.modules[0].mappings), "Evidence", note)
    return pathway


EDITS: dict[str, Callable[[Workbook, PathwayContent], PathwayContent]] = {
    "fewer minutes": fewer_minutes,
    "no minutes": no_minutes,
    "no assessment": no_assessment,
    "other marks": other_marks,
    "other notes": other_notes,
}


def test_numbers_and_words_follow_minutes_marks_notes_and_assessments(
    office: Office, tmp_path: Path
) -> None:
    # Not asked: else a row comes in with the first crowded module.
    before = replace(CASES["copied notes, all"], sentence=None)
    files, after = {}, {}
    for name, edit in EDITS.items():
        book = opened(write_qa_matrix(before))
        after[name] = replace(before, content=edit(book, before.content))
        assert after[name].measured.proportion != before.measured.proportion, name
        saved = BytesIO()
        book.save(saved)
        files[name] = saved.getvalue()
    for name, again in recalculated(office, tmp_path, files).items():
        wanted = {
            place: text
            for place, text in formulas(files[name]).items()
            if place[0] in ("Summary", "Proportion")
        }
        expected = values(write_qa_matrix(after[name]), wanted)
        assert values(again, wanted) == pytest.approx(expected), name
        found = facts(opened(again, cached=True)["Summary"])
        assert found["Headline"] == after[name].report.headline
        assert found["Verdict"] == ("Met" if after[name].report.is_met else "Not met")


def turn_around(book: Workbook, title: str, last: str) -> None:
    """Put the rows of a table in the other order, as whoever sorts them does.

    A formula that names its own row names the row where it now stands.
    """
    sheet = book[title]
    width, start = headings(sheet).index(last) + 1, header_row(sheet) + 1
    cells = [[cell.value for cell in row[:width]] for row in sheet.iter_rows(min_row=start)]
    for row, line in enumerate(reversed(cells), start=start):
        was = sheet.max_row - (row - start)
        for column, value in enumerate(line, start=1):
            if isinstance(value, str):
                value = re.sub(rf"(?<=[(,]\$[A-Z]){was}\b", str(row), value)
            sheet.cell(row, column).value = value


def test_a_sorted_workbook_gives_the_same_proportion(office: Office, tmp_path: Path) -> None:
    """Each formula asks a module by its number and a competency by its code."""
    file = write_qa_matrix(CASES["unstated minutes, all"])
    book = opened(file)
    turn_around(book, "Modules", HAS_TIME)
    turn_around(book, "Mappings", "Note as it is compared")
    saved = BytesIO()
    book.save(saved)
    again = recalculated(office, tmp_path, {"sorted": saved.getvalue()})["sorted"]
    assert differences(again, file, ("Proportion",)) == []


def test_the_sheet_stands_after_modules_with_a_row_each_and_one_for_the_whole() -> None:
    made = CASES["unstated minutes, all"]
    book = written(made)
    assert book.sheetnames[5] == "Proportion"
    assert book.sheetnames[6:8] == ["Details", "Assurance"]
    names = [str(row["Module"]) for row in rows(book["Proportion"])]
    assert names == [
        *(f"{n}. What trauma does, part {n}" for n in range(1, 5)),
        PATHWAY,
    ]
    shown = rows(opened(write_qa_matrix(made), cached=True)["Proportion"])
    assert [row["Time for"] for row in shown] == [3, 2, 12, 0, 17]
    assert [row["Assessed"] for row in shown] == [2, 0, 0, 0, 2]
    assert [row["In words"] for row in shown] == [
        "Claims 7; no length is stated, counted with time for 3; none backed",
        "Claims 3; no length is stated, counted with time for 2; none backed",
        "Claims 12, with time for all; all backed",
        "Claims no competency",
        "20 claimed, time for 17, 12 backed; 20 an hour",
    ]


def test_summary_says_it_in_a_line_with_cautions_and_the_provider() -> None:
    made = CASES["crowded, all"]
    found = facts(opened(write_qa_matrix(made), cached=True)["Summary"])
    assert found["In proportion"] == "153 claimed, time for 6, 0 backed; 306 an hour"
    cautions = str(found["What to look at, as exported"]).split("\n")
    assert cautions == [item.text for item in made.measured.cautions]
    assert found["The provider says"] == "Nothing of it"
    said = replace(made, sentence="A first overview.")
    assert facts(written(said)["Summary"])["The provider says"] == "A first overview."
    for other in (replace(made, sentence=None), subject(content(2, [PLAIN]), sentence="")):
        assert "The provider says" not in facts(written(other)["Summary"])


def test_each_demand_of_depth_has_a_row_that_says_asked_there_and_met() -> None:
    made = CASES["level 4, all"]
    found = facts(opened(write_qa_matrix(made), cached=True)["Summary"])
    asked = {label: text for label, text in found.items() if label.startswith("Asked of the whole")}
    assert len(asked) == 6
    for finding, (label, text) in zip(made.report.depth, asked.items(), strict=True):
        assert finding.asks[1:-1] in label
        assert text == f"{'Met' if finding.is_met else 'Not met'}: {finding.reason}"
    assert "demands of depth met" in str(found["Headline"])


def test_each_demand_on_details_has_a_row_below_those_of_depth() -> None:
    pathway = replace(content(2, [PLAIN]), details=Details(group_max=16))
    asking = Standard("asks", "Asks", "", depth=Depth(rate=12), statements=STATEMENTS)
    for made in (subject(pathway, asking), subject(pathway, replace(asking, depth=NO_DEPTH))):
        found = facts(opened(write_qa_matrix(made), cached=True)["Summary"])
        asked = [
            (label.split(": ")[1], text)
            for label, text in found.items()
            if label.startswith("Asked of the whole")
        ]
        assert asked[-3:] == [
            ("every principle stated", "Not met: Principles: 1 of 7 stated; all are asked for."),
            ("largest group at most 20", "Met: Largest group: 16; at most 20 asked."),
            ("contact stated", "Not met: Contact: not stated; asked for."),
        ]
        assert len(asked) == 3 + len(made.report.depth)
        assert "; 1 of 3 demands on details met (Asks)" in str(found["Headline"])
        assert found["Verdict"] == "Not met"


def test_a_version_is_said_in_the_words_of_its_readers() -> None:
    """Nothing more comes to what was sent: no cell says what is still to come."""
    labels = {text for item in edition().competencies for text in (item.label, item.scope_note)}
    for pathway in (PATHWAYS["level 4"], PATHWAYS["no module"], sampled(2, 0.01, 2)):
        made = subject(pathway, BALANCED, is_frozen=True)
        file = write_qa_matrix(made)
        words = [
            str(cell.value)
            for book in (opened(file), opened(file, cached=True))
            for sheet in book.worksheets
            if sheet.title != "Review"
            for row in sheet.iter_rows()
            for cell in row
            if cell.value and cell.value not in labels
        ]
        assert [text for text in words if " yet" in text or "still to come" in text] == []


def test_a_sheet_that_was_taken_out_is_missing() -> None:
    made = CASES["level 1, all"]
    book = Book.from_plain(read_book(write_qa_matrix(made)))
    left = tuple(sheet for sheet in book.sheets if sheet.title != "Proportion")
    assert list_alterations(made, replace(book, sheets=left)).missing == ("Proportion",)


@pytest.mark.parametrize("note", ODD_NOTES)
def test_the_changes_of_a_formula_fold_a_note_as_the_app_does(note: str) -> None:
    text = note
    for unit, put_in in list_changes(ODD_NOTES):
        text = text.replace(unit, put_in)
    assert text.lower() == fold(note)


def test_a_formula_makes_no_more_changes_than_excel_takes() -> None:
    many = [f"note {chr(0x2600 + number)}" for number in range(200)]
    changes = list_changes(many)
    assert len(changes) == MOST
    assert {unit for unit, _put in changes} >= set(USUAL)
    assert changed("$H5", changes).count("SUBSTITUTE(") == MOST < 64


def test_what_a_module_backs_is_what_its_mappings_back() -> None:
    made = CASES["copied notes, all"]
    book = opened(write_qa_matrix(made), cached=True)
    mappings, modules = rows(book["Mappings"]), rows(book["Proportion"])
    for number, (row, found) in enumerate(
        zip(modules, made.measured.proportion.modules, strict=False), start=1
    ):
        own = [item for item in mappings if item["Module"] == number]
        backed = sum(item["Backed"] == "Yes" for item in own)
        assert backed == row["Backed"] == found.backed[INTRODUCED].bit_count()
