"""The questions of a standard are answered when a pathway is sent, and stay with what was sent."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.domain.refusals import RuleError
from pathways.domain.rule.questions import Answer, Choice
from pathways.models.submission import Submission
from pathways.records.people import find_owner
from pathways.records.standards import find_kept
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.page import Client, Page
from tests.standards.test_depth import key_of
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    STRANGER,
    Scene,
    SignIn,
    declared,
    make_scene,
)

STANDARD: dict[str, Any] = {
    "name": "Metro asks",
    "gist": "What we ask beside the rest.",
    "question": ["insured", "plan", "more"],
    "question-words-insured": "Are you insured?",
    "question-required-insured": "y",
    "question-words-plan": "What is your plan for distress?",
    "question-kind-plan": "words",
    "question-required-plan": "y",
    "question-words-more": "May we observe?",
}
ANSWERS = {
    "answer-insured": "yes",
    "answerwords-insured": "Until March 2027.",
    "answerwords-plan": "A second facilitator steps out with the learner.",
}


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def define(client: Client, **values: Any) -> str:
    """Define a standard with questions; return its family."""
    operation = client.get("/standards/new").field("operation")
    values = {**STANDARD, "operation": operation, **values}
    return client.post("/standards/new", values).location.rsplit("/", 1)[-1]


def check(client: Client, scene: Scene, key: str) -> Page:
    asked = f"?commissioner={scene.commissioner}&standard={key}"
    return client.get(f"/pathways/{scene.pathway}/submit{asked}")


def send(client: Client, scene: Scene, key: str, **values: str) -> str:
    values = {**declared(check(client, scene, key)), **ANSWERS, **values}
    answer = client.post(f"/pathways/{scene.pathway}/submit", values)
    return answer.location.rsplit("/", 1)[-1]


def sent_answers(app: Flask, submission: str) -> Any:
    with app.app_context():
        return db.session.get_one(Submission, submission).answers


def ticked(page: Page, name: str) -> list[str | None]:
    return [field.get("value") for field in page.all(f".//input[@name='{name}'][@checked]")]


def test_answers_go_with_what_is_sent_and_both_sides_read_them(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    key = key_of(app, define(commissioner))
    page = check(provider, scene, key)
    words = page.words(page.by_id("check-questions"))
    assert "Questions of Metro asks" in words
    assert "May we observe? (optional)" in words
    submission = send(provider, scene, key)
    assert sent_answers(app, submission) == {
        "insured": {"choice": "yes", "words": "Until March 2027."},
        "plan": {"choice": "", "words": ANSWERS["answerwords-plan"]},
    }
    for client in (commissioner, provider, sign_in(READER)):
        words = client.get(f"/submissions/{submission}/assurance").words()
        assert "Are you insured? Yes. Until March 2027." in words
        assert f"What is your plan for distress? {ANSWERS['answerwords-plan']}" in words
        assert "May we observe? Not answered" in words
    sign_in(STRANGER).get(f"/submissions/{submission}/assurance", 404)
    assert "Are you insured?" not in commissioner.get(f"/submissions/{submission}/letter", 404).text


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"answer-insured": ""}, "answer-insured", "Question 1: answer yes or no."),
        ({"answer-insured": "perhaps"}, "answer-insured", "Choose from what is offered here."),
        ({"answerwords-plan": " \n"}, "answerwords-plan", "Question 2: write an answer."),
        ({"answerwords-more": "x" * 8001}, "answerwords-more", "Keep this to 8,000 characters"),
    ],
)
def test_what_needs_an_answer_is_said_beside_it_and_nothing_typed_is_lost(
    app: Flask, scene: Scene, sign_in: SignIn, values: dict[str, str], field: str, message: str
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    key = key_of(app, define(commissioner))
    sent = {**declared(check(provider, scene, key)), **ANSWERS, **values}
    page = provider.post(f"/pathways/{scene.pathway}/submit", sent, 422)
    assert message in page.words()
    assert [link.get("href") for link in page.all(".//a") if message in page.words(link)] == [
        f"#{field}"
    ]
    for name, text in {**ANSWERS, **values}.items():
        if name.startswith("answerwords-"):
            assert page.field(name).strip() == text.strip()
    if field != "answer-insured":
        assert ticked(page, "answer-insured") == ["yes"]
    with app.app_context():
        assert not db.session.execute(sa.select(Submission.id)).all()


def test_a_question_that_came_meanwhile_is_asked_before_anything_is_sent(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    family = define(commissioner)
    values = {**declared(check(provider, scene, key_of(app, family))), **ANSWERS}
    change = {**STANDARD, "seen": "1", "question": ["new", *STANDARD["question"]]}
    change |= {"question-words-new": "Is it new?", "question-required-new": "y"}
    commissioner.post(f"/standards/{family}/edit", change)
    page = provider.post(f"/pathways/{scene.pathway}/submit", values, 422)
    assert "That standard is not in use any more. Choose one again." in page.words()
    # Chosen again, it asks what is new, and keeps what was typed.
    again = {**values, "standard": key_of(app, family)}
    page = provider.post(f"/pathways/{scene.pathway}/submit", again, 422)
    assert "Question 1: answer yes or no." in page.words()
    assert page.field("answerwords-plan") == ANSWERS["answerwords-plan"]
    provider.post(f"/pathways/{scene.pathway}/submit", {**again, "answer-new": "no"})


def test_nothing_is_sent_by_any_way_while_an_answer_is_missing(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    key = key_of(app, define(sign_in(COMMISSIONER)))
    declaration = Declaration("Morgan Ashby", "Head", "True.", {"WB": "Elsewhere."})
    with app.app_context():
        standard = find_kept(db.session, key)
        assert standard is not None
        for answers in ({}, {"insured": Answer(Choice.YES), "plan": Answer(Choice.NO)}):
            with (
                pytest.raises(RuleError, match="Answer this question") as refused,
                transaction() as session,
            ):
                send_submission(
                    session,
                    find_owner(session, PROVIDER),
                    scene.pathway,
                    operation=new_id(),
                    commissioner_id=scene.commissioner,
                    standard=standard,
                    declaration=declaration,
                    answers=answers,
                )
            assert refused.value.field == ("answerwords-plan" if answers else "answer-insured")
        assert not db.session.execute(sa.select(Submission.id)).all()


def test_another_standard_keeps_what_was_answered(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    key = key_of(app, define(commissioner))
    address = f"/pathways/{scene.pathway}/submit"
    chosen = {"commissioner": scene.commissioner, "look": "yes", **ANSWERS}
    junk = {"answer-<b>": "x", "answerwords-": "y"}
    page = provider.post(address, {**chosen, "standard": "balanced", **junk}, 200)
    kept = {
        field.get("name"): field.get("value")
        for field in page.all(".//input[@type='hidden']")
        if (field.get("name") or "").startswith("answer")
    }
    assert kept == ANSWERS
    assert "Are you insured?" not in page.words()
    page = provider.post(address, {**chosen, "standard": key}, 200, htmx=True)
    assert page.field("answerwords-plan") == ANSWERS["answerwords-plan"]
    assert ticked(page, "answer-insured") == ["yes"]


def test_a_question_left_out_stays_with_what_was_sent_and_its_answer_comes_back(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    family = define(commissioner)
    first = send(provider, scene, key_of(app, family))
    provider.post(f"/submissions/{first}/withdraw", {"words": "Not yet."})
    change = {
        **STANDARD,
        "seen": "1",
        "question-out-insured": "y",
        "question-words-plan": "Which plan do you have?",
    }
    commissioner.post(f"/standards/{family}/edit", change)
    page = check(provider, scene, key_of(app, family))
    assert "Are you insured?" not in page.words()
    # The same question in other words begins with what was answered last.
    assert page.field("answerwords-plan") == ANSWERS["answerwords-plan"]
    second = send(provider, scene, key_of(app, family))
    assert sorted(sent_answers(app, second)) == ["plan"]
    words = commissioner.get(f"/submissions/{first}/assurance").words()
    assert "Are you insured? Yes. Until March 2027." in words
    assert "What is your plan for distress?" in words
    words = commissioner.get(f"/submissions/{second}/assurance").words()
    assert "Are you insured?" not in words
    assert "Which plan do you have?" in words


def test_the_same_form_sent_twice_sends_once_and_with_another_answer_again(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    key = key_of(app, define(commissioner))
    values = {**declared(check(provider, scene, key)), **ANSWERS, "operation": new_id()}
    address = f"/pathways/{scene.pathway}/submit"
    first, second = (provider.post(address, values).location for _ in range(2))
    assert first == second
    page = provider.post(address, {**values, "answer-insured": "no"}, 422)
    assert "This commissioner has an open submission of this pathway." in page.words()
    assert ticked(page, "answer-insured") == ["no"]


def test_a_provider_reads_the_questions_while_it_tries_a_standard_on(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    key = key_of(app, define(sign_in(COMMISSIONER), group_most="20"))
    provider = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/coverage"
    words = provider.get(f"{address}?standard={key}").words()
    assert "What is your plan for distress? In words; needs an answer" in words
    assert "0 of 1 demand on details" in words
    assert "Largest group: not stated; at most 20 asked." in words
    plain = json.loads(provider.get(f"{address}.json?standard={key}").text)
    assert [one["id"] for one in plain["standard"]["questions"]] == ["insured", "plan", "more"]
    assert plain["stated"] == [
        {
            "kind": "group_max",
            "need": 20,
            "have": None,
            "met": False,
            "reason": "Largest group: not stated; at most 20 asked.",
        }
    ]


def test_a_standard_without_questions_asks_nothing(scene: Scene, sign_in: SignIn) -> None:
    page = check(sign_in(PROVIDER), scene, "balanced")
    assert page.words(page.by_id("check-questions")) == ""
