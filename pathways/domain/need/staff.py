"""The staff of an organisation: who has the level they need, whose refresher is due, groups."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Self

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import MOST_GROUPS, Group
from pathways.domain.words import plural

REFRESH_MONTHS: Final = 24
"""Months after which a refresher is due, where nothing else was chosen: a default of our own."""
LONGEST_MONTHS: Final = 600

MOST_STAFF: Final = 5_000
"""How many rows the staff list of an organisation holds."""

UNNAMED: Final = "Staff"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A row of the staff list: one person, or several of one role. Days are ISO days or empty."""

    reference: str = ""
    role: str = ""
    team: str = ""
    site: str = ""
    people: int = 1
    level_needed: int | None = None
    level_held: int | None = None
    held_on: str = ""
    refresh_on: str = ""
    id: str = ""
    version: int = 0

    @property
    def name(self) -> str:
        """What the row is called."""
        return self.reference or self.role or self.team or UNNAMED

    @property
    def lacks(self) -> bool:
        """Whether the level needed is above the one held."""
        return (self.level_needed or 0) > (self.level_held or 0)

    def refresh_day(self, months: int) -> str:
        """Return the day on which a refresher is due; empty where none can be told."""
        if self.level_held is None:
            return ""
        return self.refresh_on or (add_months(self.held_on, months) if self.held_on else "")

    def is_due(self, months: int, today: str) -> bool:
        """Whether a refresher is due today, or was before."""
        day = self.refresh_day(months)
        return bool(day) and day <= today


def add_months(day: str, months: int) -> str:
    """Return the day so many months later; the last of a month that has no such day."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max.isoformat()
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


SHOWS: Final = {
    "": "Everybody",
    "lacking": "Whoever lacks the level needed",
    "due": "Whose refresher is due",
    "unplaced": "Without a level needed",
}
"""What of a list may be shown."""


@dataclass(frozen=True, slots=True)
class StaffAsked:
    """What of the list is asked for: a team, a site, a level needed, and months to a refresher."""

    team: str = ""
    site: str = ""
    level: str = ""
    show: str = ""
    months: int = REFRESH_MONTHS

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Self:
        """Read what an address asks; what is none asks nothing."""
        text = values.get("months", "")
        is_number = text.isascii() and text.isdecimal() and len(text) <= 4
        months = int(text) if is_number else REFRESH_MONTHS
        show = values.get("show", "")
        return cls(
            team=values.get("team", "")[:200],
            site=values.get("site", "")[:200],
            level=values.get("level", "")[:4],
            show=show if show in SHOWS else "",
            months=months if 1 <= months <= LONGEST_MONTHS else REFRESH_MONTHS,
        )

    @property
    def values(self) -> dict[str, str]:
        """What an address holds of it."""
        told = {"team": self.team, "site": self.site, "level": self.level, "show": self.show}
        if self.months != REFRESH_MONTHS:
            told["months"] = str(self.months)
        return {key: value for key, value in told.items() if value}

    def takes(self, one: StaffMember, today: str) -> bool:
        """Whether a row is asked for."""
        if self.team and one.team != self.team:
            return False
        if self.site and one.site != self.site:
            return False
        if self.level and str(one.level_needed or "") != self.level:
            return False
        match self.show:
            case "lacking":
                return one.lacks
            case "due":
                return one.is_due(self.months, today)
            case "unplaced":
                return one.level_needed is None
        return True


class StaffCount(NamedTuple):
    """People of a list at one level: who need it, hold it or a higher one, do not yet, are due."""

    level: int
    needed: int
    held: int
    lacking: int
    due: int


def count_levels(
    edition: Edition, members: Iterable[StaffMember], months: int, today: str
) -> tuple[StaffCount, ...]:
    """Count people level by level: of those who need it, who holds it; of its holders, who is due.

    `held` counts those who need the level and have it or a higher one.
    """
    needed: Counter[int] = Counter()
    lacking: Counter[int] = Counter()
    due: Counter[int] = Counter()
    for one in members:
        if one.level_needed:
            needed[one.level_needed] += one.people
            lacking[one.level_needed] += one.people * one.lacks
        if one.level_held and one.is_due(months, today):
            due[one.level_held] += one.people
    return tuple(
        StaffCount(
            number, needed[number], needed[number] - lacking[number], lacking[number], due[number]
        )
        for number in (level.number for level in edition.levels)
    )


@dataclass(frozen=True, slots=True)
class Grouping:
    """A staff list as the groups of a brief. `said` is what was put together or left out.

    `refreshers` is the wish of those who hold their level and whose refresher is due, in words.
    """

    groups: tuple[Group, ...]
    said: tuple[str, ...]
    refreshers: str


_Key = tuple[str, str, int, int | None]


def group_staff(
    edition: Edition,
    members: Sequence[StaffMember],
    months: int,
    today: str,
    *,
    by_team: bool = False,
) -> Grouping:
    """Group those who lack the level that they need, by role or team, site, level needed and held.

    A brief holds few groups: of more, sites are put together first, and then the smallest groups
    of one level needed and held. Nobody is lost by that.
    """
    counts: Counter[_Key] = Counter()
    refresh: Counter[tuple[str, int]] = Counter()
    spelled: dict[str, str] = {}
    unplaced = 0
    for one in members:
        name, site = (
            spelled.setdefault(" ".join(text.casefold().split()), text)
            for text in ((one.team if by_team else one.role) or UNNAMED, one.site)
        )
        if one.lacks:
            counts[name, site, one.level_needed or 0, one.level_held] += one.people
        elif one.level_held and one.is_due(months, today):
            refresh[name, one.level_held] += one.people
        unplaced += one.people * (one.level_needed is None)
    said = []
    if len(counts) > MOST_GROUPS:
        before = len(counts)
        counts = _merge(counts)
        said.append(
            f"These are {before} groups, and a brief holds {MOST_GROUPS}. Sites, and the smallest "
            f"groups of one level, were put together: {len(counts)} are left, with everybody."
        )
    if unplaced:
        there = "has" if unplaced == 1 else "have"
        said.append(
            f"{plural(unplaced, 'person', 'people')} on the list {there} no level needed yet, "
            "and no place here."
        )
    return Grouping(tuple(_groups(edition, counts)), tuple(said), _say_refresh(edition, refresh))


def _merge(counts: Counter[_Key]) -> Counter[_Key]:
    merged: Counter[_Key] = Counter()
    for (name, _site, needed, held), people in counts.items():
        merged[name, "", needed, held] += people
    while len(merged) > MOST_GROUPS:
        # Pairs of levels are few, so that some two groups always share one.
        pairs = Counter((needed, held) for _name, _site, needed, held in merged)
        small = min(
            (key for key in merged if pairs[key[2], key[3]] > 1),
            key=lambda key: (key[0] == _OTHERS, merged[key], key[0]),
        )
        people = merged.pop(small)
        merged[_OTHERS, "", small[2], small[3]] += people
    return merged


_OTHERS: Final = "Several roles"


def _groups(edition: Edition, counts: Counter[_Key]) -> Iterator[Group]:
    """Give the groups, the largest of the lowest level first, each by a name of its own."""
    alike = Counter((name, site, needed) for name, site, needed, _held in counts)
    order = sorted(counts, key=lambda key: (key[2], -counts[key], key[0], key[1], key[3] or 0))
    for key in order:
        name, site, needed, held = key
        if alike[name, site, needed] > 1 and held:
            name = f"{name[:90]} with {edition.by_level[held].name}"
        yield Group(name, needed, counts[key], held, site)


def _say_refresh(edition: Edition, refresh: Counter[tuple[str, int]]) -> str:
    if not refresh:
        return ""
    parts = [
        f"{name}, {plural(people, 'person', 'people')} ({edition.by_level[level].name})"
        for (name, level), people in sorted(refresh.items(), key=lambda item: -item[1])[:20]
    ]
    more = f"; and {len(refresh) - 20} more groups" if len(refresh) > 20 else ""
    return f"Wished besides, a refresher for: {'; '.join(parts)}{more}."
