"""A worker is killed while it answers: nothing is half done, and the same can be sent once more."""

import os
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id
from pathways.models.pathway import ModuleRow
from tests.conftest import settings
from tests.factories import make_organisation, make_pathway, make_person
from tests.gunicorn import Server, run_gunicorn
from tests.page import Client

EMAIL = "provider@test.example"
PATIENCE = 60
"""Seconds in which a server starts, or notices that one of its workers is gone."""


def ask(server: Server, address: str, cookie: str, form: dict[str, str] | None = None) -> int:
    """Open a page, or send a form; return the status."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(form) if form else None
    try:
        connection.request("POST" if form else "GET", address, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def wait_for(server: Server, cookie: str) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            assert ask(server, "/pathways", cookie) == 200
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn")


def workers_of(server: Server) -> list[int]:
    """Return the processes that answer."""
    there = Path(f"/proc/{server.process}/task/{server.process}/children").read_text()
    return [int(part) for part in there.split()]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_killed_mid_answer_leaves_nothing_half_done(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        pathway = make_pathway(organisation)
        db.session.close()
    client = Client(app)
    client.sign_in(EMAIL)
    client.get(f"/pathways/{pathway}")
    found = client.raw.get_cookie("pathways")
    assert found is not None
    cookie = f"pathways={found.value}"
    form = {
        "csrf_token": client.token,
        "title": "A module that is sent twice",
        "minutes": "60",
        "operation": new_id(),
    }
    address = f"/pathways/{pathway}/modules/new"
    secret = settings(database_url, tmp_path)["SECRET_KEY"]
    with (
        run_gunicorn(database_url, tmp_path, secret, "--workers", "1") as server,
        ThreadPoolExecutor(1) as pool,
    ):
        wait_for(server, cookie)
        holder = sqlite3.connect(str(sa.make_url(database_url).database), isolation_level=None)
        # Whoever writes now waits for its turn, in the midst of its answer.
        holder.execute("BEGIN IMMEDIATE")
        sent = pool.submit(ask, server, address, cookie, form)
        time.sleep(1)
        assert not sent.done(), sent.result()
        (worker,) = workers_of(server)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(ConnectionError):
            sent.result(PATIENCE)
        holder.execute("ROLLBACK")
        holder.close()
        wait_for(server, cookie)
        assert workers_of(server) != [worker]
        assert ask(server, address, cookie, form) == 303
        assert ask(server, address, cookie, form) == 303
    with app.app_context():
        made = db.session.scalars(sa.select(ModuleRow.title)).all()
    assert made == [form["title"]]
