"""What the words about an offer need beside its sets, and the wishes that some do not meet."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pathways.domain.need.brief import WISHES, Brief
from pathways.domain.need.costs import Cost, Price
from pathways.domain.need.needs import Need
from pathways.domain.need.payer import Payer, add_costs, list_group_words, stand_to_budget
from pathways.domain.need.ranking import ANY_SECTOR, Kept, list_checks, wants_sector
from pathways.domain.rule.depth import DepthCounts, find_depth
from pathways.domain.words import duration, listed


class Listed(NamedTuple):
    """What the words about an offer need beside its set."""

    level: int
    entry_level: int | None
    minutes: int
    price_pence: int | None
    price_basis: str
    vat: str
    group_min: int
    group_max: int
    delivery: tuple[str, ...]
    sectors: tuple[str, ...]

    @property
    def price(self) -> Price:
        """What it costs, as stated."""
        return Price(self.price_pence, self.price_basis, self.vat, self.group_min, self.group_max)

    def kept(self, brief: Brief, depth: Sequence[int] = ()) -> Kept:
        """Return what the wishes of a brief are held against."""
        sectors = {*brief.sectors, ANY_SECTOR}
        return Kept(
            number=0,
            backed="0",
            assessed="0",
            weights="",
            standing=0,
            title_key="",
            minutes=self.minutes,
            price_pence=self.price_pence,
            price_basis=self.price_basis,
            vat=self.vat,
            group_min=self.group_min,
            group_max=self.group_max,
            entry_level=self.entry_level,
            has_delivery=not brief.delivery or not {*brief.delivery}.isdisjoint(self.delivery),
            has_sector=not wants_sector(brief) or not sectors.isdisjoint(self.sectors),
            depth=depth,
        )


def list_missed(
    brief: Brief,
    need: Need,
    members: Sequence[tuple[str, Listed, DepthCounts]],
    payer: Payer,
) -> tuple[str, ...]:
    """Say which wishes of a brief a set of offers, by title, does not meet, a sentence each.

    A wish of which it cannot be told is said, too.
    """
    return tuple(_missed(brief, need, members, payer))


def _missed(
    brief: Brief,
    need: Need,
    members: Sequence[tuple[str, Listed, DepthCounts]],
    payer: Payer,
) -> Iterator[str]:
    if not members:
        return
    costs = [payer.cost(offer.price) for _title, offer, _depth in members]
    yield from _hours_missed(brief, [offer.minutes for _title, offer, _depth in members])
    yield from _budget_missed(brief, payer, costs)
    checks = dict(list_checks(brief, need, payer))
    for (title, offer, depth), cost in zip(members, costs, strict=True):
        for finding in find_depth(brief.asked_depth(), depth):
            if not finding.is_met:
                yield f"Of “{title}”: {finding.reason}"
        kept = offer.kept(brief)
        missed = [
            WISHES[wish].lower()
            for wish in ("delivery", "sector")
            if wish in checks and checks[wish](kept, cost)
        ]
        if missed:
            verb = "is" if len(missed) == 1 else "are"
            yield f"Of “{title}”, {listed(missed)} {verb} not as wished."
        if "entry" in checks and checks["entry"](kept, cost):
            entry = need.edition.by_level[offer.entry_level or 0].name
            yield f"For “{title}”, learners need {entry} first."
        for words in list_group_words(payer, offer.price, cost):
            yield f"Of “{title}”: {words}"


def _hours_missed(brief: Brief, minutes: Sequence[int]) -> Iterator[str]:
    if not brief.minutes:
        return
    wanted = duration(brief.minutes)
    if sum(minutes) > brief.minutes:
        lead = "That is" if all(minutes) else "That is at least"
        yield f"{lead} {duration(sum(minutes) - brief.minutes)} longer than the {wanted} wanted."
    elif not all(minutes):
        yield f"A length is not stated, so it may be longer than the {wanted} wanted."


def _budget_missed(brief: Brief, payer: Payer, costs: Sequence[Cost]) -> Iterator[str]:
    standing = stand_to_budget(brief, payer, add_costs(costs))
    if standing.is_kept is False:
        yield f"That is {standing.words}."
    elif standing.is_kept is None and standing.words:
        yield f"VAT is not stated for all: {standing.words}."
    elif standing.is_kept is None:
        yield "A price is not stated, so it may be above the budget."
