"""Sets of offers for a brief: one for each level, since each group attends its own courses."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from pathways.briefs.queries.briefs import BriefView
from pathways.briefs.queries.offers import OfferView, find_offers, read_kept, weights_for
from pathways.domain.framework.edition import Competency, Line
from pathways.domain.need.brief import Brief
from pathways.domain.need.claims import Claims, join_claims
from pathways.domain.need.combination import Combination, Step, combine, list_additions
from pathways.domain.need.costs import Cost
from pathways.domain.need.covering import Candidate, Goal, Limits
from pathways.domain.need.listed import list_missed
from pathways.domain.need.needs import Need, met_words, open_words
from pathways.domain.need.payer import (
    BudgetStanding,
    Payer,
    add_costs,
    cost_words,
    payer_of,
    stand_to_budget,
)
from pathways.domain.need.ranking import (
    Kept,
    Ranked,
    Ranking,
    pick_candidates,
    rank_offers,
    read_offer,
)
from pathways.domain.pathway.offer import crowded_of
from pathways.domain.rule.demands import DemandKind
from pathways.domain.rule.sentences import fill, words_of
from pathways.domain.words import plural

CANDIDATES: Final = 200
ADDITIONS: Final = 5
_ID: Final = re.compile(r"[a-z0-9]{16}")


@dataclass(frozen=True, slots=True)
class SetStepView:
    """An offer of a set, with what it adds: competencies that were open, lines now met."""

    offer: OfferView
    is_given: bool
    cost: Cost
    amount: str
    added: tuple[Competency, ...] = field(repr=False)
    met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnreachedView:
    """Something asked that no set can have, in words, with the competencies that would count."""

    line: Line
    words: str
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class SetView:
    """The set found for one level, out of `candidates` of the `offers` that claim something.

    `left_out` counts offers that do not fit a must, `misfits` those of them that were chosen.
    `claimed` says what the claims of the set would add to what it backs. `uncrowded` is the best
    set without offers that have a crowded module, where the one found holds some. `wishes` says
    which wishes the set does not meet.
    """

    need: Need
    payer: Payer
    found: Combination
    candidates: int
    offers: int
    left_out: int
    misfits: int
    steps: tuple[SetStepView, ...]
    open: tuple[str, ...]
    unreached: tuple[UnreachedView, ...]
    claimed: tuple[str, ...]
    wishes: tuple[str, ...]
    uncrowded: "SetView | None"
    additions: tuple[SetStepView, ...]

    @property
    def cost(self) -> Cost:
        """What it costs for everybody of the level, as this buyer pays it."""
        return add_costs([step.cost for step in self.steps])

    @property
    def amount(self) -> str:
        """That cost in words, with the VAT; empty where a price is not stated."""
        return cost_words(self.payer, self.cost)

    @property
    def minutes(self) -> int | None:
        """How long it takes one person, None where a length is not stated."""
        stated = all(step.offer.minutes for step in self.steps)
        return sum(step.offer.minutes for step in self.steps) if stated else None

    @property
    def crowded(self) -> tuple[OfferView, ...]:
        """Those of its offers that add something and have a crowded module."""
        return tuple(step.offer for step in self.steps if step.added and step.offer.crowded)


@dataclass(frozen=True, slots=True)
class CombinationView:
    """A set for each level, and what they come to together."""

    brief: Brief
    goal: Goal
    sets: tuple[SetView, ...]
    is_any_missing: bool

    @property
    def cost(self) -> Cost:
        """What all sets cost together."""
        return add_costs([one.cost for one in self.sets])

    @property
    def amount(self) -> str:
        """That cost in words, with the VAT; empty where a price is not stated."""
        return cost_words(self.sets[0].payer, self.cost)

    @property
    def standing(self) -> BudgetStanding:
        """How it stands to the budget of all groups."""
        return stand_to_budget(self.brief, self.sets[0].payer, self.cost, is_total=True)

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
    vat: int,
) -> CombinationView:
    """Find the best set of offers for each need. `given` are pathways that it has to hold.

    `vat` is in per cent.
    """
    brief = view.brief
    kept = read_kept(session, brief)
    known = [one for one in given if _ID.fullmatch(one)]
    fixed = read_kept(session, brief, pathway_ids=known) if known else ()
    parts = [_Part(brief, need, payer_of(brief, need, vat), goal, (kept, fixed)) for need in needs]
    numbers = (number for part in parts for number in part.numbers)
    offers = find_offers(session, view.edition, numbers, today)
    return CombinationView(
        brief=brief,
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
        payer: Payer,
        goal: Goal,
        offers: tuple[Sequence[Kept], Sequence[Kept]],
    ) -> None:
        self.brief, self.need, self.payer, self.goal = brief, need, payer, goal
        kept, fixed = offers
        read = weights_for(brief)
        self.ranking: Ranking = rank_offers(brief, need, kept, CANDIDATES, read, payer)
        first = [read_offer(need, offer, read, payer) for offer in fixed]
        self.misfits = rank_offers(brief, need, fixed, 0, read, payer).left_out
        numbers = {one.number for one in first}
        best = pick_candidates(need, self.ranking, CANDIDATES)
        self.candidates = len(best)
        self.pool: tuple[Ranked, ...] = (
            *first,
            *(one for one in best if one.number not in numbers),
        )
        crowded = {offer.number for offer in (*kept, *fixed) if crowded_of(offer.standing)}
        self.chosen_numbers = frozenset(numbers)
        self.found = self._combine(self.pool)
        self.apart: tuple[Ranked, ...] = ()
        self.uncrowded: Combination | None = None
        if any(self.pool[step.place].number in crowded for step in self.found.steps):
            self.apart = tuple(one for one in self.pool if one.number not in crowded)
            self.uncrowded = self._combine(self.apart)
        self.additions: tuple[Step, ...] = ()
        self.chosen = join_claims(one.claims for one in first)
        self.every: tuple[Ranked, ...] = ()
        if first:
            # Whoever adds most may stand far behind the candidates.
            self.every = self.ranking.list_all()
            claims = [one.claims for one in self.every]
            self.additions = list_additions(need, claims, self.chosen, ADDITIONS)

    def _combine(self, pool: Sequence[Ranked]) -> Combination:
        brief = self.brief
        return combine(
            self.need,
            [Candidate(one.reach, one.pence, one.minutes) for one in pool],
            self.goal,
            # They stand first.
            given=range(sum(1 for one in pool if one.number in self.chosen_numbers)),
            limits=Limits(
                pence=brief.budget_pence if "budget" in brief.musts else None,
                minutes=brief.minutes or None if "hours" in brief.musts else None,
            ),
        )

    @property
    def numbers(self) -> list[int]:
        """The numbers of all offers that its view shows."""
        apart = self.uncrowded.steps if self.uncrowded else ()
        return [
            *(self.pool[step.place].number for step in self.found.steps),
            *(self.every[step.place].number for step in self.additions),
            *(self.apart[step.place].number for step in apart),
        ]

    def view(self, offers: Mapping[int, OfferView]) -> SetView:
        """Put what was found into words."""
        beside = None
        if self.uncrowded is not None:
            beside = self._view(self.uncrowded, self.apart, offers, None)
        return self._view(self.found, self.pool, offers, beside)

    def _view(
        self,
        found: Combination,
        pool: Sequence[Ranked],
        offers: Mapping[int, OfferView],
        beside: SetView | None,
    ) -> SetView:
        need = self.need
        members = join_claims(pool[step.place].claims for step in found.steps)
        return SetView(
            need=need,
            payer=self.payer,
            found=found,
            candidates=self.candidates,
            offers=self.ranking.found,
            left_out=self.ranking.left_out,
            misfits=self.misfits,
            steps=tuple(self._steps(found.steps, pool, offers)),
            open=tuple(open_words(need, demand, found.reach) for demand in found.open),
            unreached=tuple(
                _list_unreached(
                    need,
                    self.ranking.everything | self.chosen.backed,
                    self.ranking.claimed | self.chosen.claimed,
                    "No offer that fits your musts"
                    if self.ranking.left_out
                    else "No published offer",
                )
            ),
            claimed=tuple(_list_claimed(need, members)),
            wishes=list_missed(
                self.brief,
                need,
                [
                    (offer.title, offer.listed, offer.depth)
                    for offer in (offers[pool[step.place].number] for step in found.steps)
                ],
                self.payer,
            ),
            uncrowded=beside,
            additions=tuple(
                self._step(step, self.every, self.chosen.backed, offers) for step in self.additions
            )
            if found is self.found
            else (),
        )

    def _steps(
        self, steps: Iterable[Step], pool: Sequence[Ranked], offers: Mapping[int, OfferView]
    ) -> Iterator[SetStepView]:
        reach = 0
        for step in steps:
            yield self._step(step, pool, reach, offers)
            reach |= pool[step.place].reach

    def _step(
        self, step: Step, pool: Sequence[Ranked], before: int, offers: Mapping[int, OfferView]
    ) -> SetStepView:
        need = self.need
        ranked = pool[step.place]
        offer = offers[ranked.number]
        cost = self.payer.cost(offer.listed.price)
        return SetStepView(
            offer=offer,
            is_given=ranked.number in self.chosen_numbers,
            cost=cost,
            amount=cost_words(self.payer, cost) or "Not stated",
            added=need.edition.members(need.plain(step.added)),
            met=met_words(need, step.met, before | ranked.reach),
        )


def _list_claimed(need: Need, members: Claims) -> Iterator[str]:
    """Say what the claims of a set would add to what it backs, line by line."""
    counts: dict[str, int] = {}
    for demand in need.open(members.backed):
        more = demand.have(members.claimed) - demand.have(members.backed)
        counts[demand.line.short_name] = counts.get(demand.line.short_name, 0) + more
    for name, count in counts.items():
        if count:
            yield f"{name}: {plural(count, 'asked thing')}"


def _list_unreached(need: Need, backed: int, claimed: int, who: str) -> Iterator[UnreachedView]:
    """Say what is asked that all offers together do not back, one demand at a time.

    `who` begins what is said of the offers: "No published offer".
    """
    for demand in need.open(backed):
        counting = demand.mask & ~backed
        asked = fill(words_of(demand).still, need.edition, demand, demand.have(backed), counting)
        has = "assesses" if demand.kind is DemandKind.ASSESSED else "has"
        these = f"any of these {counting.bit_count()}" if counting.bit_count() > 1 else "it"
        if not counting & claimed:
            words = f"{who} {has} {these}"
        elif demand.have(claimed) >= demand.count:
            words = "It is claimed, and not backed"
        else:
            some = (counting & claimed).bit_count()
            words = f"{some} of these {counting.bit_count()} are claimed, and not backed"
        yield UnreachedView(
            demand.line,
            f"Asked: {asked}. {words}.",
            need.edition.members(need.plain(counting)),
        )
