"""Found by meaning: what pathways treat, whom they are for, and why each is shown."""

import random
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from pathways.db import db, transaction
from pathways.directory.filters import Search
from pathways.directory.queries import DirectoryView, search_offers
from pathways.directory.services import freeze_draft, publish
from pathways.domain.pathway.content import Details, Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.records.editions import current_edition
from pathways.records.listing.keeping import list_used
from pathways.records.listing.recounting import find_offer_faults
from tests.directory.shelf import Shelf, make_shelf
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person
from tests.moving import kept
from tests.page import Client

TODAY = date(2026, 11, 27)
NOTE = "Slides and a talk in pairs about {}"

OFFERS: dict[str, tuple[int, tuple[str, ...], dict[str, Any]]] = {
    "Morning one": (1, ("L1-WB-K01", "L1-WB-K03"), {"sectors": ("Primary care", "Dental care")}),
    "Morning two": (2, ("L2-WB-K08",), {"sectors": ("Mental health services",)}),
    "Morning three": (
        2,
        ("L2-LE-K09",),
        {"delivery": ("Live online",), "languages": ("British Sign Language on request",)},
    ),
    "Morning four": (3, ("L3-LE-S04",), {"audience": "Practice nurses and their managers"}),
    "Morning five": (2, ("L2-SE-K15",), {"sectors": ("Police and justice",)}),
    "Morning six": (1, ("L1-LE-K01",), {"sectors": ("Lighthouses (Faith)",)}),
}
CLAIMED = "Morning seven"
"""Treats what the first does, too, and has no note for it."""


@kept
def make_mornings(app: Flask) -> None:
    """Publish pathways whose own words say nothing of what they treat."""
    with app.app_context():
        organisation = make_organisation("Quiet Mornings")
        person = make_person("quiet@test.example", organisation)
        owner = Actor(
            *(person, "Ann", "quiet@test.example", False, organisation, "Quiet Mornings", "owner"),
            is_provider=True,
        )
        for title, (level, codes, details) in OFFERS.items():
            _publish(owner, title, level, codes, Details(**details))
        _publish(owner, CLAIMED, 1, ("L1-WB-K01", "L1-KA-K01"), Details(), is_noted=False)


def _publish(
    owner: Actor,
    title: str,
    level: int,
    codes: tuple[str, ...],
    details: Details,
    *,
    is_noted: bool = True,
) -> None:
    module = Module(
        id="m1",
        title="Together",
        minutes=300,
        outcomes=(Outcome("o1", "Say it plainly"),),
        mappings=tuple(
            Mapping(code, Treatment.DEVELOPED, NOTE.format(code) if is_noted else "")
            for code in codes
        ),
    )
    content = PathwayContent(CURRENT_EDITION, title, level, modules=(module,))
    pathway = load_pathway(owner.organisation_id or "", replace(content, details=details))
    with transaction() as session:
        version = freeze_draft(session, owner, pathway)
        publish(session, owner, pathway, version.id, Visibility.PUBLIC)


def ask(words: str, **more: object) -> DirectoryView:
    edition = current_edition(db.session)
    search = Search(words=words, **more)  # type: ignore[arg-type]  # a search's own fields
    return search_offers(db.session, search, [edition], is_inside=False, today=TODAY)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("vicarious trauma", ["two", "one", "seven"]),
        ("Vicarious, trauma!", ["two", "one", "seven"]),
        ("self-harm", ["three"]),
        ("consent", ["four"]),
        ("online", ["three"]),
        ("GP", ["one"]),
        ("dentists", ["one"]),
        ("nurses", ["four", "one"]),
        ("mental health", ["two"]),
        ("BSL", ["three"]),
        ("church", ["six"]),
        ("L2-WB-K08", ["two"]),
        ("spaceship", []),
        ("gardening", []),
    ],
)
def test_plain_questions_find_what_is_treated(app: Flask, words: str, found: list[str]) -> None:
    make_mornings(app)
    with app.app_context():
        titles = [item.title.removeprefix("Morning ") for item in ask(words).items]
    assert titles == found


def test_backed_stands_before_claimed_and_each_says_why(app: Flask, client: Client) -> None:
    make_mornings(app)
    with app.app_context():
        items = {item.title: item for item in ask("vicarious trauma").items}
        label = current_edition(db.session).by_code["L1-WB-K01"].label
    # What backs as much stands by its day, the newest first; what only claims comes last.
    assert list(items) == ["Morning two", "Morning one", CLAIMED]
    first = items["Morning one"]
    page = client.get("/directory?search=vicarious+trauma")
    words = page.words(page.by_id(f"found-{first.id}"))
    assert words == f"Found: treats L1-WB-K01 {label}."
    words = page.words(page.by_id(f"found-{items[CLAIMED].id}"))
    assert words.startswith("Found: claims to treat L1-WB-K01")
    page = client.get("/directory?search=GP")
    assert "filed under Health." in page.words(page.by_id(f"found-{first.id}"))
    page = client.get("/directory?search=one")
    assert "its title says it" in page.words(page.by_id(f"found-{first.id}"))


def test_what_no_pathway_treats_is_named_with_its_codes(app: Flask, client: Client) -> None:
    make_mornings(app)
    words = client.get("/directory?search=neuroplasticity").words()
    assert "No published pathway treats this" in words
    assert "L3-KA-K12" in words
    words = client.get("/directory?search=vicarious+trauma&level=4").words()
    assert "without Level: 4" in words
    words = client.get("/directory?search=spaceship").words()
    assert "Nothing matches" in words
    assert "L1-" not in words


def test_words_of_two_kinds_are_met_each_in_its_way(app: Flask) -> None:
    make_mornings(app)
    with app.app_context():
        found = ask("online self-harm")
        assert [item.title for item in found.items] == ["Morning three"]
        assert not found.is_near
        near = ask("what to do about vicarious trauma in a lighthouse at night")
        assert near.is_near
        assert "Morning one" in [item.title for item in near.items]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_never_said_while_a_label_that_is_treated_has_the_words(
    app: Flask, seed: int
) -> None:
    shelf = make_shelf(app, 24)
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    with app.app_context():
        treated = _treated(shelf)
        for pathway, code in draw.sample(treated, 25):
            label = shelf.edition.by_code[code].label
            words = re.findall(r"[a-z']{3,}", label.lower())
            typed = " ".join(draw.sample(words, min(len(words), draw.randint(1, 2))))
            found = search_offers(
                db.session, Search(words=typed), [shelf.edition], is_inside=True, today=TODAY
            )
            assert pathway in {item.id for item in found.items}, (typed, code)
            for item in found.items:
                why = item.why
                assert why is not None
                assert why.said or why.treats or why.sectors, typed
                reached = _codes(shelf.offers[item.id])
                assert {one.code for one in why.treats} <= reached
        db.session.close()


def _treated(shelf: Shelf) -> list[tuple[str, str]]:
    return [
        (pathway, code)
        for pathway, content in shelf.offers.items()
        for code in sorted(_codes(content))
    ]


def _codes(content: PathwayContent) -> set[str]:
    return {mapping.code for module in content.modules for mapping in module.mappings}


def test_sectors_of_ones_own_are_filed_and_counted(app: Flask, client: Client) -> None:
    make_mornings(app)
    with app.app_context():
        assert list(find_offer_faults(db.session)) == []
        view = ask("", chosen=(("sector", "Health"),))
        assert [item.title for item in view.items] == ["Morning one"]
        counts = {
            choice.value: choice.count
            for part in view.filters
            if part.kind == "sector"
            for choice in part.choices
        }
    assert counts["Health"] == counts["Primary care"] == counts["Dental care"] == 1
    assert counts["Mental health"] == counts["Faith"] == counts["Lighthouses"] == 1
    assert "Lighthouses (Faith)" not in counts
    with app.app_context():
        used = list_used(db.session, "sector")
    assert {"Health", "Dental care", "Lighthouses"} <= set(used), "what briefs offer"
