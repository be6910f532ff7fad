"""The pages of the regional picture, over what providers have really published."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.directory.services import freeze_draft, publish, unpublish
from pathways.domain.need.brief import Brief, Group
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.models.base import now
from pathways.models.brief import BriefRow
from pathways.models.offer import Facet, OfferRow, OfferTag
from pathways.models.run import RunRow
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
            wanted.append(f"{len(here) - claimed} of {len(here)} open, {behind_here} backed of ")
    assert len(cells) == 19
    assert [a.startswith(b) for a, b in zip(cells, wanted, strict=False)] == [True] * 18
    assert any("1 backed" not in cell and "none backed" not in cell for cell in cells)


def test_the_first_sentence_names_the_thinnest_theme_and_few_pathways_are_said(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    list_pathways(app, owner, Visibility.PUBLIC)
    page = sign_in(BUYER).get("/region")
    (lead,) = page.all(".//p[@class='region__lead']")
    assert re.search(r"^Thinnest: .+ at .+, (\d+) of \1 treated by nobody.", page.words(lead))
    assert "2 pathways are few: one more changes these words." in page.words()
    assert "now none is." in page.words()


def test_demand_and_places_stand_beside_supply_by_area(
    app: Flask, owner: Actor, sign_in: SignIn
) -> None:
    pathways = list_pathways(app, owner, Visibility.PUBLIC)
    with app.app_context(), transaction() as session:
        numbers = session.execute(sa.select(OfferRow.pathway_id, OfferRow.number)).all()
        for listed in numbers[:1]:
            session.add(OfferTag(kind="area", value="Farfield", number=listed.number))
            session.add(Facet(kind="area", value="Farfield", offers=1, public_offers=1))
        metro = _commissioner(session)
        for at in range(3):
            brief = Brief(
                "wm-tif-2024", f"Need {at}", (Group("Staff", 1, 30),), areas=("Farfield",)
            )
            session.add(_brief_row(f"brief{at:011}", metro, brief))
        for at, ends_on in enumerate(("2020-01-02", "2199-01-02")):
            session.add(_run_row(f"run{at:013}", pathways[0], owner, ends_on))
    client = sign_in(BUYER)
    page = client.get("/region")
    rows = page.all(".//section[@id='region-areas']//tbody/tr")
    (row,) = [one for one in rows if "Farfield" in page.words(one)]
    words = page.words(row)
    assert words.startswith("Farfield")
    assert "90 asked, " in words
    assert words.count("9 places") == 1
    assert "1 pathway that come to Farfield" in words
    cells = [page.words(e) for e in page.all(".//span[@class='region-heat__asked']")]
    assert cells == ["90 people to learn it"] * 6
    alone = client.get("/region?area=farfield")
    assert "Only pathways that come to Farfield are counted." in alone.words()
    assert "Counted over 1 published pathway" in alone.words()
    assert client.raw.get("/region.xlsx?area=Farfield").data.startswith(b"PK")
    assert "Only pathways" not in client.get("/region?area=Nowhere").words()


def _brief_row(identifier: str, organisation: str, brief: Brief) -> BriefRow:
    return BriefRow(
        id=identifier,
        organisation_id=organisation,
        edition_code=brief.edition,
        title=brief.title,
        content=brief.to_plain(),
        is_shown=True,
        created_at=now(),
        created_by_name="Idris",
        changed_at=now(),
    )


def _run_row(identifier: str, pathway: str, owner: Actor, ends_on: str) -> RunRow:
    return RunRow(
        id=identifier,
        pathway_id=pathway,
        organisation_id=owner.organisation_id,
        starts_on=ends_on,
        ends_on=ends_on,
        area="Farfield",
        is_open=True,
        places_left=9,
        created_at=now(),
        changed_at=now(),
        changed_by_name="Ann",
    )


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
