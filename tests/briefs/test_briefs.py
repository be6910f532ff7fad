"""Writing a brief, changing it, showing it, putting it away, and who sees it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.domain.need.brief import MOST_GROUPS
from pathways.domain.policy import Actor
from pathways.domain.rule.depth import Depth
from pathways.domain.rule.questions import StandardQuestion
from pathways.domain.rule.standards import Standard
from pathways.domain.rule.stated import Statements
from pathways.models.brief import BriefRow
from pathways.models.journal import Journal
from pathways.standards.services import define_standard
from tests.briefs.house import BUYER, FORM, OTHER, PROVIDER, READER, make_house, write
from tests.page import Client, Page

SignIn = Callable[[str], Client]


def errors(page: Page) -> dict[str, str]:
    """Return the messages beside fields, by the id that the summary points at."""
    return {
        (link.get("href") or "").removeprefix("#"): page.words(link)
        for link in page.all(".//div[@class='govuk-error-summary__body']//a")
    }


def steps(app: Flask) -> list[str]:
    with app.app_context():
        rows = db.session.scalars(
            sa.select(Journal.action).where(Journal.action.contains("brief")).order_by(Journal.id)
        )
        return list(rows)


def test_a_brief_is_written_and_read_again(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    assert "No brief yet" in client.get("/briefs").words()
    address = write(
        client,
        themes=["KA", "CH"],
        treatment="D",
        codes="L2-KA-K03, l2-ch-s01",
        minutes="7 h",
        budget="£1,200.50",
        delivery=["In person"],
        sectors=["Education"],
        musts=["hours", "entry"],
    )
    page = client.get(address)
    words = page.words()
    for text in (
        "12 people who have Trauma Aware need Trauma Informed",
        "Knowledge and Awareness, Cultural Humility",
        "Balanced: At least one competency in each theme. Both knowledge and skills",
        "Developed",
        "At most 7 h a person, a must",
        "£1,200.50 for everybody",
        "In person",
        "Education",
        "No more than the groups have already",
        "L2-CH-S01",
        "Private",
        "Nothing is published.",
    ):
        assert text in words, text
    form = client.get(f"{address}/edit")
    assert form.field("minutes") == "7 h"
    assert form.field("budget") == "1200.50"
    assert form.field("group-0-brings") == "1"
    assert "Wardens 2027" in client.get("/briefs").words()
    assert steps(app) == ["write brief"]


def test_the_same_operation_makes_one_brief(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    operation = client.get("/briefs/new").field("operation")
    values = {**FORM, "operation": operation}
    first, second = (client.post("/briefs/new", values).location for _time in range(2))
    assert first == second
    assert steps(app) == ["write brief"]
    # Back in a form that was sent, somebody writes another brief: it is kept beside the first.
    other = client.post("/briefs/new", {**values, "title": "Desk 2027"}).location
    assert other != first
    assert "Desk 2027" in client.get(other).words()
    assert "Wardens 2027" in client.get(first).words()


def test_two_clicks_at_one_moment_make_one_brief(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    clients = [sign_in(BUYER) for _ in range(3)]
    for client in clients:
        client.get("/briefs")
    values = {**FORM, "operation": clients[0].get("/briefs/new").field("operation")}
    with ThreadPoolExecutor(3) as pool:
        made = set(pool.map(lambda one: one.post("/briefs/new", values).location, clients))
    assert len(made) == 1
    assert steps(app) == ["write brief"]


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"title": " "}, "title", "Give the brief a name."),
        ({"title": "A\u202eB"}, "title", "This holds an invisible character."),
        ({"group-0-people": "0"}, "group-0-people", "Give how many people, at least 1."),
        ({"group-0-people": "-3"}, "group-0-people", "Give a whole number"),
        ({"group-0-people": "1e9"}, "group-0-people", "Give a whole number"),
        ({"group-0-name": ""}, "group-0-name", "Name the group"),
        ({"group-0-level": ""}, "group-0-level", "Choose the level that they need."),
        ({"group-0-level": "9"}, "group-0-level", "Choose from what is offered here."),
        ({"group-1-people": "4"}, "group-1-name", "Name the group"),
        (
            {"group-0-name": "", "group-0-people": "", "group-0-level": ""},
            "group-0-name",
            "Name at least one staff group.",
        ),
        ({"codes": "L9-XX-K01"}, "codes", "The framework has no code L9-XX-K01."),
        ({"codes": "housing"}, "codes", "There is no code in this."),
        ({"codes": "L1-KA-K01"}, "codes", "L1-KA-K01: no group needs the level of this."),
        ({"required": ["made-up"]}, "codes", "The framework has no code made-up."),
        ({"budget": "plenty"}, "budget", "Give pounds"),
        ({"budget": "-5"}, "budget", "Give pounds"),
        ({"minutes": "soon"}, "minutes", "Give the minutes as a whole number"),
        ({"themes": ["ZZ"]}, "themes", "Choose from what is offered here."),
        ({"treatment": "X"}, "treatment", "Choose from what is offered here."),
        ({"standard": "made-up"}, "standard", "Choose from what is offered here."),
        ({"musts": ["luck"]}, "musts", "Choose from what is offered here."),
        ({"contact": "x" * 300}, "contact", "Keep this to 200 characters."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    app: Flask, sign_in: SignIn, values: dict[str, Any], field: str, message: str
) -> None:
    make_house(app)
    client = sign_in(BUYER)
    page = client.post("/briefs/new", {**FORM, "notes": "Kept words", **values}, 422)
    found = next((text for key, text in errors(page).items() if key.startswith(field)), "")
    assert message in found, errors(page)
    assert page.field("notes") == "Kept words"
    assert steps(app) == []
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BriefRow)) == 0


def test_a_group_is_added_without_scripts_and_nothing_is_called_missing(
    app: Flask, sign_in: SignIn
) -> None:
    make_house(app)
    client = sign_in(BUYER)
    page = client.post("/briefs/new", {**FORM, "title": "", "more": "yes"}, 200)
    assert page.field("group-2-name") == ""
    assert page.field("group-0-name") == "Wardens"
    assert errors(page) == {}
    many = {
        f"group-{n}-{part}": "" for n in range(MOST_GROUPS) for part in ("name", "level", "people")
    }
    page = client.post("/briefs/new", {**FORM, **many, "more": "yes"}, 200)
    assert f"group-{MOST_GROUPS}-name" not in page.text
    assert "Add another group" not in page.words()


def test_the_form_says_the_brief_in_words_while_it_is_written(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    page = client.post("/briefs/preview", {**FORM, "found_with": "|||False"}, 200, htmx=True)
    assert "12 people who have Trauma Aware need Trauma Informed" in page.words()
    assert page.by_id("choose") is None
    page = client.post("/briefs/preview", {**FORM, "find": "Lundy"}, 200, htmx=True)
    assert page.by_id("choose") is not None
    page = client.post("/briefs/new", {**FORM, "find": "Lundy", "look": "yes"}, 200)
    assert "One competency shown" in page.words()


def test_two_who_change_one_brief_see_both(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    client = sign_in(BUYER)
    address = write(client)
    mine = {**FORM, "seen": "1", "group-0-people": "15"}
    client.post(f"{address}/edit", {**FORM, "seen": "1", "group-0-people": "20"})
    page = client.post(f"{address}/edit", mine, 409)
    conflict = page.words(page.all(".//div[@class='conflict']")[0])
    assert "20 people" in conflict
    assert "15 people" in conflict
    assert page.field("group-0-people") == "15"
    client.post(f"{address}/edit", {**mine, "seen": page.field("seen")})
    assert "15 people" in client.get(address).words()
    client.post(f"{address}/edit", {**mine, "seen": "1"})
    assert "Nothing was different." in client.get(address).words()
    assert steps(app) == ["write brief", "change brief", "change brief"]


def test_a_brief_is_shown_kept_private_put_away_and_restored(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    buyer, provider = sign_in(BUYER), sign_in(PROVIDER)
    address = write(buyer, notes="Two cohorts", contact="ask@riverside.example")
    provider.get(address, 404)
    assert "No brief is shown" in provider.get("/briefs").words()
    buyer.post(f"{address}/share")
    buyer.post(f"{address}/share")
    words = provider.get(address).words()
    assert "What Riverside Trust needs" in words
    assert "ask@riverside.example" in words
    assert "Two cohorts" in words
    assert "Wardens 2027" in provider.get("/briefs").words()
    provider.get(f"{address}/combination", 404)
    for step in ("edit", "share", "keep-private", "archive", "restore"):
        provider.post(f"{address}/{step}", FORM, 403)
    sign_in(OTHER).get(address, 404)
    buyer.post(f"{address}/keep-private")
    provider.get(address, 404)
    buyer.post(f"{address}/share")
    buyer.post(f"{address}/archive")
    provider.get(address, 404)
    assert "Wardens 2027" not in provider.get("/briefs").words()
    assert "All briefs are put away" in buyer.get("/briefs").words()
    buyer.post(f"{address}/edit", {**FORM, "seen": "1"}, 404)
    buyer.post(f"{address}/restore")
    provider.get(address)
    assert steps(app) == [
        "write brief",
        "show brief",
        "keep brief private",
        "show brief",
        "archive brief",
        "restore brief",
    ]


def test_a_brief_belongs_to_its_organisation_and_readers_read(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    address = write(sign_in(BUYER))
    other = sign_in(OTHER)
    other.get(address, 404)
    other.get(f"{address}/edit", 404)
    other.get(f"{address}/combination", 404)
    for step in ("edit", "share", "keep-private", "archive", "restore"):
        other.post(f"{address}/{step}", {**FORM, "seen": "1"}, 404)
    reader = sign_in(READER)
    assert "Change" not in [
        reader.get(address).words(link) for link in reader.get(address).all(".//a")
    ]
    reader.get(f"{address}/combination")
    reader.get("/briefs/new", 403)
    reader.post(f"{address}/archive", status=403)
    sign_in(PROVIDER).get("/briefs/new", 403)


def test_a_commissioners_own_standard_stays_as_it_was(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    actor = Actor("", "", "", False, house["other"], role="owner", is_commissioner=True)
    with app.app_context(), transaction() as session:
        define_standard(session, actor, Standard("", "Metro core", "Ours", share=30), new_id())
    client = sign_in(OTHER)
    page = client.get("/briefs/new")
    own = next(
        o for o in page.all(".//select[@id='standard']/option") if "Metro core" in page.words(o)
    )
    address = write(client, standard=own.get("value"))
    assert "Metro core: At least 30% of the competencies" in client.get(address).words()
    family = page_family(client)
    client.post(
        f"/standards/{family}/edit",
        {"name": "Metro core", "gist": "Ours", "share": "60", "seen": "1", "save": "yes"},
    )
    assert "At least 30%" in client.get(address).words()
    form = client.get(f"{address}/edit")
    assert "Metro core, as it was when this was written" in form.words()
    # Nobody who opens the form and saves takes on a standard that they have not chosen.
    ticked = form.all(".//select[@id='standard']/option[@selected]")
    assert [option.get("value") for option in ticked] == ["kept"]
    preview = form.by_id("brief")
    assert preview is not None
    shown = client.post(
        preview.get("hx-post") or "", {**FORM, "standard": "kept"}, 200, htmx=True
    ).words()
    assert "Metro core: At least 30% of the competencies" in shown
    sign_in(BUYER).post(preview.get("hx-post") or "", {**FORM}, 404, htmx=True)
    client.post(f"{address}/edit", {**FORM, "standard": "kept", "seen": "1", "title": "Renamed"})
    assert "At least 30%" in client.get(address).words()
    assert "Metro core" not in sign_in(BUYER).get("/briefs/new").words()


def test_a_brief_takes_what_can_be_found_in_an_offer(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    actor = Actor("", "", "", False, house["other"], role="owner", is_commissioner=True)
    asking = Standard(
        "",
        "Metro core",
        "Ours",
        depth=Depth(rate=12),
        statements=Statements(group=20),
        questions=(StandardQuestion("a", "Are you insured?"),),
    )
    with app.app_context(), transaction() as session:
        define_standard(session, actor, asking, new_id())
    client = sign_in(OTHER)
    page = client.get("/briefs/new")
    own = next(
        o for o in page.all(".//select[@id='standard']/option") if "Metro core" in page.words(o)
    )
    words = client.get(write(client, standard=own.get("value"))).words()
    assert "At most 12 competencies an hour." in words
    assert "Largest group at most 20" not in words
    assert "answers one question" not in words


def page_family(client: Client) -> str:
    links = [link.get("href") or "" for link in client.get("/standards").all(".//a")]
    return next(link for link in links if link.startswith("/standards/") and "new" not in link)[11:]
