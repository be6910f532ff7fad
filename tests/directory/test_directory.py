"""What the directory shows: one frozen version, to whom its provider chose, and no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
from pathways.models.decision import Decision
from pathways.models.pathway import Pathway
from pathways.models.version import Version
from pathways.pages import day
from tests.compare.shelf import put_out
from tests.factories import demonstration, make_organisation, make_person
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    rename,
    send,
)

TITLE = "Trauma Informed practice for housing teams"


@pytest.fixture
def scene(app: Flask) -> Scene:
    scene = make_scene(app)
    with app.app_context(), transaction() as session:
        row = session.get_one(Pathway, scene.pathway)
        row.details = {
            "summary": "Six sessions <b>for</b> housing staff.",
            "audience": "Housing officers",
            "languages": ["English", "Welsh"],
            "delivery": ["In person", "Live online", "Self-paced online"],
            "price_pence": 312000,
            "price_basis": "group",
            "vat": "added",
            "contact": "housing@north.example",
        }
        row.assurance = {
            "facilitators": "Two of us, always.",
            "principles": [["safety", "Breaks are agreed."]],
        }
    return scene


def publish(client: Client, scene: Scene, visibility: str = "public") -> str:
    """Freeze the draft and publish it; return its address in the directory."""
    client.post(f"/pathways/{scene.pathway}/versions")
    with client.app.app_context():
        newest = sa.select(Version.id).order_by(Version.number.desc()).limit(1)
        version = db.session.execute(newest).scalar_one()
    values = {"version": version, "visibility": visibility}
    client.post(f"/pathways/{scene.pathway}/publish", values)
    return f"/directory/{scene.pathway}"


def approve(client: Client, sent: str, **values: object) -> None:
    form: dict[str, object] = {
        "operation": "",
        "outcome": "approved",
        "words": "Well made.",
        **values,
    }
    client.post(f"/submissions/{sent}/decision", form)


def change_decision(app: Flask, **values: object) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Decision).values(**values))


def test_visitors_read_a_published_version(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    assert "Nothing here yet" in client.get("/directory").words()
    address = publish(sign_in(PROVIDER), scene)
    listed = client.get("/directory").words()
    assert TITLE in listed
    assert "Northgate Learning" in listed
    assert "2 Trauma Informed" in listed
    assert "1 h 30 min" in listed
    assert "£3,120 a group, VAT is added" in listed
    assert "Self-declared" in listed
    page = client.get(address)
    words = page.words()
    assert "5 of 6 themes at Trauma Informed, " in words
    assert "Wellbeing 0 of 33 Not in it" in words
    assert "Nothing of Wellbeing is in it. One competency is asked for." in words
    assert "1. What trauma does" in words
    assert "Two of us, always." in words
    assert "Breaks are agreed." in words
    assert words.count("Nothing stated") == 6, "each principle has its place"
    assert "Six sessions <b>for</b> housing staff." in words
    assert "A case study" in words, "what is in it stands there with its note"
    assert "Self-declared" in words


def test_the_page_is_made_to_be_shared(scene: Scene, client: Client, sign_in: SignIn) -> None:
    address = publish(sign_in(PROVIDER), scene)
    page = client.get(address)
    words = page.words()
    with client.app.app_context():
        digest = db.session.scalars(sa.select(Version.digest)).one()
    assert f"Version 1, published {day(now())}. Digest {digest}. http://localhost{address}" in words
    assert "Nobody needs an account to open it." in words
    opened = [page.words(e) for e in page.tree.iter("summary")]
    assert "Knowledge and Awareness 1 in it 26 not in it" in opened
    publish(sign_in(PROVIDER), scene, "organisations")
    words = sign_in(STRANGER).get(address).words()
    assert "Only people who are signed in here with an organisation can open it." in words


def test_later_edits_do_not_reach_it(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    address = publish(owner, scene)
    rename(app, scene.pathway, "Secret plans")
    assert "Secret plans" not in client.get(address).words()
    assert "Secret plans" not in client.get("/directory").words()
    owner.post(f"/pathways/{scene.pathway}/versions")
    assert "Secret plans" not in client.get(address).words()
    publish(owner, scene)
    assert "Secret plans" in client.get(address).words()


def test_a_limited_one_is_for_organisations_that_are_signed_in(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    address = publish(sign_in(PROVIDER), scene, "organisations")
    limited = client.get(address, 404)
    assert "Sign in" in limited.words()
    assert TITLE not in limited.text
    assert TITLE not in client.get("/directory").text
    unknown = client.get("/directory/aaaaaaaaaaaaaaaa", 404)
    assert unknown.words() == limited.words(), "nobody learns which there is"
    stranger = sign_in(STRANGER)
    assert "Shown to signed-in organisations only" in stranger.get(address).words()
    assert TITLE in stranger.get("/directory").words()
    with app.app_context():
        make_person("alone@test.example")
    assert "Choose an organisation" in sign_in("alone@test.example").get(address, 404).words()


def test_unpublishing_archiving_and_closing_take_it_away(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    address = publish(owner, scene)
    owner.post(f"/pathways/{scene.pathway}/archive")
    client.get(address, 404)
    assert TITLE not in client.get("/directory").text
    assert "not shown while" in owner.get(f"/pathways/{scene.pathway}/versions").words()
    owner.post(f"/pathways/{scene.pathway}/restore")
    client.get(address)
    owner.post(f"/pathways/{scene.pathway}/unpublish")
    client.get(address, 404)
    assert TITLE not in client.get("/directory").text


def test_an_approval_shows_on_that_very_version_while_it_stands(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    sent = send(owner, scene)
    address = publish(owner, scene)
    assert "Self-declared" in client.get(address).words()
    approve(sign_in(COMMISSIONER), sent)
    words = client.get(address).words()
    assert "Version 1 reviewed by Idris Calloway for Metro Commissioning on" in words
    assert ": approved, by the standard Framework minimum." in words
    assert "Self-declared" not in words
    assert "Reviewed by Metro Commissioning" in client.get("/directory").words()
    for word in ("certif", "endors", "accredited by"):
        assert word not in words.lower()
    rename(app, scene.pathway, "Next year")
    publish(owner, scene)
    assert "Self-declared" in client.get(address).words(), "another version has no review"


@pytest.mark.parametrize("outcome", ["changes_asked_for", "declined"])
def test_other_decisions_stay_between_the_two(
    scene: Scene, client: Client, sign_in: SignIn, outcome: str
) -> None:
    owner = sign_in(PROVIDER)
    sent = send(owner, scene)
    address = publish(owner, scene)
    approve(sign_in(COMMISSIONER), sent, outcome=outcome)
    words = client.get(address).words()
    assert "Self-declared" in words
    assert "Metro Commissioning" not in words


def test_an_approval_with_conditions_shows_with_its_word(
    scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    sent = send(owner, scene)
    address = publish(owner, scene)
    approve(
        sign_in(COMMISSIONER),
        sent,
        **{
            "outcome": "approved_with",
            "condition": "1",
            "condition-words-1": "Name who supervises.",
            "condition-owner-1": "Ann",
            "condition-due-1": ["31", "3", "2098"],
        },
    )
    words = client.get(address).words()
    assert "reviewed by Idris Calloway for Metro Commissioning" in words
    assert ": approved with conditions, by the standard" in words
    assert "Name who supervises" not in words, "conditions stay between the two"
    assert TITLE in client.get("/directory?review=reviewed").text


def test_the_list_follows_a_decision_and_its_withdrawal(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner, commissioner = sign_in(PROVIDER), sign_in(COMMISSIONER)
    sent = send(owner, scene)
    publish(owner, scene)
    reviewed = "/directory?review=reviewed"
    assert TITLE not in client.get(reviewed).text
    approve(commissioner, sent)
    assert TITLE in client.get(reviewed).text
    with app.app_context():
        decision = db.session.scalars(sa.select(Decision.id)).one()
    address = f"/submissions/{sent}/decisions/{decision}/withdraw"
    commissioner.post(address, {"words": "We had read the wrong file."})
    assert TITLE not in client.get(reviewed).text


def test_an_approval_that_ended_or_was_withdrawn_is_gone(
    app: Flask, scene: Scene, client: Client, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    sent = send(owner, scene)
    address = publish(owner, scene)
    approve(sign_in(COMMISSIONER), sent)
    today = now().date()
    change_decision(app, ends_on=(today + timedelta(days=1)).isoformat())
    assert "Version 1 reviewed by" in client.get(address).words()
    change_decision(app, ends_on=(today - timedelta(days=2)).isoformat())
    assert "Self-declared" in client.get(address).words()
    change_decision(app, ends_on="", withdrawn_at=now())
    assert "Self-declared" in client.get(address).words()


def test_a_length_that_nobody_stated_is_no_number(app: Flask, client: Client) -> None:
    content = demonstration("housing-teams")
    modules = tuple(replace(module, minutes=0) for module in content.modules)
    with app.app_context():
        unstated = put_out(make_organisation("North"), replace(content, modules=modules))
    page = client.get(f"/directory/{unstated}")
    *_, whole = page.all(".//*[@aria-label='Each module in numbers']//tbody/tr")
    last = [page.words(cell) for cell in whole]
    assert last[:3] == ["Pathway, each competency of its level once", "Not stated", "75"]
