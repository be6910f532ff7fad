"""Demands of depth: when each is met, and the sentences that say so."""

import pytest

from pathways.domain.rule.depth import Depth, DepthCounts, explain_depth, find_depth

EVERY = Depth(True, True, 12, 300, 50, 20)


def reasons(depth: Depth, counts: tuple[int, ...]) -> list[tuple[bool, str]]:
    return [(one.is_met, one.reason) for one in find_depth(depth, DepthCounts(*counts))]


@pytest.mark.parametrize(
    ("minutes", "is_met", "said"),
    [
        (300, True, "12 an hour; at most 12 are asked for."),
        (299, False, "More than 12 an hour; at most 12 are asked for."),
        (297, False, "12.1 an hour; at most 12 are asked for."),
        (0, False, "No length is stated; at most 12 an hour are asked for."),
    ],
)
def test_a_rate_that_rounds_to_what_is_asked_is_told_from_it(
    minutes: int, is_met: bool, said: str
) -> None:
    assert reasons(Depth(rate=12), (minutes, 60, 0, 0, 0, 0)) == [(is_met, said)]


def test_one_is_told_as_one() -> None:
    one = Depth(True, True, 1, 60, 50, 20)
    assert explain_depth(one)[2] == "At most 1 competency an hour."
    assert reasons(one, (60, 1, 1, 1, 1, 0)) == [
        (True, "1 of 1 claim is backed; all are asked to be."),
        (True, "1 of 1 has a note of its own; all are asked to."),
        (True, "1 an hour; at most 1 is asked for."),
        (True, "1 h of taught time; 1 h asked for."),
        (True, "1 of 1 is developed; 50% are asked to be."),
        (False, "0 of 1 is assessed; 20% are asked to be."),
    ]
    assert [said for _met, said in reasons(one, (0, 5, 1, 1, 0, 1))] == [
        "1 of 5 claims is backed; all are asked to be.",
        "1 of 5 has a note of its own; all are asked to.",
        "No length is stated; at most 1 an hour is asked for.",
        "No length is stated; 1 h asked for.",
        "0 of 5 are developed; 50% are asked to be.",
        "1 of 5 is assessed; 20% are asked to be.",
    ]


def test_where_nothing_is_claimed_nothing_is_behind_it() -> None:
    assert reasons(EVERY, (600, 0, 0, 0, 0, 0)) == [
        (False, "None is claimed, so none is backed."),
        (False, "None is claimed, so none has a note of its own."),
        (True, "0 an hour; at most 12 are asked for."),
        (True, "10 h of taught time; 5 h asked for."),
        (False, "None is claimed, so none is developed."),
        (False, "None is claimed, so none is assessed."),
    ]
