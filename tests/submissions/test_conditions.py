"""Deciding from the review: conditions followed to done, a draft of the words, the letter."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.policy import Actor
from pathways.domain.review.finding import Finding
from pathways.models.account import Organisation
from pathways.models.decision import Condition, Decision
from pathways.models.mail import Mail
from pathways.models.submission import Submission
from pathways.records.people import find_owner
from pathways.submissions.reviewing import writes
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    send,
)

WORDS = "It covers what we asked for."
ASKED = "Name who supervises the facilitators."


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


def parts(day: date) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)]


def in_days(days: int) -> list[str]:
    return parts(now().date() + timedelta(days=days))


def decide(client: Client, sent: str, status: int = 303, **more: object) -> Page:
    values: dict[str, object] = {
        "operation": new_id(),
        "outcome": "approved_with",
        "words": WORDS,
        "condition": ["1"],
        "condition-words-1": ASKED,
        "condition-owner-1": "Morgan Ashby",
        "condition-due-1": in_days(30),
        "annex": "y",
        **more,
    }
    return client.post(f"/submissions/{sent}/decision", values, status)


def state(app: Flask, sent: str) -> str:
    with app.app_context():
        return db.session.get_one(Submission, sent).state


def only_condition(app: Flask) -> Condition:
    with app.app_context():
        return db.session.scalars(sa.select(Condition)).one()


def test_a_condition_is_followed_to_done(app: Flask, sent: str, sign_in: SignIn) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    decide(commissioner, sent)
    assert state(app, sent) == "decided"
    identifier = only_condition(app).id
    address = f"/submissions/{sent}/conditions/{identifier}"
    for client in (provider, commissioner):
        for tab in ("", "/decision", "/letter"):
            words = client.get(f"/submissions/{sent}{tab}").words()
            assert "Approved with conditions" in words or "approved with conditions" in words
            assert ASKED in words
            assert "Morgan Ashby" in words
    assert "is approved by Metro Commissioning with conditions" in provider.get("/pathways").words()
    assert "Say what was done." in provider.post(f"{address}/said", {"words": " "}, 422).words()
    sign_in(EDITOR).post(f"{address}/said", {"words": "Ann does."})
    page = commissioner.get(f"/submissions/{sent}/decision")
    assert "Said to be done" in page.words()
    assert "Ann does." in page.words()
    seen = page.field("seen")
    empty = commissioner.post(f"{address}/answer", {"words": "", "seen": seen}, 422)
    assert "Say what is still to be done." in empty.words()
    commissioner.post(f"{address}/answer", {"words": "Since when?", "seen": seen})
    assert "Still to come" in provider.get(f"/submissions/{sent}").words()
    assert "Since when?" in provider.get(f"/submissions/{sent}/decision").words()
    provider.post(f"{address}/said", {"words": "Since May."})
    late = commissioner.post(f"{address}/answer", {"then": "agree", "seen": seen}, 409)
    assert "said something else of it meanwhile" in late.words()
    seen = commissioner.get(f"/submissions/{sent}/decision").field("seen")
    commissioner.post(f"{address}/answer", {"then": "agree", "seen": seen})
    assert only_condition(app).done_by_name == "Idris Calloway"
    for client in (provider, commissioner):
        words = client.get(f"/submissions/{sent}/decision").words()
        assert "Ann does." in words
        assert "Since when?" in words
        assert "agreed that it is done" in words
        assert "Condition 1: answered" in client.get(f"/submissions/{sent}/trail").words()
    done = provider.post(f"{address}/said", {"words": "Once more."}, 409)
    assert "Once more." in done.text, "what was typed too late is shown back"
    with app.app_context():
        subjects = set(db.session.scalars(sa.select(Mail.subject)))
    assert {one.split(" ")[0] for one in subjects} >= {"Condition", "Northgate"}


def test_an_answer_that_is_sent_twice_is_kept_and_told_once(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    commissioner = sign_in(COMMISSIONER)
    decide(commissioner, sent)
    address = f"/submissions/{sent}/conditions/{only_condition(app).id}"

    def told() -> int:
        with app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0

    before = told()
    for words, mails in (("Since when?", 2), ("Since when?", 2), ("And who?", 4), ("And who?", 4)):
        commissioner.post(f"{address}/answer", {"words": words, "seen": ""})
        assert told() == before + mails
    words = commissioner.get(f"/submissions/{sent}/decision").words()
    assert (words.count("Since when?"), words.count("And who?")) == (1, 1)


def test_only_the_two_sides_follow_a_condition(app: Flask, sent: str, sign_in: SignIn) -> None:
    decide(sign_in(COMMISSIONER), sent)
    address = f"/submissions/{sent}/conditions/{only_condition(app).id}"
    sign_in(STRANGER).post(f"{address}/answer", {"words": "No", "then": "answer"}, 404)
    sign_in(PROVIDER).post(f"{address}/answer", {"words": "Yes", "then": "agree"}, 403)
    sign_in(COMMISSIONER).post(f"{address}/said", {"words": "Done"}, 403)
    sign_in(PROVIDER).post(f"/submissions/{sent}/conditions/{new_id()}/said", {"words": "x"}, 404)
    assert only_condition(app).done_at is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"condition-words-1": "", "condition-owner-1": "", "condition-due-1": ["", "", ""]},
            "Name at least one condition",
        ),
        ({"condition-words-1": ""}, "Say what the condition is."),
        ({"condition-owner-1": " "}, "Name who sees to it."),
        ({"condition-due-1": ["", "", ""]}, "Give the day by which it is to be done."),
        ({"condition-due-1": ["1", "1", "2020"]}, "Give a day to come."),
        ({"condition-due-1": ["31", "2", "2030"]}, "Give a day that there is"),
        ({"outcome": "approved"}, "Conditions belong to an approval with conditions."),
        ({"due_on": ["1", "3", "2099"]}, "This day belongs to asking for changes."),
        ({"ends_on": ["1", "3", "2020"]}, "The end must be a day to come."),
        ({"condition-words-1": "x" * 1001}, "1,000"),
    ],
)
def test_what_is_missing_of_a_condition_is_said_and_nothing_is_lost(
    app: Flask, sent: str, sign_in: SignIn, values: dict[str, object], message: str
) -> None:
    page = decide(sign_in(COMMISSIONER), sent, 422, **values)
    assert message in page.words()
    assert page.field("words") == WORDS
    for name, value in {"condition-words-1": ASKED, "condition-owner-1": "Morgan Ashby"}.items():
        if name not in values:
            assert page.field(name) == value
    assert state(app, sent) == "sent"


def test_conditions_are_added_and_taken_out_without_scripts(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client = sign_in(COMMISSIONER)
    page = decide(client, sent, 200, then="add")
    assert page.field("condition-words-1") == ASKED
    assert page.field("condition-words-2") == ""
    both = {"condition": ["1", "2"], "condition-words-2": "Another", "outcome": ""}
    page = decide(client, sent, 200, then="out-1", **both)
    assert page.field("condition-words-2") == "Another"
    assert "condition-words-1" not in page.text
    assert page.field("words") == WORDS
    decide(client, sent, 200, then="out-77", condition=["1", "x", "../"])
    assert state(app, sent) == "sent"


def test_a_draft_is_made_of_what_is_partly_and_not_met_and_overwrites_nothing(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, "L2-KA-K01", seen=None, finding=Finding.PARTLY_MET)
        writes.mark(session, reviewer, sent, "line:LA", seen=None, finding=Finding.MET)
        writes.mark(session, reviewer, sent, "a:wellbeing", seen=None, finding=Finding.NOT_MET)
        said = {"operation": new_id(), "text": "Say how\nyou know."}
        writes.comment(session, reviewer, sent, "L2-KA-K01", **said)
        words = {"operation": new_id(), "text": "A note of ours"}
        writes.note(session, reviewer, sent, "L2-KA-K01", **words)
    client = sign_in(COMMISSIONER)
    page = client.get(f"/submissions/{sent}/decision")
    assert "Competencies: 1 of 5 has a finding: 1 partly met" in page.words()
    assert "1 of 5 competencies has a finding" in client.get(f"/submissions/{sent}").words()
    assert "3 findings and 1 comment" in page.words()
    draft = decide(client, sent, 200, then="draft", words="").field("words")
    assert draft.startswith("Not met:\n- Assurance 4, ")
    assert "Partly met:\n- L2-KA-K01, " in draft
    assert draft.endswith(": Say how you know.")
    assert "note of ours" not in draft
    kept = decide(client, sent, 422, then="draft")
    assert kept.field("words") == WORDS
    assert "It stays as it is" in kept.words()
    assert state(app, sent) == "in_review"


def test_letter_and_overview_count_alike_what_is_found_where_no_module_treats_it(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, "L2-KA-K01", seen=None, finding=Finding.MET)
        writes.mark(session, reviewer, sent, "L2-KA-S01", seen=None, finding=Finding.NOT_MET)
        words = {"operation": new_id(), "text": "Taught elsewhere?"}
        writes.comment(session, reviewer, sent, "L2-KA-S02", **words)
    client = sign_in(COMMISSIONER)
    told = (
        "Competencies: 1 of 5 has a finding: 1 met; besides, where no module treats it: 1 not met"
    )
    assert told in client.get(f"/submissions/{sent}/decision").words()
    assert "1 of 5 competencies has a finding: 1 met." in client.get(f"/submissions/{sent}").words()
    decide(client, sent, 303)
    assert told in client.get(f"/submissions/{sent}/letter").words()


def test_the_letter_is_seen_before_it_is_sent_and_is_the_one_that_goes(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    with app.app_context(), transaction() as session:
        colleague = find_owner(session, COMMISSIONER)
        writes.mark(session, colleague, sent, "L2-KA-K01", seen=None, finding=Finding.PARTLY_MET)
        said = {"operation": new_id(), "text": "Say how you know."}
        writes.comment(session, reviewer, sent, "L2-KA-K01", **said)
    client = sign_in(COMMISSIONER)
    preview = decide(client, sent, 200, then="preview")
    assert state(app, sent) == "in_review"
    seen = preview.tree.find(".//article")
    assert "Say how you know." in preview.words(seen)
    assert ASKED in preview.words(seen)
    assert preview.field("words") == WORDS
    decide(client, sent)
    for reader in (client, sign_in(PROVIDER)):
        letter = reader.get(f"/submissions/{sent}/letter")
        assert letter.words(letter.tree.find(".//article")) == preview.words(seen)
        assert "reviewed by Idris Calloway and Noor Haddad for Metro" in letter.words()


def test_the_letter_holds_nothing_that_is_not_shared(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.commissioner).sharing = "by_hand"
        writes.mark(session, reviewer, sent, "line:KA", seen=None, finding=Finding.PARTLY_MET)
        said = {"operation": new_id(), "text": "Only for us"}
        writes.comment(session, reviewer, sent, "line:KA", **said)
    client = sign_in(COMMISSIONER)
    page = client.get(f"/submissions/{sent}/decision")
    assert "the decision does not share them" in page.words()
    preview = decide(client, sent, 200, then="preview")
    assert "Only for us" not in preview.words(preview.tree.find(".//article"))
    decide(client, sent)
    for reader in (client, sign_in(PROVIDER)):
        letter = reader.get(f"/submissions/{sent}/letter").words()
        assert "Only for us" not in letter
        assert "Annex" not in letter
        assert "Partly met" not in letter


def test_the_letter_may_go_without_its_annex(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, "line:KA", seen=None, finding=Finding.PARTLY_MET)
    decide(sign_in(COMMISSIONER), sent, annex=[])
    assert "Annex" not in sign_in(PROVIDER).get(f"/submissions/{sent}/letter").words()


def test_changes_are_asked_for_by_a_day(app: Flask, sent: str, sign_in: SignIn) -> None:
    day = now().date() + timedelta(days=40)
    none = {"condition-words-1": "", "condition-owner-1": "", "condition-due-1": []}
    more = {"outcome": "changes_asked_for", "due_on": parts(day)}
    values: dict[str, object] = {**none, **more}
    decide(sign_in(COMMISSIONER), sent, 303, **values)
    words = sign_in(PROVIDER).get(f"/submissions/{sent}/letter").words()
    assert f"We ask for changes by {day.day} {day:%B %Y}." in words
    with app.app_context():
        assert db.session.scalars(sa.select(Decision.due_on)).one() == day.isoformat()
        assert not db.session.scalars(sa.select(Condition)).all()


def test_conditions_of_a_withdrawn_decision_stay_to_be_read(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    decide(client, sent)
    with app.app_context():
        decision = db.session.scalars(sa.select(Decision.id)).one()
    client.post(f"/submissions/{sent}/decisions/{decision}/withdraw", {"words": "Too early."})
    words = provider.get(f"/submissions/{sent}/decision").words()
    assert ASKED in words
    assert "Withdrawn with its decision" in words
    address = f"/submissions/{sent}/conditions/{only_condition(app).id}/said"
    assert "was withdrawn" in provider.post(address, {"words": "Done"}, 409).words()
    assert ASKED in provider.get(f"/submissions/{sent}/letter?decision={decision}").words()


def test_the_same_operation_with_other_conditions_is_not_passed_over(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, operation = sign_in(COMMISSIONER), new_id()
    decide(client, sent, operation=operation)
    decide(client, sent, operation=operation)
    other = {"operation": operation, "condition-owner-1": "Somebody else"}
    assert "Somebody else" in decide(client, sent, 409, **other).text
    with app.app_context():
        assert len(db.session.scalars(sa.select(Condition)).all()) == 1


def test_an_overdue_condition_is_said(app: Flask, sent: str, sign_in: SignIn) -> None:
    decide(sign_in(COMMISSIONER), sent)
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Condition).values(due_on="2026-01-31"))
    for reader in (PROVIDER, REVIEWER):
        for tab in ("", "/decision"):
            words = sign_in(reader).get(f"/submissions/{sent}{tab}").words()
            assert "Overdue" in words, (reader, tab)
