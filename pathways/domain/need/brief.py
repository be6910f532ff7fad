"""What a buyer or commissioner needs, written down as one immutable value."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final, Self

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.depth import NO_DEPTH, Depth, explain_depth
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.standards import (
    FRAMEWORK_MINIMUM,
    Standard,
    standard_from_plain,
    standard_to_plain,
)
from pathways.domain.words import duration, money, plural

WISHES: Final = {
    "hours": "Hours",
    "budget": "Budget",
    "delivery": "Delivery",
    "sector": "Sector",
    "depth": "What is behind the claims",
    "entry": "What learners bring",
}
"""What a brief may wish for beside competencies. A wish can be made a must."""


class BriefState(StrEnum):
    """Whether a brief is worked on."""

    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Group:
    """Some staff who need the same level. `brings` is the level that they have, None for none."""

    name: str
    level: int
    people: int
    brings: int | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """A need. Nothing in `themes` means all of them; 0 minutes and no budget mean no limit.

    `budget_pence` is for everybody together, `minutes` for one person. `standard`
    is kept as it was when it was chosen. `musts` holds keys of `WISHES`: what an
    offer has to fit to be shown at all. `depth` is asked beside what the standard asks.
    `notes` and `contact` are words for providers.
    """

    edition: str
    title: str
    groups: tuple[Group, ...]
    themes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    treatment: Treatment = Treatment.INTRODUCED
    standard: Standard = FRAMEWORK_MINIMUM
    minutes: int = 0
    budget_pence: int | None = None
    delivery: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    musts: tuple[str, ...] = ()
    depth: Depth = NO_DEPTH
    notes: str = ""
    contact: str = ""

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that its groups need, from the lowest."""
        return tuple(sorted({group.level for group in self.groups}))

    @property
    def people(self) -> int:
        """How many people there are in all groups."""
        return sum(group.people for group in self.groups)

    def asked(self) -> Standard:
        """Return the standard with the competencies that this brief asks by name."""
        return replace(self.standard, required=self.standard.required | frozenset(self.required))

    def asked_depth(self) -> Depth:
        """Return the demands of depth: those of the standard and its own, the stricter of each."""
        return self.standard.depth.join(self.depth)

    def to_plain(self) -> dict[str, Any]:
        """Return the brief as JSON values."""
        plain: dict[str, Any] = json.loads(
            json.dumps(asdict(replace(self, standard=FRAMEWORK_MINIMUM)), default=sorted)
        )
        plain["standard"] = standard_to_plain(self.standard)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a brief from `to_plain`."""
        lists = ("themes", "required", "delivery", "sectors", "musts")
        return cls(
            edition=plain["edition"],
            title=plain["title"],
            groups=tuple(Group(**item) for item in plain["groups"]),
            treatment=Treatment(plain["treatment"]),
            standard=standard_from_plain(plain["standard"]),
            minutes=plain["minutes"],
            budget_pence=plain["budget_pence"],
            notes=plain["notes"],
            contact=plain["contact"],
            depth=Depth.from_plain(plain.get("depth", {})),
            **{key: tuple(plain[key]) for key in lists},
        )


def brief_words(edition: Edition, brief: Brief) -> tuple[tuple[str, str], ...]:
    """Say what a brief needs, as labels and words."""
    return tuple(_words(edition, brief))


def _words(edition: Edition, brief: Brief) -> Iterator[tuple[str, str]]:
    for group in brief.groups:
        level = edition.by_level[group.level].name
        verb = "needs" if group.people == 1 else "need"
        brings = edition.by_level.get(group.brings or 0)
        has = "has" if group.people == 1 else "have"
        there = f" who {has} {brings.name}" if brings else ""
        yield group.name, f"{plural(group.people, 'person', 'people')}{there} {verb} {level}"
    chosen = [theme.short_name for theme in edition.themes if theme.code in brief.themes]
    if chosen:
        # A level's specialist features are asked whatever themes are.
        chosen += {
            line.short_name: None
            for level in brief.levels
            for line in edition.lines(level)
            if line.is_specialist
        }
    yield "Themes", ", ".join(chosen) or "All themes"
    asks = " ".join(explain_standard(edition, brief.standard, _level_of(edition, brief)))
    yield "Each of them", f"{brief.standard.name}: {asks}"
    if brief.treatment is not Treatment.INTRODUCED:
        yield "Counted from", brief.treatment.word
    if brief.minutes:
        yield "Time", f"At most {duration(brief.minutes)} a person{_must(brief, 'hours')}"
    if brief.budget_pence is not None:
        amount = money(brief.budget_pence) if brief.budget_pence else "Nothing: it has to be free"
        yield (
            "Budget",
            f"{amount}{' for everybody' * bool(brief.budget_pence)}{_must(brief, 'budget')}",
        )
    if brief.delivery:
        yield "Delivery", f"{' or '.join(brief.delivery)}{_must(brief, 'delivery')}"
    if brief.sectors:
        yield "Sector", f"{' or '.join(brief.sectors)}{_must(brief, 'sector')}"
    if brief.depth:
        yield "Behind the claims", " ".join(explain_depth(brief.depth)) + _must(brief, "depth")
    if "entry" in brief.musts:
        yield "On entry", "No more than the groups have already"


def _level_of(edition: Edition, brief: Brief) -> int | None:
    """Return a level whose words hold for all of the brief's, None where they differ."""
    flat = [
        level for level in brief.levels if any(line.is_specialist for line in edition.lines(level))
    ]
    return brief.levels[0] if brief.levels and (not flat or flat == [*brief.levels]) else None


def _must(brief: Brief, wish: str) -> str:
    return ", a must" if wish in brief.musts else ""


def unasked_codes(edition: Edition, brief: Brief) -> tuple[str, ...]:
    """Return the competencies asked by name that no group's level judges, in printed order."""
    judged = 0
    for level in brief.levels:
        for line in edition.lines(level):
            judged |= line.mask
    return tuple(
        item.code
        for item in edition.competencies
        if item.code in brief.required and not item.mask & judged
    )
