"""After sign-in one goes to a page of this site, whatever the address asked for."""

import pytest

from tests.accounts.conftest import House
from tests.factories import PASSWORD
from tests.page import Client

HOSTILE = [
    "https://evil.example",
    "http://evil.example/account",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "\t//evil.example",
    " //evil.example",
    " https://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "evil.example",
    "account",
    "?x=//evil.example",
    "http://localhost@evil.example",
    "http://localhost.evil.example/",
    "https://localhost:5000",
    "/\x00/evil.example",
    "/%0d%0aSet-Cookie:x=1\r\n",
    "/" + "a" * 3_000,
]


@pytest.mark.parametrize("wanted", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_place_to_go_is_refused(house: House, client: Client, wanted: str) -> None:
    page = client.get("/sign-in", status=302, query_string={"next": wanted})
    assert page.location == "/sign-in"
    client.get("/sign-in")
    values = {"email": "owner@north.example", "password": PASSWORD, "next": wanted}
    client.post("/sign-in", values, status=400)
    client.get("/account", status=302)
    answer = client.raw.post(
        "/sign-in", query_string={"next": wanted}, data={"csrf_token": client.token, **values}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wanted", ["/account", "/framework?level=2", "/pathways", "http://localhost/account"]
)
def test_a_page_of_this_site_is_where_one_goes(house: House, client: Client, wanted: str) -> None:
    client.get("/sign-in", query_string={"next": wanted})
    values = {"email": "owner@north.example", "password": PASSWORD, "next": wanted}
    page = client.post("/sign-in", values, status=302)
    assert page.location.removeprefix("http://localhost") == wanted.removeprefix("http://localhost")


def test_a_page_that_needs_sign_in_is_opened_after_it(house: House, client: Client) -> None:
    page = client.get("/account?x=1", status=302)
    assert page.location == "/sign-in?next=/account?x%3D1"
    form = client.get(page.location)
    values = {
        "email": "owner@north.example",
        "password": PASSWORD,
        "next": form.field("next"),
    }
    assert client.post("/sign-in", values, status=302).location == "/account?x=1"


@pytest.mark.parametrize("wanted", HOSTILE[:12], ids=range(12))
def test_choosing_an_organisation_leads_nowhere_else(
    house: House, client: Client, wanted: str
) -> None:
    client.sign_in("owner@north.example")
    client.get("/account")
    page = client.post(
        "/organisations/choose", {"organisation": house.organisation, "next": wanted}
    )
    assert page.location == "/"
