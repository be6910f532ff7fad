"""Cards of a plan: a group that is the same at several sites has one; nobody is counted twice."""

import re
from dataclasses import replace

import pytest

from pathways.domain.plan.figures import budget_parts
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.question import PlanQuestion
from pathways.domain.plan.sentences import hours_words, runs_for
from pathways.domain.plan.sheet import lay_out
from tests.domain.samples import WM
from tests.domain.test_plan_making import plan_of
from tests.factories import make_plan
from tests.plans import make_question, market_courses

STAFF = [(40, 1, 0), (31, 1, 0), (12, 2, 0), (9, 2, 0), (9, 2, 1), (5, 3, 2)]
NAMES = ("Desk", "Desk", "Officers", "Officers", "Officers", "Leaders")
SITES = ("Quay", "Moor", "Quay", "Moor", "Moor", "")


def question(*, is_shared: bool) -> PlanQuestion:
    asked = make_question(market_courses(40), STAFF, is_shared=is_shared, budget=900_000_00)
    groups = [
        replace(group, name=name, site=site)
        for group, name, site in zip(asked.groups, NAMES, SITES, strict=True)
    ]
    return replace(asked, groups=tuple(groups))


def count_runs(plan: Plan, course: str, names: set[str]) -> int:
    """Count the runs of a course to which groups of these names come."""
    return sum(
        runs.cost.runs or 0
        for runs in plan.runs
        if plan.courses[runs.course].title == course
        and names & {plan.groups[place].name for place in runs.groups}
    )


@pytest.mark.parametrize("is_shared", [True, False])
def test_nobody_is_lost_or_counted_twice(is_shared: bool) -> None:
    plan = plan_of(question(is_shared=is_shared))
    cards = lay_out(WM, plan)
    assert [card.group.site for card in cards if card.group.name == "Desk"] == ["Quay and Moor"]
    assert len(cards) < len(plan.groups)
    assert sum(card.group.people for card in cards) == plan.people == sum(one[0] for one in STAFF)
    assert sum(rung.minutes for card in cards for rung in card.rungs) == plan.totals.minutes
    if plan.totals.pays is not None:
        assert sum(card.group.pays or 0 for card in cards) == plan.totals.pays
    (desk,) = [card for card in cards if card.group.name == "Desk"]
    for rung in desk.rungs:
        said = re.match(r"(\d+) runs? of ", rung.runs)
        if said:
            assert int(said[1]) == count_runs(plan, rung.title, {"Desk"})


def test_a_group_that_holds_another_level_or_has_no_site_keeps_its_card() -> None:
    asked = question(is_shared=True)
    same = [replace(group, name="All", site="") for group in asked.groups]
    plan = plan_of(replace(asked, groups=tuple(same)))
    assert len(lay_out(WM, plan)) == len(plan.groups)
    held = [card.group.held for card in lay_out(WM, plan_of(asked)) if card.group.name != "Desk"]
    assert sorted(held) == [0, 1, 2]


def test_a_budget_names_each_group_once() -> None:
    plan = plan_of(question(is_shared=True))
    names = [part.name for part in budget_parts(plan)]
    assert len(names) == len(set(names))


def test_runs_of_one_course_at_two_sites_are_told_apart() -> None:
    plan = plan_of(question(is_shared=True))
    for runs in plan.runs:
        twins = [one for one in plan.runs if one.course == runs.course]
        assert len({runs_for(one, plan) for one in twins}) == len(twins)


def test_hours_that_are_many_have_a_comma() -> None:
    assert [hours_words(minutes) for minutes in (60, 132_240, 132_250, 90, 30)] == [
        "1 hour",
        "2,204 hours",
        "2,204 h 10 min",
        "1 h 30 min",
        "30 min",
    ]


@pytest.mark.parametrize("is_nowhere", [True, False])
def test_a_second_course_is_looked_for_only_where_one_backs_what_is_open(is_nowhere: bool) -> None:
    plan = make_plan()
    group = next(one for one in plan.groups if one.open and one.steps)
    open_ = tuple(replace(demand, is_nowhere=is_nowhere) for demand in group.open)
    groups = tuple(replace(one, open=open_) if one is group else one for one in plan.groups)
    card = next(
        card
        for card in lay_out(WM, replace(plan, groups=groups))
        if card.group.name == group.name and card.open
    )
    assert [bool(left.taken) for left in card.open] == [not is_nowhere] * len(card.open)
