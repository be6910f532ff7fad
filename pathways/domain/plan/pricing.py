"""The price at which a plan counts a course: as published, as quoted, or that of its dates."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pathways.domain.need.costs import Price
from pathways.domain.pathway.run import Run
from pathways.domain.plan.progress import Quote
from pathways.domain.worded import Worded


class PriceSource(Worded):
    """Where a price comes from."""

    PUBLISHED = "", "As published"
    QUOTED = "quoted", "As quoted to you"
    RUNS = "runs", "As announced for its dates"


class CountedPrice(NamedTuple):
    """A price, and where it comes from."""

    price: Price
    source: PriceSource = PriceSource.PUBLISHED


def price_for(
    listed: Price, quote: Quote | None, runs: Iterable[Run], first: date | None, last: date | None
) -> CountedPrice:
    """Return the price that counts for a buyer who wants to begin and end within these days.

    What was quoted to this buyer comes before all. Where each run that can be had has a price of
    its own, for the same as the published one (a person or a group), the dearest of those counts,
    so that nobody is told too little; where one of them is had at the published price, that one.
    Sizes of groups are always the published ones.
    """
    if quote is not None and quote.pence is not None:
        stated = listed._replace(pence=quote.pence, basis=quote.basis, vat=quote.vat)
        return CountedPrice(stated, PriceSource.QUOTED)
    there = [
        run
        for run in runs
        if run.places_left != 0 and (not run.is_dated or run.lies_within(first, last))
    ]
    amounts = [
        run.price_pence
        for run in there
        if run.price_pence is not None and run.basis(listed.basis) == listed.basis
    ]
    if amounts and len(amounts) == len(there) and max(amounts) != listed.pence:
        return CountedPrice(listed._replace(pence=max(amounts)), PriceSource.RUNS)
    return CountedPrice(listed)
