"""Plans against every plan there is: each group with each set of up to four courses, together.

A second reading of the rules, which shares with the product only what is asked of a group (its
demands) and the values that questions are made of.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

import pytest

from pathways.domain.need.costs import Price
from pathways.domain.plan.answer import MAIN, OtherPlan, PlanAnswer, find_answer
from pathways.domain.plan.question import Course, PlanGoal, PlanQuestion, opened_by
from pathways.domain.plan.sieve import sift
from pathways.domain.plan.tasking import task_of
from pathways.solving import Highs
from tests.domain.samples import SMALL
from tests.plain_costs import plain_cost
from tests.plans import make_question

CODES = [item.code for item in SMALL.competencies]
SIZES = {2: 9, 3: 6, 4: 4}
"""How many courses there are for so many groups: so that every plan can be looked at."""

ORDERS = {
    "cheapest": "open wishes unpriced cost courses unmeasured minutes order",
    "shortest": "open wishes unmeasured minutes courses unpriced cost order",
    "providers": "open wishes providers courses unpriced cost unmeasured minutes order",
    "deepest": "open wishes assessed developed courses shortness unpriced cost order",
}


def make_course(chance: random.Random, number: int) -> Course:
    level = chance.choice([1, 1, 2, 2, 3])
    near = [code for code in CODES if int(code[1]) <= level]
    claimed = SMALL.mask(chance.sample(near, chance.randint(1, min(8, len(near)))))
    backed = claimed & (chance.getrandbits(14) | chance.getrandbits(14))
    developed = backed & chance.getrandbits(14)
    smallest = chance.choice([0, 0, 4, 10])
    return Course(
        pathway_id=f"{number:016x}",
        version_id=f"{number:015x}v",
        version_number=1,
        title=f"Course {number}",
        provider=f"Provider {number % 3}",
        provider_id=f"{number % 3:016x}",
        level=level,
        entry_level=chance.choice([None, level - 1, level - 1, 2]) or None,
        minutes=chance.choice([0, 60, 90, 90, 240]),
        price=Price(
            chance.choice([None, 0, 1_00, 39_99, 7, 500_00]),
            chance.choice(["person", "person", "group", ""]),
            chance.choice(["", "included", "added", "exempt"]),
            smallest,
            chance.choice([0, 6, 10, 16]),
        ),
        backed=backed,
        developed=developed,
        assessed=developed & chance.getrandbits(14),
        claimed=claimed,
        claims_assessed=0,
        opens=opened_by(SMALL, level, backed),
        misses=tuple(wish for wish in ("delivery", "sector") if chance.random() < 0.3),
    )


def make_case(seed: int) -> PlanQuestion:
    chance = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    count = chance.choice([2, 2, 3, 4])
    groups = [
        (
            chance.choice([0, 1, 3, 8, 12, 30]),
            chance.choice([1, 2, 2, 3]),
            chance.choice([0, 0, 1, 2]),
        )
        for _group in range(count)
    ]
    wishes = ["budget", "hours", "delivery", "sector", "entry"]
    question = make_question(
        [make_course(chance, number) for number in range(SIZES[count])],
        groups,
        standard=chance.choice([0, 1, 2, 3]),
        edition=SMALL,
        goal=list(PlanGoal)[seed % 4],
        budget=chance.choice([None, 0, 40_00, 600_00, 3_000_00]),
        minutes=chance.choice([0, 90, 180, 300]),
        musts=tuple(wish for wish in wishes if chance.random() < 0.35),
        is_reclaimed=chance.random() < 0.3,
        is_shared=chance.random() < 0.7,
        is_entry_open=chance.random() < 0.2,
    )
    sites = [chance.choice(["", "", "Hall"]) for _group in range(count)]
    return replace(
        question,
        groups=tuple(
            replace(group, site=site) for group, site in zip(question.groups, sites, strict=True)
        ),
    )


class Own(NamedTuple):
    """One group's set of courses, with what of it needs no other group to be counted."""

    courses: tuple[int, ...]
    open: int
    wishes: int
    minutes: int
    assessed: int
    developed: int


def ones(number: int) -> int:
    return bin(number).count("1")


def can_attend(question: PlanQuestion, held: int, courses: Sequence[Course]) -> bool:
    """Whether there is an order in which each course is open when its turn comes."""
    waiting = list(courses)
    while waiting:
        now = [one for one in waiting if question.is_entry_open or (one.entry_level or 0) <= held]
        if not now:
            return False
        for one in now:
            waiting.remove(one)
            held = max(held, *one.opens, 0)
    return True


def list_own(question: PlanQuestion, place: int, musts: Sequence[str]) -> Iterator[Own]:
    """Give every set of up to four courses that a group may take by itself."""
    group = question.groups[place]
    need, width = group.need, SMALL.all_mask.bit_length()
    asked = 0
    for demand in need.demands:
        asked |= demand.mask
    plain = asked | asked >> width
    for size in range(5 if group.people else 1):
        for chosen in combinations(range(len(question.courses)), size):
            courses = [question.courses[number] for number in chosen]
            wide = [one.backed | one.assessed << width for one in courses]
            if not all(
                mine & asked
                or max(one.opens, default=0) > group.held
                or (question.goal == "deepest" and (one.developed | one.assessed) & plain)
                for mine, one in zip(wide, courses, strict=True)
            ):
                continue
            if not can_attend(question, group.held, courses):
                continue
            minutes = sum(one.minutes for one in courses)
            limit = question.minutes
            is_known = all(one.minutes for one in courses)
            if limit and "hours" in musts and (minutes > limit or not is_known):
                continue
            missed = [wish for one in courses for wish in one.misses]
            if {*missed} & {*musts}:
                continue
            late = bool(limit) and "hours" not in musts and minutes > limit
            reach = assessed = developed = 0
            for one, mine in zip(courses, wide, strict=True):
                reach |= mine
                assessed |= one.assessed
                developed |= one.developed
            lacking = sum(max(0, item.count - ones(reach & item.mask)) for item in need.demands)
            mask = (1 << width) - 1
            yield Own(
                chosen,
                group.people * lacking,
                len(missed) + late,
                group.people * minutes,
                group.people * ones(assessed & plain & mask),
                group.people * ones(developed & plain & mask),
            )


def pay(question: PlanQuestion, plan: Sequence[Own]) -> list[int | None]:
    """Return what is paid at most for each course at each site."""
    found = []
    for number, course in enumerate(question.courses):
        sites: dict[object, int] = {}
        for place, own in enumerate(plan):
            if number in own.courses:
                group = question.groups[place]
                key = group.site if question.is_shared else place
                sites[key] = sites.get(key, 0) + group.people
        for people in sites.values():
            cost = plain_cost(course.price, people, question.vat_percent, question.is_reclaimed)
            found.append(cost.most)
    return found


def measures(question: PlanQuestion, plan: Sequence[Own], musts: Sequence[str]) -> dict[str, int]:
    paid = pay(question, plan)
    steps = [number for own in plan for number in own.courses]
    courses = {*steps}
    minutes = sum(own.minutes for own in plan)
    cost = sum(most for most in paid if most is not None)
    limit = question.budget
    dear = limit is not None and "budget" not in musts and cost > limit
    ranks = [course.rank for course in task_of(question).courses]
    return {
        "open": sum(own.open for own in plan),
        "wishes": sum(own.wishes for own in plan) + dear,
        "unpriced": sum(1 for most in paid if most is None),
        "unmeasured": sum(1 for number in steps if not question.courses[number].minutes),
        "cost": cost,
        "minutes": minutes,
        "shortness": -minutes,
        "providers": len({question.courses[number].provider_id for number in courses}),
        "assessed": -sum(own.assessed for own in plan),
        "developed": -sum(own.developed for own in plan),
        "courses": len(courses),
        "order": sum(ranks[number] for number in steps),
    }


def is_affordable(question: PlanQuestion, plan: Sequence[Own], musts: Sequence[str]) -> bool:
    if question.budget is None or "budget" not in musts:
        return True
    paid = pay(question, plan)
    return all(most is not None for most in paid) and sum(paid) <= question.budget  # type: ignore[arg-type]


def best_of_all(question: PlanQuestion, musts: Sequence[str]) -> tuple[list[int], bool]:
    """Return the measures of the best plan in their order, and whether it has any course."""
    sets = [[*list_own(question, place, musts)] for place in range(len(question.groups))]
    by_open: dict[int, list[tuple[Own, ...]]] = {}
    for plan in product(*sets):
        by_open.setdefault(sum(own.open for own in plan), []).append(plan)
    names = ORDERS[question.goal].split()
    for lacking in sorted(by_open):
        found = []
        for plan in by_open[lacking]:
            if is_affordable(question, plan, musts):
                counted = measures(question, plan, musts)
                found.append([counted[name] for name in names])
        if found:
            best = min(found)
            return best, best[names.index("order")] > 0
    raise AssertionError("nobody taking anything is a plan")


def answer_of(question: PlanQuestion) -> PlanAnswer:
    return find_answer(task_of(question), Highs, lambda _step: None)


def steps_measured(question: PlanQuestion, answer: PlanAnswer, musts: Sequence[str]) -> list[int]:
    """Count the steps of an answer by this file's rules; they have to be a plan by these."""
    plan = []
    for place in range(len(question.groups)):
        chosen = tuple(course for group, course in answer.steps if group == place)
        own = [one for one in list_own(question, place, musts) if one.courses == chosen]
        assert own, f"group {place} may not take {chosen}"
        plan += own
    assert is_affordable(question, plan, musts)
    counted = measures(question, plan, musts)
    return [counted[name] for name in ORDERS[question.goal].split()]


def check_case(seed: int) -> None:
    question = make_case(seed)
    answer = answer_of(question)
    musts = [wish for wish in question.musts if wish not in answer.dropped]
    wanted, has_courses = best_of_all(question, musts)
    assert answer.is_sound
    assert [one.value for one in answer.settled] == wanted
    assert [one.bound for one in answer.settled] == wanted, "small cases are proved"
    assert steps_measured(question, answer, musts) == wanted
    assert bool(answer.steps) == has_courses
    if answer.dropped:
        assert answer.steps
        assert not best_of_all(question, question.musts)[1], "a must was left away without need"
    for other in answer.others:
        assert other.steps != answer.steps
        check_other(question, answer, other, musts)


def upto_main(question: PlanQuestion, counted: Sequence[int]) -> list[int]:
    """Cut measures after the one that the goal is named for: others are sought no further."""
    return [*counted[: ORDERS[question.goal].split().index(MAIN[question.goal].value) + 1]]


def by_claims(question: PlanQuestion) -> PlanQuestion:
    """Return the question were every claim backed; levels open as before."""
    courses = [replace(one, backed=one.backed | one.claimed) for one in question.courses]
    return replace(question, courses=tuple(courses))


def check_other(
    question: PlanQuestion, answer: PlanAnswer, other: OtherPlan, musts: Sequence[str]
) -> None:
    """Look for the other plan among all there are, and whether it is better where it should be."""
    kind, _, what = other.kind.partition(":")
    if kind == "goal":
        asked = replace(question, goal=PlanGoal(what))
    elif kind == "claimed":
        asked = by_claims(question)
    elif kind == "without":
        check_without(question, other, int(what), musts)
        return
    else:
        return
    theirs = steps_measured(asked, replace(answer, steps=other.steps), musts)
    assert upto_main(asked, theirs) == upto_main(asked, best_of_all(asked, musts)[0])
    own = replace(asked, courses=question.courses)
    if kind == "goal":
        main = what_of(own)
        counted = [measures_of_steps(own, steps)[main] for steps in (other.steps, answer.steps)]
        assert counted[0] < counted[1]
    else:
        mine = steps_measured(question, answer, musts)
        last = len(upto_main(question, mine)) - 1
        assert (theirs[0], theirs[last]) < (mine[0], mine[last])


def check_without(
    question: PlanQuestion, other: OtherPlan, place: int, musts: Sequence[str]
) -> None:
    left = [one for number, one in enumerate(question.courses) if number != place]
    asked = replace(question, courses=tuple(left))
    steps = tuple((group, course - (course > place)) for group, course in other.steps)
    assert place not in {course for _group, course in other.steps}
    theirs = steps_measured(asked, PlanAnswer(steps, (), 0, 0), musts)
    assert upto_main(asked, theirs) == upto_main(asked, best_of_all(asked, musts)[0])


def what_of(question: PlanQuestion) -> str:
    return MAIN[question.goal].value


def measures_of_steps(question: PlanQuestion, steps: Sequence[tuple[int, int]]) -> dict[str, int]:
    """Count steps by this file's rules, whatever is a must."""
    plan = []
    for place in range(len(question.groups)):
        chosen = tuple(course for group, course in steps if group == place)
        free = replace(question, is_entry_open=True, goal=PlanGoal.DEEPEST)
        plan += [one for one in list_own(free, place, ()) if one.courses == chosen]
    return measures(question, plan, ())


def test_where_claims_promise_more_their_plan_is_shown() -> None:
    found: dict[str, int] = {}
    for seed in range(40):
        for other in answer_of(make_case(seed)).others:
            found.setdefault(other.kind.partition(":")[0], seed)
    assert {"claimed", "goal", "without"} <= {*found}
    for seed in {*found.values()}:
        check_case(seed)


def test_no_plan_is_better(tenth: Callable[[Sequence[int]], Sequence[int]]) -> None:
    for seed in tenth(range(200)):
        check_case(seed)


@pytest.mark.parametrize("seed", [3, 104])
def test_the_same_question_has_the_same_answer(seed: int) -> None:
    question = make_case(seed)
    assert answer_of(question) == answer_of(question)


def test_a_course_gives_way_only_to_one_that_opens_as_much() -> None:
    chance = random.Random(1)  # noqa: S311  # a test's lot, no secret
    opener = replace(
        make_course(chance, 1),
        level=1,
        entry_level=None,
        opens=(1,),
        misses=(),
        minutes=60,
        price=Price(50_00, "person", "exempt"),
    )
    cheap = replace(opener, pathway_id="0" * 16, opens=(), price=Price(1_00, "person", "exempt"))
    equal = replace(cheap, opens=(1,))
    for other, kept in ((cheap, (0, 1)), (equal, (0,))):
        question = make_question([other, opener], [(8, 1, 0)], standard=3, edition=SMALL)
        assert sift(task_of(question))[0] == kept
