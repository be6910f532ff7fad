"""The list of a review: what it opens on, filters that combine, many marked at once, words."""

import re
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id
from pathways.models.account import Organisation
from pathways.models.comment import Comment, Remark
from pathways.models.finding import FindingRow, Opinion, SharedFinding
from pathways.models.journal import Journal
from tests.page import Client, Page
from tests.statements import statements_of
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    REVIEWER,
    Scene,
    SignIn,
    make_scene,
    nobody_declared,
    send,
    treat,
)

CODE = "L2-KA-K01"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app, codes=4)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return f"/submissions/{send(sign_in(PROVIDER), scene)}"


def shown(client: Client, sent: str, **asked: str) -> list[str]:
    """Return the rows that are laid out."""
    page = client.get(f"{sent}/competencies?{urlencode(asked)}")
    return [str(e.get("data-row")) for e in page.all(".//*[@data-row]")]


def offered(page: Page) -> dict[str, int]:
    """Return what the filters would show, by the query of each."""
    found = {}
    for link in page.all(".//*[@class='plain-list bar__choices']//a"):
        count = re.search(r"\d+$", page.words(link))
        if count:
            found[str(link.get("href")).partition("?")[2]] = int(count[0])
    return found


def findings(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {one.row: one.finding for one in db.session.scalars(sa.select(FindingRow))}


def mark(client: Client, sent: str, value: str, status: int = 303) -> Page:
    return client.post(f"{sent}/findings", {"mark": value, "tab": "competencies"}, status)


def mark_many(client: Client, sent: str, rows: str, status: int = 303, **more: str) -> Page:
    values = {"rows": rows, "finding": "met", "tab": "competencies", **more}
    return client.post(f"{sent}/findings/many", values, status)


def test_it_opens_on_what_is_still_to_be_reviewed(sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    assert shown(client, sent) == [f"L2-KA-K0{n}" for n in (1, 2, 3, 4)]
    page = client.get(f"{sent}/competencies")
    assert "0 of 20 marked" in page.words(page.by_id("review-bar"))
    assert "The 133 competencies that no module treats ask for no finding." in page.words()
    answer = mark(client, sent, f"{CODE}||met")
    assert answer.location.endswith("/competencies#row-L2-KA-K02"), "the next one there"
    assert shown(client, sent) == [f"L2-KA-K0{n}" for n in (2, 3, 4)]
    for code in ("K02", "K03", "K04"):
        mark(client, sent, f"L2-KA-{code}||met")
    assert shown(client, sent) == [f"L2-LA-K0{n}" for n in (1, 2, 3, 4)], "the next theme"


def test_filters_combine_and_count_what_each_would_show(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    with app.app_context():
        treat(scene.module, "L2-KA-S01", "A")
        treat(scene.module, "L2-SE-S01", "A")
    sent = f"/submissions/{send(sign_in(PROVIDER), scene)}"
    client = sign_in(REVIEWER)
    mark(client, sent, f"{CODE}||not_met")
    assert shown(client, sent, treatment="A", theme="KA") == ["L2-KA-S01"]
    assert shown(client, sent, treatment="A", theme="WB") == []
    assert shown(client, sent, show="in-doubt") == [CODE]
    assert shown(client, sent, show="marked", reviewer="Noor Haddad", strand="K") == [CODE]
    counts = offered(client.get(f"{sent}/competencies?treatment=A"))
    assert counts["theme=KA&treatment=A"] == 1
    assert counts["show=all&treatment=A"] == 2
    for odd in ("show=made-up", "theme=XX", "module=99", "module=%00", "caution=" + "x" * 300):
        assert len(shown(client, sent, **dict([odd.split("=")]))) > 0, odd
    page = client.get(f"{sent}/competencies?treatment=A")
    assert "Mark the 2 shown" in page.words(), "of all themes, laid out or not"


def test_what_is_shown_is_marked_in_one_step_and_taken_back_in_one(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, other = sign_in(REVIEWER), sign_in(COMMISSIONER)
    rows = client.get(f"{sent}/competencies").field("rows")
    assert len(rows.split()) == 20
    mark(other, sent, f"{CODE}||not_met")
    with app.app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Journal))
    answer = mark_many(client, sent, rows, theme="KA")
    assert answer.location.endswith("/competencies?theme=KA")
    words = client.get(answer.location).words()
    assert "Marked 19 rows as met." in words
    assert "Somebody marked these otherwise meanwhile, and they stay: L2-KA-K01." in words
    again = mark_many(client, sent, " ".join(rows.split()[1:]), theme="KA")
    assert "Done already." in client.get(again.location).words()
    with app.app_context():
        after = db.session.scalar(sa.select(sa.func.count()).select_from(Journal))
    assert (after or 0) - (before or 0) == 1
    undo = client.get(f"{sent}/competencies").field("step")
    client.post(f"{sent}/undo", {"step": undo, "tab": "competencies"})
    assert findings(app) == {CODE: "not_met"}
    for step in (undo, "", "x", "0", "99", "9" * 40):
        status = 303 if step == undo else 404
        other.post(f"{sent}/undo", {"step": step}, 404)
        client.post(f"{sent}/undo", {"step": step}, status)


@pytest.mark.parametrize(
    ("rows", "status"),
    [("", 400), (f"{CODE}|lovely", 400), ("made-up|", 404), (f"{CODE}| " * 1001, 400)],
)
def test_rows_that_cannot_be_read_are_refused(
    app: Flask, sent: str, sign_in: SignIn, rows: str, status: int
) -> None:
    mark_many(sign_in(REVIEWER), sent, rows, status)
    mark_many(sign_in(REVIEWER), sent, f"{CODE}|", 400, finding="")
    assert findings(app) == {}


def test_150_rows_cost_few_statements_more_than_one(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    rows = client.get(f"{sent}/competencies?show=all").field("rows").split()
    assert len(rows) == 153
    with statements_of(app) as one:
        mark_many(client, sent, rows[0])
    with statements_of(app) as many:
        mark_many(client, sent, " ".join(rows[1:151]))
    assert len(findings(app)) == 151
    assert len(many) <= len(one) + 1, "rows are written together"


def test_nobody_marks_who_has_not_declared(app: Flask, sent: str, sign_in: SignIn) -> None:
    nobody_declared(app)
    client = sign_in(REVIEWER)
    page = client.get(f"{sent}/competencies?theme=SE")
    assert "First: do you have an interest?" in page.words()
    rows = page.field("rows")
    said = "Say first whether you have an interest. Nothing was marked."
    assert said in mark(client, sent, f"{CODE}||met", 409).words()
    late = mark_many(client, sent, rows, 409, theme="SE")
    assert said in late.words()
    assert late.field("rows") == rows, "it can be pressed again"
    opinion = {"opinion": "met", "text": "As I read it."}
    refused = client.post(f"{sent}/rows/{CODE}/opinion", opinion, 409)
    assert refused.field("text") == "As I read it."
    assert findings(app) == {}
    client.post(f"{sent}/interest", {"has_interest": "no", "tab": "competencies", "theme": "SE"})
    assert "You declared no interest." in client.get(f"{sent}/competencies").words()
    mark_many(client, sent, rows, theme="SE")
    assert len(findings(app)) == 4


def test_a_note_stays_and_a_comment_is_changed_taken_out_or_shared(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, other, provider = sign_in(REVIEWER), sign_in(COMMISSIONER), sign_in(PROVIDER)
    row = f"{sent}/rows/{CODE}"
    assert "Write the note first." in client.post(f"{row}/notes", {"text": " "}, 422).words()
    client.post(f"{row}/notes", {"operation": new_id(), "text": "Ask Sam about it."})
    for text in ("First thought.", "Second thought."):
        client.post(f"{row}/comments", {"operation": new_id(), "text": text})
    with app.app_context():
        ids = {one.text: one.id for one in db.session.scalars(sa.select(Remark))}
    first, second = ids["First thought."], ids["Second thought."]
    assert client.get(f"{row}?write={first}").field("text") == "First thought."
    change = {"seen": "First thought.", "text": "Where is it?\r\nOn which card?"}
    client.post(f"{row}/remarks/{first}", change)
    stale = client.post(f"{row}/remarks/{first}", {**change, "text": "Third"}, 409)
    assert stale.field("text") == "Third"
    client.post(f"{row}/remarks/{second}", {"seen": "Second thought.", "take_out": "yes"})
    other.post(f"{row}/remarks/{first}", {"seen": "x", "text": "Not mine"}, 404)
    client.post(f"{sent}/rows/line-KA/remarks/{first}", {"seen": "x", "text": "There"}, 404)
    words = client.get(row).words()
    assert "comment for Northgate Learning, not shared yet" in words
    assert "internal note, never shown to Northgate Learning, never exported to them" in words
    assert "Where is it?" not in provider.get(row).words()
    client.post(f"{sent}/share", {"row": CODE})
    read = provider.get(row).words()
    assert "Where is it?" in read
    assert "Ask Sam" not in read
    with app.app_context():
        assert db.session.scalars(sa.select(Comment.text)).all() == ["Where is it?\nOn which card?"]


def test_a_second_opinion_stands_beside_and_is_settled_by_marking_again(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, other = sign_in(REVIEWER), sign_in(COMMISSIONER)
    mark(client, sent, f"{CODE}||met")
    row = f"{sent}/rows/{CODE}"
    opinion = {"opinion": "not_met", "text": "I cannot find it."}
    other.post(f"{row}/opinion", opinion)
    words = client.get(row).words()
    assert "Idris Calloway, second opinion: not met differs" in words
    assert "I cannot find it." in words
    assert shown(client, sent, show="differs") == [CODE]
    mark(client, sent, f"{CODE}|met|not_met")
    assert "settled beside second opinions" in client.get(row).words()
    assert shown(client, sent, show="differs") == []
    other.post(f"{row}/opinion", {"opinion": "lovely"}, 400)
    other.post(f"{row}/opinion", {"opinion": ""})
    with app.app_context():
        assert db.session.scalars(sa.select(Opinion)).all() == []


def test_what_the_provider_reads_is_said_where_it_is_not_what_stands(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    mark(client, sent, f"{CODE}||partly_met")
    page = client.get(f"{sent}/competencies")
    assert "Only Metro Commissioning sees your marks and words" in page.words()
    assert "1 finding." in page.words(page.by_id("privacy"))
    client.post(f"{sent}/share", {"tab": "competencies"})
    assert "There is nothing to share now." in client.get(f"{sent}/competencies").words()
    mark(client, sent, f"{CODE}|partly_met|not_met")
    words = client.get(f"{sent}/rows/{CODE}").words()
    assert "Northgate Learning reads: partly met" in words
    assert shown(client, sent, show="unshared") == [CODE]
    with app.app_context():
        assert db.session.scalars(sa.select(SharedFinding.finding)).all() == ["partly_met"]


def test_modules_and_assurance_take_findings_on_their_pages(sent: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    page = client.get(f"{sent}/modules")
    (module,) = (str(e.get("data-row")) for e in page.all(".//*[@data-row]"))
    assert "0 of 1 marked" in page.words(page.by_id("review-bar"))
    answer = client.post(f"{sent}/findings", {"mark": f"{module}||met", "tab": "modules"})
    assert answer.location == f"{sent}/modules#row-{module}"
    assert "1 of 1 marked" in client.get(f"{sent}/modules").words()
    page = client.get(f"{sent}/assurance")
    rows = [str(e.get("data-row")) for e in page.all(".//*[@data-row]")]
    assert rows[0] == "subject-facilitators"
    assert len(rows) == 14
    values = {"mark": f"{rows[0]}||partly_met", "tab": "assurance"}
    part = client.post(f"{sent}/findings", values, 200, htmx=True)
    ids = {e.get("id") for e in part.tree.iter() if e.get("hx-swap-oob")}
    assert ids == {f"row-{rows[0]}", "review-bar", "privacy", "said"}
    for tab in ("modules", "assurance", "competencies"):
        words = sign_in(PROVIDER).get(f"{sent}/{tab}").words()
        assert "marked" not in words, tab
        assert "Only Metro" not in words, tab


def test_an_owner_says_when_providers_read_what_is_found(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    client, people = sign_in(COMMISSIONER), "/organisation/people"
    page = client.get(people)
    assert "When providers read your findings" in page.words()
    client.post("/organisation/sharing", {"sharing": "lovely"}, 400)
    for _ in range(2):
        client.post("/organisation/sharing", {"sharing": "by_hand"})
    assert "When somebody shares them" in client.get(people).words()
    sign_in(REVIEWER).post("/organisation/sharing", {"sharing": "at_once"}, 403)
    sign_in(PROVIDER).post("/organisation/sharing", {"sharing": "at_once"}, 403)
    assert "When providers read" not in sign_in(PROVIDER).get(people).words()
    with app.app_context():
        assert db.session.get_one(Organisation, scene.commissioner).sharing == "by_hand"
        steps = db.session.scalars(sa.select(Journal).where(Journal.action == "sharing set"))
        assert [one.summary for one in steps] == ["Findings are shared: when somebody shares them"]


def test_a_row_has_a_page_between_its_neighbours_and_leads_back_to_its_list(
    sent: str, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    asked = "tab=competencies&show=open&theme=KA"
    page = client.get(f"{sent}/rows/L2-KA-K05?write=comment&{asked}")
    (title,) = (page.words(one) for one in page.all(".//main//h2") if one.find("span") is not None)
    assert title.startswith("L2-KA-K05 ")
    links = {page.words(one).partition(":")[0]: str(one.get("href")) for one in page.all(".//a")}
    assert links["Previous"] == f"{sent}/rows/L2-KA-K04"
    assert links["Next"] == f"{sent}/rows/L2-KA-K06"
    assert links["Back to the list"].endswith("/competencies?show=open&theme=KA#row-L2-KA-K05")
    assert "Cancel" not in links, "there is nothing to go back to but the list"
    names = ("tab", "show", "theme", "operation")
    values = {name: page.field(name) for name in names} | {"text": "Why is it left out?"}
    answer = client.post(f"{sent}/rows/L2-KA-K05/comments", values)
    assert answer.location == links["Back to the list"]


def test_one_who_reads_only_sees_no_way_to_mark(sent: str, sign_in: SignIn) -> None:
    page = sign_in(READER).get(f"{sent}/competencies")
    assert page.all(".//button[@name='mark']") == []
    assert page.by_id("mark-shown") is None
    assert page.by_id("next-open") is None
    assert "0 of 20 marked" in page.words()
