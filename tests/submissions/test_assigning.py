"""Giving out the parts of a submission: who reads what, and what of it the provider learns."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.access import Actor
from pathways.db import db
from pathways.models.account import Person
from pathways.models.reviewer import Reviewer, ReviewerScope
from pathways.records.people import find_owner
from pathways.submissions.reviewing.reads import ReviewView, read_review
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    nobody_declared,
    send,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(app: Flask, scene: Scene, sign_in: SignIn) -> str:
    submission = send(sign_in(PROVIDER), scene)
    nobody_declared(app)
    return submission


@pytest.fixture
def people(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(sa.select(Person.email, Person.id))
        return {row.email: row.id for row in rows}


@pytest.fixture
def owner(sign_in: SignIn) -> Client:
    return sign_in(COMMISSIONER)


def read(app: Flask, sent: str, email: str = COMMISSIONER) -> ReviewView:
    with app.app_context():
        actor: Actor = find_owner(db.session, email)
        return read_review(db.session, actor, sent)


def test_parts_are_given_to_several_at_once_and_each_row_says_whose_it_is(
    app: Flask, scene: Scene, sent: str, owner: Client, people: dict[str, str]
) -> None:
    address = f"/submissions/{sent}/reviewers"
    both = [people[COMMISSIONER], people[REVIEWER]]
    owner.post(address, {"person": both, "scope": ["line:KA"]})
    owner.post(address, {"person": people[REVIEWER], "scope": [f"m:{scene.module}", "assurance"]})
    panel = read(app, sent).panel
    assert [one.name for one in panel.readers["L2-KA-K02"]] == ["Idris Calloway", "Noor Haddad"]
    assert [one.name for one in panel.readers["p:safety"]] == ["Noor Haddad"]
    assert panel.is_read_by("L2-LA-K01", people[REVIEWER]), "her module treats it"
    assert panel.is_nobodys("L2-WB-K01")
    assert panel.is_nobodys("*")
    page = owner.get(address)
    assert "1 of" not in page.text
    assert "0 of 28 rows marked" in page.text
    assert "Noor Haddad reads" in owner.get(f"/submissions/{sent}/trail").text


def test_the_provider_reads_names_and_not_who_reads_what(
    app: Flask, sent: str, owner: Client, sign_in: SignIn, people: dict[str, str]
) -> None:
    address = f"/submissions/{sent}/reviewers"
    owner.post(address, {"person": people[REVIEWER]})
    owner.post(address, {"person": people[REVIEWER], "scope": "assurance"})
    client = sign_in(PROVIDER)
    overview = client.get(f"/submissions/{sent}")
    section = overview.words(overview.by_id("reviewers"))
    assert "Noor Haddad" in section
    assert "Assurance" not in section
    for kind in ("trail", "trail.csv", "trail.json"):
        text = client.raw.get(f"/submissions/{sent}/{kind}").get_data(as_text=True)
        assert "Assigned Noor Haddad as a reviewer" in text
        assert "Noor Haddad reads" not in text
    client.get(address, status=403)
    panel = read(app, sent, PROVIDER).panel
    assert (panel.readers, panel.scopes, panel.people[0].parts) == ({}, (), ())


def test_a_part_is_taken_back_and_with_the_last_one_the_person_is_released(
    app: Flask, sent: str, owner: Client, people: dict[str, str]
) -> None:
    address = f"/submissions/{sent}/reviewers"
    who = people[REVIEWER]
    owner.post(address, {"person": who, "scope": ["line:KA", "line:LA"]})
    owner.post(f"{address}/release", {"person": who, "scope": "line:KA"})
    panel = read(app, sent).panel
    assert [scope.key for scope in panel.people[0].parts] == ["line:LA"]
    owner.post(f"{address}/release", {"person": who, "scope": "line:KA"})
    owner.post(f"{address}/release", {"person": who, "scope": "line:LA"})
    assert read(app, sent).panel.people == ()
    again = owner.post(f"{address}/release", {"person": who})
    assert "released them already" in owner.get(again.location).text
    trail = owner.get(f"/submissions/{sent}/trail").text
    assert "Released Noor Haddad from the review" in trail


def test_the_whole_takes_the_place_of_parts_and_a_part_that_of_the_whole(
    app: Flask, sent: str, owner: Client, people: dict[str, str]
) -> None:
    address, who = f"/submissions/{sent}/reviewers", people[REVIEWER]

    def held() -> list[str]:
        with app.app_context():
            return sorted(db.session.scalars(sa.select(ReviewerScope.scope)))

    owner.post(address, {"person": who, "scope": ["line:KA", "line:LA"]})
    owner.post(address, {"person": who})
    assert held() == ["*"]
    owner.post(address, {"person": who, "scope": ["assurance"]})
    assert held() == ["assurance"]
    owner.post(address, {"person": who, "scope": ["assurance"]})
    assert held() == ["assurance"]


def test_who_only_declared_has_no_part_once_parts_are_given_out(
    app: Flask, sent: str, owner: Client, people: dict[str, str]
) -> None:
    owner.post(f"/submissions/{sent}/interest", {"has_interest": "no", "interest": ""})
    assert not read(app, sent).panel.is_nobodys("*")
    owner.post(f"/submissions/{sent}/reviewers", {"person": people[REVIEWER], "scope": "assurance"})
    assert read(app, sent).panel.is_nobodys("*")
    assert "Has no part of their own." in owner.get(f"/submissions/{sent}/reviewers").text


@pytest.mark.parametrize(
    ("person", "scope", "words"),
    [
        (None, "assurance", "Choose who is to read it."),
        (STRANGER, "assurance", "Choose from what is offered here."),
        (REVIEWER, "m:made-up", "Choose from what is offered here."),
        (REVIEWER, "questions", "Choose from what is offered here."),
    ],
)
def test_only_colleagues_and_parts_that_are_there_can_be_chosen(
    app: Flask,
    sent: str,
    owner: Client,
    people: dict[str, str],
    person: str | None,
    scope: str,
    words: str,
) -> None:
    values = {"person": people[person] if person else [], "scope": ["line:KA", scope]}
    page = owner.post(f"/submissions/{sent}/reviewers", values, status=422)
    assert words in page.text
    ticked = {e.get("value") for e in page.all(".//input[@name='scope']") if "checked" in e.attrib}
    assert "line:KA" in ticked, "what was ticked stays"
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Reviewer)).scalar() == 0


def test_nobody_is_assigned_once_it_is_decided(
    sent: str, owner: Client, people: dict[str, str]
) -> None:
    decision = {"operation": "a" * 32, "outcome": "declined", "words": "Not now."}
    owner.post(f"/submissions/{sent}/decision", decision)
    address = f"/submissions/{sent}/reviewers"
    page = owner.post(address, {"person": people[REVIEWER]}, status=409)
    assert "can be read, not changed" in page.text
    owner.post(f"{address}/release", {"person": people[REVIEWER]})
