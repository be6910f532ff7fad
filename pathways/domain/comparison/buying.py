"""What an offer costs the one who compares, and what a brief that goes along asks."""

from dataclasses import dataclass, replace
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, Vat
from pathways.domain.need.costs import Cost, Price, cost_of
from pathways.domain.need.payer import Payer, cost_words
from pathways.domain.pathway.fields import Details
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import Standard
from pathways.domain.words import listed, number_word, plural

NOT_KNOWN: Final = "Cannot be told from what is stated"


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who would pay: for how many people, 0 where nobody said, and with what VAT, in per cent."""

    people: int
    percent: int
    is_reclaimed: bool = False

    def cost(self, details: Details) -> str:
        """Say what everybody costs, in how many runs; empty where no number of people is given."""
        if not self.people:
            return ""
        price = price_of(details)
        cost = cost_of(price, self.people, self.percent, self.is_reclaimed)
        words = self._words(cost)
        return words + "".join(f"; {part}" for part in _runs(price, cost, self.people))

    def each(self, details: Details) -> str:
        """Say what one person costs: of so many, or where nobody said, of a full group."""
        price = price_of(details)
        if price.pence is None:
            return ""
        people = self.people or (price.group_max if price.basis == "group" else 1)
        if not self.people:
            price = price._replace(group_min=0)
        cost = cost_of(price, people, self.percent, self.is_reclaimed)
        words = self._words(cost, people)
        is_full = not self.people and price.basis == "group" and people and cost.most
        return f"{words}, in a full group of {people}" if is_full else words

    def _words(self, cost: Cost, among: int = 1) -> str:
        """Say an amount as this buyer pays it, shared among so many people."""
        if cost.most is None or not among:
            return NOT_KNOWN
        payer = Payer(self.percent, self.is_reclaimed, (self.people,))
        return cost_words(payer, _share(cost, among, self.is_reclaimed))


def _share(cost: Cost, among: int, is_reclaimed: bool) -> Cost:
    """Return what one of so many pays: whole pence, rounded up so that it is never too little."""

    def part(amount: int | None) -> int | None:
        return None if amount is None else -(-amount // among)

    pays, most, vat, net = (part(one) for one in (cost.pays, cost.most, cost.vat, cost.net))
    if not is_reclaimed and pays is not None and vat is not None:
        # The whole is the sum of its parts.
        net = pays - vat
    return cost._replace(net=net, vat=vat, pays=pays, most=most)


def price_of(details: Details) -> Price:
    """Return a price as costs are worked out from it."""
    return Price(
        details.price_pence,
        details.price_basis,
        details.vat,
        details.group_min,
        details.group_max,
    )


def _runs(price: Price, cost: Cost, people: int) -> tuple[str, ...]:
    found = []
    if cost.runs and cost.runs > 1:
        found.append(f"{number_word(cost.runs)} runs")
    if cost.billed > people:
        found.append(
            f"paid for {cost.billed}, as its smallest group is {price.smallest}"
            if price.basis == "person"
            else f"its smallest group is {price.smallest}"
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BriefAlong:
    """A brief that goes along with a comparison."""

    id: str
    brief: Brief

    @property
    def title(self) -> str:
        """Its name."""
        return self.brief.title

    def people(self, level: int | None) -> int:
        """Return how many people need a level, or all of them."""
        here = [group.people for group in self.brief.groups if level in (None, group.level)]
        return sum(here)

    def buyer(self, level: int | None, percent: int, people: int | None = None) -> Buyer:
        """Return who pays: for the people of the brief, or for as many as somebody asks."""
        count = self.people(level) if people is None else people
        return Buyer(count, percent, self.brief.vat is Vat.RECLAIMED)

    def is_asked(self, key: str) -> bool:
        """Whether a key of an address means what the brief asks."""
        return key in ("", self.brief.standard.key)

    def standard(self) -> Standard:
        """Return what the brief asks of each theme, with what it asks by name."""
        asked = self.brief.asked()
        if count := len(self.brief.required):
            return replace(asked, name=f"{asked.name} and {number_word(count)} by name")
        return asked

    def beside(self, edition: Edition) -> tuple[str, ...]:
        """Say what the brief asks that a comparison does not look at."""
        brief, found = self.brief, []
        if brief.themes:
            names = [theme.short_name for theme in edition.themes if theme.code in brief.themes]
            found.append(f"The brief asks for {listed(names)} alone; here are all themes.")
        if brief.treatment is not Treatment.INTRODUCED:
            found.append(
                f"The brief counts what is {brief.treatment.word.lower()}"
                f"{'' if brief.treatment is Treatment.ASSESSED else ' or more'}; "
                "here everything counts that is treated."
            )
        if brief.asked_depth():
            found.append("What it asks to be behind the claims is on the brief's own page.")
        return tuple(found)


def people_words(people: int) -> str:
    """Say for how many people a cost is."""
    return f"For {plural(people, 'person', 'people')}"
