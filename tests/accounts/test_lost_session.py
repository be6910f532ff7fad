"""A session that ended while somebody was writing: nothing typed is lost."""

from collections.abc import Callable

from tests.accounts.conftest import House
from tests.page import Client

SignIn = Callable[[str], Client]


def test_without_scripts_what_was_typed_is_shown_for_copying(house: House, sign_in: SignIn) -> None:
    client, elsewhere = sign_in("owner@north.example"), sign_in("owner@north.example")
    client.get("/account")
    elsewhere.post("/sign-out", status=302)
    values = {"name": "A name typed with care", "password": "a secret of one's own"}
    page = client.post("/account/name", values, 401)
    assert "You are signed out" in page.words()
    assert "A name typed with care" in page.words()
    assert page.all(".//a[@href='/sign-in']")
    assert "secret" not in page.text


def test_a_lost_cookie_is_answered_in_the_same_way(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.get("/account")
    client.raw.delete_cookie("pathways")
    page = client.post("/account/name", {"name": "A name typed with care"}, 401)
    assert "A name typed with care" in page.words()


def test_htmx_is_told_so_that_the_page_stays(house: House, sign_in: SignIn) -> None:
    client, elsewhere = sign_in("owner@north.example"), sign_in("owner@north.example")
    client.get("/account")
    elsewhere.post("/sign-out", status=302)
    client.post("/account/name", {"name": "A name"}, 401, htmx=True)
    client.get("/account", 401, htmx=True)


def test_a_wrong_token_of_somebody_signed_in_is_no_sign_out(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    client.get("/account")
    client.token = "not the token"
    page = client.post("/account/name", {"name": "A name typed with care"}, 400)
    assert "open for a long time" in page.words()
    assert "A name typed with care" in page.words()


def test_the_page_after_signing_in_again_is_for_those_signed_in(
    house: House, sign_in: SignIn, client: Client
) -> None:
    assert client.get("/signed-in-again", status=302).location.startswith("/sign-in?next=")
    page = sign_in("owner@north.example").get("/signed-in-again")
    assert page.all(".//meta[@name='person']")


def test_what_is_given_back_is_said_by_the_field_and_not_guessed_from_its_name(
    house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    client.get("/account")
    client.raw.delete_cookie("pathways")
    typed = {"title": "A brief", "codes": "L1-KA-K01, L2-SE-S03", "operation": "abcdefghijkmnpqr"}
    page = client.post("/briefs/new", {**typed, "version": "314159", "new_password": "x-y-z"}, 401)
    assert "L1-KA-K01, L2-SE-S03" in page.words()
    for hidden in ("abcdefghijkmnpqr", "314159", "x-y-z"):
        assert hidden not in page.text
    page = client.post("/account/second-factor", {"code": "271828", "token": "sealed"}, 401)
    assert "271828" not in page.text
    assert "sealed" not in page.text
