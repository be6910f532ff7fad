"""What of a staff list a page shows: filtered, counted, some rows at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.framework.edition import Edition
from pathways.domain.need.guide import KeptRole, LevelGuide
from pathways.domain.need.staff import (
    StaffAsked,
    StaffCount,
    StaffMember,
    count_levels,
)

PAGE: Final = 25
ROLES: Final = 30
"""Rows on a page, and roles that are given a level at once."""


@dataclass(frozen=True, slots=True)
class StaffView:
    """A page of the list, with counts over all rows that are asked for."""

    rows: tuple[StaffMember, ...]
    all_rows: int
    found: int
    people: int
    unplaced: int
    due: int
    lacking: int
    counts: tuple[StaffCount, ...]
    teams: tuple[tuple[str, str], ...]
    sites: tuple[tuple[str, str], ...]
    pages: int


def show_staff(
    edition: Edition, members: Sequence[StaffMember], asked: StaffAsked, page: int, today: str
) -> StaffView:
    """Return what a page of the list shows."""
    found = [one for one in members if asked.takes(one, today)]
    return StaffView(
        rows=tuple(found[(page - 1) * PAGE : page * PAGE]),
        all_rows=len(members),
        found=len(found),
        people=sum(one.people for one in found),
        unplaced=sum(one.people for one in found if one.level_needed is None),
        due=sum(one.people for one in found if one.is_due(asked.months, today)),
        lacking=sum(one.people for one in found if one.lacks),
        counts=count_levels(edition, found, asked.months, today),
        teams=_choices(one.team for one in members),
        sites=_choices(one.site for one in members),
        pages=-(-len(found) // PAGE),
    )


def _choices(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in sorted({*words} - {""}, key=str.casefold))


class RoleView(NamedTuple):
    """A role whose rows have no level needed yet, its people, and a kept role that is like it."""

    name: str
    people: int
    like: KeptRole | None


def list_roles(members: Sequence[StaffMember], guide: LevelGuide | None) -> tuple[RoleView, ...]:
    """Return the roles without a level needed, the most people first; at most `ROLES`."""
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for one in members:
        if one.level_needed is None:
            key = " ".join(one.role.casefold().split())
            counts[spelled.setdefault(key, one.role)] += one.people
    order = sorted(counts, key=lambda name: (-counts[name], name))[:ROLES]
    return tuple(
        RoleView(name, counts[name], guide.role_like(name) if guide else None) for name in order
    )
