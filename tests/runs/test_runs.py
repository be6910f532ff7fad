"""Runs on the pages: announced by hand, changed, taken back, and seen by buyers until over."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.models.run import RunRow
from pathways.pages import today
from tests.compare.shelf import put_out
from tests.factories import demonstration, make_organisation, make_person
from tests.page import Client, Page

Scene = tuple[Client, str, str]
"""The provider's client, the pathway and its organisation."""


@pytest.fixture
def scene(app: Flask, client: Client) -> Scene:
    with app.app_context():
        organisation = make_organisation("Northgate Learning")
        make_person("owner@test.example", organisation)
        pathway = put_out(organisation, demonstration("housing-teams"), Visibility.PUBLIC)
    client.sign_in("owner@test.example")
    return client, pathway, organisation


@pytest.fixture
def day(app: Flask) -> Callable[[int], date]:
    """Give a function that returns the day so many days from today."""
    with app.app_context():
        first = today()
    return lambda days: first + timedelta(days=days)


def typed(**values: Any) -> dict[str, Any]:
    return {"operation": new_id(), "area": "Coventry", "whom": "open", **values}


def parts(when: date) -> list[str]:
    return [str(when.day), str(when.month), str(when.year)]


def rows(app: Flask) -> list[RunRow]:
    with app.app_context():
        return list(db.session.scalars(sa.select(RunRow).order_by(RunRow.created_at)))


def errors(page: Page) -> dict[str, str]:
    """Return what is said beside each field, by its id."""
    return {
        str(e.get("id")).removesuffix("-error"): page.words(e).removeprefix("Error:").strip()
        for e in page.tree.iter()
        if str(e.get("id", "")).endswith("-error")
    }


def test_a_run_stands_on_its_page_and_in_the_directory(
    app: Flask, scene: Scene, day: Callable[[int], date]
) -> None:
    client, pathway, _organisation = scene
    address = f"/pathways/{pathway}/runs"
    assert "No run is announced" in client.get(address).words()
    offer = client.get(f"/directory/{pathway}")
    assert "No dates announced" in offer.words()
    first, last = day(30), day(32)
    form = typed(
        starts_on=parts(first),
        ends_on=parts(last),
        place="The Old Library",
        places_left="6",
        price="95.50",
        note="10 to 4, see https://northgate.example",
    )
    page = client.post(address, form)
    assert page.location.endswith(address)
    words = client.get(address).words()
    for part in ("The Old Library, Coventry", "Open to all", "6 places left", "£95.50"):
        assert part in words
    offer = client.get(f"/directory/{pathway}")
    (shown,) = [e for e in offer.tree.iter("ul") if "published__runs" in e.get("class", "")]
    for part in ("The Old Library, Coventry", "Open to all", "6 places left", "£95.50 a"):
        assert part in offer.words(shown)
    assert 'href="https://northgate.example"' in offer.text
    listed = client.get("/directory")
    facts = listed.by_id(f"facts-{pathway}")
    assert facts is not None
    assert "Coventry, 6 places left" in listed.words(facts)
    assert "Next:" in listed.words(facts)
    # The same form once more announces nothing more.
    client.post(address, form)
    assert len(rows(app)) == 1
    (row,) = rows(app)
    assert (row.starts_on, row.ends_on) == (first.isoformat(), last.isoformat())
    assert (row.places_left, row.price_pence, row.is_open) == (6, 9550, True)


def test_a_run_that_is_over_leaves_by_itself(
    app: Flask, scene: Scene, day: Callable[[int], date], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, pathway, _organisation = scene
    client.post(f"/pathways/{pathway}/runs", typed(starts_on=parts(day(3)), area="Dudley"))
    assert "Dudley" in client.get(f"/directory/{pathway}").words()
    for place in ("directory.routes.published", "directory.routes.searching", "runs.routes"):
        monkeypatch.setattr(f"pathways.{place}.today", lambda: day(4))
    monkeypatch.setitem(app.jinja_env.globals, "today", lambda: day(4))
    assert "Dudley" not in client.get(f"/directory/{pathway}").text
    assert "Dudley" not in client.get("/directory").text
    page = client.get(f"/pathways/{pathway}/runs")
    assert "No run is announced" in page.words()
    assert "Give it new dates" in page.words()
    assert len(rows(app)) == 1


def test_by_agreement_is_said_as_such(scene: Scene) -> None:
    client, pathway, _organisation = scene
    client.post(f"/pathways/{pathway}/runs", typed(whom="in-house"))
    words = client.get(f"/directory/{pathway}").words()
    assert "By agreement Coventry In-house" in words
    assert "Dates by agreement: Coventry" in words
    assert "Dates by agreement: Coventry" in client.get("/directory").words()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a day that is over": ({"starts_on": ["1", "3", "2020"]}, "starts_on"),
    "an end before its beginning": (
        {"starts_on": ["5", "3", "2031"], "ends_on": ["4", "3", "2031"]},
        "ends_on",
    ),
    "an end alone": ({"starts_on": [], "ends_on": ["4", "3", "2031"]}, "starts_on"),
    "no such day": ({"starts_on": ["31", "2", "2031"]}, "starts_on"),
    "half a day": ({"starts_on": ["", "2", "2031"]}, "starts_on"),
    "a day far away": ({"starts_on": ["1", "1", "2931"]}, "ends_on"),
    "places below zero": ({"places_left": "-1"}, "places_left"),
    "a million places": ({"places_left": "1000000"}, "places_left"),
    "places in words": ({"places_left": "a few"}, "places_left"),
    "an empty area": ({"area": "  "}, "area"),
    "a long area": ({"area": "a" * 81}, "area"),
    "no price": ({"price": "much"}, "price"),
    "a long note": ({"note": "n" * 201}, "note"),
    "for nobody": ({"whom": "nobody"}, "whom"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_beside_its_field(app: Flask, scene: Scene, name: str) -> None:
    client, pathway, _organisation = scene
    values, field = BAD[name]
    form = typed(note="Bring a pen", **{key: v for key, v in values.items() if key != "note"})
    form |= {key: v for key, v in values.items() if key == "note"}
    page = client.post(f"/pathways/{pathway}/runs", form, 422)
    assert set(errors(page)) == {field}, errors(page)
    assert page.field("note") == form["note"]
    assert f'href="#{field}' in page.text
    assert not rows(app)


def test_a_run_is_changed_and_two_at_once_see_both(app: Flask, scene: Scene) -> None:
    client, pathway, _organisation = scene
    client.post(f"/pathways/{pathway}/runs", typed(places_left="6"))
    (row,) = rows(app)
    address = f"/pathways/{pathway}/runs/{row.id}"
    page = client.get(address)
    assert (page.field("area"), page.field("places_left")) == ("Coventry", "6")
    seen = page.field("seen")
    client.post(address, typed(seen=seen, places_left="0"))
    assert "No place left" in client.get(f"/directory/{pathway}").words()
    page = client.post(address, typed(seen=seen, places_left="9"), 409)
    assert "No place left" in page.words()
    assert "9 places left" in page.words()
    client.post(address, typed(seen=page.field("seen"), places_left="9"))
    assert rows(app)[0].places_left == 9
    page = client.post(f"{address}/remove", {"seen": seen}, 409)
    assert "changed elsewhere meanwhile, so it is not taken back" in page.words()
    assert page.field("places_left") == "9"
    assert len(rows(app)) == 1
    client.post(f"{address}/remove", {"seen": page.field("seen")})
    assert not rows(app)
    client.get(address, 404)
    client.post(f"{address}/remove", status=404)


def test_what_is_not_published_shows_its_runs_to_nobody_else(app: Flask, scene: Scene) -> None:
    client, pathway, _organisation = scene
    client.post(f"/pathways/{pathway}/runs", typed(area="Dudley"))
    client.post(f"/pathways/{pathway}/unpublish")
    assert "nobody else sees its runs" in client.get(f"/pathways/{pathway}/runs").words()
    visitor = Client(app)
    assert "Dudley" not in visitor.get("/directory").text
    visitor.get(f"/directory/{pathway}", 404)
    visitor.get(f"/pathways/{pathway}/runs", 302)


def test_another_provider_finds_no_run(app: Flask, scene: Scene) -> None:
    client, pathway, _organisation = scene
    client.post(f"/pathways/{pathway}/runs", typed())
    (row,) = rows(app)
    with app.app_context():
        other = make_organisation("Willow Training")
        make_person("other@test.example", other)
        own = put_out(other, demonstration("whole-school"), Visibility.PUBLIC)
    stranger = Client(app)
    stranger.sign_in("other@test.example")
    for base in (pathway, own):
        stranger.get(f"/pathways/{base}/runs/{row.id}", 404)
        stranger.post(f"/pathways/{base}/runs/{row.id}/remove", status=404)
        stranger.post(f"/pathways/{base}/runs/{row.id}", typed(), 404)
    stranger.post(f"/pathways/{pathway}/runs", typed(), 404)
    assert len(rows(app)) == 1


PASTED = """Start\tEnd\tVenue\tTown\tDelivery\tOpen\tPlaces left\tPrice\tTrainer
9 March 2031\t10 March 2031\tThe Old Library\tCoventry\tin person\topen\t6\t£95\tSam
9/4/2031\t\t\t\tZoom\tin-house\tfull\t\t
by agreement\t\t\tDudley\t\t\t\t\t
1 March 2020\t\t\tDudley\t\t\t-3\tmuch\t
9 March 2031\t8 March 2031\t\tDudley\tperhaps\tmaybe\t\t\t
\t\t\tDudley\t\t\t\t\t
3 May 2031\t\tHall 7\t\t\t\t1000000\t\t
9 March 2031\t10 March 2031\tThe Old Library\tCoventry\tin person\topen\t6\t£95\tSam
"""


def test_pasted_rows_are_seen_before_they_are_taken(app: Flask, scene: Scene) -> None:
    client, pathway, _organisation = scene
    address = f"/pathways/{pathway}/runs/paste"
    page = client.post(address, {"rows": PASTED, "whom": "in-house"}, 200)
    assert not rows(app)
    assert "3 runs can be added. 5 rows cannot, and are left out" in page.words()
    assert "Columns that are not used: Trainer." in page.words()
    body = page.tree.find(".//tbody")
    assert body is not None
    told = [page.words(list(row)[-1]) for row in body]
    assert told[:3] == ["Yes"] * 3
    assert "is over" in told[3]
    assert "fewer than 0 places" in told[3]
    assert "Price: Give pounds" in told[3]
    assert "ends before it begins" in told[4]
    assert "neither online nor in person" in told[4]
    assert "neither open nor in-house" in told[4]
    assert "It has no date." in told[5]
    assert "Say in which area" in told[6]
    assert "at most 10,000" in told[6]
    assert told[7] == "It is there already."
    taken = {"rows": page.field("rows"), "whom": page.field("whom") or "in-house"}
    client.post(f"{address}/take", taken)
    found = [(r.starts_on, r.area, r.is_online, r.is_open, r.places_left) for r in rows(app)]
    assert sorted(found) == [
        ("", "Dudley", False, False, None),
        ("2031-03-09", "Coventry", False, True, 6),
        ("2031-04-09", "", True, False, 0),
    ]
    # The same rows once more are all there.
    client.post(f"{address}/take", taken)
    assert len(rows(app)) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste the rows"),
        ("one\ttwo\n1\t2", "name its columns"),
        ("Date\tArea", "no row below"),
        ("Date\tArea\n" + "by agreement\tDudley\n" * 201, "at most 200 rows"),
        ('Date,Area\n"by agreement', "1 row cannot"),
        ("x" * 40_000, "Keep this to"),
    ],
)
def test_rows_that_say_nothing_are_refused_in_words(
    app: Flask, scene: Scene, text: str, words: str
) -> None:
    client, pathway, _organisation = scene
    page = client.post(
        f"/pathways/{pathway}/runs/paste",
        {"rows": text, "whom": "open"},
        200 if "cannot" in words else 422,
    )
    assert words in page.words()
    assert page.field("rows").strip() == text.strip()
    assert not rows(app)


def test_the_most_runs_that_a_pathway_has(app: Flask, scene: Scene) -> None:
    client, pathway, organisation = scene
    actor = Actor("", "Ann", "", False, organisation, role="owner", is_provider=True)
    assert actor.organisation_id == organisation
    lines = "\n".join(f"by agreement\tPlace {number} x" for number in range(200))
    many = {"rows": f"Date\tArea\n{lines}", "whom": "open"}
    client.post(f"/pathways/{pathway}/runs/paste/take", many)
    assert len(rows(app)) == 200
    page = client.post(f"/pathways/{pathway}/runs", typed(), 422)
    assert "at most 200 runs" in page.words()
    page = client.post(
        f"/pathways/{pathway}/runs/paste/take",
        {"rows": "Date\tArea\nby agreement\tLeeds", "whom": "open"},
        422,
    )
    assert "at most 200 runs" in page.words()
    assert len(rows(app)) == 200
