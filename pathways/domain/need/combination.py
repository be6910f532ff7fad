"""Which offers together meet a need: the smallest, the cheapest or the shortest set.

Sets are sought over what is backed, so that what is exact stays so; what is only claimed is
said beside them.
Up to four offers the answer is exact: the search leaves out only what cannot
lead to a better set. Beyond four it is the best found until time is up. Sets
of equal worth are settled by the order in which the candidates are given, the
best fit first, so that the same question has the same answer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.domain.need.claims import Claims, join_claims, weigh_claims
from pathways.domain.need.covering import (
    EXACT_SECONDS,
    FOUND_SECONDS,
    NO_LIMITS,
    Candidate,
    Goal,
    Limits,
    SetSearch,
    fill,
    grow,
)
from pathways.domain.need.needs import Need, join_reach
from pathways.domain.rule.demands import Demand

EXACT: Final = 4
"""How many offers a set may have for its answer to be exact."""


@dataclass(frozen=True, slots=True)
class Step:
    """One offer of a set: what it adds to those before it.

    `added` is a wide set of what counts for a demand that was still open, `met`
    the demands that are met with it and were not before.
    """

    place: int
    added: int
    met: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """A set of candidates by their places, those given first.

    `is_enough`: it meets the need within the limits. Otherwise it is the nearest
    set. `is_within`: it stays within the limits, which those given may not.
    `is_exact`: no other set of up to four candidates is better by the goal.
    `is_whole`: it reaches all that the candidates reach together. `is_beyond`: within
    the limits, no set of up to four does.
    """

    goal: Goal
    steps: tuple[Step, ...]
    reach: int
    open: tuple[Demand, ...]
    is_within: bool
    is_enough: bool
    is_whole: bool
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
    parts: int = 1,
) -> Combination:
    """Find the set of candidates that meets a need and is least by the goal.

    `given` are places that the set holds whatever they add; they count as part
    of it. Where all candidates together do not meet the need, what they can
    reach is asked instead, which gives the nearest set. `clock` tells seconds;
    where they run out, the answer says that it may not be the best. A page that
    asks this `parts` times shares them out, so that nobody waits longer for it.
    """
    start = join_reach(candidates[place].reach for place in given)
    everything = start | join_reach(candidate.reach for candidate in candidates)
    asked = [(item.mask & everything, item.have(everything)) for item in need.demands]
    search = SetSearch(candidates, asked, goal, limits, clock, given)
    search.give(EXACT_SECONDS / parts)
    best = search.up_to(max(0, EXACT - len(given)))
    is_exact, is_beyond = not search.was_stopped, best is None and not search.was_stopped
    if best is None:
        search.give(FOUND_SECONDS / parts)
        best = grow(search)
        is_exact = False
    if best is None:
        # Within its limits, no set gets there: the nearest is what fits and reaches most.
        best = fill(search)
        is_exact = False
    places = [*given, *(place for place in best if place not in given)]
    reach = join_reach(candidates[place].reach for place in places)
    return Combination(
        goal=goal,
        steps=_list_steps(need, [one.reach for one in candidates], places, given),
        reach=reach,
        open=need.open(reach),
        is_within=search.is_within,
        is_enough=search.is_within and need.is_met(reach),
        is_whole=not search.missing(reach),
        is_exact=is_exact,
        is_beyond=is_beyond,
    )


def list_additions(
    need: Need, candidates: Sequence[Claims], start: Claims, count: int
) -> tuple[Step, ...]:
    """Return the candidates that add most to what is there, each claim by what is behind it.

    Those that add nothing are left out; of those that add as much, the first given stands first.
    """
    there = weigh_claims(need, start)
    gains = [
        (there - weigh_claims(need, join_claims((start, candidate))), place)
        for place, candidate in enumerate(candidates)
    ]
    best = sorted(gain for gain in gains if gain[0] < 0)[:count]
    backed = [candidate.backed for candidate in candidates]
    return tuple(_step(need, backed, place, start.backed) for _gain, place in best)


def _list_steps(
    need: Need, reaches: Sequence[int], places: Iterable[int], given: Sequence[int]
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
            else min(waiting, key=lambda one: (-need.have(here | reaches[one]), one))
        )
        waiting.remove(place)
        steps.append(_step(need, reaches, place, reach))
        reach |= reaches[place]
    return tuple(steps)


def _step(need: Need, reaches: Sequence[int], place: int, reach: int) -> Step:
    new = reaches[place] & ~reach
    still_open = need.open(reach)
    added = new & join_reach(item.mask for item in still_open)
    now = reach | new
    met = tuple(item for item in still_open if item.have(now) == item.count)
    return Step(place, added, met)
