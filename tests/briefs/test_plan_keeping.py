"""Plans that are kept: frozen, compared with today, with notes, and gone only when asked twice."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.plan.since import CourseToday, changes_since, cost_today, cost_words
from pathways.models.offer import OfferRow, OfferTag
from pathways.models.plan import KeptPlan
from tests.briefs.answered import answer_at_once
from tests.briefs.house import BUYER, OTHER, READER, make_house, offer, strands, write
from tests.factories import make_plan
from tests.page import Client

ALL = ("KA", "LA", "SE", "LE", "CH", "WB")


@pytest.fixture
def course(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    answer_at_once(monkeypatch)
    house = make_house(app)
    return offer(
        app,
        house["provider"],
        "Trauma at work",
        strands(*ALL),
        minutes=240,
        price_pence=9_500,
        price_basis="person",
        vat="added",
    )


def keep(client: Client, address: str, operation: str = "") -> str:
    """Press the button on the page of a plan; return the address of what was kept."""
    page = client.get(f"{address}/plan")
    sent = {name: page.field(name) for name in ("operation", "goal", "seen")}
    if operation:
        sent["operation"] = operation
    return client.post(f"{address}/plan/keep", sent).location


def signed_in(app: Flask, who: str = BUYER) -> Client:
    client = Client(app)
    client.sign_in(who)
    return client


def test_a_kept_plan_stays_as_it_was_and_says_what_changed(app: Flask, course: str) -> None:
    client = signed_in(app)
    address = write(client)
    kept = keep(client, address)
    then = client.get(kept).words()
    assert "for £1,368 with VAT" in then
    assert "Nothing has changed since At the prices of today it costs the same, £1,368." in then
    with app.app_context(), transaction() as session:
        row = session.scalars(sa.select(OfferRow).where(OfferRow.pathway_id == course)).one()
        row.price_pence = 10_000
    now = client.get(kept).words()
    assert "for £1,368 with VAT" in now
    assert "The price of “Trauma at work” was £95 a person, VAT added, and is £100 a p" in now
    assert "At the prices of today it costs £1,440, £72 more." in now
    with app.app_context(), transaction() as session:
        number = sa.select(OfferRow.number).where(OfferRow.pathway_id == course).scalar_subquery()
        session.execute(sa.delete(OfferTag).where(OfferTag.number == number))
        session.execute(sa.delete(OfferRow).where(OfferRow.pathway_id == course))
    gone = client.get(kept).words()
    assert "“Trauma at work” is no longer published." in gone
    assert "as “Trauma at work” is not published." in gone
    assert "12 people" in client.get(f"{address}/plans").words()


def test_two_clicks_keep_one_and_another_plan_is_not_kept_unseen(app: Flask, course: str) -> None:
    client = signed_in(app)
    address = write(client)
    operation = client.get(f"{address}/plan").field("operation")
    assert keep(client, address, operation) == keep(client, address, operation)
    page = client.get(f"{address}/plan")
    with app.app_context(), transaction() as session:
        row = session.scalars(sa.select(OfferRow).where(OfferRow.pathway_id == course)).one()
        row.price_pence = 20_000
    sent = {name: page.field(name) for name in ("operation", "goal", "seen")}
    assert client.post(f"{address}/plan/keep", sent).location == f"{address}/plan?goal=cheapest"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptPlan)) == 1


def test_notes_are_not_written_over(app: Flask, course: str) -> None:
    assert course
    client = signed_in(app)
    kept = keep(client, write(client))
    assert client.post(f"{kept}/notes", {"seen": "1", "notes": "For the board"}).status == 303
    page = client.post(f"{kept}/notes", {"seen": "1", "notes": "For finance"}, 409)
    assert "For the board" in page.words()
    assert page.field("notes") == "For finance"
    assert client.post(f"{kept}/notes", {"seen": page.field("seen"), "notes": "Both"}).status == 303


def test_readers_read_others_find_nothing_and_removing_asks_first(app: Flask, course: str) -> None:
    assert course
    client = signed_in(app)
    address = write(client)
    kept = keep(client, address)
    reader, other = signed_in(app, READER), signed_in(app, OTHER)
    assert "Save notes" not in reader.get(kept).words()
    reader.post(f"{kept}/remove", {}, 403)
    for path in (kept, f"{kept}/plan.xlsx", f"{kept}/plan.docx", f"{address}/plans"):
        other.get(path, 404)
    page = client.get(f"{kept}/remove")
    assert "It goes for good, with its notes." in page.words()
    client.post(f"{kept}/notes", {"seen": "1", "notes": "Agreed with the board"})
    page = client.post(f"{kept}/remove", {"seen": page.field("seen")}, 409)
    assert "Agreed with the board" in page.words()
    assert (
        client.post(f"{kept}/remove", {"seen": page.field("seen")}).location == f"{address}/plans"
    )
    client.get(kept, 404)
    assert "No plan is kept yet" in client.get(f"{address}/plans").words()


def test_the_state_of_a_course_stands_on_the_plan(app: Flask, course: str) -> None:
    client = signed_in(app)
    address = write(client)
    path = f"{address}/courses/{course}"
    sent = {"seen": "0", "state": "quoted", "pence": "90", "basis": "", "vat": "added"}
    page = client.post(path, sent, 422)
    assert "Say whether the price is for a person or for a run." in page.words()
    assert page.field("pence") == "90"
    assert client.post(path, {**sent, "basis": "person"}).status == 303
    assert "Quoted £90 a person + VAT" in client.get(f"{address}/plan").words()
    page = client.post(path, {"seen": "1", "state": "rejected", "basis": "", "vat": ""}, 422)
    assert "Say in a few words why" in page.words()


def test_a_plan_counts_what_was_quoted_and_a_kept_one_says_what_became_of_it(
    app: Flask, course: str
) -> None:
    client = signed_in(app)
    address = write(client)
    before = keep(client, address)
    path = f"{address}/courses/{course}"
    sent = {"seen": "0", "state": "quoted", "pence": "90", "basis": "person", "vat": "added"}
    client.post(path, sent)
    page = client.get(f"{address}/plan").words()
    assert "for £1,296 with VAT" in page
    assert "as quoted to you" in page
    assert "where no other is named" in page
    said = client.get(before).words()
    assert "The price of “Trauma at work” was £95 a person, VAT added, and is £90 a p" in said
    assert "At the prices of today it costs £1,296, £72 less." in said
    kept = keep(client, address)
    assert "Nothing has changed since" in client.get(kept).words()
    client.post(path, {**sent, "seen": "1", "pence": "100"})
    assert "was £90 a person, VAT added, and is £100 a p" in client.get(kept).words()
    # Nobody else's plan knows what was quoted here.
    other = signed_in(app, OTHER)
    assert "for £1,368 with VAT" in other.get(f"{write(other)}/plan").words()


def test_what_changed_is_counted_again() -> None:
    plan = make_plan()
    today = {
        course.pathway_id: CourseToday(course.version_number, course.price, course.minutes)
        for course in plan.courses
    }
    assert changes_since(plan, today) == ()
    assert cost_today(plan, today) == plan.totals.pays
    first = plan.courses[0]
    dearer = CourseToday(3, first.price._replace(pence=40_00, group_max=20), 180)
    changed = {**today, first.pathway_id: dearer}
    assert changes_since(plan, changed) == (
        "“Behind the front desk” has another version: 3. This plan rests on version 2.",
        "The price of “Behind the front desk” was £39 a person, VAT added, "
        "and is £40 a person, VAT added.",
        "The group size of “Behind the front desk” was 6 to 24, and is 6 to 20.",
        "The length of “Behind the front desk” was 3 h 30 min, and is 3 h.",
    )
    assert cost_today(plan, changed) == 56 * 40_00 * 12 // 10 + 3_744_00
    assert cost_words(plan, changed).endswith("£67.20 more.")
    unpriced = {**today, first.pathway_id: replace_price(dearer, None)}
    assert "a price or its VAT is not stated" in cost_words(plan, unpriced)
    assert cost_words(replace(plan, courses=()), {}) == ""


def replace_price(course: CourseToday, pence: int | None) -> CourseToday:
    return course._replace(price=course.price._replace(pence=pence))
