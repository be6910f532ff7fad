"""Sets of offers for a brief: one for each level, since each group attends its own courses."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from pathways.briefs.queries.briefs import BriefView
from pathways.briefs.queries.offers import OfferView, find_offers, read_kept
from pathways.domain.framework.edition import Competency, Line
from pathways.domain.need.brief import Brief
from pathways.domain.need.combination import Combination, Step, combine, list_additions
from pathways.domain.need.covering import Candidate, Goal, Limits
from pathways.domain.need.needs import Need, join_reach, met_words, open_words
from pathways.domain.need.ranking import (
    Kept,
    Ranked,
    Ranking,
    pick_candidates,
    rank_offers,
    read_offer,
)

CANDIDATES: Final = 200
ADDITIONS: Final = 5
_ID: Final = re.compile(r"[a-z0-9]{16}")


@dataclass(frozen=True, slots=True)
class SetStepView:
    """An offer of a set, with what it adds: competencies that were open, lines now met."""

    offer: OfferView
    is_given: bool
    pence: int | None
    added: tuple[Competency, ...] = field(repr=False)
    met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnreachedView:
    """A line of which something stays open, with the competencies that no offer reaches."""

    line: Line
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class SetView:
    """The set found for one level, out of `candidates` of the `offers` that reach something.

    `left_out` counts offers that do not fit a must, `misfits` those of them that were chosen.
    """

    need: Need
    found: Combination
    candidates: int
    offers: int
    left_out: int
    misfits: int
    steps: tuple[SetStepView, ...]
    open: tuple[str, ...]
    unreached: tuple[UnreachedView, ...]
    additions: tuple[SetStepView, ...]

    @property
    def pence(self) -> int | None:
        """What it costs for everybody of the level, None where a price is not stated."""
        known = [step.pence for step in self.steps if step.pence is not None]
        return sum(known) if len(known) == len(self.steps) else None

    @property
    def minutes(self) -> int | None:
        """How long it takes one person, None where a length is not stated."""
        stated = all(step.offer.minutes for step in self.steps)
        return sum(step.offer.minutes for step in self.steps) if stated else None

    @property
    def has_vat_added(self) -> bool:
        """Whether VAT comes on top of some of its prices."""
        return any(step.offer.listed.vat == "added" for step in self.steps)


@dataclass(frozen=True, slots=True)
class CombinationView:
    """A set for each level, and what they come to together."""

    goal: Goal
    sets: tuple[SetView, ...]
    is_any_missing: bool

    @property
    def pence(self) -> int | None:
        """What all sets cost together, None where a price is not stated."""
        known = [one.pence for one in self.sets if one.pence is not None]
        return sum(known) if len(known) == len(self.sets) else None

    @property
    def has_vat_added(self) -> bool:
        """Whether VAT comes on top of some of its prices."""
        return any(one.has_vat_added for one in self.sets)

    @property
    def is_enough(self) -> bool:
        """Whether every level has all that is asked."""
        return all(one.found.is_enough for one in self.sets)


def combine_for(
    session: Session,
    view: BriefView,
    needs: Sequence[Need],
    goal: Goal,
    *,
    given: Sequence[str],
    today: str,
    clock: Callable[[], float],
) -> CombinationView:
    """Find the best set of offers for each need. `given` are pathways that it has to hold."""
    brief = view.brief
    kept = read_kept(session, brief)
    known = [one for one in given if _ID.fullmatch(one)]
    fixed = read_kept(session, brief, pathway_ids=known) if known else ()
    search = partial(combine, goal=goal, clock=clock, parts=len(needs))
    parts = [_Part(brief, need, kept, fixed, search) for need in needs]
    numbers = (number for part in parts for number in part.numbers)
    offers = find_offers(session, view.edition, numbers, today)
    return CombinationView(
        goal=goal,
        sets=tuple(part.view(offers) for part in parts),
        is_any_missing=len(fixed) < len(set(given)),
    )


class _Part:
    """The search for one need, before its offers are read in full."""

    def __init__(
        self,
        brief: Brief,
        need: Need,
        kept: Sequence[Kept],
        fixed: Sequence[Kept],
        search: Callable[..., Combination],
    ) -> None:
        self.need = need
        self.ranking: Ranking = rank_offers(brief, need, kept, CANDIDATES)
        first = [read_offer(need, offer) for offer in fixed]
        self.given = len(first)
        self.misfits = rank_offers(brief, need, fixed, 0).left_out
        numbers = {one.number for one in first}
        best = pick_candidates(need, self.ranking, CANDIDATES)
        self.candidates = len(best)
        self.pool: tuple[Ranked, ...] = (
            *first,
            *(one for one in best if one.number not in numbers),
        )
        candidates = [Candidate(one.reach, one.pence, one.minutes) for one in self.pool]
        limits = Limits(
            pence=brief.budget_pence if "budget" in brief.musts else None,
            minutes=brief.minutes or None if "hours" in brief.musts else None,
        )
        self.found = search(need, candidates, given=range(self.given), limits=limits)
        self.additions: tuple[Step, ...] = ()
        self.chosen = join_reach(one.reach for one in first)
        if first:
            self.additions = list_additions(need, candidates, self.chosen, ADDITIONS)

    @property
    def numbers(self) -> list[int]:
        """The numbers of all offers that its view shows."""
        return [self.pool[step.place].number for step in (*self.found.steps, *self.additions)]

    def view(self, offers: Mapping[int, OfferView]) -> SetView:
        """Put what was found into words."""
        need, found = self.need, self.found
        return SetView(
            need=need,
            found=found,
            candidates=self.candidates,
            offers=self.ranking.found,
            left_out=self.ranking.left_out,
            misfits=self.misfits,
            steps=tuple(self._steps(offers)),
            open=tuple(open_words(need, demand, found.reach) for demand in found.open),
            unreached=_list_unreached(need, self.ranking.everything | self.chosen),
            additions=tuple(self._step(step, self.chosen, offers) for step in self.additions),
        )

    def _steps(self, offers: Mapping[int, OfferView]) -> Iterator[SetStepView]:
        reach = 0
        for step in self.found.steps:
            yield self._step(step, reach, offers)
            reach |= self.pool[step.place].reach

    def _step(self, step: Step, before: int, offers: Mapping[int, OfferView]) -> SetStepView:
        need = self.need
        ranked = self.pool[step.place]
        return SetStepView(
            offer=offers[ranked.number],
            is_given=step.place < self.given,
            pence=ranked.pence,
            added=need.edition.members(need.plain(step.added)),
            met=met_words(need, step.met, before | ranked.reach),
        )


def _list_unreached(need: Need, everything: int) -> tuple[UnreachedView, ...]:
    """Return what no offer reaches, for each line of which no set can have all that is asked."""
    missing: dict[str, int] = {}
    for demand in need.open(everything):
        key = demand.line.key
        missing[key] = missing.get(key, 0) | demand.mask & ~everything
    lines = {line.key: line for line in need.lines}
    return tuple(
        UnreachedView(lines[key], need.edition.members(need.plain(mask)))
        for key, mask in missing.items()
    )
