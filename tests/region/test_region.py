"""The pages of the regional picture, over what providers have really published."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.directory.services import freeze_draft, publish, unpublish
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.records.editions import current_edition
from tests.bench.market import fill_market
from tests.factories import (
    demonstration,
    load_pathway,
    make_organisation,
    make_person,
)
from tests.page import Client

SignIn = Callable[[str], Client]
BUYER, LEARNING, PROVIDER = "metro@test.example", "learning@test.example", "ann@test.example"
KEYS = ("whole-school", "front-desk")


@pytest.fixture
def owner(app: Flask) -> Actor:
    """Give a provider's owner; make a commissioner and an employer to read."""
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        make_person(BUYER, metro, "reader")
        make_person(LEARNING, make_organisation("Ward", is_provider=False, is_employer=True))
        home = make_organisation("Northgate Learning")
        person = make_person(PROVIDER, home)
    return Actor(person, "Ann", "", False, home, "Northgate", "owner", is_provider=True)


def list_pathways(app: Flask, owner: Actor, visibility: Visibility) -> list[str]:
    """Publish the two pathways of the demonstration; return their ids."""
    with app.app_context():
        pathways = [load_pathway(owner.organisation_id or "", demonstration(key)) for key in KEYS]
        for pathway in pathways:
            with transaction() as session:
                version = freeze_draft(session, owner, pathway)
                publish(session, owner, pathway, version.id, visibility)
    return pathways


def treated(level: int) -> dict[str, int]:
    """Return how many of the two treat each competency of a level."""
    found: dict[str, int] = {}
    for key in KEYS:
        content = demonstration(key)
        for code in {mapping.code for module in content.modules for mapping in module.mappings}:
            if code.startswith(f"L{level}"):
                found[code] = found.get(code, 0) + 1
    return found


def backed(app: Flask) -> dict[str, int]:
    """Return how many of the two back each competency."""
    found: dict[str, int] = {}
    with app.app_context():
        edition = current_edition(db.session)
    for key in KEYS:
        proportion = measure(edition, demonstration(key)).proportion
        for item in edition.members(proportion.backing[0]):
            found[item.code] = found.get(item.code, 0) + 1
    return found


def test_the_picture_counts_what_is_claimed_and_what_is_backed(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    list_pathways(app, owner, Visibility.PUBLIC)
    page = sign_in(BUYER).get("/region")
    behind = backed(app)
    with app.app_context():
        edition = current_edition(db.session)
    cells = [page.words(e) for e in page.all(".//a[@class='region-heat__cell']")]
    wanted = []
    for theme in edition.themes:
        for level in (1, 2, 3):
            codes = [c.code for c in edition.competencies if c.level == level]
            here = [code for code in codes if f"-{theme.code}-" in code]
            claimed = sum(1 for code in here if code in treated(level))
            behind_here = sum(1 for code in here if code in behind) or "none"
            wanted.append(f"{claimed} of {len(here)} claimed, {behind_here} backed of ")
    assert len(cells) == 19
    assert [a.startswith(b) for a, b in zip(cells, wanted, strict=False)] == [True] * 18
    assert any("1 backed" not in cell and "none backed" not in cell for cell in cells)


def test_an_empty_region_says_what_will_be_there(app: Flask, owner: Actor, sign_in: SignIn) -> None:
    client = sign_in(BUYER)
    for address in ("/region", "/region?level=2&show=none"):
        assert "Nothing is published yet" in client.get(address).words()
    assert client.raw.get("/region.xlsx").data.startswith(b"PK")


def test_counts_hold_what_is_limited_and_follow_what_is_taken_back(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    pathways = list_pathways(app, owner, Visibility.ORGANISATIONS)
    client = sign_in(LEARNING)
    for level, total in ((1, 131), (2, 153)):
        none = total - len(treated(level))
        words = client.get("/region").words()
        assert f"{none} of {total} competencies at" in words
        page = client.get(f"/region?level={level}&show=none")
        assert len(page.all(".//tbody/tr")) == none
        assert "Show all" not in page.words()
    with app.app_context(), transaction() as session:
        for pathway in pathways:
            unpublish(session, owner, pathway)
    assert "Nothing is published yet" in client.get("/region").words()


def test_each_competency_leads_to_the_framework_and_to_who_treats_it(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    list_pathways(app, owner, Visibility.PUBLIC)
    page = sign_in(BUYER).get("/region?level=1")
    rows = page.all(".//tbody/tr")
    assert len(rows) == 131
    wanted, behind = treated(1), backed(app)
    for row in rows:
        code = page.words(row.find(".//span[@class='code']"))
        links = [link.get("href") for link in row.iter("a")]
        assert links[0] == f"/framework/{code}?edition=wm-tif-2024"
        assert links[1:] == (
            [f"/directory?competency={code}&edition=wm-tif-2024"] if code in wanted else []
        )
        numbers = [int(page.words(cell)) for cell in row.findall("td[@class='number']")]
        assert sum(numbers[:3]) == wanted.get(code, 0)
        assert numbers[3] == behind.get(code, 0)


def test_a_level_that_no_pathway_leads_to_says_so(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    list_pathways(app, owner, Visibility.PUBLIC)
    client = sign_in(BUYER)
    assert "No published pathway leads to this level" in client.get("/region?level=4").words()
    page = client.get("/region?level=4&show=many")
    assert "No competency here is treated by many" in page.words()


@pytest.mark.parametrize("asked", ["9", "x", "-1", "2 ", "²", "2%00", "1" * 400])
def test_a_level_that_there_is_not_is_not_found(owner: Actor, sign_in: SignIn, asked: str) -> None:
    sign_in(BUYER).get(f"/region?level={asked}", 404)


def test_a_word_that_is_no_band_shows_all(app: Flask, owner: Actor, sign_in: SignIn) -> None:
    list_pathways(app, owner, Visibility.PUBLIC)
    page = sign_in(BUYER).get("/region?level=1&show=plenty")
    assert len(page.all(".//tbody/tr")) == 131


def test_a_provider_is_not_shown_what_others_leave_open(owner: Actor, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    client.get("/region", 403)
    client.get("/region.xlsx", 403)
    assert not [a for a in client.get("/pathways").all(".//a") if a.get("href") == "/region"]


def test_statements_do_not_grow_with_what_is_published(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    client = sign_in(BUYER)
    counts = []
    for seed in (1, 2):
        with app.app_context(), transaction() as session:
            fill_market(session, 40, _commissioner(session), seed)
        for address in ("/region", "/region?level=2", "/region.xlsx"):
            counts.append(_statements(app, client, address))
    assert counts[:3] == counts[3:]
    with app.app_context():
        total = len(current_edition(db.session).competencies)
    assert total == 419


def _commissioner(session: sa.orm.Session) -> str:
    found: str = session.execute(
        sa.text("SELECT id FROM organisation WHERE name = 'Metro'")
    ).scalar_one()
    return found


def _statements(app: Flask, client: Client, address: str) -> int:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    assert client.raw.get(address).status_code == 200
    sa.event.remove(engine, "before_cursor_execute", note)
    return count
