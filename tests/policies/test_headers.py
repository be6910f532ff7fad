"""Every kind of answer has its headers: pages, errors, files, what did not change, what broke."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pathways import create_app
from pathways.config import load_config
from pathways.db import db
from tests.conftest import settings
from tests.factories import PASSWORD, make_person
from tests.policies.headers import EXACT, header_faults
from tests.policies.world import World

HOST = "pathways.example.org"
OF_HTTPS = ("PUBLIC_URL", "TRUSTED_HOSTS", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_NAME")


@pytest.fixture
def public_app(sqlite_template: Path, tmp_path: Path) -> Flask:
    """Build the app as one that people reach by https, by what a copy's environment says."""
    path = tmp_path / "public.sqlite"
    shutil.copyfile(sqlite_template, path)
    environ = {"PATHWAYS_PUBLIC_URL": f"https://{HOST}", "PATHWAYS_INSTANCE": str(tmp_path)}
    said = load_config(environ)
    config = {**settings(f"sqlite:///{path}", tmp_path), **{name: said[name] for name in OF_HTTPS}}
    return create_app(config)


def ask(
    world: World,
    status: int,
    actor: str,
    method: str,
    address: str,
    form: Mapping[str, object] | None = None,
    headers: dict[str, str] | None = None,
    *,
    has_token: bool = True,
) -> TestResponse:
    """Ask, and fail on another status; the world looks at the headers."""
    with world.put_back():
        response = world.ask(actor, method, address, form, headers, has_token=has_token)
    assert response.status_code == status, f"{method} {address} as {actor}"
    return response


def test_every_status_has_its_headers(world_sqlite: World) -> None:
    world, home = world_sqlite, world_sqlite.values["home"]
    builder = f"/pathways/{home['pathway_id']}"
    tag = ask(world, 200, "owner", "GET", builder).headers["ETag"]
    large = {"name": "x" * 6_000_000}
    found = {
        response.status_code
        for response in (
            ask(world, 200, "visitor", "GET", "/"),
            ask(world, 302, "visitor", "GET", "/pathways"),
            ask(world, 304, "owner", "GET", builder, headers={"If-None-Match": tag}),
            ask(world, 400, "owner", "POST", "/account/name", {}, has_token=False),
            ask(world, 401, "visitor", "POST", "/account/name"),
            ask(world, 403, "reader", "POST", f"{builder}/details"),
            ask(world, 404, "owner", "GET", "/nowhere"),
            ask(world, 405, "owner", "DELETE", "/framework"),
            ask(world, 413, "owner", "POST", "/account/name", large),
            ask(world, 415, "owner", "POST", "/account/name", headers={"Content-Type": "text/xml"}),
            ask(world, 422, "owner", "POST", "/account/name", {"name": ""}),
        )
    }
    assert len(found) == 11


def test_what_broke_has_its_headers(world_sqlite: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("planted")

    app = world_sqlite.app
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.view_functions, "accounts.health", fail)
    response = ask(world_sqlite, 500, "visitor", "GET", "/healthz")
    assert "planted" not in response.get_data(as_text=True)


def test_files_have_their_headers(world_sqlite: World) -> None:
    world, home = world_sqlite, world_sqlite.values["home"]
    builder, offer = f"/pathways/{home['pathway_id']}", f"/directory/{home['published']}"
    for address in (f"{builder}/qa-matrix.xlsx", f"{offer}/competencies.csv", "/directory.csv"):
        response = ask(world, 200, "owner", "GET", address)
        assert response.headers["Content-Disposition"].startswith("attachment; "), address
    for address in (f"{builder}/coverage.json", "/directory.json"):
        assert ask(world, 200, "owner", "GET", address).mimetype == "application/json"
    for address, caching in (
        ("/static/icon.svg", "no-cache"),
        ("/static/app.js?v=1", "public, max-age=31536000, immutable"),
    ):
        response = ask(world, 200, "visitor", "GET", address)
        assert response.headers["Cache-Control"] == caching
        assert "Set-Cookie" not in response.headers
    ask(world, 404, "visitor", "GET", "/static/nothing.js")
    ask(world, 404, "visitor", "GET", "/static/../config.py")


def test_no_folder_is_listed_and_nothing_is_traced(world_sqlite: World) -> None:
    for address in ("/static/", "/static/evidence/", "/static/vendor", "/static/%2e%2e/"):
        ask(world_sqlite, 404, "owner", "GET", address)
    traced = ask(world_sqlite, 405, "owner", "TRACE", "/", headers={"X-Told": "back again"})
    assert "back again" not in traced.get_data(as_text=True)


def test_over_https_every_answer_keeps_browsers_there(public_app: Flask) -> None:
    client = public_app.test_client()
    for address, host, status in (
        ("/", HOST, 200),
        ("/pathways", HOST, 302),
        ("/nowhere", HOST, 404),
        ("/static/icon.svg", HOST, 200),
        ("/healthz", HOST, 200),
        ("/", "elsewhere.example", 400),
    ):
        response = client.get(address, base_url=f"https://{host}")
        assert response.status_code == status, address
        assert header_faults(response, is_secure=True) == [], f"{host}{address}"
        response.close()
    with public_app.app_context():
        db.engine.dispose()


def test_cookies_are_of_this_host_alone(public_app: Flask) -> None:
    with public_app.app_context():
        make_person("somebody@test.example")
    client, address = public_app.test_client(), f"https://{HOST}"
    page = client.get("/sign-in", base_url=address)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.get_data(as_text=True))
    assert token is not None
    form = {"csrf_token": token[1], "email": "somebody@test.example", "password": PASSWORD}
    headers = {"Referer": f"{address}/sign-in"}
    inside = client.post("/sign-in", data=form, base_url=address, headers=headers)
    assert inside.status_code == 302
    cookies = [*page.headers.getlist("Set-Cookie"), *inside.headers.getlist("Set-Cookie")]
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {"__Host-pathways", "__Host-pathways-device"}
    for cookie in cookies:
        said = set(cookie.split("; ")[1:])
        assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= said, cookie
        assert not [one for one in said if one.startswith("Domain")], cookie
    with public_app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", EXACT)
def test_the_rule_sees_a_header_that_is_missing_twice_or_other(
    name: str, world_sqlite: World
) -> None:
    for values in ([], [EXACT[name]] * 2, [f"{EXACT[name]} "], ["unsafe-inline"]):
        response = ask(world_sqlite, 200, "visitor", "GET", "/")
        response.headers.setlist(name, values)
        assert header_faults(response), values


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Server", "a program/1.0"),
        ("X-Powered-By", "a program"),
        ("Access-Control-Allow-Origin", "*"),
        ("Strict-Transport-Security", "max-age=1"),
        ("Cache-Control", "public"),
        ("Vary", "Cookie"),
        ("Content-Type", "text/html"),
        ("Content-Type", "application/octet-stream"),
        ("Content-Disposition", 'attachment; filename="a b"'),
    ],
)
def test_the_rule_sees_what_no_answer_says(name: str, value: str, world_sqlite: World) -> None:
    response = ask(world_sqlite, 200, "visitor", "GET", "/")
    response.headers[name] = value
    assert header_faults(response)
