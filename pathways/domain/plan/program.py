"""A plan as an integer program: variables, rows and measures as plain values, for any solver.

A variable says whether a group takes a course. The others follow from these: how many runs there
are, what is missing, which courses and providers there are at all. Each is kept down by what is
made least, so that none needs an upper row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import NamedTuple

from pathways.domain.need.costs import Price, cost_of
from pathways.domain.plan.task import Measure, PlanPair, Task, is_priced, may_take

Terms = dict[int, int]
"""Variables by their numbers, each with what it is multiplied by."""


class ProgramRow(NamedTuple):
    """What a sum has to be at least or at most; None for no limit."""

    terms: Terms
    low: int | None
    high: int | None


@dataclass
class Program:
    """Variables from 0 to `tops`, whole numbers where `wholes` says so, and the rows they obey.

    `steps` numbers the variables of steps. `measures` holds a sum for each measure of the task,
    without `constants`, what is added to it.
    """

    tops: list[int] = field(default_factory=list)
    wholes: list[bool] = field(default_factory=list)
    rows: list[ProgramRow] = field(default_factory=list)
    steps: dict[PlanPair, int] = field(default_factory=dict)
    measures: dict[Measure, Terms] = field(default_factory=dict)
    constants: dict[Measure, int] = field(default_factory=dict)

    def add(self, top: int = 1, *, is_whole: bool = True) -> int:
        """Add a variable; return its number."""
        self.tops.append(top)
        self.wholes.append(is_whole)
        return len(self.tops) - 1

    def at_least(self, terms: Terms, low: int) -> None:
        """Add a row: the sum is at least so much."""
        self.rows.append(ProgramRow(terms, low, None))

    def at_most(self, terms: Terms, high: int) -> None:
        """Add a row: the sum is at most so much, both divided by what divides every number in it.

        Whole numbers of pence have many digits; of those a solver sees fewer this way.
        """
        step = gcd(*terms.values()) or 1
        self.rows.append(
            ProgramRow({key: part // step for key, part in terms.items()}, None, high // step)
        )


def build_program(task: Task) -> Program:
    """Return the program of a task."""
    program = Program()
    for group in range(len(task.groups)):
        for course in may_take(task, group):
            program.steps[group, course] = program.add()
    for group in range(len(task.groups)):
        _keep_group(program, task, group)
    makers: Mapping[Measure, Callable[[Program, Task], Terms]] = {
        Measure.OPEN: _open,
        Measure.COST: _cost,
        Measure.WISHES: _wishes,
        Measure.UNPRICED: _unpriced,
        Measure.UNMEASURED: _unmeasured,
        Measure.MINUTES: _minutes,
        Measure.PROVIDERS: lambda program, task: _distinct(
            program, lambda course: task.courses[course].provider
        ),
        Measure.ASSESSED: lambda program, task: _deep(program, task, "assessed"),
        Measure.DEVELOPED: lambda program, task: _deep(program, task, "developed"),
        Measure.SHORTNESS: lambda program, task: {
            key: -part for key, part in _minutes(program, task).items()
        },
        Measure.COURSES: lambda program, _task: _distinct(program, lambda course: course),
        Measure.ORDER: lambda program, task: {
            key: task.courses[course].rank for (_group, course), key in program.steps.items()
        },
    }
    for measure, make in makers.items():
        # What a plan costs is asked by its wishes, too.
        if measure in task.phases:
            program.measures[measure] = make(program, task)
    if task.budget is not None and task.is_must("budget"):
        program.at_most(program.measures[Measure.COST], task.budget)
    return program


def _keep_group(program: Program, task: Task, group: int) -> None:
    """Let a group take as many courses as may be, in an order that it may, in its time."""
    own = {course: key for (one, course), key in program.steps.items() if one == group}
    if len(own) > task.most_courses:
        program.at_most(dict.fromkeys(own.values(), 1), task.most_courses)
    if task.minutes and task.is_must("hours"):
        program.at_most(
            {key: task.courses[course].minutes for course, key in own.items()}, task.minutes
        )
    held = task.groups[group].held
    for level in sorted({task.courses[course].entry for course in own}):
        if level <= held:
            continue
        # Whoever lifts somebody to a level has to need less: so no two courses open one another.
        openers = [
            key
            for course, key in own.items()
            if task.courses[course].opens >= level > task.courses[course].entry
        ]
        for course, key in own.items():
            if task.courses[course].entry == level:
                program.at_least({**dict.fromkeys(openers, 1), key: -1}, 0)


def _own(program: Program, group: int) -> dict[int, int]:
    return {course: key for (one, course), key in program.steps.items() if one == group}


def _open(program: Program, task: Task) -> Terms:
    """Count what is missing of each demand, for each person."""
    terms: Terms = {}
    constant = 0
    for place, group in enumerate(task.groups):
        own = _own(program, place)
        columns = _MergedColumns(program, task, own)
        for mask, count in group.demands:
            parts = columns.split(mask)
            there = min(count, sum(part for _key, part in parts))
            constant += group.people * (count - there)
            if not there:
                continue
            if there == 1 or count == 1:
                takers = [key for course, key in own.items() if task.courses[course].reach & mask]
                row = dict.fromkeys(takers, 1)
            else:
                row = dict(parts)
            missing = program.add(there, is_whole=False)
            program.at_least({**row, missing: 1}, there)
            terms[missing] = group.people
    program.constants[Measure.OPEN] = constant
    return terms


class _MergedColumns:
    """Competencies that the same courses back, as one variable each: whether one is taken."""

    def __init__(self, program: Program, task: Task, own: Mapping[int, int]) -> None:
        self.program, self.own = program, own
        self.reaches = {course: task.courses[course].reach for course in own}
        self.keys: dict[tuple[int, ...], int] = {}

    def split(self, mask: int) -> list[tuple[int, int]]:
        """Return a set as variables, with how many competencies each stands for."""
        counts: dict[tuple[int, ...], int] = {}
        while mask:
            bit = mask & -mask
            mask ^= bit
            takers = tuple(key for course, key in self.own.items() if self.reaches[course] & bit)
            if takers:
                counts[takers] = counts.get(takers, 0) + 1
        return [(self._key(takers), count) for takers, count in counts.items()]

    def _key(self, takers: tuple[int, ...]) -> int:
        if len(takers) == 1:
            return takers[0]
        if takers not in self.keys:
            self.keys[takers] = self.program.add(is_whole=False)
            self.program.at_least({**dict.fromkeys(takers, 1), self.keys[takers]: -1}, 0)
        return self.keys[takers]


def _deep(program: Program, task: Task, name: str) -> Terms:
    """Count what is asked and backed so far, for each person, below zero."""
    terms: Terms = {}
    for place, group in enumerate(task.groups):
        columns = _MergedColumns(program, task, _own(program, place))
        columns.reaches = {
            course: getattr(task.courses[course], name) for course in columns.reaches
        }
        for key, count in columns.split(group.asked):
            terms[key] = terms.get(key, 0) - count * group.people
    return terms


def _cost(program: Program, task: Task) -> Terms:
    """Sum what is paid at most, of every course whose price can be told."""
    terms: Terms = {}
    for course, takers in _shared(program, task):
        price = task.courses[course].price
        if not is_priced(price) or not price.pence:
            continue
        if len(takers) == 1:
            ((group, key),) = takers.items()
            cost = cost_of(price, task.groups[group].people, task.vat_percent, task.is_reclaimed)
            terms[key] = cost.most or 0
        else:
            _add(terms, _shared_cost(program, task, price, takers))
    return terms


def _shared(program: Program, task: Task) -> Iterable[tuple[int, dict[int, int]]]:
    """Give each course at each site, with its groups and the variables of their steps."""
    for groups in task.sites:
        for course in range(len(task.courses)):
            takers = {
                group: program.steps[group, course]
                for group in groups
                if (group, course) in program.steps
            }
            if takers:
                yield course, takers


def _add(terms: Terms, more: Terms) -> None:
    for key, part in more.items():
        terms[key] = terms.get(key, 0) + part


def _shared_cost(program: Program, task: Task, price: Price, takers: Mapping[int, int]) -> Terms:
    """Sum what groups of one site pay together, in runs that they share."""
    people = {key: task.groups[group].people for group, key in takers.items()}
    counted = _counted(program, price, people)
    top = sum(part * program.tops[key] for key, part in counted.items())
    part, more, whole = rounding_of(task, price)
    if whole == 1:
        return {key: number * part for key, number in counted.items()}
    paid = program.add((part * top + more) // whole)
    row = {key: -number * part for key, number in counted.items()}
    program.at_least({**row, paid: whole}, more - whole + 1)
    return {paid: 1}


def rounding_of(task: Task, price: Price) -> tuple[int, int, int]:
    """Return what a price is paid by: so much times what is counted, plus so much, divided.

    The division is rounded down; a divisor of 1 says that every sum of prices is exact.
    """
    part, more, whole = price.pence or 0, 0, 1
    if price.vat in ("added", "") and not task.is_reclaimed:
        part, more, whole = part * (100 + task.vat_percent), 50, 100
    elif price.vat == "included" and task.is_reclaimed:
        percent = 100 + task.vat_percent
        part, more, whole = 200 * part, percent, 2 * percent
    step = gcd(part, whole)
    return part // step, more // step, whole // step


def _counted(program: Program, price: Price, people: Mapping[int, int]) -> Terms:
    """Return what a price is multiplied by, runs or people paid for, as a sum of variables."""
    everybody = sum(people.values())
    largest, smallest = price.group_max, price.smallest
    if price.basis == "person" and smallest <= 1:
        return dict(people)
    if not largest:
        return {_at_least_each(program, people, max(everybody, smallest), smallest): 1}
    runs = program.add(-(-everybody // largest))
    program.at_least({runs: largest, **{key: -part for key, part in people.items()}}, 0)
    for key, part in people.items():
        least = -(-part // largest)  # rounded up
        program.at_least({runs: 1, key: -least}, 0)
    if price.basis == "group":
        return {runs: 1}
    top = max(everybody, smallest * program.tops[runs])
    billed = _at_least_each(program, people, top, smallest, largest)
    program.at_least({billed: 1, runs: -smallest}, 0)
    return {billed: 1}


def _at_least_each(
    program: Program, people: Mapping[int, int], top: int, smallest: int, largest: int = 0
) -> int:
    """Return a variable for the people paid for: all who come, and of each group its smallest."""
    billed = program.add(top, is_whole=False)
    program.at_least({billed: 1, **{key: -part for key, part in people.items()}}, 0)
    for key, part in people.items():
        runs = -(-part // largest) if largest else 1
        program.at_least({billed: 1, key: -max(part, smallest * runs)}, 0)
    return billed


def _wishes(program: Program, task: Task) -> Terms:
    """Count the wishes that are not met: of each step, of each group's time, and of the budget."""
    terms = {
        key: missed
        for (_group, course), key in program.steps.items()
        if (missed := task.wishes_missed(course))
    }
    if task.minutes and not task.is_must("hours"):
        for place in range(len(task.groups)):
            lengths = {
                key: task.courses[course].minutes for course, key in _own(program, place).items()
            }
            _wish(program, terms, lengths, task.minutes, task.most_courses)
    if task.budget is not None and not task.is_must("budget"):
        most = task.most_courses * len(task.groups)
        _wish(program, terms, program.measures[Measure.COST], task.budget, most)
    return terms


def _wish(program: Program, terms: Terms, spent: Terms, limit: int, most: int) -> None:
    """Count it where a sum is above what was wished."""
    parts = sorted(part * program.tops[key] for key, part in spent.items())
    is_plain = all(program.tops[key] == 1 for key in spent)
    above = sum(parts[-most:] if is_plain else parts)
    if above <= limit:
        return
    over = program.add()
    program.at_most({**spent, over: -max(1, above - limit)}, limit)
    terms[over] = 1


def _unpriced(program: Program, task: Task) -> Terms:
    """Count the courses at sites whose price cannot be told."""
    terms: Terms = {}
    for course, takers in _shared(program, task):
        if not is_priced(task.courses[course].price):
            terms[_any(program, list(takers.values()))] = 1
    return terms


def _any(program: Program, keys: Sequence[int]) -> int:
    """Return a variable that is 1 where one of these is."""
    if len(keys) == 1:
        return keys[0]
    found = program.add(is_whole=False)
    for key in keys:
        program.at_least({found: 1, key: -1}, 0)
    return found


def _unmeasured(program: Program, task: Task) -> Terms:
    return {
        key: 1
        for (_group, course), key in program.steps.items()
        if not task.courses[course].minutes
    }


def _minutes(program: Program, task: Task) -> Terms:
    return {
        key: task.groups[group].people * task.courses[course].minutes
        for (group, course), key in program.steps.items()
        if task.courses[course].minutes
    }


def _distinct(program: Program, kind: Callable[[int], int]) -> Terms:
    """Count the courses, or their providers, that anybody takes."""
    found: dict[int, list[int]] = {}
    for (_group, course), key in program.steps.items():
        found.setdefault(kind(course), []).append(key)
    return {_any(program, keys): 1 for keys in found.values()}
