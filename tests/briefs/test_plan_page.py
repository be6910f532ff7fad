"""The page of a plan: its numbers counted again here, what it says where something is missing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from pathways import planning
from pathways.accounts.demonstration import PASSWORD
from pathways.briefs.services.demonstration import brief_id
from pathways.domain.need.brief import Group
from pathways.domain.plan.figures import budget_parts, next_steps, plan_figures
from pathways.domain.plan.question import CourseRun
from pathways.domain.plan.sentences import cost_cells, hours_number, places_words, total_cells
from pathways.planning import PlanProgress
from tests.briefs.answered import answer_at_once
from tests.briefs.house import BUYER, OTHER, PROVIDER, READER, make_house, offer, strands, write
from tests.briefs.test_demonstration import load
from tests.factories import make_plan
from tests.page import Client, Page
from tests.statements import statements_of


def money_in(text: str) -> list[int]:
    """Return the amounts of a text in pence."""
    found = re.findall(r"£([\d,]+)(?:\.(\d\d))?", text)
    return [int(whole.replace(",", "")) * 100 + int(rest or 0) for whole, rest in found]


def rows_of(page: Page) -> Iterator[list[str]]:
    """Give the cells of the table of costs in words, its foot last."""
    for row in page.all(".//*[@id='plan-costs']//tr")[1:]:
        yield [page.words(cell) for cell in row.findall("*")]


@pytest.fixture
def demonstration(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Client:
    answer_at_once(monkeypatch)
    load(app)
    client = Client(app)
    client.sign_in("learning@demo.example", PASSWORD)
    return client


def test_the_plan_of_the_demonstration_adds_up(demonstration: Client) -> None:
    page = demonstration.get(f"/briefs/{brief_id('everybody')}/plan")
    words = page.words()
    assert (
        "Three courses in seven runs train all 98 people, for £21,532.80 with VAT. "
        "Three competencies stay open." in words
    )
    assert "Your budget of £22,000, a must, is kept with £467.20 to spare." in words
    *rows, foot = rows_of(page)
    # People times price, or runs times price, with a fifth on top; hours are people times length.
    expected = [
        ("56", "3", 56 * 39_00, 56 * 3.5),
        ("44", "3", 3 * 3_120_00, 44 * 9.5),
        ("10", "1", 10 * 640_00, 10 * 14),
    ]
    for row, (people, runs, net, hours) in zip(rows, expected, strict=True):
        assert row[1:3] == [people, runs]
        assert money_in(" ".join(row[4:7])) == [net, net // 5, net + net // 5]
        assert row[7] == f"{hours:g}"
    net = sum(one[2] for one in expected)
    assert (
        money_in(" ".join(foot))
        == [net, net // 5, net + net // 5]
        == [17_944_00, 3_588_80, 21_532_80]
    )
    figures = [page.words(one) for one in page.all(".//dl[@class='figures']/div/dd")]
    assert figures[0].startswith("£21,532.80 £17,944 + £3,588.80 VAT")
    assert figures[1].startswith("754 hours £12,441 to cover, at £16.50 an hour")
    assert figures[2].startswith("£219.72 and 7 h 42 min")
    # What groups pay adds up to the whole, and with what is left to the budget.
    pays = [page.words(one) for one in page.all(".//span[@class='group__pays']")]
    assert sum(money_in(" ".join(pays))) == 21_532_80
    bar = page.words(page.by_id("plan-parts"))
    whole, *parts = money_in(bar)
    assert whole == sum(parts) == 22_000_00


def test_a_ladder_shows_what_is_held_and_what_comes_first(demonstration: Client) -> None:
    page = demonstration.get(f"/briefs/{brief_id('everybody')}/plan")
    cards = [page.words(one) for one in page.all(".//article[@class='group']")]
    assert "Level 1 Behind the front desk" in cards[1]
    assert cards[1].index("Behind the front desk") < cards[1].index("Trauma Informed practice")
    assert "Level 1 Held already: Trauma Aware" in cards[2]
    assert "Stays open: Wellbeing: L2-WB-S08" in cards[1]
    assert "Ask Northgate Learning to add L2-WB-S08" in cards[1]
    # No published course backs what is open, so none is to be looked for.
    assert "(no published course backs it)" in cards[1]
    assert "second course" not in " ".join(cards)
    assert "As for New housing officers." in cards[2]


@pytest.mark.parametrize("goal", ["cheapest", "shortest", "providers", "deepest", "nonsense"])
def test_each_goal_has_a_page(demonstration: Client, goal: str) -> None:
    page = demonstration.get(f"/briefs/{brief_id('everybody')}/plan?goal={goal}")
    current = page.words(page.all(".//nav[@class='tabs']/a[@aria-current='page']")[0])
    names = {
        "cheapest": "Cheapest that is backed",
        "shortest": "Fewest hours",
        "providers": "Fewest providers",
        "deepest": "Deepest",
    }
    assert current == names.get(goal, names["cheapest"])


def test_a_plan_is_seen_by_its_organisation_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_at_once(monkeypatch)
    house = make_house(app)
    offer(
        app,
        house["provider"],
        "Trauma at work",
        strands("KA"),
        price_pence=9_500,
        price_basis="person",
    )
    buyer, reader, other, provider = (Client(app) for _ in range(4))
    buyer.sign_in(BUYER)
    address = write(buyer)
    buyer.post(f"{address}/share", {})
    reader.sign_in(READER)
    assert "Trauma at work" in reader.get(f"{address}/plan").words()
    for client, who in ((other, OTHER), (provider, PROVIDER)):
        client.sign_in(who)
        client.get(f"{address}/plan", 404)
        client.get(f"{address}/plan/foot.css", 404)
    # The brief itself is shown to providers, and says nothing of a plan.
    assert "plan" not in provider.get(address).words().lower().replace("planned", "")


def test_whoever_waits_reads_how_far_it_is_and_may_try_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make_house(app)
    offer(app, house["provider"], "Trauma at work", strands("KA"))
    buyer = Client(app)
    buyer.sign_in(BUYER)
    address = write(buyer)
    said = PlanProgress("Comparing costs", 4, 9)
    monkeypatch.setattr(planning, "ask", lambda *_, before: said)
    page = buyer.get(f"{address}/plan")
    assert "Your plan is being worked out Comparing costs, step 5 of 9." in page.words()
    waits = page.by_id("plan-again")
    assert waits is not None
    assert waits.get("hx-trigger") == "every 1s"
    said = PlanProgress("This plan could not be worked out", is_over=True)
    page = buyer.get(f"{address}/plan?goal=deepest")
    assert "Nothing is lost, and your brief is as it was." in page.words()
    assert page.by_id("plan-again") is None
    again = buyer.post(f"{address}/plan/again", {"goal": "deepest"})
    assert again.location == f"{address}/plan?goal=deepest"


def test_nothing_published_says_so_and_what_to_commission(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_at_once(monkeypatch)
    make_house(app)
    buyer = Client(app)
    buyer.sign_in(BUYER)
    page = buyer.get(f"{write(buyer)}/plan")
    assert "No published course backs what you ask, so there is nothing to buy." in page.words()
    assert "What to commission" in page.words()
    assert page.all(".//dl[@class='figures']") == []


def test_what_is_not_stated_is_said_and_never_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_at_once(monkeypatch)
    house = make_house(app)
    offer(
        app,
        house["provider"],
        "Trauma at work",
        strands("KA", "LA", "SE", "LE", "CH", "WB"),
        minutes=240,
    )
    buyer = Client(app)
    buyer.sign_in(BUYER)
    page = buyer.get(f"{write(buyer, budget='500')}/plan")
    words = page.words()
    assert "at a cost that is not stated" in words
    assert "Whether your budget of £500 is kept is not known" in words
    row, foot = rows_of(page)
    assert (
        row[2:8]
        == [
            "not stated",
            "Not stated",
            "not stated",
            "not stated",
            "not stated",
            "4",
        ]
        or row
    )
    assert page.all(".//svg[@class='budget']") == []


def test_the_page_takes_the_same_statements_however_many_offers_there_are(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_at_once(monkeypatch)
    house = make_house(app)
    counts = []
    buyer = Client(app)
    buyer.sign_in(BUYER)
    offer(app, house["provider"], "Course", strands("KA"))
    address = write(buyer)
    for number in range(2):
        with statements_of(app) as statements:
            buyer.get(f"{address}/plan")
        counts.append(len(statements))
        for more in range(12):
            offer(app, house["rival"], f"Course {number} {more}", strands("LA"))
    assert counts[0] == counts[1]


def test_unknown_sums_are_called_at_least(app: Flask) -> None:
    plan = make_plan()
    first, second = plan.runs
    cost = second.cost._replace(net=None, vat=None, pays=None)
    totals = replace_totals(plan.totals, net=None, vat=None, pays=None, untaxed=1)
    unsure = replace(plan, runs=(first, replace(second, cost=cost)), totals=totals)
    assert cost_cells(cost) == ("not stated", "not stated", "at most £3,744.00")
    assert total_cells(unsure) == ("at least £2,184.00", "at least £436.80", "at most £6,364.80")
    assert plan_figures(unsure)[0].value == "At most £6,364.80"
    unpriced = replace(
        plan,
        runs=(first, replace(second, cost=cost._replace(most=None))),
        totals=replace_totals(totals, most=None, untaxed=0, unpriced=1, known=2_620_80),
    )
    assert total_cells(unpriced)[2] == "at least £2,620.80"
    assert budget_parts(unpriced) == ()
    assert plan_figures(unpriced)[0].value == "At least £2,620.80"


def test_days_are_those_of_runs_with_room_beside_the_runs_that_are_needed() -> None:
    plan = make_plan()
    first = plan.courses[0]
    early = CourseRun("2027-01-12", "2027-01-13", "Canal House", False, True, 6)
    full = CourseRun("2026-12-01", "2026-12-01", "", True, True, 0)
    agreed = CourseRun("", "", "Quay", False, False, None)
    late = CourseRun("2027-03-03", "2027-03-04", "The Mill", False, False, None)
    courses = (replace(first, dates=(full, early, agreed, late)), *plan.courses[1:])
    days = plan_figures(replace(plan, courses=courses))[3]
    needed = sum(len(runs.sizes) for runs in plan.runs)
    assert days.value == "12 Jan 2027 to 4 Mar 2027"
    # Three of the one course, of which two are announced; one of the other, of which none is.
    assert needed == 4
    assert days.note == "of 2 runs with room; 2 more are needed"
    beside = (courses[0], replace(plan.courses[1], dates=(early, late)))
    days = plan_figures(replace(plan, courses=beside))[3]
    assert days.note == "of 4 runs with room; 1 more is needed"
    more = replace(beside[0], dates=(early, early, late))
    days = plan_figures(replace(plan, courses=(more, beside[1])))[3]
    assert days.note == "of 5 runs with room; the plan needs 4"
    none = (replace(first, dates=(full, agreed)), *plan.courses[1:])
    assert plan_figures(replace(plan, courses=none))[3].value == "By agreement"


def test_what_a_person_takes_is_told_to_the_nearest_penny_and_minute() -> None:
    plan = make_plan()
    totals = replace_totals(plan.totals, people=42, pays=5_148_00, minutes=219 * 60)
    person = plan_figures(replace(plan, totals=totals))[2]
    assert (person.value, person.note) == ("£122.57", "and 5 h 13 min, on average")


def replace_totals(totals: Any, **values: Any) -> Any:
    return replace(totals, **values)


def test_parts_of_a_budget_add_up_also_when_it_is_broken(app: Flask) -> None:
    for budget in (7_000_00, 6_364_80, 5_000_00):
        plan = replace(make_plan(), budget=budget)
        parts = budget_parts(plan)
        spent = sum(part.pence for part in parts if part.kind in "ab")
        assert spent == 6_364_80
        beside = {part.kind: part.pence for part in parts if part.kind not in "ab"}
        assert beside == (
            {"left": budget - spent}
            if budget > spent
            else {"over": spent - budget}
            if budget < spent
            else {}
        )


def test_hours_and_places_in_words(app: Flask) -> None:
    assert [hours_number(minutes) for minutes in (11_760, 630, 100, 0)] == [
        "196",
        "10.5",
        "1.67",
        "0",
    ]
    assert (
        places_words(make_plan()) == "12 people take more than one course, so 68 places are booked."
    )
    assert [step.lead for step in next_steps(make_plan())] == [
        "Ask Northgate for dates and a quote",
        "Ask Northgate to add L2-WB-S08",
    ]
    # Each comes with what could be written, as the link of the plan's own card does.
    assert [step.question for step in next_steps(make_plan())] == [
        "Which dates could you offer, and what would it cost for us?",
        "Could you add L2-WB-S08 to “Practice for housing teams”, and what would it cost?",
    ]
    assert Group("a", 1, 1).site == ""
