"""Offers found by their runs, recounted by reading every run of every offer."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.directory.dates import RunsAsked, read_runs_asked
from pathways.directory.filters import PAGE, Search
from pathways.directory.queries import search_offers
from pathways.domain.pathway.run import Run
from pathways.models.run import RunRow
from pathways.records.editions import list_editions
from tests.directory.shelf import Shelf, make_shelf
from tests.moving import kept
from tests.page import Client

TODAY = date(2030, 5, 10)
AREAS = ("Coventry", "Dudley", "coventry")
Runs = dict[str, list[Run]]


@kept
def make_dated(app: Flask, count: int) -> tuple[Shelf, Runs]:
    """Publish so many pathways, most of them with some runs."""
    shelf = make_shelf(app, count, seed=7)
    draw = random.Random(7)  # noqa: S311  # a test's lot, no secret
    found: Runs = {}
    with app.app_context(), transaction() as session:
        for pathway in shelf.offers:
            found[pathway] = [make_run(draw) for _ in range(draw.choice((0, 0, 1, 2, 4)))]
            for run in found[pathway]:
                session.add(
                    RunRow(
                        id=run.id,
                        pathway_id=pathway,
                        organisation_id=shelf.owner_of[pathway].organisation_id,
                        starts_on=run.starts_on.isoformat() if run.starts_on else "",
                        ends_on=run.ends_on.isoformat() if run.ends_on else "",
                        area=run.area,
                        is_online=run.is_online,
                        is_open=run.is_open,
                        created_at=now(),
                        changed_at=now(),
                        changed_by_name="Ann",
                    )
                )
    return shelf, found


def make_run(draw: random.Random) -> Run:
    first = TODAY + timedelta(days=draw.randint(-12, 40)) if draw.random() < 0.8 else None
    last = first and first + timedelta(days=draw.choice((0, 0, 1, 9)))
    is_online = draw.random() < 0.3
    area = "" if is_online and draw.random() < 0.7 else draw.choice(AREAS)
    is_open = draw.random() < 0.5
    return Run(first, last, "", area, is_online, is_open, id=new_id())


def fits(run: Run, asked: RunsAsked, areas: tuple[str, ...]) -> bool:
    """Say in plain words whether a run is one of those that are looked for."""
    if run.ends_on is not None and run.ends_on < TODAY:
        return False
    if asked.first and (run.starts_on is None or run.starts_on < asked.first):
        return False
    if asked.last and (run.ends_on is None or run.ends_on > asked.last):
        return False
    if asked.is_open and not run.is_open:
        return False
    here = {run.area.lower()} | ({"online"} if run.is_online else set())
    return not areas or bool(here & set(areas))


def searches() -> list[Search]:
    draw = random.Random(3)  # noqa: S311
    found = [Search(sort="next"), Search(chosen=(("where", "coventry"),))]
    for _ in range(24):
        days = [TODAY + timedelta(days=draw.randint(-5, 40)) for _ in range(2)]
        asked = RunsAsked(
            min(days) if draw.random() < 0.5 else None,
            max(days) if draw.random() < 0.5 else None,
            draw.random() < 0.3,
        )
        areas = draw.sample(("coventry", "dudley", "online"), draw.choice((0, 0, 1, 2)))
        others = draw.choice(((), (("level", "2"),), (("price", "free"), ("level", "2"))))
        chosen = (*others, *(("where", area) for area in areas))
        words = draw.choice(("", "", "", "harbour"))
        found.append(Search(words, chosen, "", draw.choice(("next", "title")), runs=asked))
    return found


@pytest.mark.parametrize("is_inside", [True, False])
def test_totals_counts_and_order_are_those_of_a_plain_reading(app: Flask, is_inside: bool) -> None:
    shelf, runs = make_dated(app, 70)
    with app.app_context():
        editions = list_editions(db.session)
        options: dict[str, Any] = {"is_inside": is_inside, "today": TODAY}
        visible = [key for key in shelf.offers if is_inside or key not in shelf.limited]
        for search in searches():
            bare = search.without("where").without("runs")
            # What everything else finds, by the search that other tests recount.
            rest = set(walk(bare, editions, options)) & set(visible)
            areas = search.values("where")
            wanted = {
                key
                for key in rest
                if not (areas or search.runs.is_asked)
                or any(fits(run, search.runs, areas) for run in runs[key])
            }
            found = walk(search, editions, options)
            assert len(found) == len(set(found)) == len(wanted), search
            assert set(found) == wanted, search
            view = search_offers(db.session, search, editions, **options)
            assert view.total == len(wanted)
            (part,) = [one for one in view.filters if one.kind == "where"]
            for choice in part.choices:
                held = {
                    key
                    for key in rest
                    if any(fits(run, search.runs, (choice.value,)) for run in runs[key])
                }
                assert choice.count == len(held), (search, choice)
            if search.sort == "next":
                nexts = [next_of(runs[key], search.runs, areas) for key in found]
                assert nexts == sorted(nexts), search


def next_of(runs: list[Run], asked: RunsAsked, areas: tuple[str, ...]) -> date:
    days = [
        run.starts_on
        for run in runs
        if run.starts_on and run.starts_on >= TODAY and fits(run, asked, areas)
    ]
    return min(days, default=date.max)


def walk(search: Search, editions: Any, options: dict[str, Any]) -> list[str]:
    """Return what a search finds, page after page; and back again by the pages before."""
    found: list[str] = []
    pages: list[list[str]] = []
    step: Search | None = search
    last = None
    while step is not None:
        view = search_offers(db.session, step, editions, **options)
        pages.append([item.id for item in view.items])
        found += pages[-1]
        last, step = view, view.following
        assert len(pages) < 20
    back = last.previous if last else None
    for page in reversed(pages[:-1]):
        assert back is not None
        view = search_offers(db.session, back, editions, **options)
        assert [item.id for item in view.items] == page
        back = view.previous
    assert len(found) <= PAGE * len(pages)
    return found


@pytest.mark.parametrize(
    ("arguments", "asked", "words"),
    [
        ({}, RunsAsked(), ""),
        ({"from": ["2030-06-01"]}, RunsAsked(date(2030, 6, 1)), ""),
        ({"from": ["1 June"], "open": ["yes"]}, RunsAsked(date(2030, 6, 1), is_open=True), ""),
        ({"from": ["soon"]}, RunsAsked(), "“soon” cannot be read as a day."),
        ({"to": ["2030-02-31"]}, RunsAsked(), "cannot be read as a day."),
        ({"from": ["2030-06-02"], "to": ["2030-06-01"]}, RunsAsked(), "comes before"),
        ({"from": ["\x00" * 90]}, RunsAsked(), "cannot be read"),
        ({"open": ["no"]}, RunsAsked(), ""),
    ],
)
def test_days_of_an_address(arguments: dict[str, list[str]], asked: RunsAsked, words: str) -> None:
    found, notes = read_runs_asked(arguments, TODAY)
    assert found == asked
    assert words in " ".join(notes)
    assert bool(notes) == bool(words)


def test_the_page_asks_and_says_what_it_found(app: Flask, client: Client) -> None:
    make_dated(app, 70)
    page = client.get("/directory?from=2931-01-01&to=2931-02-01&open=yes&where=Coventry&level=2")
    words = page.words()
    assert "Runs from 1 January 2931 to 1 February 2931, open to all" in words
    assert "Where a run is: Coventry" in words
    assert page.field("from") == "2931-01-01"
    assert page.field("to") == "2931-02-01"
    assert "No pathway has all of this at once" in words or "Nothing matches" in words
    page = client.get("/directory?from=2031-02-02&to=2031-02-01")
    assert "Both days were left out" in page.words()
    some = client.get("/directory?sort=next", htmx=True)
    assert "directory-results" in some.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(RunRow))
