"""What is behind the claims, on each page between a provider and a commissioner."""

import json
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from pathways.db import db, transaction
from pathways.domain.pathway.cautions import CautionKind
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.models.publication import Publication
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import current_edition
from tests.factories import make_module
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    Scene,
    SignIn,
    declared,
    make_scene,
    send,
    treat,
)
from tests.submissions.workbooks import exported
from tests.workbook.files import facts

KINDS = {kind.value for kind in CautionKind}
SAME = "Numbers and texts are those that were exported."
SENTENCE = "A first look: we name each point once, and practise none of them."


@pytest.fixture
def scene(app: Flask) -> Scene:
    """A pathway that is out of proportion in each of the ways that there are."""
    made = make_scene(app)
    with app.app_context():
        edition = current_edition(db.session)
        of_theme = [item for item in edition.competencies if item.theme == "KA"]
        second = [item.code for item in of_theme if item.level == 2]
        third = [item.code for item in of_theme if item.level == 3]
        packed = make_module(made.pathway, "Everything", minutes=60, position=1)
        for code in second[1:21]:
            treat(packed, code, "A", "Slides")
        treat(packed, third[0], "I", "A slide about it")
        endless = make_module(made.pathway, "The rest", minutes=0, position=2)
        treat(endless, second[0], "I", "")
    return made


def said(page: Page) -> set[str]:
    """The kinds of caution that a page says, each in a sentence."""
    found = page.all(".//*[@data-caution]")
    assert all(page.words(item) for item in found)
    return {item.get("data-caution", "") for item in found}


def freeze(client: Client, scene: Scene) -> str:
    client.post(f"/pathways/{scene.pathway}/versions")
    page = client.get(f"/pathways/{scene.pathway}/versions")
    return page.field("version")


def publish(client: Client, scene: Scene, version: str, sentence: str, status: int = 303) -> Page:
    values = {"version": version, "visibility": "public", "sentence": sentence}
    return client.post(f"/pathways/{scene.pathway}/publish", values, status)


def kept(app: Flask) -> tuple[str, Any]:
    with app.app_context():
        row = db.session.execute(sa.select(Publication)).scalar_one()
        return row.sentence, row.published_at


def test_whoever_publishes_sees_what_readers_will_see(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    freeze(client, scene)
    page = client.get(f"/pathways/{scene.pathway}/versions")
    assert said(page) == KINDS
    words = page.words()
    assert "that there is time for" in words
    assert "Name the assessment in the module" in words, "what would mend it"
    assert "It can be published as it is." in words
    assert "Say in one sentence how the course treats them." in words
    assert page.field("sentence") == ""


def test_the_sentence_goes_with_the_publication_and_not_into_the_version(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    version = freeze(client, scene)
    with app.app_context():
        digest = db.session.execute(sa.select(Version.digest)).scalar_one()
    publish(client, scene, version, SENTENCE)
    sentence, at = kept(app)
    assert sentence == SENTENCE
    page = client.get(f"/pathways/{scene.pathway}/versions")
    assert page.field("sentence") == SENTENCE
    assert f"“{SENTENCE}”" in page.words()
    publish(client, scene, version, "Another sentence.")
    assert kept(app) == ("Another sentence.", at), "changed, and no newer in the directory"
    publish(client, scene, version, "Another sentence.")
    publish(client, scene, version, "")
    assert kept(app) == ("", at), "it may stay empty"
    with app.app_context():
        assert db.session.scalars(sa.select(Version.digest)).all() == [digest]
        rows = sa.select(Journal.summary).where(Journal.action == "publish").order_by(Journal.id)
        assert db.session.scalars(rows).all() == [
            "Published version 1 for everybody",
            "Changed the sentence beside version 1",
            "Changed the sentence beside version 1",
        ]


def test_a_sentence_that_is_too_long_is_shown_again_as_it_was_typed(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    version = freeze(client, scene)
    long = "We name each point once. " * 20
    page = publish(client, scene, version, long, 422)
    assert page.field("sentence").strip() == long.strip()
    assert "300" in page.words(page.by_id("sentence-error"))
    with app.app_context():
        assert db.session.scalars(sa.select(Publication)).all() == []


def test_nothing_is_asked_where_there_is_time_for_everything(app: Flask, sign_in: SignIn) -> None:
    scene = make_scene(app)
    client = sign_in(PROVIDER)
    freeze(client, scene)
    for address in ("versions", "submit"):
        page = client.get(f"/pathways/{scene.pathway}/{address}")
        assert page.by_id("sentence") is None
        assert "rate" not in said(page)
        assert not page.all(".//textarea[@name='sentence']")


def test_whoever_sends_sees_what_the_commissioner_will_see(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    asked = f"?commissioner={scene.commissioner}&standard=framework-minimum"
    page = client.get(f"{address}{asked}")
    assert said(page) == KINDS
    assert "It can be sent as it is." in page.words()
    assert page.field("sentence") == ""
    refused = client.post(address, declared(page, sentence=SENTENCE, words=""), 422)
    assert refused.field("sentence") == SENTENCE
    sent = client.post(address, declared(page, sentence=SENTENCE)).location.rsplit("/", 1)[-1]
    with app.app_context():
        declaration = db.session.get_one(Submission, sent).declaration
    assert declaration["sentence"] == SENTENCE
    assert client.post(address, declared(page, sentence=SENTENCE)).location.endswith(sent)
    assert client.get(f"{address}{asked}").field("sentence") == SENTENCE, "filled in next time"


def mailed(app: Flask) -> set[str]:
    """What each person of the commissioner is told by mail of what was sent."""
    with app.app_context():
        return set(
            db.session.scalars(sa.select(Mail.body).where(Mail.subject.contains("has sent")))
        )


def test_the_mail_says_what_is_behind_the_claims(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    send(sign_in(PROVIDER), scene)
    [body] = mailed(app)
    assert "\nIn proportion: 25 claimed, time for 31, 5 backed\n" in body


def test_the_mail_is_short_where_all_is_backed(app: Flask, sign_in: SignIn) -> None:
    scene = make_scene(app)
    send(sign_in(PROVIDER), scene)
    [body] = mailed(app)
    assert "In proportion" not in body


def test_what_readers_of_the_directory_are_told_is_offered_to_a_commissioner(
    scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    publish(client, scene, freeze(client, scene), SENTENCE)
    asked = f"/pathways/{scene.pathway}/submit?commissioner={scene.commissioner}"
    assert client.get(asked).field("sentence") == SENTENCE
    send(client, scene, sentence="We practise it in the second year.")
    assert client.get(asked).field("sentence") == SENTENCE, "as it stands before readers now"
    client.post(f"/pathways/{scene.pathway}/unpublish")
    assert client.get(asked).field("sentence") == SENTENCE
    publish(client, scene, freeze(client, scene), "")
    assert client.get(asked).field("sentence") == "We practise it in the second year."


@pytest.mark.parametrize(("sentence", "told"), [(SENTENCE, SENTENCE), ("", "Nothing of it")])
def test_the_workbook_says_it_too_and_comes_home_unchanged(
    scene: Scene, sign_in: SignIn, sentence: str, told: str
) -> None:
    sent = send(sign_in(PROVIDER), scene, sentence=sentence)
    commissioner = sign_in(COMMISSIONER)
    file = exported(commissioner, sent)
    found = facts(load_workbook(BytesIO(file))["Summary"])
    assert found["The provider says"] == told
    assert "at 12 an hour" in str(found["What to look at, as exported"])
    commissioner.get("/check-workbook")
    page = commissioner.post(
        "/check-workbook",
        {"workbook": (BytesIO(file), "back.xlsx")},
        200,
        content_type="multipart/form-data",
    )
    assert SAME in page.words()


PAGES = ("", "/competencies", "/modules", "/decision", "/letter")


@pytest.mark.parametrize("sentence", [SENTENCE, ""])
def test_both_sides_read_every_caution_with_the_providers_sentence(
    scene: Scene, sign_in: SignIn, sentence: str
) -> None:
    provider = sign_in(PROVIDER)
    sent = send(provider, scene, sentence=sentence)
    commissioner = sign_in(COMMISSIONER)
    values = {"operation": "", "outcome": "changes_asked_for", "words": "Say more."}
    commissioner.post(f"/submissions/{sent}/decision", values)
    said_of_it = (
        f"Northgate Learning says: “{sentence}”" if sentence else "The provider says nothing of it."
    )
    for client in (provider, commissioner):
        for place in PAGES:
            page = client.get(f"/submissions/{sent}{place}")
            words = page.words()
            assert said(page) == KINDS, place
            assert said_of_it in words, place
            assert "that there is time for" in words, place
            assert page.all(".//*[@class='strip']"), place
            # A letter goes to the provider: what the commissioner may ask is not in it.
            is_asked = client is commissioner and place != "/letter"
            assert ("Worth asking" in words) is is_asked, place


def test_each_claim_says_whether_it_is_backed(scene: Scene, sign_in: SignIn) -> None:
    sent = send(sign_in(PROVIDER), scene)
    client = sign_in(COMMISSIONER)
    found = {}
    for theme in ("KA", "LA", "WB", "other"):
        page = client.get(f"/submissions/{sent}/competencies?show=all&theme={theme}")
        for row in page.all(".//*[@data-row]"):
            backing = row.findall(".//*[@class='taught__backing small']")
            found[str(row.get("data-row"))] = [page.words(one) for one in backing]
    assert found["L2-LA-K01"] == ["Backed"]
    assert found["L2-KA-K02"] == [
        "Not backed: the module is crowded, no note of its own and no assessment is named"
    ]
    assert found["L2-KA-K01"] == ["Backed", "Not backed: no note of its own"]
    assert found["L3-KA-K01"] == ["Not backed: the module is crowded"]
    assert found["L2-WB-K01"] == []


def test_what_is_frozen_is_never_to_come(scene: Scene, sign_in: SignIn) -> None:
    sent = send(sign_in(PROVIDER), scene)
    page = sign_in(COMMISSIONER).get(f"/submissions/{sent}")
    row = page.words(page.by_id("row-line-WB"))
    assert "Not in it" in row
    assert "Nothing of Wellbeing is in it. One competency is asked for." in row
    assert "to come" not in page.words()


def test_the_trail_for_another_program_holds_what_is_behind_the_claims(
    scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    sent = send(client, scene, sentence=SENTENCE)
    told = json.loads(client.get(f"/submissions/{sent}/trail.json").text)
    behind = told["proportion"]
    assert behind["sentence"] == SENTENCE
    assert {item["kind"] for item in behind["cautions"]} == KINDS
    assert [module["claimed"] for module in behind["modules"]] == [5, 21, 1]


def test_what_was_sent_before_sentences_were_asked_for_reads_as_before(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    sent = send(client, scene)
    with app.app_context(), transaction() as session:
        row = session.get_one(Submission, sent)
        row.declaration = {k: v for k, v in row.declaration.items() if k != "sentence"}
    for place in ("", "/decision"):
        assert (
            "The provider says nothing of it." in client.get(f"/submissions/{sent}{place}").words()
        )
    page = client.get(f"/pathways/{scene.pathway}/submit")
    assert page.field("sentence") == ""
