"""Searching the directory: what is found, counted, ordered and paged, and what pages say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
from pathways.directory.filters import ALL_OF, ANY_OF, SORTS, Search
from pathways.directory.queries import DirectoryView, search as queries, search_offers
from pathways.domain.content import reach_of
from pathways.domain.offer import summarise
from pathways.domain.standards import BUILT_IN
from pathways.models.keeping import OFFER
from tests.directory.shelf import Shelf, make_shelf
from tests.page import Client

TODAY = date(2026, 11, 24)
SEARCHES = [
    Search(),
    Search(chosen=(("level", "2"),)),
    Search(chosen=(("level", "1"), ("level", "4"))),
    Search(chosen=(("theme", "KA"), ("theme", "WB"))),
    Search(chosen=(("standard", "framework-minimum"), ("level", "2"), ("level", "3"))),
    Search(chosen=(("sector", "Health"), ("sector", "Education"), ("delivery", "In person"))),
    Search(chosen=(("length", "2h"), ("length", "unstated"), ("price", "free"), ("price", "75"))),
    Search(chosen=(("review", "reviewed"),)),
    Search(chosen=(("review", "self"), ("level", "2"))),
    Search(chosen=(("review", "self"), ("review", "reviewed"), ("price", "unstated"))),
    Search(words="harbour"),
    Search(words="harbour", chosen=(("level", "2"), ("theme", "SE")), sort="title"),
    Search(words="plainly willow"),
    Search(competency="L2-KA-K01"),
    Search(competency="L2-WB-S03", chosen=(("delivery", "Live online"),)),
    Search(words="nowhere at all"),
    Search(chosen=(("sector", "A sector of nobody"),)),
]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    shelf = make_shelf(app, 24)
    # Some stand reviewed, one of them no longer.
    until = {2: "9999-12-31", 5: TODAY.isoformat(), 9: (TODAY - timedelta(1)).isoformat()}
    with app.app_context(), transaction() as session:
        for number, day in until.items():
            session.execute(
                sa.update(OFFER).where(OFFER.c.number == number).values(reviewed_until=day)
            )
    return shelf


def ask(shelf: Shelf, search: Search, *, is_inside: bool = True) -> DirectoryView:
    view = search_offers(db.session, search, shelf.edition, is_inside=is_inside, today=TODAY)
    db.session.close()
    return view


def expected(shelf: Shelf, search: Search, *, is_inside: bool = True) -> set[str]:
    """Find by reading the contents themselves."""
    found = set()
    numbers = {row.pathway_id: row for row in db.session.execute(sa.select(OFFER))}
    for pathway, content in shelf.offers.items():
        summary = summarise(shelf.edition, content)
        is_reviewed = numbers[pathway].reviewed_until >= TODAY.isoformat()
        has = {
            "level": {str(content.target_level)},
            "length": {summary.length_band},
            "price": {summary.price_band},
            "provider": {shelf.owner_of[pathway].organisation_id},
            "review": {"reviewed" if is_reviewed else "self"},
            "sector": set(content.details.sectors),
            "delivery": set(content.details.delivery),
            "theme": {
                theme.code
                for place, theme in enumerate(shelf.edition.themes)
                if summary.themes >> place & 1
            },
            "standard": {
                standard.key
                for place, standard in enumerate(BUILT_IN)
                if summary.standards >> place & 1
            },
        }
        fits = all(
            not (wanted := set(search.values(kind)))
            or (wanted <= has[kind] if kind in ALL_OF else wanted & has[kind])
            for kind in (*ANY_OF, *ALL_OF)
        )
        module = content.modules[0]
        text = f"{content.title} {shelf.owner_of[pathway].organisation} {content.details.summary} "
        text += f"{module.title} {module.outcomes[0].text}"
        fits &= all(word in text.lower() for word in search.words.lower().split())
        if search.competency:
            reach = reach_of(shelf.edition, module)
            fits &= bool(reach.reached & shelf.edition.by_code[search.competency].mask)
        if fits and (is_inside or pathway not in shelf.limited):
            found.add(pathway)
    return found


@pytest.mark.parametrize("few", [0, 500], ids=["by-filters", "by-numbers"])
def test_a_search_finds_what_the_contents_say(
    app: Flask, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    with app.app_context():
        for search in SEARCHES:
            for is_inside in (True, False):
                wanted = expected(shelf, search, is_inside=is_inside)
                view = ask(shelf, search, is_inside=is_inside)
                assert {item.id for item in view.items} == wanted, search
                assert view.total == len(wanted), search


def test_each_count_is_what_choosing_it_gives(app: Flask, shelf: Shelf) -> None:
    with app.app_context():
        for search in SEARCHES:
            for is_inside in (True, False):
                view = ask(shelf, search, is_inside=is_inside)
                for choice in (c for part in view.filters for c in part.choices):
                    base = search if choice.kind in ALL_OF else search.without(choice.kind)
                    then = replace(base, chosen=tuple({*base.chosen, choice.key}))
                    wanted = expected(shelf, then, is_inside=is_inside)
                    assert choice.count == len(wanted), (search, choice)


def walk(shelf: Shelf, search: Search, way: str) -> list[list[str]]:
    pages, on = [], search
    while on is not None and len(pages) < 30:
        view = ask(shelf, on)
        assert view.first == 1 + (view.search.place.before if view.search.place else 0)
        pages.append([item.id for item in view.items])
        last = on
        on = getattr(view, way)
    walk.last = last  # type: ignore[attr-defined]  # where the way back begins
    return pages


@pytest.mark.parametrize("sort", [key for key, _words in SORTS])
@pytest.mark.parametrize("words", ["", "harbour"])
def test_pages_hold_each_once_in_order_and_lead_back(
    app: Flask, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, sort: str, words: str
) -> None:
    search = Search(words=words, sort=sort)
    with app.app_context():
        whole = [item.id for item in ask(shelf, search).items]
        monkeypatch.setattr(queries, "PAGE", 5)
        pages = walk(shelf, search, "following")
        assert [item for page in pages for item in page] == whole
        assert [len(page) for page in pages[:-1]] == [5] * (len(pages) - 1)
        back = walk(shelf, walk.last, "previous")  # type: ignore[attr-defined]  # set by the walk
        assert back == pages[::-1]


def test_orders_are_what_they_say(app: Flask, shelf: Shelf) -> None:
    with app.app_context():
        by_id = {key: summarise(shelf.edition, content) for key, content in shelf.offers.items()}

        def order(sort: str) -> list[Any]:
            return [by_id[item.id] for item in ask(shelf, Search(sort=sort)).items]

        newest = [item.id for item in ask(shelf, Search()).items]
        assert newest == list(shelf.offers)[::-1]
        lengths = [summary.minutes or 10**9 for summary in order("shortest")]
        assert lengths == sorted(lengths)
        prices = [10**9 if s.price_per_person is None else s.price_per_person for s in order("price")]
        assert prices == sorted(prices)
        shares = [summary.share for summary in order("share")]
        assert shares == sorted(shares, reverse=True)
        titles = [summary.title.casefold() for summary in order("title")]
        assert titles == sorted(titles)


def test_a_word_of_the_title_comes_before_one_of_what_is_taught(app: Flask, shelf: Shelf) -> None:
    pathway = next(iter(shelf.offers))
    with app.app_context():
        titles = [item.title for item in ask(shelf, Search(words="meadow")).items]
        assert titles
        assert all("Meadow" in title for title in titles)
        first = ask(shelf, Search(words=shelf.offers[pathway].title)).items[0]
        assert first.title == shelf.offers[pathway].title


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?level=2&level=3&theme=KA&sector=Health&delivery=In+person&price=free",
        "?search=harbour&review=reviewed",
        "?search=harbour&sort=title&competency=L2-KA-K01",
    ],
)
def test_a_page_asks_the_database_the_same_whatever_is_listed(
    app: Flask, client: Client, query: str
) -> None:
    seen = []
    client.get("/directory")
    for count in (2, 30):
        if count == 2:
            make_shelf(app, count)
        else:
            # More of the same, by the same providers.
            _add(app, count)
        client.get(f"/directory{query}")
        with counting(app) as statements:
            client.get(f"/directory{query}")
        seen.append(len(statements))
    assert seen[0] == seen[1], "\n".join(statements)
    assert seen[0] <= 10


def _add(app: Flask, count: int) -> None:
    with app.app_context(), transaction() as session:
        rows = [dict(row) for row in session.execute(sa.select(OFFER)).mappings()]
        template = rows[0]
        pathways = sa.table("pathway", *(sa.column(name) for name in ("id",)))
        found = session.execute(sa.text("SELECT * FROM pathway WHERE id = :id"), {"id": template["pathway_id"]})
        row = dict(found.mappings().one())
        for number in range(count):
            row["id"] = f"copy{number:012}"
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            session.execute(sa.text(f"INSERT INTO pathway ({names}) VALUES ({marks})"), row)
            values = {**template, "pathway_id": row["id"]}
            del values["number"]
            session.execute(sa.insert(OFFER).values(values))
        del pathways
