"""What is behind a claim: time, notes, backing and weights, module by module and together."""

import pytest

from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import Details, Mapping, Module, PathwayContent
from pathways.domain.pathway.notes import note_key
from pathways.domain.pathway.offer import summarise
from pathways.domain.pathway.proportion import tell_proportion, weigh
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.proportion import (
    ASSESSED,
    DEVELOPED,
    INTRODUCED,
    Proportion,
    tell_lacks,
)
from tests.domain.samples import SMALL, SMALL_CODES

NOTED = "Groups sort cards and say what they saw, day {}"


def claiming(
    count: int,
    minutes: int,
    treatment: str = "I",
    *,
    first: int = 0,
    note: str = NOTED,
    assessment: str = "",
) -> Module:
    """A module of so many minutes that claims `count` competencies, each with a note."""
    mappings = tuple(
        Mapping(code, Treatment(treatment), note.format(code))
        for code in SMALL_CODES[first : first + count]
    )
    return Module("m", "Part", minutes=minutes, mappings=mappings, assessment=assessment)


def weighed(*modules: Module, level: int = 2) -> Proportion:
    return weigh(SMALL, PathwayContent("small", "Fruit", level, modules=modules))


@pytest.mark.parametrize(
    ("count", "minutes", "time_for", "is_crowded"),
    [(12, 60, 12, False), (13, 60, 12, True), (12, 59, 11, True), (6, 30, 6, False)],
)
def test_a_module_has_time_for_twelve_an_hour(
    count: int, minutes: int, time_for: int, is_crowded: bool
) -> None:
    (module,) = weighed(claiming(count, minutes)).modules
    assert (module.claims, module.time_for, module.is_crowded) == (count, time_for, is_crowded)


@pytest.mark.parametrize(
    ("counts", "times", "are_crowded"),
    [
        ((1,), [1], [False]),
        ((2,), [1], [True]),
        ((3, 4), [1, 3], [True, True]),
        ((1, 0), [1, 0], [False, False]),
        ((14, 14), [6, 6], [True, True]),
    ],
)
def test_modules_without_minutes_share_the_time_for_half_of_their_claims(
    counts: tuple[int, ...], times: list[int], are_crowded: list[bool]
) -> None:
    found = weighed(*(claiming(count, 0) for count in counts))
    assert [module.time_for for module in found.modules] == times
    assert [module.is_crowded for module in found.modules] == are_crowded
    assert found.time_for == sum(times)


def test_a_claim_is_backed_by_time_and_a_note_of_its_own_in_one_module() -> None:
    crowded = claiming(14, 60, "A", assessment="A quiz")
    bare = claiming(5, 60, "D", first=5, note="")
    noted = claiming(2, 60, "I", first=5)
    found = weighed(crowded, bare, noted)
    assert (found.claimed, found.noted, found.backed) == (6, 6, 2)
    assert [mask.bit_count() for mask in found.backing] == [2, 0, 0]


def test_an_assessment_that_is_not_named_counts_as_developed() -> None:
    unnamed, named = claiming(2, 60, "A", first=5), claiming(1, 60, "A", first=7, assessment="Quiz")
    found = weighed(unnamed, named)
    assert (found.developed, found.assessed) == (3, 1)
    assert [found.backing[place].bit_count() for place in (DEVELOPED, ASSESSED)] == [3, 1]


@pytest.mark.parametrize(("text", "is_named"), [("", False), (" \u200b\n", False), ("Quiz", True)])
def test_an_assessment_of_nothing_that_is_seen_is_not_named(text: str, is_named: bool) -> None:
    found = weighed(claiming(2, 60, "A", first=5, assessment=text))
    assert found.assessed == (2 if is_named else 0)


def test_a_claim_weighs_the_best_that_any_module_gives() -> None:
    crowded = claiming(14, 60)
    bare = claiming(1, 60, first=5, note="short")
    found = weighed(crowded, bare).weights(INTRODUCED)
    # 12 of 14, which is more than half.
    assert found == ((857, SMALL.mask(SMALL_CODES)),)
    found = weighed(claiming(14, 20), bare).weights(INTRODUCED)
    assert found == ((500, SMALL.mask([SMALL_CODES[5]])), (285, found[1][1]))


def test_the_same_note_is_a_note_of_its_own_on_five_mappings_and_on_no_sixth() -> None:
    same = "Said,  in the FIRST hour."
    five = claiming(5, 60, first=5, note="said in the first hour")
    assert weighed(five).noted == 5
    six = Module("n", "Other", minutes=60, mappings=(Mapping("L1-AA-K01", Treatment("I"), same),))
    assert weighed(five, six).noted == 0


@pytest.mark.parametrize("minutes", [0, 1, 10_000])
@pytest.mark.parametrize("count", [0, 1, 14])
def test_no_pathway_divides_by_nothing(minutes: int, count: int) -> None:
    content = PathwayContent("small", "Fruit", 2, modules=(claiming(count, minutes),) * 2)
    found = measure(SMALL, content)
    assert all(item.text for item in found.cautions)
    assert bool(found.cautions) is (count > 0 or minutes != 1)
    assert measure(SMALL, PathwayContent("small", "Fruit", 2)).cautions[0].text == (
        "There is no module, and so no time"
    )


def test_beside_a_claim_stands_whether_it_is_backed() -> None:
    mask = 1 << SMALL.by_code[SMALL_CODES[0]].bit
    whole, crowded, bare = weighed(
        claiming(2, 60, "A", assessment="A plan"),
        claiming(2, 5, "A", first=2),
        claiming(2, 60, "A", first=4, note=""),
    ).modules
    assert tell_lacks(whole.lacks(mask, is_assessed=True)) == "Backed"
    noted = crowded.noted & -crowded.noted
    assert (
        tell_lacks(crowded.lacks(noted, is_assessed=False)) == "Not backed: the module is crowded"
    )
    first = bare.claimed[0] & -bare.claimed[0]
    assert tell_lacks(bare.lacks(first, is_assessed=False)) == "Not backed: no note of its own"
    assert tell_lacks(bare.lacks(first, is_assessed=True)) == (
        "Not backed: no note of its own and no assessment is named"
    )
    plain = weighed(claiming(2, 60, "A")).modules[0]
    assert tell_lacks(plain.lacks(mask, is_assessed=True)) == (
        "Backed as developed: no assessment is named"
    )


def test_notes_differ_by_vowels_that_are_signs_on_a_letter() -> None:
    assert note_key("कि, कि और कि") != note_key("का, का और का")
    assert note_key("Cafe\u0301 at noon") == note_key("CAFÉ at noon.")


def test_of_equal_weight_what_is_deeper_longer_and_cheaper_stands_first() -> None:
    assessed = claiming(5, 60, "A", first=5, assessment="A quiz")
    developed, introduced, longer = (
        claiming(5, minutes, letter, first=5)
        for minutes, letter in ((60, "D"), (60, "I"), (90, "I"))
    )
    cheap, dear = (Details(price_pence=pence, price_basis="person") for pence in (100, 200))
    nothing = Details()
    order = [
        (assessed, nothing),
        (developed, nothing),
        (longer, nothing),
        (introduced, cheap),
        (introduced, dear),
        (introduced, nothing),
    ]
    keys = [
        summarise(SMALL, PathwayContent("small", "Fruit", 2, modules=(part,), details=told)).fit_key
        for part, told in order
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_small_numbers_are_said_as_people_say_them() -> None:
    def told(*modules: Module) -> str:
        return tell_proportion(weighed(*modules))

    assert told(claiming(2, 60, first=5)).endswith("Both have a note of their own; 2 introduced.")
    assert told(claiming(2, 60, first=5, note="")).endswith(
        "Neither has a note of its own; 2 introduced."
    )
    slow, quick = claiming(5, 1800, first=5), claiming(5, 60, first=5)
    assert told(slow).startswith("Five competencies in 30 h: less than one an hour,")
    assert told(quick).startswith("Five competencies in 1 h: about 5 an hour,")
    # Half of them have no hours to go with, so no number of an hour is told.
    untold = claiming(5, 0, first=5)
    assert told(quick, untold).startswith(
        "Five competencies in 1 h and one module whose length is not stated, and one of two modules"
    )
    assert told(quick, claiming(0, 0), claiming(0, 0)).startswith(
        "Five competencies in 1 h and two modules whose length is not stated. All 5 have"
    )
