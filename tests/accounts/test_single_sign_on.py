"""Single sign-on, at a real provider and at one that lies: whom it signs in, whom it never does."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from pathways import identity_provider
from pathways.config import ConfigurationError, load_config
from pathways.db import now
from pathways.identity_provider import Provider, SignOnError
from pathways.models.account import LinkedAccount, Organisation, Person
from pathways.models.journal import Journal
from tests.accounts.conftest import House
from tests.accounts.test_second_factor import forget_step, turn_on
from tests.factories import PASSWORD
from tests.identity_provider import CLIENT, SECRET, Liar, open_liar, open_provider, sign_in_there
from tests.page import Client, Page

SignIn = Callable[[str], Client]
PUBLIC = "https://pathways.example"
BACK = "/sign-in/single/back"
OWNER = "owner@north.example"
EDITOR = "editor@north.example"


def use(app: Flask, issuer: str) -> None:
    """Set the app up with a provider."""
    app.config.update(
        OIDC_ISSUER=issuer,
        OIDC_CLIENT_ID=CLIENT,
        OIDC_CLIENT_SECRET=SECRET,
        OIDC_NAME="the council's account",
        PUBLIC_URL=PUBLIC,
    )
    identity_provider.init_app(app)


def confirm(house: House, *emails: str) -> None:
    """Let addresses be proved, as a mailed link does."""
    house.change(sa.update(Person).where(Person.email.in_(emails)).values(confirmed_at=now()))


def come_back(client: Client, address: str) -> Page:
    """Come back from a provider; return the page that one is sent on to."""
    parts = urlsplit(address)
    answer = client.get(f"{parts.path}?{parts.query}", 302)
    return client.get(answer.location)


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return client.raw.get("/account").status_code == 200


# --- At a real provider


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Give a real provider with three people."""
    people = {
        "known": {"email": OWNER, "email_verified": True},
        "unverified": {"email": OWNER, "email_verified": False},
        "recycled": {"email": OWNER, "email_verified": True},
        "stranger": {"email": "nobody@north.example", "email_verified": True},
        "elsewhere": {"email": "o.wner@other.example", "email_verified": True},
    }
    with open_provider(people, PUBLIC + BACK) as found:
        yield found


def go(client: Client, who: str, start: str = "/sign-in/single") -> Page:
    """Go to the real provider as somebody, and come back."""
    address = client.get(start, 302).location
    return come_back(client, sign_in_there(address, who, PUBLIC + BACK))


def test_a_proved_address_is_linked_at_the_first_sign_in_for_good(
    app: Flask, house: House, issuer: str
) -> None:
    use(app, issuer)
    confirm(house, OWNER)
    client = Client(app)
    assert "Sign in with the council's account" in client.get("/sign-in").words()
    assert "You work in Northgate Learning" in go(client, "known", "/sign-in/single?next=/").words()
    assert house.ask(sa.select(LinkedAccount.person_id)) == house.owner
    assert "is now linked with single sign-on" in house.mails(OWNER)[-1]
    actions = sa.select(Journal.action).where(Journal.action == "single sign-on linked")
    assert house.ask(actions) is not None
    # The address is not looked at any more.
    house.change(
        sa.update(Person).where(Person.id == house.owner).values(email="new@north.example")
    )
    again = Client(app)
    go(again, "known")
    assert "new@north.example" in again.get("/account").words()
    assert house.count(LinkedAccount) == 1


@pytest.mark.parametrize("who", ["unverified", "stranger"])
def test_whom_the_provider_does_not_vouch_for_or_nobody_knows_stays_out(
    app: Flask, house: House, issuer: str, who: str
) -> None:
    use(app, issuer)
    confirm(house, OWNER)
    client = Client(app)
    assert "no account here is linked with you" in go(client, who).words()
    assert not is_in(client)
    assert house.count(LinkedAccount) == 0


def test_an_address_that_was_not_proved_here_is_not_linked(
    app: Flask, house: House, issuer: str
) -> None:
    use(app, issuer)
    client = Client(app)
    assert "choose a new password by a mailed link" in go(client, "known").words()
    assert not is_in(client)
    client.post("/reset-password", {"email": OWNER})
    link = house.mails(OWNER)[-1].split(PUBLIC)[1].split()[0]
    client.post(link, {"password": "three-lamps-on-a-quay"}, 302)
    assert house.ask(sa.select(Person.confirmed_at).where(Person.id == house.owner))
    go(client, "known")
    assert is_in(client)


def test_an_address_that_went_to_somebody_else_signs_them_in_to_nothing(
    app: Flask, house: House, issuer: str
) -> None:
    use(app, issuer)
    confirm(house, OWNER)
    go(Client(app), "known")
    other = Client(app)
    assert "no account here is linked" in go(other, "recycled").words()
    assert not is_in(other)


def test_the_second_factor_is_asked_after_it(
    app: Flask, house: House, issuer: str, sign_in: SignIn
) -> None:
    authenticator, _codes = turn_on(sign_in(OWNER))
    forget_step(house)
    use(app, issuer)
    confirm(house, OWNER)
    client = Client(app)
    address = client.get("/sign-in/single?next=/account", 302).location
    back = urlsplit(sign_in_there(address, "known", PUBLIC + BACK))
    step = client.get(f"{back.path}?{back.query}", 302)
    assert step.location.startswith("/sign-in/code")
    assert not is_in(client)
    client.get(step.location)
    client.post("/sign-in/code", {"code": authenticator.generate().token}, 302)
    assert is_in(client)


def test_a_stopped_account_stays_out(app: Flask, house: House, issuer: str) -> None:
    use(app, issuer)
    confirm(house, OWNER)
    go(Client(app), "known")
    house.change(sa.update(Person).where(Person.id == house.owner).values(active=False))
    client = Client(app)
    assert "no account here is linked" in go(client, "known").words()
    assert not is_in(client)


def test_an_account_is_linked_and_unlinked_on_its_page_for_the_password(
    app: Flask, house: House, issuer: str, sign_in: SignIn
) -> None:
    use(app, issuer)
    client = sign_in(OWNER)
    page = "/account/single-sign-on"
    assert page in client.get("/account").text
    assert client.get("/sign-in/single", 302).location == "/", "not without the password"
    client.post(page, {"password": "wrong", "step": "on"}, 422)
    ready = client.post(page, {"password": PASSWORD, "step": "on"}, 200)
    assert "Go on to the council's account" in ready.words()
    assert "as o.wner@other.example" in go(client, "elsewhere").words()
    assert client.get("/sign-in/single", 302).location == "/", "once"
    again = Client(app)
    go(again, "elsewhere")
    assert OWNER in again.get("/account").words()
    client.post(page, {"password": "wrong", "step": "off"}, 422)
    client.post(page, {"password": PASSWORD, "step": "off"})
    assert house.count(LinkedAccount) == 0
    gone = Client(app)
    go(gone, "elsewhere")
    assert not is_in(gone)
    assert "no longer linked" in house.mails(OWNER)[-1]


def test_an_identity_belongs_to_one_person(
    app: Flask, house: House, issuer: str, sign_in: SignIn
) -> None:
    use(app, issuer)
    for email in (OWNER, EDITOR):
        client = sign_in(email)
        client.post("/account/single-sign-on", {"password": PASSWORD, "step": "on"}, 200)
        page = go(client, "elsewhere")
    assert "belongs to somebody else here" in page.words()
    assert house.ask(sa.select(LinkedAccount.person_id)) == house.owner


def test_an_answer_works_once_and_in_its_own_browser(app: Flask, house: House, issuer: str) -> None:
    use(app, issuer)
    confirm(house, OWNER)
    client, thief = Client(app), Client(app)
    address = client.get("/sign-in/single", 302).location
    thief.get("/sign-in/single", 302)
    back = sign_in_there(address, "known", PUBLIC + BACK)
    assert "begun elsewhere" in come_back(thief, back).words()
    assert not is_in(thief)
    come_back(client, back)
    assert is_in(client)
    client.get("/account")
    client.post("/sign-out", status=302)
    assert "begun elsewhere" in come_back(client, back).words()
    assert not is_in(client)


# --- At one that lies


@pytest.fixture
def liar(app: Flask) -> Iterator[Liar]:
    """Give a provider that lies, set up in the app."""
    with open_liar() as found:
        use(app, found.issuer)
        yield found


def ask(client: Client, liar: Liar) -> str:
    """Go to the provider that lies; return the way back."""
    return f"{BACK}?{liar.told(client.get('/sign-in/single', 302).location)}"


def unsigned(claims: dict[str, Any]) -> str:
    """Return a token that nobody signed."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    plain = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*plain, ""])


def by_secret(claims: dict[str, Any], secret: bytes) -> str:
    """Return a token signed with what others know as well."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret), algorithms=["HS256"])


OTHER = RSAKey.generate_key(2048, {"kid": "one"}, private=True)

LIES: dict[str, Callable[[Liar], Any]] = {
    "another nonce": lambda liar: liar.claims.update(nonce="x"),
    "no nonce": lambda liar: liar.claims.pop("nonce"),
    "another issuer": lambda liar: liar.claims.update(iss="https://evil.example"),
    "no issuer": lambda liar: liar.claims.pop("iss"),
    "another audience": lambda liar: liar.claims.update(aud="another"),
    "several audiences, not ours": lambda liar: liar.claims.update(aud=["a", "b"], azp=CLIENT),
    "made for another party": lambda liar: liar.claims.update(aud=[CLIENT, "b"], azp="b"),
    "out of date": lambda liar: liar.claims.update(exp=liar.claims["iat"] - 61),
    "no end": lambda liar: liar.claims.pop("exp"),
    "an end in words": lambda liar: liar.claims.update(exp="never"),
    "from tomorrow on": lambda liar: liar.claims.update(iat=liar.claims["iat"] + 86_400),
    "not before tomorrow": lambda liar: liar.claims.update(nbf=liar.claims["iat"] + 86_400),
    "no subject": lambda liar: liar.claims.pop("sub"),
    "an empty subject": lambda liar: liar.claims.update(sub=""),
    "a number for a subject": lambda liar: liar.claims.update(sub=7),
    "a subject without end": lambda liar: liar.claims.update(sub="x" * 300),
    "another access token": lambda liar: liar.claims.update(at_hash="x" * 22),
    "signed by nobody": lambda liar: setattr(liar, "make_token", unsigned),
    "signed with our secret": lambda liar: setattr(
        liar, "make_token", lambda claims: by_secret(claims, SECRET.encode())
    ),
    "signed with its public key": lambda liar: setattr(
        liar, "make_token", lambda claims: by_secret(claims, liar.key.as_pem(private=False))
    ),
    "signed by another": lambda liar: setattr(
        liar, "make_token", lambda claims: liar.sign(claims, OTHER)
    ),
    "signed with a key that it does not have": lambda liar: setattr(
        liar, "make_token", lambda claims: liar.sign(claims, OTHER, kid="two")
    ),
    "no token": lambda liar: setattr(liar, "make_token", lambda _claims: None),
    "a number for a token": lambda liar: setattr(liar, "make_token", lambda _claims: 7),
    "no token at all": lambda liar: setattr(liar, "make_token", lambda _claims: "a.b.c"),
    "a list for an answer": lambda liar: liar.answers.update({"/token": (200, "[]")}),
    "half an answer": lambda liar: liar.answers.update({"/token": (200, '{"access')}),
    "an error": lambda liar: liar.answers.update({"/token": (400, '{"error": "invalid_grant"}')}),
    "a fault": lambda liar: liar.answers.update({"/token": (500, "oops")}),
    "elsewhere": lambda liar: liar.answers.update({"/token": (307, "http://127.0.0.1:9/")}),
    "no keys": lambda liar: liar.answers.update({"/jwks": (200, "{}")}),
    "keys that are none": lambda liar: liar.answers.update({"/jwks": (200, '{"keys": [7]}')}),
    "words about somebody else": lambda liar: (
        liar.claims.pop("email"),
        liar.answers.update({"/userinfo": (200, '{"sub": "x", "email": "owner@north.example"}')}),
    ),
    "words that are none": lambda liar: (
        liar.claims.pop("email"),
        liar.answers.update({"/userinfo": (200, "7")}),
    ),
}
"""What a provider could say that is not so, or cannot be read."""


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_in_words(app: Flask, house: House, liar: Liar, lie: str) -> None:
    confirm(house, OWNER)
    client = Client(app)
    back = ask(client, liar)
    LIES[lie](liar)
    assert "did not answer as it has to, so nobody was signed in" in come_back(client, back).words()
    assert not is_in(client)
    assert house.count(LinkedAccount) == 0


def test_the_truth_is_taken(app: Flask, house: House, liar: Liar) -> None:
    confirm(house, OWNER)
    client = Client(app)
    come_back(client, ask(client, liar))
    assert is_in(client)
    (sent,) = [(sent, login) for path, sent, login in liar.asked if path == "/token"]
    assert sent[1].startswith("Basic ")
    assert len(sent[0]["code_verifier"][0]) >= 43


def test_keys_that_changed_are_asked_for_once_more(app: Flask, house: House, liar: Liar) -> None:
    confirm(house, OWNER)
    first = Client(app)
    come_back(first, ask(first, liar))
    liar.key = RSAKey.generate_key(2048, {"kid": "new"}, private=True)
    liar.make_token = lambda claims: liar.sign(claims, kid="new")
    client = Client(app)
    come_back(client, ask(client, liar))
    assert is_in(client)


@pytest.mark.parametrize(
    ("claims", "is_linked"),
    [
        ({"email_verified": True}, True),
        ({"email_verified": False}, False),
        ({"email_verified": None}, False),
        ({}, False),
        ({"xms_edov": True}, True),
        ({"xms_edov": "1"}, True),
        ({"xms_edov": False}, False),
        ({"email_verified": False, "xms_edov": True}, False),
        ({"email_verified": True, "email": ["owner@north.example"]}, False),
        ({"email_verified": True, "email": "owner@north.example\x00"}, False),
        ({"email_verified": True, "email": "x" * 300}, False),
    ],
)
def test_an_address_links_where_the_provider_vouches_for_it(
    app: Flask, house: House, liar: Liar, claims: dict[str, Any], is_linked: bool
) -> None:
    confirm(house, OWNER)
    client = Client(app)
    back = ask(client, liar)
    del liar.claims["email_verified"]
    liar.claims.update(claims)
    come_back(client, back)
    assert is_in(client) is is_linked


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": 7},
        {"userinfo_endpoint": "ftp://evil.example"},
    ],
)
def test_a_description_that_is_not_the_issuers_is_refused(
    app: Flask, house: House, liar: Liar, description: dict[str, Any]
) -> None:
    liar.description = description
    client = Client(app)
    page = client.get(client.get("/sign-in/single", 302).location)
    assert "nobody was signed in" in page.words()


def test_http_is_for_this_machine_alone() -> None:
    said = {
        "issuer": "https://id.example",
        "authorization_endpoint": "https://id.example/auth",
        "token_endpoint": "http://127.0.0.1:1/token",
        "jwks_uri": "https://keys.example/jwks",
    }
    with pytest.raises(SignOnError, match="token_endpoint"):
        Provider("https://id.example", CLIENT, SECRET)._refuse_other(said)
    said["token_endpoint"] = "https://token.example"
    Provider("https://id.example", CLIENT, SECRET)._refuse_other(said)


def test_a_provider_that_is_away_or_slow_stops_nobody(app: Flask, house: House, liar: Liar) -> None:
    liar.answers["/.well-known/openid-configuration"] = (503, "")
    for _ in range(5):
        client = Client(app)
        page = client.get(client.get("/sign-in/single", 302).location)
        assert "Try once more" in page.words()
    assert len(liar.asked) == 1, "not asked again at once"


@pytest.mark.parametrize("query", ["", "state=x", "code=x&state=", "error=access_denied&state=x"])
def test_an_answer_that_nobody_asked_for_is_refused(
    app: Flask, house: House, liar: Liar, query: str
) -> None:
    client = Client(app)
    assert "Begin once more" in come_back(client, f"{BACK}?{query}").words()
    client.get("/sign-in/single", 302)
    assert "Begin once more" in come_back(client, f"{BACK}?{query}").words()


def test_who_says_no_there_is_told_so(app: Flask, house: House, liar: Liar) -> None:
    client = Client(app)
    state = parse_qs(ask(client, liar).partition("?")[2])["state"][0]
    page = come_back(client, f"{BACK}?error=access_denied&state={state}")
    assert "did not sign you in" in page.words()


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_where_to_go_next_is_on_this_site(
    app: Flask, house: House, liar: Liar, wanted: str
) -> None:
    confirm(house, OWNER)
    client = Client(app)
    address = client.get("/sign-in/single", 302, query_string={"next": wanted}).location
    answer = client.get(f"{BACK}?{liar.told(address)}", 302)
    assert answer.location == "/"


# --- Rules of an organisation


def rule(client: Client, status: int = 303, **more: str) -> Page:
    """Set the rule of an organisation."""
    return client.post("/organisation/sign-on", {"domains": "", **more}, status)


def test_an_organisation_asks_its_members_for_single_sign_on(
    app: Flask, house: House, liar: Liar, sign_in: SignIn
) -> None:
    owner = sign_in(OWNER)
    assert "Link your own account first" in rule(owner, 422, required="y").words()
    confirm(house, OWNER, EDITOR)
    linked = Client(app)
    come_back(linked, ask(linked, liar))
    rule(owner, required="y")
    own = Organisation.id == house.organisation
    assert house.ask(sa.select(Organisation.needs_single_sign_on).where(own)) is True
    client = Client(app)
    values = {"email": EDITOR, "password": PASSWORD}
    refused = client.post("/sign-in", values, 422)
    assert "Northgate Learning lets you in by the council's account" in refused.words()
    assert not is_in(client)
    wrong = client.post("/sign-in", {"email": EDITOR, "password": "a wrong guess"}, 422)
    assert "Northgate" not in wrong.words(), "nobody learns it without the password"
    back = ask(client, liar)
    liar.claims.update(email=EDITOR, sub="there-2")
    come_back(client, back)
    assert is_in(client)
    for email in (OWNER, "admin@site.example", "owner@willow.example"):
        sign_in(email).get("/account")
    rule(owner)
    sign_in(EDITOR).get("/account")


def test_an_owner_does_not_take_back_unseen_what_another_owner_asks_for(
    house: House, liar: Liar, sign_in: SignIn
) -> None:
    owner = sign_in(OWNER)
    seen = owner.get("/organisation/people").field("seen")
    house.change(
        sa.update(Organisation)
        .where(Organisation.id == house.organisation)
        .values(needs_single_sign_on=True, email_domains="council.example")
    )
    page = rule(owner, 409, domains="willow.example", seen=seen)
    assert "Now it invites people at council.example, and members sign in with" in page.words()
    assert page.field("domains") == "willow.example"
    own = Organisation.id == house.organisation
    assert house.ask(sa.select(Organisation.needs_single_sign_on).where(own)) is True
    rule(owner, domains="willow.example", seen=page.field("seen"))
    assert house.ask(sa.select(Organisation.email_domains).where(own)) == "willow.example"
    rule(owner, domains="willow.example", seen=seen)


def test_without_a_provider_the_rule_shuts_nobody_out(
    app: Flask, house: House, sign_in: SignIn
) -> None:
    house.change(sa.update(Organisation).values(needs_single_sign_on=True))
    sign_in(EDITOR).get("/account")
    for path in ("/sign-in/single", BACK):
        Client(app).get(path, 404)
    editor = sign_in(EDITOR)
    editor.get("/account/single-sign-on", 404)
    assert "single-sign-on" not in editor.get("/account").text
    assert "Sign in with" not in Client(app).get("/sign-in").words()


def test_an_organisation_names_domains_for_those_it_invites(house: House, sign_in: SignIn) -> None:
    owner = sign_in(OWNER)
    rule(owner, domains=" North.example, @council.example\n")
    page = owner.get("/organisation/people")
    assert page.field("domains") == "north.example council.example"
    values = {"operation": "a" * 16, "email": "kit@elsewhere.example", "role": "editor"}
    refused = owner.post("/organisation/people/invitations", values, 422)
    assert "north.example, council.example" in refused.words(refused.by_id("email-error"))
    owner.post("/organisation/people/invitations", {**values, "email": "kit@NORTH.example"})
    assert len(house.mails("kit@north.example")) == 1
    for wrong in ("x", "council", "a b.example/", "-.example", "é.example", "x." * 200 + "example"):
        assert rule(owner, 422, domains=wrong).field("domains")
    rule(sign_in(EDITOR), 403, domains="council.example")


def test_settings_of_a_provider_are_whole_or_stop_the_start(tmp_path: Any) -> None:
    whole = {
        "PATHWAYS_INSTANCE": str(tmp_path),
        "PATHWAYS_PUBLIC_URL": PUBLIC,
        "PATHWAYS_OIDC_ISSUER": "https://id.example",
        "PATHWAYS_OIDC_CLIENT_ID": CLIENT,
        "PATHWAYS_OIDC_CLIENT_SECRET": SECRET,
    }
    assert load_config(whole)["OIDC_ISSUER"] == "https://id.example"
    for name in ("PUBLIC_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        with pytest.raises(ConfigurationError, match=name):
            load_config({**whole, f"PATHWAYS_{name}": ""})
    with pytest.raises(ConfigurationError, match="https"):
        load_config({**whole, "PATHWAYS_OIDC_ISSUER": "http://id.example"})
