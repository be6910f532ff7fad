"""Review has a row for all that quality assurance asks about, with the evidence beside it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pathways.domain.pathway.content import Assurance, PathwayContent
from pathways.domain.review.places import list_places
from pathways.domain.review.sent import SentFacts
from pathways.domain.rule.questions import Answer, Choice, QuestionKind, StandardQuestion
from pathways.domain.rule.standards import BALANCED, FRAMEWORK_MINIMUM, Standard
from pathways.workbook.qa.evidence import NOTHING
from pathways.workbook.qa.qa_matrix import QaSubject, write_qa_matrix
from tests.workbook.files import header_row, headings, opened, rows, written
from tests.workbook.subjects import content, edition, module, sampled, subject

ASKING = Standard(
    "asking",
    "Asking",
    "",
    questions=(
        StandardQuestion("q1", "Is the provider insured?"),
        StandardQuestion("q2", "Which materials may we see?", QuestionKind.WORDS),
        StandardQuestion("q3", "Is there a disclosure plan?"),
    ),
)
TAUGHT = module(1, [("L2-KA-K01", "D")], assessment="A reflection")
SAID = content(2, [TAUGHT, module(2, assessment="")], assurance=Assurance(facilitators="Two."))
SENT = SentFacts(
    to="Metro Commissioning",
    at=datetime(2026, 6, 30, tzinfo=UTC),
    by="Morgan Ashby",
    role="Head of Learning",
    words="As we teach it.",
    reasons={"WB": "Our supervision takes it up."},
    answers={"q1": Answer(Choice.YES, "Until 2031."), "q2": Answer(None, "All slides.")},
)
LINKED = {
    "level 2": subject(sampled(2, 0.1, 3), BALANCED, sent=SENT),
    "level 4": subject(sampled(4, 0.05, 2, entry_level=3), BALANCED),
    "asking": subject(SAID, ASKING, sent=SENT),
}


def table(made: QaSubject) -> dict[str, dict[str, object]]:
    """Return the rows of Review by code, as programs show them that do not calculate."""
    book = opened(write_qa_matrix(made), cached=True)
    return {str(row["Code"]): row for row in rows(book["Review"])}


@pytest.mark.parametrize("name", LINKED)
def test_there_is_a_row_for_each_place_that_can_be_marked(name: str) -> None:
    made = LINKED[name]
    places = list_places(made.edition, made.content, made.standard)
    found = table(made)
    assert {place.code for place in places} == set(found)
    for place in places:
        row = found[place.code]
        assert row["Label"] == place.label
        assert str(row["Row"]).startswith(place.kind.word)
    if name != "level 4":
        assert list(found) == [place.code for place in places]


def test_the_evidence_stands_beside_each_row() -> None:
    found = table(LINKED["asking"])
    said = {code: str(row["Where and evidence"]) for code, row in found.items()}
    now = {code: row["In this pathway now"] for code, row in found.items()}
    assert said["L2-KA-K01"] == (
        "Module 1 What trauma does, part 1: developed.\n"
        "Evidence: Slide 0 and the worksheet\n"
        "Outcome: Learners can do thing 1"
    )
    assert said["L2-KA-K02"] == "No module treats it"
    assert said["WB"].endswith("The provider: Our supervision takes it up.")
    assert said["Module 1"].startswith("50 min, 1 competency claimed.")
    assert "Assessment: A reflection" in said["Module 1"]
    assert "Assessment: none named" in said["Module 2"]
    assert said["Assurance 1"] == "Two."
    assert said["Assurance 2"] == NOTHING
    assert said["Question 1"] == "Yes. Until 2031."
    assert said["Question 2"] == "All slides."
    assert said["Question 3"] == NOTHING
    assert (now["L2-KA-K01"], now["L2-KA-K02"]) == ("Developed", "Not treated")
    assert (now["Module 1"], now["Module 2"]) == ("1 treated", "0 treated")
    assert (now["Assurance 1"], now["Assurance 2"]) == ("Stated", "Not stated")
    assert [now[f"Question {n}"] for n in (1, 2, 3)] == ["Yes", "Answered", "Not answered"]


def test_what_is_longer_than_a_row_is_told_by_its_beginning() -> None:
    long = "Words about it. " * 400
    taught = replace(TAUGHT, assessment=long)
    said = str(table(subject(content(2, [taught])))["Module 1"]["Where and evidence"])
    assert said.endswith("(The rest is on Modules.)")
    assert len(said) < len(long)


@pytest.mark.parametrize("name", LINKED)
def test_each_row_leads_to_where_its_evidence_stands(name: str) -> None:
    book = written(LINKED[name])
    sheet = book["Review"]
    column = headings(sheet).index("Sheet") + 1
    for number, row in enumerate(rows(sheet), start=header_row(sheet) + 1):
        link = sheet.cell(number, column).hyperlink
        assert link is not None
        title, place = re.fullmatch(r"(\w+)!A(\d+)", str(link.location)).groups()  # type: ignore[union-attr]
        assert title == row["Sheet"]
        there = [cell.value for cell in book[title][int(place)]]
        kind = str(row["Row"]).partition(",")[0]
        if kind == "Competency":
            assert row["Code"] in there
        elif kind == "Module":
            assert there[0] == int(str(row["Code"]).rpartition(" ")[2])
        elif kind == "Line":
            assert there[0] == row["Theme"]
        elif kind == "Assurance":
            assert str(there[0]).endswith(str(row["Label"]))
        elif kind == "Question":
            assert there[0] == row["Code"]


def test_nothing_but_our_own_words_leads_anywhere() -> None:
    hostile = "javascript:alert(1) https://x.example #Matrix!A1"
    taught = module(1, [("L2-KA-K01", "A")], title=hostile, assessment=hostile)
    made = subject(content(2, [taught], title=hostile), provider=hostile, sent=SENT)
    book, count = written(made), 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    count += 1
                    assert cell.value in book.sheetnames
                    assert cell.hyperlink.target is None
    assert count == len(book.sheetnames) - 1 + len(rows(book["Review"]))


def test_what_learners_bring_is_neither_a_gap_nor_first_among_the_work() -> None:
    pathway: PathwayContent = content(4, [module(1, [("L4-SP-01", "D")])], entry_level=3)
    made = subject(pathway, FRAMEWORK_MINIMUM)
    book = written(made)
    gaps = [str(row["Code"]) for row in rows(book["Gaps"])]
    assert len(gaps) == 16
    assert all(code.startswith("L4-SP") for code in gaps)
    review = rows(book["Review"])
    is_brought = ["brought on entry" in str(row["Row"]) for row in review]
    first = is_brought.index(True)
    assert all(is_brought[first:])
    assert not any(is_brought[:first])
    assert [row["Code"] for row in review[:3]] == ["Whole", "SP", "L4-SP-01"]
    codes = {str(row["Code"]) for row in review[first:]}
    assert codes >= {"KA", "L1-KA-K01", "L3-WB-S01"}


def test_what_is_asked_of_learners_nevertheless_is_work() -> None:
    wanted = Standard("named", "Named", "", required=frozenset({"L2-KA-K01", "L3-KA-K01"}))
    pathway = content(4, [module(1, [("L4-SP-01", "D"), ("L2-KA-K01", "D")])], entry_level=3)
    book = written(subject(pathway, wanted))
    kinds = {str(row["Code"]): str(row["Row"]) for row in rows(book["Review"])}
    assert kinds["L2-KA-K01"] == kinds["L3-KA-K01"] == "Competency"
    assert kinds["KA"] == "Line"
    assert kinds["L2-KA-K02"] == "Competency, brought on entry"
    gaps = {str(row["Code"]) for row in rows(book["Gaps"])}
    assert "L3-KA-K01" in gaps
    assert "L2-KA-K02" not in gaps


def test_every_theme_is_named() -> None:
    themes = {str(row["Theme"]) for row in table(LINKED["level 2"]).values()}
    assert themes >= {theme.short_name for theme in edition().themes}
