"""Every way to look like more is named, and its honest twin is in good order."""

import pytest

from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.offer import summarise
from tests.domain.samples import WM
from tests.inflation import Twins, list_twins

TWINS = [(level, twins) for level in WM.by_level for twins in list_twins(WM, level)]
EACH = pytest.mark.parametrize(
    "twins", [twins for _level, twins in TWINS], ids=[f"{key}-{twins.key}" for key, twins in TWINS]
)


def test_there_are_twelve_ways() -> None:
    assert {twins.inflation.number for _level, twins in TWINS} == set(range(1, 13))


@EACH
def test_an_inflated_course_is_named_by_its_kind_and_its_twin_by_none(twins: Twins) -> None:
    inflated, honest = (measure(WM, content) for content in (twins.inflated, twins.honest))
    kinds = [caution.kind for caution in inflated.cautions]
    assert kinds[0] is twins.inflation.first
    assert set(kinds) == {twins.inflation.first, twins.inflation.kind}
    assert honest.cautions == ()
    assert honest.proportion.backed == honest.proportion.claimed > 0


@EACH
def test_twins_are_alike_in_what_is_bought(twins: Twins) -> None:
    assert twins.inflated.details == twins.honest.details
    assert twins.inflated.target_level == twins.honest.target_level
    assert twins.inflated.title < twins.honest.title


@EACH
def test_sorted_by_fit_no_inflated_course_stands_above_its_twin(twins: Twins) -> None:
    inflated, honest = (summarise(WM, content) for content in (twins.inflated, twins.honest))
    assert honest.fit_key < inflated.fit_key
