"""Courses that cannot matter for a plan, because another is as good in everything or better."""

from collections.abc import Iterable
from itertools import combinations
from typing import Final, NamedTuple

from pathways.domain.need.costs import cost_of
from pathways.domain.need.needs import join_reach
from pathways.domain.plan.program import rounding_of
from pathways.domain.plan.task import Measure, Task, may_take, total_people

MOST_CONSIDERED: Final = 300
"""How many courses a plan is sought among at most, after those that cannot matter are out."""

_MOST_SUMS: Final = 64


class _Seen(NamedTuple):
    """What all goals together look at in a course, cut to what counts here."""

    place: int
    reach: int
    deep: tuple[int, int]
    costs: tuple[int | None, ...]
    takers: int
    is_even: bool


def sift(task: Task) -> tuple[tuple[int, ...], bool]:
    """Return the courses that could matter, by their places, and whether the last were cut off."""
    takers: dict[int, int] = {}
    for group in range(len(task.groups)):
        for course in may_take(task, group):
            takers[course] = takers.get(course, 0) | 1 << group
    sums = _sums(task)
    useful = join_reach(mask for group in task.groups for mask, _count in group.demands)
    asked = join_reach(group.asked for group in task.groups)
    seen = [_see(task, place, takers[place], useful, asked, sums) for place in sorted(takers)]
    kept = sorted(one.place for one in _undominated_courses(task, seen))
    if len(kept) <= MOST_CONSIDERED:
        return tuple(kept), False
    return _cut(task, kept, useful), True


def _undominated_courses(task: Task, seen: Iterable[_Seen]) -> list[_Seen]:
    """Leave out what another one replaces. Whatever replaces a course backs as much or more."""
    kept: list[_Seen] = []
    for one in sorted(seen, key=lambda one: -one.reach.bit_count()):
        if any(_replaces(task, other, one) for other in kept):
            continue
        kept = [other for other in kept if not _replaces(task, one, other)]
        kept.append(one)
    return kept


def _sums(task: Task) -> tuple[int, ...] | None:
    """Return every number of people that may take a course together, None where too many are."""
    found: set[int] = set()
    for site in task.sites:
        if len(site) > 6:
            return None
        for size in range(1, len(site) + 1):
            found |= {total_people(task, groups) for groups in combinations(site, size)}
    found.discard(0)
    return tuple(sorted(found)) if len(found) <= _MOST_SUMS else None


def _see(
    task: Task, place: int, takers: int, useful: int, asked: int, sums: tuple[int, ...] | None
) -> _Seen:
    course = task.courses[place]
    deep = (0, 0)
    if Measure.ASSESSED in task.phases:
        deep = (course.assessed & asked, course.developed & asked)
    costs = tuple(
        cost_of(course.price, people, task.vat_percent, task.is_reclaimed).most
        for people in sums or ()
    )
    is_alone = all(len(site) == 1 for site in task.sites)
    is_even = is_alone or rounding_of(task, course.price)[2] == 1
    return _Seen(place, course.reach & useful, deep, costs, takers, is_even)


def _replaces(task: Task, one: _Seen, other: _Seen) -> bool:
    """Whether one course can stand for another in every plan, and no plan is worse for it."""
    if other.reach & ~one.reach or other.takers & ~one.takers or not one.is_even:
        return False
    if any(theirs & ~mine for mine, theirs in zip(one.deep, other.deep, strict=True)):
        return False
    mine, theirs = task.courses[one.place], task.courses[other.place]
    if mine.entry > theirs.entry or mine.opens < theirs.opens:
        return False
    if set(mine.misses) - set(theirs.misses):
        return False
    if Measure.PROVIDERS in task.phases and mine.provider != theirs.provider:
        return False
    cheaper, shorter = (
        _compare_cost(one, other, mine.price == theirs.price),
        _compare_minutes(task, mine.minutes, theirs.minutes),
    )
    if cheaper is None or shorter is None:
        return False
    return cheaper or shorter or mine.rank < theirs.rank


def _compare_cost(one: _Seen, other: _Seen, is_same: bool) -> bool | None:
    """Whether one costs less for any number of people; None where it may cost more."""
    if is_same:
        return False
    if not one.costs:
        return None
    is_less = True
    for mine, theirs in zip(one.costs, other.costs, strict=True):
        if mine is None or theirs is None:
            if mine is not theirs:
                return None
            is_less = False
        elif mine > theirs:
            return None
        else:
            is_less = is_less and mine < theirs
    return is_less


def _compare_minutes(task: Task, mine: int, theirs: int) -> bool | None:
    """Whether one takes less time; None where it may take more, or long is good."""
    if mine == theirs:
        return False
    if not mine or not theirs or mine > theirs or Measure.SHORTNESS in task.phases:
        return None
    return True


def _cut(task: Task, kept: Iterable[int], useful: int) -> tuple[int, ...]:
    """Return the first of the courses, and in place of the last those that alone have something."""
    places = sorted(kept, key=lambda place: task.courses[place].rank)
    chosen, rest = places[:MOST_CONSIDERED], places[MOST_CONSIDERED:]
    added: list[int] = []
    for place in rest:
        there = join_reach(task.courses[one].reach for one in (*chosen, *added))
        highest = max(task.courses[one].opens for one in (*chosen, *added))
        course = task.courses[place]
        if course.reach & useful & ~there or course.opens > highest:
            added.append(place)
    return tuple(sorted((*chosen[: MOST_CONSIDERED - len(added)], *added)[:MOST_CONSIDERED]))
