"""A workbook goes out, is reviewed, and comes home."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.comment import Remark
from pathways.models.journal import Journal
from pathways.models.submission import Submission
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    REVIEWER,
    STRANGER,
    Scene,
    make_scene,
    nobody_declared,
    send,
)
from tests.submissions.workbooks import (
    FIRST,
    Review,
    agree,
    bring,
    comments,
    exported,
    findings,
    marked,
)

SignIn = Callable[[str], Client]
A, B, C = "L2-KA-K01", "L2-KA-K02", "L2-LA-K01"


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make both sides."""
    return make_scene(app)


@pytest.fixture
def submission(scene: Scene, sign_in: SignIn) -> str:
    """Send the pathway."""
    return send(sign_in(PROVIDER), scene)


def test_findings_and_comments_are_taken_as_previewed(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    client.get(f"/submissions/{submission}/return")
    review = Review(exported(client, submission))
    review.put(A, Finding="Met", Comment="Well shown.", Reviewer="Ann O’Hara", Date="3 Nov 2026")
    review.put("KA", Finding="Partly met")
    review.put("Whole", Finding="Not met", Comment="Almost there.")
    review.put(C, Comment="Which slide?")
    page = bring(client, submission, review.saved())
    words = page.words()
    assert "4 rows would change" in words
    assert "Ann O’Hara, 3 November 2026" in words
    assert "None. All other numbers and texts" in words
    assert findings(app, submission) == {}
    agree(client, submission, page)
    assert findings(app, submission) == {
        A: ("met", "Ann O’Hara", "2026-11-03"),
        "line:KA": ("partly_met", "Noor Haddad", ""),
        "*": ("not_met", "Noor Haddad", ""),
    }
    assert comments(app, submission) == [
        ("*", "Almost there."),
        (A, "Well shown."),
        (C, "Which slide?"),
    ]
    with app.app_context(), transaction() as session:
        (step,) = session.scalars(sa.select(Journal).where(Journal.action == "take workbook"))
        assert step.person_name == "Noor Haddad"
        assert step.summary == "Took 3 findings and 3 comments from “back.xlsx”"
        images = json.dumps(step.images)
        assert "Ann O\\u2019Hara" in images
        assert images.count('"row"') == 4
        said = session.scalars(sa.select(Remark).where(Remark.row == A)).one()
        assert (said.reviewer, said.reviewed_on, said.is_from_workbook) == (
            "Ann O’Hara",
            "2026-11-03",
            True,
        )
        assert said.author_name == "Noor Haddad"
        assert session.get_one(Submission, submission).state == "in_review"


def test_the_same_file_twice_and_the_same_consent_twice_change_nothing(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    file = Review(exported(client, submission)).put(A, Finding="Met", Comment="Yes").saved()
    page = bring(client, submission, file)
    agree(client, submission, page)
    before = (findings(app, submission), comments(app, submission))
    assert "held nothing new" in client.get(agree(client, submission, page).location).words()
    again = bring(client, submission, file)
    assert "No row would change" in again.words()
    assert (findings(app, submission), comments(app, submission)) == before
    with app.app_context(), transaction() as session:
        count = sa.select(sa.func.count()).where(Journal.action == "take workbook")
        assert session.scalar(count) == 1


def test_an_export_with_findings_comes_back_unchanged(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    marked(client, submission, A, "met")
    client.post(
        f"/submissions/{submission}/rows/{A}/comments", {"text": "Which slide?"}, status=303
    )
    file = exported(client, submission)
    review = Review(file)
    row = review.number(A)
    assert review.sheet.cell(row, review.column("Finding")).value == "Met"
    assert review.sheet.cell(row, review.column("Reviewer")).value == "Noor Haddad"
    assert review.sheet.cell(row, review.column("Comment")).value == "Which slide?"
    assert "No row would change" in bring(client, submission, file).words()
    # A cell that was emptied takes nothing away.
    review.put(A, Finding=None, Reviewer=None, Date=None)
    assert "No row would change" in bring(client, submission, review.saved()).words()
    # A name alone can be put right.
    review.put(A, Finding="Met", Reviewer="Ann O’Hara", Date="3 Nov 2026")
    page = bring(client, submission, review.saved())
    assert "1 row would change" in page.words()
    agree(client, submission, page)
    assert findings(app, submission)[A] == ("met", "Ann O’Hara", "2026-11-03")


def test_what_a_colleague_changed_meanwhile_is_shown_three_ways_and_left_alone(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client, colleague = sign_in(REVIEWER), sign_in(COMMISSIONER)
    marked(colleague, submission, A, "met")
    file = Review(exported(client, submission)).put(A, Finding="Not met", Comment="No.").saved()
    other = Review(file).put(A, Finding="Met").put(B, Finding="Met").saved()
    marked(colleague, submission, A, "partly_met", "met")
    page = bring(client, submission, file)
    table = page.by_id("return-conflicts")
    words = page.words(table)
    assert "Met Partly met" in words.replace("Noor Haddad", "").replace("Idris Calloway", "")
    assert "Not met" in words
    agree(client, submission, page)
    assert findings(app, submission)[A][0] == "partly_met"
    assert comments(app, submission) == [(A, "No.")]
    agree(client, submission, bring(client, submission, file), take=A)
    assert findings(app, submission)[A][0] == "not_met"
    assert comments(app, submission) == [(A, "No.")]
    # A file that says what it was exported with wishes nothing.
    page = bring(client, submission, other)
    assert page.by_id("return-conflicts") is None
    agree(client, submission, page)
    assert findings(app, submission)[A][0] == "not_met"
    assert findings(app, submission)[B][0] == "met"


def test_a_change_between_preview_and_consent_stops_everything(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client, colleague = sign_in(REVIEWER), sign_in(COMMISSIONER)
    file = Review(exported(client, submission)).put(A, Finding="Met").put(B, Finding="Met")
    page = bring(client, submission, file.saved())
    marked(colleague, submission, A, "not_met")
    shown = agree(client, submission, page, status=422)
    assert "Somebody changed a finding" in shown.words()
    assert findings(app, submission) == {A: ("not_met", "Idris Calloway", "")}
    agree(client, submission, shown)
    assert findings(app, submission)[A][0] == "not_met"
    assert findings(app, submission)[B][0] == "met"


def test_only_a_reviewer_of_the_addressed_commissioner_may(
    submission: str, sign_in: SignIn
) -> None:
    file = exported(sign_in(REVIEWER), submission)
    for email, status in ((PROVIDER, 403), (READER, 403), (STRANGER, 404)):
        client = sign_in(email)
        client.get(f"/submissions/{submission}/return", status=status)
        bring(client, submission, file, status=status)
        take = f"/submissions/{submission}/return/take"
        client.post(take, {"parcel": "x"}, status=status)


def test_a_preview_is_good_for_one_person_and_one_submission(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client, colleague = sign_in(REVIEWER), sign_in(COMMISSIONER)
    file = Review(exported(client, submission)).put(A, Finding="Met").saved()
    page = bring(client, submission, file)
    parcel = page.field("parcel")
    take = f"/submissions/{submission}/return/take"
    for damaged in ("", "x", parcel[:-2], parcel.replace(".", "", 1), "." + parcel):
        client.post(take, {"parcel": damaged}, status=422)
    colleague.post(take, {"parcel": parcel}, status=422)
    assert findings(app, submission) == {}


def test_a_decided_submission_takes_nothing(app: Flask, submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    file = Review(exported(client, submission)).put(A, Finding="Met").saved()
    page = bring(client, submission, file)
    with app.app_context(), transaction() as session:
        session.get_one(Submission, submission).state = "decided"
    assert "This submission is decided" in bring(client, submission, file, 422).words()
    assert "This submission is decided" in agree(client, submission, page, 422).words()
    assert findings(app, submission) == {}


def test_a_file_must_be_chosen(submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    page = client.post(f"/submissions/{submission}/return", {}, status=422)
    assert "Choose the workbook first." in page.words()
    page = client.post(
        f"/submissions/{submission}/return",
        {"workbook": (BytesIO(b"PK"), "large.xlsx")},
        status=413,
        content_type="multipart/form-data",
        environ_overrides={"CONTENT_LENGTH": str(5 * 1024 * 1024 + 1)},
    )
    assert "5 MB" in page.words()
    (back,) = page.all(".//main//a[@class='button']")
    assert client.get(str(back.get("href"))).by_id("return-file") is not None


def test_a_workbook_that_names_another_origin_than_its_seal_is_refused(
    submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    review = Review(exported(client, submission)).put(A, Finding="Met")
    review.book["Summary"]["B15"] = "Another title"
    page = bring(client, submission, review.saved(), 422)
    assert "What a workbook says of its origin must not be changed." in page.words()


def test_two_hundred_findings_are_taken_at_once(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    submission = send(sign_in(PROVIDER), scene)
    client = sign_in(REVIEWER)
    review = Review(exported(client, submission))
    codes = [str(row[0].value) for row in review.sheet.iter_rows(min_row=FIRST, max_col=1)]
    for number, code in enumerate(codes):
        review.put(code, Finding="Met", Comment=f"Comment {number}")
    page = bring(client, submission, review.saved())
    agree(client, submission, page)
    assert len(findings(app, submission)) == len(codes) == 175
    assert len(comments(app, submission)) == len(codes)


def test_an_untouched_row_says_nothing_of_names_set_since(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client, colleague = sign_in(REVIEWER), sign_in(COMMISSIONER)
    marked(client, submission, A, "met")
    file = exported(client, submission)
    marked(colleague, submission, A, "not_met", "met")
    marked(colleague, submission, A, "met", "not_met")
    assert "No row would change" in bring(client, submission, file).words()
    assert findings(app, submission)[A] == ("met", "Idris Calloway", "")


def test_what_was_said_of_an_earlier_version_can_be_said_again(
    app: Flask, scene: Scene, submission: str, sign_in: SignIn
) -> None:
    client, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    for who, row in ((client, A), (provider, B)):
        address = f"/submissions/{submission}/rows/{row}/comments"
        who.post(address, {"text": "Still missing."})
    values = {"outcome": "changes_asked_for", "words": "See there."}
    sign_in(COMMISSIONER).post(f"/submissions/{submission}/decision", values)
    again = send(provider, scene)
    review = Review(exported(client, again))
    review.put(A, Comment="Still missing.").put(B, Comment="Still missing.")
    page = bring(client, again, review.saved())
    assert "2 rows would change" in page.words()
    agree(client, again, page)
    assert comments(app, again) == [(A, "Still missing."), (B, "Still missing.")]
    assert "No row would change" in bring(client, again, review.saved()).words()


def test_whether_there_is_an_interest_is_said_before_a_workbook_is_taken(
    app: Flask, submission: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    file = Review(exported(client, submission)).put(A, Finding="Met").saved()
    page = bring(client, submission, file)
    nobody_declared(app)
    assert (
        "First say whether you have an interest"
        in client.get(f"/submissions/{submission}/return").words()
    )
    assert "Nothing was changed." in bring(client, submission, file, 422).words()
    assert "Nothing was changed." in agree(client, submission, page, 422).words()
    assert findings(app, submission) == {}
