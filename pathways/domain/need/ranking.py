"""Offers in the order of how well they fit a need: one plain loop over everything that is listed.

Points count what is asked, per thousand, each claim by what is behind it. A wish that an offer
does not fit takes off as much as a tenth of all that is asked, a length or a price that is not
stated half of that; delivery and sector that are not stated do not fit. What a brief makes
a must is not weighed: such offers are left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Final, NamedTuple

from pathways.domain.need.brief import Brief
from pathways.domain.need.claims import Claims, order_weights, weigh_claims
from pathways.domain.need.needs import Need, join_reach
from pathways.domain.rule.depth import DepthCounts, find_depth
from pathways.domain.rule.proportion import WHOLE, Weights

MISSED: Final = 100
UNSTATED: Final = 50
"""Points taken off for a wish not fitted, and where no length or price is stated."""

ANY_SECTOR: Final = "Any sector"
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
    price_pence: int | None
    price_basis: str
    group_max: int
    entry_level: int | None
    has_delivery: bool
    has_sector: bool
    depth: Sequence[int] = ()


class Ranked(NamedTuple):
    """An offer in the ranking, what it claims, and what it takes for the people of the need."""

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


ReadWeights = Callable[[str], tuple[Weights, Weights]]
"""Reads the weights of an offer: at the treatment that is asked, and of what is assessed."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best offers for a need, and how many there are.

    `everything` is what all offers that are not left out back together, `claimed` what they
    claim. `enough`
    counts those that back all that is asked and fit every wish, `covering` those that back
    it all and do not, `claiming` those that claim it all and do not back it, wherever they
    stand; `left_out` those that claim something asked and do not fit a must, `beside` those that
    claim nothing of it.
    `listed` holds all that are ranked, in no order, for whoever looks further.
    """

    best: tuple[Ranked, ...]
    listed: Sequence[_Weighed] = field(repr=False)
    enough: int
    covering: int
    claiming: int
    left_out: int
    beside: int
    everything: int
    claimed: int

    @property
    def found(self) -> int:
        """How many offers there are."""
        return len(self.listed)


def cost_for(pence: int | None, basis: str, group_max: int, people: int) -> int | None:
    """Return pence for so many people, None where it cannot be told.

    A price for a group is paid for as many groups as the people fill. Where the
    largest group, or what the price is for, is not stated, no cost is made up.
    """
    if pence is None or pence == 0:
        return pence
    if basis == "person":
        return pence * people
    if basis == "group" and group_max:
        return pence * -(-people // group_max)  # rounded up
    return None


def rank_offers(
    brief: Brief, need: Need, offers: Iterable[Kept], most: int, read: ReadWeights
) -> Ranking:
    """Rank offers by how well they fit; keep the best `most`.

    Of equal points, the one with the better standing stands first, then the cheaper one, then
    by title, then the one listed earlier. This loop runs over everything that is listed, so it
    does nothing that could wait.
    """
    width = need.edition.all_mask.bit_length()
    single = [item.mask for item in need.demands if item.count == 1]
    counted = [(item.mask, item.count) for item in need.demands if item.count > 1]
    asked, mask, people = max(1, need.count), need.mask, need.people
    is_plain = not mask >> width
    weigh = _weigher(brief, need)
    found: list[_Weighed] = []
    everything = claimed = enough = covering = claiming = left_out = beside = 0
    for offer in offers:
        number, treated, assessed, text, standing, title, minutes, price, basis, group, *_ = offer
        backed = int(treated, 16)
        if not is_plain:
            backed |= int(assessed, 16) << width
        backed &= mask
        have = sum([1 for part in single if backed & part])
        for part, count in counted:
            there = (backed & part).bit_count()
            have += there if there < count else count
        worth = WHOLE * have
        weights: Weights = ()
        if text and have < asked:
            weights = _widen(need, read(text), backed)
        if not backed and not weights:
            beside += 1
            continue
        pence = cost_for(price, basis, group, people)
        penalty = weigh(offer, pence)
        if penalty is None:
            left_out += 1
            continue
        if weights:
            claims = Claims(backed, weights)
            worth = weigh_claims(need, claims)
            claimed |= claims.claimed
            claiming += need.is_met(claims.claimed)
        everything |= backed
        if have == asked:
            enough += not penalty
            covering += bool(penalty)
        known = _LAST if pence is None else pence
        points = max(0, worth // asked - penalty)
        found.append((-points, standing, known, title, number, minutes or _LAST, backed, weights))
    best = tuple(_ranked(one) for one in nsmallest(most, found))
    claimed |= everything
    return Ranking(best, found, enough, covering, claiming, left_out, beside, everything, claimed)


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


def read_offer(need: Need, offer: Kept, read: ReadWeights) -> Ranked:
    """Read one offer for a need, whatever it claims, without weighing its points."""
    backed = need.widen(int(offer.backed, 16), int(offer.assessed, 16)) & need.mask
    claims = Claims(backed, _widen(need, read(offer.weights), backed))
    pence = cost_for(offer.price_pence, offer.price_basis, offer.group_max, need.people)
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
        added.append(_ranked(min(one for one in ranking.listed if one[6] & lacking)))
    return tuple(added)


_Check = Callable[[Kept, int | None], int]


def _weigher(brief: Brief, need: Need) -> Callable[[Kept, int | None], int | None]:
    """Return what gives the points to take off for wishes; None where a must is not fitted."""
    checks = [(check, wish in brief.musts) for wish, check in list_checks(brief, need)]

    def weigh(offer: Kept, pence: int | None) -> int | None:
        penalty = 0
        for check, is_must in checks:
            points = check(offer, pence)
            if points and is_must:
                return None
            penalty += points
        return penalty

    return weigh


def list_checks(brief: Brief, need: Need) -> Iterator[tuple[str, _Check]]:
    """Give a check for each wish of the brief: the points that it takes off an offer."""
    most, budget, brings = brief.minutes, brief.budget_pence, need.brings or 0

    def over(amount: int | None, limit: int) -> int:
        if amount is None:
            return UNSTATED
        return MISSED if amount > limit else 0

    if most:
        yield "hours", lambda offer, _pence: over(offer.minutes or None, most)
    if budget is not None:
        yield "budget", lambda _offer, pence: over(pence, budget)
    if brief.delivery:
        yield "delivery", lambda offer, _pence: 0 if offer.has_delivery else MISSED
    if wants_sector(brief):
        yield "sector", lambda offer, _pence: 0 if offer.has_sector else MISSED
    depth = brief.asked_depth()
    if depth:

        def deep(offer: Kept, _pence: int | None) -> int:
            found = find_depth(depth, DepthCounts(*offer.depth))
            return MISSED * sum(1 for finding in found if not finding.is_met)

        yield "depth", deep
    yield "entry", lambda offer, _pence: MISSED if (offer.entry_level or 0) > brings else 0


def wants_sector(brief: Brief) -> bool:
    """Whether it matters for which sector an offer is."""
    return bool(brief.sectors) and ANY_SECTOR not in brief.sectors
