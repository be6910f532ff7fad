"""Observations: each is made where it holds, not one step before, and none fails a pathway."""

import pytest

from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent, judge
from pathways.domain.pathway.observations import Observation, Thresholds, observe
from pathways.domain.pathway.treatment import Treatment
from tests.domain.samples import SMALL, SMALL_CODES, WM, module


def observed(
    kind: str, *modules: Module, thresholds: Thresholds | None = None
) -> list[Observation]:
    """Observations of one kind on a pathway of the small edition."""
    content = PathwayContent("small", "Fruit", 2, modules=modules)
    return [item for item in observe(SMALL, content, thresholds) if item.kind == kind]


def test_a_pathway_in_good_order_has_none() -> None:
    mapping = Mapping("L2-AA-K01", Treatment.ASSESSED, "Handout", ("o1",))
    one = module(1, outcomes=(Outcome("o1", "Name it"),), mappings=(mapping,))
    assert observe(SMALL, PathwayContent("small", "Fruit", 2, modules=(one,))) == ()


def test_a_pathway_without_modules_has_none() -> None:
    assert observe(SMALL, PathwayContent("small", "Fruit", 2)) == ()


def test_a_module_with_no_mapping_is_named() -> None:
    (found,) = observed("unmapped-module", module(1, "L2-AA-K01:A"), module(2))
    assert found == Observation("unmapped-module", "Module 2 treats no competency yet.", 2)


def test_an_outcome_that_reaches_nothing_is_named() -> None:
    outcomes = (Outcome("o1", "Name it"), Outcome("o2", "Peel it"))
    mapping = Mapping("L2-AA-K01", Treatment.ASSESSED, "Handout", ("o1",))
    found = observed("idle-outcome", module(1, outcomes=outcomes, mappings=(mapping,)))
    assert [(item.text, item.module) for item in found] == [
        ("Outcome 2 of module 1 is linked to no competency.", 1)
    ]


def test_an_outcome_is_not_reached_by_the_mappings_of_another_module() -> None:
    mapping = Mapping("L2-AA-K01", Treatment.ASSESSED, "Handout", ("o1",))
    first = module(1, outcomes=(Outcome("o1", "Name it"),), mappings=(mapping,))
    second = module(2, outcomes=(Outcome("o1", "Name it"),))
    assert [item.module for item in observed("idle-outcome", first, second)] == [2]


def test_competencies_introduced_but_never_assessed_are_listed() -> None:
    (found,) = observed(
        "never-assessed",
        module(1, "L2-BB-K01:I L2-AA-K01:I L2-AA-K02:I L2-BB-S01:D"),
        module(2, "L2-AA-K02:A L2-BB-K01:D"),
    )
    assert found.codes == ("L2-AA-K01", "L2-BB-K01")
    assert found.text == "Two competencies are introduced but never assessed."
    assert found.module == 0


def test_one_competency_introduced_but_never_assessed_is_said_in_the_singular() -> None:
    (found,) = observed("never-assessed", module(1, "L2-AA-K01:I"))
    assert found.text == "One competency is introduced but never assessed."


def test_nothing_is_said_where_all_that_is_introduced_is_assessed_elsewhere() -> None:
    assert not observed("never-assessed", module(1, "L2-AA-K01:I"), module(2, "L2-AA-K01:A"))


def test_over_half_resting_on_one_module_of_three_is_said() -> None:
    modules = (
        module(1, "L2-BB-K01:A"),
        module(2, "L2-AA-K01:A L2-AA-K02:A L2-AA-S01:A L2-BB-K01:A"),
        module(3, "L2-BB-S01:A"),
    )
    (found,) = observed("rests-on-one-module", *modules)
    assert found.module == 2
    assert found.text == "3 of the 5 competencies reached rest on module 2 alone."


def test_half_is_not_over_half() -> None:
    modules = (
        module(1, "L2-BB-K01:A"),
        module(2, "L2-AA-K01:A L2-AA-K02:A"),
        module(3, "L2-BB-S01:A"),
    )
    assert not observed("rests-on-one-module", *modules)


def test_what_a_third_module_shares_with_two_others_rests_on_none_alone() -> None:
    shared = "L2-AA-K01:A L2-AA-K02:A L2-AA-S01:A"
    assert not observed("rests-on-one-module", *(module(n, shared) for n in (1, 2, 3)))


def test_a_pathway_of_two_modules_may_rest_on_one() -> None:
    modules = (module(1, "L2-AA-K01:A L2-AA-K02:A L2-AA-S01:A"), module(2, "L2-BB-K01:A"))
    assert not observed("rests-on-one-module", *modules)
    assert observed("rests-on-one-module", *modules, module(3))


def treating(count: int, minutes: int) -> Module:
    """A module that assesses the first `count` competencies of the small edition."""
    return module(1, " ".join(f"{code}:A" for code in SMALL_CODES[:count]), minutes=minutes)


@pytest.mark.parametrize(
    ("count", "minutes", "is_crowded"),
    [(12, 60, False), (13, 60, True), (12, 59, True), (6, 30, False), (7, 30, True)],
)
def test_more_than_twelve_competencies_an_hour_in_a_module_is_said(
    count: int, minutes: int, is_crowded: bool
) -> None:
    assert bool(observed("crowded", treating(count, minutes))) is is_crowded


def test_the_rate_is_said_with_its_figures() -> None:
    (found,) = observed("crowded", treating(13, 60))
    assert found.text == "Module 1 treats 13 competencies in 60 minutes: more than 12 an hour."
    assert found.module == 1


def test_minutes_that_are_not_stated_are_no_rate() -> None:
    assert not observed("crowded", treating(13, 0))


def test_competencies_are_counted_once_for_the_rate() -> None:
    twice = module(1, " ".join(["L2-AA-K01:A"] * 13))
    assert not observed("crowded", twice)


def test_mappings_without_an_evidence_note_are_listed() -> None:
    mappings = (
        Mapping("L2-AA-K01", Treatment.ASSESSED, " \n"),
        Mapping("L2-AA-K02", Treatment.ASSESSED, "Handout"),
        Mapping("L2-AA-S01", Treatment.ASSESSED),
    )
    (found,) = observed("no-evidence", module(1, mappings=mappings), module(2, "L2-BB-K01:A"))
    assert found.codes == ("L2-AA-K01", "L2-AA-S01")
    assert found.text == "Module 1 has no evidence note for two competencies."
    assert found.module == 1


def test_thresholds_are_settings() -> None:
    two, one = module(1, "L2-AA-K01:A L2-AA-K02:A"), module(2, "L2-BB-K01:A")
    assert observed("crowded", two, thresholds=Thresholds(rate=1))
    assert observed("rests-on-one-module", two, one, thresholds=Thresholds(modules=2))
    assert not observed("rests-on-one-module", two, one, thresholds=Thresholds(70, 70, 2))


def test_observations_come_in_a_fixed_order_of_kinds() -> None:
    bare = Mapping("L2-AA-K01", Treatment.INTRODUCED)
    extra = (Mapping(code, Treatment.INTRODUCED) for code in SMALL_CODES[:3])
    first = module(1, outcomes=(Outcome("o1", "Name it"),), mappings=(bare, *extra), minutes=5)
    content = PathwayContent("small", "Fruit", 2, modules=(first, module(2), module(3)))
    assert [item.kind for item in observe(SMALL, content)] == [
        "unmapped-module",
        "unmapped-module",
        "idle-outcome",
        "never-assessed",
        "rests-on-one-module",
        "crowded",
        "no-evidence",
    ]


def test_observations_never_fail_a_pathway() -> None:
    codes = [line.mask & -line.mask for line in WM.lines(2)]
    mappings = tuple(
        Mapping(item.code, Treatment.INTRODUCED) for mask in codes for item in WM.members(mask)
    )
    content = PathwayContent(
        "wm-tif-2024", "Quick", 2, modules=(Module("m1", "All", minutes=5, mappings=mappings),)
    )
    assert observe(WM, content)
    assert judge(WM, content).is_met
