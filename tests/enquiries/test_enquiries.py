"""Asking a provider from a pathway's page: kept, mailed, read, answered, and by nobody else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id
from pathways.enquiries.routes import asking
from pathways.models.enquiry import Enquiry
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.records.attempts import LIMIT
from tests.directory.test_directory import publish
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
)

QUESTION = "Could you teach 40 people in March?\n\nAnd <b>where</b>?"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def values(**more: str) -> dict[str, str]:
    return {
        "operation": new_id(),
        "name": "Ann Field",
        "email": "Ann@Riverside.example",
        "organisation": "Riverside Trust",
        "words": QUESTION,
        **more,
    }


def rows(app: Flask, table: type[Any]) -> list[Any]:
    with app.app_context():
        found: list[Any] = list(db.session.scalars(sa.select(table)))
        db.session.close()
    return found


def test_a_visitor_asks_and_the_provider_reads_and_answers(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    address = publish(owner, scene)
    assert f"{address}/enquiry" in client.get(address).text
    form = client.get(f"{address}/enquiry")
    assert "What happens with it" in form.words()
    assert form.field("name") == ""
    answer = client.post(f"{address}/enquiry", values())
    assert answer.location == address
    assert "Your enquiry is with Northgate Learning" in client.get(address).words()

    (mail,) = rows(app, Mail)
    assert mail.recipient == PROVIDER, "owners alone"
    assert "ann@riverside.example" in mail.body
    assert QUESTION in mail.body
    (kept,) = rows(app, Enquiry)
    assert mail.path == f"/enquiries/{kept.id}"
    (step,) = [r for r in rows(app, Journal) if r.action == "enquire"]
    assert "Ann" not in str(vars(step)), "who asks stands with the enquiry alone"

    assert 'href="/enquiries"' in owner.get("/pathways").text
    words = owner.get("/enquiries").words()
    for text in ("Ann Field, Riverside Trust", "Could you teach 40", "<b>where</b>", "Open (1)"):
        assert text in words
    editor = sign_in(EDITOR)
    editor.post(f"/enquiries/{kept.id}/answered")
    assert "No open enquiry" in owner.get("/enquiries").words()
    assert "Marked as answered by Ellis Brand" in owner.get("/enquiries?show=answered").words()
    owner.post(f"/enquiries/{kept.id}/answered")
    owner.post(f"/enquiries/{kept.id}/open")
    assert "Ann Field" in owner.get("/enquiries").words()
    actions = [row.action for row in rows(app, Journal)]
    assert actions.count("answer") == actions.count("reopen") == 1, "twice changes nothing"


def test_what_is_known_of_somebody_signed_in_stands_there(scene: Scene, sign_in: SignIn) -> None:
    address = publish(sign_in(PROVIDER), scene, "organisations")
    form = sign_in(COMMISSIONER).get(f"{address}/enquiry")
    assert form.field("name") == "Idris Calloway"
    assert form.field("email") == COMMISSIONER
    assert form.field("organisation") == "Metro Commissioning"


def test_nobody_else_reads_or_marks_it(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    client.post(f"{address}/enquiry", values())
    (kept,) = rows(app, Enquiry)
    for somebody in (STRANGER, COMMISSIONER):
        asker = sign_in(somebody)
        assert "Nothing waits for an answer" in asker.get("/enquiries").words()
        asker.get(f"/enquiries/{kept.id}", 404)
        asker.post(f"/enquiries/{kept.id}/answered", status=403)
    client.get("/enquiries", 302)


def test_a_double_click_asks_once(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    form = values()
    client.post(f"{address}/enquiry", form)
    client.post(f"{address}/enquiry", form)
    assert len(rows(app, Enquiry)) == len(rows(app, Mail)) == 1


def test_other_words_in_a_form_that_was_sent_are_not_lost(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    form = values()
    client.post(f"{address}/enquiry", form)
    client.post(f"{address}/enquiry", {**form, "words": "And in Welsh?"})
    assert {row.words for row in rows(app, Enquiry)} == {QUESTION, "And in Welsh?"}
    assert len(rows(app, Mail)) == 2


def test_two_clicks_at_one_moment_ask_once(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    address = publish(sign_in(PROVIDER), scene)
    form = values()

    def click(client: Client) -> str:
        return client.post(f"{address}/enquiry", form).location

    clients = [Client(app) for _ in range(4)]
    for client in clients:
        client.get(address)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(click, clients)) == {address}
    assert len(rows(app, Enquiry)) == len(rows(app, Mail)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Enter your name."),
        ("name", "A" * 121, "Keep this to 120 characters"),
        ("name", "Ann\u202eField", "invisible"),
        ("email", "nobody", "Enter an e-mail address"),
        ("email", "", "Enter an e-mail address"),
        ("organisation", "One\nTwo", "one line"),
        ("words", "  ", "Write what you would like to know."),
        ("words", "x" * 4_001, "Keep this to 4,000 characters"),
        ("words", "a\x00b", "cannot be kept"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_field(
    app: Flask,
    scene: Scene,
    client: Client,
    sign_in: SignIn,
    field: str,
    typed: str,
    message: str,
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    page = client.post(f"{address}/enquiry", values(**{field: typed}), 422)
    assert message in page.words()
    kept = "name" if field == "words" else "words"
    assert page.field(kept) == values()[kept], "what was typed is kept"
    assert rows(app, Enquiry) == []


def test_a_pathway_that_cannot_be_seen_cannot_be_asked_about(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    address = publish(owner, scene, "organisations")
    limited = client.get(f"{address}/enquiry", 404).words()
    assert limited == client.get("/directory/aaaaaaaaaaaaaaaa/enquiry", 404).words()
    client.post(f"{address}/enquiry", values(), 404)
    sign_in(STRANGER).post(f"{address}/enquiry", values())
    owner.post(f"/pathways/{scene.pathway}/unpublish")
    sign_in(STRANGER).post(f"{address}/enquiry", values(), 404)
    assert len(rows(app, Enquiry)) == 1
    assert "not in the directory now" in owner.get("/enquiries").words()


def test_a_visitor_may_send_ten_in_five_minutes(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    for _ in range(LIMIT):
        client.post(f"{address}/enquiry", values())
    stopped = client.post(f"{address}/enquiry", values(), 429)
    assert "send it again in 5 minutes" in stopped.words(stopped.by_id("words-error"))
    assert stopped.field("words") == values()["words"], "what was typed is kept"
    elsewhere = {"REMOTE_ADDR": "198.51.100.9"}
    client.post(f"{address}/enquiry", values(), environ_base=elsewhere)
    client.post(f"{address}/enquiry", values(email="other@council.example"))
    assert len(rows(app, Enquiry)) == LIMIT + 2


def test_a_building_may_send_thirty_in_five_minutes(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    for number in range(30):
        client.post(f"{address}/enquiry", values(email=f"person-{number}@council.example"))
    client.post(f"{address}/enquiry", values(email="last@council.example"), 429)
    sign_in(STRANGER).post(f"{address}/enquiry", values())


def test_somebody_signed_in_and_an_organisation_have_an_end_for_a_day(
    app: Flask,
    scene: Scene,
    client: Client,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = publish(sign_in(PROVIDER), scene)
    monkeypatch.setattr(asking, "A_PERSON", 2)
    stranger = sign_in(STRANGER)
    for _ in range(2):
        stranger.post(f"{address}/enquiry", values())
    stopped = stranger.post(f"{address}/enquiry", values(), 429)
    assert "send it again in 24 hours" in stopped.words()
    monkeypatch.setattr(asking, "A_PERSON", 9)
    monkeypatch.setattr(asking, "AN_ORGANISATION", 3)
    stranger.post(f"{address}/enquiry", values())
    stranger.post(f"{address}/enquiry", values(), 429)
    assert len(rows(app, Enquiry)) == 3


def test_many_enquiries_have_pages(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    address = publish(owner, scene)
    for number in range(27):
        network = {"REMOTE_ADDR": f"198.51.100.{number}"}
        client.post(f"{address}/enquiry", values(name=f"Asker {number}"), environ_base=network)
    first = owner.get("/enquiries")
    assert "Page 1 of 2" in first.words()
    assert "Asker 26" in first.words()
    second = owner.get("/enquiries?page=2").words()
    assert "Asker 1 " in second.replace(",", " ")
    assert "Asker 26" not in second
