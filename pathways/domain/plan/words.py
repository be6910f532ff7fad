"""A plan in sentences. Every number in them is a value of the plan, or counted from some."""

from pathways.domain.plan.plan import GroupPlan, Plan, ProofKind
from pathways.domain.plan.question import PlanGoal
from pathways.domain.words import listed, money, number_word, plural


def first_sentences(plan: Plan) -> tuple[str, ...]:
    """Say what the plan comes to, a must that cannot be kept before all."""
    return (*plan.broken, *_summary(plan), open_sentence(plan))


def _summary(plan: Plan) -> tuple[str, ...]:
    totals = plan.totals
    if not plan.courses:
        return ("No published course backs what you ask, so there is nothing to buy.",)
    runs = f" in {counted(totals.runs, 'run')}" if not totals.uncounted else ""
    courses = counted(len(plan.courses), "course")
    verb = "trains" if len(plan.courses) == 1 else "train"
    return (f"{courses.capitalize()}{runs} {verb} {_whom(plan)}, {cost_words(plan)}.",)


def counted(count: int, noun: str, many: str | None = None) -> str:
    """Return "three courses", "one competency", "12 runs"."""
    return f"{number_word(count)} {noun if count == 1 else many or noun + 's'}"


def _whom(plan: Plan) -> str:
    trained = plan.totals.people
    if trained < plan.people:
        return f"{trained:,} of {plan.people:,} people"
    if trained == 1:
        return "one person"
    return "both people" if trained == 2 else f"all {trained:,} people"


def cost_words(plan: Plan) -> str:
    """Say what the plan costs this buyer: "for £21,532.80 with VAT"."""
    totals = plan.totals
    priced = len(plan.courses) - totals.unpriced
    if not priced:
        return "at a cost that is not stated"
    if not totals.known:
        words = "free of charge"
    else:
        words = f"for {'at most ' * bool(totals.untaxed)}{_amount(totals.known)}{_vat(plan)}"
    if totals.unpriced:
        one = "one course" if totals.unpriced == 1 else counted(totals.unpriced, "course")
        words = f"{words}, and {one} whose price is not stated"
    return words


def _vat(plan: Plan) -> str:
    if plan.is_reclaimed:
        return " before VAT, which you reclaim" if plan.totals.vat != 0 else ""
    if plan.totals.untaxed:
        return ", were VAT added where it is not stated"
    return " with VAT" if plan.totals.vat != 0 else " without VAT"


def open_sentence(plan: Plan) -> str:
    """Say how many competencies that are asked stay open; one that several lack is one."""
    count = count_distinct_open(plan)
    if not count:
        return "Nothing that you ask stays open."
    words = counted(count, "competency", "competencies").capitalize()
    return f"{words} {'stays' if count == 1 else 'stay'} open."


def _amount(pence: int) -> str:
    """Return an amount; nothing is no gift here."""
    return money(pence) if pence else "£0"


def count_distinct_open(plan: Plan) -> int:
    """Return how many competencies stay open: the same lack of several groups counts once."""
    found: dict[tuple[int, str, tuple[str, ...]], int] = {}
    for group in plan.groups:
        for demand in group.open:
            key = demand.level, demand.line, demand.codes
            found[key] = max(found.get(key, 0), demand.missing)
    return sum(found.values())


def budget_sentence(plan: Plan) -> str:
    """Say whether the budget is kept; nothing where there is none."""
    totals, budget = plan.totals, plan.budget
    if budget is None or not plan.courses:
        return ""
    name = f"Your budget of {_amount(budget)}"
    if "budget" in plan.musts:
        name = f"{name}, a must,"
    over = totals.known - budget
    if over > 0:
        return f"{name} is not kept: it is {_amount(over)} more."
    if totals.unpriced:
        courses = counted(totals.unpriced, "course")
        verb = "has" if totals.unpriced == 1 else "have"
        return (
            f"Whether {name[:1].lower()}{name[1:]} is kept is not known: {courses} {verb} no price."
        )
    spare = f" with {_amount(-over)} to spare" if over else " to the penny"
    at_least = " or more" if totals.untaxed and over else ""
    return f"{name} is kept{spare}{at_least}."


def entry_sentence(plan: Plan) -> str:
    """Say how entry levels are treated."""
    if not plan.courses:
        return ""
    if plan.is_entry_open:
        return "Entry levels were left aside, as you asked."
    return "Nobody attends a course before holding the level that it needs."


_BEST = {
    PlanGoal.CHEAPEST: "none leaves so little open for less",
    PlanGoal.SHORTEST: "none leaves so little open in fewer hours",
    PlanGoal.PROVIDERS: "none leaves so little open with fewer providers",
    PlanGoal.DEEPEST: "none that leaves so little open is deeper",
}


def proof_sentence(plan: Plan) -> str:
    """Say how sure it is that no plan is better."""
    proof = plan.proof
    if proof.kind is ProofKind.FAILED:
        return "How near this is to the best plan is not known."
    if proof.is_cut:
        among = (
            f"Among plans from the {proof.considered:,} courses of {proof.listed:,} that fit best"
        )
    else:
        among = f"Among plans that rest on backed claims of all {plural(proof.listed, 'course')}"
    if proof.kind is ProofKind.BEST:
        return f"{among}, {_BEST[plan.goal]}."
    return (
        f"{among}, this one is at most {proof.per_cent} per cent from the best in {proof.what}; "
        "the search was ended there."
    )


def group_sentence(plan: Plan, group: GroupPlan) -> str:
    """Say who a group is: "44 people, need Trauma Aware, hold none"."""
    people = plural(group.people, "person", "people")
    needs, holds = ("needs", "holds") if group.people == 1 else ("need", "hold")
    return f"{people}, {needs} {group.level_name}, {holds} {group.held_name or 'none'}"


def runs_words(sizes: tuple[int, ...]) -> str:
    """Say how people go in runs: "2 runs of 22", "3 runs of 18 or 19"."""
    if not sizes:
        return "The number of runs is not stated"
    different = sorted(set(sizes))
    return f"{plural(len(sizes), 'run')} of {listed([str(size) for size in different], 'or')}"


def commission_words(plan: Plan) -> tuple[str, ...]:
    """Say what a buyer would have to commission, theme by theme."""
    return tuple(f"{one.line_name}: {one.words}" for one in plan.commission)
