"""Every sentence about what an offer has of what is asked, against a recount with codes."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.claims import Claims, order_weights
from pathways.domain.need.fit import Fit, explain_fit
from pathways.domain.need.listed import Listed
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.offer import OfferSummary, summarise
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.demands import by_kind
from pathways.domain.rule.standards import BUILT_IN, Standard
from tests import plain_proportion as plain
from tests.domain.samples import WM
from tests.domain.test_proportion_again import courses

OWN = Standard("own", "Own", "Of our own", has_strands=True, has_assessed=True, share=30)
NUMBERS = {"three": 3, "four": 4, "five": 5, "six": 6}
LETTERS = dict(zip(Treatment, "IDA", strict=True))


def claims_of(need: Need, summary: OfferSummary) -> Claims:
    """What an offer claims of a need, from its summary."""
    place = list(Treatment).index(need.treatment)
    backed = need.widen(summary.backed[place], summary.backed[2]) & need.mask
    masks: dict[int, int] = {}
    for weight, mask in summary.weights[place]:
        masks[weight] = masks.get(weight, 0) | need.widen(mask, 0) & need.mask
    for weight, mask in summary.weights[2]:
        masks[weight] = masks.get(weight, 0) | need.widen(0, mask) & need.mask
    return Claims(backed, order_weights(masks, backed))


@st.composite
def briefs(draw: st.DrawFn, edition: Edition) -> Brief:
    level = draw(st.sampled_from(list(edition.by_level)))
    own = [item.code for line in edition.lines(level) for item in edition.members(line.mask)]
    return Brief(
        edition.code,
        "Need",
        (Group("Staff", level, 10, draw(st.sampled_from([None, level - 1 or None]))),),
        required=tuple(draw(st.lists(st.sampled_from(own), max_size=4, unique=True))),
        treatment=draw(st.sampled_from(list(Treatment))),
        standard=draw(st.sampled_from([*BUILT_IN, OWN])),
    )


def lines_with(need: Need, kind: str, *, features: bool, of: dict[str, set[str]]) -> set[str]:
    """The lines, by short name, of which all demands of a kind are met by these codes."""
    found: set[str] = set()
    lacking: set[str] = set()
    for demand in need.demands:
        if demand.kind != kind or demand.line.is_specialist is not features:
            continue
        asked = {item.code for item in need.edition.members(need.plain(demand.mask))}
        there = asked & of["A" if kind == "assessed" else LETTERS[need.treatment]]
        (found if len(there) >= demand.count else lacking).add(demand.line.short_name)
    return found - lacking


def names_in(part: str, lines: set[str]) -> set[str] | int:
    """The lines that a part of a sentence names, or how many of them it counts."""
    if "in both themes" in part:
        return 2
    if found := re.search(r"in all (\w+) themes", part):
        return NUMBERS[found[1]]
    if found := re.search(r"in (\d+) of \d+ themes", part):
        return int(found[1])
    if "in none of the" in part or "in neither" in part:
        return len(lines)
    return {name for name in lines if re.search(rf"(in |, |and ){re.escape(name)}", part)}


def assert_told(part: str, told: set[str], lines: set[str]) -> None:
    found = names_in(part, lines)
    assert found == (len(told) if isinstance(found, int) else told), part


def recount(need: Need, fit: Fit, course: PathwayContent) -> None:
    """Count every line of every kind of demand anew, and read the sentence beside it."""
    codes = [item.code for item in WM.competencies]
    modules = plain.read_modules(course.to_plain(), codes)
    backed = {letter: plain.backed(modules, letter) for letter in "IDA"}
    claimed = {letter: plain.claimed(modules, letter) for letter in "IDA"}
    sentences = [item.words for item in fit.reasons]
    kinds = dict.fromkeys(
        (demand.kind, demand.line.is_specialist)
        for demand in by_kind(need.demands)
        if demand.kind != "required"
    )
    for place, (kind, features) in enumerate(kinds):
        lines = {
            demand.line.short_name
            for demand in need.demands
            if (demand.kind, demand.line.is_specialist) == (kind, features)
        }
        met = lines_with(need, kind, features=features, of=backed)
        only = lines_with(need, kind, features=features, of=claimed) - met
        missing = lines - met - only
        parts = sentences[place].removesuffix(".").split("; ")
        assert len(parts) == sum(map(bool, (met, only, missing))), sentences[place]
        for told, mark in ((met, None), (only, "claimed"), (missing, "not")):
            if told:
                part = parts.pop(0)
                assert (mark != "claimed") or "claimed" in part and "not backed" in part
                assert_told(part, told, lines)
    named = {
        item.code
        for demand in need.demands
        if demand.kind == "required"
        for item in need.edition.members(need.plain(demand.mask))
    }
    letter = LETTERS[need.treatment]
    if named:
        words = sentences[len(kinds)]
        lacking, alone = named - claimed[letter], named & claimed[letter] - backed[letter]
        for group, mark in ((lacking, "not in it"), (alone, "claimed and not backed")):
            assert (mark in words) is bool(group), words
            assert all(code in words for code in group)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_an_offer_is_so(data: st.DataObject) -> None:
    course = data.draw(courses(WM))
    brief = data.draw(briefs(WM))
    summary = summarise(WM, course)
    offer = Listed(course.target_level, None, 0, None, "", "", 0, 0, (), ())
    for need in list_needs(WM, brief):
        claims, payer = claims_of(need, summary), payer_of(brief, need, 20)
        fit = explain_fit(brief, need, offer, claims, summary.depth, payer)
        recount(need, fit, course)
        modules = plain.read_modules(course.to_plain(), [item.code for item in WM.competencies])
        worth = 0
        for demand in need.demands:
            members = {item.code for item in WM.members(need.plain(demand.mask))}
            letter = "A" if demand.kind == "assessed" else LETTERS[need.treatment]
            worth += plain.worth(modules, members, demand.count, letter)
        assert sum(row.thousandths for row in fit.sum) == worth
        off = sum(row.thousandths for row in fit.off)
        assert fit.points == max(0, worth // max(1, need.count) + off if need.count else 1000 + off)
