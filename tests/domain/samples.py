"""The published edition's index, a small invented edition, and short ways to make modules."""

import csv
import json
from pathlib import Path
from typing import Any

from pathways.domain.framework.edition import Edition, build_edition
from pathways.domain.pathway.content import Mapping, Module
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import ModuleReach

INDEX = Path(__file__).resolve().parents[2] / "seeds" / "wm-tif-2024"
FACTS: dict[str, Any] = json.loads((INDEX / "edition.json").read_text(encoding="utf-8"))
with (INDEX / "competencies.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
WM = build_edition(FACTS, ROWS)
"""The edition as it is loaded; labels and scope notes may still be empty."""

SMALL_FACTS: dict[str, Any] = {
    "code": "small",
    "title": "A small framework",
    "namespace": "00000000-0000-4000-8000-000000000000",
    "levels": [
        {"number": 1, "name": "First"},
        {"number": 2, "name": "Second"},
        {"number": 3, "name": "Third"},
    ],
    "themes": [
        {"code": "AA", "name": "Apples and Pears", "short_name": "Apples"},
        {"code": "BB", "name": "Beans and Peas", "short_name": "Beans"},
    ],
    "strands": [
        {"code": "K", "name": "Knowledge and understanding", "short_name": "Knowledge"},
        {"code": "S", "name": "Skills and capabilities", "short_name": "Skills"},
    ],
    "principles": [{"code": "care", "name": "Care"}],
}
SMALL_CODES = (
    "L1-AA-K01",
    "L1-AA-K02",
    "L1-AA-S01",
    "L1-BB-K01",
    "L1-BB-S01",
    "L2-AA-K01",
    "L2-AA-K02",
    "L2-AA-S01",
    "L2-BB-K01",
    "L2-BB-S01",
    "L2-BB-S02",
    "L3-SP-01",
    "L3-SP-02",
    "L3-SP-03",
)


def small_rows(codes: tuple[str, ...] = SMALL_CODES) -> list[dict[str, str]]:
    """Rows of an index with these codes. Bits run against the printed order, as they may."""
    last = len(codes) - 1
    return [
        {"code": code, "bit": str(last - place), "label": f"Label of {code}"}
        for place, code in enumerate(codes)
    ]


SMALL = build_edition(SMALL_FACTS, small_rows())
"""Two themes at levels 1 and 2, a flat list of three features at level 3."""


def reach(
    edition: Edition,
    introduced: str = "",
    developed: str = "",
    assessed: str = "",
    minutes: int = 60,
) -> ModuleReach:
    """One module's reach from codes with blanks between."""
    one, two, three = (edition.mask(codes.split()) for codes in (introduced, developed, assessed))
    return ModuleReach(minutes, one, two, three)


def codes_of(edition: Edition, mask: int) -> list[str]:
    """The codes of a bit set, in printed order."""
    return [item.code for item in edition.members(mask)]


def module(number: int, treatments: str = "", **others: Any) -> Module:
    """Module `number`, treating "CODE:I CODE:A"; every mapping has an evidence note."""
    mappings = tuple(
        Mapping(code, Treatment(letter), evidence="Handout")
        for code, letter in (item.split(":") for item in treatments.split())
    )
    values: dict[str, Any] = {"minutes": 60, "mappings": mappings} | others
    return Module(f"m{number}", f"Part {number}", **values)
