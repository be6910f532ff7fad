"""A copy with a public address answers under that address, and its links lead there."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

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
