"""Other plans that were looked at, each with what it costs and why it was not taken."""

from collections.abc import Iterator, Mapping
from typing import Final

from pathways.domain.need.brief import WISHES
from pathways.domain.pathway.cautions import CautionKind
from pathways.domain.plan.answer import CLAIMED, OtherPlan, count_claims
from pathways.domain.plan.measuring import list_taken, measure_plan
from pathways.domain.plan.plan import PlanAlternative
from pathways.domain.plan.question import PlanGoal, PlanQuestion
from pathways.domain.plan.sentences import hours_words
from pathways.domain.plan.task import Measure, Task
from pathways.domain.words import competencies, listed, money, number_word

_MOST_NAMED: Final = 2
"""How many courses are named that claim more than they back."""

_TITLES: Final = {
    "cheapest": "The cheapest plan",
    "shortest": "The plan of fewest hours",
    "providers": "The plan of fewest providers",
    "deepest": "The deepest plan",
}


def explain_other(
    question: PlanQuestion, task: Task, mine: Mapping[Measure, int], other: OtherPlan
) -> PlanAlternative:
    """Return another plan in words, held against the one that was taken."""
    theirs = measure_plan(task, other.steps)
    kind, _, what = other.kind.partition(":")
    if kind == "goal":
        title = _TITLES[what]
    elif kind == "freer":
        title = f"The same without your must on the {WISHES.get(what, what).lower()}"
    elif kind == CLAIMED:
        title = "If claims alone counted"
    else:
        title = f"Without “{question.courses[int(what)].title}”"
    missing = sum(
        demand.count - demand.have(reach)
        for place, group in enumerate(question.groups)
        if group.people
        for reach in [_reach(task, other, place)]
        for demand in group.need.demands
    )
    costs = [one.cost.most for one in list_taken(task, other.steps)]
    most = None if None in costs else theirs[Measure.COST]
    is_deep = PlanGoal.DEEPEST in (task.goal, what)
    worse = list(_differ(mine, theirs, 1, is_deep=is_deep))
    better = list(_differ(mine, theirs, -1, is_deep=is_deep))
    over = task.budget is not None and theirs[Measure.COST] > task.budget
    if over and task.budget is not None:
        worse.append(f"is {money(theirs[Measure.COST] - task.budget)} above your budget")
    why = listed(worse) if worse else "is equal in what you asked for"
    why = f"It {why}"
    if better:
        why = f"{why}; it {listed(better)}"
    said = [f"{why}.", *(_by_claims(question, task, other) if kind == CLAIMED else ())]
    return PlanAlternative(title, most, theirs[Measure.MINUTES], missing, " ".join(said))


def _by_claims(question: PlanQuestion, task: Task, other: OtherPlan) -> Iterator[str]:
    """Say what the claims of another plan promise, and how little is behind them."""
    if not measure_plan(count_claims(task), other.steps)[Measure.OPEN]:
        yield "By its claims alone nothing stays open."
    bare = [
        _behind(question, place)
        for place in sorted({course for _group, course in other.steps})
        if task.courses[place].claimed & ~task.courses[place].reach
    ]
    yield from bare[:_MOST_NAMED]
    more = len(bare) - _MOST_NAMED
    if more > 0:
        verb = "claims" if more == 1 else "claim"
        yield f"{number_word(more).capitalize()} more of its courses {verb} what is not backed."


def _behind(question: PlanQuestion, place: int) -> str:
    """Say how much of what a course claims at its level is backed."""
    course = question.courses[place]
    claimed = course.claimed & question.edition.level_masks[course.level]
    claims, behind = claimed.bit_count(), (course.backed & claimed).bit_count()
    rates = [one.text for one in course.cautions if one.kind is CautionKind.RATE]
    verb = "is" if behind < 2 else "are"
    said = (
        f"“{course.title}” claims {competencies(claims)}, of which {behind or 'none'} {verb} backed"
    )
    return f"{said} ({rates[0][:1].lower()}{rates[0][1:]})." if rates else f"{said}."


def _reach(task: Task, other: OtherPlan, place: int) -> int:
    found = 0
    for group, course in other.steps:
        if group == place:
            found |= task.courses[course].reach
    return found


_DEPTHS: Final = ((Measure.ASSESSED, "assesses"), (Measure.DEVELOPED, "develops"))


def _of_what(*plans: Mapping[Measure, int]) -> str:
    """Say that costs are of prices that are stated, where one of the plans has others."""
    return " of what is stated" if any(plan[Measure.UNPRICED] for plan in plans) else ""


def _differ(
    mine: Mapping[Measure, int], theirs: Mapping[Measure, int], sign: int, *, is_deep: bool
) -> Iterator[str]:
    """Say in what one is worse (1) or better (-1) than the other."""

    def more(measure: Measure) -> int:
        return sign * (theirs[measure] - mine[measure])

    word = "more" if sign > 0 else "less"
    fewer = "more" if sign > 0 else "fewer"
    if more(Measure.OPEN) > 0:
        yield "leaves more of what you ask open" if sign > 0 else "leaves less open"
    for measure, verb in _DEPTHS if is_deep else ():
        if more(measure) > 0:
            yield f"{verb} {'less' if sign > 0 else 'more'}"
    if (count := more(Measure.WISHES)) > 0:
        yield f"misses {number_word(count)} {fewer} of your wishes"
    if (count := more(Measure.UNPRICED)) > 0:
        noun = "price" if count == 1 else "prices"
        yield f"has {number_word(count)} {fewer} {noun} not stated"
    if (amount := more(Measure.COST)) > 0:
        yield f"costs {money(amount)} {word}{_of_what(mine, theirs)}"
    if (minutes := more(Measure.MINUTES)) > 0:
        yield f"takes {hours_words(minutes)} {word} of everybody’s time together"
    if (count := more(Measure.PROVIDERS)) > 0:
        noun = "provider" if count == 1 else "providers"
        yield f"has {number_word(count)} {fewer} {noun}"
