"""What a comparison says in words, and that it says no more than coverage finds."""

from dataclasses import replace
from itertools import combinations

import pytest

from pathways.domain.comparison.comparison import Offer, compare_offers
from pathways.domain.comparison.conclusions import conclude, who
from pathways.domain.pathway.content import Details
from pathways.domain.rule.standards import ASSESSED, BALANCED, BUILT_IN, FULL, HALF, Standard
from pathways.domain.words import listed
from tests.domain.samples import SMALL, WM, module
from tests.domain.test_comparison import ALIKE, DEMONSTRATION, offer

APPLES = offer("apples", module(1, "L1-AA-K01:I L1-AA-S01:I"))
BEANS = offer("beans", module(1, "L1-BB-K01:I L1-BB-S01:A", minutes=90))
WHOLE = offer("whole", module(1, "L1-AA-K01:A L1-AA-S01:I L1-BB-K01:I L1-BB-S01:A"))
NOTHING = offer("nothing")


def said(*offers: Offer, level: int | None = None, standard: Standard = BALANCED) -> list[str]:
    return list(conclude(compare_offers(SMALL, offers, level, standard)))


def test_nobody_alone_but_two_together() -> None:
    assert said(APPLES, NOTHING, BEANS) == [
        "No single offer covers all two themes at First with both strands.",
        "A and C together do, in 2 h 30 min, and leave one competency open.",
        "Together they reach 4 of 5 competencies: 0 in all three, 4 in some, 1 in none.",
    ]


def test_a_length_that_is_not_stated_is_not_made_up() -> None:
    silent = offer("silent", module(1, "L1-BB-K01:I L1-BB-S01:A", minutes=0))
    assert said(APPLES, silent)[1] == "A and B together do and leave one competency open."
    told = replace(silent, content=replace(silent.content, details=Details(contact_minutes=30)))
    assert said(APPLES, told)[1] == (
        "A and B together do, in 1 h 30 min, and leave one competency open."
    )
    # Nor is it taken for the shorter one.
    assert said(APPLES, silent, BEANS)[1] == (
        "A and C together do, in 2 h 30 min, and leave one competency open."
    )


def test_not_even_all_together() -> None:
    assert said(APPLES, NOTHING)[:2] == [
        "No single offer covers all two themes at First with both strands.",
        "Both together do not either: something is still to come in Beans.",
    ]
    assert said(APPLES, BEANS, NOTHING, standard=FULL)[:2] == [
        "No single offer reaches every competency at First.",
        "All three together do not either: something is still to come in Apples.",
    ]
    assert said(NOTHING, replace(NOTHING, id="n"))[1].endswith("still to come in every line.")


def test_one_some_or_all_meet_the_standard() -> None:
    assert said(APPLES, WHOLE)[0] == (
        "Only B covers all two themes at First with both strands. It leaves one competency open."
    )
    more = replace(WHOLE, id="more", content=replace(WHOLE.content, title="more"))
    assert said(APPLES, WHOLE, more)[:1] == [
        "B and C cover all two themes at First with both strands; A does not."
    ]
    assert said(WHOLE, more)[0] == "Both offers cover all two themes at First with both strands."
    fuller = offer("fuller", *WHOLE.content.modules, module(2, "L1-AA-K02:I"))
    assert said(WHOLE, fuller)[1] == "Of these, B leaves nothing open."


def test_each_standard_has_its_words() -> None:
    assert "at least half of each theme at First" in said(APPLES, NOTHING, standard=HALF)[0]
    assert "something assessed in each" in said(APPLES, NOTHING, standard=ASSESSED)[0]
    own = Standard("own", "Town rule", "", share=90)
    assert said(APPLES, NOTHING, standard=own)[0] == "No single offer meets Town rule at First."
    # Where features stand in one list there are more lines than themes.
    assert said(APPLES, NOTHING, level=3)[0] == "No single offer meets Balanced at Third."


def test_different_levels_are_said_to_be_different() -> None:
    second = offer("second", module(1, "L2-AA-K01:I"), level=2)
    assert said(WHOLE, second)[:2] == [
        "A meets Balanced at its own level; B does not.",
        "They lead to different levels, so each is judged at its own.",
    ]
    assert said(APPLES, second)[0] == "No offer meets Balanced at its own level."


def test_who_in_words() -> None:
    assert [who(letters, 3) for letters in ("", "A", "AC", "ABC")] == [
        "None",
        "A",
        "A and C",
        "All three",
    ]
    assert who("AB", 2) == "Both"
    assert listed(["A", "B", "C"]) == "A, B and C"


@pytest.mark.parametrize("standard", BUILT_IN, ids=lambda item: item.key)
def test_every_claim_of_a_combination_is_what_its_modules_joined_give(standard: Standard) -> None:
    for offers in combinations(DEMONSTRATION, 3):
        for level in (1, 2, 3, 4):
            found = compare_offers(WM, offers, level, standard)
            answer = conclude(found)
            alone = [item for item in found.offers if item.report.is_met]
            pairs = [p for p in combinations(found.offers, 2) if found.join(p).is_met]
            assert answer[0].startswith("No single offer") == (not alone)
            if alone:
                continue
            claims = {f"{p[0].letter} and {p[1].letter} together do" for p in pairs} or {
                "All three together do"
            }
            assert any(answer[1].startswith(claim) for claim in claims)
            whole = found.join(found.offers).is_met
            assert ("do not either" in answer[1]) == (not pairs and not whole)


def test_the_demonstration_reads_well() -> None:
    assert conclude(compare_offers(WM, ALIKE, None, HALF)) == (
        "No single offer reaches at least half of each theme at Trauma Informed.",
        "A and C together do, in 11 h 30 min, and leave 61 competencies open.",
        "Together they reach 100 of 153 competencies: 19 in all three, 81 in some, 53 in none.",
    )
