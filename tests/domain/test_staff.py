"""Counts of a staff list and its groups, against a second, plain count."""

import random
from collections import Counter

import pytest

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import MOST_GROUPS
from pathways.domain.need.staff import StaffMember, add_months, count_levels, group_staff
from tests.seeds.hits import seed_edition

TODAY = "2026-11-27"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return seed_edition()


def some_staff(seed: int, roles: int, count: int = 300) -> list[StaffMember]:
    pick = random.Random(seed)  # noqa: S311  # test data
    return [
        StaffMember(
            reference=str(at),
            role=f"Role {pick.randrange(roles)}",
            team=f"Team {pick.randrange(3)}",
            site=pick.choice(["", "Moor Lane", "Quay"]),
            people=pick.choice([1, 1, 1, 5]),
            level_needed=pick.choice([None, 1, 2, 3, 4]),
            level_held=pick.choice([None, None, 1, 2, 3, 4]),
            held_on=pick.choice(["", "2023-02-28", "2026-01-31"]),
            refresh_on=pick.choice(["", "", "2026-11-27", "2026-11-28"]),
        )
        for at in range(count)
    ]


def is_due(one: StaffMember) -> bool:
    """Tell it plainly: 24 months after 28 February 2023 were over, after 31 January 2026 not."""
    if one.level_held is None:
        return False
    return one.refresh_on == TODAY or (not one.refresh_on and one.held_on == "2023-02-28")


@pytest.mark.parametrize("seed", range(5))
def test_people_are_counted_level_by_level(edition: Edition, seed: int) -> None:
    staff = some_staff(seed, 6)
    for row in count_levels(edition, staff, 24, TODAY):
        need = [one for one in staff if one.level_needed == row.level]
        have = [one for one in need if one.level_held and one.level_held >= row.level]
        assert row.needed == sum(one.people for one in need)
        assert row.held == sum(one.people for one in have)
        assert row.lacking == row.needed - row.held
        due = [one for one in staff if one.level_held == row.level and is_due(one)]
        assert row.due == sum(one.people for one in due)


@pytest.mark.parametrize("roles", [2, 40])
@pytest.mark.parametrize("by_team", [False, True])
def test_groups_hold_everybody_who_lacks_a_level(
    edition: Edition, roles: int, by_team: bool
) -> None:
    staff = some_staff(7, roles)
    found = group_staff(edition, staff, 24, TODAY, by_team=by_team)
    assert 0 < len(found.groups) <= MOST_GROUPS
    wanted: Counter[tuple[int | None, int | None]] = Counter()
    for one in staff:
        if one.level_needed and (one.level_held or 0) < one.level_needed:
            wanted[one.level_needed, one.level_held] += one.people
    there: Counter[tuple[int | None, int | None]] = Counter()
    for group in found.groups:
        there[group.level, group.brings] += group.people
    assert there == wanted
    keys = {(group.name, group.site, group.level, group.brings) for group in found.groups}
    assert len(keys) == len(found.groups)


def test_few_groups_keep_their_sites_and_names(edition: Edition) -> None:
    staff = [
        StaffMember("1", "Warden", "A", "Quay", level_needed=2),
        StaffMember("2", "warden", "A", "Quay", people=3, level_needed=2),
        StaffMember("3", "Warden", "A", "Moor", level_needed=2, level_held=1),
        StaffMember("4", "Warden", "A", "Quay", level_needed=2, level_held=1),
        StaffMember("5", "Lead", "A", "Quay", level_needed=3, level_held=3, refresh_on=TODAY),
        StaffMember("6", "Clerk", "A", "Quay", people=2),
    ]
    found = group_staff(edition, staff, 24, TODAY)
    assert sorted(
        (one.name, one.site, one.level, one.people, one.brings) for one in found.groups
    ) == [
        ("Warden", "Moor", 2, 1, 1),
        ("Warden", "Quay", 2, 4, None),
        ("Warden with Trauma Aware", "Quay", 2, 1, 1),
    ]
    assert (
        found.refreshers == "Wished besides, a refresher for: Lead, 1 person (Trauma Responsive)."
    )
    assert found.said == ("2 people on the list have no level needed yet, and no place here.",)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-12-31", 24, "2026-12-31"),
        ("9998-05-01", 24, "9999-12-31"),
    ],
)
def test_months_later(day: str, months: int, later: str) -> None:
    assert add_months(day, months) == later
