"""What a buyer pays, by examples and against a second reading that fills runs one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.domain.need.costs import Cost, Price, cost_of
from tests.plain_costs import NOT_KNOWN, plain_cost

PRICES = st.builds(
    Price,
    pence=st.one_of(st.none(), st.integers(0, 100), st.integers(0, 5_000_00)),
    basis=st.sampled_from(["", "person", "group"]),
    vat=st.sampled_from(["", "included", "added", "exempt"]),
    group_min=st.integers(0, 30),
    group_max=st.integers(0, 30),
)


@given(PRICES, st.integers(0, 300), st.sampled_from([0, 5, 17, 20, 25]), st.booleans())
def test_a_cost_is_what_a_second_reading_counts(
    price: Price, people: int, percent: int, is_reclaimed: bool
) -> None:
    assert cost_of(price, people, percent, is_reclaimed) == plain_cost(
        price, people, percent, is_reclaimed
    )


@given(PRICES, st.integers(0, 300), st.integers(0, 300), st.booleans())
def test_together_takes_no_more_places_than_apart(
    price: Price, one: int, other: int, is_reclaimed: bool
) -> None:
    together = cost_of(price, one + other, 20, is_reclaimed)
    apart = [cost_of(price, people, 20, is_reclaimed) for people in (one, other)]
    assert together.billed <= sum(cost.billed for cost in apart)
    if together.runs is not None:
        assert together.runs <= sum(cost.runs or 0 for cost in apart)


@pytest.mark.parametrize(
    ("price", "people", "wanted"),
    [
        # Eighteen leaders at £640 a person: VAT comes on top.
        (Price(640_00, "person", "added"), 18, (11_520_00, 2_304_00, 13_824_00, None, 18)),
        # Twenty-four people, at most sixteen a run at £3,120.
        (Price(3_120_00, "group", "added", 8, 16), 24, (6_240_00, 1_248_00, 7_488_00, 2, 24)),
        # Four people on a course for eight to fourteen: eight are paid for.
        (Price(640_00, "person", "added", 8, 14), 4, (5_120_00, 1_024_00, 6_144_00, 1, 8)),
        # Twenty-five people in runs of twenty to twenty-four: two runs, forty places.
        (Price(10_00, "person", "exempt", 20, 24), 25, (400_00, 0, 400_00, 2, 40)),
        # A smallest group above the largest is not stated.
        (Price(10_00, "person", "exempt", 30, 12), 4, (40_00, 0, 40_00, 1, 4)),
        # Without a largest group there is at least one run; how many is not claimed.
        (Price(10_00, "person", "exempt", 8, 0), 4, (80_00, 0, 80_00, None, 8)),
        (Price(99_99, "person", "included"), 1, (83_33, 16_66, 99_99, None, 1)),
        # Half a penny is one: a fifth of 3 p is 0.6 p, a fifth of 2 p is 0.4 p.
        (Price(3, "person", "added"), 1, (3, 1, 4, None, 1)),
        (Price(2, "person", "added"), 1, (2, 0, 2, None, 1)),
        # Free is free, whatever is said of VAT or people.
        (Price(0, "", ""), 40, (0, 0, 0, None, 40)),
        (Price(0, "group", "added", 8, 10), 4, (0, 0, 0, 1, 8)),
    ],
)
def test_what_is_paid(
    price: Price, people: int, wanted: tuple[int, int, int, int | None, int]
) -> None:
    net, vat, pays, runs, billed = wanted
    assert cost_of(price, people, 20, False) == Cost(net, vat, pays, pays, runs, billed)


def test_who_reclaims_vat_pays_the_price_before_it() -> None:
    added, included = Price(120_00, "person", "added"), Price(120_00, "person", "included")
    assert cost_of(added, 2, 20, True)[:4] == (240_00, 48_00, 240_00, 240_00)
    assert cost_of(included, 2, 20, True)[:4] == (200_00, 40_00, 200_00, 200_00)
    assert cost_of(included, 2, 20, False)[:4] == (200_00, 40_00, 240_00, 240_00)


def test_vat_not_stated_is_not_known_and_at_most_on_top() -> None:
    price = Price(100_00, "person", "")
    assert cost_of(price, 3, 20, False)[:4] == (None, None, None, 360_00)
    assert cost_of(price, 3, 20, True)[:4] == (None, None, None, 300_00)


@pytest.mark.parametrize(
    "price",
    [
        Price(None, "person", "added", 8, 16),
        Price(None, "group", "exempt", 8, 16),
        Price(100_00, "", "added", 8, 16),  # for whom is not stated
        Price(100_00, "group", "added", 8, 0),  # for how many is not stated
    ],
)
def test_a_price_that_cannot_be_told_is_never_nothing(price: Price) -> None:
    cost = cost_of(price, 4, 20, False)
    assert cost[:4] == NOT_KNOWN
    assert cost.billed == 8


def test_nobody_pays_nothing() -> None:
    for price in (Price(None), Price(100_00, "group", "", 8, 16)):
        assert cost_of(price, 0, 20, False) == Cost(0, 0, 0, 0, 0, 0)


def test_a_million_people_to_the_penny() -> None:
    price = Price(99_99, "person", "added", 8, 16)
    cost = cost_of(price, 1_000_001, 20, False)
    assert cost == Cost(
        9_999_009_999, 1_999_802_000, 11_998_811_999, 11_998_811_999, 62_501, 1_000_001
    )
