"""A lost password: a mailed link, once, for one hour, and an answer that tells nothing."""

import re
import time
from collections.abc import Callable

import itsdangerous
import pytest

from pathways.models.mail import Mail
from tests.accounts.conftest import House
from tests.page import Client

SignIn = Callable[[str], Client]
NEW = "three-lamps-on-a-quay"


def ask(client: Client, email: str) -> str:
    """Ask for a link; return what the page says."""
    page = client.post("/reset-password", {"email": email})
    return client.get(page.location).words()


def link_of(house: House, email: str) -> str:
    """Return the path of the link in the last mail."""
    found = re.search(r"(/reset-password/\S+)", house.mails(email)[-1])
    assert found is not None
    return found[1]


def test_a_link_works_once(house: House, client: Client, sign_in: SignIn) -> None:
    elsewhere = sign_in("owner@north.example")
    ask(client, "owner@north.example")
    link = link_of(house, "owner@north.example")
    client.get(link)
    page = client.post(link, {"password": NEW}, status=302)
    assert "every device is signed out" in client.get(page.location).words()
    elsewhere.get("/account", status=302)
    for again in (client.get(link, status=302), client.post(link, {"password": "x" * 13}, 302)):
        assert again.location == "/reset-password"
    client.sign_in("owner@north.example", NEW)
    assert any("was changed" in mail for mail in house.mails("owner@north.example"))


def test_an_older_link_is_dead_once_a_newer_one_was_used(house: House, client: Client) -> None:
    ask(client, "owner@north.example")
    older = link_of(house, "owner@north.example")
    ask(client, "owner@north.example")
    client.post(link_of(house, "owner@north.example"), {"password": NEW}, status=302)
    client.get(older, status=302)


def test_a_link_runs_out_after_an_hour(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, "owner@north.example")
    link = link_of(house, "owner@north.example")
    start = int(time.time())
    signer = itsdangerous.TimestampSigner
    monkeypatch.setattr(signer, "get_timestamp", lambda _self: start + 3_590)
    client.get(link)
    monkeypatch.setattr(signer, "get_timestamp", lambda _self: start + 3_610)
    page = client.get(link, status=302)
    assert "has run out" in client.get(page.location).words()
    client.post(link, {"password": NEW}, status=302)
    monkeypatch.undo()
    with pytest.raises(AssertionError):
        client.sign_in("owner@north.example", NEW)


def test_a_link_that_was_changed_is_refused(house: House, client: Client) -> None:
    ask(client, "owner@north.example")
    link = link_of(house, "owner@north.example")
    page = client.get(link[:-3] + "xyz", status=302)
    assert "not whole" in client.get(page.location).words()


def test_the_answer_does_not_tell_who_has_an_account(house: House, client: Client) -> None:
    known = ask(client, "owner@north.example")
    unknown = ask(client, "nobody@north.example")
    assert known.replace("owner@", "nobody@") == unknown
    assert house.mails("nobody@north.example") == []
    assert house.count(Mail) == 1


def test_a_stopped_account_gets_no_link(house: House, client: Client, sign_in: SignIn) -> None:
    sign_in("admin@site.example").post(f"/administration/people/{house.owner}/stop")
    assert "If there is an account" in ask(client, "owner@north.example")
    assert house.mails("owner@north.example") == []


def test_nobodys_mailbox_is_flooded(house: House, client: Client) -> None:
    for _ in range(3):
        ask(client, "owner@north.example")
    client.post("/reset-password", {"email": "owner@north.example"}, status=429)
    assert len(house.mails("owner@north.example")) == 3


@pytest.mark.parametrize(
    "password",
    ["", "short", "password1234", "aaaaaaaaaaaaaa", "calm-harbour-walk", "x\x00" * 10, "y" * 129],
)
def test_a_poor_password_is_refused_with_a_message(
    house: House, client: Client, password: str
) -> None:
    ask(client, "owner@north.example")
    link = link_of(house, "owner@north.example")
    page = client.post(link, {"password": password}, status=422)
    assert page.by_id("password-error") is not None
    client.get(link)


def test_the_link_follows_the_public_address_alone(house: House, client: Client) -> None:
    house.app.config["PUBLIC_URL"] = "https://pathways.example"
    forged = "http://evil.example"
    client.get("/reset-password", base_url=forged)
    client.post("/reset-password", {"email": "owner@north.example"}, base_url=forged)
    mail = house.mails("owner@north.example")[-1]
    assert "https://pathways.example/reset-password/" in mail
    assert "evil" not in mail
