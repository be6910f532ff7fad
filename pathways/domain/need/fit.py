"""How well an offer fits a need, in words: what speaks for it, and what it leaves open."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.framework.edition import Line
from pathways.domain.need.brief import WISHES, Brief
from pathways.domain.need.claims import Claims
from pathways.domain.need.listed import Listed
from pathways.domain.need.needs import Need, join_reach, open_words
from pathways.domain.need.payer import Payer
from pathways.domain.need.ranking import MISSED, UNSTATED, list_checks
from pathways.domain.need.terms import Opening, Reason, list_terms
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.demands import Demand, DemandKind, by_kind
from pathways.domain.rule.depth import DepthCounts, find_depth
from pathways.domain.rule.proportion import WHOLE
from pathways.domain.rule.sentences import fill, words_of
from pathways.domain.worded import Worded
from pathways.domain.words import listed, number_word, plural


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


class FitGroup(Worded):
    """What is said of several offers at once, the best first."""

    WHOLE = "whole", "Covers everything and fits"
    MIXED = "mixed", "Covers everything, but something does not fit"
    PART = "part", "Part of what is asked, or not all of it backed"


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an offer fits, in words.

    `points` are what makes the order, of 1,000. `have` of `asked` things are backed, `claimed`
    of them claimed. `missed` wishes are not fitted, and of `unstated` it is not known; `beside`
    says what else is in the way: a level that learners need first, a smallest group.
    `sum` holds what the points are made of, and `off` what each wish takes off.
    """

    points: int
    asked: int
    have: int
    claimed: int
    missed: int
    unstated: int
    beside: tuple[str, ...]
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
        return self.is_covered and not self.missed and not self.unstated and not self.beside

    @property
    def group(self) -> FitGroup:
        """The group that it stands in."""
        if self.is_met:
            return FitGroup.WHOLE
        return FitGroup.MIXED if self.is_covered else FitGroup.PART

    @property
    def badge(self) -> str:
        """What the badge says."""
        if self.is_met:
            return "All that is asked"
        if self.is_covered:
            noun = plural(self.unstated, "wish", "wishes")
            wishes = [
                f"{plural(self.missed, 'wish', 'wishes')} not met" if self.missed else "",
                f"{self.unstated if self.missed else noun} not known" if self.unstated else "",
                *self.beside,
            ]
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


def explain_fit(
    brief: Brief,
    need: Need,
    offer: Listed,
    claims: Claims,
    depth: DepthCounts,
    payer: Payer,
    opening: Opening | None = None,
) -> Fit:
    """Say how well an offer fits a need, what it leaves open, and how its figure is made.

    `opening` is a course that gives learners the level that they need first.
    """
    backed = claims.backed
    off = tuple(_list_off(brief, need, offer, depth, payer))
    rows = tuple(_list_sum(need, claims))
    beside = tuple(_list_beside(brief, need, offer, payer))
    worth = sum(row.thousandths for row in rows)
    penalty = sum(row.thousandths for row in off)
    return Fit(
        points=max(0, worth // max(1, need.count) + penalty) if need.count else WHOLE + penalty,
        asked=need.count,
        have=need.have(backed),
        claimed=need.have(claims.claimed),
        missed=sum(1 for row in off if -row.thousandths == MISSED) - len(beside),
        unstated=sum(1 for row in off if -row.thousandths == UNSTATED),
        beside=beside,
        reasons=tuple(_reasons(brief, need, offer, claims, depth, payer, opening)),
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


_OFF_WORDS: Final[Mapping[str, str]] = {
    "entry": "Learners need another level first: a tenth off",
    "group": "Fewer people than its smallest group: a tenth off",
}
"""What takes off points and is no wish."""


def _list_off(
    brief: Brief, need: Need, offer: Listed, depth: DepthCounts, payer: Payer
) -> Iterator[SumRow]:
    """Give what each wish takes off that is not met, or of which it is not known."""
    kept, cost = offer.kept(brief, depth), payer.cost(offer.price)
    for wish, check in list_checks(brief, need, payer):
        points = check(kept, cost)
        if wish == "depth":
            for finding in find_depth(brief.asked_depth(), depth):
                if not finding.is_met:
                    yield SumRow(f"Asked for: {finding.asks} A tenth off", -MISSED)
        elif points and wish in _OFF_WORDS:
            yield SumRow(_OFF_WORDS[wish], -points)
        elif points == MISSED:
            yield SumRow(f"{WISHES[wish]} not as wished: a tenth off", -MISSED)
        elif points:
            yield SumRow(f"{WISHES[wish]} not known: half a tenth off", -points)


def _list_beside(brief: Brief, need: Need, offer: Listed, payer: Payer) -> Iterator[str]:
    """Say in few words what is in the way and is no wish."""
    kept, cost = offer.kept(brief), payer.cost(offer.price)
    checks = dict(list_checks(brief, need, payer))
    if "entry" in checks and checks["entry"](kept, cost):
        yield f"{need.edition.by_level[offer.entry_level or 0].name} first"
    if checks["group"](kept, cost):
        yield f"for at least {offer.price.smallest} people"


def _reasons(
    brief: Brief,
    need: Need,
    offer: Listed,
    claims: Claims,
    depth: DepthCounts,
    payer: Payer,
    opening: Opening | None,
) -> Iterable[Reason]:
    yield from _asked_reasons(need, claims)
    yield from _named_reason(need, claims)
    edition = need.edition
    if offer.level != need.level:
        wanted, there = edition.by_level[need.level], edition.by_level[offer.level]
        yield Reason(False, f"It leads to {there.name}, not {wanted.name}.")
    yield from list_terms(brief, need, offer, payer, opening)
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
