"""What a plan does not keep, said plainly: musts that cannot be kept, wishes that it misses."""

from collections.abc import Iterator, Sequence

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import WISHES
from pathways.domain.plan.plan import GroupPlan, Plan
from pathways.domain.words import duration, listed, money, number_word


def broken_words(plan: Plan, dropped: Sequence[str]) -> tuple[str, ...]:
    """Say which musts cannot be kept, and by how much this plan breaks them."""
    if not dropped:
        return ()
    if len(dropped) == 1:
        name = _the(_named(dropped[0]))
        # Some course may keep it that breaks another of them.
        beside = " beside your other musts" if {*plan.musts} - {*dropped} else ""
        first = f"Your must on {name} cannot be kept: no course that is backed keeps it{beside}"
    else:
        names = [_named(wish) for wish in dropped]
        first = f"Your musts on {listed(names)} cannot be kept together: no course keeps them all"
    return (f"{first}. This is the plan without.", *_over(plan, dropped))


def _named(wish: str) -> str:
    """Return a wish as it stands in a sentence, where the questions of the form read oddly."""
    return {"area": "the place", "dates": "the days"}.get(wish, WISHES.get(wish, wish).lower())


def _the(name: str) -> str:
    return name if name.startswith(("what", "the ")) else f"the {name}"


def _over(plan: Plan, dropped: Sequence[str]) -> Iterator[str]:
    if "budget" in dropped:
        yield from _budget_over(plan)
    if "hours" in dropped:
        yield from _hours_over(plan)


def _budget_over(plan: Plan) -> Iterator[str]:
    over = plan.totals.known - (plan.budget or 0)
    if plan.budget is not None and over > 0:
        limit = "no budget" if not plan.budget else f"your budget of {money(plan.budget)}"
        most = "at most " if plan.totals.untaxed else ""
        yield (
            f"It costs {most}{money(plan.totals.known)}, "
            f"{money(over)} above {limit}{_unpriced(plan)}."
        )


def _unpriced(plan: Plan) -> str:
    count = plan.totals.unpriced
    if not count:
        return ""
    return f", without {number_word(count)} whose price is not stated"


def _hours_over(plan: Plan) -> Iterator[str]:
    for group in plan.groups:
        over = group.minutes - plan.minutes
        if plan.minutes and over > 0:
            yield (
                f"{group.name}: {duration(group.minutes)} a person, {duration(over)} more than "
                f"the {duration(plan.minutes)} wanted."
            )


def list_missed_wishes(edition: Edition, plan: Plan) -> tuple[str, ...]:
    """Say which wishes the plan does not meet."""
    return tuple(_missed(edition, plan))


def _missed(edition: Edition, plan: Plan) -> Iterator[str]:
    if "budget" not in plan.musts:
        yield from _budget_over(plan)
    if "hours" not in plan.musts:
        yield from _hours_over(plan)
    for course in plan.courses:
        names = [_named(wish) for wish in course.misses]
        if names:
            verb = "is" if len(names) == 1 and course.misses[0] != "dates" else "are"
            yield f"Of “{course.title}”, {listed(names)} {verb} not as wished."
    if plan.is_entry_open:
        for group in plan.groups:
            yield from _entries(edition, plan, group)


def _entries(edition: Edition, plan: Plan, group: GroupPlan) -> Iterator[str]:
    held = group.held
    for step in group.steps:
        course = plan.courses[step.course]
        if (course.entry_level or 0) > held:
            level = edition.by_level[course.entry_level or 0].name
            yield f"“{course.title}” asks for {level} first, which {group.name} do not hold."
        held = max(held, step.opens)


def claim_words(plan: Plan) -> tuple[str, ...]:
    """Say for which groups claims that are not backed would meet more."""
    return tuple(_claims(plan))


def _claims(plan: Plan) -> Iterator[str]:
    for group in plan.groups:
        claimed = [demand for demand in group.open if demand.is_claimed]
        if claimed:
            words = "; ".join(demand.words for demand in claimed)
            yield f"{group.name}: claimed by these courses, and not backed: {words}."
