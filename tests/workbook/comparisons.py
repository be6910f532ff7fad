"""Comparisons, invented, from which the workbook tests write workbooks."""

from collections.abc import Sequence
from typing import Any

from pathways.domain.comparison.comparison import Offer, compare_offers
from pathways.domain.comparison.conclusions import conclude
from pathways.domain.pathway.content import Details, PathwayContent
from pathways.domain.pathway.facts import list_facts
from pathways.domain.rule.standards import (
    ASSESSED,
    BALANCED,
    FRAMEWORK_MINIMUM,
    FULL,
    HALF,
    Standard,
)
from pathways.workbook.comparison import ComparisonSubject
from tests.workbook.subjects import CHANGED_AT, content, edition, sampled


def comparison(
    contents: Sequence[PathwayContent],
    level: int | None = None,
    standard: Standard = FRAMEWORK_MINIMUM,
    **values: Any,
) -> ComparisonSubject:
    """Make what a comparison's workbook is written from."""
    offers = [
        Offer(f"id{number}", f"{item.title}, {number}", "Northgate Learning", item)
        for number, item in enumerate(contents, start=1)
    ]
    found = compare_offers(edition(), offers, level, standard)
    each = [list_facts(edition(), item) for item in contents]
    facts = tuple(
        (one.label, tuple(told[place].words for told in each)) for place, one in enumerate(each[0])
    )
    row = {
        "comparison": found,
        "conclusions": conclude(found),
        "facts": (*facts, ("Review", ("Self-declared",) * len(contents))),
        "changed_at": CHANGED_AT,
        **values,
    }
    return ComparisonSubject(**row)


SPARSE = sampled(2, 0.05, 3, seed=11)
DENSE = sampled(2, 0.3, 5, seed=12, entry_level=1)
LOWER = sampled(1, 0.1, 2, seed=13)
UPPER = sampled(3, 0.2, 4, seed=14, entry_level=2)
ABOVE = sampled(4, 0.03, 3, seed=15, entry_level=3)
ALONE = sampled(4, 0.02, 3, seed=16)
BARE = content(2)
PRICED = content(2, details=Details(price_pence=9500, price_basis="person", vat="included"))

COMPARISONS = {
    "two of one level": comparison([SPARSE, DENSE], None, BALANCED),
    "each at its own level": comparison([LOWER, SPARSE, ABOVE], None, ASSESSED),
    "six": comparison([LOWER, SPARSE, DENSE, UPPER, ABOVE, ALONE], 2, HALF),
    "level 4, with and without entry": comparison([ABOVE, ALONE], None, BALANCED),
    "level 4 in full": comparison([ABOVE, UPPER], 4, FULL),
    "nothing in any": comparison([BARE, PRICED]),
    "wording": comparison(
        [SPARSE, DENSE],
        wording={"L2-KA-K01": "A sentence of nobody's.", "L2-KA-K02": "Another."},
        unverified=frozenset({"L2-KA-K02"}),
    ),
}
