"""Offers in the order of how well they fit a need: one plain loop over everything that is listed.

Points count what is asked, per thousand. A wish that an offer does not fit takes
off as much as a tenth of all that is asked, a length or a price that is not stated
half of that; delivery and sector that are not stated do not fit. What a brief makes
a must is not weighed: such offers are left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Final, NamedTuple

from pathways.domain.need.brief import Brief
from pathways.domain.need.needs import Need, join_reach

MISSED: Final = 100
UNSTATED: Final = 50
"""Points taken off for a wish not fitted, and where no length or price is stated."""

ANY_SECTOR: Final = "Any sector"
_LAST: Final = 1 << 60


class Kept(NamedTuple):
    """What a ranking reads of an offer, as the directory keeps it; sets are hexadecimal.

    `has_delivery` and `has_sector` say whether it has one of those wished for.
    """

    number: int
    treated: str
    assessed: str
    minutes: int
    price_pence: int | None
    price_basis: str
    group_max: int
    entry_level: int | None
    has_delivery: bool
    has_sector: bool


class Ranked(NamedTuple):
    """An offer in the ranking, its wide set, and what it takes for the people of the need."""

    points: int
    number: int
    reach: int
    pence: int | None
    minutes: int | None


_Weighed = tuple[int, int, int, int, int]
"""An offer in the order of the ranking: points off, pence, minutes, number, and its set."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best offers for a need, and how many there are.

    `everything` is what all offers that are not left out reach together. `enough`
    counts those that have all that is asked, wherever they stand, `left_out` those
    that do not fit a must, `beside` those that reach nothing asked.
    `listed` holds all that are ranked, in no order, for whoever looks further.
    """

    best: tuple[Ranked, ...]
    listed: Sequence[_Weighed] = field(repr=False)
    enough: int
    left_out: int
    beside: int
    everything: int

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


def rank_offers(brief: Brief, need: Need, offers: Iterable[Kept], most: int) -> Ranking:
    """Rank offers by how well they fit; keep the best `most`.

    Of equal points, the cheaper one stands first, then the shorter, then the one
    listed earlier. This loop runs over everything that is listed, so it does
    nothing that could wait.
    """
    width = need.edition.all_mask.bit_length()
    single = [item.mask for item in need.demands if item.count == 1]
    counted = [(item.mask, item.count) for item in need.demands if item.count > 1]
    asked, mask, people = max(1, need.count), need.mask, need.people
    is_plain = not mask >> width
    weigh = _weigher(brief, need)
    found: list[_Weighed] = []
    everything = enough = left_out = beside = 0
    for offer in offers:
        number, treated, assessed, minutes, price, basis, group_max, _entry, _way, _sector = offer
        pence = cost_for(price, basis, group_max, people)
        penalty = weigh(offer, pence)
        if penalty is None:
            left_out += 1
            continue
        reach = int(treated, 16)
        if not is_plain:
            reach |= int(assessed, 16) << width
        reach &= mask
        if not reach:
            beside += 1
            continue
        everything |= reach
        have = sum([1 for part in single if reach & part])
        for part, count in counted:
            there = (reach & part).bit_count()
            have += there if there < count else count
        if have == asked:
            enough += 1
        known = _LAST if pence is None else pence
        found.append((penalty - 1000 * have // asked, known, minutes or _LAST, number, reach))
    best = tuple(_ranked(one) for one in nsmallest(most, found))
    return Ranking(best, found, enough, left_out, beside, everything)


def _ranked(one: _Weighed) -> Ranked:
    worth, pence, minutes, number, reach = one
    known = None if pence == _LAST else pence
    return Ranked(-worth, number, reach, known, minutes % _LAST or None)


def read_offer(need: Need, offer: Kept) -> Ranked:
    """Read one offer for a need, whatever it reaches, without weighing its points."""
    number, treated, assessed, minutes, price, basis, group_max, *_rest = offer
    reach = need.widen(int(treated, 16), int(assessed, 16)) & need.mask
    return Ranked(0, number, reach, cost_for(price, basis, group_max, need.people), minutes or None)


def pick_candidates(need: Need, ranking: Ranking, most: int) -> tuple[Ranked, ...]:
    """Return the best `most` of a ranking, with one for whatever those do not reach.

    A competency that few offers reach may stand in none of the best. Then the
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
        added.append(_ranked(min(one for one in ranking.listed if one[4] & lacking)))
    return tuple(added)


_Check = Callable[[Kept, int | None], int]


def _weigher(brief: Brief, need: Need) -> Callable[[Kept, int | None], int | None]:
    """Return what gives the points to take off for wishes; None where a must is not fitted."""
    checks = [(check, wish in brief.musts) for wish, check in _list_checks(brief, need)]

    def weigh(offer: Kept, pence: int | None) -> int | None:
        penalty = 0
        for check, is_must in checks:
            points = check(offer, pence)
            if points and is_must:
                return None
            penalty += points
        return penalty

    return weigh


def _list_checks(brief: Brief, need: Need) -> Iterator[tuple[str, _Check]]:
    """Give a check for each wish of the brief: the points that it takes off an offer."""
    most, budget, brings = brief.minutes, brief.budget_pence, need.brings or 0

    def over(amount: int | None, limit: int) -> int:
        if amount is None:
            return UNSTATED
        return MISSED if amount > limit else 0

    if most:
        yield "hours", lambda offer, _pence: over(offer[3] or None, most)
    if budget is not None:
        yield "budget", lambda _offer, pence: over(pence, budget)
    if brief.delivery:
        yield "delivery", lambda offer, _pence: 0 if offer[8] else MISSED
    if wants_sector(brief):
        yield "sector", lambda offer, _pence: 0 if offer[9] else MISSED
    yield "entry", lambda offer, _pence: MISSED if (offer[7] or 0) > brings else 0


def wants_sector(brief: Brief) -> bool:
    """Whether it matters for which sector an offer is."""
    return bool(brief.sectors) and ANY_SECTOR not in brief.sectors
