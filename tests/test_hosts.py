"""A copy with a public address answers under that address, and its links lead there."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask, request

from pathways import create_app
from pathways.db import db
from tests.conftest import settings

HOST = "pathways.example.org"


@pytest.fixture
def public_app(database_url: str, tmp_path: Path) -> Flask:
    """Build the app as one that people reach by https."""
    public = {"PUBLIC_URL": f"https://{HOST}", "TRUSTED_HOSTS": [HOST]}
    return create_app({**settings(database_url, tmp_path), **public})


@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/pathways", "/nothing"])
def test_another_host_is_refused_without_an_error(public_app: Flask, path: str) -> None:
    client = public_app.test_client()
    assert client.get(path, headers={"Host": "elsewhere.example"}).status_code == 400
    assert client.post(path, headers={"Host": "elsewhere.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": HOST}).status_code == 200
    with public_app.app_context():
        db.engine.dispose()


def test_the_link_of_a_new_account_leads_to_the_public_address(public_app: Flask) -> None:
    runner = public_app.test_cli_runner()
    assert isinstance(runner, CliRunner)
    done = runner.invoke(args=["user", "create", "new@test.example"])
    assert done.exit_code == 0, done.output
    assert f"https://{HOST}/reset-password/" in done.output
    with public_app.app_context():
        db.engine.dispose()


FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "elsewhere.example",
    "X-Forwarded-Proto": "https",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;host=elsewhere.example;proto=https",
}
"""What a visitor may say of itself as if it were a proxy."""


def heard(app: Flask, headers: dict[str, str]) -> tuple[str | None, str, str]:
    """Return what the app takes for the network, the host and the kind of address of a request."""
    seen: list[tuple[str | None, str, str]] = []

    def note() -> None:
        seen.append((request.remote_addr, request.host, request.scheme))

    app.before_request_funcs.setdefault(None, []).insert(0, note)
    app.test_client().get("/healthz", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    with app.app_context():
        db.engine.dispose()
    return seen[0]


def test_what_a_visitor_says_of_proxies_counts_for_nothing(
    database_url: str, tmp_path: Path
) -> None:
    app = create_app(settings(database_url, tmp_path))
    assert heard(app, FORGED) == ("192.0.2.1", "localhost", "http")


def test_of_a_chain_the_proxys_own_word_counts(database_url: str, tmp_path: Path) -> None:
    app = create_app({**settings(database_url, tmp_path), "PROXIES": 1})
    chain = {
        **FORGED,
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
        "X-Forwarded-Host": f"elsewhere.example, {HOST}",
        "X-Forwarded-Proto": "http, https",
    }
    assert heard(app, chain) == ("198.51.100.7", HOST, "https")
