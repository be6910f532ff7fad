"""Makers of rows for tests: plain functions with defaults, one call a thing."""

from typing import Any

from flask_security import hash_password

from pathways.db import new_id, now, transaction
from pathways.models.account import Membership, Organisation, Person
from pathways.models.framework import CURRENT_EDITION
from pathways.models.pathway import Module, Pathway

PASSWORD = "calm-harbour-walk-tests"  # of the people that tests make


def make_organisation(name: str = "Northgate Learning", **values: Any) -> str:
    """Make an active provider unless told otherwise; return its id."""
    row = {"is_provider": True, "state": "active", "created_at": now(), **values}
    with transaction() as session:
        organisation = Organisation(id=new_id(), name=name, note="", **row)
        session.add(organisation)
        session.flush()
        return organisation.id


def make_person(
    email: str = "provider@test.example",
    organisation: str | None = None,
    role: str = "owner",
    **values: Any,
) -> str:
    """Make a person who can sign in, in an organisation if one is given; return their id."""
    with transaction() as session:
        person = Person(
            id=new_id(),
            email=email,
            name=values.pop("name", email.partition("@")[0].title()),
            password=hash_password(PASSWORD),
            active=True,
            fs_uniquifier=new_id() * 2,
            created_at=now(),
            **values,
        )
        session.add(person)
        session.flush()
        if organisation is not None:
            session.add(Membership(person_id=person.id, organisation_id=organisation, role=role))
        return person.id


def make_pathway(organisation: str, **values: Any) -> str:
    """Make an empty level 2 pathway; return its id."""
    row = {
        "title": "Trauma Informed practice for housing teams",
        "target_level": 2,
        "entry_level": 1,
        "standard": "balanced",
        "details": {},
        "assurance": {},
        "edition_code": CURRENT_EDITION,
        **values,
    }
    with transaction() as session:
        pathway = Pathway(
            id=new_id(),
            organisation_id=organisation,
            state=row.pop("state", "active"),
            created_at=now(),
            changed_at=now(),
            **row,
        )
        session.add(pathway)
        session.flush()
        return pathway.id


def make_module(pathway: str, title: str = "What trauma does", **values: Any) -> str:
    """Make a module at the end of a pathway; return its id."""
    row = {"minutes": 90, "position": 0, **values}
    with transaction() as session:
        module = Module(id=new_id(), pathway_id=pathway, title=title, **row)
        session.add(module)
        session.flush()
        return module.id
