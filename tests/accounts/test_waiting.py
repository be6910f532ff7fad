"""A provider that nobody has let in yet drafts; nothing leaves it, and nothing is read for it."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.models.account import Membership, Organisation
from pathways.models.pathway import Pathway
from tests.builder.house import PATHWAY
from tests.factories import make_organisation, make_pathway, make_person
from tests.page import Client

SignIn = Callable[[str], Client]
NEW = "new@test.example"
ADMINISTRATOR = "admin@test.example"
NOT_YET = "An administrator has not let Meadow Training in yet."


@pytest.fixture
def organisation(app: Flask) -> str:
    """Make a provider that waits, and the administrator that it waits for."""
    with app.app_context():
        identifier = make_organisation("Meadow Training", state="asked")
        make_person(NEW, identifier, name="Robin")
        make_person(ADMINISTRATOR, is_administrator=True)
    return identifier


def draft(client: Client) -> str:
    """Make a pathway with a module; return its address."""
    client.get("/pathways/new")
    address = client.post("/pathways/new", PATHWAY).location
    client.post(f"{address}/modules/new", {"title": "Begin", "minutes": "60"})
    return address


def test_it_is_told_what_to_do_meanwhile(organisation: str, sign_in: SignIn) -> None:
    client = sign_in(NEW)
    start = client.get("/")
    assert "Meadow Training is waiting for an administrator" in start.words()
    assert "You can begin drafting now." in start.words()
    for page in (start, client.get("/account")):
        assert "/organisation/people" not in page.text, "it would be refused there"
    assert "You work in" not in start.words()
    assert "begin drafting pathways now" in client.get("/organisations/asked").words()


def test_it_makes_and_exports_a_draft(organisation: str, sign_in: SignIn) -> None:
    client = sign_in(NEW)
    address = draft(client)
    page = client.get(address)
    assert NOT_YET in page.words()
    assert "/submit" not in page.text
    assert client.raw.get(f"{address}/qa-matrix.xlsx").status_code == 200


def test_nothing_leaves_it_and_no_file_is_read_for_it(organisation: str, sign_in: SignIn) -> None:
    client = sign_in(NEW)
    address = draft(client)
    for method, path in (
        ("get", f"{address}/submit"),
        ("post", f"{address}/submit"),
        ("post", f"{address}/publish"),
        ("get", "/check-workbook"),
        ("get", "/submissions"),
        ("get", "/briefs"),
        ("get", "/organisation/people"),
    ):
        refused = getattr(client, method)(path, status=403)
        assert NOT_YET in refused.words(), path


def test_it_pastes_what_it_has_and_sends_no_file(organisation: str, sign_in: SignIn) -> None:
    client = sign_in(NEW)
    client.get("/pathways/bring-in")
    text = "Module 1: Words at the counter (60 min)\n- Open a conversation\n"
    file = {"text": "", "file": (io.BytesIO(text.encode()), "course.txt")}
    refused = client.post("/pathways/bring-in", file, 422)
    assert NOT_YET in refused.words()
    shown = client.post("/pathways/bring-in", {"text": text, "target_level": "1"}, 200)
    assert "Words at the counter" in shown.text


def test_only_what_is_shown_to_everybody_is_shown_to_it(
    app: Flask, organisation: str, sign_in: SignIn
) -> None:
    with app.app_context():
        other = make_organisation("Other Training")
        owner = make_person("other@test.example", other)
        pathway = make_pathway(other, title="Between organisations")
        actor = Actor(owner, "", "", False, other, role="owner", is_provider=True)
        with transaction() as session:
            version = freeze_draft(session, actor, pathway)
            publish(session, actor, pathway, version.id, Visibility.ORGANISATIONS)
    client = sign_in(NEW)
    client.get(f"/pathways/{pathway}", 404)
    client.get(f"/directory/{pathway}", 404)
    assert "Between organisations" not in client.get("/directory").words()
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, organisation).state = "active"
    client.get(f"/directory/{pathway}")


def test_let_in_it_goes_on_with_what_it_has(app: Flask, organisation: str, sign_in: SignIn) -> None:
    client, administrator = sign_in(NEW), sign_in(ADMINISTRATOR)
    address = draft(client)
    before = client.raw.get(address).headers["ETag"]
    overview = administrator.get("/administration")
    assert PATHWAY["title"] not in overview.text
    administrator.get(address, 302)
    administrator.post(f"/administration/organisations/{organisation}/let-in", {})
    assert client.raw.get(address, headers={"If-None-Match": before}).status_code == 200
    page = client.get(address)
    assert NOT_YET not in page.words()
    assert "/submit" in page.text


def test_declined_its_drafts_are_out_of_sight_and_kept(
    app: Flask, organisation: str, sign_in: SignIn
) -> None:
    client = sign_in(NEW)
    address = draft(client)
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, organisation).state = "declined"
    assert client.get(address, 302).location.startswith("/organisations/choose")
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Pathway)).scalar() == 1


def test_who_works_elsewhere_chooses_to_draft_for_it(
    app: Flask, organisation: str, sign_in: SignIn
) -> None:
    with app.app_context():
        active = make_organisation("Harbour Works")
        person = make_person("both@test.example", active)
        with transaction() as session:
            session.add(Membership(person_id=person, organisation_id=organisation, role="owner"))
    client = sign_in("both@test.example")
    assert "Harbour Works" in client.get("/").words()
    client.get("/organisations/choose")
    client.post("/organisations/choose", {"organisation": organisation})
    assert NOT_YET in client.get(draft(client)).words()
    client.post("/organisations/choose", {"organisation": active})
    client.get("/organisation/people")
