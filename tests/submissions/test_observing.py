"""Observed sessions, which are private until shared, and results after an approval."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.models.mail import Mail
from pathways.models.observed import ObservedSession, Result
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    REVIEWER,
    Scene,
    SignIn,
    make_scene,
    send,
    share_at_once,
)

SEEN = "Two facilitators paused whenever somebody asked"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


def record(**changes: Any) -> dict[str, Any]:
    """Return what the form of a session posts."""
    return {
        "operation": new_id(),
        "held_on": ["2", "11", "2025"],
        "observer": "Noor Haddad",
        "module_row": "",
        "seen": SEEN,
        "criterion": ["1", "2"],
        "looked-1": "Breaks are offered",
        "met-1": "met",
        "looked-2": "",
        "met-2": "",
        **changes,
    }


def results(**changes: Any) -> dict[str, Any]:
    """Return what the form of results posts."""
    return {
        "operation": new_id(),
        "from_on": ["1", "4", "2025"],
        "to_on": ["30", "9", "2025"],
        "learners": "120",
        "words": "Nine of ten use the words they learned.",
        "next_review_on": ["1", "4", "2090"],
        **changes,
    }


def only_session(app: Flask) -> ObservedSession:
    with app.app_context():
        return db.session.scalars(sa.select(ObservedSession)).one()


def approve(client: Client, sent: str) -> None:
    values = {"operation": new_id(), "outcome": "approved", "words": "As agreed."}
    client.post(f"/submissions/{sent}/decision", values)


def test_a_session_is_private_until_it_is_shared_and_stays_then(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    reviewer, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    address = f"/submissions/{sent}/sessions"
    values = record(module_row=f"m:{scene.module}")
    reviewer.post(address, values)
    reviewer.post(address, values)
    row = only_session(app)
    assert row.criteria == [["Breaks are offered", "met"]]
    page = reviewer.get(address)
    assert "2 November 2025, Module 1" in page.words()
    assert SEEN in reviewer.get(f"/submissions/{sent}").words()
    for tab in ("", "/sessions", "/trail", "/trail.json"):
        assert SEEN not in provider.get(f"/submissions/{sent}{tab}").text
        assert "2 November 2025" not in provider.get(f"/submissions/{sent}{tab}").text
    assert "has shared no observed session" in provider.get(address).words()
    reviewer.post(f"{address}/{row.id}/share")
    reviewer.post(f"{address}/{row.id}/share")
    assert SEEN in provider.get(address).words()
    assert "Breaks are offered" in provider.get(f"/submissions/{sent}").words()
    trail = provider.get(f"/submissions/{sent}/trail").words()
    assert trail.count("Shared 1 observed session") == 1
    with app.app_context():
        subjects = db.session.scalars(sa.select(Mail.subject).where(Mail.recipient == PROVIDER))
        assert [s for s in subjects if "observed session" in s] != []
    late = record(seen="Something else", seen_at=row.at.isoformat())
    page = reviewer.post(f"{address}/{row.id}", late, 409)
    assert "stays as it is" in page.words()
    assert page.field("seen") == "Something else"
    reviewer.post(f"{address}/{row.id}/take-out")
    assert only_session(app).seen == SEEN


def test_rows_are_added_and_taken_out_without_scripts(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, address = sign_in(REVIEWER), f"/submissions/{sent}/sessions"

    def rows(page: Page) -> list[str]:
        return [str(e.get("value")) for e in page.all(".//input[@name='criterion']")]

    assert rows(client.get(address)) == ["1", "2", "3"]
    page = client.post(address, record(then="add", seen=""), 200)
    assert rows(page) == ["1", "2", "3"]
    assert page.field("looked-1") == "Breaks are offered"
    assert "Please look at this again" not in page.words(), "nobody has finished yet"
    page = client.post(address, record(then="out-1"), 200)
    assert rows(page) == ["2"]
    many = [str(number) for number in range(1, 40)]
    assert len(rows(client.post(address, record(then="add", criterion=many), 200))) == 20
    with app.app_context():
        assert db.session.scalars(sa.select(ObservedSession)).all() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"held_on": ["", "", ""]}, "Give the day on which you saw it."),
        ({"held_on": ["31", "2", "2025"]}, "Give a day that there is"),
        ({"held_on": ["1", "1", "2090"]}, "That day is still to come."),
        ({"observer": " "}, "Say who saw it."),
        ({"seen": ""}, "Say in your words what you saw."),
        ({"looked-2": "", "met-2": "not_met"}, "Say what you looked for."),
        ({"met-1": "splendid"}, "Choose from what is offered here."),
        ({"module_row": "m:made-up"}, "Choose from what is offered here."),
    ],
)
def test_what_is_missing_of_a_session_is_said_and_what_was_typed_stays(
    app: Flask, sent: str, sign_in: SignIn, changes: dict[str, Any], words: str
) -> None:
    page = sign_in(REVIEWER).post(f"/submissions/{sent}/sessions", record(**changes), 422)
    assert words in page.words()
    assert page.field("looked-1") == "Breaks are offered"
    with app.app_context():
        assert db.session.scalars(sa.select(ObservedSession)).all() == []


def test_two_who_change_a_record_see_both(app: Flask, sent: str, sign_in: SignIn) -> None:
    first, second = sign_in(REVIEWER), sign_in(COMMISSIONER)
    address = f"/submissions/{sent}/sessions"
    first.post(address, record())
    row = only_session(app)
    seen = second.get(f"{address}/{row.id}").field("seen_at")
    first.post(f"{address}/{row.id}", record(seen="First words", seen_at=seen))
    page = second.post(f"{address}/{row.id}", record(seen="Other words", seen_at=seen), 409)
    assert "Noor Haddad changed this record meanwhile" in page.words()
    assert "First words" in page.words()
    assert page.field("seen") == "Other words"
    again = record(seen="Other words", seen_at=page.field("seen_at"))
    second.post(f"{address}/{row.id}", again)
    assert only_session(app).seen == "Other words"
    for step, told in (("share", "It is not shared yet."), ("take-out", "It stays.")):
        first.post(f"{address}/{row.id}/{step}", {"seen_at": seen})
        assert told in first.get(address).words()
        assert only_session(app).shared_at is None
    first.post(f"{address}/{row.id}/take-out", {"seen_at": first.get(address).field("seen_at")})
    first.post(f"{address}/{row.id}/take-out")
    assert "No session is written down yet." in first.get(address).words()


def test_readers_read_and_a_habit_of_sharing_at_once_holds_here_too(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    share_at_once(app, scene)
    address = f"/submissions/{sent}/sessions"
    sign_in(REVIEWER).post(address, record())
    assert SEEN in sign_in(PROVIDER).get(address).words()
    page = sign_in(READER).get(address)
    assert SEEN in page.words()
    assert page.by_id("session-form") is None


def test_nothing_is_written_down_of_what_was_withdrawn(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    reviewer, address = sign_in(REVIEWER), f"/submissions/{sent}/sessions"
    reviewer.post(address, record())
    sign_in(PROVIDER).post(f"/submissions/{sent}/withdraw", {"words": "Sent too early."})
    page = reviewer.post(address, record(seen="Late words"), 409)
    assert page.field("seen") == "Late words"
    reviewer.get(f"{address}/{only_session(app).id}", 303)


def test_results_follow_an_approval_and_both_sides_read_them(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    owner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    address = f"/submissions/{sent}/results"
    page = provider.post(address, results(), 409)
    assert "Results can be given once this version is approved." in page.words()
    assert page.field("words") == results()["words"]
    approve(owner, sent)
    values = results()
    provider.post(address, values)
    provider.post(address, values)
    provider.post(address, {**values, "words": "Other words under the same operation."})
    with app.app_context():
        assert len(db.session.scalars(sa.select(Result)).all()) == 2
        told = db.session.scalars(sa.select(Mail.subject).where(Mail.recipient == COMMISSIONER))
        assert len([one for one in told if "has given results" in one]) == 2
    for client in (owner, provider):
        words = client.get(address).words()
        assert "1 April 2025 to 30 September 2025" in words
        assert "120 learners reached. Next review of the course: 1 April 2090" in words
        assert "Nine of ten" in client.get(f"/submissions/{sent}").words()
        assert "Gave results" in client.get(f"/submissions/{sent}/trail").words()
    owner.post(address, results(), 403)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": ""}, "Say in a few words what came of it."),
        ({"learners": "some"}, "Give a whole number"),
        ({"to_on": ["1", "1", "2025"]}, "The last day is before the first one."),
        ({"from_on": ["1", "1", "2090"], "to_on": ["", "", ""]}, "That day is still to come."),
        ({"next_review_on": ["1", "4", "2020"]}, "Give a day to come."),
    ],
)
def test_what_is_wrong_with_results_is_said(
    app: Flask, sent: str, sign_in: SignIn, changes: dict[str, Any], words: str
) -> None:
    approve(sign_in(COMMISSIONER), sent)
    page = sign_in(PROVIDER).post(f"/submissions/{sent}/results", results(**changes), 422)
    assert words in page.words()
    with app.app_context():
        assert db.session.scalars(sa.select(Result)).all() == []


def test_learners_that_are_not_counted_are_not_none_of_them(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    approve(sign_in(COMMISSIONER), sent)
    provider = sign_in(PROVIDER)
    for said in ("", "0"):
        provider.post(f"/submissions/{sent}/results", results(learners=said))
    with app.app_context(), transaction() as session:
        assert set(session.scalars(sa.select(Result.learners))) == {None, 0}
    assert provider.get(f"/submissions/{sent}/results").words().count("learners reached") == 1
