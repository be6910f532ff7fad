"""What a buyer pays for some people on a course, in whole pence: runs, smallest groups and VAT.

Nothing is made up. Where a price, what it is for, or its VAT is not stated, no number stands for
it, and what is not known is never nothing.
"""

from typing import NamedTuple


class Price(NamedTuple):
    """What a course costs as its provider states it; empty or 0 where something is not stated.

    `pence` are for a person or for a group (`basis`: "person", "group"), None where no price is
    stated; `vat` is "included", "added" or "exempt".
    """

    pence: int | None
    basis: str = ""
    vat: str = ""
    group_min: int = 0
    group_max: int = 0

    @property
    def smallest(self) -> int:
        """The smallest group that counts: one above the largest is a slip, and not stated."""
        return 0 if self.is_crossed else self.group_min

    @property
    def is_crossed(self) -> bool:
        """Whether the smallest group is stated as larger than the largest, which no group is."""
        return bool(self.group_max) and self.group_min > self.group_max


class Cost(NamedTuple):
    """What some people on a course cost one buyer, None for what cannot be told.

    `net` is before VAT, `vat` the VAT on it, `pays` what this buyer pays. `most` is what it pays
    at most: the same, and where VAT is not stated the price with VAT on top. `runs` are whole
    runs, None where no largest group is stated. `billed` people are paid for: more than come
    where the smallest groups are larger.
    """

    net: int | None
    vat: int | None
    pays: int | None
    most: int | None
    runs: int | None
    billed: int


def cost_of(price: Price, people: int, vat_percent: int, is_reclaimed: bool) -> Cost:
    """Return what so many people on a course cost a buyer who pays VAT, or reclaims it."""
    runs, billed = count_runs(price, people)
    if not people:
        return Cost(0, 0, 0, 0, runs, billed)
    stated = _stated(price, runs, billed)
    if stated is None:
        return Cost(None, None, None, None, runs, billed)
    if not stated:
        return Cost(0, 0, 0, 0, runs, billed)
    added = share_of(stated, vat_percent)
    if price.vat == "added":
        pays = stated if is_reclaimed else stated + added
        return Cost(stated, added, pays, pays, runs, billed)
    if price.vat == "included":
        net = without_vat(stated, vat_percent)
        pays = net if is_reclaimed else stated
        return Cost(net, stated - net, pays, pays, runs, billed)
    if price.vat == "exempt":
        return Cost(stated, 0, stated, stated, runs, billed)
    return Cost(None, None, None, stated if is_reclaimed else stated + added, runs, billed)


def count_runs(price: Price, people: int) -> tuple[int | None, int]:
    """Return in how many runs so many people go, and how many are paid for.

    Without a largest group the number of runs is not known; then there is at least one.
    """
    if not people:
        return 0, 0
    runs = -(-people // price.group_max) if price.group_max else None  # rounded up
    return runs, max(people, price.smallest * (runs or 1))


def _stated(price: Price, runs: int | None, billed: int) -> int | None:
    """Return the price of it all as it is stated, whatever its VAT."""
    if price.pence is None or price.pence == 0:
        return price.pence
    if price.basis == "person":
        return price.pence * billed
    if price.basis == "group" and runs is not None:
        return price.pence * runs
    return None


def share_of(pence: int, percent: int) -> int:
    """Return a percentage of an amount to the penny; half a penny is one."""
    return (2 * pence * percent + 100) // 200


def without_vat(pence: int, percent: int) -> int:
    """Return an amount that holds VAT without it, to the penny; half a penny is one."""
    return (200 * pence + 100 + percent) // (2 * (100 + percent))
