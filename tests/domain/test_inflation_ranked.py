"""In no ranking, addition or set of a brief does an inflated course stand above its honest twin."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest

from pathways.briefs.queries.offers import weights_for
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.claims import Claims
from pathways.domain.need.combination import combine, list_additions
from pathways.domain.need.covering import Candidate, Goal
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.need.ranking import Kept, Ranking, rank_offers
from pathways.domain.pathway.offer import OfferSummary, summarise
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.depth import Depth
from pathways.domain.rule.standards import BUILT_IN, Standard
from pathways.records.listing.weights import write_weights
from tests import plain_proportion as plain
from tests.domain.samples import WM
from tests.inflation import Twins, list_twins, spread

OWN = Standard("own", "Own", "", has_strands=True, has_assessed=True, share=30)
STANDARDS = (*BUILT_IN, OWN)
WISHES: tuple[dict[str, Any], ...] = (
    {},
    {"minutes": 540, "budget_pence": 100_000, "sectors": ("Health",), "musts": ("sector",)},
    {"minutes": 20, "budget_pence": 1, "delivery": ("Live online",)},
    {"depth": Depth(is_backed=True, is_noted=True, rate=12, minutes=300, assessed=10)},
)
EACH = pytest.mark.parametrize(
    ("level", "treatment"), list(product(WM.by_level, Treatment)), ids=lambda value: str(value)
)
LETTERS = dict(zip(Treatment, "IDA", strict=True))
CODES = [item.code for item in WM.competencies]


@cache
def twins_at(level: int) -> tuple[Twins, ...]:
    return list_twins(WM, level)


@cache
def summaries(level: int) -> tuple[OfferSummary, ...]:
    """The inflated ones first, so that no tie is settled in favour of a twin by its number."""
    found = twins_at(level)
    contents = [one.inflated for one in found] + [one.honest for one in found]
    return tuple(summarise(WM, content) for content in contents)


def kept_of(summary: OfferSummary, number: int, treatment: Treatment) -> Kept:
    place = list(Treatment).index(treatment)
    return Kept(
        number=number,
        backed=f"{summary.backed[place]:x}",
        assessed=f"{summary.backed[2]:x}",
        weights=write_weights(summary.weights),
        standing=summary.standing,
        title_key=summary.title,
        minutes=summary.minutes,
        price_pence=summary.price_pence,
        price_basis=summary.price_basis,
        vat=summary.vat,
        group_min=summary.group_min,
        group_max=summary.group_max,
        entry_level=summary.entry_level,
        has_delivery=False,
        has_sector=True,
        depth=summary.depth,
    )


def rankings(level: int, treatment: Treatment) -> Iterator[tuple[Need, Ranking]]:
    """All twins of a level ranked for briefs of every standard, with wishes and without."""
    kept = [kept_of(summary, at, treatment) for at, summary in enumerate(summaries(level))]
    themes = ((), tuple(WM.by_theme)[:2])
    for standard, brings, wishes, some in product(STANDARDS, (None, level - 1), WISHES, themes):
        group = Group("Staff", level, 12, brings or None)
        brief = Brief(
            WM.code,
            "Need",
            (group,),
            themes=some,
            treatment=treatment,
            standard=standard,
            **wishes,
        )
        need = list_needs(WM, brief)[0]
        yield (
            need,
            rank_offers(
                brief, need, kept, len(kept), weights_for(brief), payer_of(brief, need, 20)
            ),
        )


@EACH
def test_no_inflated_course_is_ranked_above_its_twin(level: int, treatment: Treatment) -> None:
    count = len(twins_at(level))
    for _need, ranking in rankings(level, treatment):
        order = {one.number: place for place, one in enumerate(ranking.best)}
        for at, twins in enumerate(twins_at(level)):
            if at in order:
                assert order[at + count] < order[at], twins.key


@EACH
def test_no_inflated_course_is_in_a_set_or_an_addition_before_its_twin(
    level: int, treatment: Treatment
) -> None:
    count = len(twins_at(level))
    for need, ranking in rankings(level, treatment):
        numbers = [one.number for one in ranking.best]
        candidates = [Candidate(one.reach, one.pence, one.minutes) for one in ranking.best]
        for goal in Goal:
            found = combine(need, candidates, goal)
            chosen = [numbers[place] for place in found.places]
            assert all(number >= count for number in chosen), chosen
        claims = [one.claims for one in ranking.best]
        # What is chosen holds nothing that a short honest course does, else that would add nothing.
        last = spread(WM, level)[-1].mask
        for start in (Claims(0), Claims(need.widen(last, 0) & need.mask)):
            added = [
                numbers[step.place] for step in list_additions(need, claims, start, len(claims))
            ]
            for place, number in enumerate(added):
                assert number >= count or number + count in added[:place]


@EACH
def test_points_are_those_of_a_second_reading(level: int, treatment: Treatment) -> None:
    found = twins_at(level)
    courses = [one.inflated for one in found] + [one.honest for one in found]
    modules = [plain.read_modules(course.to_plain(), CODES) for course in courses]
    for standard in STANDARDS:
        brief = Brief(
            WM.code, "Need", (Group("Staff", level, 12),), treatment=treatment, standard=standard
        )
        need = list_needs(WM, brief)[0]
        kept = [kept_of(summary, at, treatment) for at, summary in enumerate(summaries(level))]
        wants = [
            (
                {item.code for item in WM.members(need.plain(demand.mask))},
                demand.count,
                "A" if demand.kind == "assessed" else LETTERS[treatment],
            )
            for demand in need.demands
        ]
        for one in rank_offers(
            brief, need, kept, len(kept), weights_for(brief), payer_of(brief, need, 20)
        ).best:
            worth = sum(plain.worth(modules[one.number], *want) for want in wants)
            assert one.points == worth // need.count


@pytest.mark.parametrize("treatment", Treatment)
def test_to_be_cheaper_puts_no_inflated_course_above_its_twin(treatment: Treatment) -> None:
    count = len(twins_at(2))
    kept = [kept_of(summary, at, treatment) for at, summary in enumerate(summaries(2))]
    cheaper = [one._replace(price_pence=100) if one.number < count else one for one in kept]
    brief = Brief(WM.code, "Need", (Group("Staff", 2, 12),), treatment=treatment)
    need = list_needs(WM, brief)[0]
    best = rank_offers(
        brief, need, cheaper, len(kept), weights_for(brief), payer_of(brief, need, 20)
    ).best
    order = {one.number: place for place, one in enumerate(best)}
    ranked = [at for at in range(count) if at in order]
    assert len(ranked) > 5
    assert all(order[at + count] < order[at] for at in ranked)
