"""What has changed since a plan was kept: its courses as they are today, and what they cost now."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pathways.domain.need.costs import Price, cost_of
from pathways.domain.plan.plan import CourseRuns, Plan, PlanCourse
from pathways.domain.plan.sentences import price_said, size_words, vat_said
from pathways.domain.words import duration, listed, money, plural


class CourseToday(NamedTuple):
    """A course as it is published today. `minutes` is 0 where its length is not stated."""

    version_number: int
    price: Price
    minutes: int


def changes_since(plan: Plan, today: Mapping[str, CourseToday]) -> tuple[str, ...]:
    """Say what differs from a plan as it was kept, a sentence each; none where nothing does.

    `today` holds its courses by pathway; one that is absent is published no more.
    """
    return tuple(sentence for course in plan.courses for sentence in _changes(course, today))


def _changes(course: PlanCourse, today: Mapping[str, CourseToday]) -> Iterator[str]:
    now = today.get(course.pathway_id)
    title = f"“{course.title}”"
    if now is None:
        yield f"{title} is no longer published."
        return
    if now.version_number != course.version_number:
        yield (
            f"{title} has another version: {now.version_number}. "
            f"This plan rests on version {course.version_number}."
        )
    if now.price[:3] != course.price[:3]:
        yield f"The price of {title} was {_priced(course.price)}, and is {_priced(now.price)}."
    if size_words(now.price) != size_words(course.price):
        yield f"The group size of {title} was {_sized(course.price)}, and is {_sized(now.price)}."
    if now.minutes != course.minutes:
        yield f"The length of {title} was {_long(course.minutes)}, and is {_long(now.minutes)}."


def _priced(price: Price) -> str:
    said = price_said(price)
    if price.pence is None:
        return "not stated"
    return ", ".join(filter(None, (said.lower() if not price.pence else said, vat_said(price))))


def _sized(price: Price) -> str:
    return size_words(price).lower().replace(" in a run", "") or "not stated"


def _long(minutes: int) -> str:
    return duration(minutes) if minutes else "not stated"


def cost_today(plan: Plan, today: Mapping[str, CourseToday]) -> int | None:
    """Return what the same people would cost today, None where it cannot be told."""
    costs = [_cost_of_runs(plan, runs, today) for runs in plan.runs]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _cost_of_runs(plan: Plan, runs: CourseRuns, today: Mapping[str, CourseToday]) -> int | None:
    now = today.get(plan.courses[runs.course].pathway_id)
    if now is None:
        return None
    return cost_of(now.price, runs.people, plan.vat_percent, plan.is_reclaimed).pays


def cost_words(plan: Plan, today: Mapping[str, CourseToday]) -> str:
    """Say what the plan would cost today, compared with what it cost when it was kept."""
    if not plan.courses:
        return ""
    now, then = cost_today(plan, today), plan.totals.pays
    gone = [course.title for course in plan.courses if course.pathway_id not in today]
    if now is None:
        if gone:
            word = "is" if len(gone) == 1 else "are"
            named = listed([f"“{title}”" for title in gone[:3]])
            more = len(gone) - 3
            named = f"{named} and {plural(more, 'other')}" if more > 0 else named
            return f"What it would cost today cannot be told, as {named} {word} not published."
        return "What it would cost today cannot be told, as a price or its VAT is not stated."
    said = _money(now)
    if then is None:
        return f"At the prices of today it costs {said}."
    if now == then:
        return f"At the prices of today it costs the same, {said}."
    word = "more" if now > then else "less"
    return f"At the prices of today it costs {said}, {money(abs(now - then))} {word}."


def _money(pence: int) -> str:
    return money(pence) if pence else "nothing"
