"""Published pathways of two providers, to be laid side by side."""

from dataclasses import dataclass

from flask import Flask

from pathways.db import new_id, now, transaction
from pathways.directory.services import freeze_draft, publish, unpublish
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import BALANCED
from pathways.submissions.deciding.writes import decide
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.factories import demonstration, load_pathway, make_organisation, make_person
from tests.moving import kept

BUYER = "buyer@test.example"
NAMES = (
    "housing-teams",
    "whole-school",
    "youth-two-hours",
    "front-desk",
    "family-hub-leads",
    "specialist-service",
    "police-custody",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Ids of published pathways by the name of their demonstration, and of their providers."""

    ids: dict[str, str]
    providers: tuple[str, ...]

    def address(self, *names: str, more: str = "", page: str = "/compare") -> str:
        """Return the address that compares these."""
        query = "&".join(f"pathway={self.ids[name]}" for name in names)
        return f"{page}?{query}{more}"


def owner_of(organisation: str) -> Actor:
    """Return somebody who may publish for a provider."""
    return Actor("p", "Ann", "", False, organisation, role="owner", is_provider=True)


def put_out(
    organisation: str, content: PathwayContent, visibility: Visibility = Visibility.PUBLIC
) -> str:
    """Publish a pathway; return its id."""
    identifier = load_pathway(organisation, content)
    actor = owner_of(organisation)
    with transaction() as session:
        version = freeze_draft(session, actor, identifier)
        publish(session, actor, identifier, version.id, visibility)
    return identifier


def take_back(organisation: str, pathway: str) -> None:
    """Take a pathway out of the directory."""
    with transaction() as session:
        unpublish(session, owner_of(organisation), pathway)


def approve(provider: str, pathway: str) -> None:
    """Send a pathway as it is published to a commissioner, who approves it."""
    commissioner = make_organisation("Metro Commissioning", is_provider=False, is_commissioner=True)
    person = make_person("metro@test.example", commissioner)
    decider = Actor(person, "Idris", "", False, commissioner, role="owner", is_commissioner=True)
    lines = dict.fromkeys(("KA", "LA", "SE", "LE", "CH", "WB"), "Not ours")
    with transaction() as session:
        sent = send_submission(
            session,
            owner_of(provider),
            pathway,
            operation=new_id(),
            commissioner_id=commissioner,
            standard=BALANCED,
            declaration=Declaration("Ann", "Head", "As far as I know", lines),
        )
        decide(
            session,
            decider,
            sent,
            operation=new_id(),
            outcome=Decided.APPROVED,
            words="Well made",
            today=now().date(),
        )


@kept
def make_shelf(app: Flask, *names: str) -> Shelf:
    """Publish pathways of the demonstration by two providers in turn; the buyer buys nothing."""
    with app.app_context():
        providers = (make_organisation("Northgate Learning"), make_organisation("Willow CIC"))
        make_person(BUYER, make_organisation("Riverside", is_provider=False, is_employer=True))
        ids = {
            name: put_out(providers[number % 2], demonstration(name))
            for number, name in enumerate(names or NAMES)
        }
    return Shelf(ids, providers)
