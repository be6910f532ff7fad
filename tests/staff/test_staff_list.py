"""The staff list: pasted, changed, given levels, made a brief, emptied; and seen by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db
from pathways.domain.need.brief import Brief
from pathways.models.brief import BriefRow
from pathways.models.journal import Journal
from pathways.models.staff import StaffRow
from tests.briefs.house import BUYER, OTHER, PROVIDER, READER, make_house
from tests.factories import make_person
from tests.page import Client
from tests.policies.world import text_of
from tests.statements import statements_of

SignIn = Callable[[str], Client]
CANARY = "Persephone Quillfeather"
ROWS = (
    "Name\tRole\tTeam\tSite\tPeople\tHeld\tDate\n"
    f"{CANARY}\tWarden\tFront door\tQuay\t1\t\t\n"
    "18\tWarden\tFront door\tQuay\t3\t1\t1/1/2020\n"
    "19\tFinance officer\tOffice\t\t2\t\t\n"
)


def paste(client: Client, rows: str = ROWS, **values: Any) -> None:
    """Paste rows, look at what was read, and keep them."""
    page = client.post("/staff/paste", {"rows": rows, "way": "add", **values}, 200)
    told = {key: page.field(key) for key in ("shown", "operation", "rows")}
    client.post("/staff/paste", {**told, "way": "add", **values, "apply": "yes"})


def stored(app: Flask) -> list[tuple[Any, ...]]:
    """Return what is kept, in order."""
    with app.app_context():
        columns = (StaffRow.reference, StaffRow.role, StaffRow.people, StaffRow.level_needed)
        order = (StaffRow.reference, StaffRow.role)
        return [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(*order))]


def test_rows_are_shown_before_they_are_kept(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    assert "Nobody on the list yet" in client.get("/staff").words()
    page = client.post("/staff/paste", {"rows": ROWS, "way": "add", "apply": "yes"}, 200)
    assert "Read: 3 rows, 6 people" in page.words()
    assert stored(app) == []
    told = {key: page.field(key) for key in ("shown", "operation")}
    more = {**told, "rows": ROWS + "20\tWarden", "way": "add", "apply": "yes"}
    page = client.post("/staff/paste", more, 200)
    assert "Read: 4 rows" in page.words()
    assert stored(app) == []
    for _time in range(2):
        client.post("/staff/paste", {**told, "rows": ROWS, "way": "add", "apply": "yes"})
    assert [row[0] for row in stored(app)] == ["18", "19", CANARY]
    words = client.get("/staff").words()
    assert "6 people in 3 rows" in words
    assert "6 people have no level needed yet." in words


def test_who_is_on_the_list_is_changed_and_the_list_can_be_replaced(
    app: Flask, sign_in: SignIn
) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    paste(client, "Name\tRole\tNeeded\n18\tLead\t3\n21\tWarden\t2\n")
    assert stored(app) == [
        ("18", "Lead", 1, 3),
        ("19", "Finance officer", 2, None),
        ("21", "Warden", 1, 2),
        (CANARY, "Warden", 1, None),
    ]
    paste(client, "Role\nWarden\n", way="replace")
    assert stored(app) == [("", "Warden", 1, None)]


@pytest.mark.parametrize("rows", ["", "Role\tPeople\nWarden\t0", "Warden", "Role\nW\x00"])
def test_rows_that_cannot_be_taken_change_nothing(app: Flask, sign_in: SignIn, rows: str) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    before = stored(app)
    page = client.post("/staff/paste", {"rows": rows, "way": "replace", "apply": "yes"}, 422)
    assert page.by_id("rows-error") is not None
    assert stored(app) == before


def test_levels_are_chosen_by_role_and_never_for_anybody(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    page = client.get("/staff/levels")
    assert "Finance officer, 2 people" in page.words()
    assert "which points to Trauma Aware" in page.words()
    assert not page.all(".//select/option[@selected]")
    asked = {"name-0": "Warden", "asked-0": "closer", "name-1": "Finance officer"}
    page = client.post("/staff/levels", {**asked, "look": "yes"}, 200)
    assert "This points to 3 Trauma Responsive." in page.words()
    shown = client.post("/staff/levels", asked, 200, htmx=True)
    assert "This points to 3 Trauma Responsive." in shown.words()
    assert {row[3] for row in stored(app)} == {None}
    client.post("/staff/levels", {**asked, "level-0": "2", "level-1": "9", "save": "yes"})
    assert {row[1]: row[3] for row in stored(app)} == {"Finance officer": None, "Warden": 2}
    words = client.get("/staff").words()
    assert "4 people still to come" in words
    assert "1 January 2022" in words


def test_a_brief_is_made_of_whoever_lacks_the_level(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    paste(client, "Name\tRole\tHeld\tNeeded\tRefresher\n30\tLead\t3\t3\t1/1/2021\n")
    client.post("/staff/levels", {"name-0": "Warden", "level-0": "2", "save": "yes"})
    page = client.get("/briefs/new?staff=role")
    assert page.field("group-0-people") == "3"
    assert page.field("group-1-people") == "1"
    assert "2 people on the list have no level needed yet" in page.words()
    assert page.field("notes") == (
        "Wished besides, a refresher for: Lead, 1 person (Trauma Responsive)."
    )
    names = [one.get("name") or "" for one in page.tree.iter()]
    sent = {
        name: page.field(name)
        for name in names
        if name.startswith("group-") and not name.endswith("asked")
    }
    kept = ("title", "standard", "operation")
    more = {"treatment": "I", **{name: page.field(name) for name in kept}}
    client.post("/briefs/new", {**sent, **more, "save": "yes"}, 303)
    with app.app_context():
        brief = Brief.from_plain(db.session.query(BriefRow).one().content)
    found = [(one.name, one.site, one.people, one.level, one.brings) for one in brief.groups]
    assert found == [
        ("Warden with Trauma Aware", "Quay", 3, 2, 1),
        ("Warden", "Quay", 1, 2, None),
    ]
    client.get("/briefs/new?staff=role&team=nowhere")
    client.get("/briefs/new?staff=luck&months=0")


def test_a_row_is_added_changed_and_taken_off(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    form = {"role": "Warden", "people": "2", "level_needed": "2", "level_held": ""}
    client.post("/staff/add", {**form, "people": "0"}, 422)
    client.post("/staff/add", {**form, "role": "x" * 180}, 422)
    client.post("/staff/add", {**form, "held_on": ["31", "2", "2026"]}, 422)
    client.post("/staff/add", {**form, "role": ""}, 422)
    operation = client.get("/staff/add").field("operation")
    for _time in range(2):
        client.post("/staff/add", {**form, "operation": operation})
    assert stored(app) == [("", "Warden", 2, 2)]
    address = f"/staff/{operation}"
    client.post(address, {**form, "seen": "1", "people": "5"})
    page = client.post(address, {**form, "seen": "1", "people": "6"}, 409)
    assert "This row was changed elsewhere meanwhile." in page.words()
    assert page.field("people") == "6"
    assert stored(app)[0][2] == 5
    page = client.post(f"{address}/remove", {"seen": "1"}, 409)
    assert "changed elsewhere meanwhile, so it stays on the list" in page.words()
    assert page.field("people") == "5"
    assert len(stored(app)) == 1
    client.post(f"{address}/remove", {"seen": "2"})
    assert stored(app) == []
    client.get(address, 404)


def test_the_list_is_filtered_and_emptied(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    assert "2 people in 1 row" in client.get("/staff?team=Office").words()
    assert "4 people in 2 rows" in client.get("/staff?site=Quay").words()
    assert "3 people in 1 row" in client.get("/staff?show=due").words()
    assert "0 people in 0 rows" in client.get("/staff?show=due&months=600").words()
    for junk in ("months=x", "months=-1", "page=9", "show=luck", "level=9"):
        client.get(f"/staff?{junk}")
    page = client.get("/staff/empty")
    assert "3 rows will go for good" in page.words()
    paste(client, "Role\nGardener")
    page = client.post("/staff/empty", {"there": page.field("there")}, 409)
    assert "4 rows will go for good" in page.words()
    assert "so nothing went" in page.words()
    assert len(stored(app)) == 4
    there = {"there": page.field("there")}
    client.post("/staff/empty", there)
    assert stored(app) == []
    client.post("/staff/empty", there)


def test_rows_take_the_place_of_the_list_that_was_seen(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    values = {"rows": "Role\nWarden", "way": "replace"}
    page = client.post("/staff/paste", values, 200)
    assert "The 3 rows on the list now will go for good." in page.words()
    paste(client, "Role\nGardener")
    names = ("shown", "operation", "there")
    told = {name: page.field(name) for name in names}
    page = client.post("/staff/paste", {**values, **told, "apply": "yes"}, 409)
    assert "The 4 rows on the list now will go for good." in page.words()
    assert len(stored(app)) == 4
    told = {name: page.field(name) for name in names}
    for _time in range(2):
        client.post("/staff/paste", {**values, **told, "apply": "yes"})
    assert [row[1] for row in stored(app)] == ["Warden"]


def test_a_long_list_costs_as_many_statements_as_a_short_one(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    paste(client)
    with statements_of(app) as few:
        client.get("/staff")
    paste(client, "Role\tTeam\n" + "\n".join(f"Role {at}\tTeam" for at in range(4_900)))
    with statements_of(app) as many:
        client.get("/staff")
    assert len(many) == len(few)
    too_many = "Role\n" + "\n".join(f"Role {at}" for at in range(200))
    page = client.post("/staff/paste", {"rows": too_many, "way": "add"}, 200)
    told = {key: page.field(key) for key in ("shown", "operation")}
    page = client.post("/staff/paste", {**told, "rows": too_many, "way": "add", "apply": "y"}, 422)
    assert "A staff list holds 5,000 rows." in page.words()


def test_nobody_else_reads_the_list(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    with app.app_context():
        make_person("administrator@test.example", is_administrator=True)
    buyer = sign_in(BUYER)
    paste(buyer)
    with app.app_context():
        named = sa.select(StaffRow.id).where(StaffRow.reference == CANARY)
        staff_id = db.session.scalars(named).one()
        pages = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.arguments
        ]
    assert CANARY in sign_in(READER).get("/staff").text
    sign_in(READER).post("/staff/empty", status=403)
    for email in (OTHER, PROVIDER, "administrator@test.example"):
        client = sign_in(email)
        for address in (*pages, "/briefs/new?staff=role", f"/staff/{staff_id}"):
            assert CANARY not in text_of(client.raw.get(address)), f"{email} {address}"
    other = sign_in(OTHER)
    other.get(f"/staff/{staff_id}", 404)
    for address in (f"/staff/{staff_id}", f"/staff/{staff_id}/remove"):
        other.post(address, {"role": "x", "people": "1", "level_needed": "", "level_held": ""}, 404)
    other.post("/staff/empty")
    assert len(stored(app)) == 3
    # The trail names nobody, whatever was done.
    buyer.post(f"/staff/{staff_id}/remove")
    buyer.post("/staff/empty")
    with app.app_context():
        told = [f"{row.summary} {row.images}" for row in db.session.scalars(sa.select(Journal))]
    assert any("Took a row off" in words for words in told)
    assert not [words for words in told if CANARY in words]
