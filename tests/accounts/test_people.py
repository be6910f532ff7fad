"""Roles in an organisation: who may change them, and that somebody always owns it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.account import Invitation, Membership
from tests.accounts.conftest import House
from tests.page import Client

SignIn = Callable[[str], Client]


def owners(house: House) -> int:
    """Return how many people own the first organisation."""
    found = house.ask(
        sa.select(sa.func.count())
        .select_from(Membership)
        .where(Membership.organisation_id == house.organisation, Membership.role == "owner")
    )
    return int(found)


def test_an_owner_sets_roles_and_removes_people(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.post(f"/organisation/people/{house.editor}/role", {"role": "reader"})
    assert house.role(house.editor) == "reader"
    client.post(f"/organisation/people/{house.reader}/remove")
    assert house.role(house.reader) is None
    page = client.get("/organisation/people")
    assert "The account stays" in page.words()
    assert "reader@north.example" not in page.words()


def test_a_removed_person_loses_the_organisation_at_once(house: House, sign_in: SignIn) -> None:
    member, owner = sign_in("editor@north.example"), sign_in("owner@north.example")
    member.get("/pathways")
    owner.post(f"/organisation/people/{house.editor}/remove")
    member.get("/pathways", status=302)
    assert "You belong to no organisation" in member.get("/account").words()


@pytest.mark.parametrize("who", ["editor@north.example", "reader@north.example"])
def test_others_see_who_belongs_and_change_nothing(house: House, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    page = client.get("/organisation/people")
    assert "owner@north.example" in page.words()
    assert not page.all(".//main//form")
    client.post(f"/organisation/people/{house.reader}/role", {"role": "owner"}, 403)
    client.post(f"/organisation/people/{house.owner}/remove", {}, 403)
    values = {"email": "kit@north.example", "role": "owner"}
    client.post("/organisation/people/invitations", values, 403)
    assert (house.role(house.reader), house.role(house.owner)) == ("reader", "owner")
    assert house.count(Invitation) == 0


def test_people_of_another_organisation_are_not_found(house: House, sign_in: SignIn) -> None:
    stranger = sign_in("owner@willow.example")
    assert "north.example" not in stranger.get("/organisation/people").words()
    stranger.post(f"/organisation/people/{house.reader}/role", {"role": "owner"}, 404)
    stranger.post(f"/organisation/people/{house.reader}/remove", {}, 404)
    owner = sign_in("owner@north.example")
    values = {"operation": "a" * 16, "email": "kit@north.example", "role": "editor"}
    owner.post("/organisation/people/invitations", values)
    stranger.post("/organisation/people/invitations/" + "a" * 16 + "/revoke", {}, 404)
    assert house.ask(sa.select(Invitation.ended_at)) is None


def test_the_last_owner_stays_owner(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.post(f"/organisation/people/{house.owner}/role", {"role": "reader"})
    assert "keeps at least one owner" in client.get("/organisation/people").words()
    client.post(f"/organisation/people/{house.owner}/remove")
    assert owners(house) == 1
    client.post(f"/organisation/people/{house.editor}/role", {"role": "owner"})
    client.post(f"/organisation/people/{house.owner}/role", {"role": "reader"})
    assert (house.role(house.owner), house.role(house.editor)) == ("reader", "owner")


def test_an_owner_who_cannot_sign_in_does_not_count(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.post(f"/organisation/people/{house.editor}/role", {"role": "owner"})
    sign_in("admin@site.example").post(f"/administration/people/{house.editor}/stop")
    client.post(f"/organisation/people/{house.owner}/remove")
    assert house.role(house.owner) == "owner"


def test_two_owners_cannot_remove_each_other_at_once(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    for _round in range(4):
        with app.app_context(), transaction() as session:
            session.execute(
                sa.delete(Membership).where(Membership.person_id.in_((house.owner, house.editor)))
            )
            for person in (house.owner, house.editor):
                session.add(
                    Membership(person_id=person, organisation_id=house.organisation, role="owner")
                )
        pairs = [
            (sign_in("owner@north.example"), house.editor),
            (sign_in("editor@north.example"), house.owner),
        ]
        for client, _ in pairs:
            client.get("/privacy")

        def remove(pair: tuple[Client, str]) -> int:
            client, other = pair
            answer = client.raw.post(
                f"/organisation/people/{other}/remove", data={"csrf_token": client.token}
            )
            return answer.status_code

        with ThreadPoolExecutor(2) as pool:
            assert set(pool.map(remove, pairs)) <= {303, 302, 403}
        assert owners(house) == 1


def test_an_unknown_role_is_refused(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.post(f"/organisation/people/{house.reader}/role", {"role": "king"}, 400)
    client.post(f"/organisation/people/{house.reader}/role", {}, 400)
    client.post("/organisation/people/nobody/role", {"role": "owner"}, 404)


def test_somebody_in_two_organisations_chooses_one(house: House, sign_in: SignIn) -> None:
    with house.app.app_context(), transaction() as session:
        session.add(Membership(person_id=house.reader, organisation_id=house.other, role="editor"))
    client = sign_in("reader@north.example")
    page = client.get("/pathways", status=302)
    assert page.location == "/organisations/choose?next=/pathways"
    form = client.get(page.location)
    assert "Work in Willow Training CIC" in form.words()
    values = {"organisation": house.other, "next": form.field("next")}
    assert client.post("/organisations/choose", values).location == "/pathways"
    assert "Willow Training CIC" in client.get("/account").words()
    client.post("/organisations/choose", {"organisation": house.organisation})
    assert "You work in Northgate Learning as reader" in client.get("/").words()


def test_an_organisation_of_others_cannot_be_chosen(house: House, sign_in: SignIn) -> None:
    client = sign_in("reader@north.example")
    for organisation in (house.other, "nothing", ""):
        client.post("/organisations/choose", {"organisation": organisation})
        assert "You work in Northgate Learning" in client.get("/").words()


def test_a_name_is_changed_and_a_bad_one_refused(house: House, sign_in: SignIn) -> None:
    client = sign_in("reader@north.example")
    client.post("/account/name", {"name": "  Ada   Reader "})
    assert client.get("/account").field("name") == "Ada   Reader"
    for bad in ("", "   ", "x" * 121, "a\u202eb"):
        page = client.post("/account/name", {"name": bad}, 422)
        assert page.by_id("name-error") is not None
    assert client.get("/account").field("name") == "Ada   Reader"
