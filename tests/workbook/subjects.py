"""Pathways and standards, invented, from which the workbook tests write workbooks."""

import csv
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pathways.domain.framework.edition import Competency, Edition, build_edition
from pathways.domain.pathway.content import (
    Assurance,
    Details,
    Mapping,
    Module,
    Outcome,
    PathwayContent,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import BALANCED, Standard
from pathways.workbook.qa.qa_matrix import QaSubject

SEEDS = Path(__file__).parents[2] / "seeds" / "wm-tif-2024"
CHANGED_AT = datetime(2026, 11, 20, 14, 32, 10, tzinfo=UTC)

SHARES = Standard(
    "shares",
    'Town "A" & co: 30 %',
    "",
    share=30,
    shares=(("LA", 60), ("SP", 75)),
    has_assessed=True,
)
REQUIRED = Standard(
    "required",
    "=Required list",
    "",
    has_strands=True,
    required=frozenset(
        ["L1-KA-K01", "L1-KA-S02", "L2-KA-K01", "L2-KA-K02", "L2-SE-S03", "L3-WB-S01"]
        + ["L4-SP-01", "L4-SP-17", "L9-XX-K01"]
    ),
)


@cache
def edition() -> Edition:
    """Return the index, with labels made up where none is written yet."""
    facts = json.loads((SEEDS / "edition.json").read_text(encoding="utf-8"))
    with (SEEDS / "competencies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        if not row["label"]:
            row["label"] = f"Made-up label {number} on what a learner knows or can do at work"
            row["scope_note"] = "Made-up terms, one after another" if number % 9 == 0 else ""
    return build_edition(facts, rows)


def module(number: int, codes: Iterable[tuple[str, str]] = (), **values: Any) -> Module:
    """Make a module that treats these codes, each with its mark."""
    outcomes = tuple(Outcome(f"m{number}o{i}", f"Learners can do thing {i}") for i in (1, 2))
    mappings = tuple(
        Mapping(code, Treatment(mark), f"Slide {i} and the worksheet", (f"m{number}o1",))
        for i, (code, mark) in enumerate(codes)
    )
    row = {
        "id": f"m{number}",
        "title": f"What trauma does, part {number}",
        "description": "How trauma shows itself, and what helps.",
        "minutes": 45 + 5 * number,
        "delivery": "In a room, twelve people",
        "activities": "Stories, pairs, a walk",
        "assessment": "A short reflection",
        "outcomes": outcomes,
        "mappings": mappings,
        **values,
    }
    return Module(**row)


def content(level: int = 2, modules: Iterable[Module] = (), **values: Any) -> PathwayContent:
    """Make the content of a pathway."""
    row = {
        "edition": "wm-tif-2024",
        "title": "Trauma Informed practice for housing teams",
        "target_level": level,
        "modules": tuple(modules),
        "details": Details(qualification="Registered and in practice"),
        "assurance": Assurance(
            facilitators="Two, both with years of practice.",
            principles=(("safety", "We say what comes before it comes."),),
        ),
        **values,
    }
    return PathwayContent(**row)


def sampled(level: int, density: float, count: int, seed: int = 7, **values: Any) -> PathwayContent:
    """Make a pathway whose marks are drawn by lot, of target level and others."""
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret

    def weight(item: Competency) -> float:
        if level == 4:
            return density
        return density if item.level == level else density / 6

    modules = [
        module(
            number,
            [
                (item.code, draw.choice("IIDDA"))
                for item in edition().competencies
                if draw.random() < weight(item)
            ],
        )
        for number in range(1, count + 1)
    ]
    return content(level, modules, **values)


def subject(pathway: PathwayContent, standard: Standard = BALANCED, **values: Any) -> QaSubject:
    """Make what a workbook is written from."""
    row = {
        "edition": edition(),
        "content": pathway,
        "standard": standard,
        "provider": "Northgate Learning",
        "version": "Version 3",
        "changed_at": CHANGED_AT,
        **values,
    }
    return QaSubject(**row)


def marked(pathway: PathwayContent, number: int, code: str, mark: str | None) -> PathwayContent:
    """Return the pathway with one mark changed, as somebody changes a cell of Matrix."""
    modules = list(pathway.modules)
    kept = [item for item in modules[number].mappings if item.code != code]
    if mark:
        kept.append(Mapping(code, Treatment(mark)))
    modules[number] = replace(modules[number], mappings=tuple(kept))
    return replace(pathway, modules=tuple(modules))
