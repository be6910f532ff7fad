"""The page that brings in what somebody has: a preview that writes nothing, then one step."""

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from tests.builder.house import House
from tests.factories import make_person
from tests.page import Client, Page

OUTLINE = """Session\tTime\tOutcomes\tAssessment
What trauma does\t09:30–11:00\tDefine it; Name three signs\tQuiz
Lunch\t45 min\t\t
Staying well\ttbc\tPlan own care\t
"""


def held(page: Page) -> dict[str, Any]:
    """Return what the form of a preview sends, as it stands."""
    form = page.by_id("bringing")
    assert form is not None, page.text
    found = {}
    for field in form.iter():
        name = field.get("name") or ""
        if name in ("parcel", "operation", "title", "target_level") or name.startswith("answer-"):
            found[name] = page.field(name)
    return found


def preview(house: House, text: str = OUTLINE, **more: Any) -> Page:
    return house.client.post(f"{house.url}/bring-in", {"text": text, **more}, 200)


def matrix(codes: list[str]) -> io.BytesIO:
    book, data = Workbook(), io.BytesIO()
    for row in (
        ["Code", "Module 1: What trauma does", "Module 2: New", "Evidence"],
        [codes[0], "I", "x", "Slide 4"],
        [codes[1], "D", "x", None],
    ):
        book.worksheets[0].append(row)
    book.save(data)
    data.seek(0)
    return data


def test_a_pasted_table_is_shown_first_and_writes_nothing(house: House) -> None:
    before = house.content.digest, house.steps()
    asked = house.client.get(f"{house.url}/bring-in")
    assert "a blank matrix of each level" in asked.words(asked.by_id("bring-form"))
    page = preview(house)
    said = page.words()
    assert "What would come in from “pasted text”" in said
    assert "is there: 2 outcomes more" in said
    assert "“Lunch” was taken for a break." in said
    assert "“tbc” is no length." in said
    assert "Bring in 1 module, change 1" in said
    assert (house.content.digest, house.steps()) == before


def test_what_was_shown_comes_in_as_one_step_and_is_undone_at_once(house: House) -> None:
    before = house.content
    values = held(preview(house))
    page = house.client.post(f"{house.url}/bring-in/take", values)
    assert page.location.endswith(house.url)
    assert house.titles == ["What trauma does", "Safe places", "Staying well"]
    assert [one.text for one in house.modules[0].outcomes] == ["Define it", "Name three signs"]
    assert house.modules[1] == before.modules[1], "a module that is not in the file stays"
    shown = house.client.get(house.url).words()
    assert "From “pasted text”: 1 module added, 3 outcomes added, 1 module changed." in shown
    house.client.post(f"{house.url}/undo", {})
    assert house.content.digest == before.digest


def test_answers_change_what_comes_in(house: House) -> None:
    values = held(preview(house))
    length = next(name for name in values if name.startswith("answer-length"))
    pause = next(name for name in values if name.startswith("answer-pause"))
    values |= {length: "1½ hours", pause: "module", "answer-col.0.3": "-"}
    again = house.client.post(f"{house.url}/bring-in", values, 200, htmx=True)
    assert "is 90 minutes, as you say" in again.words()
    house.client.post(f"{house.url}/bring-in/take", held(again))
    found = {module.title: (module.minutes, module.assessment) for module in house.modules}
    assert found["Lunch"] == (45, "")
    assert found["Staying well"] == (90, "")
    assert found["What trauma does"] == (90, "")


def test_a_file_is_read_and_a_mark_is_asked_about(house: House) -> None:
    codes = [one.code for one in house.view().edition.competencies if one.level == 2]
    page = house.client.post(
        f"{house.url}/bring-in", {"text": "", "file": (matrix(codes), "Map 2026.xlsx")}, 200
    )
    said = page.words()
    assert "Sheet Sheet is a matrix of 2 by 4." in said
    assert "2 cells hold “x”. It does not say how far the module goes." in said
    # A note behind a mark that is left out does not come in.
    assert "Evidence notes1" in said
    values = {**held(page), "answer-mark.x": "A"}
    house.client.post(f"{house.url}/bring-in/take", values)
    found = house.mapping(codes[0], 3)
    assert found is not None
    assert (found.treatment, found.evidence) == ("A", "Slide 4")
    kept = house.mapping(codes[1], 1)
    assert kept is not None
    assert kept.treatment == "D"


def test_what_changed_meanwhile_is_shown_before_it_comes_in(house: House) -> None:
    values = held(preview(house))
    house.client.post(f"{house.url}/modules/new", {"title": "Another", "minutes": "30"})
    page = house.client.post(f"{house.url}/bring-in/take", values, 422)
    assert "Somebody changed this pathway while you looked at this page." in page.words()
    assert house.titles == ["What trauma does", "Safe places", "Another"]
    house.client.post(f"{house.url}/bring-in/take", held(page))
    assert house.titles[-1] == "Staying well"


def test_a_parcel_that_was_changed_or_is_another_persons_is_refused(house: House) -> None:
    values = held(preview(house))
    page = house.client.post(
        f"{house.url}/bring-in/take", {**values, "parcel": values["parcel"][:-2] + "xx"}, 422
    )
    assert "came back damaged" in page.words()
    assert house.titles == ["What trauma does", "Safe places"]


def test_a_preview_of_another_person_is_refused(app: Flask, house: House) -> None:
    values = held(preview(house))
    with app.app_context():
        make_person("colleague@test.example", house.organisation)
    colleague = Client(app)
    colleague.sign_in("colleague@test.example")
    page = colleague.post(f"{house.url}/bring-in/take", values, 422)
    assert "belongs to somebody else" in page.words()
    assert house.titles == ["What trauma does", "Safe places"]


def test_a_new_pathway_begins_from_what_there_is(house: House) -> None:
    house.client.get("/pathways/bring-in")
    page = house.client.post("/pathways/bring-in", {"text": OUTLINE}, 200)
    values = held(page)
    asked = house.client.post("/pathways/bring-in/take", values, 422)
    assert "Say which level the pathway leads to." in asked.words()
    values |= {"title": "Made of paper", "target_level": "1"}
    made = house.client.post("/pathways/bring-in/take", values)
    again = house.client.post("/pathways/bring-in/take", values)
    assert again.location == made.location, "the same form twice makes one"
    content = house.view(made.location.rpartition("/")[2]).content
    assert (content.title, content.target_level) == ("Made of paper", 1)
    assert [(one.title, one.minutes) for one in content.modules] == [
        ("What trauma does", 90),
        ("Staying well", 0),
    ]


def test_a_preview_may_go_into_a_new_pathway_instead(house: House) -> None:
    values = held(preview(house))
    page = house.client.post("/pathways/bring-in", {**values, "move": "yes"}, 200)
    assert "Bring in 2 modules" in page.words()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Paste a text first, or choose a file."),
        (b"%PDF-1.7", "A PDF keeps no tables."),
        (b"PK\x03\x04 and no more", "damaged or cut off"),
    ],
    ids=str,
)
def test_what_cannot_be_read_says_why(house: House, data: bytes, message: str) -> None:
    name = "a.xlsx" if data else ""
    values = {"text": "", "file": (io.BytesIO(data), name)}
    page = house.client.post(f"{house.url}/bring-in", values, 422)
    assert message in page.words()


def test_too_much_for_a_pathway_is_shown_and_cannot_be_taken(house: House) -> None:
    rows = "\n".join(f"Unit {number} of many\t60" for number in range(200))
    page = preview(house, f"Title\tMinutes\n{rows}")
    assert "200" in page.words()
    assert page.by_id("problems-title") is not None
    house.client.post(f"{house.url}/bring-in/take", held(page), 422)
    assert len(house.modules) == 2


def test_two_megabytes_of_text_are_answered(house: House) -> None:
    page = preview(house, "Some words of a long paper, and no module in them.\n" * 40_000)
    assert "Only the first 6,000 lines were read." in page.words()


def test_an_archived_pathway_takes_nothing(house: House) -> None:
    house.client.post(f"{house.url}/archive", {})
    house.client.get(f"{house.url}/bring-in", 409)
