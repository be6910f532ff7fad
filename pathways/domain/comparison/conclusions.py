"""What a comparison comes to, in plain sentences: each one computed from the rules."""

from collections.abc import Sequence
from itertools import combinations
from math import inf

from pathways.domain.comparison.comparison import ComparedOffer, Comparison, Spread
from pathways.domain.pathway.offer import length_of
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.sentences import words_of
from pathways.domain.rule.standards import BUILT_IN_BY_KEY
from pathways.domain.words import competencies, duration, listed, number_word, plural


def conclude(comparison: Comparison) -> tuple[str, ...]:
    """Return who meets the standard, who does together, and what they reach together.

    The first sentence answers the question that a buyer asks; the others follow from it.
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


def _at_own_levels(comparison: Comparison) -> tuple[str, ...]:
    met = [item.letter for item in comparison.offers if item.report.is_met]
    unmet = [item.letter for item in comparison.offers if not item.report.is_met]
    name = comparison.standard.name
    where = "at its own level" if len(met) == 1 else "at their own levels"
    if not met:
        answer = f"No offer meets {name} at its own level."
    elif not unmet:
        answer = f"{who(met, len(met))} offers meet {name} at their own levels."
    else:
        verb, does = _verbs(met, "meets", "meet"), _verbs(unmet, "does", "do")
        answer = f"{listed(met)} {verb} {name} {where}; {listed(unmet)} {does} not."
    return (answer, "They lead to different levels, so each is judged at its own.")


def _verbs(subjects: Sequence[str], one: str, more: str) -> str:
    return one if len(subjects) == 1 else more


def _at_one_level(comparison: Comparison) -> tuple[str, ...]:
    one, more = _deed(comparison)
    met = [item for item in comparison.offers if item.report.is_met]
    letters = [item.letter for item in met]
    if not met:
        return (f"No single offer {one}.", _first_that_suffice(comparison))
    if len(met) == 1:
        return (f"Only {letters[0]} {one}. It leaves {_open(met[0].report)}.",)
    if len(met) == len(comparison.offers):
        answer = f"{who(letters, len(met))} offers {more}."
    else:
        unmet = [item.letter for item in comparison.offers if not item.report.is_met]
        does = _verbs(unmet, "does", "do")
        answer = f"{listed(letters)} {more}; {listed(unmet)} {does} not."
    most = max(item.report.reached for item in met)
    best = [item for item in met if item.report.reached == most]
    if len(best) > 1:
        return (answer,)
    return (answer, f"Of these, {best[0].letter} leaves {_open(best[0].report, 'the fewest')}.")


def _open(report: CoverageReport, most: str = "") -> str:
    count = report.total - report.reached
    if not count:
        return "nothing open"
    return f"{most} open: {competencies(count)}" if most else f"{competencies(count)} open"


def _first_that_suffice(comparison: Comparison) -> str:
    """Say which offers meet the standard together: as few, then as short, as will do.

    Where a length is not stated, the offers count as longer than all that state theirs.
    """
    offers = comparison.offers
    for count in range(2, len(offers) + 1):
        found = [
            (_minutes(members), report.total - report.reached, members, report)
            for members in combinations(offers, count)
            if (report := comparison.join(members)).is_met
        ]
        if found:
            shortest, _left, members, report = min(found, key=lambda item: item[:2])
            letters = [item.letter for item in members]
            pause = f", in {duration(int(shortest))}," if shortest < inf else ""
            return f"{listed(letters)} together do{pause} and leave {_open(report)}."
    report = comparison.join(offers)
    names = [line.line.short_name for line in report.lines if not line.is_met]
    where = "every line" if len(names) == len(report.lines) else listed(names)
    all_of_them = who([item.letter for item in offers], len(offers))
    return f"{all_of_them} together do not either: something is still to come in {where}."


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
    all_of_them = "both" if count == 2 else f"all {number_word(count)}"
    part = "one of them" if count == 2 else "some"
    rest = "neither" if count == 2 else "none"
    return (
        f"Together they reach {reached} of {plural(total, 'competency', 'competencies')}: "
        f"{every} in {all_of_them}, {some} in {part}, {none} in {rest}."
    )
