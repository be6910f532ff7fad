"""Makers of rows for tests: plain functions with defaults, one call a thing."""

import json
from dataclasses import replace
from typing import Any

from flask_security import hash_password

from pathways.builder.demonstration import FOLDER
from pathways.builder.holders import holder_named
from pathways.builder.services.pathways import add_content
from pathways.db import new_id, now, transaction
from pathways.domain.need.costs import Price, cost_of
from pathways.domain.pathway import content
from pathways.domain.pathway.cautions import Caution, CautionKind
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.plan.plan import (
    CourseRuns,
    GroupPlan,
    OpenDemand,
    Plan,
    PlanAsk,
    PlanCourse,
    PlanStep,
    PlanTotals,
    Proof,
    ProofKind,
)
from pathways.domain.plan.question import PlanGoal
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


def make_plan(**changes: Any) -> Plan:
    """Return a plan for tests of pages: two groups of one site, a ladder, one thing left open.

    Its numbers agree with one another; `changes` put others in their place.
    """
    price = Price(39_00, "person", "added", 6, 24), Price(3_120_00, "group", "added", 8, 16)
    front = PlanCourse(
        "a" * 16,
        "b" * 16,
        2,
        "Behind the front desk",
        "Northgate",
        "c" * 16,
        1,
        None,
        210,
        price[0],
    )
    housing = PlanCourse(
        "d" * 16,
        "e" * 16,
        1,
        "Practice for housing teams",
        "Northgate",
        "c" * 16,
        2,
        1,
        570,
        price[1],
        ("sector",),
        (Caution(CautionKind.NOTE, "4 of 75 have no note of their own."),),
    )
    ask = PlanAsk(
        housing.pathway_id,
        housing.title,
        housing.provider,
        housing.provider_id,
        ("L2-WB-S08",),
        "Ask Northgate to add L2-WB-S08",
    )
    left = OpenDemand(2, "WB", "Wellbeing", "Wellbeing: L2-WB-S08", 1, ("L2-WB-S08",), asks=(ask,))
    groups = (
        GroupPlan(
            "Reception",
            44,
            "Hall",
            1,
            "Trauma Aware",
            0,
            "",
            (PlanStep(0, "covers everything asked", 1, 12),),
            210,
            0,
            2_059_20,
            12,
        ),
        GroupPlan(
            "Housing officers",
            12,
            "Hall",
            2,
            "Trauma Informed",
            0,
            "",
            (PlanStep(0, "opens level 1", 1, 0), PlanStep(1, "covers 12 of 13 asked", 2, 12)),
            780,
            0,
            561_60 + 3_744_00,
            13,
            (left,),
        ),
    )
    runs = (
        CourseRuns(0, "Hall", (0, 1), 56, (19, 19, 18), cost_of(price[0], 56, 20, False), 56 * 210),
        CourseRuns(1, "Hall", (1,), 12, (12,), cost_of(price[1], 12, 20, False), 12 * 570),
    )
    totals = PlanTotals(
        net=5_304_00,
        vat=1_060_80,
        pays=6_364_80,
        most=6_364_80,
        known=6_364_80,
        unpriced=0,
        untaxed=0,
        runs=4,
        uncounted=0,
        people=56,
        places=68,
        billed=68,
        minutes=18_600,
        unstated=0,
        hours_pence=None,
    )
    plan = Plan(
        CURRENT_EDITION,
        PlanGoal.CHEAPEST,
        groups,
        (front, housing),
        runs,
        totals,
        Proof(ProofKind.BEST, 40, 18),
        budget=7_000_00,
        musts=("budget",),
        missed=("“Practice for housing teams” is not for the sector wished for.",),
    )
    return replace(plan, **changes)
