"""Offers side by side: the numbers of coverage, and what is in all, in some and in none."""

import json
from dataclasses import replace
from itertools import product

import pytest

from pathways.domain.comparison.comparison import (
    ComparedCompetency,
    Comparison,
    Offer,
    Spread,
    compare_offers,
)
from pathways.domain.pathway.content import Module, PathwayContent, judge
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import BALANCED, BUILT_IN, FRAMEWORK_MINIMUM
from tests.domain.samples import INDEX, SMALL, WM, codes_of, module

FOLDER = INDEX.parent / "demonstration"
DEMONSTRATION = tuple(
    Offer(path.stem, plain["title"], "", PathwayContent.from_plain(plain))
    for path in sorted(FOLDER.glob("*.json"))
    for plain in [json.loads(path.read_text(encoding="utf-8"))]
)
ALIKE = [item for item in DEMONSTRATION if item.content.target_level == 2]


def offer(name: str, *modules: Module, level: int = 1, entry: int | None = None) -> Offer:
    """An offer of the small edition."""
    content = PathwayContent("small", name, level, entry, modules=modules)
    return Offer(name, name, f"Provider of {name}", content)


def by_code(comparison: Comparison) -> dict[str, ComparedCompetency]:
    """The competencies of all lines by code."""
    return {item.competency.code: item for item in comparison.competencies}


FIRST = offer("first", module(1, "L1-AA-K01:I L1-BB-K01:D"), module(2, "L1-AA-K01:A"))
SECOND = offer("second", module(1, "L1-AA-K01:A L1-AA-S01:I L2-BB-K01:I"))


def test_each_offer_has_the_report_that_it_has_alone() -> None:
    for standard, count in product(BUILT_IN, (2, 6)):
        found = compare_offers(WM, DEMONSTRATION[:count], None, standard)
        assert [item.letter for item in found.offers] == list("ABCDEF")[:count]
        for item in found.offers:
            assert item.report == judge(WM, item.offer.content, standard)


def test_a_competency_carries_its_highest_treatment_and_who_treats_it() -> None:
    found = by_code(compare_offers(SMALL, [FIRST, SECOND]))
    both = found["L1-AA-K01"]
    assert both.treatments == (Treatment.ASSESSED, Treatment.ASSESSED)
    assert (both.spread, both.letters, both.is_different) == (Spread.ALL, ("A", "B"), False)
    one = found["L1-BB-K01"]
    assert one.treatments == (Treatment.DEVELOPED, None)
    assert (one.spread, one.letters, one.is_different) == (Spread.SOME, ("A",), True)
    neither = found["L1-BB-S01"]
    assert (neither.spread, neither.letters, neither.is_different) == (Spread.NONE, (), False)


def test_the_highest_treatment_is_that_of_any_module_in_whatever_order() -> None:
    turned = offer("turned", module(1, "L1-AA-K01:A"), module(2, "L1-AA-K01:I L1-BB-K01:D"))
    found = by_code(compare_offers(SMALL, [FIRST, turned]))
    assert found["L1-AA-K01"].treatments == (Treatment.ASSESSED, Treatment.ASSESSED)


def test_what_no_line_judges_is_listed_apart() -> None:
    found = compare_offers(SMALL, [FIRST, SECOND])
    assert [item.competency.code for item in found.others] == ["L2-BB-K01"]
    assert "L2-BB-K01" not in by_code(found)


def test_what_stands_in_one_offer_only() -> None:
    found = compare_offers(SMALL, [FIRST, SECOND])
    assert [codes_of(SMALL, item.only_mask) for item in found.offers] == [
        ["L1-BB-K01"],
        ["L1-AA-S01"],
    ]


@pytest.mark.parametrize("level", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("offers", [DEMONSTRATION[:6], DEMONSTRATION[3:5], ALIKE], ids=len)
def test_the_rows_add_up_to_what_coverage_counts(
    offers: tuple[Offer, ...], level: int | None
) -> None:
    found = compare_offers(WM, offers, level)
    rows = by_code(found)
    assert len(rows) == len(found.competencies) == found.mask.bit_count()
    for place, item in enumerate(found.offers):
        for line in found.lines:
            cell = line.cells[place]
            if cell is None:
                continue
            members = [rows[code].treatments[place] for code in codes_of(WM, cell.line.mask)]
            assert members.count(Treatment.INTRODUCED) == cell.introduced
            assert members.count(Treatment.DEVELOPED) == cell.developed
            assert members.count(Treatment.ASSESSED) == cell.assessed
        assert [c for line in found.lines if (c := line.cells[place])] == list(item.report.lines)
    for spread in Spread:
        assert codes_of(WM, found.of_spread(spread)) == [
            code for code, row in rows.items() if row.spread is spread
        ]
    if found.level is not None:
        assert found.join(found.offers).reached == found.reached_mask.bit_count()


def test_offers_of_one_level_are_judged_there_and_others_each_at_its_own() -> None:
    assert compare_offers(WM, ALIKE).level == WM.by_level[2]
    mixed = compare_offers(WM, DEMONSTRATION[:3])
    assert mixed.level is None
    assert all(item.is_at_own_level for item in mixed.offers)
    chosen = compare_offers(WM, DEMONSTRATION[:3], 2)
    assert chosen.level == WM.by_level[2]
    assert [item.is_at_own_level for item in chosen.offers] == [
        item.content.target_level == 2 for item in DEMONSTRATION[:3]
    ]
    with pytest.raises(ValueError, match="cannot be joined"):
        mixed.join(mixed.offers)


def test_a_line_stands_empty_for_an_offer_that_is_not_judged_by_it() -> None:
    above = offer("above", module(1, "L3-SP-01:I"), level=3)
    found = compare_offers(SMALL, [FIRST, above])
    assert [line.key for line in found.lines] == ["SP", "AA", "BB"]
    features = found.lines[0]
    assert features.cells[0] is None
    assert features.is_different
    # The theme holds what either of them is judged by.
    assert [item.competency.code for item in found.lines[1].competencies] == [
        code for code in codes_of(SMALL, SMALL.all_mask) if "-AA-" in code
    ]


def test_entry_counts_only_at_the_own_level() -> None:
    entry = offer("entry", module(1, "L3-SP-01:A"), level=3, entry=2)
    plain = offer("plain", module(1, "L3-SP-01:A"), level=3)
    at_own = compare_offers(SMALL, [entry, plain])
    assert [item.report.is_met for item in at_own.offers] == [True, False]
    # Whoever takes both must bring what the first asks.
    assert at_own.join(at_own.offers).entry_level == 2
    assert at_own.join(at_own.offers[1:]).entry_level is None
    lower = replace(entry, content=replace(entry.content, target_level=2, entry_level=2))
    assert compare_offers(SMALL, [lower, plain], 3).offers[0].report.entry_level is None


def test_the_same_offer_twice_differs_in_nothing() -> None:
    found = compare_offers(SMALL, [FIRST, replace(FIRST, id="again")], None, BALANCED)
    assert not any(line.is_different for line in found.lines)
    assert found.of_spread(Spread.SOME) == 0
    assert all(item.only_mask == 0 for item in found.offers)


@pytest.mark.parametrize(
    "offers", [[], [FIRST, FIRST], [replace(FIRST, id=str(i)) for i in range(7)]], ids=len
)
def test_one_to_six_different_offers_are_compared(offers: list[Offer]) -> None:
    with pytest.raises(ValueError, match="one to six"):
        compare_offers(SMALL, offers)


def test_empty_offers_compare() -> None:
    found = compare_offers(SMALL, [offer("a"), offer("b")], None, FRAMEWORK_MINIMUM)
    assert found.of_spread(Spread.NONE) == found.mask
    assert found.others == ()


def test_joined_offers_reach_what_each_reaches() -> None:
    found = compare_offers(SMALL, [FIRST, SECOND])
    assert codes_of(SMALL, found.join(found.offers).reached_mask) == [
        "L1-AA-K01",
        "L1-AA-S01",
        "L1-BB-K01",
        "L2-BB-K01",
    ]
