"""The arithmetic of a plan: whole numbers and bit sets, for a process apart.

What a plan is best at is a row of measures, each settled before the next (`PHASES`). A step is a
pair of places: this group takes that course.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from pathways.domain.need.costs import Price
from pathways.domain.need.needs import join_reach
from pathways.domain.plan.question import PlanGoal

RULES: Final = 3
"""Changes when the same numbers would have another answer, so that no answer of before is shown."""

PlanPair = tuple[int, int]
"""A group and a course by their places: the group takes the course."""


class Measure(StrEnum):
    """What is counted of a plan; less is better of each."""

    OPEN = "open"
    WISHES = "wishes"
    UNPRICED = "unpriced"
    UNMEASURED = "unmeasured"
    COST = "cost"
    MINUTES = "minutes"
    PROVIDERS = "providers"
    ASSESSED = "assessed"
    DEVELOPED = "developed"
    SHORTNESS = "shortness"
    COURSES = "courses"
    ORDER = "order"


PHASES: Final[Mapping[PlanGoal, tuple[Measure, ...]]] = {
    PlanGoal.CHEAPEST: (
        *(Measure.OPEN, Measure.WISHES, Measure.UNPRICED, Measure.COST),
        *(Measure.COURSES, Measure.UNMEASURED, Measure.MINUTES, Measure.ORDER),
    ),
    PlanGoal.SHORTEST: (
        *(Measure.OPEN, Measure.WISHES, Measure.UNMEASURED, Measure.MINUTES),
        *(Measure.COURSES, Measure.UNPRICED, Measure.COST, Measure.ORDER),
    ),
    PlanGoal.PROVIDERS: (
        *(Measure.OPEN, Measure.WISHES, Measure.PROVIDERS, Measure.COURSES),
        *(Measure.UNPRICED, Measure.COST, Measure.UNMEASURED, Measure.MINUTES, Measure.ORDER),
    ),
    PlanGoal.DEEPEST: (
        *(Measure.OPEN, Measure.WISHES, Measure.ASSESSED, Measure.DEVELOPED, Measure.COURSES),
        # Long is deep only in the courses that it takes anyway.
        *(Measure.SHORTNESS, Measure.UNPRICED, Measure.COST, Measure.ORDER),
    ),
}
"""What is settled in which order, for each goal: what stays open first, equal plans last."""


class TaskGroup(NamedTuple):
    """A group: what is asked of it as pairs of a wide set and a count; `asked` is the plain set."""

    people: int
    held: int
    demands: tuple[tuple[int, int], ...]
    asked: int


class TaskCourse(NamedTuple):
    """A course: the level that it needs (0: none) and the highest that it opens, its length and
    price, the wide set of what it backs, its provider by a number, and the wishes it misses.

    `rank` settles what is equal in all else: the less, the earlier it stands. `claimed` is the
    wide set of what it claims, backed or not.
    """

    entry: int
    opens: int
    minutes: int
    price: Price
    reach: int
    developed: int
    assessed: int
    provider: int
    misses: tuple[str, ...]
    rank: int
    claimed: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A question in numbers. `sites` holds the groups, by their places, that share runs."""

    groups: tuple[TaskGroup, ...]
    courses: tuple[TaskCourse, ...]
    sites: tuple[tuple[int, ...], ...]
    goal: PlanGoal
    most_courses: int
    budget: int | None
    minutes: int
    musts: tuple[str, ...]
    vat_percent: int
    is_reclaimed: bool

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON values, the same for equal tasks."""
        return {**asdict(self), "rules": RULES}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a task from `to_plain`, before or after a round through JSON."""
        groups = (TaskGroup(*item) for item in plain["groups"])
        courses = (TaskCourse(*item) for item in plain["courses"])
        kept = {key: plain[key] for key in plain if key != "rules"}
        parts = {
            "groups": tuple(
                one._replace(demands=tuple((mask, count) for mask, count in one.demands))
                for one in groups
            ),
            "courses": tuple(
                one._replace(price=Price(*one.price), misses=tuple(one.misses)) for one in courses
            ),
            "sites": tuple(tuple(site) for site in plain["sites"]),
            "goal": PlanGoal(plain["goal"]),
            "musts": tuple(plain["musts"]),
        }
        return cls(**{**kept, **parts})

    @property
    def phases(self) -> tuple[Measure, ...]:
        """What is settled, in order."""
        return PHASES[self.goal]

    def is_must(self, wish: str) -> bool:
        """Whether a wish has to be met."""
        return wish in self.musts

    def wishes_missed(self, course: int) -> int:
        """Return how many wishes that are no musts a course misses."""
        return sum(1 for wish in self.courses[course].misses if wish not in self.musts)


def may_take(task: Task, group: int) -> tuple[int, ...]:
    """Return the courses that a group could take in some plan that keeps the musts of courses.

    Left out are those that miss a must, those whose length or price a must needs and nobody
    states, those that no ladder leads to, and those that bring the group nothing.
    """
    people, held, demands, asked = task.groups[group]
    if not people:
        return ()
    fitting = [place for place in range(len(task.courses)) if _fits(task, place)]
    highest = held
    while True:
        opened = [task.courses[place].opens for place in fitting if _entry(task, place) <= highest]
        if max(opened, default=0) <= highest:
            break
        highest = max(opened)
    useful = join_reach(mask for mask, _count in demands)
    found = []
    for place in fitting:
        course = task.courses[place]
        brings = course.reach & useful or course.opens > held
        if task.goal is PlanGoal.DEEPEST:
            brings = brings or (course.developed | course.assessed) & asked
        if _entry(task, place) <= highest and brings:
            found.append(place)
    return tuple(found)


def _entry(task: Task, place: int) -> int:
    return task.courses[place].entry


def _fits(task: Task, place: int) -> bool:
    course = task.courses[place]
    if any(wish in task.musts for wish in course.misses):
        return False
    if task.minutes and task.is_must("hours") and not 0 < course.minutes <= task.minutes:
        return False
    return not (task.budget is not None and task.is_must("budget") and not is_priced(course.price))


def is_priced(price: Price) -> bool:
    """Whether it can be told what the course costs at most, for any number of people."""
    if price.pence is None or price.pence == 0:
        return price.pence == 0
    return price.basis == "person" or (price.basis == "group" and bool(price.group_max))


def ranks_of(lots: Sequence[int]) -> tuple[int, ...]:
    """Return ranks for courses in their order; a lot of ten bits each tells sums of ranks apart."""
    return tuple((place + 1 << 10) + lot % 1024 for place, lot in enumerate(lots))


def total_people(task: Task, groups: Iterable[int]) -> int:
    """Return how many people these groups have together."""
    return sum(task.groups[place].people for place in groups)
