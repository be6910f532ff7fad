"""A plan goes through JSON and back unchanged: so it can be kept, and shown as it was."""

import json

from pathways.domain.need.costs import Price
from pathways.domain.plan.plan import Commission, Plan, PlanAlternative
from pathways.domain.plan.question import CourseRun, opened_by
from tests.domain.samples import SMALL
from tests.factories import make_plan


def test_a_plan_comes_back_from_json_as_it_was() -> None:
    plan = make_plan(
        broken=("Your must on the budget is not kept.",),
        claims=("Claims would add two.",),
        alternatives=(PlanAlternative("Without it", None, 60, 2, "Two more stay open."),),
        commission=(Commission(2, "WB", "Wellbeing", "one skill", ("L2-WB-S08",), (0, 1)),),
    )
    there = Plan.from_plain(json.loads(json.dumps(plan.to_plain())))
    assert there == plan
    assert isinstance(there.courses[0].price, Price)
    assert hash(there) == hash(plan)
    dated = CourseRun("2027-03-09", "2027-03-10", "Coventry", False, True, 4)
    assert CourseRun(*json.loads(json.dumps(dated))) == dated


def test_the_made_plan_agrees_with_itself() -> None:
    plan = make_plan()
    costs = [runs.cost for runs in plan.runs]
    assert plan.totals.pays == sum(cost.pays or 0 for cost in costs)
    assert plan.totals.pays == sum(group.pays or 0 for group in plan.groups)
    assert plan.totals.minutes == sum(runs.minutes for runs in plan.runs)
    assert plan.totals.minutes == sum(group.people * group.minutes for group in plan.groups)
    assert plan.totals.places == sum(runs.people for runs in plan.runs)
    assert plan.totals.runs == sum(cost.runs or 0 for cost in costs)


def test_a_level_is_opened_by_something_of_each_line_of_it() -> None:
    whole = SMALL.mask(["L2-AA-K01", "L2-BB-S01"])
    assert opened_by(SMALL, 2, whole) == (2,)
    assert opened_by(SMALL, 1, whole) == ()  # what it claims above its own level counts not
    assert opened_by(SMALL, 2, SMALL.mask(["L2-AA-K01", "L2-AA-S01"])) == ()
    both = whole | SMALL.mask(["L1-AA-K01", "L1-BB-K01"])
    assert opened_by(SMALL, 2, both) == (1, 2)
    # A level of features opens with one of them, and one of each theme of the levels below.
    assert opened_by(SMALL, 3, whole | SMALL.mask(["L3-SP-01"])) == (2, 3)
