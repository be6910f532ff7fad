"""Files are read few at once, one for each account, and nobody waits in a thread of the web."""

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.account import Attempt, Person
from pathways.turns import AT_ONCE, LIMIT, turn
from tests.conftest import settings
from tests.factories import make_organisation, make_person
from tests.gunicorn import Server, run_gunicorn
from tests.page import Client, Page
from tests.submissions.scene import PROVIDER, REVIEWER, make_scene, send
from tests.workbook.hostile import GEOMETRY, packed, small

SignIn = Callable[[str], Client]
ADMINISTRATOR = "administrator@test.example"
UPLOADS = 12
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Door:
    """A route that reads a file, who uses it, its field, and what a small workbook gets there."""

    email: str
    person: str
    address: str
    field: str
    answer: int

    def bring(self, client: Client, status: int) -> Page:
        """Bring a small workbook."""
        file = (io.BytesIO(packed(small())), "given.xlsx")
        return client.post(
            self.address, {self.field: file}, status, content_type="multipart/form-data"
        )


@pytest.fixture(params=["check", "return", "wording"])
def door(request: pytest.FixtureRequest, app: Flask, sign_in: SignIn) -> Door:
    """Give each route that reads a file in turn."""
    scene = make_scene(app)
    with app.app_context():
        make_person(ADMINISTRATOR, is_administrator=True)
    email, address, field, answer = {
        "check": (PROVIDER, "/check-workbook", "workbook", 200),
        "return": (REVIEWER, "/submissions/{}/return", "workbook", 422),
        "wording": (ADMINISTRATOR, "/framework/wording", "copy", 422),
    }[request.param]
    if "{}" in address:
        address = address.format(send(sign_in(PROVIDER), scene))
    return Door(email, find(app, email), address, field, answer)


def find(app: Flask, email: str) -> str:
    """Return the id of a person."""
    with app.app_context(), transaction() as session:
        found = session.scalar(sa.select(Person.id).where(Person.email == email))
    assert found is not None
    return found


def waits(page: Page) -> int:
    """Return after how many seconds an answer says to try again."""
    return int(page.response.headers["Retry-After"])


def test_an_account_has_one_file_read_at_a_time(door: Door, app: Flask, sign_in: SignIn) -> None:
    client = sign_in(door.email)
    with app.app_context(), turn(door.person, 60):
        page = door.bring(client, 429)
    assert "Another file of yours is being read." in page.words(page.by_id(f"{door.field}-error"))
    assert 0 < waits(page) <= 120
    assert "being read" not in door.bring(client, door.answer).words()


@on_sqlite
def test_nobody_waits_while_others_have_files_read(door: Door, app: Flask, sign_in: SignIn) -> None:
    client = sign_in(door.email)
    with app.app_context(), turn("one", 60), turn("another", 60):
        page = door.bring(client, 503)
    assert AT_ONCE == 2
    assert "Other files are being read." in page.words(page.by_id(f"{door.field}-error"))
    assert waits(page) > 0
    with app.app_context(), transaction() as session:
        left = session.scalars(sa.select(Attempt.subject)).all()
    assert not [subject for subject in left if subject.startswith("reading")], "no turn is left"


@on_sqlite
def test_an_account_has_so_many_files_read_in_five_minutes(
    door: Door, app: Flask, sign_in: SignIn
) -> None:
    client = sign_in(door.email)
    with app.app_context():
        for _ in range(LIMIT):
            with turn(door.person, 60):
                pass
    page = door.bring(client, 429)
    assert f"You brought {LIMIT} files" in page.words(page.by_id(f"{door.field}-error"))
    assert waits(page) == 300


@on_sqlite
@pytest.mark.parametrize("state", ["asked", "closed", None])
def test_files_are_read_for_members_of_organisations_that_were_let_in(
    state: str | None, app: Flask, sign_in: SignIn
) -> None:
    with app.app_context():
        place = make_organisation("Waiting", state=state) if state else None
        make_person("waiting@test.example", place)
    client = sign_in("waiting@test.example")
    # Who waits works in the organisation already, and learns that no file is read before.
    status = 403 if state == "asked" else 302
    for page in (
        client.get("/check-workbook", status),
        Door("", "", "/check-workbook", "workbook", 0).bring(client, status),
    ):
        if state == "asked":
            assert "not let in yet" in page.words()
        else:
            assert "/organisations/choose" in page.location
    assert "Check a workbook" not in client.get("/").text


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request got, and when."""

    status: int
    body: str
    wait: str
    begun: float
    done: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser as a cookie and a token."""

    cookie: str
    token: str

    def ask(self, server: Server, address: str, file: bytes = b"") -> Answer:
        """Open a page, or bring a file there."""
        headers = {"Cookie": self.cookie}
        body = b""
        if file:
            headers["Content-Type"] = "multipart/form-data; boundary=cut"
            body = (
                b'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
                + self.token.encode()
                + b'\r\n--cut\r\nContent-Disposition: form-data; name="workbook"; '
                + b'filename="given.xlsx"\r\n\r\n'
                + file
                + b"\r\n--cut--\r\n"
            )
        begun = time.monotonic()
        connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        connection.request("POST" if file else "GET", address, body or None, headers)
        answer = connection.getresponse()
        text, wait = answer.read().decode(), answer.headers.get("Retry-After", "")
        connection.close()
        return Answer(answer.status, text, wait, begun, time.monotonic())


def visit(client: Client) -> Visitor:
    """Return a client as it is to another process with the same secret."""
    client.get("/check-workbook")
    cookie = client.raw.get_cookie("pathways")
    assert cookie is not None
    return Visitor(f"pathways={cookie.value}", client.token)


def wait_for(server: Server, visitor: Visitor) -> None:
    """Wait until a server answers, and has made its templates."""
    for _ in range(600):
        try:
            assert visitor.ask(server, "/check-workbook").status == 200
            assert visitor.ask(server, "/pathways").status == 200
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn")


@on_sqlite
@pytest.mark.parametrize("accounts", [1, UPLOADS])
def test_twelve_hostile_files_at_once_leave_pages_to_others(
    accounts: int, app: Flask, sign_in: SignIn, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        place = make_organisation("Northgate Learning")
        for number in range(accounts):
            make_person(f"{number}@test.example", place)
        make_person("other@test.example", place)
    hostile = [visit(sign_in(f"{number}@test.example")) for number in range(accounts)]
    other = visit(sign_in("other@test.example"))
    file = GEOMETRY["a million numbers"]()
    secret = settings(database_url, tmp_path)["SECRET_KEY"]
    with (
        run_gunicorn(database_url, tmp_path, secret, "--workers", "1") as server,
        ThreadPoolExecutor(UPLOADS) as pool,
    ):
        wait_for(server, other)
        sent = [
            pool.submit(hostile[number % accounts].ask, server, "/check-workbook", file)
            for number in range(UPLOADS)
        ]
        pages = []
        while not all(answer.done() for answer in sent):
            pages.append(other.ask(server, "/pathways"))
        answers = [answer.result() for answer in sent]
    seats = min(accounts, AT_ONCE)
    assert {page.status for page in pages} == {200}
    read = [answer for answer in answers if answer.status in (200, 422)]
    refused = [answer for answer in answers if answer.status in (429, 503)]
    assert len(read) + len(refused) == UPLOADS
    assert len(read) >= seats
    for answer in refused:
        assert int(answer.wait) > 0
        assert "being read." in answer.body
    # Whoever was refused had the answer while the files of others were still being read,
    # and so had somebody who wanted only a page.
    first = min(answer.done for answer in read)
    assert sum(answer.done < first for answer in refused) >= UPLOADS // 2
    assert any(max(a.begun for a in answers) < p.begun < p.done < first for p in pages)
