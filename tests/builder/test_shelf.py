"""The list of pathways: where each stands, found and ordered by what the address says."""

from typing import Any

from sqlalchemy import event

from pathways.db import db
from tests.builder.house import House
from tests.page import Page

PLAIN = {"target_level": "1", "entry_level": "", "standard": "half"}


def _titles(page: Page) -> list[str]:
    return [page.words(link) for link in page.all(".//ul[@id='pathways']//h2")]


def _fill(house: House) -> None:
    for title in ("Beeches", "Ash trees", "Cedar", "Damson", "Elder"):
        house.client.post("/pathways/new", {**PLAIN, "title": title, "operation": ""})


def test_a_row_says_where_it_stands_and_who_changed_it(house: House) -> None:
    house.client.post(f"{house.url}/versions")
    house.client.post(f"{house.url}/modules/new", {"title": "One more"})
    words = house.client.get("/pathways").words()
    assert "Draft, changed since version 1" in words
    assert "Not in the directory" in words
    assert "3 modules" in words
    assert "Changed by" in words
    house.client.post(f"{house.url}/undo")
    assert "Draft, same as version 1" in house.client.get("/pathways").words()


def test_a_short_list_offers_nothing_to_find(house: House) -> None:
    assert not house.client.get("/pathways").all(".//form[@class='shelf-find']")
    _fill(house)
    assert house.client.get("/pathways").all(".//form[@class='shelf-find']")


def test_it_is_found_filtered_and_ordered_by_the_address(house: House) -> None:
    _fill(house)
    client = house.client
    assert _titles(client.get("/pathways"))[0] == "Elder"
    assert _titles(client.get("/pathways?sort=title"))[:2] == ["Ash trees", "Beeches"]
    assert _titles(client.get("/pathways?q=TREES%20ash")) == ["Ash trees"]
    assert len(_titles(client.get("/pathways?level=2"))) == 1
    client.post(f"{house.url}/versions")
    client.post(f"{house.url}/modules/new", {"title": "One more"})
    page = client.get("/pathways?show=changed")
    assert len(_titles(page)) == 1
    assert "Changed since its version 1" in page.words()
    assert "Draft only 6" in page.words()
    assert "None of your 6 pathways is like that" in client.get("/pathways?show=approved").words()


def test_what_the_address_cannot_mean_shows_the_plain_list(house: House) -> None:
    _fill(house)
    page = house.client.get("/pathways?show=%00&level=%F0%9F%8C%B1&sort=x&q=" + "a" * 5000)
    assert "is like that" in page.words()
    assert len(_titles(house.client.get("/pathways?show=nothing&sort=upwards"))) == 6


def test_more_pathways_cost_no_more_statements(house: House) -> None:
    def count() -> list[str]:
        found: list[str] = []

        def on_execute(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            found.append(statement)

        event.listen(engine, "before_cursor_execute", on_execute)
        try:
            house.client.get("/pathways")
        finally:
            event.remove(engine, "before_cursor_execute", on_execute)
        return found

    with house.app.app_context():
        engine = db.engine
    house.client.post(f"{house.url}/versions")
    house.client.get("/pathways")
    before = count()
    _fill(house)
    copied = house.client.post(f"{house.url}/duplicate", {"operation": ""}).location or ""
    house.client.post(f"{copied}/versions")
    house.client.post(f"{copied}/modules/new", {"title": "One more"})
    house.client.get("/pathways")
    after = count()
    assert len(after) == len(before) <= 8, "\n".join(after)
