"""What a set of steps comes to, and whether it may be: in whole numbers, without any solver.

Whatever a solver says is counted again here before anybody sees it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pathways.domain.need.costs import Cost, cost_of
from pathways.domain.need.needs import join_reach
from pathways.domain.plan.task import Measure, PlanPair, Task, total_people


class TakenCourse(NamedTuple):
    """A course with the groups of one site that take it together, and what that costs."""

    site: int
    course: int
    groups: tuple[int, ...]
    people: int
    cost: Cost


def courses_of(steps: Iterable[PlanPair], group: int) -> tuple[int, ...]:
    """Return the courses that a group takes."""
    return tuple(course for one, course in steps if one == group)


def list_taken(task: Task, steps: Iterable[PlanPair]) -> tuple[TakenCourse, ...]:
    """Return each course at each site that takes it, in the order of sites and courses."""
    pairs = set(steps)
    found = []
    for site, places in enumerate(task.sites):
        for course in sorted({course for group, course in pairs if group in places}):
            groups = tuple(group for group in places if (group, course) in pairs)
            people = total_people(task, groups)
            cost = cost_of(task.courses[course].price, people, task.vat_percent, task.is_reclaimed)
            found.append(TakenCourse(site, course, groups, people, cost))
    return tuple(found)


def count_open(task: Task, steps: Iterable[PlanPair], group: int) -> int:
    """Return how many competencies that are asked of a group its courses do not back."""
    reach = join_reach(task.courses[course].reach for course in courses_of(steps, group))
    return sum(
        max(0, count - (reach & mask).bit_count()) for mask, count in task.groups[group].demands
    )


def minutes_of(task: Task, steps: Iterable[PlanPair], group: int) -> int:
    """Return the minutes of one person of a group, of the courses whose length is stated."""
    return sum(task.courses[course].minutes for course in courses_of(steps, group))


def measure_plan(task: Task, steps: Iterable[PlanPair]) -> Mapping[Measure, int]:
    """Return every measure of a set of steps; what should be large is counted below zero."""
    pairs = tuple(sorted(set(steps)))
    taken = list_taken(task, pairs)
    courses = {course for _group, course in pairs}
    people = {place: group.people for place, group in enumerate(task.groups)}
    minutes = sum(people[group] * task.courses[course].minutes for group, course in pairs)
    deep = {
        name: sum(
            group.people
            * (
                group.asked
                & join_reach(
                    getattr(task.courses[course], name) for course in courses_of(pairs, place)
                )
            ).bit_count()
            for place, group in enumerate(task.groups)
        )
        for name in ("assessed", "developed")
    }
    return {
        Measure.OPEN: sum(people[place] * count_open(task, pairs, place) for place in people),
        Measure.WISHES: _count_wishes(task, pairs, taken),
        Measure.UNPRICED: sum(1 for one in taken if one.cost.most is None),
        Measure.UNMEASURED: sum(1 for _group, course in pairs if not task.courses[course].minutes),
        Measure.COST: sum(one.cost.most or 0 for one in taken),
        Measure.MINUTES: minutes,
        Measure.PROVIDERS: len({task.courses[course].provider for course in courses}),
        Measure.ASSESSED: -deep["assessed"],
        Measure.DEVELOPED: -deep["developed"],
        Measure.SHORTNESS: -minutes,
        Measure.COURSES: len(courses),
        Measure.ORDER: sum(task.courses[course].rank for _group, course in pairs),
    }


def _count_wishes(task: Task, pairs: tuple[PlanPair, ...], taken: Iterable[TakenCourse]) -> int:
    """Count wishes not met: of each step, of each group's time, and of the budget."""
    found = sum(task.wishes_missed(course) for _group, course in pairs)
    if task.minutes and not task.is_must("hours"):
        groups = range(len(task.groups))
        found += sum(1 for place in groups if minutes_of(task, pairs, place) > task.minutes)
    if task.budget is not None and not task.is_must("budget"):
        found += sum(one.cost.most or 0 for one in taken) > task.budget
    return found


def list_wrong(task: Task, steps: Iterable[PlanPair]) -> tuple[str, ...]:
    """Return which rules a set of steps breaks, by their names; none where it may be."""
    return tuple(_wrong(task, tuple(sorted(set(steps)))))


def _wrong(task: Task, pairs: tuple[PlanPair, ...]) -> Iterator[str]:
    for place in range(len(task.groups)):
        yield from _wrong_of(task, place, courses_of(pairs, place))
    if task.budget is not None and task.is_must("budget"):
        costs = [one.cost.most for one in list_taken(task, pairs)]
        known = [most for most in costs if most is not None]
        if len(known) < len(costs) or sum(known) > task.budget:
            yield "budget"


def _wrong_of(task: Task, place: int, courses: tuple[int, ...]) -> Iterator[str]:
    group, own = task.groups[place], [task.courses[course] for course in courses]
    if own and not group.people:
        yield "nobody"
    if len(own) > task.most_courses:
        yield "courses"
    if any(wish in task.musts for course in own for wish in course.misses):
        yield "wish"
    held = group.held
    for entry, opens in sorted((course.entry, -course.opens) for course in own):
        if entry > held:
            yield "entry"
        held = max(held, -opens)
    if task.minutes and task.is_must("hours"):
        is_known = all(course.minutes for course in own)
        if not is_known or sum(course.minutes for course in own) > task.minutes:
            yield "hours"
