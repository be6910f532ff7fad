"""The four figures of a plan, the parts of its budget, and what to do next."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from pathways.domain.plan.plan import Plan
from pathways.domain.plan.sentences import NOT_STATED, hours_words
from pathways.domain.plan.words import (
    budget_sentence,
    commission_words,
    entry_sentence,
    first_sentences,
    group_sentence,
    proof_sentence,
)
from pathways.domain.words import be, duration, iso_day, listed, money, plural


class PlanFigure(NamedTuple):
    """A number that stands large, with what it is and what is beside it."""

    label: str
    value: str
    note: str


class BudgetPart(NamedTuple):
    """A part of the bar of a budget: `start` and `length` as "12.50%". `kind` is how it looks."""

    name: str
    pence: int
    kind: str
    start: str
    length: str


class NextStep(NamedTuple):
    """What a buyer would do next, in words; `pathway_ids` are the courses that it is about.

    `kind` is what it leads to: "ask" a provider, "add" competencies, "write" a brief that others
    see, "" for nothing. `question` is what a buyer could write to the provider then.
    """

    kind: str
    lead: str
    words: str
    pathway_ids: tuple[str, ...] = ()
    question: str = ""


def plan_figures(plan: Plan) -> tuple[PlanFigure, ...]:
    """Return the cost, the hours, what a person costs, and the days of runs."""
    return _cost(plan), _hours(plan), _person(plan), _days(plan)


def _cost(plan: Plan) -> PlanFigure:
    totals = plan.totals
    if totals.pays is not None:
        label = "Cost with VAT" if totals.vat and not plan.is_reclaimed else "Cost"
        note = "no VAT is added"
        if totals.vat:
            end = "reclaimed" if plan.is_reclaimed else "not reclaimed"
            note = f"{money(totals.net or 0)} + {money(totals.vat)} VAT, {end}"
        return PlanFigure(label, money(totals.pays), note if totals.pays else "")
    missing = []
    if totals.unpriced:
        missing.append(f"the price of {plural(totals.unpriced, 'course')}")
    if totals.untaxed:
        missing.append(f"the VAT of {plural(totals.untaxed, 'course')}")
    is_one = totals.unpriced + totals.untaxed == 1 or len(missing) == 1
    note = f"{listed(missing)} {'is' if is_one else 'are'} not stated"
    if totals.most is not None:
        return PlanFigure("Cost", f"At most {money(totals.most)}", note)
    if totals.untaxed or not totals.known:
        return PlanFigure("Cost", NOT_STATED.capitalize(), note)
    return PlanFigure("Cost", f"At least {money(totals.known)}", note)


def _hours(plan: Plan) -> PlanFigure:
    totals = plan.totals
    said = hours_words(totals.minutes)
    if totals.unstated:
        said = f"At least {said}" if totals.minutes else NOT_STATED.capitalize()
    note = ""
    if totals.hours_pence is not None and plan.hour_pence is not None:
        note = f"{money(totals.hours_pence)} to cover, at {money(plan.hour_pence)} an hour"
    elif totals.unstated:
        note = f"the length of {plural(totals.unstated, 'course')} is not stated"
    return PlanFigure("Release from work", said, note)


def _person(plan: Plan) -> PlanFigure:
    totals = plan.totals
    if not totals.people:
        return PlanFigure("A person", "–", "")
    minutes = duration(round_share(totals.minutes, totals.people))
    note = "" if totals.unstated else f"and {minutes}, on average"
    if totals.pays is None:
        return PlanFigure("A person", NOT_STATED.capitalize(), note)
    return PlanFigure("A person", money(round_share(totals.pays, totals.people)), note)


def round_share(amount: int, people: int) -> int:
    """Return what each would pay or attend, to the penny or minute; half of one is one."""
    return (2 * amount + people) // (2 * people)


def _days(plan: Plan) -> PlanFigure:
    """Say which days are announced, and of how many of the runs: the rest are to be agreed."""
    runs = [run for course in plan.courses for run in course.dates if run.has_room]
    if not runs:
        return PlanFigure("Days", "By agreement", "no course announces days with room")
    first = min(run.starts_on for run in runs)
    last = max(run.ends_on or run.starts_on for run in runs)
    said = f"{_day(first)} to {_day(last)}" if first != last else _day(first)
    there = plural(len(runs), "run")
    needed = plan.totals.runs + plan.totals.uncounted
    asked = f"{'at least ' * bool(plan.totals.uncounted)}{needed}"
    # In few words: the column is narrow, and the plan is to stand on two sheets.
    lacking = _count_lacking(plan)
    more = f"{lacking} more {be(lacking)} needed" if lacking else f"the plan needs {asked}"
    return PlanFigure("Days announced", said, f"of {there} with room; {more}")


def _count_lacking(plan: Plan) -> int:
    """Count the runs that are needed of each course beyond those of it that are announced.

    A run of one course is no run of another. Where it is not known how many a course takes, one is.
    """
    needed: Counter[int] = Counter()
    for runs in plan.runs:
        needed[runs.course] += 1 if runs.cost.runs is None else runs.cost.runs
    there = {at: sum(1 for run in plan.courses[at].dates if run.has_room) for at in needed}
    return sum(max(0, count - there[at]) for at, count in needed.items())


def _day(text: str) -> str:
    day, month, year = iso_day(text).split()
    return f"{day} {month[:3]} {year}"


def budget_parts(plan: Plan) -> tuple[BudgetPart, ...]:
    """Return what the budget goes to, and what is left or over; none where that is not known."""
    budget, most = plan.budget, plan.totals.most
    if not budget or most is None:
        return ()
    parts = [(name, pence) for name, pence in _spent(plan, most) if pence]
    whole = max(budget, most)
    found = []
    at = 0
    for place, (name, pence) in enumerate(parts):
        found.append(_part(name, pence, "ab"[place % 2], at, whole))
        at += pence
    if most < budget:
        found.append(_part("left", budget - most, "left", most, whole))
    elif most > budget:
        found.append(_part("over", most - budget, "over", budget, whole))
    return tuple(found)


def parts_words(plan: Plan, parts: tuple[BudgetPart, ...]) -> str:
    """Say what the bar of a budget shows: "Of £22,000: front desk £2,620.80; left £467.20"."""
    said = "; ".join(f"{part.name} {money(part.pence)}" for part in parts)
    return f"Of {money(plan.budget or 0)}: {said}"


def _part(name: str, pence: int, kind: str, at: int, whole: int) -> BudgetPart:
    return BudgetPart(name, pence, kind, f"{100 * at / whole:.2f}%", f"{100 * pence / whole:.2f}%")


def _spent(plan: Plan, most: int) -> Iterator[tuple[str, int]]:
    """Give what each group costs, those of one name together, or each course where that of a
    group is not known."""
    shares = [group.pays for group in plan.groups]
    if None not in shares and sum(share or 0 for share in shares) == most:
        by_name: dict[str, int] = {}
        for group in plan.groups:
            by_name[group.name] = by_name.get(group.name, 0) + (group.pays or 0)
        yield from by_name.items()
        return
    sums: dict[int, int] = {}
    for runs in plan.runs:
        sums[runs.course] = sums.get(runs.course, 0) + (runs.cost.most or 0)
    for place, pence in sums.items():
        yield plan.courses[place].title, pence


def next_steps(plan: Plan) -> tuple[NextStep, ...]:
    """Return what to do next, in order."""
    return tuple(_steps(plan))


def _steps(plan: Plan) -> Iterator[NextStep]:
    by_provider: dict[str, list[int]] = {}
    for place, course in enumerate(plan.courses):
        by_provider.setdefault(course.provider_id, []).append(place)
    for places in by_provider.values():
        courses = [plan.courses[place] for place in places]
        wanted = ["dates"]
        if any(course.price.pence is None for course in courses):
            wanted.append("its price")
        wanted.append("a quote")
        words = ""
        if len(by_provider) == 1:
            words = "It is the only provider, so ask what happens if a facilitator is ill."
        short = [runs for runs in plan.runs if runs.course in places and runs.is_short]
        if short:
            words += " A run is smaller than its smallest group, so ask for an open course."
        yield NextStep(
            "ask",
            f"Ask {courses[0].provider} for {listed(wanted)}",
            words.strip(),
            tuple(course.pathway_id for course in courses),
            "Which dates could you offer, and what would it cost for us?",
        )
    asks = {
        (ask.pathway_id, ask.codes): ask
        for group in plan.groups
        for demand in group.open
        for ask in demand.asks
    }
    for ask in asks.values():
        about = f"Its course is “{ask.title}”."
        yield NextStep("add", ask.words, about, (ask.pathway_id,), ask.question)
    if plan.commission and plan.totals.people < plan.people:
        lines = listed([f"{one.line_name} at level {one.level}" for one in plan.commission])
        yield NextStep(
            "write",
            "Show your brief to providers",
            f"No published course backs all that you ask of {lines}: see what to commission.",
        )


RULES: Final = (
    parts_words,
    first_sentences,
    budget_sentence,
    entry_sentence,
    proof_sentence,
    group_sentence,
    commission_words,
)
"""What templates say of figures, each by its name."""
