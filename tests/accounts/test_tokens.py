"""Access tokens: made once, shown once, read within their scopes, and ended in many ways."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from pathways.db import db, new_id, now, transaction
from pathways.domain.scope import TokenScope
from pathways.models.account import Attempt, Membership, Organisation, Person
from pathways.models.journal import Journal
from pathways.models.token import AccessToken
from tests.accounts.conftest import House
from tests.factories import PASSWORD, make_module, make_pathway
from tests.page import Client, Page

SignIn = Callable[[str], Client]
EVERYTHING = [scope.value for scope in TokenScope]


def make(client: Client, *, status: int = 200, **changes: object) -> Page:
    """Fill the form in, but for some changes."""
    form = {
        "operation": new_id(),
        "name": "Monthly report",
        "scopes": EVERYTHING,
        "days": "30",
        "password": PASSWORD,
        **changes,
    }
    return client.post("/account/tokens", form, status)


def secret_on(page: Page) -> str:
    found = re.search(r'id="secret">([^<]+)<', page.text)
    assert found is not None
    return found[1]


def read(app: Flask, address: str, secret: str, **options: object) -> TestResponse:
    """Ask as a program does: with a token, and no cookie."""
    headers = {"Authorization": f"Bearer {secret}"}
    browser = app.test_client(use_cookies=False)
    return browser.open(address, headers=headers, **options)  # type: ignore[arg-type]


@pytest.fixture
def pathway(app: Flask, house: House) -> str:
    """Return a pathway of the first organisation."""
    with app.app_context():
        found = make_pathway(house.organisation)
        make_module(found)
    return found


def test_a_token_reads_what_its_person_may(
    app: Flask, house: House, sign_in: SignIn, pathway: str
) -> None:
    secret = secret_on(make(sign_in("reader@north.example")))
    answer = read(app, f"/pathways/{pathway}/coverage.json", secret)
    assert answer.status_code == 200
    assert answer.get_json()["pathway"]["id"] == pathway
    assert "Set-Cookie" not in answer.headers
    with app.app_context():
        other = make_pathway(house.other)
    missing = read(app, f"/pathways/{other}/coverage.json", secret)
    assert missing.status_code == 404
    assert missing.mimetype == "application/json"
    # The same policy as for the session: a provider does not see the region.
    refused = read(app, "/region.xlsx", secret)
    assert refused.status_code == 403
    assert "commissioners" in refused.get_json()["error"]


def test_only_a_digest_is_kept_and_the_secret_is_shown_once(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    operation = new_id()
    secret = secret_on(make(client, operation=operation))
    assert len(secret) > 50
    kept = house.ask(sa.select(AccessToken.digest))
    assert secret not in kept
    assert secret not in client.get("/account/tokens").text
    assert all(secret not in mail for mail in house.mails("owner@north.example"))
    # The same form once more makes no second one, and shows nothing.
    again = make(client, operation=operation, status=303)
    assert secret not in again.text
    assert house.count(AccessToken) == 1
    journal = house.ask(sa.select(Journal.action).order_by(Journal.id.desc()))
    assert journal == "access token made"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Give it a name"),
        ({"scopes": []}, "Choose at least one"),
        ({"scopes": ["write:everything"]}, "Choose from what is offered"),
        ({"days": "36500"}, "Choose from what is offered"),
        ({"password": "wrong"}, "not your password"),
    ],
)
def test_a_form_that_is_not_right_makes_none(
    change: dict[str, object], words: str, house: House, sign_in: SignIn
) -> None:
    page = make(sign_in("owner@north.example"), status=422, **change)
    assert words in page.words()
    assert house.count(AccessToken) == 0


def test_no_more_than_so_many_hold_at_once(house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    make(client)
    house.change(sa.update(AccessToken).values(expires_at=now() - timedelta(days=1)))
    for _ in range(20):
        make(client)
    assert "Take one back" in make(client, status=422).words()
    assert house.count(AccessToken) == 21


def _take_back(_house: House, client: Client) -> None:
    page = client.get("/account/tokens")
    found = re.search(r'action="(/account/tokens/\w+/end)"', page.text)
    assert found is not None
    client.post(found[1])


def _wait(house: House, _client: Client) -> None:
    house.change(sa.update(AccessToken).values(expires_at=now() - timedelta(seconds=1)))


def _new_password(_house: House, client: Client) -> None:
    client.post(
        "/account/password",
        {"password": PASSWORD, "new_password": "lantern meadow spoon quiet"},
        302,
    )


def _stop(house: House, _client: Client) -> None:
    house.change(sa.update(Person).where(Person.id == house.owner).values(active=False))


def _leave(house: House, _client: Client) -> None:
    house.change(sa.delete(Membership).where(Membership.person_id == house.owner))


def _close(house: House, _client: Client) -> None:
    house.change(
        sa.update(Organisation).where(Organisation.id == house.organisation).values(state="closed")
    )


@pytest.mark.parametrize("end", [_take_back, _wait, _new_password, _stop, _leave, _close])
def test_a_token_that_holds_no_more_is_refused(
    end: Callable[[House, Client], None], app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    secret = secret_on(make(client))
    assert read(app, "/directory.json", secret).status_code == 200
    end(house, client)
    answer = read(app, "/directory.json", secret)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="Pathways", error="invalid_')
    assert answer.get_json().keys() == {"error"}


def test_signing_out_everywhere_leaves_tokens_alone(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    client = sign_in("owner@north.example")
    secret = secret_on(make(client))
    client.post("/sign-out", status=302)
    assert read(app, "/directory.json", secret).status_code == 200


def test_a_token_is_bound_to_its_organisation_and_its_scopes(
    app: Flask, house: House, sign_in: SignIn, pathway: str
) -> None:
    house.change(
        sa.insert(Membership).values(
            person_id=house.owner, organisation_id=house.other, role="owner"
        )
    )
    client = sign_in("owner@north.example")
    client.post("/organisations/choose", {"organisation": house.other})
    elsewhere = secret_on(make(client))
    client.post("/organisations/choose", {"organisation": house.organisation})
    assert read(app, f"/pathways/{pathway}/coverage.json", elsewhere).status_code == 404
    narrow = secret_on(make(client, scopes=["read:published"]))
    refused = read(app, f"/pathways/{pathway}/coverage.json", narrow)
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    assert read(app, "/directory.csv", narrow).status_code == 200


def test_pages_and_forms_refuse_tokens_and_no_session_counts_beside_one(
    app: Flask, house: House, sign_in: SignIn, pathway: str
) -> None:
    client = sign_in("owner@north.example")
    secret = secret_on(make(client))
    for address in ("/", "/account", f"/pathways/{pathway}", "/administration", "/healthz"):
        answer = read(app, address, secret)
        assert (answer.status_code, answer.mimetype) == (403, "application/json"), address
    for address in ("/account/name", f"/pathways/{pathway}/archive", "/directory.json"):
        answer = read(app, address, secret, method="POST", data={"name": "Other"})
        assert answer.status_code in (403, 405), address
    assert house.ask(sa.select(Person.name).where(Person.id == house.owner)) != "Other"
    # The session of somebody who may, beside a token that does not hold.
    wrong = client.raw.get(
        f"/pathways/{pathway}/coverage.json", headers={"Authorization": "Bearer pathways_wrong"}
    )
    assert wrong.status_code == 401
    assert "Set-Cookie" not in wrong.headers
    # What others send for themselves is no business of ours.
    basic = client.raw.get("/account", headers={"Authorization": "Basic dTpw"})
    assert basic.status_code == 200


def test_wrong_tokens_are_counted_and_right_ones_go_on(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    secret = secret_on(make(sign_in("owner@north.example")))
    before = house.count(Attempt)
    codes = [read(app, "/directory.json", f"pathways_{n}").status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert house.count(Attempt) == before + 10
    late = read(app, "/directory.json", "pathways_x")
    assert late.headers["Retry-After"] == "300"
    assert read(app, "/directory.json", secret).status_code == 200


@pytest.mark.parametrize("given", ["", "pathways_é", "a" * 9_000, "\ud800", "pathways_ \x00"])
def test_a_token_may_be_any_text(given: str, app: Flask, house: House) -> None:
    headers = {"Authorization": f"Bearer {given}".encode("utf-8", "replace").decode("latin-1")}
    answer = app.test_client().get("/directory.json", headers=headers)
    assert answer.status_code == 401


def test_its_last_use_is_noted_but_not_each(app: Flask, house: House, sign_in: SignIn) -> None:
    client = sign_in("owner@north.example")
    secret = secret_on(make(client))
    assert "Never used" in client.get("/account/tokens").words()
    read(app, "/directory.json", secret)
    used = house.ask(sa.select(AccessToken.last_used_at))
    assert used is not None
    read(app, "/directory.json", secret)
    assert house.ask(sa.select(AccessToken.last_used_at)) == used
    assert "Last used on" in client.get("/account/tokens").words()


def test_nobody_takes_back_anothers(house: House, sign_in: SignIn) -> None:
    make(sign_in("owner@north.example"))
    token = house.ask(sa.select(AccessToken.id))
    client = sign_in("editor@north.example")
    client.post(f"/account/tokens/{token}/end", status=404)
    assert "You have none" in client.get("/account/tokens").words()
    assert house.ask(sa.select(AccessToken.ended_at)) is None


def test_a_password_hashed_anew_takes_no_token_back(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    from pathways.accounts.services.people import change_person

    make(sign_in("owner@north.example"))
    identity = house.ask(sa.select(Person.fs_uniquifier).where(Person.id == house.owner))
    with app.app_context():
        with transaction() as session:
            change_person(session, house.owner, identity, {"password": "another hash"})
        db.session.close()
    assert house.ask(sa.select(AccessToken.ended_at)) is None
