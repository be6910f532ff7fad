"""Files are read few at once, one for each account, and nobody waits in a thread of the web."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.domain.work import Work
from pathways.models.account import Attempt, Membership, Person
from pathways.models.base import now
from pathways.turns import Asker, turn
from tests.factories import make_organisation, make_person
from tests.page import Client, Page
from tests.submissions.scene import PROVIDER, REVIEWER, make_scene, send
from tests.workbook.hostile import packed, small

SignIn = Callable[[str], Client]
ADMINISTRATOR = "administrator@test.example"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Door:
    """A route that reads a file, who uses it, its field, and what a small workbook gets there."""

    email: str
    person: str
    organisation: str
    address: str
    field: str
    answer: int

    def error(self, page: Page) -> Element | None:
        """Return what stands beside its field."""
        return page.by_id(f"{self.field}-error")

    def bring(self, client: Client, status: int) -> Page:
        """Bring a small workbook; where rows are pasted, some that are none."""
        if self.field == "rows":
            return client.post(self.address, {"rows": "one\ttwo", "way": "add"}, status)
        file = (io.BytesIO(packed(small())), "given.xlsx")
        return client.post(
            self.address, {self.field: file}, status, content_type="multipart/form-data"
        )


@pytest.fixture(params=["check", "return", "wording", "bring", "staff"])
def door(request: pytest.FixtureRequest, app: Flask, sign_in: SignIn) -> Door:
    """Give each route that reads a file in turn."""
    scene = make_scene(app)
    with app.app_context():
        make_person(ADMINISTRATOR, is_administrator=True)
    email, address, field, answer = {
        "check": (PROVIDER, "/check-workbook", "workbook", 200),
        "return": (REVIEWER, "/submissions/{}/return", "workbook", 422),
        "wording": (ADMINISTRATOR, "/framework/wording", "copy", 422),
        "bring": (PROVIDER, "/pathways/bring-in", "file", 200),
        "staff": (REVIEWER, "/staff/paste", "rows", 422),
    }[request.param]
    if "{}" in address:
        address = address.format(send(sign_in(PROVIDER), scene))
    return Door(email, *find(app, email), address, field, answer)


def find(app: Flask, email: str) -> tuple[str, str]:
    """Return the id of a person, and that of their organisation."""
    asked = (
        sa.select(Person.id, Membership.organisation_id)
        .outerjoin(Membership, Membership.person_id == Person.id)
        .where(Person.email == email)
    )
    with app.app_context(), transaction() as session:
        person, organisation = session.execute(asked).one()
    return person, organisation or ""


def waits(page: Page) -> int:
    """Return after how many seconds an answer says to try again."""
    return int(page.response.headers["Retry-After"])


def test_an_account_has_one_file_read_at_a_time(door: Door, app: Flask, sign_in: SignIn) -> None:
    client = sign_in(door.email)
    with app.app_context(), turn(Work.READING, 60, Asker(door.person)):
        page = door.bring(client, 429)
    assert "Another file or list of yours is being read." in page.words(door.error(page))
    assert 0 < waits(page) <= 120
    assert "being read" not in door.bring(client, door.answer).words()


def test_an_account_has_no_second_file_read_by_another_process(app: Flask, sign_in: SignIn) -> None:
    make_scene(app)
    person, _organisation = find(app, PROVIDER)
    with app.app_context(), transaction() as session:
        session.add(Attempt(subject=f"reading now of {person}", at=now()))
    door = Door(PROVIDER, person, "", "/check-workbook", "workbook", 200)
    page = door.bring(sign_in(PROVIDER), 429)
    assert "Another file or list of yours is being read." in page.words(door.error(page))


def test_of_an_organisation_three_files_are_read_at_a_time(
    app: Flask, client: Client, sign_in: SignIn
) -> None:
    scene = make_scene(app)
    # Those of other processes are rows; this process has no turn but the one that is asked for.
    with app.app_context(), transaction() as session:
        now_of = f"reading now of {scene.provider}"
        session.add_all(Attempt(subject=now_of, at=now()) for _ in range(3))
    door = Door(PROVIDER, "", "", "/check-workbook", "workbook", 200)
    page = door.bring(sign_in(PROVIDER), 503)
    assert "Other files or lists are being read." in page.words(door.error(page))


@on_sqlite
def test_nobody_waits_while_others_have_files_read(door: Door, app: Flask, sign_in: SignIn) -> None:
    client = sign_in(door.email)
    with (
        app.app_context(),
        turn(Work.READING, 60, Asker("one")),
        turn(Work.READING, 60, Asker("another")),
    ):
        page = door.bring(client, 503)
    assert "Other files or lists are being read." in page.words(door.error(page))
    assert waits(page) > 0
    with app.app_context(), transaction() as session:
        left = session.scalars(sa.select(Attempt.subject)).all()
    assert not [subject for subject in left if " now of " in subject], "no turn is left"


@on_sqlite
def test_an_account_has_so_many_files_read_in_five_minutes(
    door: Door, app: Flask, sign_in: SignIn
) -> None:
    client = sign_in(door.email)
    most = Work.READING.budget.account
    with app.app_context():
        for _ in range(most):
            with turn(Work.READING, 60, Asker(door.person, door.organisation)):
                pass
    page = door.bring(client, 429)
    said = f"{most} files or lists were read for you within five minutes"
    assert said in page.words(door.error(page))
    assert 240 < waits(page) <= 300


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
        Door("", "", "", "/check-workbook", "workbook", 0).bring(client, status),
    ):
        if state == "asked":
            assert "not let in yet" in page.words()
        else:
            assert "/organisations/choose" in page.location
    assert "Check a workbook" not in client.get("/").text
