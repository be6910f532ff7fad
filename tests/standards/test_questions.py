"""A commissioner's questions and demands on details: written, moved, left out, and kept."""

import re
from typing import Any

import pytest
from flask import Flask

from pathways.domain.rule.ready_questions import READY_QUESTIONS
from pathways.domain.rule.standards import Standard, standard_from_plain
from tests.page import Client, Page
from tests.standards.test_standards import rows
from tests.submissions.scene import COMMISSIONER, REVIEWER, Scene, SignIn, make_scene

ASKING: dict[str, Any] = {"name": "Metro asks", "gist": "What we ask beside the rest."}


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def asked(page: Page) -> list[str]:
    """The ids of the questions on a page, in their order."""
    return [field.get("value", "") for field in page.all(".//input[@name='question']")]


def asking(ids: list[str], words: dict[str, str], **more: Any) -> dict[str, Any]:
    """What the form sends with these questions."""
    return {
        **ASKING,
        "question": ids,
        **{f"question-words-{one}": text for one, text in words.items()},
        **more,
    }


def newest(app: Flask) -> Standard:
    return standard_from_plain(rows(app)[-1].rules)


def said(standard: Standard) -> list[tuple[str, str, bool]]:
    return [(one.words, one.kind.value, one.is_required) for one in standard.questions]


def save(client: Client, address: str, values: dict[str, Any]) -> str:
    return client.post(address, values).location.rsplit("/", 1)[-1]


def test_questions_are_added_one_by_one_and_what_is_typed_stays(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    values = {**ASKING, "name": "", "questions": "add"}
    page = client.post("/standards/new", values, 200)
    # Whoever adds a question is not told what else is still empty.
    assert "Please look at this again" not in page.words()
    (first,) = asked(page)
    assert re.fullmatch(r"[a-z0-9]{8}", first)
    page = client.post(
        "/standards/new", asking([first], {first: "  Are you\ninsured? "}, questions="add"), 200
    )
    assert page.field("gist") == ASKING["gist"]
    first, second = asked(page)
    assert page.field(f"question-words-{first}") == "Are you insured?"
    assert rows(app) == []
    values = asking(
        [first, second],
        {first: "Are you insured?", second: "Who looks after learners?"},
        **{f"question-kind-{second}": "words", f"question-required-{second}": "y"},
    )
    family = save(client, "/standards/new", values)
    assert said(newest(app)) == [
        ("Are you insured?", "yes_no", False),
        ("Who looks after learners?", "words", True),
    ]
    words = client.get(f"/standards/{family}").words()
    assert "Whoever sends a pathway answers 2 questions, of which 1 needs an answer." in words
    assert "Who looks after learners? In words; needs an answer" in words


def test_questions_move_and_those_left_out_are_gone_from_the_next_version_alone(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    three = {"a": "First?", "b": "Second?", "c": "Third?"}
    family = save(client, "/standards/new", asking(["a", "b", "c"], three))
    edit = f"/standards/{family}/edit"
    assert asked(client.get(edit)) == ["a", "b", "c"]
    for button, order in (
        ("up-c", ["a", "c", "b"]),
        ("down-a", ["b", "a", "c"]),
        ("up-a", ["a", "b", "c"]),
        ("down-c", ["a", "b", "c"]),
        ("up-nobody", ["a", "b", "c"]),
    ):
        page = client.post(edit, asking(["a", "b", "c"], three, seen="1", questions=button), 200)
        assert asked(page) == order
    changed = asking(["c", "a", "b"], {**three, "b": " "}, seen="1", **{"question-out-a": "y"})
    save(client, edit, changed)
    assert [one.id for one in newest(app).questions] == ["c"]
    assert [one["id"] for one in rows(app)[0].rules["questions"]] == ["a", "b", "c"]
    assert asked(client.get(edit)) == ["c"]
    # What an earlier version asked can still be read.
    assert "First?" in client.get(f"/standards/{family}").words()


def test_ready_made_questions_begin_as_they_are_and_come_once(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    page = client.get("/standards/new")
    offered = {field.get("value") for field in page.all(".//input[@name='ready']")}
    assert offered == {question.id for question in READY_QUESTIONS}
    chosen = {**ASKING, "questions": "ready", "ready": ["insurance", "referral", "nobody"]}
    page = client.post("/standards/new", chosen, 200)
    assert asked(page) == ["insurance", "referral"]
    ready = {question.id: question for question in READY_QUESTIONS}
    assert page.field("question-words-insurance") == ready["insurance"].words
    assert page.field("question-kind-referral") == "words"
    ticked = {field.get("name") for field in page.all(".//input") if "checked" in field.attrib}
    assert "question-required-insurance" in ticked
    assert "question-required-referral" not in ticked
    left = {field.get("value") for field in page.all(".//input[@name='ready']")}
    assert not left & {"insurance", "referral"}


def test_there_are_thirty_questions_at_most(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    ids = [f"q{number}" for number in range(29)]
    words = {one: f"Is {one} so?" for one in ids}
    page = client.post(
        "/standards/new", asking(ids, words, questions="ready", ready=["dbs", "data"]), 200
    )
    assert asked(page) == [*ids, "dbs"]
    assert "A standard has at most 30 questions." in page.words()
    assert [field.get("value") for field in page.all(".//input[@name='ready'][@checked]")] == [
        "data"
    ]
    page = client.post("/standards/new", asking([*ids, "x"], words, questions="add"), 200)
    assert len(asked(page)) == 30
    assert "Add a question" not in page.words()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"question-words-a": "x" * 301}, "Keep this to 300 characters"),
        ({"question-kind-a": "perhaps"}, "Choose from what is offered here."),
        ({"group_most": "-1"}, "Give a whole number, such as 12."),
        ({"refresher_most": "two years"}, "Give a whole number, such as 12."),
        ({"said": ["nothing"]}, "Choose from what is offered here."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(
    app: Flask, scene: Scene, sign_in: SignIn, values: dict[str, Any], message: str
) -> None:
    sent = {**asking(["a", "b"], {"a": "First?", "b": "Second?"}), **values}
    page = sign_in(REVIEWER).post("/standards/new", sent, 422)
    assert message in page.words()
    assert asked(page) == ["a", "b"]
    assert page.field("question-words-b") == "Second?"
    assert rows(app) == []


def test_junk_is_no_question(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    ids = ["a", "a", "A", "<b>", "x" * 17, "", "a b"]
    save(client, "/standards/new", asking(ids, {"a": "First?", "A": "Other?"}))
    assert [one.id for one in newest(app).questions] == ["a"]


def test_demands_on_details_are_kept_shown_and_filled_in_again(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    values = {
        **ASKING,
        "said": ["facilitators", "contact"],
        "group_most": "20",
        "refresher_most": "24",
    }
    family = save(client, "/standards/new", values)
    words = client.get(f"/standards/{family}").words()
    for sentence in (
        "To be stated: Facilitators; Contact.",
        "Largest group at most 20.",
        "A refresher after at most 24 months.",
    ):
        assert sentence in words
    page = client.get(f"/standards/{family}/edit")
    assert page.field("group_most") == "20"
    assert page.field("refresher_most") == "24"
    ticked = [field.get("value") for field in page.all(".//input[@name='said'][@checked]")]
    assert ticked == ["facilitators", "contact"]
    assert "Largest group at most 20." in page.words(page.by_id("standard-preview"))
    # The same again is no new version.
    save(client, f"/standards/{family}/edit", {**values, "seen": "1"})
    assert len(rows(app)) == 1


def test_who_changes_at_once_sees_both_lists_of_questions(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    one, other = sign_in(REVIEWER), sign_in(COMMISSIONER)
    family = save(one, "/standards/new", asking(["a"], {"a": "First?"}))
    edit = f"/standards/{family}/edit"
    save(one, edit, asking(["a", "b"], {"a": "First?", "b": "Second?"}, seen="1"))
    page = other.post(edit, asking(["a"], {"a": "First, in other words?"}, seen="1"), 409)
    words = page.words()
    assert "Second? (yes or no, with words; may stay open)" in words
    assert "First, in other words? (yes or no, with words; may stay open)" in words
    assert page.field("question-words-a") == "First, in other words?"
