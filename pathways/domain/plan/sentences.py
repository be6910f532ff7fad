"""What is said of the parts of a plan: prices, runs, days, and the cells of its table."""

from collections.abc import Iterable
from typing import Final

from pathways.domain.days import read_day
from pathways.domain.need.costs import Cost, Price
from pathways.domain.pathway.run import Run
from pathways.domain.plan.plan import CourseRuns, OpenDemand, Plan, PlanCourse
from pathways.domain.plan.pricing import PriceSource
from pathways.domain.plan.question import CourseRun
from pathways.domain.plan.words import counted
from pathways.domain.words import be, duration, listed, money, plural

NOT_STATED: Final = "not stated"


def size_words(price: Price) -> str:
    """Say how many may be in a run: "6 to 24 in a run"; empty where nothing is stated."""
    if price.smallest and price.group_max:
        return f"{price.smallest} to {price.group_max} in a run"
    if price.group_max:
        return f"Up to {price.group_max} in a run"
    return f"From {price.smallest} in a run" if price.smallest else ""


def short_words(runs: CourseRuns, price: Price) -> str:
    """Say what a smallest group above the people who come means; empty where it means nothing."""
    if not runs.is_short:
        return ""
    paid = f", so {runs.cost.billed} places are paid for" if runs.cost.billed > runs.people else ""
    return f"The smallest group is {price.smallest}{paid}. Ask for an open course."


def price_said(price: Price) -> str:
    """Return the price as it is stated: "£39 a person"."""
    if price.pence is None:
        return "Not stated"
    if not price.pence:
        return "Free"
    basis = {"person": " a person", "group": " a run"}.get(price.basis, "")
    return f"{money(price.pence)}{basis}"


def vat_said(price: Price) -> str:
    """Say what a price has to do with VAT."""
    if not price.pence:
        return ""
    return {"added": "VAT added", "included": "VAT included", "exempt": "no VAT"}.get(
        price.vat, "VAT not stated"
    )


def priced_said(course: PlanCourse) -> str:
    """Say where the price of a course comes from, unless it is as published."""
    source = course.priced
    is_plain = source is PriceSource.PUBLISHED
    return "" if is_plain else f"{source.word[:1].lower()}{source.word[1:]}"


def prices_words(plan: Plan, made_on: str) -> str:
    """Say what day the prices of a plan are of, and whether some are not those published."""
    said = f"prices as published on {made_on}"
    return f"{said} where no other is named" if any(map(priced_said, plan.courses)) else said


def when_words(run: CourseRun, price: Price) -> str:
    """Say when and where a run is, at what price of its own, and that it is full.

    As in "9 to 11 March 2027, Coventry, at £95 a person". `price` is the course's.
    """
    days = Run(read_day(run.starts_on), read_day(run.ends_on), is_open=run.is_open)
    when = days.when if days.is_dated else "by agreement"
    where = "live online" if run.is_online else run.place
    own = ""
    if run.price_pence is not None:
        stated = Price(run.price_pence, days.basis(price.basis))
        own = f"at {price_said(stated)}" if run.price_pence else "free"
    full = "no place left" if run.places_left == 0 else ""
    return ", ".join(filter(None, (when, where, own, full)))


def dates_words(course: PlanCourse, most: int = 2) -> str:
    """Say when a course is given, as announced: the first runs, and how many more there are."""
    if not course.dates:
        return "dates by agreement"
    said = "; ".join(when_words(run, course.price) for run in course.dates[:most])
    more = len(course.dates) - most
    return f"{said}; {more} more" if more > 0 else said


def demand_words(demand: OpenDemand) -> str:
    """Say what of one demand stays open, without its theme, and whether anybody offers it."""
    _line, _colon, words = demand.words.partition(": ")
    if demand.is_claimed:
        return f"{words} (claimed, and not backed)"
    return f"{words} (no published course backs it)" if demand.is_nowhere else words


def places_words(plan: Plan) -> str:
    """Say how places and people differ; empty where they do not."""
    totals = plan.totals
    several = sum(group.people for group in plan.groups if len(group.steps) > 1)
    words = []
    if several:
        takes = "takes" if several == 1 else "take"
        words.append(
            f"{plural(several, 'person', 'people')} {takes} more than one course, "
            f"so {plural(totals.places, 'place')} {be(totals.places)} booked."
        )
    if totals.billed > totals.places:
        empty = totals.billed - totals.places
        stays = "stays" if empty == 1 else "stay"
        words.append(
            f"Smallest groups are paid for: {totals.billed} places, of which {empty} {stays} empty."
        )
    return " ".join(words)


def hours_words(minutes: int) -> str:
    """Return "754 hours", or "754 h 30 min" where they are not whole."""
    hours = minutes // 60
    if minutes % 60:
        return f"{hours:,} h {minutes % 60} min" if hours else duration(minutes)
    return f"{hours:,} hour{'s' * (hours != 1)}"


def pounds(pence: int) -> str:
    """Return an amount as tables show it, always with its pence."""
    return f"£{pence // 100:,}.{pence % 100:02}"


def cost_cells(cost: Cost) -> tuple[str, str, str]:
    """Return what stands in a table: before VAT, VAT, what the buyer pays."""
    if cost.pays is None and cost.most is not None:
        return NOT_STATED, NOT_STATED, f"at most {pounds(cost.most)}"
    net, vat, pays = (
        NOT_STATED if part is None else pounds(part) for part in (cost.net, cost.vat, cost.pays)
    )
    return net, vat, pays


def total_cells(plan: Plan) -> tuple[str, str, str]:
    """Return what stands below these: sums, "at least" where something is not stated."""
    totals = plan.totals
    net = _sum((runs.cost.net for runs in plan.runs), totals.net)
    vat = _sum((runs.cost.vat for runs in plan.runs), totals.vat)
    if totals.pays is not None:
        return net, vat, pounds(totals.pays)
    if totals.most is not None:
        return net, vat, f"at most {pounds(totals.most)}"
    return net, vat, _sum((runs.cost.pays for runs in plan.runs), None)


def _sum(parts: Iterable[int | None], whole: int | None) -> str:
    if whole is not None:
        return pounds(whole)
    known = [part for part in parts if part is not None]
    return f"at least {pounds(sum(known))}" if known else NOT_STATED


def title_words(plan: Plan) -> str:
    """Say what is asked of everybody, in a line: "98 people in four groups"."""
    count = len(plan.groups)
    groups = f" in {counted(count, 'group')}" if count > 1 else ""
    return f"{plural(plan.people, 'person', 'people')}{groups}"


def provider_words(plan: Plan) -> str:
    """Name who provides the courses: "All by Northgate Learning"."""
    names = plan.providers
    return f"All by {names[0]}" if len(names) == 1 else f"By {listed(names)}" if names else ""


def hours_number(minutes: int) -> str:
    """Return hours as a column of numbers shows them: "196", "10.5", with a third digit never."""
    return f"{minutes / 60:,.2f}".rstrip("0").rstrip(".")


def runs_for(runs: CourseRuns, plan: Plan) -> str:
    """Say for whom runs are: at which site, where that tells them from others of their course."""
    others = [one for one in plan.runs if one.course == runs.course and one is not runs]
    if others and runs.site and all(one.site not in ("", runs.site) for one in others):
        return runs.site
    return listed([plan.groups[place].name for place in runs.groups])


RULES: Final = (
    title_words,
    provider_words,
    places_words,
    hours_words,
    hours_number,
    runs_for,
    price_said,
    vat_said,
    priced_said,
    prices_words,
    cost_cells,
    total_cells,
    pounds,
)
"""What templates say of a plan, each by its name."""
