"""Content of a pathway: to JSON values and back, its digest, and how it is judged."""

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.domain.pathway.content import (
    Assurance,
    Details,
    Mapping,
    Module,
    Outcome,
    PathwayContent,
    drop_later,
    judge,
    reach_of,
)
from pathways.domain.pathway.fields import Field, FieldKind
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import ModuleReach
from pathways.domain.rule.standards import BALANCED, FRAMEWORK_MINIMUM
from tests.domain.samples import SMALL, module

FULL_CONTENT = PathwayContent(
    edition="small",
    title="Fruit for beginners",
    target_level=2,
    entry_level=1,
    standard="balanced",
    details=Details(
        summary="Two days on fruit",
        audience="Growers",
        sectors=("Housing", "Health"),
        regions=("West Midlands",),
        languages=("English", "Cymraeg"),
        delivery=("In person",),
        contact_minutes=300,
        self_study_minutes=60,
        group_min=4,
        group_max=16,
        price_pence=12500,
        price_basis="per person",
        vat="plus VAT",
        accreditation="CPD",
        refresher_months=24,
        contact="fruit@provider.example",
        qualification="None",
        supervision="Monthly",
    ),
    assurance=Assurance(
        facilitators="Two growers",
        lived_experience="Written with pickers",
        accessibility="Step-free",
        wellbeing="Breaks every hour",
        evaluation="A form",
        evidence_base="Orchard studies",
        review_date="2027-01",
        principles=(("care", "We take care"),),
    ),
    modules=(
        Module(
            id="m1",
            title="Apples = 1 <b>",
            description="Start",
            minutes=90,
            delivery="In person",
            activities="Tasting",
            assessment="Quiz",
            outcomes=(Outcome("o1", "Name an apple"), Outcome("o2", "Peel 🍎")),
            mappings=(
                Mapping(
                    "L2-AA-K01", Treatment.ASSESSED, "https://provider.example/a", ("o1", "o2")
                ),
                Mapping("L2-AA-S01", Treatment.INTRODUCED),
            ),
        ),
        module(2, "L2-BB-K01:D"),
    ),
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.integers(0, 10_000)
MAPPINGS = st.lists(
    st.builds(
        Mapping,
        TEXT,
        st.sampled_from(Treatment),
        TEXT,
        st.lists(TEXT, max_size=3, unique=True).map(tuple),
    ),
    max_size=4,
    unique_by=lambda mapping: mapping.code,
).map(tuple)
MODULES = st.builds(
    Module,
    id=TEXT,
    title=TEXT,
    minutes=NUMBER,
    assessment=TEXT,
    outcomes=st.lists(st.builds(Outcome, TEXT, TEXT), max_size=3).map(tuple),
    mappings=MAPPINGS,
)
CONTENTS = st.builds(
    PathwayContent,
    edition=TEXT,
    title=TEXT,
    target_level=st.integers(1, 4),
    entry_level=st.none() | st.integers(1, 3),
    standard=TEXT,
    details=st.builds(
        Details,
        summary=TEXT,
        sectors=st.lists(TEXT, max_size=3).map(tuple),
        price_pence=st.none() | NUMBER,
    ),
    assurance=st.builds(
        Assurance,
        wellbeing=TEXT,
        principles=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    ),
    modules=st.lists(MODULES, max_size=3).map(tuple),
)


@given(CONTENTS)
def test_content_comes_back_from_json_as_it_was(content: PathwayContent) -> None:
    read = PathwayContent.from_plain(json.loads(json.dumps(content.to_plain())))
    assert read == content
    assert read.digest == content.digest
    assert hash(read) == hash(content)


def test_every_part_comes_back_from_json_as_it_was() -> None:
    assert PathwayContent.from_plain(FULL_CONTENT.to_plain()) == FULL_CONTENT


def test_json_values_are_plain() -> None:
    plain = FULL_CONTENT.to_plain()
    first = plain["modules"][0]["mappings"][0]
    assert first == {
        "code": "L2-AA-K01",
        "treatment": "A",
        "evidence": "https://provider.example/a",
        "outcomes": ["o1", "o2"],
    }
    assert type(first["treatment"]) is str
    assert plain["assurance"]["principles"] == [["care", "We take care"]]


def test_missing_parts_are_empty() -> None:
    content = PathwayContent.from_plain({"edition": "small", "title": "T", "target_level": 1})
    assert content == PathwayContent("small", "T", 1)
    assert content.standard == FRAMEWORK_MINIMUM.key
    assert content.details.price_pence is None
    plain = {"edition": "small", "title": "T", "target_level": 1}
    bare = PathwayContent.from_plain(plain | {"modules": [{"id": "m1", "title": "One"}]})
    assert bare.modules == (Module("m1", "One"),)


def test_parts_that_are_not_known_are_left_out() -> None:
    plain = FULL_CONTENT.to_plain()
    plain["details"]["colour"] = "green"
    assert PathwayContent.from_plain(plain) == FULL_CONTENT


@pytest.mark.parametrize("key", ["edition", "title", "target_level"])
def test_content_without_its_title_edition_or_target_level_is_refused(key: str) -> None:
    plain = FULL_CONTENT.to_plain()
    del plain[key]
    with pytest.raises(KeyError):
        PathwayContent.from_plain(plain)


def test_an_unknown_treatment_is_refused() -> None:
    plain = FULL_CONTENT.to_plain()
    plain["modules"][0]["mappings"][0]["treatment"] = "X"
    with pytest.raises(ValueError, match="X"):
        PathwayContent.from_plain(plain)


def test_a_competency_that_one_module_maps_twice_is_refused() -> None:
    plain = FULL_CONTENT.to_plain()
    plain["modules"][1]["mappings"] *= 2
    with pytest.raises(ValueError, match="maps a competency twice"):
        PathwayContent.from_plain(plain)


def test_the_digest_is_stable() -> None:
    assert PathwayContent("small", "Pêches", 2).digest == (
        "699d07026b37310185267c0369925b84461789f4b14fb3a39ce6194f54b7beb1"
    )


def variants(value: Any) -> list[Any]:
    """The same value with one thing in it changed, for each thing in it."""
    if is_dataclass(value) and not isinstance(value, type):
        return [
            replace(value, **{item.name: changed})
            for item in fields(value)
            for changed in variants(getattr(value, item.name))
        ]
    if isinstance(value, tuple):
        changed_items = [
            (*value[:place], changed, *value[place + 1 :])
            for place, item in enumerate(value)
            for changed in variants(item)
        ]
        return [*changed_items, value[1:]] if value else []
    if isinstance(value, Treatment):
        return [other for other in Treatment if other is not value]
    return [value + 1] if isinstance(value, int) else [value + "!"]


def test_the_digest_changes_with_every_single_part() -> None:
    changed = variants(FULL_CONTENT)
    assert len(changed) > 50
    digests = {content.digest for content in changed}
    assert FULL_CONTENT.digest not in digests
    assert len(digests) == len(set(changed))


def test_the_digest_changes_with_the_order_of_modules_and_of_outcomes() -> None:
    first, second = FULL_CONTENT.modules
    turned = replace(first, outcomes=first.outcomes[::-1])
    assert replace(FULL_CONTENT, modules=(second, first)).digest != FULL_CONTENT.digest
    assert replace(FULL_CONTENT, modules=(turned, second)).digest != FULL_CONTENT.digest


def test_the_digest_does_not_change_with_the_order_in_which_mappings_are_held() -> None:
    first, second = FULL_CONTENT.modules
    top, other = first.mappings
    turned = replace(first, mappings=(other, replace(top, outcomes=("o2", "o1"))))
    assert replace(FULL_CONTENT, modules=(turned, second)).digest == FULL_CONTENT.digest


def test_a_free_pathway_differs_from_one_without_a_price() -> None:
    free = PathwayContent("small", "T", 1, details=Details(price_pence=0))
    assert free.digest != PathwayContent("small", "T", 1).digest


def test_minutes_are_those_of_all_modules() -> None:
    assert FULL_CONTENT.minutes == 150


def test_a_module_finds_how_it_treats_a_competency() -> None:
    first = FULL_CONTENT.modules[0]
    assert first.mapping("L2-AA-S01") == Mapping("L2-AA-S01", Treatment.INTRODUCED)
    assert first.mapping("L2-BB-K01") is None


def test_assurance_finds_what_is_said_of_a_principle() -> None:
    assert FULL_CONTENT.assurance.principle("care") == "We take care"
    assert FULL_CONTENT.assurance.principle("choice") == ""


def test_treatments_have_words_and_an_order() -> None:
    assert [(item.value, item.word, item.rank) for item in Treatment] == [
        ("I", "Introduced", 1),
        ("D", "Developed", 2),
        ("A", "Assessed", 3),
    ]


def test_the_reach_of_a_module_keeps_treatments_apart_and_leaves_unknown_codes_out() -> None:
    one = module(1, "L1-AA-K01:I L1-AA-K02:D L1-BB-K01:A L9-ZZ-K01:A", minutes=75)
    assert reach_of(SMALL, one) == ModuleReach(
        75, SMALL.mask(["L1-AA-K01"]), SMALL.mask(["L1-AA-K02"]), SMALL.mask(["L1-BB-K01"])
    )
    assert reach_of(SMALL, one).reached == SMALL.mask(["L1-AA-K01", "L1-AA-K02", "L1-BB-K01"])


def test_a_pathway_is_judged_by_its_own_standard_unless_another_is_tried_on() -> None:
    own = judge(SMALL, FULL_CONTENT)
    assert (own.standard, own.target_level, own.entry_level) == (BALANCED, 2, 1)
    assert [line.is_met for line in own.lines] == [True, False]
    assert own.line("AA").minutes == 90
    assert own.line("AA").assessed == 1
    assert judge(SMALL, FULL_CONTENT, FRAMEWORK_MINIMUM).is_met


def test_a_standard_that_is_not_known_here_gives_way_to_the_framework_minimum() -> None:
    content = replace(FULL_CONTENT, standard="gone")
    assert judge(SMALL, content).standard is FRAMEWORK_MINIMUM


def test_what_came_later_counts_in_a_digest_only_where_it_is_stated() -> None:
    asked = (
        Field(FieldKind.TEXT, "There from the start", name="first"),
        Field(FieldKind.TEXT, "Came later", name="later", is_later=True),
    )
    silent, told = {"first": "", "later": ""}, {"first": "", "later": "Something"}
    drop_later(silent, asked)
    drop_later(told, asked)
    assert (silent, told) == ({"first": ""}, {"first": "", "later": "Something"})
