"""The buyer who pays for a need: in which runs its people go, what that costs it, and in words.

What is said here is so for this buyer: with VAT unless it gets that back, for whole runs, and
for the smallest group where fewer people come. What is not stated is never "within" anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pathways.domain.need.brief import Brief, Vat
from pathways.domain.need.costs import Cost, Price, cost_of, without_vat
from pathways.domain.need.needs import Need
from pathways.domain.words import listed, money, number_word


class Payer(NamedTuple):
    """Who pays: VAT in per cent, whether it comes back, and the people of each set of runs.

    People of one site share the runs of a course, unless the buyer says no.
    """

    percent: int
    is_reclaimed: bool
    parties: tuple[int, ...]

    @property
    def people(self) -> int:
        """How many people there are at all sites."""
        return sum(self.parties)

    def cost(self, price: Price) -> Cost:
        """Return what everybody costs on a course of this price."""
        costs = [cost_of(price, people, self.percent, self.is_reclaimed) for people in self.parties]
        return costs[0] if len(costs) == 1 else add_costs(costs)

    def least(self, cost: Cost) -> int | None:
        """Return what is paid at least: without the VAT that may be in a price or come on top."""
        if cost.pays is not None or cost.most is None:
            return cost.pays
        return without_vat(cost.most, self.percent)


def payer_of(brief: Brief, need: Need, percent: int) -> Payer:
    """Return who pays for the groups of a need."""
    parties: dict[str, int] = {}
    for place, group in enumerate(need.groups):
        key = group.site.strip().casefold() if brief.is_shared else str(place)
        parties[key] = parties.get(key, 0) + group.people
    return Payer(percent, brief.vat is Vat.RECLAIMED, tuple(parties.values()))


def add_costs(costs: Sequence[Cost]) -> Cost:
    """Return what several things cost together: not known where one of them is not."""

    def add(amounts: Iterable[int | None]) -> int | None:
        found = 0
        for amount in amounts:
            if amount is None:
                return None
            found += amount
        return found

    return Cost(
        net=add(cost.net for cost in costs),
        vat=add(cost.vat for cost in costs),
        pays=add(cost.pays for cost in costs),
        most=add(cost.most for cost in costs),
        runs=add(cost.runs for cost in costs),
        billed=sum(cost.billed for cost in costs),
    )


def cost_words(payer: Payer, cost: Cost) -> str:
    """Say an amount as this buyer pays it, with the VAT: "£13,824 (£11,520 + £2,304 VAT)".

    Empty where no amount can be told.
    """
    if cost.most is None:
        return ""
    if not cost.most:
        return "Free"
    least = payer.least(cost)
    if cost.pays is None and least is not None and least < cost.most:
        if payer.is_reclaimed:
            return f"{money(cost.most)} ({money(least)} if VAT is in it)"
        return f"{money(least)} ({money(cost.most)} if VAT is added)"
    if not cost.vat or cost.net is None:
        return money(cost.most)
    if payer.is_reclaimed:
        return f"{money(cost.net)} (+ {money(cost.vat)} VAT, which you reclaim)"
    return f"{money(cost.most)} ({money(cost.net)} + {money(cost.vat)} VAT)"


class BudgetStanding(NamedTuple):
    """How a cost stands to the budget: kept, not kept, or None where that is not known."""

    is_kept: bool | None
    words: str


def stand_to_budget(
    brief: Brief, payer: Payer, cost: Cost, *, is_total: bool = False
) -> BudgetStanding:
    """Say how a cost stands to the budget. No words where there is none, or no cost is known.

    Where a brief has several levels, its budget is for all of them, and one is not "within" it;
    `is_total`: the cost is that of them all.
    """
    budget = brief.budget_pence
    if budget is None:
        return BudgetStanding(True, "")
    if cost.most is None:
        return BudgetStanding(None, "")
    is_part = bool(budget) and len(brief.levels) > 1 and not is_total
    whole = f"the {money(budget)} for all groups" if is_part else "the budget"
    least = payer.least(cost) or 0
    if least > budget:
        lead = "at least " if cost.pays is None else ""
        return BudgetStanding(False, f"{lead}{money(least - budget)} above {whole}")
    if cost.most > budget:
        unless = "unless VAT is in it" if payer.is_reclaimed else "if VAT is added"
        return BudgetStanding(None, f"above {whole} {unless}")
    if cost.pays is None:
        return BudgetStanding(True, f"not above {whole} either way")
    return BudgetStanding(True, f"of {whole}" if is_part else f"within {whole}")


def list_group_words(payer: Payer, price: Price, cost: Cost) -> Iterator[str]:
    """Say what is in the way of a group size: too few people, or sizes that cannot be."""
    if price.is_crossed:
        yield (
            f"Its smallest group ({price.group_min}) is stated as larger than its largest "
            f"({price.group_max}); ask which it is."
        )
    if cost.billed <= payer.people:
        return
    sites = len(payer.parties)
    each = " in each group" if sites > 1 or (cost.runs or 1) > 1 else ""
    have = listed([str(people) for people in payer.parties])
    at = f" at {number_word(sites)} sites" if sites > 1 else ""
    pay = f", or pay for {cost.billed} ({money(cost.most)})" if cost.most else ""
    if cost.most is None:
        pay = f", or pay for {cost.billed}"
    needs = f"Needs at least {price.smallest}{each}; you have {have}{at}"
    yield f"{needs}: ask for an open course{pay}."
