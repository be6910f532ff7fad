"""What a comparison says in words, and that it says no more than coverage finds."""

from dataclasses import replace
from itertools import combinations

import pytest

from pathways.domain.comparison.comparison import Offer, compare_offers, is_met_backed
from pathways.domain.comparison.conclusions import conclude, who
from pathways.domain.pathway.content import Details
from pathways.domain.rule.standards import ASSESSED, BALANCED, BUILT_IN, FULL, HALF, Standard
from pathways.domain.words import listed
from tests.domain.samples import SMALL, WM, module
from tests.domain.test_comparison import ALIKE, DEMONSTRATION, offer


def backed(item: Offer) -> Offer:
    """Return an offer with all that its claims need to be backed but the time."""
    modules = tuple(
        replace(
            one,
            assessment="A short quiz",
            mappings=tuple(replace(m, evidence=f"Exercise on {m.code}") for m in one.mappings),
        )
        for one in item.content.modules
    )
    return replace(item, content=replace(item.content, modules=modules))


APPLES = backed(offer("apples", module(1, "L1-AA-K01:I L1-AA-S01:I")))
BEANS = backed(offer("beans", module(1, "L1-BB-K01:I L1-BB-S01:A", minutes=90)))
CLAIMING = offer("claiming", module(1, "L1-AA-K01:A L1-AA-S01:I L1-BB-K01:I L1-BB-S01:A"))
WHOLE = backed(replace(CLAIMING, id="whole"))
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
    assert said(APPLES, silent)[1] == "A and B together claim to, with 2 of 4 backed."
    told = replace(silent, content=replace(silent.content, details=Details(contact_minutes=30)))
    assert said(APPLES, told)[1] == (
        "A and B together claim to, in 1 h 30 min, with 2 of 4 backed."
    )
    # Nor is it taken for the shorter one.
    plain = offer("plain", module(1, "L1-BB-K01:I L1-BB-S01:A", minutes=90))
    assert said(APPLES, silent, plain)[1] == (
        "A and C together claim to, in 2 h 30 min, with 2 of 4 backed."
    )


def test_not_even_all_together() -> None:
    assert said(APPLES, NOTHING)[:2] == [
        "No single offer covers all two themes at First with both strands.",
        "Both together do not either: Beans has less than is asked.",
    ]
    assert said(APPLES, BEANS, NOTHING, standard=FULL)[:2] == [
        "No single offer reaches every competency at First.",
        "All three together do not either: Apples has less than is asked.",
    ]
    assert said(NOTHING, replace(NOTHING, id="n"))[1].endswith(
        "every theme has less than is asked."
    )


def test_one_some_or_all_meet_the_standard() -> None:
    assert said(APPLES, WHOLE)[:2] == [
        "Only B covers all two themes at First with both strands.",
        "B leaves one competency open.",
    ]
    more = replace(WHOLE, id="more", content=replace(WHOLE.content, title="more"))
    assert said(APPLES, WHOLE, more)[:1] == [
        "B and C cover all two themes at First with both strands; A does not."
    ]
    assert said(WHOLE, more)[0] == "Both offers cover all two themes at First with both strands."
    fuller = backed(offer("fuller", *WHOLE.content.modules, module(2, "L1-AA-K02:I")))
    assert said(WHOLE, fuller)[1] == "Of these, B leaves nothing open."


def test_a_claim_that_is_not_backed_is_no_praise() -> None:
    lead = "No single offer covers all two themes at First with both strands by what is backed."
    assert said(APPLES, CLAIMING) == [
        lead,
        "B claims to cover all two themes at First with both strands, with 0 of 4 backed.",
        "A and B together claim to, in 2 h, with 2 of 4 backed.",
        "Together they claim 4 of 5 competencies, 2 of them backed: "
        "2 in both, 2 in one of them, 1 in neither.",
    ]
    # What is backed is sought first, however short a claim is.
    assert said(APPLES, CLAIMING, BEANS)[2] == (
        "A and C together do, in 2 h 30 min, and leave one competency open."
    )
    assert said(WHOLE, CLAIMING)[:3] == [
        "Only A covers all two themes at First with both strands.",
        "B claims to, with 0 of 4 backed.",
        "A leaves one competency open.",
    ]
    more = replace(WHOLE, id="more")
    assert said(WHOLE, CLAIMING, more, NOTHING)[0] == (
        "A and C cover all two themes at First with both strands; "
        "B claims to, with 0 of 4 backed; D does not."
    )
    # All five claimed, four of them backed: nothing is said to be closed by a claim alone.
    fuller = offer("fuller", *WHOLE.content.modules, module(2, "L1-AA-K02:I"))
    assert said(fuller, NOTHING)[1] == (
        "A leaves one competency open, one of them claimed and not backed."
    )
    second = offer("second", module(1, "L2-AA-K01:I"), level=2)
    assert said(CLAIMING, second)[0] == "A claims to meet Balanced, with 0 of 4 backed; B does not."


def test_one_offer_is_looked_at_alone() -> None:
    assert said(WHOLE) == [
        "A covers all two themes at First with both strands, and leaves one competency open.",
        "4 of 5 competencies are in it; 1 is not.",
    ]
    assert said(CLAIMING) == [
        "A claims to cover all two themes at First with both strands, with 0 of 4 backed.",
        "4 of 5 competencies are in it, none of them backed; 1 is not.",
    ]
    assert said(APPLES)[0] == (
        "A does not cover all two themes at First with both strands: Beans has less than is asked."
    )


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
        "They lead to different levels, so each is compared at its own.",
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
            alone = [item for item in found.offers if item.is_backed]
            assert answer[0].startswith("No single offer") == (not alone)
            claiming = [item for item in found.offers if item.report.is_met and not item.is_backed]
            for item in claiming:
                told = f"{item.proportion.backed} of {item.report.reached}"
                assert told in " ".join(answer)
            if alone:
                continue
            sets = [p for n in (2, 3) for p in combinations(found.offers, n)]
            met = [p for p in sets if found.join(p).is_met]
            behind = [p for p in met if is_met_backed(found.join(p), found.join_behind(p))]
            said_of = answer[-2]
            verb = "do" if behind else "claim to" if met else "do not either"
            names = {
                f"{listed([item.letter for item in p])} together {verb}" for p in behind or met
            } or {"All three together do not either"}
            assert any(said_of.startswith(claim) for claim in names), said_of


def test_the_demonstration_reads_well() -> None:
    assert conclude(compare_offers(WM, ALIKE, None, HALF)) == (
        "No single offer reaches at least half of each theme at Trauma Informed.",
        "A and C together claim to, in 11 h 30 min, with 75 of 92 backed.",
        "Together they claim 100 of 153 competencies, 85 of them backed: "
        "19 in all three, 81 in some, 53 in none.",
    )
