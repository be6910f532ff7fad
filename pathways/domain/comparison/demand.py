"""What shown briefs ask, beside what is there: people by level, theme and area."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.need.brief import Brief
from pathways.domain.need.needs import Need
from pathways.domain.words import number_word

FROM: Final = 3
"""Demand is shown from so many shown briefs on, so that no single one is read out of a sum."""

ANYWHERE: Final = "No area named"


class AskingBrief(NamedTuple):
    """One brief that is shown, with its needs by level."""

    brief: Brief
    needs: Sequence[Need]


class AreaSupply(NamedTuple):
    """What there is in one area: pathways that come there, places left in dated runs by level."""

    pathways: int
    places: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area: people asked for and places left, by level, and the pathways that come there."""

    name: str
    people: Mapping[int, int]
    supply: AreaSupply


@dataclass(frozen=True, slots=True)
class RegionDemand:
    """What so many shown briefs ask; nothing of it where they are too few."""

    briefs: int
    people: int
    lines: Mapping[tuple[int, str], int]
    areas: tuple[AreaRow, ...]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough briefs to say what they ask."""
        return self.briefs >= FROM

    @property
    def sentence(self) -> str:
        """Say why nothing of the demand is shown, or what is counted."""
        if self.is_shown:
            return f"Asked by {self.briefs} briefs that are shown to providers."
        there = "none is" if not self.briefs else f"{number_word(self.briefs)} "
        there += "" if not self.briefs else ("is" if self.briefs == 1 else "are")
        return (
            f"What buyers ask stands here once {number_word(FROM)} briefs are shown to providers; "
            f"now {there}."
        )

    def people_for(self, level: int, key: str) -> int:
        """Return how many people are to learn something of a line at a level."""
        return self.lines.get((level, key), 0) if self.is_shown else 0


def count_demand(asked: Iterable[AskingBrief], supply: Mapping[str, AreaSupply]) -> RegionDemand:
    """Count what shown briefs ask, by level and line, and by area beside what is there.

    A brief that names several areas counts in each of them. `supply` is by the name of the area;
    names that differ only in their letters' size are one.
    """
    lines: dict[tuple[int, str], int] = {}
    people: dict[str, dict[int, int]] = {}
    names = {name.strip().casefold(): name for name in supply}
    briefs = total = 0
    for brief, needs in asked:
        briefs += 1
        total += brief.people
        for need in needs:
            for line in need.lines:
                place = need.level, line.key
                lines[place] = lines.get(place, 0) + need.people
        for area in brief.areas or (ANYWHERE,):
            key = area.strip().casefold()
            names.setdefault(key, area)
            levels = people.setdefault(key, {})
            for need in needs:
                levels[need.level] = levels.get(need.level, 0) + need.people
    nothing = AreaSupply(0, {})
    by_key = {name.strip().casefold(): found for name, found in supply.items()}
    is_shown = briefs >= FROM
    rows = [
        AreaRow(name, people.get(key, {}) if is_shown else {}, by_key.get(key, nothing))
        for key, name in names.items()
        if is_shown or key in by_key
    ]
    rows.sort(key=lambda row: (row.name == ANYWHERE, -row.supply.pathways, row.name.casefold()))
    return RegionDemand(briefs, total, lines if is_shown else {}, tuple(rows))
