"""A provider with a pathway under test, and what is true of it in the database."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from pathways.builder.queries import PathwayView, get_pathway
from pathways.db import db
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.policy import Actor
from pathways.models.journal import Journal
from pathways.records.checks.mappings import check_mappings
from tests.factories import make_organisation, make_person
from tests.moving import kept
from tests.page import Client, Page

EMAIL = "provider@test.example"


@dataclass
class House:
    """A pathway of level 2 with two modules, and its owner's browser."""

    app: Flask
    organisation: str
    pathway: str
    client: Client

    @property
    def url(self) -> str:
        """The builder's address."""
        return f"/pathways/{self.pathway}"

    def view(self, pathway: str = "") -> PathwayView:
        """Read a pathway as its provider sees it; fail where the kept bits disagree."""
        actor = Actor("", "", "", False, organisation_id=self.organisation, role="owner")
        with self.app.app_context():
            view = get_pathway(db.session, actor, pathway or self.pathway)
            faults = list(check_mappings(db.session))
        assert not faults, faults
        return view

    @property
    def content(self) -> PathwayContent:
        """All that the pathway holds."""
        return self.view().content

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules in teaching order."""
        return self.content.modules

    @property
    def titles(self) -> list[str]:
        """The modules' titles in teaching order."""
        return [module.title for module in self.modules]

    def module(self, number: int = 1) -> str:
        """Return the address of a module."""
        return f"{self.url}/modules/{self.modules[number - 1].id}"

    def mapping(self, code: str, number: int = 1) -> Mapping | None:
        """Return how a module treats a competency."""
        return self.modules[number - 1].mapping(code)

    def mapping_url(self, code: str, number: int = 1) -> str:
        """Return the address of a mapping."""
        module = self.view().modules[number - 1]
        found = next(m for m in module.mappings if m.competency.code == code)
        return f"{self.url}/mappings/{found.id}"

    def treat(
        self, code: str, wish: str, seen: str = "", *, number: int = 1, status: int = 200
    ) -> Page:
        """Set a treatment as the builder's page does."""
        cell = f"{self.modules[number - 1].id}:{code}:{seen}:{wish}"
        return self.client.post(
            f"{self.url}/treatments", {"cell": cell, "from": "?"}, status, htmx=True
        )

    def steps(self) -> int:
        """Count the journal's rows about the pathway."""
        with self.app.app_context():
            count = sa.select(sa.func.count()).where(Journal.subject == self.pathway)
            return db.session.execute(count).scalar_one()


@kept
def build_house(app: Flask) -> House:
    """Make the house through its own pages, with its owner signed in."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation, name="Wren Hale")
    client = Client(app)
    client.sign_in(EMAIL)
    client.get("/pathways/new")
    page = client.post("/pathways/new", PATHWAY)
    house = House(app, organisation, page.location.rpartition("/")[2], client)
    for title, minutes in (("What trauma does", "90"), ("Safe places", "60")):
        client.post(f"{house.url}/modules/new", {"title": title, "minutes": minutes})
    client.get(house.url)
    return house


PATHWAY: dict[str, Any] = {
    "title": "Practice for housing teams",
    "target_level": "2",
    "entry_level": "1",
    "standard": "balanced",
}
"""What the form for a new pathway holds."""

MODULE: dict[str, Any] = {
    "title": "Listening well",
    "minutes": "1 h 30",
    "delivery": "In person",
    "description": "How to listen",
    "activities": "Pairs",
    "assessment": "A reflective note",
}
"""What a module's form holds."""
