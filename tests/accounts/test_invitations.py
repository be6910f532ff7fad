"""Invitations: one address, one organisation, once, seven days."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from pathways.accounts.services import invitations
from pathways.db import new_id, now
from pathways.models.account import Attempt, Invitation, Membership, Person
from tests.accounts.conftest import House
from tests.page import Client, Page

SignIn = Callable[[str], Client]
NewClient = Callable[[], Client]
NEW = "three-lamps-on-a-quay"
JOIN = {"name": "Kit Marlow", "password": NEW}


def invite(client: Client, email: str = "kit@north.example", role: str = "editor") -> Page:
    """Invite an address; return the page that shows the link."""
    operation = client.get("/organisation/people").field("operation")
    values = {"operation": operation, "email": email, "role": role}
    page = client.post("/organisation/people/invitations", values)
    return client.get(page.location)


def link_in(page: Page) -> str:
    """Return the path of the link that a page shows."""
    field = page.by_id("link")
    assert field is not None
    return urlsplit(field.get("value") or "").path


def test_a_newcomer_joins_by_the_link(house: House, sign_in: SignIn, client: Client) -> None:
    page = invite(sign_in("owner@north.example"))
    assert "works once" in page.words()
    link = link_in(page)
    assert link in house.mails("kit@north.example")[0]
    assert "Northgate Learning invites you" in client.get(link).words()
    home = client.post(link, JOIN)
    assert "You work in Northgate Learning as editor" in client.get(home.location).words()
    kit = house.person("kit@north.example")
    assert kit is not None
    assert house.role(kit) == "editor"
    Client(house.app).sign_in("kit@north.example", NEW)


def test_the_link_is_shown_once(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    assert invite(client).by_id("link") is not None
    page = client.get("/organisation/people")
    assert page.by_id("link") is None
    assert "kit@north.example" in page.words()


def test_the_secret_is_not_kept(house: House, sign_in: SignIn) -> None:
    secret = link_in(invite(sign_in("owner@north.example"))).rpartition("/")[2]
    kept = house.ask(sa.select(Invitation.secret))
    assert kept != secret
    assert len(kept) == 64


def test_a_link_works_once(
    house: House, sign_in: SignIn, client: Client, new_client: NewClient
) -> None:
    link = link_in(invite(sign_in("owner@north.example")))
    client.post(link, JOIN)
    other = new_client()
    other.get(link, status=410)
    other.post(link, {"name": "Mallory", "password": NEW}, 410)
    assert house.count(Membership) == 5
    # A second click by the same person is no mistake.
    client.get("/")
    client.post(link)


def test_a_link_runs_out_after_seven_days(house: House, sign_in: SignIn, client: Client) -> None:
    link = link_in(invite(sign_in("owner@north.example")))
    left = house.ask(sa.select(Invitation.expires_at)) - now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    house.change(sa.update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    assert "no longer open" in client.get(link, status=410).words()
    client.post(link, JOIN, 410)
    assert house.person("kit@north.example") is None


def test_an_invitation_can_be_taken_back(house: House, sign_in: SignIn, client: Client) -> None:
    owner = sign_in("owner@north.example")
    link = link_in(invite(owner))
    invitation = house.ask(sa.select(Invitation.id))
    owner.post(f"/organisation/people/invitations/{invitation}/revoke")
    client.post(link, JOIN, 410)
    assert house.person("kit@north.example") is None


def test_a_new_invitation_takes_the_place_of_the_old_one(
    house: House, sign_in: SignIn, client: Client
) -> None:
    owner = sign_in("owner@north.example")
    older = link_in(invite(owner, role="owner"))
    newer = link_in(invite(owner, "KIT@north.example", role="reader"))
    client.get(older, status=410)
    client.post(newer, JOIN)
    assert house.role(house.person("kit@north.example") or "") == "reader"


def test_the_wrong_person_cannot_join(house: House, sign_in: SignIn) -> None:
    link = link_in(invite(sign_in("owner@north.example")))
    stranger = sign_in("owner@willow.example")
    assert "for another address" in stranger.get(link, status=403).words()
    stranger.post(link, {}, 403)
    assert house.role(house.stranger) is None
    assert house.ask(sa.select(Invitation.ended_at)) is None


def test_somebody_with_an_account_signs_in_to_join(
    house: House, sign_in: SignIn, client: Client
) -> None:
    link = link_in(invite(sign_in("owner@north.example"), "owner@willow.example", "reader"))
    page = client.get(link)
    assert "Sign in with it to join" in page.words()
    # Whoever has the link alone cannot set a password for an account that is there.
    client.post(link, JOIN, 409)
    member = sign_in("owner@willow.example")
    member.post(link)
    assert house.role(house.stranger) == "reader"
    assert "You work in Northgate Learning as reader" in member.get("/").words()
    values = {"organisation": house.other}
    member.post("/organisations/choose", values)
    assert "You work in Willow Training CIC as owner" in member.get("/").words()


def test_a_member_is_not_invited_again(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    values = {"operation": "a" * 16, "email": "Editor@north.example", "role": "owner"}
    page = client.post("/organisation/people/invitations", values, 422)
    assert "belongs to your organisation already" in page.words()
    assert house.count(Invitation) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"email": "", "role": "editor"},
        {"email": "nobody", "role": "editor"},
        {"email": "kit@north.example", "role": "king"},
        {"email": "kit@north.example"},
    ],
)
def test_a_mistake_is_said(house: House, sign_in: SignIn, values: dict[str, str]) -> None:
    client = sign_in("owner@north.example")
    page = client.post("/organisation/people/invitations", values, 422)
    assert page.all(".//*[@role='alert']")
    assert house.count(Invitation) == 0


def test_a_second_click_makes_one_invitation_and_shows_its_link(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    operation = client.get("/organisation/people").field("operation")
    values = {"operation": operation, "email": "kit@north.example", "role": "editor"}
    client.post("/organisation/people/invitations", values)
    client.post("/organisation/people/invitations", values)
    assert client.get("/organisation/people").by_id("link") is not None
    assert house.count(Invitation) == 1
    assert len(house.mails("kit@north.example")) == 1


def test_another_invitation_under_the_same_operation_is_one_of_its_own(
    house: House, sign_in: SignIn, client: Client
) -> None:
    owner = sign_in("owner@north.example")
    values = {"operation": owner.get("/organisation/people").field("operation")}
    links = []
    for email, role in (("kit@north.example", "editor"), ("sam@north.example", "reader")):
        page = owner.post(
            "/organisation/people/invitations", {**values, "email": email, "role": role}
        )
        links.append(link_in(owner.get(page.location)))
        assert links[-1] in house.mails(email)[0]
    assert house.count(Invitation) == len(set(links)) == 2
    # One that was taken back is not taken for the one that is asked for again.
    first = house.ask(sa.select(Invitation.id).where(Invitation.email == "kit@north.example"))
    owner.post(f"/organisation/people/invitations/{first}/revoke")
    again = {**values, "email": "kit@north.example", "role": "editor"}
    link = link_in(owner.get(owner.post("/organisation/people/invitations", again).location))
    assert link not in links
    assert "Northgate Learning invites you" in client.get(link).words()


def test_nobody_joins_a_closed_organisation(house: House, sign_in: SignIn, client: Client) -> None:
    link = link_in(invite(sign_in("owner@north.example")))
    sign_in("admin@site.example").post(
        f"/administration/organisations/{house.organisation}/close",
        {f"{house.organisation}-words": "Closed"},
    )
    client.post(link, JOIN, 410)


def test_a_made_up_link_is_not_found(house: House, client: Client) -> None:
    client.get("/invitations/" + "0" * 64, status=404)
    client.post("/invitations/" + "0" * 64, JOIN, 404)


def test_a_poor_password_keeps_the_invitation_open(
    house: House, sign_in: SignIn, client: Client
) -> None:
    link = link_in(invite(sign_in("owner@north.example")))
    page = client.post(link, {"name": "Kit Marlow", "password": "short"}, 422)
    assert page.field("name") == "Kit Marlow"
    assert house.ask(sa.select(sa.func.count()).select_from(Person)) == 5
    client.post(link, JOIN)


def test_invitations_have_an_end_for_a_day_and_what_was_typed_stays(
    house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "A_PERSON", 3)
    monkeypatch.setattr(invitations, "AN_ORGANISATION", 5)
    monkeypatch.setattr(invitations, "AN_ADDRESS", 2)
    client = sign_in("owner@north.example")
    house.make_owner("second@north.example")
    second = sign_in("second@north.example")

    def ask(who: Client, email: str) -> Page:
        values = {"operation": new_id(), "email": email, "role": "reader"}
        return who.post("/organisation/people/invitations", values, 429)

    for _ in range(2):
        invite(client, "kit@north.example")
    refused = ask(client, "kit@north.example")
    assert "to one address" in refused.words(refused.by_id("email-error"))
    assert refused.field("email") == "kit@north.example"
    checked = [e for e in refused.all(".//input[@name='role']") if "checked" in e.attrib]
    assert [e.get("value") for e in checked] == ["reader"]
    assert 86_000 < int(refused.response.headers["Retry-After"]) <= 86_400
    assert "in 24 hours" in refused.words()
    invite(client, "lou@north.example")
    ask(client, "max@north.example")
    for name in ("mo", "nat"):
        invite(second, f"{name}@north.example")
    ask(second, "ola@north.example")
    assert len(house.mails("max@north.example") + house.mails("ola@north.example")) == 0
    invite(sign_in("owner@willow.example"), "kit@north.example")
    house.change(sa.update(Attempt).values(at=now() - timedelta(hours=25)))
    invite(client, "kit@north.example")


def test_the_same_invitation_twice_is_one_and_members_cost_nothing(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    values = {"operation": new_id(), "email": "kit@north.example", "role": "editor"}
    for _ in range(2):
        client.post("/organisation/people/invitations", values)
    member = {"operation": new_id(), "email": "editor@north.example", "role": "editor"}
    client.post("/organisation/people/invitations", member, 422)
    assert house.count(Attempt) == 3


def test_the_mailed_link_proves_an_address_and_the_shown_one_does_not(
    house: House, sign_in: SignIn, new_client: NewClient
) -> None:
    owner = sign_in("owner@north.example")

    def proved(email: str) -> bool:
        return house.ask(sa.select(Person.confirmed_at).where(Person.email == email)) is not None

    def mailed(email: str) -> str:
        found = re.search(r"(/invitations/\S+)", house.mails(email)[-1])
        assert found is not None
        return found[1]

    shown = link_in(invite(owner, "kit@north.example"))
    new_client().post(shown, JOIN)
    assert not proved("kit@north.example"), "its owner could have used it"
    shown = link_in(invite(owner, "lou@north.example"))
    mark = mailed("lou@north.example").partition("mailed=")[2]
    invite(owner, "max@north.example")
    forged = mailed("max@north.example").replace("mailed=", "mailed=0")
    new_client().post(forged, JOIN)
    assert not proved("max@north.example")
    assert mark not in shown
    link = mailed("lou@north.example")
    client = new_client()
    assert "mailed=" in client.get(link).text
    client.post(link, JOIN)
    assert proved("lou@north.example")
    invite(owner, "owner@willow.example")
    sign_in("owner@willow.example").post(mailed("owner@willow.example"))
    assert proved("owner@willow.example")


def test_the_mark_of_one_mail_serves_no_other_invitation(
    house: House, sign_in: SignIn, client: Client
) -> None:
    owner = sign_in("owner@north.example")
    invite(owner, "owner2@north.example")
    mark = house.mails("owner2@north.example")[-1].partition("mailed=")[2].split()[0]
    shown = link_in(invite(owner, "kit@north.example"))
    client.post(f"{shown}?mailed={mark}", JOIN)
    kept = sa.select(Person.confirmed_at).where(Person.email == "kit@north.example")
    assert house.ask(kept) is None
