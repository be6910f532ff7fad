"""Offers in the order of how well they fit a need: one plain loop over everything that is listed.

Points count what is asked, per thousand, each claim by what is behind it. A wish that an offer
does not fit takes off as much as a tenth of all that is asked, a length or a price that is not
stated half of that; delivery and sector that are not stated do not fit. What a brief makes
a must is not weighed: such offers are left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from typing import Final, NamedTuple, Protocol

from pathways.domain.need.brief import Brief
from pathways.domain.need.claims import Claims, order_weights
from pathways.domain.need.costs import Cost, Price
from pathways.domain.need.needs import Need, join_reach
from pathways.domain.need.payer import Payer
from pathways.domain.pathway.vocabulary import ANY_SECTOR as ANY_SECTOR
from pathways.domain.rule.depth import Depth, DepthCounts, find_depth
from pathways.domain.rule.proportion import WHOLE, Weights

MISSED: Final = 100
UNSTATED: Final = 50
"""Points taken off for a wish not fitted, and where no length or price is stated."""

_LAST: Final = 1 << 60


class Kept(NamedTuple):
    """What a ranking reads of an offer, as the directory keeps it; sets are hexadecimal.

    `backed` is at the treatment that the need asks, and so are the first of `weights`; what is
    assessed is read where something has to be. `standing` settles ties. `depth` is empty where
    the brief asks for none. `has_delivery` and `has_sector` say whether it has one of those
    wished for.
    """

    number: int
    backed: str
    assessed: str
    weights: str
    standing: int
    title_key: str
    minutes: int
    # From here on a `Price`, whose places the loop over all offers knows.
    price_pence: int | None
    price_basis: str
    vat: str
    group_min: int
    group_max: int
    entry_level: int | None
    has_delivery: bool
    has_sector: bool
    depth: Sequence[int] = ()


class Ranked(NamedTuple):
    """An offer in the ranking, what it claims, and what it takes for the people of the need.

    `pence` is what this buyer pays, and at most that where VAT is not stated.
    """

    points: int
    number: int
    claims: Claims
    pence: int | None
    minutes: int | None

    @property
    def reach(self) -> int:
        """The wide set of what is backed."""
        return self.claims.backed


_Weighed = tuple[int, int, int, str, int, int, int, Weights]
"""An offer in the order of the ranking, the least first: points off, standing, pence, title,
number; then its minutes, what it backs, and the weights of what it only claims."""

_Unread = tuple[int, int, int, int, str, int, int, int, str]
"""An offer whose weights were not read: what it has of what is asked, its penalty, standing, pence,
title, number, minutes, what it backs, and its weights as they are kept."""


class ReadWeights(Protocol):
    """Reads the weights of an offer as they are kept."""

    def claimed(self, text: str) -> tuple[int, int]:
        """Return the sets of what weighs less than a whole, at the treatment and assessed."""

    def heaviest(self, text: str) -> int:
        """Return a weight that none of them is above, without reading them all."""

    def read(self, text: str) -> tuple[Weights, Weights]:
        """Return the weights at the treatment that is asked, and of what is assessed."""


@dataclass(frozen=True)
class Ranking:
    """The best offers for a need, and how many there are.

    `everything` is what all offers that are not left out back together. `enough`
    counts those that back all that is asked and fit every wish, `covering` those that back
    it all and do not, wherever they stand; `left_out` those that claim something asked and do not
    fit a must, `beside` those that claim nothing of it. `listed` holds all that were weighed, in
    no order, for whoever looks further, and `unread` those whose claims could not bring them
    among the best, whatever they weigh.
    """

    best: tuple[Ranked, ...]
    listed: Sequence[_Weighed] = field(repr=False)
    unread: Sequence[_Unread] = field(repr=False)
    weigh: Callable[[_Unread], _Weighed] = field(repr=False)
    need: Need = field(repr=False)
    enough: int
    covering: int
    left_out: int
    beside: int
    everything: int

    @property
    def found(self) -> int:
        """How many offers there are."""
        return len(self.listed) + len(self.unread)

    @cached_property
    def whole(self) -> Sequence[_Weighed]:
        """All that are ranked, each weighed."""
        return [*self.listed, *map(self.weigh, self.unread)]

    def list_all(self) -> tuple[Ranked, ...]:
        """Return everything that is ranked, in its order."""
        return tuple(_ranked(one) for one in sorted(self.whole))

    @property
    def claimed(self) -> int:
        """What all offers that are not left out claim together, backed or not."""
        found = self.everything
        for one in self.whole:
            for _weight, mask in one[7]:
                found |= mask
        return found

    @property
    def claiming(self) -> int:
        """How many claim all that is asked and do not back it."""
        return sum(
            1 for one in self.whole if one[7] and self.need.is_met(Claims(one[6], one[7]).claimed)
        )


def rank_offers(
    brief: Brief,
    need: Need,
    offers: Iterable[Kept],
    most: int,
    read: ReadWeights,
    payer: Payer,
) -> Ranking:
    """Rank offers by how well they fit; keep the best `most`.

    Of equal points, the one with the better standing stands first, then the one for which this
    buyer pays less, then by title, then the one listed earlier. This loop runs over everything
    that is listed, so it does nothing that could wait.
    """
    width = need.edition.all_mask.bit_length()
    single = [item.mask for item in need.demands if item.count == 1]
    counted = [(item.mask, item.count) for item in need.demands if item.count > 1]
    asked, mask = max(1, need.count), need.mask
    is_plain = not mask >> width
    weigh = _weigher(brief, need, payer)
    # Prices repeat: each is worked out once.
    costs: dict[tuple[int | None, str, str, int, int], Cost] = {}
    found: list[_Weighed] = []
    unread: list[tuple[int, _Unread]] = []
    everything = enough = covering = left_out = beside = 0

    def weigh_one(one: _Unread) -> _Weighed:
        have, penalty, standing, pence, title, number, minutes, backed, text = one
        weights = _widen(need, read.read(text), backed)
        worth = WHOLE * have + _weigh_rest(single, counted, backed, weights)
        points = max(0, worth // asked - penalty)
        return -points, standing, pence, title, number, minutes, backed, weights

    for offer in offers:
        number, treated, assessed, text, standing, title, minutes, *_ = offer
        backed = int(treated, 16)
        if not is_plain:
            backed |= int(assessed, 16) << width
        backed &= mask
        have = sum([1 for part in single if backed & part])
        for part, count in counted:
            there = (backed & part).bit_count()
            have += there if there < count else count
        is_more = bool(text) and have < asked
        if not backed and not (is_more and need.widen(*read.claimed(text)) & mask):
            beside += 1
            continue
        price = offer[7:12]
        cost = costs.get(price)
        if cost is None:
            cost = costs[price] = payer.cost(Price(*price))
        penalty = weigh(offer, cost)
        if penalty is None:
            left_out += 1
            continue
        everything |= backed
        known = _LAST if cost.most is None else cost.most
        if is_more:
            # Weighed only if the best that its claims can weigh brings it among the best.
            most_worth = WHOLE * have + read.heaviest(text) * (asked - have)
            one = (have, penalty, standing, known, title, number, minutes or _LAST, backed, text)
            # Figures end at 0, so that many may stand there together.
            unread.append((max(0, most_worth // asked - penalty), one))
            continue
        if have == asked:
            enough += not penalty
            covering += bool(penalty)
        points = max(0, WHOLE * have // asked - penalty)
        found.append((-points, standing, known, title, number, minutes or _LAST, backed, ()))
    first = nsmallest(most, found)
    limit = -first[-1][0] if first and len(first) == most else 0
    found += [weigh_one(one) for points, one in unread if points >= limit]
    return Ranking(
        best=tuple(_ranked(one) for one in nsmallest(most, found)),
        listed=found,
        unread=[one for points, one in unread if points < limit],
        weigh=weigh_one,
        need=need,
        enough=enough,
        covering=covering,
        left_out=left_out,
        beside=beside,
        everything=everything,
    )


def _weigh_rest(
    single: Sequence[int], counted: Sequence[tuple[int, int]], backed: int, weights: Weights
) -> int:
    """Return what claims alone add to what is backed, in thousandths.

    The same as `weigh_claims`, which is plainer, for the loop over all that is listed.
    """
    found = 0
    lacking = [mask for mask in single if not backed & mask]
    for weight, part in weights:
        if not lacking:
            break
        there = len(lacking)
        lacking = [mask for mask in lacking if not part & mask]
        found += weight * (there - len(lacking))
    for mask, count in counted:
        left = max(0, count - (backed & mask).bit_count())
        for weight, part in weights:
            here = min(left, (part & mask).bit_count())
            found += weight * here
            left -= here
    return found


def _widen(need: Need, read: tuple[Weights, Weights], backed: int) -> Weights:
    """Join the weights at the treatment that is asked with those of what is assessed."""
    treated, assessed = read
    if not assessed:
        # In their order already, and nothing of them is backed.
        return tuple([(weight, here) for weight, part in treated if (here := part & need.mask)])
    masks: dict[int, int] = {}
    for weight, part in treated:
        masks[weight] = masks.get(weight, 0) | need.widen(part, 0) & need.mask
    for weight, part in assessed:
        masks[weight] = masks.get(weight, 0) | need.widen(0, part) & need.mask
    return order_weights(masks, backed)


def _ranked(one: _Weighed) -> Ranked:
    points, _standing, pence, _title, number, minutes, backed, weights = one
    known = None if pence == _LAST else pence
    return Ranked(-points, number, Claims(backed, weights), known, minutes % _LAST or None)


def read_offer(need: Need, offer: Kept, read: ReadWeights, payer: Payer) -> Ranked:
    """Read one offer for a need, whatever it claims, without weighing its points."""
    backed = need.widen(int(offer.backed, 16), int(offer.assessed, 16)) & need.mask
    claims = Claims(backed, _widen(need, read.read(offer.weights), backed))
    pence = payer.cost(Price(*offer[7:12])).most
    return Ranked(0, offer.number, claims, pence, offer.minutes or None)


def pick_candidates(need: Need, ranking: Ranking, most: int) -> tuple[Ranked, ...]:
    """Return the best `most` of a ranking, with one for whatever those do not back.

    A competency that few offers back may stand in none of the best. Then the
    best that does takes the place of the last.
    """
    added: list[Ranked] = []
    while len(added) < most:
        kept = ranking.best[: most - len(added)]
        reached = join_reach(one.reach for one in (*kept, *added))
        # Whoever made room counts as not there, so that nothing is lost with it.
        lacking = ranking.everything & ~reached & join_reach(w.mask for w in need.open(reached))
        if not lacking:
            return (*kept, *added)
        added.append(_ranked(min(one for one in ranking.whole if one[6] & lacking)))
    return tuple(added)


_Check = Callable[[Kept, Cost], int]


def _weigher(brief: Brief, need: Need, payer: Payer) -> Callable[[Kept, Cost], int | None]:
    """Return what gives the points to take off for wishes; None where a must is not fitted."""
    checks = [(check, wish in brief.musts) for wish, check in list_checks(brief, need, payer)]

    def weigh(offer: Kept, cost: Cost) -> int | None:
        penalty = 0
        for check, is_must in checks:
            points = check(offer, cost)
            if points and is_must:
                return None
            penalty += points
        return penalty

    return weigh


def list_checks(brief: Brief, need: Need, payer: Payer) -> Iterator[tuple[str, _Check]]:
    """Give a check for each wish of the brief: the points that it takes off an offer.

    One that no brief has to wish for is `group`: that enough people come for its smallest group.
    """
    brings, people = need.brings or 0, payer.people
    if brief.minutes:
        yield "hours", _hours_check(brief.minutes)
    if brief.budget_pence is not None:
        yield "budget", _budget_check(brief.budget_pence, payer)
    if brief.delivery:
        yield "delivery", lambda offer, _cost: 0 if offer.has_delivery else MISSED
    if wants_sector(brief):
        yield "sector", lambda offer, _cost: 0 if offer.has_sector else MISSED
    depth = brief.asked_depth()
    if depth:
        yield "depth", _depth_check(depth)
    if not brief.is_entry_open:
        yield "entry", lambda offer, _cost: MISSED if (offer.entry_level or 0) > brings else 0
    yield "group", lambda _offer, cost: MISSED if cost.billed > people else 0


def _hours_check(most: int) -> _Check:
    def check(offer: Kept, _cost: Cost) -> int:
        if not offer.minutes:
            return UNSTATED
        return MISSED if offer.minutes > most else 0

    return check


def _budget_check(budget: int, payer: Payer) -> _Check:
    """What is certainly kept takes nothing off, whatever VAT says; what certainly is not, all."""

    def check(_offer: Kept, cost: Cost) -> int:
        if cost.most is None:
            return UNSTATED
        if cost.most <= budget:
            return 0
        return MISSED if (payer.least(cost) or 0) > budget else UNSTATED

    return check


def _depth_check(depth: Depth) -> _Check:
    def check(offer: Kept, _cost: Cost) -> int:
        found = find_depth(depth, DepthCounts(*offer.depth))
        return MISSED * sum(1 for finding in found if not finding.is_met)

    return check


def wants_sector(brief: Brief) -> bool:
    """Whether it matters for which sector an offer is."""
    return bool(brief.sectors) and ANY_SECTOR not in brief.sectors
