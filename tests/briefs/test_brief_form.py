"""What a brief holds beside competencies: sites, costs, areas, days; and which level is needed."""

from collections.abc import Callable

import pytest
from flask import Flask

from pathways.db import db
from pathways.domain.need.brief import Brief, Group, Vat
from pathways.domain.need.guide import NONE_OF_THEM
from pathways.models.brief import BriefRow
from pathways.records.editions import current_edition
from pathways.records.guides import guide_for
from tests.briefs.house import BUYER, FORM, PROVIDER, make_house, write
from tests.factories import CURRENT_EDITION
from tests.page import Client, Page

SignIn = Callable[[str], Client]

WHOLE = {
    "group-0-site": "Moor Lane",
    "why": "Fewer people give up at the front door.",
    "vat": "y",
    "hour": "18.50",
    "areas": "Coventry, Solihull",
    "starts_from": ["1", "4", "2027"],
    "ends_by": ["31", "3", "2028"],
    "is_apart": "y",
    "is_entry_open": "y",
    "musts": ["area", "dates"],
}


def kept(app: Flask) -> Brief:
    """Return the one brief that is kept."""
    with app.app_context():
        return Brief.from_plain(db.session.query(BriefRow).one().content)


def message(page: Page, field: str) -> str:
    """Return the message beside a field."""
    found = page.by_id(f"{field}-error")
    return page.words(found) if found is not None else ""


def test_what_is_written_is_kept_and_said(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    address = write(client, **WHOLE)
    brief = kept(app)
    assert brief.groups == (Group("Wardens", 2, 12, 1, "Moor Lane"),)
    assert (brief.vat, brief.hour_pence) == (Vat.RECLAIMED, 1850)
    assert brief.areas == ("Coventry", "Solihull")
    assert (brief.starts_from, brief.ends_by) == ("2027-04-01", "2028-03-31")
    assert (brief.is_shared, brief.is_entry_open) == (False, True)
    assert brief.musts == ("area", "dates")
    words = client.get(address).words()
    for text in (
        "Wardens, Moor Lane",
        "Fewer people give up at the front door.",
        "Coventry or Solihull, a must",
        "From 1 April 2027 to 31 March 2028, a must",
        "Levels that a course asks on entry do not matter",
        "Reclaimed, so that it is no cost",
        "£18.50",
    ):
        assert text in words, text
    form = client.get(f"{address}/edit")
    assert form.field("group-0-site") == "Moor Lane"
    assert form.field("hour") == "18.50"
    assert form.field("areas") == "Coventry, Solihull"
    client.post(f"{address}/edit", {**FORM, **WHOLE, "seen": "1"})
    assert "Nothing was different." in client.get(address).words()


def test_providers_read_no_costs_of_the_buyer(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    buyer = sign_in(BUYER)
    address = write(buyer, **WHOLE)
    buyer.post(f"{address}/share")
    words = sign_in(PROVIDER).get(address).words()
    assert "Coventry or Solihull" in words
    assert "18.50" not in words
    assert "Reclaimed" not in words


def test_a_brief_of_before_opens_with_what_is_so_by_default(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    address = write(client)
    later = ("why", "vat", "hour_pence", "areas", "starts_from", "ends_by", "is_shared")
    with app.app_context():
        row = db.session.query(BriefRow).one()
        plain = {key: row.content[key] for key in row.content if key not in later}
        plain["groups"] = [
            {key: group[key] for key in group if key != "site"} for group in plain["groups"]
        ]
    assert Brief.from_plain(plain) == kept(app)
    form = client.get(f"{address}/edit")
    assert form.field("group-0-site") == ""
    assert not [box for box in form.all(".//input[@id='is_apart']") if box.get("checked")]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ends_by": ["1", "1", "2027"], "starts_from": ["2", "1", "2027"]}, "ends_by", "before"),
        ({"ends_by": ["31", "2", "2027"]}, "ends_by", "Give a day that there is"),
        ({"starts_from": ["x", "", ""]}, "starts_from", "Give a day that there is"),
        ({"hour": "-1"}, "hour", "Give pounds"),
        ({"group-0-people": "1000000"}, "group-0-people", "up to 999,999"),
        ({"group-0-site": "x" * 180}, "group-0-site", "Keep this to 120 characters"),
        ({"group-0-name": "x" * 180}, "group-0-name", "Keep this to 120 characters"),
        ({"areas": "x" * 200}, "areas", "Keep this to 80 characters"),
        ({"is_entry_open": "y", "musts": ["entry"]}, "is_entry_open", "Choose one of the two"),
    ],
)
def test_what_cannot_be_so_is_said(
    app: Flask, sign_in: SignIn, values: dict[str, object], field: str, words: str
) -> None:
    make_house(app)
    client = sign_in(BUYER)
    page = client.post("/briefs/new", {**FORM, "notes": "Kept words", **values}, 422)
    assert words in message(page, field), page.words()
    assert page.field("notes") == "Kept words"


def test_groups_of_one_name_are_told_apart_or_refused(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    same = {
        "group-1-name": " wardens",
        "group-1-people": "3",
        "group-1-level": "2",
        "group-1-brings": "1",
    }
    page = client.post("/briefs/new", {**FORM, **same}, 422)
    assert "This group stands here already." in message(page, "group-1-name")
    for other in ({"group-1-site": "Moor Lane"}, {"group-1-level": "3"}, {"group-1-brings": ""}):
        client.post("/briefs/new", {**FORM, **same, **other}, 303)


def test_many_groups_are_folded_where_they_are_whole(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    many = {
        f"group-{at}-{part}": value
        for at in range(6)
        for part, value in (("name", f"Team {at}"), ("people", "4"), ("level", "1"), ("brings", ""))
    }
    many["group-5-people"] = "none"
    page = client.post("/briefs/new", {**FORM, **many}, 422)
    folded = [page.words(one) for one in page.all(".//details/summary")]
    assert "Team 4: 4 people, 1 Trauma Aware" in folded
    assert not [words for words in folded if words.startswith("Team 5")]


def test_a_guide_points_in_the_form_and_saves_nothing(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    asked = {**FORM, "group-0-level": "", "group-0-asked": ["known"], "look": "yes"}
    page = client.post("/briefs/new", asked, 200)
    found = page.by_id("pointed-0")
    assert found is not None
    assert "This points to 2 Trauma Informed." in page.words(found)
    assert "Trauma Responsive may be nearer" in page.words(found)
    assert page.field("group-0-level") == ""
    assert page.by_id("group-0-level-error") is None
    with app.app_context():
        assert db.session.query(BriefRow).count() == 0
    junk = {"group-0-asked": ["luck", ""], "group-0-role": "King"}
    page = client.post("/briefs/new", {**FORM, **junk, "look": "yes"}, 200)
    found = page.by_id("pointed-0")
    assert found is not None
    assert page.words(found) == ""


def test_an_edition_of_its_own_levels_has_a_guide_or_none(app: Flask) -> None:
    with app.app_context():
        edition = current_edition(db.session)
    assert edition.code == CURRENT_EDITION
    guide = guide_for(edition)
    assert guide is not None
    assert [sense.number for sense in guide.levels] == [level.number for level in edition.levels]
    assert NONE_OF_THEM not in {one.key for one in guide.questions}
