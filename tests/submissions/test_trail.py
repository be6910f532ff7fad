"""The trail: by day and person, each step unfolded row by row, and blind to what is private."""

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.policy import Actor
from pathways.domain.review.finding import Finding
from pathways.models.journal import Journal
from pathways.records.people import find_owner
from pathways.submissions.findings import FindingWish
from pathways.submissions.reviewing import writes
from tests.page import Client
from tests.submissions.scene import COMMISSIONER, PROVIDER, Scene, SignIn, make_scene, send
from tests.submissions.workbooks import Review, bring_and_agree, exported

WORDS = "@home is shown\nas typed"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


@pytest.fixture
def reviewer(app: Flask) -> Actor:
    with app.app_context():
        return find_owner(db.session, COMMISSIONER)


def table(client: Client, sent: str) -> list[dict[str, str]]:
    text = client.get(f"/submissions/{sent}/trail.csv").text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_steps_stand_by_day_and_person_and_unfold_row_by_row(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    with app.app_context(), transaction() as session:
        wishes = [FindingWish(f"L2-KA-K0{n}", None, Finding.PARTLY_MET) for n in range(1, 5)]
        wishes += [FindingWish(f"line:{key}", None, Finding.MET) for key in ("KA", "LA", "SE")]
        writes.mark_many(session, reviewer, sent, wishes)
        seen = {"seen": Finding.MET, "finding": Finding.NOT_MET}
        writes.mark(session, reviewer, sent, "line:KA", **seen)
    client = sign_in(COMMISSIONER)
    page = client.get(f"/submissions/{sent}/trail")
    assert "Idris Calloway, Metro Commissioning: marked 3 themes and 4 competencies" in page.words()
    assert "Morgan Ashby, Northgate Learning: took 1 step" in page.words()
    assert ": not met, before that met" in page.words()
    links = [a.get("href") for a in page.all(".//main//ol//a")]
    assert links.count(f"/submissions/{sent}/rows/line-KA") == 2
    steps = client.get(f"/submissions/{sent}/trail.json").response.get_json()["steps"]
    assert [len(step["rows"]) for step in steps] == [0, 7, 1]
    assert steps[2]["rows"] == [
        {
            "row": "KA",
            "before": "met",
            "after": "not met",
            "reviewer": "",
            "date": "",
            "comment": "",
        }
    ]
    assert [line["row"] for line in table(client, sent)][-2:] == ["", "KA"]


def test_what_a_workbook_changed_is_told_row_by_row(sent: str, sign_in: SignIn) -> None:
    client = sign_in(COMMISSIONER)
    book = Review(exported(client, sent))
    book.put("L2-SE-K01", Finding="Partly met", Comment=WORDS, Reviewer="Ann", Date="2026-11-02")
    book.put("WB", Finding="Not met")
    bring_and_agree(client, sent, book.saved())
    words = client.get(f"/submissions/{sent}/trail").words()
    assert "marked 1 theme and 1 competency and wrote 1 comment" in words
    assert "L2-SE-K01" in words
    assert "@home is shown as typed" in words
    rows = {line["row"]: line for line in table(client, sent) if line["row"]}
    assert rows["L2-SE-K01"]["after"] == "partly met"
    assert rows["L2-SE-K01"]["reviewer"] == "Ann"
    assert rows["L2-SE-K01"]["comment"] == f"'{WORDS}", "no formula in a table"
    assert rows["WB"]["after"] == "not met"
    assert rows["WB"]["step"] == rows["L2-SE-K01"]["step"]


def test_a_workbook_of_before_unfolds_for_both_sides_and_a_private_step_for_none_but_ours(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    image = {"row": "L2-KA-K01", "before": ["", "", ""], "after": "met", "comment": "Of before"}
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, "line:WB", seen=None, finding=Finding.NOT_MET)
        step = sa.select(Journal).where(Journal.subject == sent).order_by(Journal.id).limit(1)
        first = session.scalars(step).one()
        session.add(
            Journal(
                at=first.at,
                person_id=reviewer.person_id,
                person_name=reviewer.name,
                organisation_id=reviewer.organisation_id,
                action="return workbook",
                subject=sent,
                summary="Took 1 finding and 1 comment from “old.xlsx”",
                revision=99,
                images=[{"file": "old.xlsx"}, image, {"row": "L9-XX-K01", "comment": "Nowhere"}],
            )
        )
    for email, is_ours in ((COMMISSIONER, True), (PROVIDER, False)):
        client = sign_in(email)
        words = client.get(f"/submissions/{sent}/trail").words()
        assert "Of before" in words
        assert "Nowhere" in words
        told = client.get(f"/submissions/{sent}/trail.json").text
        assert ('"WB"' in told) is is_ours
        assert ("not met" in told) is is_ours
        assert any(line["comment"] == "Of before" for line in table(client, sent))
