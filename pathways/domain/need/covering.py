"""The lightest set of candidates that holds what is asked: branch and bound, and beyond.

Plain numbers and bit sets: what a candidate teaches, what it weighs, and how much of
which sets is wanted. `combination.py` says what it means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from pathways.domain.need.needs import join_reach

MOST: Final = 12
"""How many offers a set has at most. Nobody sends people on more courses for one level."""

EXACT_STEPS: Final = 400_000
FOUND_STEPS: Final = 150_000
"""How far the exact search may look, and that for larger sets. Few briefs come near the first."""

_UNKNOWN: Final = 1 << 60
"""Weighs a length or a price that is not stated: more than any sum of those that are.

The dearest dozen that forms take stays below it, and a dozen of it within a weight's 64 bits.
"""


class Goal(StrEnum):
    """What is to be least; the others settle what is equal in it."""

    SMALLEST = "smallest"
    CHEAPEST = "cheapest"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer for a need: its wide set, and what it takes.

    `pence` is for all the people of the need. None stands for what is not
    stated, and never counts as nothing.
    """

    reach: int
    pence: int | None
    minutes: int | None

    def weigh(self, goal: Goal) -> int:
        """Return what it adds to a set, the goal's own measure before the others."""
        pence = _UNKNOWN if self.pence is None else self.pence
        minutes = _UNKNOWN if self.minutes is None else self.minutes
        first, second, third = {
            Goal.SMALLEST: (1, pence, minutes),
            Goal.CHEAPEST: (pence, 1, minutes),
            Goal.SHORTEST: (minutes, 1, pence),
        }[goal]
        return first << 128 | second << 64 | third


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a set may take; None for no limit."""

    pence: int | None = None
    minutes: int | None = None


NO_LIMITS: Final = Limits()

Tables = dict[int, list[int]]
"""For each demand by its number, and for each count, the set of candidates that bring so much."""

_NODE: Final = 64
"""A set that is looked at costs about as much as so many steps."""

_ALL: Final = -1
"""The number of all demands together."""

_RECOUNTED: Final = 3
"""With so much room or more, what candidates bring is counted anew; below, that costs too much."""

_HALVED: Final = 2
"""With so much room, where most sets are, one count over all candidates pays for itself."""


class Pooled(NamedTuple):
    """A candidate as the search sees it, its set cut to what still counts."""

    weight: int
    place: int
    reach: int
    pence: int
    minutes: int


class SetSearch:
    """Branch and bound over candidates in order of weight, as bit sets of candidates.

    Where r more offers may join and d is missing of a demand, one of them must bring at
    least d / r, rounded up: the search follows the demand for which the fewest do. The
    same holds for what is missing of all demands together. What each candidate brings
    is counted anew near the root, and further down it brings less, never more.
    Where all of a demand is asked, so is each of its competencies: `rare` holds them
    with who has them, the rarest first, and the search follows that one if fewer do.
    Steps are counted, a candidate held against a demand each, and no clock is read: the same
    question has the same answer on every machine, however busy it is.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        asked: Sequence[tuple[int, int]],
        goal: Goal,
        limits: Limits,
        given: Sequence[int],
    ) -> None:
        self.asked = [(mask, count) for mask, count in asked if count]
        self.start = join_reach(candidates[place].reach for place in given)
        self.steps = self.end = 0
        self.was_stopped = False
        self.limits = (_amount(limits.pence), _amount(limits.minutes))
        self.spent = tuple(
            sum(_spend(candidates[place])[kind] for place in given) for kind in (0, 1)
        )
        useful = ~self.start & join_reach(
            mask for mask, count in self.asked if (self.start & mask).bit_count() < count
        )
        pool = [
            Pooled(candidate.weigh(goal), place, candidate.reach & useful, *_spend(candidate))
            for place, candidate in enumerate(candidates)
            if place not in given and candidate.reach & useful
        ]
        self.pool = _undominated(sorted(pool), limits)
        self.rare = _list_rare(self.pool, self.asked)
        self.musts = join_reach(bit for bit, _holders in self.rare)
        self.everybody = (1 << len(self.pool)) - 1
        self.best_weight: int | None = None
        self.best: tuple[int, ...] = ()

    def give(self, steps: int) -> None:
        """Let the search take so many steps from here."""
        self.end = self.steps + steps
        self.was_stopped = False

    @property
    def is_over(self) -> bool:
        """Whether the steps given are taken."""
        return self.steps >= self.end

    @property
    def is_within(self) -> bool:
        """Whether those given stay within the limits; no others are taken that do not."""
        return self.spent[0] <= self.limits[0] and self.spent[1] <= self.limits[1]

    def up_to(self, most: int) -> tuple[int, ...] | None:
        """Return the best set of at most so many, None where none gets there."""
        # A good set to begin with lets the search leave out most of the others.
        first = _greedy(self, None)
        if first is not None and len(first) <= most:
            self.improve(first, 0)
        self.improve((), most)
        return self.best if self.best_weight is not None else None

    def improve(self, kept: tuple[int, ...], room: int) -> None:
        """Look for a better set that holds `kept`, places of the pool, and `room` others."""
        reach, weight, pence, minutes = self.start, 0, self.spent[0], self.spent[1]
        rest = self.everybody
        for index in kept:
            one = self.pool[index]
            reach, weight = reach | one.reach, weight + one.weight
            pence, minutes = pence + one.pence, minutes + one.minutes
            rest ^= 1 << index
        self._branch(reach, weight, pence, minutes, room, rest, kept)

    def missing(self, reach: int) -> list[tuple[int, int]]:
        """Return the number of each demand that is not met, with how much is missing."""
        found = []
        for number, (mask, count) in enumerate(self.asked):
            lack = count - (reach & mask).bit_count()
            if lack > 0:
                found.append((number, lack))
        return found

    def have(self, reach: int) -> int:
        """Return how much of what is asked a wide set has."""
        return sum([min(count, (reach & mask).bit_count()) for mask, count in self.asked])

    def _branch(
        self,
        reach: int,
        weight: int,
        pence: int,
        minutes: int,
        room: int,
        allowed: int,
        chosen: tuple[int, ...],
        tables: Tables | None = None,
    ) -> None:
        missing = self.missing(reach)
        if not missing:
            self._take(weight, pence, minutes, chosen)
            return
        if not room or self._must_stop():
            return
        if tables is None or room >= _RECOUNTED:
            tables = self._count(reach, missing)
        musts = self.musts & ~reach
        few = next((allowed & holders for bit, holders in self.rare if bit & musts), allowed)
        if musts and room == _HALVED:
            few = min(few, allowed & self._strong(musts, room), key=int.bit_count)
        few = self._fewest(tables, missing, weight, room, allowed, few)
        pool = self.pool
        while few:
            index = _lowest(few)
            few ^= 1 << index
            one = pool[index]
            if self._is_too_heavy(weight, one.weight):
                return
            allowed ^= 1 << index
            spent, taken = pence + one.pence, minutes + one.minutes
            if spent > self.limits[0] or taken > self.limits[1]:
                continue
            self._branch(
                reach | one.reach,
                weight + one.weight,
                spent,
                taken,
                room - 1,
                allowed,
                (*chosen, index),
                tables,
            )

    def _count(self, reach: int, missing: list[tuple[int, int]]) -> Tables:
        """Count what each candidate brings of what is missing, and of all that together."""
        self.steps += len(missing) * len(self.pool)
        tables = {}
        totals = [0] * len(self.pool)
        for number, lack in missing:
            mask = self.asked[number][0] & ~reach
            counts = [min(lack, (one.reach & mask).bit_count()) for one in self.pool]
            tables[number] = _count_up(counts, lack)
            totals = [total + count for total, count in zip(totals, counts, strict=True)]
        tables[_ALL] = _count_up(totals, sum(lack for _number, lack in missing))
        return tables

    def _strong(self, musts: int, room: int) -> int:
        """Return the candidates that bring their part of what must be there by name."""
        part = -(-musts.bit_count() // room)  # rounded up
        found = 0
        for index, one in enumerate(self.pool):
            if (one.reach & musts).bit_count() >= part:
                found |= 1 << index
        return found

    def _fewest(
        self,
        tables: Tables,
        missing: list[tuple[int, int]],
        weight: int,
        room: int,
        allowed: int,
        few: int,
    ) -> int:
        """Return the candidates of which the set must hold one; none where it is hopeless."""
        together = sum([lack for _number, lack in missing])
        for number, lack in ((_ALL, together), *missing):
            share = -(-lack // room)  # rounded up
            here = allowed & tables[number][share]
            if not here or self._is_too_heavy(weight, self.pool[_lowest(here)].weight):
                return 0
            if room == 1:
                few &= here
            elif here.bit_count() < few.bit_count():
                few = here
        return few

    def _is_too_heavy(self, weight: int, more: int) -> bool:
        return self.best_weight is not None and weight + more > self.best_weight

    def _must_stop(self) -> bool:
        self.steps += _NODE
        self.was_stopped |= self.is_over
        return self.was_stopped

    def _take(self, weight: int, pence: int, minutes: int, chosen: tuple[int, ...]) -> None:
        if pence > self.limits[0] or minutes > self.limits[1]:
            return
        places = tuple(sorted(self.pool[index].place for index in chosen))
        if self.best_weight is None or (weight, places) < (self.best_weight, self.best):
            self.best_weight, self.best = weight, places


def grow(search: SetSearch) -> tuple[int, ...] | None:
    """Build sets of more than four one by one, each from another beginning, and improve them."""
    for first in range(len(search.pool)):
        if first and search.is_over:
            break
        found = _greedy(search, first)
        if found is not None:
            search.improve(found, 0)
            _exchange(search, found)
    return search.best if search.best_weight is not None else None


def _greedy(search: SetSearch, first: int | None) -> tuple[int, ...] | None:
    """Take whatever brings most next, the lighter of equals.

    Where that gets nowhere: without a `first` what was taken so far, else None.
    """
    chosen: tuple[int, ...] = () if first is None else (first,)
    while True:
        taken = [search.pool[index] for index in chosen]
        reach = search.start | join_reach(one.reach for one in taken)
        if not search.missing(reach):
            return chosen
        pence = search.limits[0] - search.spent[0] - sum(one.pence for one in taken)
        minutes = search.limits[1] - search.spent[1] - sum(one.minutes for one in taken)
        most, next_one = search.have(reach), None
        search.steps += len(search.asked) * len(search.pool)
        for index, one in enumerate(search.pool):
            have = search.have(reach | one.reach)
            if have > most and one.pence <= pence and one.minutes <= minutes:
                most, next_one = have, index
        if next_one is None or len(chosen) >= MOST:
            return chosen if first is None else None
        chosen += (next_one,)


def _exchange(search: SetSearch, found: tuple[int, ...]) -> None:
    """Take two out of a set, and see whether at most two others do better."""
    for one in range(len(found)):
        for other in range(one):
            if search.is_over:
                return
            kept = tuple(index for place, index in enumerate(found) if place not in (one, other))
            search.improve(kept, 2)


def fill(search: SetSearch) -> tuple[int, ...]:
    """Take what fits within the limits and brings most, as long as something does."""
    found = _greedy(search, None) or ()
    return tuple(search.pool[index].place for index in found)


def _undominated(pool: list[Pooled], limits: Limits) -> list[Pooled]:
    """Leave out what another one replaces in every set: it has as much and takes no more.

    The pool is in order of weight and place, so that whatever replaces a candidate
    stands before it: lighter, or as heavy and earlier, as ties are settled.
    """
    kept: list[Pooled] = []
    for one in pool:
        reach, pence, minutes = one[2:]
        is_replaced = any(
            not reach & ~other.reach
            and (limits.pence is None or other.pence <= pence)
            and (limits.minutes is None or other.minutes <= minutes)
            for other in kept
        )
        if not is_replaced:
            kept.append(one)
    return kept


def _list_rare(pool: Sequence[Pooled], asked: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return each competency that must be there, with the set of who has it, rarest first."""
    musts = join_reach(mask for mask, count in asked if mask.bit_count() == count)
    found = []
    while musts:
        bit = musts & -musts
        musts ^= bit
        holders = sum(1 << index for index, one in enumerate(pool) if one.reach & bit)
        found.append((bit, holders))
    return sorted(found, key=lambda pair: pair[1].bit_count())


def _count_up(counts: Sequence[int], most: int) -> list[int]:
    """Return for each number up to `most` the set of those that count at least so much."""
    table = [0] * (most + 1)
    for index, count in enumerate(counts):
        table[count] |= 1 << index
    for number in range(most, 0, -1):
        table[number - 1] |= table[number]
    return table


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _amount(limit: int | None) -> int:
    return 1 << 80 if limit is None else limit


def _spend(candidate: Candidate) -> tuple[int, int]:
    return (
        _UNKNOWN if candidate.pence is None else candidate.pence,
        _UNKNOWN if candidate.minutes is None else candidate.minutes,
    )
