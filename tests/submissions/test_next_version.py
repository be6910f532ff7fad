"""The next version: what was asked last time, what became of it, and what is carried over."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.policy import Actor
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import Decided
from pathways.models.finding import FindingRow, SharedFinding
from pathways.models.journal import Journal
from pathways.models.pathway import ModuleRow, Pathway
from pathways.models.submission import Submission
from pathways.records.people import find_owner
from pathways.submissions.deciding.writes import decide
from pathways.submissions.reviewing import writes
from pathways.submissions.reviewing.carrying import carry_over
from tests.page import Client
from tests.statements import statements_of
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    Scene,
    SignIn,
    make_scene,
    send,
)

ROWS = {
    "L2-KA-K01": Finding.PARTLY_MET,
    "L2-KA-K02": Finding.MET,
    "a:wellbeing": Finding.NOT_MET,
    "a:evaluation": Finding.PARTLY_MET,
    "line:LA": Finding.MET,
    "*": Finding.NOT_APPLICABLE,
}
NOTE = "A note that stays with us"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def reviewer(app: Flask) -> Actor:
    with app.app_context():
        return find_owner(db.session, COMMISSIONER)


@pytest.fixture
def first(app: Flask, scene: Scene, sign_in: SignIn, reviewer: Actor) -> str:
    """Send, find, ask for changes."""
    sent = send(sign_in(PROVIDER), scene)
    with app.app_context(), transaction() as session:
        row = f"m:{scene.module}"
        for key, finding in {**ROWS, row: Finding.PARTLY_MET}.items():
            writes.mark(session, reviewer, sent, key, seen=None, finding=finding)
        for key in ("L2-KA-K01", "a:wellbeing", row):
            said = {"operation": new_id(), "text": f"Say more of {key}"}
            writes.comment(session, reviewer, sent, key, **said)
        words = {"operation": new_id(), "text": NOTE}
        writes.note(session, reviewer, sent, "L2-KA-K01", **words)
        decide(
            session,
            reviewer,
            sent,
            operation=new_id(),
            outcome=Decided.CHANGES,
            words="Please say where learners go for help.",
            today=now().date(),
        )
    return sent


def change(app: Flask, scene: Scene) -> None:
    with app.app_context(), transaction() as session:
        row = session.get_one(Pathway, scene.pathway)
        row.assurance = {**row.assurance, "wellbeing": "They ring our line."}
        row.revision, row.changed_at = row.revision + 1, now()
        module = session.get_one(ModuleRow, scene.module)
        module.description = "With time to talk."


@pytest.fixture
def second(app: Flask, scene: Scene, first: str, sign_in: SignIn) -> str:
    assert first
    change(app, scene)
    reply = {"reply-subject-wellbeing": "Our line is named now."}
    return send(sign_in(PROVIDER), scene, **reply)


def section(client: Client, sent: str) -> str:
    page = client.get(f"/submissions/{sent}")
    return page.words(page.by_id("before"))


def test_both_sides_read_what_was_asked_and_what_became_of_it(second: str, sign_in: SignIn) -> None:
    for email, who in ((COMMISSIONER, "You asked on"), (PROVIDER, "Metro Commissioning asked on")):
        words = section(sign_in(email), second)
        assert who in words
        assert "Please say where learners go for help." in words
        assert "4 rows were found partly or not met; 2 of them changed." in words
        assert "Say more of a:wellbeing" in words
        assert "Our line is named now." in words
        assert "Version 1 Nothing Version 2 They ring our line." in words
        assert "Say more of L2-KA-K01" in words
        assert "Not changed." in words
        assert NOTE not in words


def test_texts_stand_side_by_side_under_changes(second: str, sign_in: SignIn) -> None:
    for email in (COMMISSIONER, PROVIDER):
        page = sign_in(email).get(f"/submissions/{second}/changes")
        words = page.words()
        assert "Version 1 Nothing Version 2 They ring our line." in words
        assert "With time to talk." in words
        assert "Not met before Say more of a:wellbeing" in words
        assert NOTE not in words


def test_findings_of_rows_that_say_the_same_are_carried_over_and_taken_back_in_one_step(
    app: Flask, first: str, second: str, sign_in: SignIn, reviewer: Actor
) -> None:
    client, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    before = provider.get(f"/submissions/{second}").text
    assert "Carry over" not in before
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, second, "L2-KA-K02", seen=None, finding=Finding.NOT_MET)
    page = client.get(f"/submissions/{second}")
    assert "Carry over 3 findings of rows that did not change" in page.words()
    client.post(f"/submissions/{second}/carry-over", {})
    wanted = {"L2-KA-K01": 1, "a:evaluation": 1, "line:LA": 1, "L2-KA-K02": None}
    with app.app_context():
        rows = db.session.scalars(sa.select(FindingRow).where(FindingRow.submission_id == second))
        found = {row.row: row for row in rows}
        assert {row: one.carried_from for row, one in found.items()} == wanted
        assert found["L2-KA-K02"].finding == "not_met", "what was found anew stays"
        assert found["L2-KA-K01"].reviewer == "Idris Calloway"
        assert found["L2-KA-K01"].reviewed_on
        shared = sa.select(SharedFinding).where(SharedFinding.submission_id == second)
        assert not db.session.scalars(shared).all()
        step = db.session.get_one(Submission, second).revision
    assert (
        "Carried over from version 1, 3 rows" in client.get(f"/submissions/{second}/trail").words()
    )
    assert "Carried over" not in provider.get(f"/submissions/{second}/trail").words()
    client.post(f"/submissions/{second}/carry-over", {})
    with app.app_context(), transaction() as session:
        assert session.get_one(Submission, second).revision == step, "a second time changes nothing"
        writes.undo(session, reviewer, second, step)
    with app.app_context():
        rows = db.session.scalars(sa.select(FindingRow).where(FindingRow.submission_id == second))
        assert [row.row for row in rows] == ["L2-KA-K02"]
        actions = sa.select(Journal.action).where(Journal.subject == second)
        assert db.session.scalars(actions).all().count("mark") == 3


def test_nothing_is_carried_over_into_what_is_decided_or_comes_first(
    app: Flask, first: str, second: str, sign_in: SignIn, reviewer: Actor
) -> None:
    client = sign_in(COMMISSIONER)
    client.post(f"/submissions/{first}/carry-over", {})
    with app.app_context(), transaction() as session:
        decide(
            session,
            reviewer,
            second,
            operation=new_id(),
            outcome=Decided.DECLINED,
            words="No.",
            today=now().date(),
        )
    page = client.get(f"/submissions/{second}")
    assert "Carry over" not in page.words()
    client.post(f"/submissions/{second}/carry-over", {})
    with app.app_context():
        rows = sa.select(FindingRow).where(FindingRow.submission_id == second)
        assert not db.session.scalars(rows).all()


def test_many_rows_cost_as_many_statements_as_few(app: Flask, second: str, reviewer: Actor) -> None:
    with app.app_context(), transaction() as session, statements_of(app) as sent:
        carry_over(session, reviewer, second)
    # The new rows go in one statement; locks, reads and the step in the trail are the others.
    assert sum(1 for one in sent if one.startswith("INSERT INTO finding")) == 1
    assert len(sent) <= 30
