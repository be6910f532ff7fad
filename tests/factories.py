"""Makers of rows for tests: plain functions with defaults, one call a thing."""

import json
from typing import Any

from flask_security import hash_password

from pathways.builder.demonstration import FOLDER
from pathways.builder.holders import holder_named
from pathways.builder.services.pathways import add_content
from pathways.db import new_id, now, transaction
from pathways.domain.pathway import content
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.framework.services import Index, read_index
from pathways.models.account import Membership, Organisation, Person
from pathways.models.pathway import ModuleRow, Pathway
from pathways.records.topics import SEEDS

CURRENT_EDITION = "wm-tif-2024"
"""The edition that each test's database holds, unless the test loads another beside it."""
PASSWORD = "calm-harbour-walk-tests"  # of the people that tests make


def read_seeds() -> Index:
    """Return the index that the project holds."""
    return read_index(SEEDS / CURRENT_EDITION)


def make_organisation(name: str = "Northgate Learning", **values: Any) -> str:
    """Make an active provider unless told otherwise; return its id."""
    row = {"is_provider": True, "state": "active", "note": "", "created_at": now(), **values}
    with transaction() as session:
        organisation = Organisation(id=new_id(), name=name, **row)
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
        module = ModuleRow(id=new_id(), pathway_id=pathway, title=title, **row)
        session.add(module)
        session.flush()
        return module.id


def load_pathway(organisation: str, pathway: PathwayContent) -> str:
    """Write a whole pathway as an import does, kept sets and journal included; return its id."""
    with transaction() as session:
        return add_content(session, holder_named(session, organisation), pathway)


def demonstration(key: str) -> PathwayContent:
    """Return a pathway of the demonstration."""
    path = FOLDER / f"{key}.json"
    return PathwayContent.from_plain(json.loads(path.read_text(encoding="utf-8")))


def many_modules(count: int, target_level: int = 4) -> PathwayContent:
    """Return a pathway of many modules, each with a few competencies and one outcome."""
    codes = list(demonstration_codes())
    return PathwayContent(
        CURRENT_EDITION,
        "Many modules",
        target_level,
        modules=tuple(
            content.Module(
                id=f"m{number}",
                title=f"Part {number}",
                minutes=60,
                outcomes=(content.Outcome("o", "Say it plainly"),),
                mappings=tuple(
                    content.Mapping(code, Treatment.DEVELOPED, outcomes=("o",))
                    for code in codes[number % 40 :: 40]
                ),
            )
            for number in range(1, count + 1)
        ),
    )


def demonstration_codes() -> tuple[str, ...]:
    """Return every code that the demonstration treats, in order."""
    return tuple(
        sorted(
            {
                mapping.code
                for path in FOLDER.glob("*.json")
                for module in demonstration(path.stem).modules
                for mapping in module.mappings
            }
        )
    )
