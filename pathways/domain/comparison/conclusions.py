"""What a comparison comes to, in plain sentences: each one computed from the rules."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import inf
from typing import NamedTuple

from pathways.domain.comparison.comparison import (
    ComparedOffer,
    Comparison,
    Spread,
    is_met_backed,
)
from pathways.domain.pathway.offer import length_of
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.proportion import Proportion
from pathways.domain.rule.sentences import words_of
from pathways.domain.rule.standards import BUILT_IN_BY_KEY
from pathways.domain.words import be, competencies, duration, listed, number_word, plural


def conclude(comparison: Comparison) -> tuple[str, ...]:
    """Return who meets the standard, who does together, and what they reach together.

    The first sentence answers the question that a buyer asks; the others follow from it. What
    is met by claims alone is said to be claimed, with how much of it is backed.
    """
    if comparison.level is None:
        return (*_at_own_levels(comparison), _together(comparison))
    return (*_at_one_level(comparison), _together(comparison))


def who(letters: Sequence[str], count: int) -> str:
    """Say in which of `count` offers something is: "All three", "A and C", "None"."""
    if not letters:
        return "None"
    if len(letters) < count:
        return listed(letters)
    return "Both" if count == 2 else f"All {number_word(count)}"


def _deed(comparison: Comparison) -> tuple[str, str]:
    """Return what meeting the standard comes to at the one level, of one offer and of several."""
    name = comparison.level.name if comparison.level else ""
    lines = comparison.offers[0].report.lines
    is_plain = len(lines) == len(comparison.edition.themes) and not lines[0].line.is_specialist
    what = f"{comparison.standard.name} at {name}"
    if not is_plain or comparison.standard.key not in BUILT_IN_BY_KEY:
        return f"meets {what}", f"meet {what}"
    every, one, more = f"all {number_word(len(lines))} themes at {name}", "covers", "cover"
    demands = [demand for line in lines for demand in line.demands]
    if share := max(demand.share for demand in demands):
        every, one, more = _share_words(share, name), "reaches", "reach"
    what = "".join([every, *dict.fromkeys(words_of(demand).beside for demand in demands)])
    return f"{one} {what}", f"{more} {what}"


def _share_words(share: int, level: str) -> str:
    if share == 100:
        return f"every competency at {level}"
    part = "half" if share == 50 else f"{share}%"
    return f"at least {part} of each theme at {level}"


class _Sides(NamedTuple):
    """The offers that meet the standard by what is backed, that claim to, and that do neither."""

    met: tuple[ComparedOffer, ...]
    claiming: tuple[ComparedOffer, ...]
    others: tuple[ComparedOffer, ...]


def _sides(comparison: Comparison) -> _Sides:
    offers = comparison.offers
    return _Sides(
        tuple(item for item in offers if item.is_backed),
        tuple(item for item in offers if item.report.is_met and not item.is_backed),
        tuple(item for item in offers if not item.report.is_met),
    )


def _letters(offers: Iterable[ComparedOffer]) -> list[str]:
    return [item.letter for item in offers]


def _backed(offers: Sequence[ComparedOffer]) -> str:
    """Return how much of their claims is backed: "0 of 63 backed"."""
    counts = [f"{item.proportion.backed} of {item.report.reached}" for item in offers]
    return f"{listed(counts)} backed"


def _at_own_levels(comparison: Comparison) -> tuple[str, ...]:
    sides, name, count = _sides(comparison), comparison.standard.name, len(comparison.offers)
    met, claiming, unmet = map(_letters, sides)
    parts = []
    if met:
        where = "at its own level" if len(met) == 1 else "at their own levels"
        whom = f"{who(met, count)} offers" if len(met) == count else listed(met)
        parts.append(f"{whom} {_verbs(met, 'meets', 'meet')} {name} {where}")
    if claiming:
        does = _verbs(claiming, "claims", "claim")
        what = f"to meet {name}, with" if not met else "to, with"
        parts.append(f"{listed(claiming)} {does} {what} {_backed(sides.claiming)}")
    if unmet and parts:
        parts.append(f"{listed(unmet)} {_verbs(unmet, 'does', 'do')} not")
    answer = "; ".join(parts) or f"No offer meets {name} at its own level"
    return (f"{answer}.", "They lead to different levels, so each is compared at its own.")


def _verbs(subjects: Sequence[str], one: str, more: str) -> str:
    return one if len(subjects) == 1 else more


def _at_one_level(comparison: Comparison) -> tuple[str, ...]:
    if len(comparison.offers) == 1:
        return (_alone(comparison),)
    one, more = _deed(comparison)
    sides = _sides(comparison)
    met, claiming, unmet = map(_letters, sides)
    claims = ""
    if claiming:
        does, what = _verbs(claiming, "claims", "claim"), "to" if met else f"to {more}"
        claims = f"{listed(claiming)} {does} {what}, with {_backed(sides.claiming)}"
    if not met:
        if not claims:
            return (f"No single offer {one}.", _first_that_suffice(comparison))
        return (
            f"No single offer {one} by what is backed.",
            f"{claims}.",
            _first_that_suffice(comparison),
        )
    if len(met) == 1:
        rest = [f"{claims}."] if claims else []
        return (f"Only {met[0]} {one}.", *rest, f"{met[0]} leaves {_open(sides.met[0])}.")
    if len(met) == len(comparison.offers):
        answer = f"{who(met, len(met))} offers {more}"
    else:
        does = _verbs(unmet, "does", "do")
        parts = [claims, f"{listed(unmet)} {does} not" if unmet else ""]
        answer = "; ".join([f"{listed(met)} {more}", *filter(None, parts)])
    most = max(item.proportion.backed for item in sides.met)
    best = [item for item in sides.met if item.proportion.backed == most]
    if len(best) > 1:
        return (f"{answer}.",)
    return (f"{answer}.", f"Of these, {best[0].letter} leaves {_open(best[0], 'the fewest')}.")


def _alone(comparison: Comparison) -> str:
    """Say of the one offer that is looked at what it comes to."""
    (item,) = comparison.offers
    one, more = _deed(comparison)
    if item.is_backed:
        return f"{item.letter} {one}, and leaves {_open(item)}."
    if item.report.is_met:
        return f"{item.letter} claims to {more}, with {_backed([item])}."
    return f"{item.letter} does not {more}: {_less(item.report)}."


def _less(report: CoverageReport) -> str:
    """Say which lines have less than the standard asks."""
    names = [line.line.short_name for line in report.lines if not line.is_met]
    if len(names) == len(report.lines):
        return "every theme has less than is asked"
    return f"{listed(names)} {_verbs(names, 'has', 'have')} less than is asked"


def _open(item: ComparedOffer, most: str = "") -> str:
    """Say what an offer leaves open: all that is not backed in it."""
    return _left(item.report, item.proportion, most)


def _left(report: CoverageReport, proportion: Proportion, most: str = "") -> str:
    count = report.total - proportion.backed
    alone = report.reached - proportion.backed
    if not count:
        return "nothing open"
    words = f"{most} open: {competencies(count)}" if most else f"{competencies(count)} open"
    return f"{words}, {number_word(alone)} of them claimed and not backed" if alone else words


class _Enough(NamedTuple):
    """Offers that meet the standard together, and what is behind them."""

    members: tuple[ComparedOffer, ...]
    report: CoverageReport
    proportion: Proportion


def _first_that_suffice(comparison: Comparison) -> str:
    """Say which offers meet the standard together: as few, then as short, as will do.

    They are sought over what is backed; where that is nowhere enough, over what is claimed.
    Where a length is not stated, the offers count as longer than all that state theirs.
    """
    offers = comparison.offers
    enough = [
        _Enough(members, report, comparison.join_behind(members))
        for count in range(2, len(offers) + 1)
        for members in combinations(offers, count)
        if (report := comparison.join(members)).is_met
    ]
    backed = [one for one in enough if is_met_backed(one.report, one.proportion)]
    if backed:
        best = min(backed, key=_order)
        who_does = f"{listed(_letters(best.members))} together do{_pause(best)}"
        return f"{who_does} and leave {_left(best.report, best.proportion)}."
    if enough:
        best = min(enough, key=_order)
        told = f"{best.proportion.backed} of {best.report.reached} backed"
        return f"{listed(_letters(best.members))} together claim to{_pause(best, ', ')}with {told}."
    report = comparison.join(offers)
    all_of_them = who(_letters(offers), len(offers))
    return f"{all_of_them} together do not either: {_less(report)}."


def _order(one: _Enough) -> tuple[float, ...]:
    """Order sets that suffice: few, short, leaving little, and with little to be careful about."""
    return (
        len(one.members),
        _minutes(one.members),
        one.report.total - one.proportion.backed,
        len(one.proportion.crowded),
        sum(len(item.measured.cautions) for item in one.members),
    )


def _pause(one: _Enough, otherwise: str = "") -> str:
    minutes = _minutes(one.members)
    return f", in {duration(int(minutes))}," + " " * bool(otherwise) if minutes < inf else otherwise


def _minutes(members: Sequence[ComparedOffer]) -> float:
    lengths = [length_of(item.offer.content) for item in members]
    return sum(lengths) if all(lengths) else inf


def _together(comparison: Comparison) -> str:
    """Say what all offers reach together, and how much of it is in all, some and none."""
    count = len(comparison.offers)
    total = comparison.mask.bit_count()
    reached = comparison.reached_mask.bit_count()
    every, some, none = (
        comparison.of_spread(spread).bit_count()
        for spread in (Spread.ALL, Spread.SOME, Spread.NONE)
    )
    backed = comparison.join_behind(comparison.offers).backed
    of_all = plural(total, "competency", "competencies")
    alone = f", {backed or 'none'} of them backed" if backed < reached else ""
    if count == 1:
        return f"{reached} of {of_all} {be(reached)} in it{alone}; {none} {be(none)} not."
    all_of_them = "both" if count == 2 else f"all {number_word(count)}"
    part = "one of them" if count == 2 else "some"
    rest = "neither" if count == 2 else "none"
    return (
        f"Together they {'claim' if alone else 'reach'} {reached} of {of_all}{alone}: "
        f"{every} in {all_of_them}, {some} in {part}, {none} in {rest}."
    )
