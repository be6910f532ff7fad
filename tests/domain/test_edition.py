"""Editions: lines, bit sets, codes and lasting identifiers."""

import uuid
from typing import Any

import pytest

from pathways.domain.framework.edition import build_edition, place_of
from pathways.domain.framework.verbs import Verb
from tests.domain.samples import (
    FACTS,
    ROWS,
    SMALL,
    SMALL_CODES,
    SMALL_FACTS,
    WM,
    codes_of,
    small_rows,
)

THEMES = ["KA", "LA", "SE", "LE", "CH", "WB"]
# Knowledge and skills of each theme at levels 1, 2 and 3, as the domain page counts them.
COUNTS = {
    1: [(19, 5), (8, 6), (16, 10), (11, 7), (19, 5), (15, 10)],
    2: [(20, 7), (7, 9), (20, 12), (13, 10), (15, 7), (20, 13)],
    3: [(15, 8), (6, 6), (13, 16), (12, 10), (9, 6), (12, 5)],
}


def test_the_edition_holds_419_competencies_in_printed_order() -> None:
    assert len(WM.competencies) == 419
    assert [item.code for item in WM.competencies] == [row["code"] for row in ROWS]
    assert WM.all_mask.bit_count() == 419


def test_levels_divide_the_competencies_as_counted() -> None:
    assert {number: mask.bit_count() for number, mask in WM.level_masks.items()} == {
        1: 131,
        2: 153,
        3: 118,
        4: 17,
    }


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_level_with_themes_has_a_line_for_each_theme_at_that_level(level: int) -> None:
    lines = WM.lines(level)
    assert [line.key for line in lines] == THEMES
    assert not any(line.is_specialist for line in lines)
    assert [tuple((code, mask.bit_count()) for code, mask in line.strands) for line in lines] == [
        (("K", knowledge), ("S", skills)) for knowledge, skills in COUNTS[level]
    ]
    for line in lines:
        assert {(item.level, item.theme) for item in WM.members(line.mask)} == {(level, line.key)}
        assert line.levels == ((level, line.mask),)


def test_level_4_has_the_specialist_features_and_each_theme_over_the_levels_below() -> None:
    features, *themes = WM.lines(4)
    assert (features.key, features.name, features.total) == ("SP", "Specialist features", 17)
    assert features.is_specialist
    assert features.strands == ()
    assert [line.key for line in themes] == THEMES
    assert [line.total for line in themes] == [74, 42, 87, 63, 61, 75]
    for line in themes:
        assert [(number, mask.bit_count()) for number, mask in line.levels] == [
            (level, sum(COUNTS[level][THEMES.index(line.key)])) for level in (1, 2, 3)
        ]


def test_the_lines_of_a_target_level_share_no_competency() -> None:
    for level, total in ((1, 131), (2, 153), (3, 118), (4, 419)):
        masks = [line.mask for line in WM.lines(level)]
        together = 0
        for mask in masks:
            assert not together & mask
            together |= mask
        assert together.bit_count() == sum(line.total for line in WM.lines(level)) == total


def test_a_line_carries_the_name_of_its_theme_long_and_short() -> None:
    assert [(line.name, line.short_name) for line in SMALL.lines(1)] == [
        ("Apples and Pears", "Apples"),
        ("Beans and Peas", "Beans"),
    ]


def test_lines_of_a_level_that_the_edition_does_not_have_are_an_error() -> None:
    with pytest.raises(KeyError):
        SMALL.lines(4)


def test_a_theme_without_competencies_at_a_level_is_no_line() -> None:
    edition = build_edition(SMALL_FACTS, small_rows(("L1-AA-K01", "L2-BB-K01")))
    assert [line.key for line in edition.lines(1)] == ["AA"]


def test_the_level_below_is_the_next_in_the_edition() -> None:
    assert [WM.level_below(number) for number in (1, 2, 3, 4)] == [0, 1, 2, 3]
    levels = [{"number": number, "name": "Name"} for number in (5, 2)]
    edition = build_edition(SMALL_FACTS | {"levels": levels}, [])
    assert edition.level_below(5) == 2
    with pytest.raises(KeyError):
        edition.level_below(3)


def test_bit_sets_hold_the_stored_bits_and_give_back_printed_order() -> None:
    assert SMALL.mask(["L1-AA-K01", "L3-SP-03"]) == 1 << 13 | 1
    assert codes_of(SMALL, 1 << 13 | 1) == ["L1-AA-K01", "L3-SP-03"]
    assert codes_of(SMALL, SMALL.mask(reversed(SMALL_CODES))) == list(SMALL_CODES)
    assert SMALL.mask([]) == 0
    assert SMALL.members(0) == ()
    assert SMALL.by_code["L3-SP-03"].mask == 1


def test_the_bit_set_of_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        SMALL.mask(["L9-AA-K01"])


def test_a_competency_is_identified_by_edition_and_code_for_good() -> None:
    namespace = uuid.UUID("b0fad8bb-2913-4c92-b826-d8c281c1a879")
    assert WM.identifier("L1-KA-K01") == uuid.uuid5(namespace, "wm-tif-2024/L1-KA-K01")
    assert len({WM.identifier(code) for code in WM.by_code}) == 419
    renamed = build_edition(FACTS | {"code": "another"}, ROWS)
    assert renamed.identifier("L1-KA-K01") != WM.identifier("L1-KA-K01")


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("L1-KA-K01", (1, "KA", "K")),
        ("L3-WB-S05", (3, "WB", "S")),
        ("L12-ABC-K123", (12, "ABC", "K")),
        ("L4-SP-01", (4, None, None)),
    ],
)
def test_a_code_names_level_theme_and_strand(
    code: str, place: tuple[int, str | None, str | None]
) -> None:
    assert place_of(code) == place


@pytest.mark.parametrize(
    "text",
    ["", "L1", "L1-KA", "L1-KA-", "L1-KA-01", "L1-KA-K", "KA-K01", "Lx-KA-K01", "l1-ka-k01"]
    + ["L1-KA-K01-2", " L1-KA-K01", "L1-KA-K01\n", "L4-SP-", "L4-SP-K01", "L\u0661-KA-K01"],
)
def test_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a competency code"):
        place_of(text)


def test_a_competency_is_judged_by_its_theme_or_by_the_specialist_features() -> None:
    assert WM.by_code["L2-SE-K03"].line_key == "SE"
    assert WM.by_code["L4-SP-17"].line_key == "SP"


def test_an_edition_is_built_from_the_facts_of_its_index() -> None:
    assert WM.code == "wm-tif-2024"
    assert WM.by_level[4].name == "Trauma Specialist"
    assert list(WM.by_theme) == THEMES
    assert [strand.short_name for strand in WM.strands] == ["Knowledge", "Skills"]
    assert len(WM.principles) == 7
    for name in ("title", "publisher", "published", "licence", "licence_url", "attribution"):
        assert getattr(WM, name) == FACTS[name]
    row = {"code": "L1-AA-K01", "bit": "3", "label": "Name apples"}
    scoped = row | {"scope_note": "Sorts and seasons", "printed_again": "L1-AA-K09"}
    (plain,) = build_edition(SMALL_FACTS, [row]).competencies
    (noted,) = build_edition(SMALL_FACTS, [scoped]).competencies
    assert (plain.label, plain.scope_note, plain.printed_again) == ("Name apples", "", "")
    assert (noted.bit, noted.scope_note) == (3, "Sorts and seasons")
    assert noted.printed_again == "L1-AA-K09"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": "L1-AA-K01"}, "stands twice"),
        ({"bit": "13"}, "cannot have bit 13"),
        ({"bit": "-1"}, "cannot have bit -1"),
        ({"code": "L9-AA-K01"}, "has no place"),
        ({"code": "L1-ZZ-K01"}, "has no place"),
        ({"code": "L1-AA-Z01"}, "has no place"),
    ],
)
def test_an_index_that_would_be_counted_wrongly_is_refused(
    change: dict[str, Any], message: str
) -> None:
    rows = small_rows()
    rows[1] |= change
    with pytest.raises(ValueError, match=message):
        build_edition(SMALL_FACTS, rows)


def test_a_competency_asks_what_its_row_says_and_nothing_where_an_index_of_before_is_silent() -> (
    None
):
    silent, asking = small_rows()[:2]
    asking["verb"] = "knows_how"
    first, second = build_edition(SMALL_FACTS, [silent, asking]).competencies
    assert first.verb is None
    assert second.verb is Verb.KNOWS_HOW
    asking["verb"] = "feels"
    with pytest.raises(ValueError, match="feels"):
        build_edition(SMALL_FACTS, [silent, asking])


def _twin(first: str, second: str, kind: str = "near") -> dict[str, str]:
    return {"first": first, "second": second, "kind": kind, "reason": "Both are of apples"}


def test_twins_are_found_from_either_side_the_closest_first() -> None:
    a, b, c = SMALL_CODES[:3]
    facts = SMALL_FACTS | {"twins": [_twin(a, b), _twin(c, a, "same")]}
    edition = build_edition(facts, small_rows())
    assert [twin.beside(a) for twin in edition.twins_of[a]] == [c, b]
    assert [twin.beside(b) for twin in edition.twins_of[b]] == [a]
    assert SMALL_CODES[3] not in edition.twins_of
    assert build_edition(SMALL_FACTS, small_rows()).twins == ()


def test_only_twins_that_say_nearly_the_same_count_as_the_same_and_only_among_those_asked() -> None:
    a, b, c = SMALL_CODES[:3]
    facts = SMALL_FACTS | {"twins": [_twin(a, b), _twin(a, c, "same")]}
    edition = build_edition(facts, small_rows())
    assert [twin.beside(a) for twin in edition.same_as(a, {a, b, c})] == [c]
    assert edition.same_as(a, {a, b}) == ()
    assert edition.same_as(b, {a, b, c}) == ()


@pytest.mark.parametrize(
    "twins",
    [
        [_twin("L1-AA-K01", "L1-AA-K99")],
        [_twin("L1-AA-K01", "L1-AA-K01")],
        [_twin("L1-AA-K01", "L1-AA-K02"), _twin("L1-AA-K02", "L1-AA-K01", "same")],
        [_twin("L1-AA-K01", "L1-AA-K02", "alike")],
    ],
    ids=["unknown", "itself", "twice", "kind"],
)
def test_an_index_with_twins_that_are_none_is_refused(twins: list[dict[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"cannot be twins|alike"):
        build_edition(SMALL_FACTS | {"twins": twins}, small_rows())
