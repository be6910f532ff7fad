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
from pathways.domain.words import duration, iso_day, money, plural

WISHES: Final = {
    "hours": "Hours",
    "budget": "Budget",
    "delivery": "Delivery",
    "sector": "Sector",
    "area": "Where",
    "dates": "When",
    "depth": "What is behind the claims",
    "entry": "What learners bring",
}
"""What a brief may wish for beside competencies. A wish can be made a must."""


MOST_GROUPS: Final = 20
"""How many staff groups a brief holds."""


class BriefState(StrEnum):
    """Whether a brief is worked on."""

    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Group:
    """Some staff who need the same level. `brings` is the level that they have, None for none.

    `site` is where they work: groups of one site may share the runs of a course.
    """

    name: str
    level: int
    people: int
    brings: int | None = None
    site: str = ""

    @property
    def label(self) -> str:
        """Its name, with its site where one is given."""
        return f"{self.name}, {self.site}" if self.site else self.name


class Vat(StrEnum):
    """Whether a buyer gets VAT back."""

    PAID = "paid"
    RECLAIMED = "reclaimed"


@dataclass(frozen=True, slots=True)
class Brief:
    """A need. Nothing in `themes` means all of them; 0 minutes and no budget mean no limit.

    `budget_pence` is for everybody together, `minutes` for one person. `standard`
    is kept as it was when it was chosen. `musts` holds keys of `WISHES`: what an
    offer has to fit to be shown at all. `depth` is asked beside what the standard asks.
    `notes` and `contact` are words for providers, `why` says what the training is for.

    `hour_pence` is what an hour away from work costs, None where that is not counted. In `areas`
    runs are wished, from `starts_from` to `ends_by`, ISO days, empty for no limit. `is_shared`:
    groups of one site share the runs of a course. `is_entry_open`: the buyer says that its staff
    may attend without the level that a course asks on entry.
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
    why: str = ""
    vat: Vat = Vat.PAID
    hour_pence: int | None = None
    areas: tuple[str, ...] = ()
    starts_from: str = ""
    ends_by: str = ""
    is_shared: bool = True
    is_entry_open: bool = False

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
        """Build a brief from `to_plain`. What one of before does not say is as it is by default."""
        lists = ("themes", "required", "delivery", "sectors", "musts")
        later = ("why", "hour_pence", "starts_from", "ends_by", "is_shared", "is_entry_open")
        told: dict[str, Any] = {key: plain[key] for key in later if key in plain}
        told |= {key: tuple(plain[key]) for key in lists}
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
            vat=Vat(plain.get("vat", Vat.PAID)),
            areas=tuple(plain.get("areas", ())),
            **told,
        )


def brief_words(edition: Edition, brief: Brief) -> tuple[tuple[str, str], ...]:
    """Say what a brief needs, as labels and words, as anybody may read it whom it is shown to."""
    return (
        *_group_words(edition, brief),
        *_asked_words(edition, brief),
        *_amount_words(brief),
        *_wish_words(brief),
    )


def own_words(brief: Brief) -> tuple[tuple[str, str], ...]:
    """Say what a brief tells its own organisation alone, as labels and words."""
    return tuple(_own_words(brief))


def _own_words(brief: Brief) -> Iterator[tuple[str, str]]:
    if brief.vat is Vat.RECLAIMED:
        yield "VAT", "Reclaimed, so that it is no cost"
    if brief.hour_pence is not None:
        amount = money(brief.hour_pence) if brief.hour_pence else "Nothing"
        yield "An hour away from work", amount


def _group_words(edition: Edition, brief: Brief) -> Iterator[tuple[str, str]]:
    for group in brief.groups:
        level = edition.by_level[group.level].name
        verb = "needs" if group.people == 1 else "need"
        brings = edition.by_level.get(group.brings or 0)
        has = "has" if group.people == 1 else "have"
        there = f" who {has} {brings.name}" if brings else ""
        people = plural(group.people, "person", "people")
        spare = ""
        if brings and brings.number >= group.level:
            spare = ": they have it" if brings.number == group.level else ": they have more"
            spare += " already"
        yield group.label, f"{people}{there} {verb} {level}{spare}"
    if not brief.is_shared and len(brief.groups) > 1:
        yield "Runs", "Each group has its own"
    if brief.why:
        yield "What it is for", brief.why


def _asked_words(edition: Edition, brief: Brief) -> Iterator[tuple[str, str]]:
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


def _amount_words(brief: Brief) -> Iterator[tuple[str, str]]:
    if brief.minutes:
        yield "Time", f"At most {duration(brief.minutes)} a person{_must(brief, 'hours')}"
    if brief.budget_pence is not None:
        amount = money(brief.budget_pence) if brief.budget_pence else "Nothing: it has to be free"
        yield (
            "Budget",
            f"{amount}{' for everybody' * bool(brief.budget_pence)}{_must(brief, 'budget')}",
        )


def _wish_words(brief: Brief) -> Iterator[tuple[str, str]]:
    if brief.delivery:
        yield "Delivery", f"{' or '.join(brief.delivery)}{_must(brief, 'delivery')}"
    if brief.sectors:
        yield "Sector", f"{' or '.join(brief.sectors)}{_must(brief, 'sector')}"
    if brief.areas:
        yield "Where", f"{' or '.join(brief.areas)}{_must(brief, 'area')}"
    if dates := _dates(brief.starts_from, brief.ends_by):
        yield "When", f"{dates}{_must(brief, 'dates')}"
    if brief.depth:
        yield "Behind the claims", " ".join(explain_depth(brief.depth)) + _must(brief, "depth")
    if "entry" in brief.musts:
        yield "On entry", "No more than the groups have already"
    if brief.is_entry_open:
        yield "On entry", "Levels that a course asks on entry do not matter"


def _dates(first: str, last: str) -> str:
    """Say between which days runs are wished, ISO days, either of them empty for no limit."""
    if first and last:
        return f"From {iso_day(first)} to {iso_day(last)}"
    if last:
        return f"Until {iso_day(last)}"
    return f"From {iso_day(first)} on" if first else ""


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
