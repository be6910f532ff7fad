"""Details and assurance in sections: each is filled in, kept and compared by itself."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.fields import (
    ASSURANCE_FIELDS,
    DETAIL_FIELDS,
    HEAD_FIELDS,
    values_of,
)

PRINCIPLE: Final = "principle-"
"""What the name of a principle's field begins with; its code follows."""


@dataclass(frozen=True, slots=True)
class FieldSection:
    """Some fields that are kept together; those of the principles come from the edition."""

    page: str
    key: str
    title: str
    names: tuple[str, ...]
    has_principles: bool = False
    is_specialist: bool = False

    def all_names(self, principles: Iterable[str]) -> tuple[str, ...]:
        """Return the names of its fields, with those of the principles."""
        more = tuple(PRINCIPLE + code for code in principles) if self.has_principles else ()
        return (*self.names, *more)


SECTIONS: Final = (
    FieldSection(
        "details",
        "levels",
        "Title and levels",
        ("title", "summary", "target_level", "entry_level", "standard"),
    ),
    FieldSection(
        "details", "learners", "Who learns", ("audience", "sectors", "regions", "languages")
    ),
    FieldSection(
        "details",
        "teaching",
        "How it is taught",
        ("delivery", "contact_minutes", "self_study_minutes", "group_min", "group_max"),
    ),
    FieldSection(
        "details",
        "price",
        "Price and terms",
        ("price_pence", "price_basis", "vat", "accreditation", "refresher_months", "contact"),
    ),
    FieldSection(
        "details",
        "bring",
        "What participants must bring",
        ("qualification", "supervision"),
        is_specialist=True,
    ),
    FieldSection("assurance", "people", "Who teaches it", ("facilitators", "lived_experience")),
    FieldSection("assurance", "care", "Access and wellbeing", ("accessibility", "wellbeing")),
    FieldSection(
        "assurance", "quality", "How you know", ("evaluation", "evidence_base", "review_date")
    ),
    FieldSection("assurance", "principles", "The principles", (), has_principles=True),
)

KEPT: Final = (
    "languages",
    "delivery",
    "contact",
    "facilitators",
    "lived_experience",
    "accessibility",
    "wellbeing",
    "evaluation",
)
"""Fields that an organisation may say once, for all its pathways."""

ASKED_OF: Final = {item.name: item for item in (*HEAD_FIELDS, *DETAIL_FIELDS, *ASSURANCE_FIELDS)}
OPTIONAL: Final = frozenset(name for name, item in ASKED_OF.items() if not item.required)
_DETAILS: Final = frozenset(item.name for item in DETAIL_FIELDS)
_HEAD: Final = frozenset(item.name for item in HEAD_FIELDS)


def hold(content: PathwayContent) -> dict[str, Any]:
    """Return what a pathway says in all fields but those of the principles, by name."""
    return {
        **values_of(content, HEAD_FIELDS),
        **values_of(content.details, DETAIL_FIELDS),
        **values_of(content.assurance, ASSURANCE_FIELDS),
    }


def hold_section(content: PathwayContent, names: Iterable[str]) -> dict[str, Any]:
    """Return what a pathway says in some fields, by name."""
    held = hold(content)
    return {
        name: content.assurance.principle(name.removeprefix(PRINCIPLE))
        if name.startswith(PRINCIPLE)
        else held[name]
        for name in names
    }


def mark_values(values: Mapping[str, Any]) -> int:
    """Return a number for what some fields hold, the same while they do."""
    plain = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return zlib.crc32(plain.encode()) % 1_000_000_000


def merge_values(content: PathwayContent, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a pathway in which some fields hold other values, as JSON."""
    plain = content.to_plain()
    details, assurance = dict(plain["details"]), dict(plain["assurance"])
    principles = dict(content.assurance.principles)
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name.startswith(PRINCIPLE):
            principles.pop(name.removeprefix(PRINCIPLE), None)
            if value:
                principles[name.removeprefix(PRINCIPLE)] = value
        elif name in _HEAD:
            found[name] = value
        else:
            part = details if name in _DETAILS else assurance
            part[name] = list(value) if isinstance(value, tuple) else value
    assurance["principles"] = [list(item) for item in principles.items()]
    parts = {"details": details, "assurance": assurance}
    return found | {key: part for key, part in parts.items() if part != plain[key]}


def count_filled(values: Mapping[str, Any]) -> int:
    """Return how many fields hold something."""
    nothing: tuple[Any, ...] = (None, "", 0, ())
    return sum(
        value not in nothing or (name == "price_pence" and value == 0)
        for name, value in values.items()
    )
