"""What administrators see and do, and what they never see."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from pathways.models.account import Organisation
from tests.accounts.conftest import House
from tests.factories import make_module, make_pathway
from tests.page import Client

SignIn = Callable[[str], Client]
PAGES = ["/administration", "/administration/outbox"]


@pytest.mark.parametrize("who", ["owner@north.example", "reader@north.example"])
def test_others_do_not_even_learn_that_it_is_there(house: House, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    for address in PAGES:
        client.get(address, status=404)
    for step in ("let-in", "decline", "close", "reopen"):
        client.post(f"/administration/organisations/{house.other}/{step}", {}, 404)
    for step in ("stop", "resume"):
        client.post(f"/administration/people/{house.stranger}/{step}", {}, 404)
    assert house.state("Willow Training CIC") == "active"


def test_administrators_see_no_drafts(house: House, sign_in: SignIn) -> None:
    with house.app.app_context():
        pathway = make_pathway(house.organisation, title="CANARY pathway")
        make_module(pathway, "CANARY module")
    admin = sign_in("admin@site.example")
    for address in (*PAGES, "/", "/account"):
        assert "CANARY" not in admin.get(address).text
    for address in (f"/pathways/{pathway}", f"/pathways/{pathway}/matrix", "/pathways"):
        answer = admin.raw.get(address)
        assert answer.status_code in (302, 403, 404)
        assert "CANARY" not in answer.get_data(as_text=True)


def test_accounts_are_stopped_and_let_in_again(house: House, sign_in: SignIn) -> None:
    admin = sign_in("admin@site.example")
    member = sign_in("editor@north.example")
    admin.post(f"/administration/people/{house.editor}/stop")
    member.get("/account", status=302)
    assert "Stopped" in admin.get("/administration").words()
    admin.post(f"/administration/people/{house.editor}/resume")
    sign_in("editor@north.example").get("/account")


def test_nobody_stops_their_own_account(house: House, sign_in: SignIn) -> None:
    admin = sign_in("admin@site.example")
    admin.post(f"/administration/people/{house.admin}/stop")
    assert "cannot stop your own" in admin.get("/administration").words()


@pytest.mark.parametrize("step", ["let-in", "reopen"])
def test_an_unknown_organisation_is_not_found(house: House, sign_in: SignIn, step: str) -> None:
    admin = sign_in("admin@site.example")
    admin.post(f"/administration/organisations/nothing/{step}", {}, 404)
    admin.post("/administration/people/nobody/stop", {}, 404)


def test_links_in_the_outbox_are_shown_in_the_demonstration_alone(
    house: House, sign_in: SignIn, client: Client
) -> None:
    client.post("/reset-password", {"email": "owner@north.example"})
    admin = sign_in("admin@site.example")
    page = admin.get("/administration/outbox")
    assert "/reset-password/" not in page.text
    assert "is not shown" in page.words()
    house.app.config["DEMO"] = True
    assert "/reset-password/" in admin.get("/administration/outbox").text


def test_demonstration_accounts_are_shown_in_the_demonstration_alone(
    house: House, client: Client
) -> None:
    assert "demo.example" not in client.get("/sign-in").text
    assert "calm-harbour-walk" not in client.get("/sign-in").text
    house.app.config["DEMO"] = True
    assert "second-commissioner@demo.example" in client.get("/sign-in").text


def test_a_stopped_owner_hears_nothing_of_the_organisation(house: House, sign_in: SignIn) -> None:
    second = house.make_owner("second@north.example")
    admin = sign_in("admin@site.example")
    admin.post(f"/administration/people/{second}/stop")
    house.change(
        sa.update(Organisation).where(Organisation.id == house.organisation).values(state="asked")
    )
    admin.post(f"/administration/organisations/{house.organisation}/let-in")
    assert len(house.mails("owner@north.example")) == 1
    assert house.mails("second@north.example") == []
