"""Checking a workbook: where it comes from, and what in it is not as it was exported."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from pathways.domain.review.places import WHOLE_CODE
from pathways.submissions.returning import sheet as returned
from pathways.workbook.qa.review import ENTRIES, TITLE
from tests.office import Office
from tests.page import Client, Page
from tests.submissions.scene import PROVIDER, REVIEWER, STRANGER, Scene, make_scene, rename, send
from tests.submissions.workbooks import Review, change_identity, exported, marked

SignIn = Callable[[str], Client]
SAME = "Numbers and texts are those that were exported."
DIFFERENT = "Something is not as it was exported."


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make both sides."""
    return make_scene(app)


@pytest.fixture
def submission(scene: Scene, sign_in: SignIn) -> str:
    """Send the pathway."""
    return send(sign_in(PROVIDER), scene)


def check(client: Client, file: bytes, status: int = 200) -> Page:
    """Drop a workbook on the page."""
    client.get("/check-workbook")
    return client.post(
        "/check-workbook",
        {"workbook": (BytesIO(file), "given.xlsx")},
        status=status,
        content_type="multipart/form-data",
    )


def changed(file: bytes, cells: dict[tuple[str, str], object]) -> bytes:
    """Return the file with cells changed."""
    book = load_workbook(BytesIO(file))
    for (title, address), value in cells.items():
        book[title][address].value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_export_is_what_was_exported(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    marked(client, submission, "L2-KA-K01", "met")
    words = check(client, exported(client, submission)).words()
    assert SAME in words
    assert "Trauma Informed practice for housing teams" in words
    assert "Version 1" in words
    assert "Metro Commissioning" in words


def test_findings_of_reviewers_are_no_change(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    review = Review(exported(client, submission))
    review.put(WHOLE_CODE, **dict.fromkeys(ENTRIES, "Met"))
    words = check(client, review.saved()).words()
    assert SAME in words
    assert "formulas have no figure beside them" in words


def test_libreoffice_changes_nothing(
    submission: str, sign_in: SignIn, office: Office, tmp_path: Path
) -> None:
    client = sign_in(REVIEWER)
    path = tmp_path / "given.xlsx"
    path.write_bytes(exported(client, submission))
    saved = office.convert(path)
    words = check(client, saved.read_bytes()).words()
    assert SAME in words
    assert "no figure" not in words
    again = office.convert(office.convert(saved, "ods"))
    assert SAME in check(client, again.read_bytes()).words()


def test_every_change_is_named(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    file = changed(
        exported(client, submission),
        {
            ("Summary", "B15"): "Better Learning",
            ("Matrix", "E4"): "Another label",
            ("Modules", "F5"): 900,
            ("Assurance", "C4"): "Everything is safe.",
            ("Notes", "C5"): "Means nothing.",
            ("Review", "D6"): "Another line",
        },
    )
    page = check(client, file)
    words = page.words(page.by_id("alterations"))
    assert DIFFERENT in page.words()
    for said in (
        "Better Learning",
        "Another label",
        "90900",
        "Everything is safe.",
        "Means nothing.",
        "Another line",
    ):
        assert said in words, words
    assert words.count("Review") == 1


def test_sheets_columns_and_rows_that_come_or_go_are_named(
    submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    book = load_workbook(BytesIO(exported(client, submission)))
    del book["Notes"]
    book.create_sheet("Extra")
    book["Mappings"].delete_cols(8)
    book["Mappings"].cell(4, 11).value = "Mine"
    book["Gaps"].delete_rows(4)
    book["Matrix"].cell(4, 1).value = "L9-XX-K01"
    out = BytesIO()
    for sheet in book.worksheets:
        sheet.tables.clear()
    book.save(out)
    words = check(client, out.getvalue()).words()
    assert "lost their headings: Notes" in words
    assert "not exported: Extra" in words
    assert "columns that are missing: mappings, evidence" in words.lower()
    assert "columns that were added: mappings, mine" in words.lower()
    assert "A row that was not exported" in words
    assert "Gaps" in words


def test_somebody_else_learns_only_which_rows_differ(submission: str, sign_in: SignIn) -> None:
    file = exported(sign_in(REVIEWER), submission)
    stranger = sign_in(STRANGER)
    words = check(stranger, file).words()
    assert SAME in words
    assert "is not open to you" in words
    book = load_workbook(BytesIO(file))
    book["Matrix"]["E4"].value = "Another label"
    book["Assurance"]["C4"].value = "Everything is safe."
    book["Notes"].delete_rows(20)
    out = BytesIO()
    book.save(out)
    page = check(stranger, out.getvalue())
    words = page.words()
    assert DIFFERENT in words
    assert "MatrixL2-KA-K01" in words
    for private in (
        "Trauma Informed practice for housing teams",
        "Northgate Learning",
        "Metro Commissioning",
        "Another label",
        "Everything is safe.",
        "Version 1",
        submission,
    ):
        assert private not in page.text.replace("given.xlsx", ""), private


def test_a_draft_is_known_until_it_changes(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    file = client.raw.get(f"/pathways/{scene.pathway}/qa-matrix.xlsx?standard=half").get_data()
    words = check(client, file).words()
    assert SAME in words
    assert "Draft" in words
    assert "Half" in words
    stranger = check(sign_in(STRANGER), file).words()
    assert SAME in stranger
    assert "housing teams" not in stranger
    rename(app, scene.pathway, "Another title")
    assert "The draft has changed since the export" in check(client, file).words()
    assert "Another title" not in check(sign_in(STRANGER), file).words()


def test_a_workbook_without_a_true_origin_is_nothing(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    file = exported(client, submission)
    words = check(client, change_identity(file, lambda _: None)).words()
    assert "does not say where it comes from" in words
    for change in (lambda text: text[:-3], lambda text: "x" + text, lambda _: "a.b"):
        words = check(client, change_identity(file, change)).words()
        assert "was not written here, was changed" in words
        assert "housing teams" not in words


def test_what_is_no_workbook_is_refused_and_nobody_signed_out_may_ask(
    submission: str, sign_in: SignIn, client: Client
) -> None:
    words = check(sign_in(REVIEWER), b"Code,Finding", 422).words()
    assert "This is not an Excel workbook." in words
    client.get("/check-workbook", status=302)
    client.post("/check-workbook", {}, status=401)


def test_the_reader_and_the_writer_mean_the_same_sheet() -> None:
    assert returned.SHEET == TITLE
    assert set(ENTRIES) == {"Finding", *returned.MORE} - {"Label"}


def test_words_above_and_beside_a_table_are_named(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    places = {
        ("Matrix", "A2"): "Approved by the board.",
        ("Summary", "D3"): "Endorsed",
        ("Modules", "Z6"): "Certified",
    }
    file = exported(client, submission)
    for place, text in places.items():
        page = check(client, changed(file, {place: text}))
        assert DIFFERENT in page.words(), place
        assert text in page.words(page.by_id("alterations"))
        stranger = check(sign_in(STRANGER), changed(file, {place: text}))
        assert DIFFERENT in stranger.words()
        assert text not in stranger.text
