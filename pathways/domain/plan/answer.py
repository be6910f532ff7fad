"""What was found for a task, and how: phase by phase, each with what it can be at best."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, NamedTuple, Protocol, Self

from pathways.domain.plan.measuring import list_taken, list_wrong, measure_plan
from pathways.domain.plan.program import Program, Terms, build_program
from pathways.domain.plan.question import PlanGoal
from pathways.domain.plan.sieve import sift
from pathways.domain.plan.task import Measure, PlanPair, Task


class Settled(NamedTuple):
    """A measure that was made as small as can be: its value, and the least that it could be."""

    measure: Measure
    value: int
    bound: int


class OtherPlan(NamedTuple):
    """Another set of steps that was looked at, and of what kind it is."""

    kind: str
    steps: tuple[PlanPair, ...]


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """The steps of a plan, and how sure they are.

    `considered` of the `listed` courses could matter; `is_cut`: more could, and were left out.
    `dropped` are musts that cannot be kept: with them there is no plan at all. `is_sound` says
    that its measures, counted again, are those that were found.
    """

    steps: tuple[PlanPair, ...]
    settled: tuple[Settled, ...]
    listed: int
    considered: int
    is_cut: bool = False
    dropped: tuple[str, ...] = ()
    is_sound: bool = True
    others: tuple[OtherPlan, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build it from `to_plain`, after a round through JSON."""
        parts = {
            "steps": _pairs(plain["steps"]),
            "settled": tuple(
                Settled(Measure(measure), value, bound)
                for measure, value, bound in plain["settled"]
            ),
            "dropped": tuple(plain["dropped"]),
            "others": tuple(OtherPlan(kind, _pairs(steps)) for kind, steps in plain["others"]),
        }
        return cls(**{**plain, **parts})


def _pairs(plain: Sequence[Sequence[int]]) -> tuple[PlanPair, ...]:
    return tuple((group, course) for group, course in plain)


class LeastFound(NamedTuple):
    """What a solver found: the variables that are 1 of those asked after, and the least possible.

    None where it found nothing within its limits.
    """

    chosen: frozenset[int]
    bound: float


class Solver(Protocol):
    """What makes a sum over a program least. It may stop after so many steps, never by a clock."""

    def least(self, terms: Terms) -> LeastFound | None:
        """Make a sum least."""

    def keep(self, terms: Terms, most: int) -> None:
        """Keep a sum at most this from now on."""


MAIN: Final = {
    PlanGoal.CHEAPEST: Measure.COST,
    PlanGoal.SHORTEST: Measure.MINUTES,
    PlanGoal.PROVIDERS: Measure.PROVIDERS,
    PlanGoal.DEEPEST: Measure.DEVELOPED,
}
"""The measure that a goal ends with: those after it settle plans that are as good."""

MOST_OTHERS: Final = 2
CLAIMED: Final = "claimed"
"""The kind of another plan that is the best one where claims count without being backed."""

OTHERS: Final = "others"
"""What is told while other plans are looked for."""

Tell = Callable[[str], None]
"""Says how far it is: the measure that is being settled."""

RELAXED: Final = ("budget", "hours", "sector", "delivery", "area", "dates", "depth")
"""Musts in the order in which one is left away where no course at all keeps them."""


def find_answer(task: Task, make: Callable[[Program], Solver], tell: Tell) -> PlanAnswer:
    """Find the best plan, and two others. Where musts leave no course, they are left away."""
    found, freed = _find_kept(task, make, tell)
    if not found.steps:
        return found
    others = _list_others(freed, found, make, tell)
    return replace(found, others=tuple(others))


def _find_kept(
    task: Task, make: Callable[[Program], Solver], tell: Tell
) -> tuple[PlanAnswer, Task]:
    """Find a plan that keeps the musts; where none has a course, one without one of them, or all.

    Also returns the task that it keeps.
    """
    found = _find(task, make, tell)
    if found.steps or not task.musts:
        return found, task
    whole = [wish for wish in (*RELAXED, *task.musts) if wish in task.musts]
    choices = [*[(wish,) for wish in dict.fromkeys(whole)], tuple(dict.fromkeys(whole))]
    for dropped in choices:
        freer = _without(task, dropped)
        other = _find(freer, make, tell)
        if other.steps:
            return replace(other, dropped=dropped), freer
    return found, task


def _without(task: Task, musts: Sequence[str]) -> Task:
    return replace(task, musts=tuple(wish for wish in task.musts if wish not in musts))


def _list_others(
    task: Task, found: PlanAnswer, make: Callable[[Program], Solver], tell: Tell
) -> list[OtherPlan]:
    """Find two other plans: without a must that leaves something open, by claims alone, without
    the course that costs most, or for another goal; none that is the same again, and none that
    is no better in what it is there for."""
    chosen: list[OtherPlan] = []
    seen = {found.steps}
    tell(OTHERS)
    for kind, other in _others(task, found):
        if len(chosen) == MOST_OTHERS:
            break
        steps = _find(other, make, lambda _measure: None, last=MAIN[other.goal]).steps
        steps = _trim(other, steps)
        if kind.startswith("without"):
            left = int(kind.partition(":")[2])
            steps = tuple((group, place + (place >= left)) for group, place in steps)
        elif not _is_better(kind, task, found, other, steps):
            continue
        if steps and steps not in seen:
            seen.add(steps)
            chosen.append(OtherPlan(kind, steps))
    return chosen


def _trim(task: Task, steps: tuple[PlanPair, ...]) -> tuple[PlanPair, ...]:
    """Leave out each step without which a plan is better by what was not settled of it.

    A place that is paid for anyway costs nothing, and may be taken by somebody for no gain.
    """
    for pair in steps:
        fewer = tuple(one for one in steps if one != pair)
        mine, theirs = measure_plan(task, steps), measure_plan(task, fewer)
        is_less = [theirs[one] for one in task.phases] < [mine[one] for one in task.phases]
        if is_less and not list_wrong(task, fewer):
            steps = fewer
    return steps


def _is_better(
    kind: str, task: Task, found: PlanAnswer, other: Task, steps: tuple[PlanPair, ...]
) -> bool:
    """Whether other steps are better in what they were sought for: open, or a goal's measure."""
    mine, theirs = measure_plan(task, found.steps), measure_plan(task, steps)
    if kind.startswith("freer"):
        return theirs[Measure.OPEN] < mine[Measure.OPEN]
    main = MAIN[other.goal]
    if kind == CLAIMED:
        open_by_claims = measure_plan(other, steps)[Measure.OPEN]
        return (open_by_claims, theirs[main]) < (mine[Measure.OPEN], mine[main])
    return theirs[main] < mine[main]


def _others(task: Task, found: PlanAnswer) -> Iterator[tuple[str, Task]]:
    measures = measure_plan(task, found.steps)
    if measures[Measure.OPEN]:
        for wish in ("budget", "hours"):
            if wish in task.musts:
                yield f"freer:{wish}", _without(task, (wish,))
    if any(course.claimed & ~course.reach for course in task.courses):
        yield CLAIMED, count_claims(task)
    taken = sorted(
        list_taken(task, found.steps),
        key=lambda one: (one.cost.most or 0, one.people, -one.course),
        reverse=True,
    )
    first, *rest = dict.fromkeys(one.course for one in taken)
    yield _without_course(task, first)
    for goal in (PlanGoal.CHEAPEST, PlanGoal.SHORTEST, PlanGoal.PROVIDERS, PlanGoal.DEEPEST):
        if goal is not task.goal:
            yield f"goal:{goal.value}", replace(task, goal=goal)
    for place in rest:
        yield _without_course(task, place)


def _without_course(task: Task, place: int) -> tuple[str, Task]:
    courses = (*task.courses[:place], *task.courses[place + 1 :])
    return f"without:{place}", replace(task, courses=courses)


def count_claims(task: Task) -> Task:
    """Return a task in which what is claimed counts as if it were backed.

    Levels open as before: whoever is not taught does not hold a level.
    """
    return replace(
        task, courses=tuple(course._replace(reach=course.claimed) for course in task.courses)
    )


def _find(
    task: Task, make: Callable[[Program], Solver], tell: Tell, last: Measure | None = None
) -> PlanAnswer:
    """Settle one measure after another, up to the `last`."""
    kept, is_cut = sift(task)
    small = replace(task, courses=tuple(task.courses[place] for place in kept))
    program = build_program(small)
    solver = make(program)
    steps: tuple[PlanPair, ...] = ()
    settled: list[Settled] = []
    is_sound = True
    for measure in small.phases:
        tell(measure)
        steps, one, is_right = _settle(small, program, solver, measure, steps)
        is_sound = is_sound and is_right
        settled.append(one)
        if measure is last:
            break
    back = tuple(sorted((group, kept[course]) for group, course in steps))
    return PlanAnswer(
        back, tuple(settled), len(task.courses), len(kept), is_cut=is_cut, is_sound=is_sound
    )


def _settle(
    task: Task, program: Program, solver: Solver, measure: Measure, steps: tuple[PlanPair, ...]
) -> tuple[tuple[PlanPair, ...], Settled, bool]:
    """Make one measure least, count it again in whole numbers, and keep it from then on."""
    terms, constant = program.measures[measure], program.constants.get(measure, 0)
    value = measure_plan(task, steps)[measure]
    least = constant + sum(part * program.tops[key] for key, part in terms.items() if part < 0)
    bound = least
    if value > least:
        found = solver.least(terms)
        if found is not None:
            bound = max(least, round_up(found.bound) + constant)
            pairs = tuple(pair for pair, key in program.steps.items() if key in found.chosen)
            now = measure_plan(task, pairs)[measure]
            if now <= value and not list_wrong(task, pairs):
                steps, value = pairs, now
    solver.keep(terms, value - constant)
    is_right = bound <= value
    return steps, Settled(measure, value, min(bound, value)), is_right


def round_up(number: float) -> int:
    """Return the whole number that a bound stands for: what is whole but for dust stays so."""
    near = round(number)
    dust = max(1e-4, abs(number) * 1e-9)
    return near if abs(number - near) <= dust else -int(-number // 1)
