"""Which offers together meet a need: the smallest, the cheapest or the shortest set.

Sets are sought over what is backed, so that what is exact stays so; what is only claimed is
said beside them.
Up to four offers the answer is exact: the search leaves out only what cannot
lead to a better set. Beyond four it is the best found in a number of steps that is always the
same, so that no clock decides. Sets
of equal worth are settled by the order in which the candidates are given, the
best fit first, so that the same question has the same answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.domain.need.claims import Claims, join_claims, weigh_claims
from pathways.domain.need.covering import (
    EXACT_STEPS,
    FOUND_STEPS,
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
from pathways.domain.rule.proportion import WHOLE

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
    *,
    given: Sequence[int] = (),
    limits: Limits = NO_LIMITS,
) -> Combination:
    """Find the set of candidates that meets a need and is least by the goal.

    `given` are places that the set holds whatever they add; they count as part
    of it. Where all candidates together do not meet the need, what they can
    reach is asked instead, which gives the nearest set. Where the steps run out that are given
    to the search, the answer says that it may not be the best.
    """
    start = join_reach(candidates[place].reach for place in given)
    everything = start | join_reach(candidate.reach for candidate in candidates)
    asked = [(item.mask & everything, item.have(everything)) for item in need.demands]
    search = SetSearch(candidates, asked, goal, limits, given)
    search.give(EXACT_STEPS)
    best = search.up_to(max(0, EXACT - len(given)))
    is_exact, is_beyond = not search.was_stopped, best is None and not search.was_stopped
    if best is None:
        search.give(FOUND_STEPS)
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
    lacking = [
        (demand.mask, lack)
        for demand in need.demands
        if (lack := WHOLE * demand.count - start.worth(demand)) > 0
    ]
    # No candidate adds more than whole claims would: those that could add most are weighed first.
    most = []
    for place, candidate in enumerate(candidates):
        claimed = candidate.claimed & ~start.backed
        bound = sum(min(lack, WHOLE * (claimed & mask).bit_count()) for mask, lack in lacking)
        if bound:
            most.append((-bound, place))
    best: list[tuple[int, int]] = []
    for bound, place in sorted(most):
        if len(best) == count and bound > best[-1][0]:
            break
        gain = there - weigh_claims(need, join_claims((start, candidates[place])))
        if gain < 0:
            best = sorted([*best, (gain, place)])[:count]
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
