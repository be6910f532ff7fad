"""What is behind a claim, against a second reading of the rules that shares no code with them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import Details, Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.offer import summarise
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.proportion import Proportion
from tests import plain_proportion as plain
from tests.domain.samples import SMALL, WM
from tests.inflation import list_twins

EDITIONS = {"small": SMALL, "published": WM}
EXAMPLES = settings(max_examples=40, deadline=None)

NOTES = (
    *("", "a", "slides", "slides.", " \t ", "........", "a      b"),
    *("Slides 4", "slides 4.", "Slides 5", "SLIDES 6", "Slides 7 to 9", "Slides 4 to 6"),
    *("Pairs talk", "pairs  talk!", "Pairs; talk", "Pairs talked"),
    *("12345678", "87654321", "1234-5678", "Straße 12", "STRASSE 12"),
    *("कि कि कि", "का का का"),  # they differ in signs that stand on a letter
)
OUTCOMES = ("Say it plainly", "say it  plainly.", "Notice the signs", "Ask", "", "...")


@st.composite
def courses(draw: st.DrawFn, edition: Edition) -> PathwayContent:
    """A course that may be anything: crowded, without minutes, copied, above its level."""
    level = draw(st.sampled_from(list(edition.by_level)))
    codes = [item.code for item in edition.competencies]
    near = [item.code for line in edition.lines(level) for item in edition.members(line.mask)]
    # Few notes or many, so that some are copied and some are not.
    notes = draw(st.lists(st.sampled_from(NOTES), min_size=1, max_size=6))
    modules = []
    for number in range(draw(st.integers(0, 4))):
        pool = draw(st.sampled_from([codes, near, near, [*near[:3], "L9-ZZ-K99"]]))
        claims = draw(st.lists(st.sampled_from(pool), max_size=30, unique=True))
        outcomes = tuple(
            Outcome(f"o{place}", text)
            for place, text in enumerate(draw(st.lists(st.sampled_from(OUTCOMES), max_size=3)))
        )
        letters = draw(st.sampled_from(["I", "ID", "IDA", "A"]))
        own = draw(st.booleans())
        modules.append(
            Module(
                f"m{number}",
                "",
                minutes=draw(st.sampled_from([0, 0, 4, 5, 25, 60, 90, 119, 120, 480, 481, 10_000])),
                assessment=draw(st.sampled_from(["", " ", "A short quiz"])),
                outcomes=outcomes,
                mappings=tuple(
                    Mapping(
                        code,
                        Treatment(draw(st.sampled_from(letters))),
                        f"Groups sort cards by {code.translate(_SPELT)}"
                        if own
                        else draw(st.sampled_from(notes)),
                        tuple(item.id for item in outcomes if draw(st.booleans())),
                    )
                    for code in claims
                ),
            )
        )
    details = Details(
        contact_minutes=draw(st.sampled_from([0, 60, 600])),
        self_study_minutes=draw(st.sampled_from([0, 90])),
        price_pence=draw(st.sampled_from([None, 0, 100, 250])),
        price_basis=draw(st.sampled_from(["person", "group", ""])),
        group_max=draw(st.sampled_from([0, 3])),
    )
    title = draw(st.sampled_from(["Pears", "apples", "Quinces"]))
    return PathwayContent(edition.code, title, level, details=details, modules=tuple(modules))


_SPELT = str.maketrans({str(number): "abcdefghij"[number] for number in range(10)})
"""Codes that differ in no digit, so that notes made of them are notes of their own."""


def codes_in(edition: Edition, mask: int) -> set[str]:
    return {item.code for item in edition.members(mask)}


def all_codes(edition: Edition) -> list[str]:
    return [item.code for item in edition.competencies]


EACH_EDITION = pytest.mark.parametrize("name", EDITIONS)


@EACH_EDITION
@given(data=st.data())
@EXAMPLES
def test_what_is_behind_each_claim_is_what_a_second_reading_counts(
    name: str, data: st.DataObject
) -> None:
    edition = EDITIONS[name]
    content = data.draw(courses(edition))
    found = measure(edition, content).proportion
    codes = all_codes(edition)
    modules = plain.read_modules(content.to_plain(), codes)
    here = plain.judged(codes, content.target_level)
    for one, module in zip(found.modules, modules, strict=True):
        assert one.is_crowded == plain.is_crowded(modules, module)
        assert one.claims == len(module.letters)
        assert codes_in(edition, one.noted) == module.noted
    assert found.time_for == plain.time_for(modules)
    assert found.claimed == len(plain.claimed(modules, "I") & here)
    assert found.noted == len(plain.noted(modules) & here)
    assert found.developed == len(plain.claimed(modules, "D") & here)
    assert found.assessed == len(plain.claimed(modules, "A") & here)
    assert found.backed == len(plain.backed(modules, "I") & here)
    for place, letter in enumerate("IDA"):
        assert codes_in(edition, found.claims[place]) == plain.claimed(modules, letter)
        assert codes_in(edition, found.backing[place]) == plain.backed(modules, letter)


def weights_in(edition: Edition, found: Proportion, place: int) -> dict[str, int]:
    """What each code weighs, from what is kept: the backed, then the weights below a whole."""
    weights = dict.fromkeys(codes_in(edition, found.backing[place]), 1000)
    for weight, mask in found.weights(place):
        for code in codes_in(edition, mask):
            assert code not in weights
            weights[code] = weight
    return weights


@EACH_EDITION
@given(data=st.data())
@EXAMPLES
def test_every_claim_weighs_what_a_second_reading_weighs(name: str, data: st.DataObject) -> None:
    edition = EDITIONS[name]
    content = data.draw(courses(edition))
    found = measure(edition, content).proportion
    codes = all_codes(edition)
    modules = plain.read_modules(content.to_plain(), codes)
    for place, letter in enumerate("IDA"):
        weights = weights_in(edition, found, place)
        for code in codes:
            assert weights.get(code, 0) == plain.weigh(modules, code, letter)


_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def numbers_in(text: str) -> list[int]:
    """Every number of a sentence, in figures or in words."""
    words = re.findall(r"\d+|[a-z]+", text.lower())
    figures = {word: number for number, word in enumerate(_WORDS, start=1)}
    return [figures.get(word) or int(word) for word in words if word.isdigit() or word in figures]


@EACH_EDITION
@given(data=st.data())
@EXAMPLES
def test_every_caution_says_the_numbers_that_a_second_reading_counts(
    name: str, data: st.DataObject
) -> None:
    edition = EDITIONS[name]
    content = data.draw(courses(edition))
    told = [(item.kind.value, item.text) for item in measure(edition, content).cautions]
    wanted = plain.list_cautions(content.to_plain(), all_codes(edition))
    assert [kind for kind, _text in told] == [kind for kind, _numbers in wanted]
    for (_kind, text), (_same, numbers) in zip(told, wanted, strict=True):
        assert numbers_in(text) == numbers, text


@EACH_EDITION
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_offers_sort_by_fit_as_a_second_reading_sorts_them(name: str, data: st.DataObject) -> None:
    edition = EDITIONS[name]
    contents = data.draw(st.lists(courses(edition), min_size=2, max_size=4))
    codes = all_codes(edition)
    kept = sorted(contents, key=lambda one: summarise(edition, one).fit_key)
    again = [plain.fit_order(one.to_plain(), codes) for one in kept]
    assert again == sorted(again)
    for one, other in pairwise(kept):
        same = summarise(edition, one).fit_key == summarise(edition, other).fit_key
        orders = [plain.fit_order(content.to_plain(), codes) for content in (one, other)]
        assert same == (orders[0] == orders[1])


@pytest.mark.parametrize("level", WM.by_level)
def test_a_second_reading_puts_every_inflated_course_behind_its_twin(level: int) -> None:
    codes = all_codes(WM)
    for twins in list_twins(WM, level):
        inflated, honest = (
            plain.fit_order(content.to_plain(), codes) for content in (twins.inflated, twins.honest)
        )
        assert honest < inflated, twins.key
