"""A plan's numbers and words, each counted again from the courses and groups it names."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import pytest

from pathways.domain.need.costs import Price
from pathways.domain.plan.answer import (
    CLAIMED,
    LeastFound,
    OtherPlan,
    PlanAnswer,
    Solver,
    count_claims,
    find_answer,
)
from pathways.domain.plan.making import make_plan
from pathways.domain.plan.measuring import list_wrong, measure_plan
from pathways.domain.plan.plan import Plan, ProofKind
from pathways.domain.plan.program import Program, Terms
from pathways.domain.plan.question import Course, PlanGoal, PlanQuestion
from pathways.domain.plan.task import PlanPair, Task
from pathways.domain.plan.tasking import task_of
from pathways.domain.plan.wishes import broken_words, list_missed_wishes
from pathways.domain.plan.words import first_sentences
from pathways.solving import Highs
from tests.domain.samples import WM
from tests.plain_costs import plain_cost
from tests.plans import make_question, market_courses

GROUPS = [(90, 1, 0), (110, 2, 1), (32, 3, 2), (8, 4, 3), (24, 2, 0)]
WIDTH = WM.all_mask.bit_length()


def solve(question: PlanQuestion, make: Callable[[Program], Solver] = Highs) -> PlanAnswer:
    return find_answer(task_of(question), make, lambda _step: None)


def plan_of(question: PlanQuestion) -> Plan:
    return make_plan(question, solve(question))


def all_known(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def check_plan(question: PlanQuestion, plan: Plan) -> None:
    courses = {course.pathway_id: course for course in question.courses}
    used = [courses[course.pathway_id] for course in plan.courses]
    check_runs(question, plan, used)
    for place, group in enumerate(plan.groups):
        check_group(question, plan, place, used)
        parts = [runs.cost.pays for runs in plan.runs if place in runs.groups]
        assert (group.pays is None) == (None in parts)
    if plan.totals.pays is not None:
        assert sum(group.pays or 0 for group in plan.groups) == plan.totals.pays
    assert plan.totals.people == sum(group.people for group in plan.groups if group.steps)
    assert plan.totals.minutes == sum(group.people * group.minutes for group in plan.groups)
    assert plan.totals.unstated == sum(1 for course in used if not course.minutes)
    hour = question.hour_pence
    assert plan.totals.hours_pence == (
        None if hour is None else (plan.totals.minutes * hour * 2 + 60) // 120
    )


def check_runs(question: PlanQuestion, plan: Plan, used: Sequence[Course]) -> None:
    taken: dict[tuple[int, object], list[int]] = {}
    for place, group in enumerate(plan.groups):
        for step in group.steps:
            site = group.site if question.is_shared else place
            taken.setdefault((step.course, site), []).append(place)
    assert sorted(taken.values()) == sorted([*runs.groups] for runs in plan.runs)
    for runs in plan.runs:
        course = used[runs.course]
        assert runs.people == sum(question.groups[place].people for place in runs.groups)
        wanted = plain_cost(course.price, runs.people, question.vat_percent, question.is_reclaimed)
        assert runs.cost == wanted
        assert sum(runs.sizes) == (runs.people if runs.sizes else 0)
        assert len(runs.sizes) == (wanted.runs or 0)
        assert max(runs.sizes, default=0) - min(runs.sizes, default=0) <= 1
        assert max(runs.sizes, default=0) <= (course.price.group_max or 1 << 30)
        assert runs.minutes == runs.people * course.minutes
        smallest = 0 if course.price.is_crossed else course.price.group_min
        assert runs.is_short == (min(runs.sizes or [runs.people]) < smallest)
    costs = [runs.cost for runs in plan.runs]
    totals = plan.totals
    for name in ("net", "vat", "pays", "most"):
        assert getattr(totals, name) == all_known([getattr(cost, name) for cost in costs])
    assert totals.known == sum(cost.most or 0 for cost in costs)
    assert totals.runs == sum(cost.runs or 0 for cost in costs)
    assert totals.uncounted == sum(1 for cost in costs if cost.runs is None)
    assert totals.billed == sum(cost.billed for cost in costs)
    assert totals.places == sum(runs.people for runs in plan.runs)


def check_group(question: PlanQuestion, plan: Plan, place: int, used: Sequence[Course]) -> None:
    group, asked = plan.groups[place], question.groups[place]
    own = [used[step.course] for step in group.steps]
    reach, held, met = 0, asked.held, 0
    for step, course in zip(group.steps, own, strict=True):
        assert question.is_entry_open or (course.entry_level or 0) <= held
        before = sum(demand.have(reach) for demand in asked.need.demands)
        reach |= course.backed | course.assessed << WIDTH
        now = sum(demand.have(reach) for demand in asked.need.demands)
        assert step.met == now - before
        assert step.why
        met += step.met
        assert step.opens == (max(course.opens) if max(course.opens, default=0) > held else 0)
        held = max(held, *course.opens, 0)
    assert len(own) <= 4
    assert group.minutes == sum(course.minutes for course in own)
    assert group.asked == sum(demand.count for demand in asked.need.demands)
    assert met + group.missing == (group.asked if group.people else met)
    for demand in group.open:
        assert 0 < demand.missing <= len(demand.codes)
        counted = WM.mask(demand.codes)
        everything = 0
        for one in question.courses:
            everything |= one.backed
        assert demand.is_nowhere == (not counted & everything)
        for ask in demand.asks:
            # Adding any one of these codes would meet the demand, which lacks just one.
            assert demand.missing == 1
            assert ask.codes == demand.codes
            assert ask.pathway_id in {course.pathway_id for course in own}
            assert ask.words.startswith(f"Ask {ask.provider} to ")


CASES = list(product(PlanGoal, (None, 6_000_00), (True, False)))


def test_every_number_of_a_plan(tenth: Callable[[Sequence[int]], Sequence[int]]) -> None:
    for place in {*tenth(range(len(CASES))), 5, 10}:
        goal, budget, is_shared = CASES[place]
        question = make_question(
            market_courses(60),
            GROUPS,
            goal=goal,
            budget=budget,
            musts=("budget",) if budget else (),
            is_shared=is_shared,
            hour_pence=16_50,
        )
        plan = plan_of(question)
        assert plan.courses
        assert plan.proof.kind is ProofKind.BEST
        assert plan.proof.listed == 60
        check_plan(question, plan)
        assert plan == make_plan(question, solve(question))
        for other in plan.alternatives:
            assert other.why.startswith("It ")


def test_a_plan_by_claims_says_how_little_is_behind_them() -> None:
    question = make_question(market_courses(12), GROUPS, standard=1)
    courses = {course.title: course for course in question.courses}
    (other,) = [one for one in plan_of(question).alternatives if one.title.startswith("If claims")]
    named = re.findall(
        r"“([^”]+)” claims (\w+) competencies, of which (\w+) (?:is|are) backed(?: \(([^)]+)\))?",
        other.why,
    )
    assert len(named) == 2
    for title, claims, behind, rate in named:
        course = courses[title]
        of_level = WM.level_masks[course.level] & course.claimed
        assert int(claims) == bin(of_level).count("1")
        assert behind == (str(bin(of_level & course.backed).count("1")).replace("0", "none"))
        assert rate.startswith(claims)
    assert "of what is stated" in other.why
    assert other.missing > 0


def task_behind(question: PlanQuestion, kind: str) -> Task:
    """Return the task that another plan was sought for."""
    task = task_of(question)
    if kind == CLAIMED:
        return count_claims(task)
    name, _, what = kind.partition(":")
    return replace(task, goal=PlanGoal(what)) if name == "goal" else task


def list_needless(question: PlanQuestion, other: OtherPlan) -> list[PlanPair]:
    """Return the steps without which another plan is as good, or better, in all that counts."""
    task = task_behind(question, other.kind)
    mine, found = measure_plan(task, other.steps), []
    for step in other.steps:
        fewer = [one for one in other.steps if one != step]
        theirs = measure_plan(task, fewer)
        is_worse = any(theirs[one] > mine[one] for one in task.phases)
        if not is_worse and not list_wrong(task, fewer):
            found.append(step)
    return found


def test_another_plan_sends_nobody_to_a_course_for_nothing(
    tenth: Callable[[Sequence[int]], Sequence[int]],
) -> None:
    # So few people leave places free that are paid for: to fill one costs nothing but hours.
    groups = [(2, 1, 0), (13, 2, 1), (3, 3, 2), (2, 4, 3)]
    for seed in {1, 28, *tenth(range(30))}:
        question = make_question(market_courses(8, seed), groups, standard=0)
        for other in solve(question).others:
            assert not list_needless(question, other), (seed, other.kind)


def test_a_broken_must_is_said_first_with_how_much() -> None:
    dear = [
        replace(course, price=Price(900_00, "person", "exempt")) for course in market_courses(12)
    ]
    question = make_question(dear, GROUPS[:2], budget=100_00, musts=("budget",))
    plan = plan_of(question)
    assert plan.broken[0].startswith("Your must on the budget cannot be kept")
    assert f"£{(plan.totals.known - 100_00) // 100:,} above your budget of £100" in plan.broken[1]
    kept = plan_of(replace(question, budget=10_000_000_00))
    assert kept.broken == ()


def test_a_wish_that_is_missed_is_said() -> None:
    question = make_question(market_courses(40), GROUPS, budget=1_00, minutes=60)
    plan = plan_of(question)
    over = plan.totals.known - 1_00
    assert any(f"£{over // 100:,}" in words and "budget" in words for words in plan.missed)
    late = [group for group in plan.groups if group.minutes > 60]
    assert sum("more than the 1 h wanted" in words for words in plan.missed) == len(late) > 0


def test_a_place_and_days_that_are_wished_are_named_in_words_of_a_sentence() -> None:
    plan = plan_of(make_question(market_courses(12), GROUPS[:1]))
    first, *others = plan.courses
    courses = (replace(first, misses=("area", "dates", "sector")), *others)
    told = list_missed_wishes(WM, replace(plan, courses=courses))
    assert f"Of “{first.title}”, the place, the days and sector are not as wished." in told
    courses = (replace(first, misses=("dates",)), *others)
    told = list_missed_wishes(WM, replace(plan, courses=courses))
    assert f"Of “{first.title}”, the days are not as wished." in told
    asked = [broken_words(plan, [wish])[0] for wish in ("area", "dates", "hours", "depth")]
    assert [words.partition(" cannot")[0] for words in asked] == [
        "Your must on the place",
        "Your must on the days",
        "Your must on the hours",
        "Your must on what is behind the claims",
    ]
    both = replace(plan, musts=("area", "dates"))
    assert broken_words(both, ["area"])[0].startswith(
        "Your must on the place cannot be kept: no course that is backed keeps it beside your "
        "other musts."
    )
    assert "other musts" not in broken_words(both, ["area", "dates"])[0]


def test_two_people_are_both() -> None:
    plan = plan_of(make_question(market_courses(12), [(2, 1, 0)]))
    assert "both people" in first_sentences(plan)[0]


@pytest.mark.parametrize("goal", list(PlanGoal))
def test_questions_that_are_hardly_any(goal: PlanGoal) -> None:
    courses = market_courses(12)
    for question in (
        make_question(courses, [], goal=goal),
        make_question([], GROUPS, goal=goal),
        make_question(courses, [(0, 1, 0), (0, 2, 0)], goal=goal),
        make_question(courses, [(1_000_000, 1, 0), (1_000_000, 1, 0)], goal=goal),
        make_question(courses, GROUPS, goal=goal, budget=0, musts=("budget",)),
        make_question(
            [replace(course, price=Price(None)) for course in courses], GROUPS, goal=goal
        ),
        make_question(
            [replace(course, price=Price(9_99, "person", "added", 30, 12)) for course in courses],
            GROUPS,
            goal=goal,
        ),
        make_question([replace(course, minutes=0) for course in courses], GROUPS, goal=goal),
    ):
        plan = plan_of(question)
        assert plan.proof.kind is ProofKind.BEST
        check_plan(question, plan)


def test_without_any_course_it_says_what_to_commission() -> None:
    plan = plan_of(make_question([], [(12, 2, 0), (8, 2, 1)], standard=1))
    assert plan.courses == ()
    assert [one.line_name for one in plan.commission] == [
        line.short_name for line in WM.lines(2) for _strand in line.strands
    ]
    assert all(one.groups == (0, 1) for one in plan.commission)
    assert all(one.words and one.codes for one in plan.commission)
    few = market_courses(3)
    lacking = plan_of(make_question(few, GROUPS))
    backed = 0
    for course in few:
        backed |= course.backed
    assert lacking.commission
    for one in lacking.commission:
        # What is named is what nobody backs, and the need of the groups named lacks it.
        assert not backed & WM.mask(one.codes)
        for place in one.groups:
            named = [demand.line for demand in lacking.groups[place].open]
            assert one.line in named


class EarlyEnd:
    """A solver that is stopped: it has a plan, and knows only that none is below a bound."""

    def __init__(self, program: Program, step: int) -> None:
        self.true, self.step = Highs(program), step

    def least(self, terms: Terms) -> LeastFound | None:
        found = self.true.least(terms)
        return None if found is None else found._replace(bound=found.bound - self.step)

    def keep(self, terms: Terms, most: int) -> None:
        self.true.keep(terms, most)


def test_where_the_search_ended_early_it_says_how_far_the_best_can_be() -> None:
    question = make_question(market_courses(40), GROUPS)
    answer = solve(question, lambda program: EarlyEnd(program, 7))
    proof = make_plan(question, answer).proof
    first = next(one for one in answer.settled if one.value > one.bound)
    assert proof.kind is ProofKind.WITHIN
    share = (first.value - first.bound) / first.value
    assert proof.per_cent - 1 < 100 * share <= proof.per_cent
    assert solve(question).steps == answer.steps


class Giver(EarlyEnd):
    """A solver that finds nothing within its steps."""

    def least(self, terms: Terms) -> LeastFound | None:
        return None


def test_a_solver_that_finds_nothing_leaves_no_claim() -> None:
    question = make_question(market_courses(12), GROUPS)
    plan = make_plan(question, solve(question, lambda program: Giver(program, 0)))
    assert plan.courses == ()
    assert plan.proof.kind is ProofKind.WITHIN


class Liar(EarlyEnd):
    """A solver whose bound is above what it found: one of the two is wrong."""

    def least(self, terms: Terms) -> LeastFound | None:
        found = self.true.least(terms)
        return None if found is None else found._replace(bound=found.bound + 1e6)


def test_a_solver_that_contradicts_itself_is_not_believed() -> None:
    question = make_question(market_courses(40), GROUPS)
    plan = make_plan(question, solve(question, lambda program: Liar(program, 0)))
    assert plan.proof.kind is ProofKind.FAILED


def test_a_task_goes_through_json_and_back() -> None:
    task = task_of(make_question(market_courses(12), GROUPS, budget=5, musts=("budget",)))
    assert Task.from_plain(task.to_plain()) == task
