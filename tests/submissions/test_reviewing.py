"""Reviewing on screen: one shared finding a row, comments that stay, people who review."""

from dataclasses import replace
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from pathways.db import db, new_id, transaction
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.models.account import Person
from pathways.models.comment import Remark
from pathways.models.finding import FindingRow
from pathways.models.journal import Journal
from pathways.records.people import find_owner
from pathways.submissions.reviewing.writes import mark as set_mark
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    READER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    nobody_declared,
    send,
    share_at_once,
    treat,
)

CODE = "L2-KA-K01"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


def mark(client: Client, sent: str, value: str, status: int = 200, *, htmx: bool = True) -> Page:
    address = f"/submissions/{sent}/findings"
    return client.post(address, {"mark": value, "tab": "competencies"}, status, htmx=htmx)


def say(client: Client, sent: str, slug: str, text: str, status: int = 303) -> Page:
    values = {"text": text, "operation": new_id(), "tab": "competencies"}
    return client.post(f"/submissions/{sent}/rows/{slug}/comments", values, status)


def findings(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {row.row: row.finding for row in db.session.scalars(sa.select(FindingRow))}


def test_who_sent_it_marks_nothing_even_as_a_commissioner(app: Flask, sent: str) -> None:
    with app.app_context(), transaction() as session:
        provider = replace(find_owner(session, PROVIDER), is_commissioner=True)
        with pytest.raises(NotFoundError):
            set_mark(session, provider, sent, CODE, seen=None, finding=Finding.MET)
    assert findings(app) == {}


def test_a_finding_answers_with_its_row_the_count_and_a_line(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    page = mark(sign_in(REVIEWER), sent, f"{CODE}||met")
    ids = {e.get("id") for e in page.tree.iter() if e.get("hx-swap-oob")}
    assert ids == {f"row-{CODE}", "review-bar", "head-KA", "privacy", "said"}
    assert "1 of 5 marked" in page.words(page.by_id("review-bar"))
    assert "1 of 1 marked" in page.words(page.by_id("head-KA"))
    whole = sign_in(REVIEWER).get(f"/submissions/{sent}")
    assert "1 of 5 competencies has a finding: 1 met." in whole.words()
    assert findings(app) == {CODE: "met"}


def test_the_same_button_takes_a_finding_back(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    mark(client, sent, f"{CODE}||met")
    page = client.get(f"/submissions/{sent}/competencies?show=marked")
    pressed = page.by_id(f"find-{CODE}-1")
    assert pressed is not None
    assert pressed.get("aria-pressed") == "true"
    mark(client, sent, str(pressed.get("value")))
    assert findings(app) == {}


def test_lines_and_the_whole_are_marked_too(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    answer = client.post(f"/submissions/{sent}/findings", {"mark": "line-WB||not_met"})
    assert answer.location.endswith(f"/submissions/{sent}#row-line-WB")
    client.post(f"/submissions/{sent}/findings", {"mark": "whole||partly_met"})
    assert findings(app) == {"line:WB": "not_met", "*": "partly_met"}


def test_without_scripts_one_goes_back_to_the_row_and_the_filter(
    sent: str, sign_in: SignIn
) -> None:
    values = {"mark": "L2-KA-K02||met", "tab": "competencies", "show": "open"}
    answer = sign_in(REVIEWER).post(f"/submissions/{sent}/findings", values)
    assert answer.location == f"/submissions/{sent}/competencies?show=open#row-L2-KA-K02"


def test_two_reviewers_see_what_stands(app: Flask, sent: str, sign_in: SignIn) -> None:
    first, second = sign_in(REVIEWER), sign_in(COMMISSIONER)
    mark(first, sent, f"{CODE}||met")
    page = mark(second, sent, f"{CODE}||not_met", 409)
    assert f"Somebody set {CODE} to met meanwhile." in page.words()
    button = page.by_id(f"find-{CODE}-3")
    assert button is not None
    assert button.get("value") == f"{CODE}|met|not_met", "it can be pressed again, knowingly"
    plain = mark(second, sent, f"{CODE}||not_met", 409, htmx=False)
    assert "meanwhile" in plain.words()
    assert findings(app) == {CODE: "met"}
    mark(second, sent, f"{CODE}||met")
    assert findings(app) == {CODE: "met"}, "the same wish is no conflict"


@pytest.mark.parametrize("value", ["", "a|b", f"{CODE}||lovely", f"{CODE}|odd|met"])
def test_a_mark_that_cannot_be_read_is_refused(sent: str, sign_in: SignIn, value: str) -> None:
    mark(sign_in(REVIEWER), sent, value, 400)


@pytest.mark.parametrize("slug", ["L1-KA-K01", "line-XX", "nothing", "*"])
def test_rows_that_are_not_there_are_not_found(sent: str, sign_in: SignIn, slug: str) -> None:
    client = sign_in(REVIEWER)
    mark(client, sent, f"{slug}||met", 404)
    client.get(f"/submissions/{sent}/rows/{slug}", 404)
    say(client, sent, slug, "Words", 404)


def test_only_the_addressed_commissioner_reviews(app: Flask, sent: str, sign_in: SignIn) -> None:
    mark(sign_in(PROVIDER), sent, f"{CODE}||met", 403)
    mark(sign_in(READER), sent, f"{CODE}||met", 403)
    mark(sign_in(STRANGER), sent, f"{CODE}||met", 404)
    assert findings(app) == {}
    for tab in ("", "/competencies", "/modules", "/assurance", "/changes", "/trail", "/decision"):
        sign_in(STRANGER).get(f"/submissions/{sent}{tab}", 404)
    sign_in(STRANGER).get(f"/submissions/{sent}/qa-matrix.xlsx", 404)
    sign_in(STRANGER).get(f"/submissions/{sent}/trail.csv", 404)


def test_a_reader_reads_and_sees_no_buttons(sent: str, sign_in: SignIn) -> None:
    page = sign_in(READER).get(f"/submissions/{sent}/competencies")
    assert page.by_id(f"find-{CODE}-1") is None
    assert page.by_id(f"say-{CODE}") is None
    say(sign_in(READER), sent, CODE, "Words", 403)


def test_both_sides_talk_in_one_thread(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    share_at_once(app, scene)
    say(sign_in(REVIEWER), sent, CODE, "Where does this happen? https://example.org/a")
    say(sign_in(EDITOR), sent, CODE, "In the <b>second</b> session.")
    page = sign_in(PROVIDER).get(f"/submissions/{sent}/competencies")
    words = page.words(page.by_id(f"row-{CODE}"))
    assert words.index("Noor Haddad, Metro Commissioning") < words.index("Ellis Brand, Northgate")
    assert "In the <b>second</b> session." in words
    with app.app_context():
        state = db.session.execute(sa.text("SELECT state FROM submission")).scalar_one()
        assert state == "in_review"


def test_a_comment_form_opens_in_place_and_keeps_what_was_typed(sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    address = f"/submissions/{sent}/rows/{CODE}"
    part = client.get(f"{address}?write=comment&tab=competencies", htmx=True)
    assert part.field("text") == ""
    empty = client.post(f"{address}/comments", {"text": " "}, 422, htmx=True)
    assert "Write the comment first." in empty.words()
    long = client.post(f"{address}/comments", {"text": "a" * 8001}, 422)
    assert long.field("text") == "a" * 8001


def test_a_comment_sent_twice_is_one(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    values = {"text": "Once", "operation": new_id()}
    for _ in range(2):
        client.post(f"/submissions/{sent}/rows/whole/comments", values)
    with app.app_context():
        assert len(db.session.scalars(sa.select(Remark)).all()) == 1


def test_the_database_refuses_to_change_a_comment(app: Flask, sent: str, sign_in: SignIn) -> None:
    say(sign_in(PROVIDER), sent, CODE, "Stays")
    with app.app_context(), db.engine.connect() as connection:
        for statement in ("UPDATE comment SET text = ''", "DELETE FROM version"):
            with pytest.raises(sa.exc.DBAPIError, match="never changed"), connection.begin():
                connection.execute(sa.text(statement))


def test_filters_show_what_they_say(app: Flask, scene: Scene, sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    mark(client, sent, f"{CODE}||not_met")
    address = f"/submissions/{sent}/competencies"
    doubt = client.get(f"{address}?show=in-doubt")
    assert [e.get("data-row") for e in doubt.tree.iter() if e.get("data-row")] == [CODE]
    left = client.get(f"{address}?show=to-review")
    assert left.by_id(f"row-{CODE}") is None
    assert "To review 4" in left.words()
    opened = client.get(f"{address}?show=open&theme=WB")
    assert opened.by_id("row-L2-WB-K01") is not None
    assert opened.by_id(f"row-{CODE}") is None
    assert "Changed since last version" not in opened.words(), "this is the first version"


def test_each_side_finds_the_rows_on_which_the_other_spoke_last(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    share_at_once(app, scene)
    provider, reviewer = sign_in(PROVIDER), sign_in(REVIEWER)
    address = f"/submissions/{sent}/competencies"
    for slug in (CODE, "L2-KA-K02", "line-KA"):
        say(reviewer, sent, slug, "Where is this taught?")
    page = provider.get(f"{address}?show=to-answer")
    assert [e.get("id") for e in page.all(".//*[@data-row]")] == [f"row-{CODE}", "row-L2-KA-K02"]
    assert "Waiting for your answer 2" in page.words()
    assert "3 rows wait for your answer." in page.words(page.by_id("progress"))
    say(provider, sent, CODE, "In the second session.")
    page = provider.get(f"{address}?show=to-answer")
    assert [e.get("id") for e in page.all(".//*[@data-row]")] == ["row-L2-KA-K02"]
    page = reviewer.get(f"{address}?show=to-answer")
    assert [e.get("id") for e in page.all(".//*[@data-row]")] == [f"row-{CODE}"]
    assert "Answered by the provider 1" in page.words()
    assert "With comments 2" in page.words()
    whole = reviewer.get(f"/submissions/{sent}")
    assert "The provider answered 1 comment." in whole.words(whole.by_id("progress"))
    sign_in(COMMISSIONER).post(
        f"/submissions/{sent}/decision",
        {"operation": new_id(), "outcome": "changes_asked_for", "words": "Please answer first."},
    )
    check = f"/pathways/{scene.pathway}/submit?commissioner={scene.commissioner}"
    assert "2 rows wait for your answer" in provider.get(check).words()


def test_what_changed_and_what_was_said_before_is_one_click_away(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    share_at_once(app, scene)
    reviewer, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    say(reviewer, sent, "L2-WB-K01", "This is missing.")
    mark(reviewer, sent, "L2-WB-K01||not_met")
    provider.post(f"/submissions/{sent}/withdraw", {"words": "We add it."})
    with app.app_context():
        treat(scene.module, "L2-WB-K01", "A", "Reflection log")
    again = send(provider, scene)
    page = reviewer.get(f"/submissions/{again}/competencies?show=changed")
    assert [e.get("data-row") for e in page.tree.iter() if e.get("data-row")] == ["L2-WB-K01"]
    words = page.words(page.by_id("row-L2-WB-K01"))
    assert "Since version 1: added" in words
    assert "Version 1: not met" in words
    assert "This is missing." in words
    assert "on version 1" in words
    changes = reviewer.get(f"/submissions/{again}/changes").words()
    assert "0 of 33 before, 1 of 33 now; met now" in changes
    assert "Assessed in module 1, What trauma does" in changes


def test_reviewers_are_assigned_and_declare(app: Flask, sent: str, sign_in: SignIn) -> None:
    nobody_declared(app)
    owner, reviewer = sign_in(COMMISSIONER), sign_in(REVIEWER)
    page = owner.get(f"/submissions/{sent}/reviewers")
    offered = [e.get("value") for e in page.all(".//input[@name='person']")]
    with app.app_context():
        names = dict(db.session.execute(sa.select(Person.name, Person.id)).all())
    chosen = [names["Idris Calloway"], names["Noor Haddad"]]
    assert offered == chosen, "readers do not review"
    owner.post(f"/submissions/{sent}/reviewers", {"person": names["Noor Haddad"]})
    for nobody in ("nobody", "a\x00b", ""):
        owner.post(f"/submissions/{sent}/reviewers", {"person": nobody}, 422)
    missing = reviewer.post(f"/submissions/{sent}/interest", {"has_interest": "yes"}, 422)
    assert "Say in a few words what the interest is." in missing.words()
    words = {"has_interest": "yes", "interest": "I taught there in 2024."}
    reviewer.post(f"/submissions/{sent}/interest", words)
    assert "I taught there in 2024." in owner.get(f"/submissions/{sent}").words()
    assert "I taught there in 2024." in owner.get(f"/submissions/{sent}/trail").words()
    provider = sign_in(PROVIDER)
    for tab in ("", "/trail", "/trail.json"):
        page = provider.get(f"/submissions/{sent}{tab}")
        assert "I taught there" not in page.text, "interests stay with the commissioner"
    assert "Noor Haddad" in provider.get(f"/submissions/{sent}").words()


def test_another_interest_takes_the_place_of_the_first_and_the_trail_holds_both(
    sent: str, sign_in: SignIn
) -> None:
    reviewer = sign_in(REVIEWER)
    for interest in ("I taught there.", "I taught there.", "My sister works there."):
        words = {"has_interest": "yes", "interest": interest}
        reviewer.post(f"/submissions/{sent}/interest", words)
    page = reviewer.get(f"/submissions/{sent}")
    assert "My sister works there." in page.words(page.by_id("reviewers"))
    trail = reviewer.get(f"/submissions/{sent}/trail").words()
    assert trail.count("Declared: I taught there.") == 1
    assert trail.count("Declared: My sister works there.") == 1


def test_every_step_is_in_the_trail(app: Flask, sent: str, sign_in: SignIn) -> None:
    reviewer = sign_in(REVIEWER)
    mark(reviewer, sent, f"{CODE}||met")
    mark(reviewer, sent, f"{CODE}|met|not_met")
    say(reviewer, sent, "whole", "Thank you.")
    words = reviewer.get(f"/submissions/{sent}/trail").words()
    for step in (
        "Sent version 1 under Framework minimum",
        f"Marked {CODE}: not met, before that met",
        "Commented on the whole",
    ):
        assert step in words
    plain = reviewer.get(f"/submissions/{sent}/trail.json").response.get_json()
    assert [step["action"] for step in plain["steps"]] == ["send", "mark", "mark", "remark"]
    table = reviewer.get(f"/submissions/{sent}/trail.csv").text
    assert table.splitlines()[0].startswith("\ufeffstep,at,person,organisation,action,summary,row,")
    reviewer.get(f"/submissions/{sent}/trail.exe", 404)
    with app.app_context():
        rows = db.session.scalars(sa.select(Journal).where(Journal.subject == sent))
        assert sorted(row.revision or 0 for row in rows) == [1, 2, 3, 4]


def test_a_withdrawn_submission_is_read_only(app: Flask, sent: str, sign_in: SignIn) -> None:
    reviewer = sign_in(REVIEWER)
    sign_in(PROVIDER).post(f"/submissions/{sent}/withdraw", {"words": "Too early."})
    page = mark(reviewer, sent, f"{CODE}||met", 409)
    assert "This submission is withdrawn." in page.words()
    say(reviewer, sent, CODE, "Late", 409)
    assert findings(app) == {}


def test_the_workbook_holds_findings_and_comments(sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    mark(client, sent, f"{CODE}||partly_met")
    client.post(f"/submissions/{sent}/findings", {"mark": "line-WB||not_met"})
    say(client, sent, CODE, "=1+1 is shown as typed")
    answer = client.raw.get(f"/submissions/{sent}/qa-matrix.xlsx")
    assert "version-1-qa-matrix.xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data))["Review"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    names = next(row for row in rows if "Finding" in row)
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows if row[0]}
    assert found[CODE]["Finding"] == "Partly met"
    assert any("=1+1 is shown as typed" in str(value) for value in found[CODE].values())
    assert found["WB"]["Finding"] == "Not met"


def test_pages_ask_the_database_as_often_for_much_as_for_little(
    app: Flask, sign_in: SignIn
) -> None:
    scene = make_scene(app, level=4)
    sent = send(sign_in(PROVIDER), scene, **{"reason-SP": "Not taught here."})
    client = sign_in(REVIEWER)

    def statements(tab: str) -> int:
        seen = 0

        def see(*_: object) -> None:
            nonlocal seen
            seen += 1

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", see)
        client.get(f"/submissions/{sent}{tab}")
        sa.event.remove(engine, "before_cursor_execute", see)
        return seen

    tabs = ("", "/competencies", "/modules", "/assurance", "/changes", "/trail", "/decision")
    few = [statements(tab) for tab in tabs]
    for code in ("L1-KA-K01", "L2-KA-K01", "L3-KA-K01", "L4-SP-01"):
        mark(client, sent, f"{code}||met")
        say(client, sent, code, "Words")
    assert [statements(tab) for tab in tabs] == few
    assert max(few) <= 15
    laid_out = 0
    first = client.get(f"/submissions/{sent}/competencies?show=all")
    others = [str(one.get("href")) for one in first.all(".//*[@class='themes__row']/a")]
    for address in (f"/submissions/{sent}/competencies?show=all", *others):
        page = client.get(address.partition("#")[0])
        laid_out += sum(1 for e in page.tree.iter() if e.get("data-row"))
    assert laid_out == 419, "each row is laid out in one theme"


def test_other_words_under_the_same_operation_are_kept_too(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, operation = sign_in(REVIEWER), new_id()
    for text in ("One", "One", "Two"):
        values = {"text": text, "operation": operation}
        client.post(f"/submissions/{sent}/rows/whole/comments", values)
    with app.app_context():
        texts = db.session.scalars(sa.select(Remark.text).order_by(Remark.at)).all()
    assert list(texts) == ["One", "Two"]


def test_a_thread_that_grows_in_a_cell_still_goes_into_the_workbook(
    sent: str, sign_in: SignIn
) -> None:
    # A cell keeps "_x1_" in ten characters.
    client = sign_in(REVIEWER)
    for _ in range(9):
        values = {"text": "_x1_" * 750, "operation": new_id()}
        client.post(f"/submissions/{sent}/rows/whole/comments", values)
    assert client.raw.get(f"/submissions/{sent}/qa-matrix.xlsx").status_code == 200
