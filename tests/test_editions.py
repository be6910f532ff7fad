"""Two editions side by side: what carries one keeps it, and what is new begins on the newest."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from pathways.briefs.services import write_brief
from pathways.db import new_id, transaction
from pathways.domain.need.brief import Brief, Group
from pathways.framework.services import list_folders
from pathways.records.people import find_owner
from tests.factories import CURRENT_EDITION
from tests.page import Client
from tests.second_edition import BUYER, PROVIDER, SECOND, Shelf, make_shelf, titles

SignIn = Callable[[str], Client]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app)


def test_the_region_counts_each_edition_apart(shelf: Shelf, app: Flask, sign_in: SignIn) -> None:
    buyer = sign_in(BUYER)
    newest = buyer.get("/region")
    assert "Counted over 2 published pathways on the edition of November 2030" in newest.words()
    assert "2 published pathways on the edition of January 2024 are counted apart" in newest.words()
    assert "Power" in newest.words()
    (link,) = (one for one in newest.all(".//a") if "by that edition" in newest.words(one))
    older = buyer.get(link.get("href") or "")
    assert "Counted over 2 published pathways on the edition of January 2024" in older.words()
    assert "Power" not in older.words(older.by_id("region-overview"))
    level = buyer.get(f"/region?level=2&edition={CURRENT_EDITION}&show=few")
    assert level.words().count("1 pathway that treats") == 3
    offers = next(one for one in level.all(".//a[@class='region-table__offers']"))
    assert titles(buyer.get(offers.get("href") or "")) == ["First one"]
    assert "2 published pathways of 2 lead to this level" in level.words()
    # From page to page one stays in the edition.
    for one in level.all(".//*[@id='region-levels']//a"):
        assert f"edition={CURRENT_EDITION}" in (one.get("href") or "")
    for edition, total in (("", 431), (f"?edition={CURRENT_EDITION}", 419)):
        data = buyer.raw.get(f"/region.xlsx{edition}").data
        sheet = load_workbook(BytesIO(data))["Competencies"]
        assert sum(str(row[0]).startswith("L") for row in sheet.values) == total
    buyer.get("/region?edition=nothing", 404)
    assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


def test_a_pathway_stays_on_its_edition_from_coverage_to_comparison(
    shelf: Shelf, sign_in: SignIn
) -> None:
    provider = sign_in(PROVIDER)
    for (one, other), total, themes in ((shelf.first, 153, 6), (shelf.second, 157, 7)):
        coverage = provider.get(f"/pathways/{one}/coverage")
        assert f"2 of {themes} themes" in coverage.words()
        told = json.loads(provider.raw.get(f"/pathways/{one}/coverage.json").data)
        assert told["total"] == total
        book = load_workbook(BytesIO(provider.raw.get(f"/pathways/{one}/qa-matrix.xlsx").data))
        codes = [row[0] for row in book["Matrix"].values if str(row[0]).startswith("L2-")]
        assert len(codes) == total
        compared = provider.get(f"/compare?pathway={one}&pathway={other}").words()
        assert ("Power" in compared) == (themes == 7)
    mixed = provider.get(f"/compare?pathway={shelf.first[0]}&pathway={shelf.second[0]}", 422)
    assert "These are built on different editions" in mixed.words()


def test_what_is_new_begins_on_the_newest_edition(
    shelf: Shelf, app: Flask, client: Client, sign_in: SignIn
) -> None:
    provider, buyer = sign_in(PROVIDER), sign_in(BUYER)
    form = {"operation": new_id(), "title": "New", "target_level": "2", "entry_level": "1"}
    begun = provider.post("/pathways/new", {**form, "standard": "framework-minimum"}).location
    assert "0 of 7 themes" in provider.get(f"{begun}/coverage").words()
    assert "Power" in buyer.get("/briefs/new").words()
    assert "Power" in buyer.get("/standards/new").words()
    front = client.get("/framework")
    assert "Four levels, seven themes and 431 competencies" in front.words()
    assert "November 2030, licensed" in front.words()
    assert "The edition of January 2024" in front.words()
    older = client.get(f"/framework?edition={CURRENT_EDITION}")
    assert "Four levels, six themes and 419 competencies" in older.words()
    client.get("/framework/L1-PW-K01")
    client.get(f"/framework/L1-PW-K01?edition={CURRENT_EDITION}", 404)
    run = app.test_cli_runner()
    assert len(run.invoke(args=["framework", "list"]).stdout.splitlines()) == 431
    listed = run.invoke(args=["framework", "list", "--edition", CURRENT_EDITION])
    assert len(listed.stdout.splitlines()) == 419


def test_a_brief_asks_offers_of_its_own_edition_alone(
    shelf: Shelf, app: Flask, sign_in: SignIn
) -> None:
    with app.app_context(), transaction() as session:
        buyer = find_owner(session, BUYER)
        briefs = [
            write_brief(session, buyer, Brief(code, "Wardens", (Group("All", 2, 12),)), new_id())
            for code in (CURRENT_EDITION, SECOND)
        ]
    client = sign_in(BUYER)
    for brief, own, others in ((briefs[0], "First", "Second"), (briefs[1], "Second", "First")):
        words = client.get(f"/briefs/{brief}").words()
        assert f"{own} one" in words
        assert f"{others} one" not in words
        assert ("Power" in client.get(f"/briefs/{brief}/edit").words()) == (own == "Second")


def test_a_standard_that_names_something_holds_on_its_own_edition_alone(
    shelf: Shelf, sign_in: SignIn
) -> None:
    provider, buyer = sign_in(PROVIDER), sign_in(BUYER)
    for pathway, is_first in ((shelf.first[0], True), (shelf.second[0], False)):
        tried = provider.get(f"/pathways/{pathway}/coverage").words()
        assert ("Named" in tried, "Shared" in tried) == (is_first, True)
        offered = provider.get(f"/pathways/{pathway}/submit").words()
        assert ("Named" in offered, "Shared" in offered) == (is_first, True)
    for family in (shelf.named, shelf.shared):
        assert "Power" not in buyer.get(f"/standards/{family}").words()
        assert "Power" not in buyer.get(f"/standards/{family}/edit").words()
    assert "Power" in buyer.get("/standards/new").words()


def test_every_folder_of_seeds_that_holds_an_edition_is_loaded() -> None:
    assert CURRENT_EDITION in [path.name for path in list_folders()]
