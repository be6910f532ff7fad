"""What the words about an offer need beside its sets, and the wishes that some do not meet."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pathways.domain.need.brief import WISHES, Brief
from pathways.domain.need.needs import Need
from pathways.domain.need.ranking import ANY_SECTOR, Kept, cost_for, list_checks, wants_sector
from pathways.domain.rule.depth import DepthCounts, find_depth
from pathways.domain.words import duration, listed, money


class Listed(NamedTuple):
    """What the words about an offer need beside its set."""

    level: int
    entry_level: int | None
    minutes: int
    price_pence: int | None
    price_basis: str
    group_max: int
    vat: str
    delivery: tuple[str, ...]
    sectors: tuple[str, ...]

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
            group_max=self.group_max,
            entry_level=self.entry_level,
            has_delivery=not brief.delivery or not {*brief.delivery}.isdisjoint(self.delivery),
            has_sector=not wants_sector(brief) or not sectors.isdisjoint(self.sectors),
            depth=depth,
        )


def list_missed(
    brief: Brief, need: Need, members: Sequence[tuple[str, Listed, DepthCounts]]
) -> tuple[str, ...]:
    """Say which wishes of a brief a set of offers, by title, does not meet, a sentence each."""
    return tuple(_missed(brief, need, members))


def _missed(
    brief: Brief, need: Need, members: Sequence[tuple[str, Listed, DepthCounts]]
) -> Iterator[str]:
    minutes = [offer.minutes for _title, offer, _depth in members]
    costs = [
        cost_for(offer.price_pence, offer.price_basis, offer.group_max, need.people)
        for _title, offer, _depth in members
    ]
    known = [pence for pence in costs if pence is not None]
    if brief.minutes and all(minutes) and sum(minutes) > brief.minutes:
        over = duration(sum(minutes) - brief.minutes)
        yield f"That is {over} longer than the {duration(brief.minutes)} wanted."
    if brief.budget_pence is not None and len(known) == len(costs):
        over_pence = sum(known) - brief.budget_pence
        if over_pence > 0:
            yield f"That is {money(over_pence)} above the budget."
    checks = dict(list_checks(brief, need))
    for title, offer, depth in members:
        for finding in find_depth(brief.asked_depth(), depth):
            if not finding.is_met:
                yield f"Of “{title}”: {finding.reason}"
        kept = offer.kept(brief)
        missed = [
            WISHES[wish].lower()
            for wish in ("delivery", "sector", "entry")
            if wish in checks and checks[wish](kept, None)
        ]
        if missed:
            verb = "is" if len(missed) == 1 else "are"
            yield f"Of “{title}”, {listed(missed)} {verb} not as wished."
