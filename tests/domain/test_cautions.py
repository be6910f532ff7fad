"""Cautions: each is made where it holds, not one step before, in the order of the kinds."""

import pytest

from pathways.domain.pathway.cautions import ADVICE, Caution, CautionKind, measure
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.fields import Details, Outcome
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.proportion import DEFAULTS, Thresholds
from tests.domain.samples import SMALL, SMALL_CODES

NOTHING = Details()
OUTCOMES = (Outcome("o1", "Sort fruit by smell"),)


def told(
    kind: str, *modules: Module, thresholds: Thresholds = DEFAULTS, details: Details = NOTHING
) -> list[Caution]:
    """Cautions of one kind on a pathway of the small edition."""
    content = PathwayContent("small", "Fruit", 2, details=details, modules=modules)
    found = measure(SMALL, content, thresholds).cautions
    assert [item.kind for item in found] == sorted(
        [item.kind for item in found], key=list(CautionKind).index
    )
    return [item for item in found if item.kind == kind]


def texts(kind: str, *modules: Module, details: Details = NOTHING) -> list[str]:
    return [item.text for item in told(kind, *modules, details=details)]


def teaching(
    codes: str = "",
    treatment: str = "A",
    minutes: int = 60,
    *,
    title: str = "",
    note: str = "Groups sort cards by {}",
    assessment: str = "A short quiz",
    outcomes: tuple[Outcome, ...] = OUTCOMES,
) -> Module:
    """A module in good order, but for what is given."""
    linked = tuple(item.id for item in outcomes)
    mappings = tuple(
        Mapping(code, Treatment(treatment), note.format(code), linked) for code in codes.split()
    )
    return Module(
        "m", title, minutes=minutes, assessment=assessment, outcomes=outcomes, mappings=mappings
    )


FIVE = " ".join(SMALL_CODES[5:10])
ALL = " ".join(SMALL_CODES)


def test_a_pathway_in_good_order_has_none() -> None:
    content = PathwayContent("small", "Fruit", 2, modules=(teaching(FIVE),))
    assert measure(SMALL, content).cautions == ()


def test_every_kind_says_what_to_mend_and_what_to_ask() -> None:
    assert list(ADVICE) == list(CautionKind)


def test_a_crowded_module_is_said_with_its_figures() -> None:
    assert texts("rate", teaching(ALL)) == [
        "14 competencies in 1 hour; at 12 an hour there is time for 12"
    ]
    other = teaching("L2-AA-K01", minutes=90, title="Pears", outcomes=(Outcome("o2", "Peel"),))
    (found,) = told("rate", teaching(ALL, title="Apples"), other)
    assert (found.module, found.text) == (
        1,
        "Module 1, “Apples”: 14 competencies in 1 hour; at 12 an hour there is time for 12",
    )


@pytest.mark.parametrize(
    ("rate", "is_told"), [(4, True), (5, False)], ids=["one less", "as many as there are"]
)
def test_thresholds_are_settings(rate: int, is_told: bool) -> None:
    assert bool(told("rate", teaching(FIVE), thresholds=Thresholds(rate=rate))) is is_told


def test_half_is_not_over_half() -> None:
    modules = (
        teaching("L2-BB-K01"),
        teaching("L2-AA-K01 L2-AA-K02"),
        teaching("L2-BB-S01"),
    )
    assert not told("one-module", *modules)
    more = (modules[0], teaching("L2-AA-K01 L2-AA-K02 L2-AA-S01"), modules[2])
    assert texts("one-module", *more) == ["3 of the 5 rest on module 2 alone"]
    # Of two modules, one may hold the most.
    assert not told("one-module", *more[:2])


def test_what_a_third_module_shares_with_two_others_rests_on_none_alone() -> None:
    shared = "L2-AA-K01 L2-AA-K02 L2-AA-S01"
    assert not told("one-module", *(teaching(shared) for _ in range(3)))


@pytest.mark.parametrize(("minutes", "is_told"), [(480, False), (481, True)])
def test_a_module_of_more_than_eight_hours_is_said(minutes: int, is_told: bool) -> None:
    assert bool(told("one-module", teaching(FIVE, minutes=minutes))) is is_told
    if is_told:
        assert texts("one-module", teaching(FIVE, minutes=2400)) == ["Module 1 lasts 40 hours"]


def test_notes_that_are_no_notes_of_their_own_are_said() -> None:
    bare = teaching("L2-AA-K01", note="slides")
    (found,) = told("note", bare, teaching("L2-AA-K02"))
    assert (found.text, found.codes) == (
        "1 of two competencies has no note of its own",
        ("L2-AA-K01",),
    )
    same = teaching(ALL, note="Covered in the day")
    assert texts("note", same)[-1] == "The same note stands on 14 competencies"
    numbered = tuple(
        Mapping(code, Treatment("A"), f"Slides of the day, {at}", ("o1",))
        for at, code in enumerate(SMALL_CODES)
    )
    module = Module("m", "", minutes=120, assessment="Quiz", outcomes=OUTCOMES, mappings=numbered)
    assert texts("note", module) == ["14 notes differ in nothing but a number"]


def noting(codes: str, note: str) -> Module:
    """A module in good order, but that every claim has one note; `{}` stands for its code."""
    return teaching(codes, minutes=480, note=note)


def test_a_copied_note_is_told_by_the_competencies_that_it_stands_on() -> None:
    one = noting("L2-AA-K01", "Covered in the day")
    assert texts("note", *[one] * 6)[-1] == "The same note stands on one competency in six modules"
    two = noting("L2-AA-K01 L2-AA-K02", "Covered in the day")
    assert texts("note", *[two] * 3)[-1] == (
        "The same note stands on two competencies in three modules"
    )
    six = noting(" ".join(SMALL_CODES[:6]), "Covered in the day")
    assert texts("note", *[six] * 3)[-1] == "The same note stands on six competencies"


def test_many_copied_notes_are_one_caution() -> None:
    first = noting(ALL, "Covered in the day")
    others = [noting(" ".join(SMALL_CODES[:6]), f"Slides number {at}") for at in range(3)]
    assert texts("note", first, others[0])[-1] == (
        "The same note stands on 14 competencies; one other note stands in more than five places"
    )
    assert texts("note", *others, first)[-1] == (
        "The same note stands on 14 competencies; three other notes stand in more than five places"
    )


def test_several_groups_of_numbered_notes_are_one_caution() -> None:
    def numbering(words: str) -> Module:
        noted = tuple(
            Mapping(code, Treatment("A"), f"{words}, {at}", ("o1",))
            for at, code in enumerate(SMALL_CODES)
        )
        return Module("m", "", minutes=480, assessment="Quiz", outcomes=OUTCOMES, mappings=noted)

    assert texts("note", numbering("Slides of the day"), numbering("Cards of the day")) == [
        "28 notes differ from others in nothing but a number"
    ]


def test_a_single_claim_does_not_rest_on_one_module() -> None:
    empty = teaching(outcomes=())
    assert not told("one-module", teaching("L2-AA-K01"), empty, empty)
    assert texts("one-module", teaching("L2-AA-K01 L2-AA-K02"), empty, empty) == [
        "2 of the 2 rest on module 1 alone"
    ]


def test_a_title_stands_between_commas() -> None:
    assert texts("one-module", teaching(FIVE, minutes=900, title="Part")) == [
        "Module 1, “Part”, lasts 15 hours"
    ]
    bare = teaching("L2-AA-K01", title="Part", outcomes=())
    assert "Module 1, “Part”, has no outcome" in texts("outcome", bare, teaching("L2-BB-S02"))


def test_what_is_marked_assessed_without_an_assessment_is_said() -> None:
    assert texts("assessed", teaching(FIVE, assessment=" ")) == [
        "Five competencies marked assessed; no assessment is named"
    ]
    assert texts("assessed", teaching(FIVE, "I")) == ["Nothing is assessed: 5 introduced"]
    assert texts(
        "assessed", teaching(FIVE, assessment="", title="Sorting"), teaching("L2-BB-S02")
    ) == ["Module 1, “Sorting”, marks five competencies assessed and names no assessment"]


def test_lengths_that_are_not_stated_or_do_not_agree_are_said() -> None:
    assert texts("time", teaching(FIVE, minutes=0)) == [
        "The length of its only module is not stated"
    ]
    assert texts("time", teaching(FIVE, minutes=90), details=Details(contact_minutes=60)) == [
        "The modules add up to 90 minutes; stated for the whole: 1 hour"
    ]
    assert not told(
        "time",
        teaching(FIVE, minutes=90),
        details=Details(contact_minutes=60, self_study_minutes=30),
    )
    assert texts("time") == ["There is no module, and so no time"]


def test_outcomes_that_are_missing_idle_or_copied_are_said() -> None:
    assert texts("outcome", teaching(FIVE, outcomes=())) == ["The only module has no outcome"]
    twice = (Outcome("o1", "Sort fruit"), Outcome("o2", "sort  fruit."))
    assert texts("outcome", teaching(FIVE, outcomes=twice)) == [
        "Two outcomes say what another says"
    ]
    idle = Module("m", "", minutes=60, assessment="Quiz", outcomes=OUTCOMES)
    assert texts("outcome", idle) == ["One outcome is linked to no competency"]


def test_claims_above_the_level_are_said() -> None:
    assert texts("above", teaching("L2-AA-K01 L3-SP-01")) == [
        "1 is of Third, and counts for nothing here"
    ]
