"""How well an offer fits a need, in words: what speaks for it, and what it leaves open."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.framework.edition import Line
from pathways.domain.need.brief import WISHES, Brief
from pathways.domain.need.claims import Claims
from pathways.domain.need.listed import Listed as Listed
from pathways.domain.need.needs import Need, join_reach, open_words
from pathways.domain.need.ranking import (
    ANY_SECTOR,
    MISSED,
    UNSTATED,
    cost_for,
    list_checks,
    wants_sector,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.demands import Demand, DemandKind, by_kind
from pathways.domain.rule.depth import DepthCounts, find_depth
from pathways.domain.rule.proportion import WHOLE
from pathways.domain.rule.sentences import fill, words_of
from pathways.domain.words import duration, listed, money, number_word, plural


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for an offer, or leaves something to ask."""

    is_for: bool
    words: str


class SumRow(NamedTuple):
    """A row of the sum that a figure is made by: what counts, and how much, in thousandths."""

    words: str
    thousandths: int

    @property
    def value(self) -> str:
        """The number, as it is shown: "3.830"."""
        sign = "−" if self.thousandths < 0 else ""
        whole, rest = divmod(abs(self.thousandths), WHOLE)
        return f"{sign}{whole}.{rest:03}"


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an offer fits, in words.

    `points` are what makes the order, of 1,000. `have` of `asked` things are backed, `claimed`
    of them claimed. `missed` wishes are not fitted, and of `unstated` it is not known.
    `sum` holds what the points are made of, and `off` what each wish takes off.
    """

    points: int
    asked: int
    have: int
    claimed: int
    missed: int
    unstated: int
    reasons: tuple[Reason, ...]
    open: tuple[str, ...]
    sum: tuple[SumRow, ...]
    off: tuple[SumRow, ...]

    @property
    def share(self) -> int:
        """The figure of the badge in per cent: 100 only where nothing lacks."""
        return self.points // 10

    @property
    def is_covered(self) -> bool:
        """Whether everything that is asked is backed."""
        return self.have == self.asked

    @property
    def is_met(self) -> bool:
        """Whether everything that is asked is backed, and every wish met."""
        return self.is_covered and not self.missed and not self.unstated

    @property
    def badge(self) -> str:
        """What the badge says."""
        if self.is_met:
            return "All that is asked"
        if self.is_covered:
            wishes = [
                f"{plural(self.missed, 'wish', 'wishes')} not met" if self.missed else "",
                f"{self.unstated} not known" if self.unstated else "",
            ]
            if not self.missed:
                wishes = [f"{plural(self.unstated, 'wish', 'wishes')} not known"]
            return f"All that is asked; {', '.join(filter(None, wishes))}"
        if self.claimed == self.asked:
            return f"Claims all that is asked; {self.have} of {self.asked} backed"
        return f"{self.share}% of what is asked"

    @property
    def total(self) -> SumRow:
        """What all that counts comes to."""
        thousandths = sum(row.thousandths for row in self.sum)
        shown = SumRow("", thousandths).value
        return SumRow(f"{shown} of {self.asked} asked", thousandths // max(1, self.asked))

    @property
    def good(self) -> tuple[str, ...]:
        """What speaks for it."""
        return tuple(reason.words for reason in self.reasons if reason.is_for)

    @property
    def other(self) -> tuple[str, ...]:
        """What does not fit, or is not stated."""
        return tuple(reason.words for reason in self.reasons if not reason.is_for)


def explain_fit(brief: Brief, need: Need, offer: Listed, claims: Claims, depth: DepthCounts) -> Fit:
    """Say how well an offer fits a need, what it leaves open, and how its figure is made."""
    backed = claims.backed
    off = tuple(_list_off(brief, need, offer, depth))
    rows = tuple(_list_sum(need, claims))
    worth = sum(row.thousandths for row in rows)
    penalty = sum(row.thousandths for row in off)
    return Fit(
        points=max(0, worth // max(1, need.count) + penalty) if need.count else WHOLE + penalty,
        asked=need.count,
        have=need.have(backed),
        claimed=need.have(claims.claimed),
        missed=sum(1 for row in off if -row.thousandths == MISSED),
        unstated=sum(1 for row in off if -row.thousandths == UNSTATED),
        reasons=tuple(_reasons(brief, need, offer, claims, depth)),
        open=tuple(open_words(need, demand, backed) for demand in need.open(backed)),
        sum=rows,
        off=off,
    )


def _list_sum(need: Need, claims: Claims) -> Iterator[SumRow]:
    """Give what counts, the heaviest first: so many asked things of one weight in a row."""
    counts: Counter[int] = Counter()
    missing = 0
    for demand in need.demands:
        left = demand.count
        for weight, part in ((WHOLE, claims.backed), *claims.weights):
            taken = min(left, (part & demand.mask).bit_count())
            counts[weight] += taken
            left -= taken
        missing += left
    for weight in sorted(+counts, reverse=True):
        things = plural(counts[weight], "asked thing")
        if weight == WHOLE:
            words = f"{things}, backed"
        else:
            each = "it counts" if counts[weight] == 1 else "each counts"
            words = f"{things}, claimed and not backed: {each} {SumRow('', weight).value}"
        yield SumRow(words, weight * counts[weight])
    if missing:
        yield SumRow(f"{plural(missing, 'asked thing')}, not in it", 0)


def _list_off(brief: Brief, need: Need, offer: Listed, depth: DepthCounts) -> Iterator[SumRow]:
    """Give what each wish takes off that is not met, or of which it is not known."""
    kept = offer.kept(brief, depth)
    pence = cost_for(offer.price_pence, offer.price_basis, offer.group_max, need.people)
    for wish, check in list_checks(brief, need):
        points = check(kept, pence)
        if wish == "depth":
            for finding in find_depth(brief.asked_depth(), depth):
                if not finding.is_met:
                    yield SumRow(f"Asked for: {finding.asks} A tenth off", -MISSED)
        elif points == MISSED:
            yield SumRow(f"{WISHES[wish]} not as wished: a tenth off", -MISSED)
        elif points:
            yield SumRow(f"{WISHES[wish]} not known: half a tenth off", -points)


def _reasons(
    brief: Brief, need: Need, offer: Listed, claims: Claims, depth: DepthCounts
) -> Iterable[Reason]:
    yield from _asked_reasons(need, claims)
    yield from _named_reason(need, claims)
    edition = need.edition
    if offer.level != need.level:
        wanted, there = edition.by_level[need.level], edition.by_level[offer.level]
        yield Reason(False, f"It leads to {there.name}, not {wanted.name}.")
    if offer.entry_level is not None:
        entry = edition.by_level[offer.entry_level].name
        if offer.entry_level <= (need.brings or 0):
            yield Reason(True, f"Learners need {entry} first, which the groups have.")
        else:
            yield Reason(False, f"Learners need {entry} first.")
    yield from _hours_reason(brief, offer)
    yield _cost_reason(brief, need, offer)
    yield from _list_reason("Taught", offer.delivery, brief.delivery, "Delivery")
    if wants_sector(brief):
        found = brief.sectors if ANY_SECTOR in offer.sectors else offer.sectors
        yield from _list_reason("For", found, brief.sectors, "Its sector")
    for finding in find_depth(brief.asked_depth(), depth):
        yield Reason(finding.is_met, finding.asks if finding.is_met else finding.reason)


def _asked_reasons(need: Need, claims: Claims) -> Iterator[Reason]:
    """Say of each kind of demand by itself where it is met, and where it is only claimed."""
    kinds: dict[tuple[DemandKind, bool], list[Demand]] = {}
    for demand in by_kind(item for item in need.demands if item.kind is not DemandKind.REQUIRED):
        kinds.setdefault((demand.kind, demand.line.is_specialist), []).append(demand)
    for demands in kinds.values():
        lines = {demand.line.key: demand.line for demand in demands}
        lacking = {item.line.key for item in demands if item.have(claims.backed) < item.count}
        unclaimed = {item.line.key for item in demands if item.have(claims.claimed) < item.count}
        met = [lines[key].short_name for key in lines if key not in lacking]
        claimed = [lines[key].short_name for key in lines if key in lacking - unclaimed]
        missing = [lines[key].short_name for key in lines if key in unclaimed]
        what = _kind_words(need, demands[0])
        parts = []
        if met:
            parts.append(f"{what} {_where(met, len(lines))}")
        if claimed:
            lead = "" if met else f"{what} "
            parts.append(f"{lead}claimed {_where(claimed, len(lines))}, and not backed")
        if missing:
            parts.append(
                f"not {_where(missing, len(lines))}" if parts else f"{what} {_nowhere(lines)}"
            )
        # A reason to take it where most is there, else one to ask further.
        yield Reason(2 * len(met) > len(lines), f"{'; '.join(parts)}.")


def _where(names: list[str], lines: int) -> str:
    """Say in which lines something is: "in all six themes", "in Language and Wellbeing"."""
    if len(names) == lines > 1:
        return "in both themes" if lines == 2 else f"in all {number_word(lines)} themes"
    return f"in {len(names)} of {lines} themes" if len(names) > 3 else f"in {listed(names)}"


def _nowhere(lines: Mapping[str, Line]) -> str:
    names = [line.short_name for line in lines.values()]
    if len(names) == 1:
        return f"is not in {names[0]}"
    return (
        "in neither theme"
        if len(names) == 2
        else f"in none of the {number_word(len(names))} themes"
    )


def _kind_words(need: Need, demand: Demand) -> str:
    """Say what one kind of demand asks of each line, as the beginning of a sentence."""
    share = "every competency" if demand.share == 100 else f"{demand.share}% of the competencies"
    words = fill(words_of(demand).short, need.edition, demand, share=share)
    words = words or "at least one competency"
    if demand.kind is not DemandKind.ASSESSED and need.treatment is not Treatment.INTRODUCED:
        words = f"{words}, {need.treatment.word.lower()}{_OR_MORE[need.treatment]},"
    return f"{words[:1].upper()}{words[1:]}"


_OR_MORE: Final[Mapping[Treatment, str]] = {Treatment.DEVELOPED: " or more", Treatment.ASSESSED: ""}


def _named_reason(need: Need, claims: Claims) -> Iterable[Reason]:
    """Say which of the competencies asked by name are there."""
    named = join_reach(item.mask for item in need.demands if item.kind is DemandKind.REQUIRED)
    count = named.bit_count()
    if not count:
        return
    backed, claimed = named & claims.backed, named & claims.claimed & ~claims.backed
    missing = named & ~claims.claimed
    if backed == named:
        every = "both" if count == 2 else f"all {number_word(count)}"
        words = (
            "The competency asked by name is in it"
            if count == 1
            else (f"Has {every} competencies asked by name")
        )
        yield Reason(True, f"{words}.")
        return
    parts = [] if count == 1 else [f"{backed.bit_count() or 'None'} of the {count} asked by name"]
    if claimed:
        parts.append(f"{_codes(need, claimed)} claimed and not backed")
    if missing:
        verb = "is" if missing.bit_count() == 1 else "are"
        parts.append(f"{_codes(need, missing)} {verb} not in it")
    yield Reason(False, f"{'; '.join(parts)}.")


def _codes(need: Need, wide: int) -> str:
    """Name competencies by their codes, and of many how many there are."""
    codes = [item.code for item in need.edition.members(need.plain(wide))]
    return listed(codes) if len(codes) <= 5 else f"{len(codes)} competencies"


def _hours_reason(brief: Brief, offer: Listed) -> Iterable[Reason]:
    if not offer.minutes:
        if brief.minutes:
            yield Reason(False, "Its length is not stated.")
        return
    if not brief.minutes:
        return
    over = offer.minutes - brief.minutes
    if over > 0:
        wanted = duration(brief.minutes)
        yield Reason(False, f"{duration(over)} longer than the {wanted} wanted.")
    else:
        yield Reason(
            True, f"{duration(offer.minutes)}, within the {duration(brief.minutes)} wanted."
        )


def _cost_reason(brief: Brief, need: Need, offer: Listed) -> Reason:
    if offer.price_pence is None:
        return Reason(False, "Its price is not stated.")
    pence = cost_for(offer.price_pence, offer.price_basis, offer.group_max, need.people)
    if pence is None:
        what = "for how many people that is" if offer.price_basis == "group" else "for whom that is"
        price = money(offer.price_pence)
        return Reason(False, f"{price}, and it is not stated {what}; so no cost can be told.")
    words = cost_words(need, offer, pence)
    budget = brief.budget_pence
    if budget is None:
        return Reason(True, f"{words}.")
    if pence > budget:
        return Reason(False, f"{words}: {money(pence - budget)} above the budget.")
    return Reason(True, f"{words}, within the budget.")


def cost_words(need: Need, offer: Listed, pence: int) -> str:
    """Say a cost with the people it is for: "£3,120 for 24 people in 2 groups, VAT is added"."""
    if not pence:
        return "Free"
    people = plural(need.people, "person", "people")
    groups = ""
    if offer.price_basis == "group" and need.people > offer.group_max:
        groups = f" in {plural(-(-need.people // offer.group_max), 'group')}"
    vat = " plus VAT" if offer.vat == "added" else ""
    return f"{money(pence)}{vat} for {people}{groups}"


def _list_reason(
    verb: str, found: tuple[str, ...], wished: tuple[str, ...], label: str
) -> Iterable[Reason]:
    if not wished:
        return
    both = [word for word in wished if word in found]
    if both:
        yield Reason(True, f"{verb} {_listed(both)}, as wished.")
    elif found:
        yield Reason(False, f"{verb} {_listed(found)}; wished for: {_listed(wished)}.")
    else:
        yield Reason(False, f"{label} is not stated.")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(word[:1].lower() + word[1:] for word in words)
