"""Two buyers, two providers and what they publish, for the tests of briefs."""

from typing import Any

from flask import Flask

from pathways.db import transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.pathway.content import Details, Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person
from tests.moving import kept
from tests.page import Client

BUYER, READER, OTHER = "buyer@test.example", "reader@test.example", "other@test.example"
PROVIDER, RIVAL = "provider@test.example", "rival@test.example"

THEMES = ("KA", "LA", "SE", "LE", "CH", "WB")
FORM = {
    "title": "Wardens 2027",
    "standard": "balanced",
    "treatment": "I",
    "group-0-name": "Wardens",
    "group-0-level": "2",
    "group-0-people": "12",
    "group-0-brings": "1",
    "group-1-name": "",
    "group-1-level": "",
    "group-1-people": "",
    "group-1-brings": "",
}


@kept
def make_house(app: Flask) -> dict[str, str]:
    """Make the organisations and their people; return the ids of the organisations."""
    with app.app_context():
        buyer = make_organisation("Riverside Trust", is_provider=False, is_employer=True)
        other = make_organisation("Metro", is_provider=False, is_commissioner=True)
        make_person(BUYER, buyer)
        make_person(READER, buyer, "reader")
        make_person(OTHER, other)
        provider = make_organisation("Northgate Learning")
        rival = make_organisation("Willow Training")
        make_person(PROVIDER, provider)
        make_person(RIVAL, rival)
    return {"buyer": buyer, "other": other, "provider": provider, "rival": rival}


def offer(
    app: Flask,
    organisation: str,
    title: str,
    codes: str,
    *,
    treatment: Treatment = Treatment.DEVELOPED,
    level: int = 2,
    minutes: int = 120,
    entry: int | None = None,
    note: str = "Practised in pairs, {}",
    extra_minutes: int = 0,
    **details: Any,
) -> str:
    """Publish a pathway of one module that treats these codes; return its id.

    Each has a note of its own, unless `note` is another. With `extra_minutes` a second module of
    so many claims all of them again.
    """
    content = PathwayContent(
        edition=CURRENT_EDITION,
        title=title,
        target_level=level,
        entry_level=entry,
        details=Details(**details),
        modules=tuple(
            Module(
                id=f"m{at}",
                title="Day",
                minutes=length,
                assessment="A short task at the end",
                outcomes=(Outcome("o1", f"Do {at} things differently the next day"),),
                mappings=tuple(
                    Mapping(code, treatment, note.format(code), ("o1",)) for code in codes.split()
                ),
            )
            for at, length in enumerate((minutes, extra_minutes), start=1)
            if length or at == 1
        ),
    )
    with app.app_context():
        pathway = load_pathway(organisation, content)
        actor = Actor("", "", "", False, organisation, role="owner", is_provider=True)
        with transaction() as session:
            version = freeze_draft(session, actor, pathway)
            publish(session, actor, pathway, version.id, Visibility.ORGANISATIONS)
    return pathway


def strands(*themes: str, level: int = 2) -> str:
    """Return the first competency of both strands of each theme."""
    return " ".join(f"L{level}-{theme}-{strand}01" for theme in themes for strand in "KS")


def write(client: Client, **values: Any) -> str:
    """Write a brief through the form; return its address."""
    operation = client.get("/briefs/new").field("operation")
    return client.post("/briefs/new", {**FORM, "operation": operation, **values}).location
