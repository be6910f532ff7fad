"""Two people at once: who else is here, and what others changed meanwhile."""

import time
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
from pathways.domain.pathway.company import GONE_AFTER
from pathways.models.base import Base
from pathways.models.presence import Presence
from tests.builder.house import House
from tests.factories import make_person
from tests.page import Client
from tests.statements import statements_of

SAM = "sam@test.example"
PRESENCE = Base.metadata.tables["presence"]


@pytest.fixture
def sam(app: Flask, house: House) -> Client:
    """Give the browser of a colleague."""
    with app.app_context():
        make_person(SAM, house.organisation, "editor", name="Sam Okafor")
    client = Client(app)
    client.sign_in(SAM)
    return client


def beat(
    client: Client, house: House, page: str = "modules", *, status: int = 200, **more: Any
) -> dict[str, Any]:
    """Send what an open page sends; return what is new."""
    values = {"page": page, "revision": "0", "company": "", **more}
    answer = client.post(f"{house.url}/here", values, status)
    return dict(answer.response.get_json() or {}) if status == 200 else {}


def test_each_sees_who_else_is_here_and_where(house: House, sam: Client) -> None:
    beat(sam, house, "evidence")
    said = beat(house.client, house)
    assert said["company"] == "Sam Okafor is here too, in Evidence"
    assert beat(sam, house, "evidence")["company"] == "Wren Hale is here too, in Modules"
    # What a page knows already is not told again.
    shown = {"revision": said["revision"], "company": said["company"]}
    beat(house.client, house, status=204, **shown)
    # Somebody else's page that nobody looks at, or that was gone on from, changes nothing.
    beat(sam, house, "matrix", how="hidden")
    beat(sam, house, "matrix", how="left", status=204)
    beat(house.client, house, status=204, **shown)
    beat(sam, house, "evidence", how="left", status=204)
    assert beat(house.client, house, **shown)["company"] == ""


def test_who_was_not_heard_of_for_a_while_is_gone(app: Flask, house: House, sam: Client) -> None:
    beat(sam, house)
    with app.app_context(), transaction() as session:
        session.execute(sa.update(PRESENCE).values(at=now() - GONE_AFTER - timedelta(seconds=1)))
    assert beat(house.client, house)["company"] == ""


def test_what_is_old_is_swept(app: Flask, house: House, sam: Client) -> None:
    beat(sam, house)
    with app.app_context(), transaction() as session:
        session.execute(sa.update(PRESENCE).values(at=now() - timedelta(hours=2)))
    beat(house.client, house)
    with app.app_context():
        people = db.session.execute(sa.select(sa.func.count()).select_from(Presence)).scalar_one()
    assert people == 1


def test_a_beat_costs_one_statement_and_writes_seldom(house: House, sam: Client) -> None:
    seen = beat(sam, house)
    shown = {"revision": seen["revision"]}
    with statements_of(house.app) as statements:
        beat(sam, house, status=204, **shown)
    ours = [s for s in statements if "presence" in s]
    assert len(ours) == 1
    assert not [s for s in statements if s.startswith(("UPDATE", "INSERT", "DELETE"))]
    with statements_of(house.app) as statements:
        beat(sam, house, "matrix", status=204, **shown)
    assert len([s for s in statements if s.startswith(("UPDATE", "INSERT", "DELETE"))]) == 1


def test_a_beat_is_no_step(house: House, sam: Client) -> None:
    steps, revision = house.steps(), house.view().head.revision
    beat(sam, house)
    beat(sam, house, how="left", status=204)
    assert (house.steps(), house.view().head.revision) == (steps, revision)


def test_what_others_changed_is_said_and_what_oneself_changed_is_not(
    house: House, sam: Client
) -> None:
    before = beat(sam, house)["revision"]
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K02", "I")
    assert beat(sam, house, revision=before)["meanwhile"] == (
        "Wren Hale put 2 competencies into module 1."
    )
    own = beat(house.client, house, revision=before)
    assert own["meanwhile"] == ""
    # A page that knows no revision is told of none: it has just been read.
    assert beat(sam, house)["meanwhile"] == ""


def test_the_modules_that_others_touched_come_in_place(house: House, sam: Client) -> None:
    before = house.view().head.revision
    house.treat("L2-KA-K01", "I", number=2)
    page = sam.get(f"{house.url}/here?since={before}", htmx=True)
    first, second = (module.id for module in house.modules)
    assert page.by_id(f"module-{second}") is not None
    assert page.by_id(f"module-{first}") is None
    assert page.by_id("coverage") is not None
    said = page.by_id("meanwhile-said")
    assert said is not None
    assert said.get("data-revision") == str(house.view().head.revision)
    assert page.words(said) == "Wren Hale put L2-KA-K01 into module 2."


def test_a_row_that_others_changed_comes_by_itself(house: House, sam: Client) -> None:
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K02", "I")
    before = house.view().head.revision
    house.treat("L2-KA-K01", "D", "I")
    first = house.modules[0].id
    page = sam.get(f"{house.url}/here?since={before}", htmx=True)
    assert page.by_id(f"module-{first}") is None
    assert page.by_id(f"facts-{first}") is not None
    is_open = sam.get(house.url).by_id(f"mapping-{first}-L2-KA-K01") is not None
    assert (page.by_id(f"mapping-{first}-L2-KA-K01") is not None) is is_open
    assert page.by_id(f"mapping-{first}-L2-KA-K02") is None
    # Together with one that came, it is the whole module.
    house.treat("L2-LA-K01", "D")
    page = sam.get(f"{house.url}/here?since={before}", htmx=True)
    assert page.by_id(f"module-{first}") is not None


def test_modules_that_came_or_went_bring_the_whole_list(house: House, sam: Client) -> None:
    before = house.view().head.revision
    house.client.post(f"{house.module(1)}/delete", {})
    page = sam.get(f"{house.url}/here?since={before}", htmx=True)
    assert page.by_id("modules") is not None


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(
    house: House, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()
    sam.get(house.url)
    monkeypatch.setattr(time, "time", lambda: start + 50 * 60)
    beat(sam, house)
    sam.get(f"{house.url}/here?since=0", htmx=True)
    sam.raw.get(house.url, headers={"By-Itself": "yes"})
    monkeypatch.setattr(time, "time", lambda: start + 61 * 60)
    ended = sam.post(f"{house.url}/here", {"page": "modules"}, 401)
    assert ended.text == ""
    assert "nothing happened" in sam.get("/sign-in").words()


def test_whoever_works_stays_signed_in_meanwhile(
    house: House, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + 50 * 60)
    sam.get(house.url)
    monkeypatch.setattr(time, "time", lambda: start + 61 * 60)
    beat(sam, house)


@pytest.mark.parametrize("revision", ["-1", "٣", "9" * 30, "1.5", "\x00"])
def test_a_revision_that_is_none_is_unknown(house: House, sam: Client, revision: str) -> None:
    house.treat("L2-KA-K01", "I")
    assert beat(sam, house, revision=revision)["meanwhile"] == ""


def test_a_page_that_is_none_is_the_modules(house: House, sam: Client) -> None:
    beat(sam, house, "x" * 300)
    assert beat(house.client, house)["company"] == "Sam Okafor is here too, in Modules"
