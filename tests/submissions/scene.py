"""A provider with a pathway and a commissioner, and the steps that tests take with them."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from pathways.db import db, new_id, now, transaction
from pathways.domain.review.submission import NO_INTEREST
from pathways.models.account import Organisation, Person
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.models.reviewer import Reviewer
from pathways.records.editions import current_edition
from tests.factories import make_module, make_organisation, make_pathway, make_person
from tests.moving import kept
from tests.page import Client, Page

PROVIDER = "provider@test.example"
EDITOR = "editor@test.example"
COMMISSIONER = "commissioner@test.example"
REVIEWER = "reviewer@test.example"
READER = "reader@test.example"
STRANGER = "stranger@test.example"


@dataclass(frozen=True, slots=True)
class Scene:
    """Ids of what is there."""

    provider: str
    commissioner: str
    pathway: str
    module: str


@kept
def make_scene(app: Flask, *, level: int = 2, codes: int = 1) -> Scene:
    """Make both sides, and a pathway with some competencies of each theme but wellbeing."""
    with app.app_context():
        provider = make_organisation("Northgate Learning")
        commissioner = make_organisation(
            "Metro Commissioning", is_provider=False, is_commissioner=True
        )
        stranger = make_organisation(
            "Severn Vale Commissioning", is_provider=False, is_commissioner=True
        )
        make_person(PROVIDER, provider, name="Morgan Ashby")
        make_person(EDITOR, provider, "editor", name="Ellis Brand")
        make_person(COMMISSIONER, commissioner, name="Idris Calloway")
        make_person(REVIEWER, commissioner, "editor", name="Noor Haddad")
        make_person(READER, commissioner, "reader", name="Rae Quill")
        make_person(STRANGER, stranger, name="Petra Lindqvist")
        pathway = make_pathway(provider, target_level=level, standard="framework-minimum")
        module = make_module(pathway)
        edition = current_edition(db.session)
        for theme in edition.themes[:-1]:
            members = [c for c in edition.competencies if c.theme == theme.code]
            for competency in [c for c in members if c.level == min(level, 3)][:codes]:
                treat(module, competency.code)
    return Scene(provider, commissioner, pathway, module)


def treat(module: str, code: str, treatment: str = "D", evidence: str = "A case study") -> None:
    """Let a module treat a competency."""
    with transaction() as session:
        session.add(
            MappingRow(
                id=new_id(),
                module_id=module,
                code=code,
                treatment=treatment,
                evidence=evidence,
                outcomes=[],
            )
        )
        _raise(session, session.get_one(ModuleRow, module).pathway_id)


def rename(app: Flask, pathway: str, title: str) -> None:
    """Change a draft."""
    with app.app_context(), transaction() as session:
        session.get_one(Pathway, pathway).title = title
        _raise(session, pathway)


def _raise(session: Session, pathway: str) -> None:
    """Write down that a pathway changed, as every step does."""
    row = session.get_one(Pathway, pathway)
    row.revision, row.changed_at = row.revision + 1, now()


def share_at_once(app: Flask, scene: Scene) -> None:
    """Let the commissioner share what it finds and says as it is made."""
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.commissioner).sharing = "at_once"


def declared(page: Page, **values: str) -> dict[str, str]:
    """Return what a provider posts from the check page."""
    names = ("operation", "commissioner", "standard", "digest")
    return {
        **{name: page.field(name) for name in names},
        "reason-WB": "Taught in our supervision course.",
        "by": "Morgan Ashby",
        "role": "Head of Learning",
        "words": "All of this is as we teach it.",
        "confirm": "y",
        **values,
    }


def send(client: Client, scene: Scene, **values: str) -> str:
    """Send the pathway as its provider; return the submission's id."""
    address = f"/pathways/{scene.pathway}/submit"
    page = client.get(f"{address}?commissioner={scene.commissioner}&standard=framework-minimum")
    answer = client.post(address, declared(page, **values))
    submission = answer.location.rsplit("/", 1)[-1]
    have_declared(client.app, submission)
    return submission


def have_declared(app: Flask, submission: str) -> None:
    """Let those who review have declared that they have no interest; it writes no step down."""
    with app.app_context(), transaction() as session:
        is_theirs = Person.email.in_((COMMISSIONER, REVIEWER))
        for person in session.scalars(sa.select(Person).where(is_theirs)):
            session.merge(
                Reviewer(
                    submission_id=submission,
                    person_id=person.id,
                    assigned_at=now(),
                    interest=NO_INTEREST,
                    declared_at=now(),
                )
            )


def nobody_declared(app: Flask) -> None:
    """Let it be as it was sent: nobody reviews it, and nobody has declared anything."""
    with app.app_context(), transaction() as session:
        session.execute(sa.delete(Reviewer))


SignIn = Callable[[str], Client]
