"""An organisation asks to join, and an administrator lets it in or declines."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from pathways.models.account import Invitation, Membership, Organisation, Person
from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client

SignIn = Callable[[str], Client]
NEW = "three-lamps-on-a-quay"


def request(client: Client, **values: Any) -> dict[str, Any]:
    """Open the form; return what a browser would send."""
    return {
        "operation": client.get("/organisations/new").field("operation"),
        "organisation": "Harbour Works",
        "kinds": ["provider", "employer"],
        "note": "Asha from Metro knows us",
        "name": "Kit Marlow",
        "email": "kit@harbour.example",
        "password": NEW,
        **values,
    }


def test_a_newcomer_asks_waits_and_is_let_in(house: House, client: Client, sign_in: SignIn) -> None:
    page = client.post("/organisations/new", request(client))
    assert "We have your request" in client.get(page.location).words()
    client.sign_in("kit@harbour.example", NEW)
    assert "Harbour Works is waiting for an administrator" in client.get("/").words()
    assert "has not let Harbour Works in yet" in client.get("/pathways").words()
    assert "not decided on the request yet" in client.get("/organisations/choose").words()

    admin = sign_in("admin@site.example")
    assert "1 organisation asks to join" in admin.get("/").words()
    page = admin.get("/administration")
    assert "Training provider, employer" in page.words()
    assert "Asha from Metro knows us" in page.words()
    harbour = house.ask(sa.select(Organisation.id).where(Organisation.name == "Harbour Works"))
    admin.post(f"/administration/organisations/{harbour}/let-in")

    assert "You work in Harbour Works as owner" in client.get("/").words()
    client.get("/pathways")
    assert any("can use Pathways now" in mail for mail in house.mails("kit@harbour.example"))


def test_a_request_is_declined_with_words(house: House, client: Client, sign_in: SignIn) -> None:
    client.post("/organisations/new", request(client))
    harbour = house.ask(sa.select(Organisation.id).where(Organisation.name == "Harbour Works"))
    admin = sign_in("admin@site.example")
    words = f"{harbour}-words"
    page = admin.post(f"/administration/organisations/{harbour}/decline", {words: "  "}, 422)
    assert "Give the reasons" in page.words()
    assert house.state("Harbour Works") == "asked"
    reasons = "We could not find\nyour organisation <b>"
    admin.post(f"/administration/organisations/{harbour}/decline", {words: reasons})
    assert house.state("Harbour Works") == "declined"
    client.sign_in("kit@harbour.example", NEW)
    assert "your organisation <b>" in client.get("/").words()
    assert reasons in house.mails("kit@harbour.example")[-1]


def test_a_request_is_settled_once(house: House, client: Client, sign_in: SignIn) -> None:
    client.post("/organisations/new", request(client))
    harbour = house.ask(sa.select(Organisation.id).where(Organisation.name == "Harbour Works"))
    admin = sign_in("admin@site.example")
    admin.post(f"/administration/organisations/{harbour}/let-in")
    page = admin.post(
        f"/administration/organisations/{harbour}/decline", {f"{harbour}-words": "No"}
    )
    assert "settled meanwhile" in admin.get(page.location).words()
    assert house.state("Harbour Works") == "active"


def test_a_second_click_makes_one_request(house: House, client: Client) -> None:
    values = request(client)
    client.post("/organisations/new", values)
    client.post("/organisations/new", values)
    assert house.count(Organisation) == 3
    assert len(house.mails("kit@harbour.example")) == 1


def test_another_request_under_the_same_operation_is_kept_or_shown_back(
    house: House, client: Client
) -> None:
    values = request(client)
    client.post("/organisations/new", values)
    client.post("/organisations/new", {**values, "organisation": "Harbour Homes"})
    assert house.count(Organisation) == 4
    assert house.state("Harbour Homes") == "asked"
    # The name is taken by what was asked first: nothing is dropped without a word.
    back = client.post("/organisations/new", {**values, "note": "Bo knows us, too"}, 422)
    assert "is here, or has asked" in back.words()
    assert back.field("note") == "Bo knows us, too"
    assert house.count(Organisation) == 4


def test_clicks_at_the_same_moment_make_one_request(house: House, client: Client) -> None:
    values = {**request(client), "csrf_token": client.token}
    cookie = client.raw.get_cookie("pathways")
    assert cookie is not None

    def click(_number: int) -> int:
        one = house.app.test_client()
        one.set_cookie("pathways", cookie.value)
        return one.post("/organisations/new", data=values).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(click, range(6)))
    assert answers == {303}
    assert house.count(Organisation) == 3
    assert house.count(sa.select(Person).where(Person.email == values["email"]).subquery()) == 1


def test_a_known_address_gets_the_same_answer_and_keeps_its_password(
    house: House, client: Client
) -> None:
    page = client.post("/organisations/new", request(client, email="Editor@north.example"))
    assert page.location == "/organisations/asked"
    assert "You have an account already" in house.mails("editor@north.example")[-1]
    client.sign_in("editor@north.example", PASSWORD)
    assert "Harbour Works is waiting" in client.get("/").words()
    page = client.post(
        "/organisations/new",
        {"operation": "x" * 16, "organisation": "harbour works", "kinds": ["provider"]},
        422,
    )
    assert "is here, or has asked" in page.words()


def test_somebody_signed_in_asks_for_another_organisation(house: House, sign_in: SignIn) -> None:
    client = sign_in("reader@north.example")
    form = client.get("/organisations/new")
    assert form.by_id("password") is None
    values = {
        "operation": form.field("operation"),
        "organisation": "Harbour Works",
        "kinds": ["commissioner"],
        # What a forged form adds is not read.
        "state": "active",
        "email": "owner@willow.example",
        "is_administrator": "y",
    }
    client.post("/organisations/new", values)
    assert house.state("Harbour Works") == "asked"
    harbour = house.ask(sa.select(Organisation.id).where(Organisation.name == "Harbour Works"))
    assert house.role(house.reader, harbour) == "owner"
    assert house.ask(sa.select(sa.func.count()).select_from(Membership)) == 5


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("organisation", "", "Enter the name of the organisation"),
        ("organisation", " \t ", "Enter the name of the organisation"),
        ("organisation", "x" * 121, "Keep this to 120 characters"),
        ("organisation", "Harbour\x00Works", "cannot be kept"),
        ("organisation", "Harbour\u200bWorks", "invisible"),
        ("organisation", "NORTHGATE learning", "is here, or has asked"),
        ("kinds", [], "Choose at least one"),
        ("kinds", ["king"], "Choose from what is offered here"),
        ("note", "x" * 1_001, "Keep this to 1,000 characters"),
        ("name", "", "Enter your name"),
        ("email", "kit", "Enter an e-mail address"),
        ("email", "kit@" + "x" * 300 + ".example", "Enter an e-mail address"),
        ("password", "short", "Use between 12 and 128 characters"),
        ("password", "", "Enter a password"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_keeps_what_was_typed(
    house: House, client: Client, field: str, value: Any, said: str
) -> None:
    page = client.post("/organisations/new", request(client, **{field: value}), 422)
    error = page.by_id(f"{field}-error")
    assert error is not None
    assert said in page.words(error)
    if field != "note":
        assert page.field("note") == "Asha from Metro knows us"
    assert NEW not in page.text
    assert house.count(Organisation) == 2
    assert house.count(Person) == 5


def test_requests_from_one_network_are_limited(house: House, client: Client) -> None:
    for number in range(30):
        client.post(
            "/organisations/new",
            request(client, organisation=f"Works {number}", email=f"kit{number}@harbour.example"),
        )
    client.post("/organisations/new", request(client, organisation="One more"), 429)


def test_requests_for_one_address_are_limited_from_wherever(house: House, client: Client) -> None:
    for number in range(10):
        client.post(
            "/organisations/new",
            request(client, organisation=f"Works {number}"),
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        )
    client.post("/organisations/new", request(client, organisation="One more"), 429)
    client.post("/organisations/new", request(client, email="other@harbour.example"))


def test_closing_shuts_its_people_out_and_opening_lets_them_in(
    house: House, sign_in: SignIn
) -> None:
    member, admin = sign_in("editor@north.example"), sign_in("admin@site.example")
    member.get("/pathways")
    words = {f"{house.organisation}-words": "Asked for by its owner"}
    admin.post(f"/administration/organisations/{house.organisation}/close", words)
    member.get("/pathways", status=302)
    assert "Asked for by its owner" in member.get("/organisations/choose").words()
    admin.post(f"/administration/organisations/{house.organisation}/reopen")
    member.get("/pathways")


def test_kinds_decide_what_is_offered(house: House, sign_in: SignIn) -> None:
    house.change(
        sa.update(Organisation)
        .where(Organisation.id == house.organisation)
        .values(is_provider=False, is_commissioner=True)
    )
    client = sign_in("owner@north.example")
    assert "Learning pathways" not in client.get("/").words()
    client.get("/pathways", status=403)


@pytest.mark.parametrize("operation", ["x/y", "..", "new", "?#", "a\0b", "A" * 16, "é" * 16])
def test_nobody_chooses_the_identifier_of_what_they_make(
    house: House, client: Client, sign_in: SignIn, operation: str
) -> None:
    client.post("/organisations/new", request(client, operation=operation))
    harbour = house.ask(sa.select(Organisation.id).where(Organisation.name == "Harbour Works"))
    assert re.fullmatch("[a-km-z2-9]{16}", harbour)
    sign_in("admin@site.example").post(f"/administration/organisations/{harbour}/let-in")
    assert house.state("Harbour Works") == "active"
    owner = sign_in("owner@north.example")
    invited = {"operation": operation, "email": "new@north.example", "role": "editor"}
    owner.post("/organisation/people/invitations", invited)
    found = house.ask(sa.select(Invitation.id).where(Invitation.email == "new@north.example"))
    assert re.fullmatch("[a-km-z2-9]{16}", found)
