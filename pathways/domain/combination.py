"""Which offers together meet a need: the smallest, the cheapest or the shortest set.

Up to four offers the answer is exact: the search leaves out only what cannot
lead to a better set. Beyond four it is the best found until time is up. Sets
of equal worth are settled by the order in which the candidates are given, the
best fit first, so that the same question has the same answer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pathways.domain.needs import Need, Want, join_reach

EXACT: Final = 4
"""How many offers a set may have for its answer to be exact."""

MOST: Final = 12
"""How many offers a set has at most. Nobody sends people on more courses for one level."""

EXACT_SECONDS: Final = 2.0
"""How long the exact search may take; it hardly ever needs a tenth of it. See the bench."""

FOUND_SECONDS: Final = 0.5
"""How long the search for larger sets takes."""

_UNKNOWN: Final = 1 << 56
"""Weighs a length or a price that is not stated: more than any sum of those that are."""


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


@dataclass(frozen=True, slots=True)
class Step:
    """One offer of a set: what it adds to those before it.

    `added` is a wide set of what counts for a want that was still open, `met`
    the wants that are met with it and were not before.
    """

    place: int
    added: int
    met: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """A set of candidates by their places, those given first.

    `is_enough`: it meets the need within the limits. Otherwise it is the nearest
    set. `is_exact`: no other set of up to four candidates is better by the goal.
    `is_beyond`: no set of up to four reaches as much.
    """

    goal: Goal
    steps: tuple[Step, ...]
    reach: int
    open: tuple[Want, ...]
    is_enough: bool
    is_exact: bool
    is_beyond: bool

    @property
    def places(self) -> tuple[int, ...]:
        """The places of its candidates, in the order of its steps."""
        return tuple(step.place for step in self.steps)


def combine(
    need: Need,
    candidates: Sequence[Candidate],
    goal: Goal,
    clock: Callable[[], float],
    *,
    given: Sequence[int] = (),
    limits: Limits = NO_LIMITS,
) -> Combination:
    """Find the set of candidates that meets a need and is least by the goal.

    `given` are places that the set holds whatever they add; they count as part
    of it. Where all candidates together do not meet the need, what they can
    reach is asked instead, which gives the nearest set. `clock` tells seconds;
    where they run out, the answer says that it may not be the best.
    """
    start = join_reach(candidates[place].reach for place in given)
    everything = start | join_reach(candidate.reach for candidate in candidates)
    asked = [(want.mask, want.have(everything)) for want in need.wants]
    search = _Search(candidates, asked, goal, limits, clock, given)
    search.give(EXACT_SECONDS)
    best = search.up_to(max(0, EXACT - len(given)))
    is_exact, is_beyond = not search.was_stopped, best is None and not search.was_stopped
    if best is None:
        search.give(FOUND_SECONDS)
        best = _grow(search)
        is_exact = False
    if best is None:
        # Within its limits, no set gets there: the nearest is what fits and reaches most.
        best = _fill(search)
        is_exact = False
    places = [*given, *(place for place in best if place not in given)]
    reach = join_reach(candidates[place].reach for place in places)
    return Combination(
        goal=goal,
        steps=_list_steps(need, candidates, places, given),
        reach=reach,
        open=need.open(reach),
        is_enough=need.is_met(reach),
        is_exact=is_exact,
        is_beyond=is_beyond,
    )


def list_additions(
    need: Need, candidates: Sequence[Candidate], reach: int, count: int
) -> tuple[Step, ...]:
    """Return the candidates that add most to what is there, those that add nothing left out."""
    there = need.have(reach)
    gains = [
        (there - need.have(reach | candidate.reach), place)
        for place, candidate in enumerate(candidates)
    ]
    best = sorted(gain for gain in gains if gain[0] < 0)[:count]
    return tuple(_step(need, candidates, place, reach) for _gain, place in best)


def _list_steps(
    need: Need, candidates: Sequence[Candidate], places: Iterable[int], given: Sequence[int]
) -> tuple[Step, ...]:
    """Order a set: those given, then whatever adds most next."""
    steps: list[Step] = []
    reach = 0
    waiting = list(places)
    while waiting:
        first = [place for place in given if place in waiting]
        here = reach
        place = (
            first[0]
            if first
            else min(waiting, key=lambda one: (-need.have(here | candidates[one].reach), one))
        )
        waiting.remove(place)
        steps.append(_step(need, candidates, place, reach))
        reach |= candidates[place].reach
    return tuple(steps)


def _step(need: Need, candidates: Sequence[Candidate], place: int, reach: int) -> Step:
    new = candidates[place].reach & ~reach
    still_open = need.open(reach)
    added = new & join_reach(want.mask for want in still_open)
    now = reach | new
    met = tuple(want for want in still_open if want.have(now) == want.count)
    return Step(place, added, met)


class _Search:
    """Branch and bound over candidates in order of weight, as bit sets of candidates.

    `tables[k][d]` is the set of candidates that hold at least d of what want k
    counts. Where r more offers may join and d is missing, one of them must hold at
    least d / r, rounded up: the search follows the want for which the fewest do.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        asked: Sequence[tuple[int, int]],
        goal: Goal,
        limits: Limits,
        clock: Callable[[], float],
        given: Sequence[int],
    ) -> None:
        self.asked = [(mask, count) for mask, count in asked if count]
        self.start = join_reach(candidates[place].reach for place in given)
        self.clock = clock
        self.end = 0.0
        self.was_stopped = False
        self.limits = (_amount(limits.pence), _amount(limits.minutes))
        self.spent = tuple(
            sum(_spend(candidates[place])[kind] for place in given) for kind in (0, 1)
        )
        useful = ~self.start & join_reach(
            mask for mask, count in self.asked if (self.start & mask).bit_count() < count
        )
        pool = [
            (candidate.weigh(goal), place, candidate.reach & useful, *_spend(candidate))
            for place, candidate in enumerate(candidates)
            if place not in given and candidate.reach & useful
        ]
        self.pool = _undominated(sorted(pool), limits)
        self.tables = [_count_up(self.pool, mask, count) for mask, count in self.asked]
        self.everybody = (1 << len(self.pool)) - 1
        self.best_weight: int | None = None
        self.best: tuple[int, ...] = ()
        self.ticks = 0

    def give(self, seconds: float) -> None:
        """Start the clock: the search stops after so many seconds."""
        self.end = self.clock() + seconds
        self.was_stopped = False

    def is_time_up(self) -> bool:
        """Whether the seconds given are over."""
        return self.clock() >= self.end

    def up_to(self, most: int) -> tuple[int, ...] | None:
        """Return the best set of at most so many, None where none gets there."""
        # A good set to begin with lets the search leave out most of the others.
        first = _greedy(self, None)
        if first is not None and len(first) <= most:
            self.improve(first, 0)
        self._branch(self.start, 0, self.spent[0], self.spent[1], most, self.everybody, ())
        return self.best if self.best_weight is not None else None

    def improve(self, kept: tuple[int, ...], room: int) -> None:
        """Look for a better set that holds `kept`, places of the pool, and `room` others."""
        reach, weight, pence, minutes = self.start, 0, self.spent[0], self.spent[1]
        for index in kept:
            one = self.pool[index]
            reach, weight = reach | one[2], weight + one[0]
            pence, minutes = pence + one[3], minutes + one[4]
        rest = self.everybody
        for index in kept:
            rest &= ~(1 << index)
        self._branch(reach, weight, pence, minutes, room, rest, kept)

    def missing(self, reach: int) -> list[tuple[int, int]]:
        """Return the number of each want that is not met, with how much is missing."""
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
    ) -> None:
        missing = self.missing(reach)
        if not missing:
            self._take(weight, pence, minutes, chosen)
            return
        if not room or self._must_stop():
            return
        few = self._fewest(missing, weight, room, allowed)
        pool = self.pool
        while few:
            index = _lowest(few)
            few ^= 1 << index
            one = pool[index]
            if self._is_too_heavy(weight, one[0]):
                return
            allowed ^= 1 << index
            spent, taken = pence + one[3], minutes + one[4]
            if spent > self.limits[0] or taken > self.limits[1]:
                continue
            self._branch(
                reach | one[2], weight + one[0], spent, taken, room - 1, allowed, (*chosen, index)
            )

    def _fewest(self, missing: list[tuple[int, int]], weight: int, room: int, allowed: int) -> int:
        """Return the candidates of which the set must hold one; none where it is hopeless."""
        few = allowed
        for number, lack in missing:
            table = self.tables[number]
            share = -(-lack // room)  # rounded up
            here = allowed & table[share] if share < len(table) else 0
            if not here or self._is_too_heavy(weight, self.pool[_lowest(here)][0]):
                return 0
            if room == 1:
                few &= here
            elif here.bit_count() < few.bit_count():
                few = here
        return few

    def _is_too_heavy(self, weight: int, more: int) -> bool:
        return self.best_weight is not None and weight + more > self.best_weight

    def _must_stop(self) -> bool:
        self.ticks += 1
        if not self.ticks % 64 and self.is_time_up():
            self.was_stopped = True
        return self.was_stopped

    def _take(self, weight: int, pence: int, minutes: int, chosen: tuple[int, ...]) -> None:
        if pence > self.limits[0] or minutes > self.limits[1]:
            return
        places = tuple(sorted(self.pool[index][1] for index in chosen))
        if self.best_weight is None or (weight, places) < (self.best_weight, self.best):
            self.best_weight, self.best = weight, places


def _grow(search: _Search) -> tuple[int, ...] | None:
    """Build sets of more than four one by one, each from another beginning, and improve them."""
    for first in range(len(search.pool)):
        if first and search.is_time_up():
            break
        found = _greedy(search, first)
        if found is not None:
            search.improve(found, 0)
            _exchange(search, found)
    return search.best if search.best_weight is not None else None


def _greedy(search: _Search, first: int | None) -> tuple[int, ...] | None:
    """Take whatever brings most next, the lighter of equals; None where it gets nowhere."""
    chosen: tuple[int, ...] = () if first is None else (first,)
    reach = search.start | join_reach(search.pool[index][2] for index in chosen)
    spent = [search.spent[kind] + sum(search.pool[i][3 + kind] for i in chosen) for kind in (0, 1)]
    while search.missing(reach):
        if len(chosen) >= MOST:
            return None
        there = search.have(reach)
        best = None
        for index, one in enumerate(search.pool):
            gain = search.have(reach | one[2]) - there
            fits = all(spent[kind] + one[3 + kind] <= search.limits[kind] for kind in (0, 1))
            if gain > 0 and fits and (best is None or gain > best[0]):
                best = gain, index
        if best is None:
            return chosen if first is None else None
        index = best[1]
        chosen += (index,)
        reach |= search.pool[index][2]
        spent = [spent[kind] + search.pool[index][3 + kind] for kind in (0, 1)]
    return chosen


def _exchange(search: _Search, found: tuple[int, ...]) -> None:
    """Take two out of a set, and see whether at most two others do better."""
    for one in range(len(found)):
        for other in range(one):
            if search.is_time_up():
                return
            kept = tuple(index for place, index in enumerate(found) if place not in (one, other))
            search.improve(kept, 2)


def _fill(search: _Search) -> tuple[int, ...]:
    """Take what fits within the limits and brings most, as long as something does."""
    found = _greedy(search, None) or ()
    return tuple(search.pool[index][1] for index in found)


def _undominated(
    pool: list[tuple[int, int, int, int, int]], limits: Limits
) -> list[tuple[int, int, int, int, int]]:
    """Leave out what another one replaces in every set: it has as much and takes no more.

    The pool is in order of weight and place, so that whatever replaces a candidate
    stands before it.
    """
    kept: list[tuple[int, int, int, int, int]] = []
    for one in pool:
        reach, pence, minutes = one[2:]
        is_replaced = any(
            not reach & ~other[2]
            and (limits.pence is None or other[3] <= pence)
            and (limits.minutes is None or other[4] <= minutes)
            # Of equal weight, only what stands earlier settles a tie as the whole pool would.
            and (other[0] < one[0] or other[1] < one[1])
            for other in kept
        )
        if not is_replaced:
            kept.append(one)
    return kept


def _count_up(pool: Sequence[tuple[int, int, int, int, int]], mask: int, count: int) -> list[int]:
    """Return for each number up to `count` which of the pool hold at least so many of a mask."""
    table = [0] * (count + 1)
    for index, one in enumerate(pool):
        table[min(count, (one[2] & mask).bit_count())] |= 1 << index
    for number in range(count, 0, -1):
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
