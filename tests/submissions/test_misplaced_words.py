"""Words typed where only earlier comments belong: offered back, never taken unasked, never lost."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.comments import Comment as Note

from pathways.domain.review.finding import Finding
from pathways.domain.review.places import MarkedPlace
from pathways.domain.review.returning import THREAD as HEADING
from pathways.domain.review.returning import Entry, instant
from pathways.domain.review.sheets import Book, CellValue, Live, Sheet
from pathways.submissions.returning.parcel import Parcel
from pathways.submissions.returning.rows import Known
from pathways.submissions.returning.sheet import Returned, read_returned
from pathways.submissions.threads.cells import ExportedThreads, thread_text
from pathways.submissions.threads.reads import CommentView
from tests.page import Client
from tests.submissions.scene import PROVIDER, REVIEWER, STRANGER, make_scene, send, share_at_once
from tests.submissions.workbooks import Review, agree, bring, comments, exported, findings

SignIn = Callable[[str], Client]
A, B, C = "L2-KA-K01", "L2-KA-K02", "L2-LA-K01"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
PLACES = (MarkedPlace(A, A, "One"), MarkedPlace(B, B, "Two"))
HEADINGS = ("Code", "Label", HEADING, "Finding", "Comment", "Reviewer", "Date")


def said(text: str, minutes: int = 0, number: int = 1) -> CommentView:
    """Make a comment."""
    return CommentView(
        id=f"c{minutes}",
        author="Ann",
        organisation="Metro",
        is_of_provider=False,
        text=text,
        at=AT + timedelta(minutes=minutes),
        number=number,
        is_earlier=False,
        reviewer="",
        reviewed_on="",
        is_from_workbook=False,
    )


FIRST, SECOND = said("Which slide?"), said("Thank you.\nSeen.", 5)
THREAD = thread_text((FIRST, SECOND))
THREADS = ExportedThreads({A: (FIRST, SECOND, said("Later.", 90))}, instant(AT) + 60 * 10**7)


def returned(*rows: Sequence[CellValue]) -> Returned:
    """Read a Review sheet of these rows."""
    sheet = Sheet("Review", (HEADINGS, *map(tuple, rows)))
    return read_returned(Book("", (sheet,)), PLACES, Known(THREADS, TODAY))


OFFERED: dict[str, tuple[str, CellValue, str]] = {
    "in an empty cell": (B, "I disagree.", "I disagree."),
    "a number": (B, 42, "42"),
    "below the thread": (A, f"{THREAD}\nI disagree.", "I disagree."),
    "behind the thread": (A, f"{THREAD} I disagree.", "I disagree."),
    "above the thread": (A, f"I disagree.\n{THREAD}", "I disagree."),
    "over the thread": (A, "I disagree.", "I disagree."),
    "into the thread": (A, THREAD.replace("?", "? 3?"), f"{thread_text((FIRST,))} 3?"),
    "nothing": (A, THREAD, ""),
    "other line ends": (A, THREAD.replace("\n", "\r\n") + "  ", ""),
    "the thread taken out": (A, None, ""),
    "a line taken out": (A, thread_text((SECOND,)), ""),
    "the thread with a later comment": (A, thread_text(THREADS.comments[A]), ""),
    "the thread of another row": (B, THREAD, ""),
    "a formula": (B, Live("I disagree.", '="I disagree."'), ""),
}


@pytest.mark.parametrize("name", OFFERED)
def test_words_in_the_thread_are_offered_as_the_rows_comment(name: str) -> None:
    code, cell, words = OFFERED[name]
    found = returned((code, None, cell, "Met", None, "Bo", "3 Nov"))
    assert [entry.finding is not None for entry in found.entries] == [True]
    assert not found.refused
    wanted = [(code, words, "Bo", "2026-11-03")] if words else []
    assert [(e.row, e.comment, e.reviewer, e.date) for e in found.offered] == wanted
    assert all(entry.finding is None for entry in found.offered)


def test_a_row_with_nothing_but_misplaced_words_is_not_called_empty() -> None:
    found = returned((A, None, THREAD), (B, None, "I disagree."))
    assert (found.empty, len(found.offered)) == (1, 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((B, "One", "I disagree."), f"Under {HEADING}: Code and label do not belong together"),
        (("L9-XX-K01", None, "I disagree."), f"Under {HEADING}: This submission has no such"),
        ((B, None, "x" * 9_000), f"Under {HEADING}: Comment: Keep this to 8,000"),
        ((B, None, None, None, None, "Bo"), "It names a reviewer or a date, but has no finding"),
        ((B, None, None, None, None, None, 3), "It names a reviewer or a date, but has no finding"),
    ],
)
def test_words_that_cannot_be_offered_are_named_with_their_row(
    row: Sequence[CellValue], reason: str
) -> None:
    found = returned(row)
    assert not found.offered
    assert [(item.number, item.reason.startswith(reason)) for item in found.refused] == [(2, True)]


def test_a_preview_of_before_is_still_taken() -> None:
    entry = Entry(A, 4, None, "Fine.")
    parcel = Parcel("s", "p", "back.xlsx", "0" * 64, (entry,), {}, 0, {}, offered=(entry,))
    plain = parcel.to_plain()
    assert Parcel.from_plain(plain) == parcel
    del plain["offered"]
    assert Parcel.from_plain(plain).offered == ()


@pytest.fixture
def submission(app: Flask, sign_in: SignIn) -> str:
    """Send a pathway on which something was said, so that its workbook shows threads."""
    scene = make_scene(app)
    share_at_once(app, scene)
    submission = send(sign_in(PROVIDER), scene)
    say(sign_in(REVIEWER), submission, A, "Which slide?")
    return submission


def say(client: Client, submission: str, row: str, text: str) -> None:
    """Comment on a row on screen."""
    client.post(f"/submissions/{submission}/rows/{row}/comments", {"text": text})


def test_words_under_comments_so_far_are_asked_about_and_taken_once(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    review = Review(exported(client, submission))
    heading = {HEADING: "I would see slide 3."}
    review.put(B, **heading).put(C, **heading, Finding="Met", Reviewer="Bo")
    file = review.saved()
    # Said since the export: no words of the file's reader.
    say(client, submission, A, "Slide 3, I see.")
    page = bring(client, submission, file)
    words = page.words()
    assert "1 row would change" in words
    assert "2 rows have words that stand elsewhere in the file" in words
    assert "None. All other" not in words
    assert "L2-KA-K01" not in page.words(page.by_id("return-offered"))
    assert not page.all(".//input[@name='comment'][@checked]")
    before = comments(app, submission)
    agree(client, submission, page, comment=[B])
    assert comments(app, submission) == sorted([*before, (B, "I would see slide 3.")])
    assert findings(app, submission) == {C: ("met", "Bo", "")}
    assert (
        "1 text that stood elsewhere stayed in the file"
        in client.get(f"/submissions/{submission}").words()
    )
    again = bring(client, submission, file)
    assert "No row would change" in again.words()
    assert [e.get("value") for e in again.all(".//input[@name='comment']")] == [C]
    agree(client, submission, again, comment=[C, A, B])
    assert len(comments(app, submission)) == len(before) + 2
    assert not bring(client, submission, file).all(".//input[@name='comment']")


def test_both_pages_name_what_was_written_elsewhere(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    file = exported(client, submission)
    book = load_workbook(BytesIO(file))
    book["Review"]["F9"].value = "Under the comments."
    book["Gaps"]["P2"].value = "Beside the table."
    book["Notes"]["A300"].value = "Below the table."
    book.create_sheet("Mine")["B2"].value = "On my own sheet."
    book["Summary"]["B27"].value = '="Met"'
    out = BytesIO()
    book.save(out)
    client.get("/check-workbook")
    values = {"workbook": (BytesIO(out.getvalue()), "given.xlsx")}
    checked = client.post("/check-workbook", values, 200, content_type="multipart/form-data")
    for page in (bring(client, submission, out.getvalue()), checked):
        words = page.words(page.by_id("alterations"))
        for text in ("Under the comments.", "Beside the", "Below the", "On my own sheet."):
            assert text in words, words
        assert "1 formula is no longer the one exported: Summary, Verdict." in words
        assert "None. All other" not in page.words()
        assert "texts are those that were exported." not in page.words()
    values = {"workbook": (BytesIO(out.getvalue()), "given.xlsx")}
    stranger = sign_in(STRANGER)
    stranger.get("/check-workbook")
    page = stranger.post("/check-workbook", values, 200, content_type="multipart/form-data")
    words = page.words(page.by_id("alterations"))
    assert "1 formula is no longer the one exported, on Summary." in words
    assert "1 sheet was added." in words
    assert "Which slide?" not in page.text
    assert "Mine" not in words


def test_threads_that_were_exported_are_no_change(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    file = exported(client, submission)
    say(client, submission, B, "Said since.")
    page = bring(client, submission, file)
    assert "None. All other numbers and texts are those that were exported." in page.words()
    assert not page.all(".//input[@name='comment']")


def test_words_found_elsewhere_are_offered_as_the_comment_of_their_row(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    review = Review(exported(client, submission)).put(A, Theme="Behind the theme.")
    review.sheet.cell(review.number(B), review.sheet.max_column + 2).value = "Beside it."
    review.sheet.cell(review.number(B), 4).comment = Note("Pinned to it.", "Bo")
    mine = review.book.create_sheet("Mine")
    mine.append([None, B, 7, "On my own sheet."])
    mine.append([None, "L9-XX-K01", "Of nothing."])
    mine.append([B, C, "Of either."])
    page = bring(client, submission, review.saved())
    words = page.words(page.by_id("return-offered"))
    assert "Behind the theme. Review, Theme Take" in words
    assert "Beside it. Pinned to it. On my own sheet. Review, column" in words
    assert "Review, note in column D; Mine, column D" in words
    assert "Of nothing." not in words
    assert "Of either." not in words
    assert not page.all(".//input[@name='comment'][@checked]")
    before = comments(app, submission)
    agree(client, submission, page, comment=[B])
    taken = (B, "Beside it.\nPinned to it.\nOn my own sheet.")
    assert comments(app, submission) == sorted([*before, taken])


def test_a_column_that_was_sorted_alone_offers_nothing(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    review = Review(exported(client, submission)).put(A, Finding="Met")
    one, two = review.number(A), review.number(C)
    for number, code in ((one, C), (two, A)):
        review.sheet.cell(number, 1).value = code
    page = bring(client, submission, review.saved())
    assert page.by_id("return-offered") is None
    assert "do not belong together" in page.words(page.by_id("return-refused"))


def test_what_cannot_be_read_takes_no_finding_with_it() -> None:
    found = returned(
        (A, None, None, "partly", "x" * 9_000, "Bo", "3/11/2026"),
        (B, None, None, "n/a", "Fine.", "Bo", "soon"),
    )
    assert [(e.row, e.finding, e.comment, e.date) for e in found.entries] == [
        (A, Finding.PARTLY_MET, "", "2026-11-03"),
        (B, Finding.NOT_APPLICABLE, "Fine.", ""),
    ]
    left = [(row.number, row.reason[:9]) for row in found.parted]
    assert left == [(2, "Comment: "), (3, "Date: “so")]
    assert found.respelled == (
        ("n/a", Finding.NOT_APPLICABLE, 1),
        ("partly", Finding.PARTLY_MET, 1),
    )
