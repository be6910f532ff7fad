"""What an offer brings to a need: what is backed, and what the rest of its claims weighs.

All sets are wide ones, see `needs.py`. What is backed is one set, because sets of offers are
sought over it; what is only claimed stands beside it with its weights.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pathways.domain.need.needs import Need
from pathways.domain.rule.demands import Demand
from pathways.domain.rule.proportion import WHOLE, Weights


class Claims(NamedTuple):
    """What one offer, or several together, claim of what is asked."""

    backed: int
    weights: Weights = ()

    @property
    def claimed(self) -> int:
        """Everything that is claimed, backed or not."""
        found = self.backed
        for _weight, mask in self.weights:
            found |= mask
        return found

    def worth(self, demand: Demand) -> int:
        """Return what counts for a demand, in thousandths: the heaviest, as many as are asked."""
        mask = demand.mask
        have = (self.backed & mask).bit_count()
        if have >= demand.count:
            return WHOLE * demand.count
        found, left = WHOLE * have, demand.count - have
        for weight, part in self.weights:
            count = (part & mask).bit_count()
            if count >= left:
                return found + weight * left
            found += weight * count
            left -= count
        return found


def weigh_claims(need: Need, claims: Claims) -> int:
    """Return what counts for all that a need asks, in thousandths."""
    return sum([claims.worth(demand) for demand in need.demands])


def join_claims(parts: Iterable[Claims]) -> Claims:
    """Return what several offers claim together: of each competency the heaviest."""
    found = list(parts)
    backed = 0
    for one in found:
        backed |= one.backed
    masks: dict[int, int] = {}
    for one in found:
        for weight, mask in one.weights:
            masks[weight] = masks.get(weight, 0) | mask
    return Claims(backed, order_weights(masks, backed))


def order_weights(masks: dict[int, int], backed: int) -> Weights:
    """Return weights in their order, what is heavier or backed taken out of what is lighter."""
    weights = []
    left = ~backed
    for weight in sorted(masks, reverse=True):
        if mask := masks[weight] & left:
            weights.append((weight, mask))
            left &= ~mask
    return tuple(weights)
