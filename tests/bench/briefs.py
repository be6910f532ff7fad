"""Briefs among thousands of offers: ranking all, and the best set out of two hundred."""

import random
import statistics
import time
from collections.abc import Iterator

from pathways.briefs.queries.offers import weights_for
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.combination import combine
from pathways.domain.need.covering import Candidate, Goal
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.need.ranking import Kept, pick_candidates, rank_offers
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import ASSESSED, BALANCED, BUILT_IN, HALF, Standard
from pathways.records.listing.weights import write_weights
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.workbook.subjects import edition

SIZES = (10_000, 100_000)
NEEDS = 60
CANDIDATES = 200
OWN = Standard("own", "Own", "", share=30, has_strands=True, has_assessed=True)


def run() -> None:
    """Measure the two pure functions that a brief's pages rest on."""
    heading("Briefs: every offer ranked for a need, then the best set out of 200 candidates")
    index = edition()
    draw = random.Random(1)  # noqa: S311  # a benchmark's lot, no secret
    offers = [_offer(draw, index, number) for number in range(SIZES[-1])]
    for standard in (BALANCED, HALF, ASSESSED):
        _measure_ranking(index, offers, standard)
    _measure_sets(index, offers[: SIZES[0]])


def _measure_ranking(index: Edition, offers: list[Kept], standard: Standard) -> None:
    brief = _brief(index, 2, standard, (), Treatment.INTRODUCED)
    need = list_needs(index, brief)[0]
    read, payer = weights_for(brief), payer_of(brief, need, 20)
    middle = {}
    for size in SIZES:
        some = offers[:size]
        times = take_turns(
            {"ranking": lambda: rank_offers(brief, need, some, CANDIDATES, read, payer)},  # noqa: B023
            rounds=5,
            warm_up=1,
            clock=time.process_time,
        )
        middle[size] = times.median("ranking")
        line(f"{standard.name}, {size:,} offers", micro(middle[size]))
    growth = middle[SIZES[1]] / middle[SIZES[0]]
    line("  ten times as many take", f"{growth:.1f} times as long", "linear: 10")


def _measure_sets(index: Edition, offers: list[Kept]) -> None:
    exact: list[float] = []
    beyond = stopped = 0
    for need, candidates in _cases(index, offers):
        for goal in Goal:
            start = time.perf_counter()
            found = combine(need, candidates, goal)
            if found.is_exact:
                exact.append(time.perf_counter() - start)
            beyond += found.is_beyond
            stopped += not found.is_exact and not found.is_beyond
    exact.sort()
    line(
        f"Exact sets, {len(exact)} searches",
        f"middle {micro(statistics.median(exact))}, of a hundred five take longer than "
        f"{micro(exact[95 * len(exact) // 100])}, longest {micro(exact[-1])}",
    )
    line("  more than four were needed", str(beyond), "0.2 s each")
    line("  stopped at the limit of steps", str(stopped), "a quarter")


def _cases(index: Edition, offers: list[Kept]) -> Iterator[tuple[Need, list[Candidate]]]:
    draw = random.Random(2)  # noqa: S311  # a benchmark's lot, no secret
    for _number in range(NEEDS):
        level = draw.choice((1, 2, 2, 3))
        own = [item.code for item in index.competencies if item.level == level]
        named = tuple(draw.sample(own, draw.choice((0, 0, 3, 8))))
        standard = draw.choice((*BUILT_IN, OWN))
        brief = _brief(index, level, standard, named, draw.choice(list(Treatment)))
        need = list_needs(index, brief)[0]
        ranking = rank_offers(
            brief, need, offers, CANDIDATES, weights_for(brief), payer_of(brief, need, 20)
        )
        best = pick_candidates(need, ranking, CANDIDATES)
        yield need, [Candidate(one.reach, one.pence, one.minutes) for one in best]


def _brief(
    index: Edition, level: int, standard: Standard, named: tuple[str, ...], treatment: Treatment
) -> Brief:
    return Brief(
        index.code,
        "Need",
        (Group("Staff", level, 24, 1),),
        required=named,
        standard=standard,
        treatment=treatment,
        minutes=420,
        budget_pence=300_000,
        delivery=("In person",),
        sectors=("Education",),
    )


def _offer(draw: random.Random, index: Edition, number: int) -> Kept:
    """Return an offer of about sixty competencies, most of them at its level."""
    level = draw.choice((1, 2, 2, 3))
    own = [item for item in index.competencies if item.level == level]
    taken = [*draw.sample(own, draw.randint(25, 65)), *draw.sample(index.competencies, 15)]
    treated, assessed = _sets(draw, taken)
    # Of three in ten, half of the claims are in a crowded module.
    loose, _rest = _sets(draw, taken[::2]) if draw.random() < 0.3 else (0, 0)
    weights = [((draw.randrange(200, 900), loose),)] * 3 if loose else []
    return Kept(
        number=number,
        backed=f"{treated & ~loose:0105x}",
        assessed=f"{assessed & ~loose:0105x}",
        weights=write_weights(weights),
        standing=draw.randrange(1 << 62),
        title_key=f"course {number}",
        minutes=draw.choice((0, 90, 180, 420, 840)),
        price_pence=draw.choice((None, 0, 1_500, 4_900, 9_500, 25_000)),
        price_basis=draw.choice(("person", "person", "group")),
        vat=draw.choice(("", "included", "added", "exempt")),
        group_min=draw.choice((0, 0, 8)),
        group_max=draw.choice((0, 12, 20)),
        entry_level=draw.choice((None, None, level - 1 or None)),
        has_delivery=draw.random() < 0.5,
        has_sector=draw.random() < 0.2,
    )


def _sets(draw: random.Random, taken: list[Competency]) -> tuple[int, int]:
    treated = assessed = 0
    for item in taken:
        treated |= item.mask
        if draw.random() < 0.2:
            assessed |= item.mask
    return treated, assessed
