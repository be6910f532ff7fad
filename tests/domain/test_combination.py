"""The best set of offers against every set there is, in small cases with many ties."""

import random
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from pathways.domain.need import combination, covering
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.claims import Claims
from pathways.domain.need.combination import combine, list_additions
from pathways.domain.need.covering import (
    MOST,
    NO_LIMITS,
    Candidate,
    Goal,
    Limits,
)
from pathways.domain.need.needs import Need, join_reach, list_needs
from pathways.domain.rule.standards import BUILT_IN, HALF, Standard
from tests.domain.samples import SMALL, WM

SOME = Standard("", "Own", "", has_strands=True, share=60)


def make_need(chance: random.Random) -> Need:
    level = chance.choice([1, 2, 3])
    codes = [item.code for item in SMALL.competencies if level in (item.level, 3)]
    brief = Brief(
        SMALL.code,
        "Need",
        (Group("Staff", level, 10, chance.choice([None, 2])),),
        required=tuple(chance.sample(codes, chance.choice([0, 0, 1, 3]))),
        standard=chance.choice([*BUILT_IN, SOME]),
    )
    return list_needs(SMALL, brief)[0]


def make_candidates(chance: random.Random, need: Need) -> list[Candidate]:
    found = []
    for _number in range(chance.randint(0, 9)):
        chosen = chance.sample(SMALL.competencies, chance.randint(0, 5))
        treated = sum(item.mask for item in chosen)
        assessed = treated & chance.getrandbits(14)
        # Few amounts, so that many sets are worth the same.
        pence, minutes = chance.choice([None, 0, 100, 200]), chance.choice([None, 60, 90])
        found.append(Candidate(need.widen(treated, assessed), pence, minutes))
    return found


def total(candidates: Sequence[Candidate], kind: str) -> int | None:
    amounts = [getattr(candidate, kind) for candidate in candidates]
    return None if None in amounts else sum(amounts)


def best_of_all(
    need: Need, candidates: list[Candidate], goal: Goal, given: tuple[int, ...], limits: Limits
) -> tuple[int, ...] | None:
    """Look at every set of up to four that holds those given, by the rules in words."""
    everything = join_reach(candidate.reach for candidate in candidates)
    asked = [(demand, demand.have(everything)) for demand in need.demands]
    found = []
    rest = [place for place in range(len(candidates)) if place not in given]
    for size in range(max(0, 4 - len(given)) + 1):
        for more in combinations(rest, size):
            chosen = [candidates[place] for place in (*given, *more)]
            reach = join_reach(one.reach for one in chosen)
            if any(demand.have(reach) < count for demand, count in asked):
                continue
            pence, minutes = total(chosen, "pence"), total(chosen, "minutes")
            if limits.pence is not None and (pence is None or pence > limits.pence):
                continue
            if limits.minutes is not None and (minutes is None or minutes > limits.minutes):
                continue
            found.append((sum(one.weigh(goal) for one in chosen), more))
    return min(found)[1] if found else None


@pytest.mark.parametrize("seed", range(300))
def test_up_to_four_no_set_is_better(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    need = make_need(chance)
    candidates = make_candidates(chance, need)
    given = tuple(range(len(candidates)))[: chance.choice([0, 0, 0, 1, 2])]
    limits = chance.choice([NO_LIMITS, NO_LIMITS, Limits(300, None), Limits(None, 180)])
    for goal in Goal:
        wanted = best_of_all(need, candidates, goal, given, limits)
        found = combine(need, candidates, goal, given=given, limits=limits)
        if wanted is None:
            assert found.is_beyond
            assert not found.is_exact
            continue
        assert found.is_exact
        assert set(found.places) == {*given, *wanted}, goal
        reach = join_reach(candidates[place].reach for place in found.places)
        assert found.is_enough == need.is_met(reach)
        assert found.open == need.open(reach)
        assert found == combine(need, candidates, goal, given=given, limits=limits)


def full(level: int = 2) -> Need:
    brief = Brief(SMALL.code, "All", (Group("Staff", level, 10),), standard=BUILT_IN[-1])
    return list_needs(SMALL, brief)[0]


def one_each(need: Need) -> list[Candidate]:
    return [
        Candidate(need.widen(item.mask, 0), 100, 60)
        for item in SMALL.competencies
        if item.level == need.level
    ]


def test_beyond_four_it_finds_a_set_and_does_not_call_it_exact() -> None:
    need = full()
    found = combine(need, one_each(need), Goal.SMALLEST)
    assert found.is_enough
    assert found.is_beyond
    assert not found.is_exact
    assert sorted(found.places) == list(range(6))


def test_beyond_four_a_larger_set_gives_way_to_a_smaller_one() -> None:
    need = full()
    small = one_each(need)
    pair = Candidate(small[0].reach | small[1].reach, 100, 60)
    found = combine(need, [*small, pair], Goal.SMALLEST)
    assert sorted(found.places) == [2, 3, 4, 5, 6]


def test_each_step_says_what_it_adds_and_together_they_add_everything() -> None:
    need = full()
    found = combine(need, one_each(need), Goal.SMALLEST)
    assert join_reach(step.added for step in found.steps) == need.mask
    assert sum(step.added.bit_count() for step in found.steps) == need.mask.bit_count()
    assert [demand for step in found.steps for demand in step.met] != []
    assert {demand.line.key for step in found.steps for demand in step.met} == {"AA", "BB"}


def test_where_nothing_suffices_the_nearest_reaches_all_that_can_be_reached() -> None:
    need = full()
    found = combine(need, one_each(need)[:3], Goal.CHEAPEST)
    assert not found.is_enough
    assert found.is_exact
    assert sorted(found.places) == [0, 1, 2]
    assert [demand.line.key for demand in found.open] == ["BB"]


def test_where_the_limit_is_too_low_the_nearest_stays_within_it() -> None:
    need = full()
    found = combine(need, one_each(need), Goal.CHEAPEST, limits=Limits(pence=250))
    assert not found.is_enough
    assert not found.is_exact
    assert not found.is_whole
    assert found.is_within
    assert len(found.places) == 2


def test_a_choice_beyond_the_limits_is_never_called_enough() -> None:
    need = full()
    whole = Candidate(need.widen(need.mask, 0), 300, 60)
    unstated = Candidate(whole.reach, None, 60)
    for given, limit in ((whole, 250), (unstated, 10**15)):
        limits = Limits(pence=limit)
        found = combine(need, [given], Goal.SMALLEST, given=(0,), limits=limits)
        assert found.places == (0,)
        assert found.open == ()
        assert not found.is_within
        assert not found.is_enough
    found = combine(need, [whole], Goal.SMALLEST, given=(0,), limits=Limits(pence=300))
    assert found.is_within
    assert found.is_enough


def test_no_clock_decides_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> float:
        raise AssertionError("A clock was read.")

    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        monkeypatch.setattr(time, name, forbidden)
        monkeypatch.setattr(time, f"{name}_ns", forbidden)
    need = full()
    first = combine(need, one_each(need), Goal.SMALLEST)
    assert first.is_beyond
    assert first == combine(need, one_each(need), Goal.SMALLEST)
    source = Path(covering.__file__).read_text() + Path(combination.__file__).read_text()
    assert "import time" not in source
    assert "from time" not in source


def test_without_any_candidate_the_set_is_empty_and_everything_is_open() -> None:
    need = full()
    found = combine(need, [], Goal.SHORTEST)
    assert found.places == ()
    assert found.open == need.demands


def test_a_price_that_is_not_stated_never_counts_as_cheap() -> None:
    need = full(1)
    reach = need.widen(need.mask, 0)
    stated, unstated = Candidate(reach, 10**12, 60), Candidate(reach, None, 60)
    assert combine(need, [unstated, stated], Goal.CHEAPEST).places == (1,)
    # The dearest price that the form takes, for the most people, of a dozen offers.
    dearest = MOST * 12 * 999_999 * 999_999_999
    assert Candidate(0, dearest, 0).weigh(Goal.CHEAPEST) < unstated.weigh(Goal.CHEAPEST)
    assert MOST * unstated.weigh(Goal.SMALLEST) >> 128 == MOST


def test_where_the_steps_run_out_the_answer_is_not_called_exact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(5)  # noqa: S311  # a test's lot, no secret
    brief = Brief(WM.code, "Half", (Group("Staff", 2, 10),), standard=HALF)
    need = list_needs(WM, brief)[0]
    members = [item.mask for item in WM.competencies if item.level == 2]
    many = [
        Candidate(need.widen(sum(chance.sample(members, 40)), 0), chance.randint(1, 10**6), 60)
        for _number in range(60)
    ]
    monkeypatch.setattr(combination, "EXACT_STEPS", 1)
    found = combine(need, many, Goal.SMALLEST)
    assert not found.is_exact
    assert not found.is_beyond
    assert found.is_enough
    monkeypatch.undo()
    exact = combine(need, many, Goal.SMALLEST)
    assert exact.is_exact
    assert len(exact.places) == 3


def test_additions_are_those_that_add_most() -> None:
    need = full()
    small = one_each(need)
    pair = Candidate(small[0].reach | small[1].reach, 100, 60)
    claims = [Claims(one.reach) for one in (*small, pair)]
    steps = list_additions(need, claims, claims[0], 3)
    assert [step.place for step in steps] == [1, 2, 3]
    steps = list_additions(need, claims, Claims(0), 2)
    assert [step.place for step in steps] == [6, 0]
    assert list_additions(need, claims, Claims(need.mask), 3) == ()


def test_an_addition_counts_a_claim_by_what_is_behind_it() -> None:
    need = full()
    first, second = (one.reach for one in one_each(need)[:2])
    half = Claims(0, ((500, first | second),))
    whole = Claims(first)
    assert [step.place for step in list_additions(need, [half, whole], Claims(0), 3)] == [0, 1]
    assert [step.place for step in list_additions(need, [half, whole], half, 3)] == [1]
    assert [step.added for step in list_additions(need, [half, whole], half, 3)] == [first]
    # What is there already at a lower weight adds only what it lacks.
    assert list_additions(need, [half], Claims(first | second), 3) == ()


def test_where_a_dozen_are_not_enough_the_nearest_is_a_dozen() -> None:
    brief = Brief(WM.code, "All", (Group("Staff", 2, 10),), standard=BUILT_IN[-1])
    need = list_needs(WM, brief)[0]
    members = [item.mask for item in WM.competencies if item.level == 2]
    found = combine(need, [Candidate(one, 0, 60) for one in members], Goal.SMALLEST)
    assert not found.is_enough
    assert found.is_beyond
    assert len(found.places) == MOST
