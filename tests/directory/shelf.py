"""A small directory to search in: offers of two providers, each different in what filters ask."""

import random
from dataclasses import dataclass, replace

from flask import Flask

from pathways.db import db, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import (
    Assurance,
    Details,
    Mapping,
    Module,
    Outcome,
    PathwayContent,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.records.editions import current_edition
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person
from tests.moving import kept

SECTORS = ("Health", "Education", "Housing and homelessness")
DELIVERY = ("In person", "Live online")
STATED: tuple[tuple[str, str, int, set[tuple[str, str]]], ...] = (
    ("", "", 0, {("accredited", "unstated"), ("refresher", "unstated")}),
    (
        "Certificate with CPD; not accredited",
        "No lift, but step-free from the yard.",
        12,
        {("accredited", "cpd"), ("refresher", "12"), ("access", "step-free")},
    ),
    (
        "Accredited by a college",
        "Captions and a hearing loop. Rooms are not step-free.",
        18,
        {
            ("accredited", "accredited"),
            ("refresher", "24"),
            ("access", "captions"),
            ("access", "loop"),
        },
    ),
    (
        "A badge",
        "Handouts in large print",
        36,
        {("accredited", "other"), ("refresher", "later"), ("access", "formats")},
    ),
)
"""Accreditation, accessibility and months as stated, with the tags that a reader would give."""

SPOKEN: tuple[tuple[tuple[str, ...], set[tuple[str, str]]], ...] = (
    ((), set()),
    (("English",), {("language", "English")}),
    (
        ("English and Polish", "BSL interpreter on request"),
        {
            *(("language", name) for name in ("English", "Polish", "British Sign Language")),
            *(("access", key) for key in ("signed", "adjustments")),
        },
    ),
    (("Klingon",), {("language", "Klingon")}),
)
AREAS = ("Coventry", "Dudley")
LIMITED = 5
"""Every so manieth is for signed-in organisations alone."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is listed: contents and visibility by id, in the order of publishing."""

    edition: Edition
    owners: tuple[Actor, ...]
    offers: dict[str, PathwayContent]
    owner_of: dict[str, Actor]
    limited: frozenset[str]


PROVIDERS = ("Northgate Learning", "Willow Training")


@kept
def make_shelf(app: Flask, count: int, seed: int = 1, names: tuple[str, ...] = PROVIDERS) -> Shelf:
    """Publish so many different pathways."""
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    offers, owner_of, limited = {}, {}, set()
    with app.app_context():
        edition = current_edition(db.session)
        owners = tuple(_owner(name) for name in names)
        for number in range(count):
            owner = draw.choice(owners)
            content = make_offer(edition, draw, number)
            pathway = load_pathway(owner.organisation_id or "", content)
            whom = Visibility.ORGANISATIONS if number % LIMITED == 4 else Visibility.PUBLIC
            with transaction() as session:
                version = freeze_draft(session, owner, pathway)
                publish(session, owner, pathway, version.id, whom)
            offers[pathway] = content
            owner_of[pathway] = owner
            if whom is Visibility.ORGANISATIONS:
                limited.add(pathway)
    return Shelf(edition, owners, offers, owner_of, frozenset(limited))


def make_offer(edition: Edition, draw: random.Random, number: int) -> PathwayContent:
    """Return a pathway whose title, level, price and the rest differ from its neighbours'."""
    accreditation, accessibility, months, _tags = STATED[number % len(STATED)]
    spoken, _languages = SPOKEN[number // 2 % len(SPOKEN)]
    level = draw.choice((1, 2, 2, 3, 4))
    pool = [item for line in edition.lines(level) for item in edition.members(line.mask)]
    codes = [item.code for item in draw.sample(pool, draw.choice((3, 12, len(pool) // 2)))]
    details = Details(
        summary=draw.choice(("For teams that meet people at the door.", "A calm beginning.")),
        sectors=tuple(draw.sample(SECTORS, draw.randint(0, 2))),
        delivery=tuple(draw.sample(DELIVERY, draw.randint(0, 2))),
        price_pence=draw.choice((None, 0, 2_000, 9_000, 50_000)),
        price_basis="person",
        accreditation=accreditation,
        refresher_months=months,
        regions=AREAS[: number % 3],
        languages=spoken,
    )
    module = Module(
        id="m1",
        title=draw.choice(("Safe spaces", "Listening well")),
        minutes=draw.choice((0, 90, 200, 400, 900)),
        outcomes=(Outcome("o1", draw.choice(("Say it plainly", "Notice the signs"))),),
        mappings=tuple(Mapping(code, draw.choice(list(Treatment))) for code in codes),
    )
    word = draw.choice(("Harbour", "Meadow", "harbours and lights"))
    content = PathwayContent(CURRENT_EDITION, f"{word} {number}", level, modules=(module,))
    assurance = Assurance(accessibility=accessibility)
    return replace(content, details=details, assurance=assurance)


def _owner(name: str) -> Actor:
    organisation = make_organisation(name)
    address = f"{name.split()[0].lower()}@test.example"
    person = make_person(address, organisation)
    return Actor(person, "Ann", address, False, organisation, name, "owner", is_provider=True)
