"""Bands, lines and sentences of the regional picture, on plain values."""

import random
from fractions import Fraction

import pytest

from pathways.domain.comparison.region import (
    Band,
    Region,
    band_of,
    count_bits,
    paint,
    sentence,
)
from tests.workbook.subjects import edition


def painted(offers: int = 40, leading: dict[int, int] | None = None, seed: int = 1) -> Region:
    """Return a picture with competencies in every band, and none at the end of the index."""
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    counts: list[int] = []
    backed: list[int] = []
    for _ in range(len(edition().competencies) - 30):
        treating = draw.choice((0, 1, 3, 9, offers))
        parts = sorted(draw.randint(0, treating) for _ in range(2))
        counts += [parts[0], parts[1] - parts[0], treating - parts[1]]
        backed.append(draw.choice((0, treating // 2, treating)))
    return paint(edition(), offers, counts, leading or {}, backed)


@pytest.mark.parametrize(
    ("treating", "offers", "band"),
    [
        (0, 0, "none"),
        (0, 500, "none"),
        (1, 1, "few"),
        (1, 3, "few"),
        (2, 3, "many"),
        (2, 6, "some"),
        (2, 20, "few"),
        (2, 19, "some"),
        (10, 100, "few"),
        (11, 100, "some"),
        (33, 99, "some"),
        (34, 99, "many"),
        (99, 99, "many"),
    ],
)
def test_a_band_is_a_share_of_what_is_published(treating: int, offers: int, band: str) -> None:
    assert band_of(treating, offers).value == band


def test_every_competency_stands_once_in_the_line_of_its_own_level() -> None:
    region = painted()
    codes = [i.competency.code for one in region.levels for i in one.part.items]
    assert sorted(codes) == sorted(edition().by_code)
    for one in region.levels:
        for line in one.lines:
            for item in line.part.items:
                assert item.competency.level == one.level.number
                assert item.competency.line_key == line.line.key
    assert [len(one.lines) for one in region.levels] == [6, 6, 6, 1]
    assert [key for key, _ in region.line_keys] == ["KA", "LA", "SE", "LE", "CH", "WB", "SP"]


def test_bands_add_up_and_the_least_treated_come_first() -> None:
    for one in painted().levels:
        assert sum(one.part.count(band) for band in Band) == one.part.total
        found = [item.pathways for item in one.part.least_first()]
        assert found == sorted(found)
        few = one.part.least_first(Band.FEW)
        assert len(few) == one.part.count(Band.FEW)
        assert {item.band for item in few} <= {Band.FEW}
        assert one.part.thin == one.part.count(Band.NONE) + len(few)


def test_what_is_claimed_and_what_is_backed_are_counted_apart() -> None:
    for one in painted().levels:
        for part in (one.part, *(line.part for line in one.lines)):
            assert part.claimed == sum(1 for item in part.items if item.pathways)
            assert part.backed == sum(1 for item in part.items if item.backed)
            lengths = {band: length for band, _start, length in part.bars}
            for band in Band:
                share = f"{100 * part.count(band) / part.total:.1f}%"
                assert lengths.get(band, "0.0%") == share


def test_shares_are_of_those_that_lead_to_the_level_or_above() -> None:
    leading = {1: 9, 2: 12, 3: 4, 4: 2}
    region = painted(27, leading)
    for one in region.levels:
        above = sum(count for level, count in leading.items() if level >= one.level.number)
        assert (one.leading, one.leading_above) == (leading[one.level.number], above)
        for item in one.part.items:
            share = Fraction(item.pathways, above)
            if not item.pathways:
                word = "none"
            elif item.pathways == 1 or share <= Fraction(1, 10):
                word = "few"
            else:
                word = "some" if share <= Fraction(1, 3) else "many"
            assert item.band.value == word
    # Where nobody leads there, shares are of all.
    region = painted(27, {1: 27})
    assert [one.leading_above for one in region.levels] == [27, 0, 0, 0]
    assert {item.band for item in region.levels[3].part.items if item.pathways == 27} <= {Band.MANY}


def test_the_thinnest_line_has_the_largest_share_that_nobody_treats() -> None:
    for seed in range(30):
        region = painted(seed=seed)
        assert region.thinnest is not None
        level, line = region.thinnest
        shares = {
            (one.level.number, other.line.key): Fraction(
                sum(1 for item in other.part.items if not item.pathways), other.part.total
            )
            for one in region.levels
            for other in one.lines
        }
        assert shares[level.level.number, line.line.key] == max(shares.values())
    everything = paint(edition(), 3, [1] * 3 * 419, {})
    assert everything.thinnest is None
    assert everything.is_scarce
    assert not painted(10).is_scarce


def test_bits_are_counted_one_by_one() -> None:
    draw = random.Random(4)  # noqa: S311  # a test's lot, no secret
    masks = [draw.getrandbits(40) & draw.getrandbits(40) for _ in range(300)]
    assert count_bits(masks, 40) == [sum(mask >> bit & 1 for mask in masks) for bit in range(40)]
    assert count_bits([], 3) == [0, 0, 0]


def test_what_was_never_counted_is_treated_by_none() -> None:
    region = paint(edition(), 0, (), {})
    assert all(item.band is Band.NONE for one in region.levels for item in one.part.items)
    assert region.levels[1].sentence == (
        "153 of 153 competencies at Trauma Informed are treated by no published pathway."
    )


@pytest.mark.parametrize(
    ("total", "none", "few", "unbacked", "words"),
    [
        (153, 3, 0, 0, "3 of 153 competencies at Aware are treated by no published pathway."),
        (
            153,
            1,
            5,
            2,
            "1 of 153 competencies at Aware is treated by no published pathway, 5 by few. "
            "2 are claimed, and backed by none.",
        ),
        (153, 0, 0, 0, "All 153 competencies at Aware are treated by some published pathway."),
        (
            1,
            0,
            1,
            1,
            "The one competency at Aware is treated by some published pathway, 1 by few. "
            "1 is claimed, and backed by none.",
        ),
        (1, 1, 0, 0, "1 of 1 competency at Aware is treated by no published pathway."),
    ],
)
def test_a_level_is_put_into_one_sentence(
    total: int, none: int, few: int, unbacked: int, words: str
) -> None:
    assert sentence("Aware", total, none, few, unbacked) == words
