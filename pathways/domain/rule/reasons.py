"""Put what is missing into words: what is there, what is not, what would mend it.

`is_frozen` says so in the words of whoever reads a version, which nothing more comes to.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import assert_never

from pathways.domain.framework.edition import SPECIALIST_LINE, Edition, Level
from pathways.domain.rule.coverage import LineReport, Unmet
from pathways.domain.rule.demands import Demand, DemandKind, by_kind, list_demands
from pathways.domain.rule.depth import explain_depth
from pathways.domain.rule.questions import explain_questions
from pathways.domain.rule.sentences import (
    ALL_HERE,
    BY_ENTRY,
    EMPTY,
    EMPTY_FROZEN,
    demand_reason,
    fill,
    words_of,
)
from pathways.domain.rule.standards import Standard
from pathways.domain.rule.stated import explain_stated
from pathways.domain.words import competencies


def reason(edition: Edition, line: LineReport, unmet: Unmet, *, is_frozen: bool = False) -> str:
    """Say in one or two sentences what one demand finds and what is missing."""
    template = demand_reason(unmet.demand, is_empty=not line.reached, is_frozen=is_frozen)
    there = {"reached": line.reached, "total": line.total}
    return fill(template, edition, unmet.demand, unmet.have, unmet.mending, **there)


def line_reasons(edition: Edition, line: LineReport, *, is_frozen: bool = False) -> tuple[str, ...]:
    """Return every reason why a line is not met, or how it is met."""
    if line.by_entry:
        return (BY_ENTRY,)
    if line.is_met:
        return (ALL_HERE,)
    said = line.unmet
    first: tuple[str, ...] = ()
    if not line.reached and not line.is_brought:
        # Where nothing is there at all, one sentence says what all the demands come to.
        # Competencies required by name still need their codes.
        first = (_empty_reason(edition, line, is_frozen=is_frozen),)
        said = tuple(unmet for unmet in said if unmet.demand.kind is DemandKind.REQUIRED)
    return (*first, *(reason(edition, line, unmet, is_frozen=is_frozen) for unmet in said))


def _empty_reason(edition: Edition, line: LineReport, *, is_frozen: bool) -> str:
    """Say how many competencies, and of what kind, would bring in a line that nothing reaches."""
    strands: list[Demand] = []
    least = required = 0
    is_assessed = False
    for demand in line.demands:
        match demand.kind:
            case DemandKind.SOME | DemandKind.SHARE:
                least = max(least, demand.count)
            case DemandKind.STRAND:
                strands.append(demand)
            case DemandKind.ASSESSED:
                is_assessed = True
            case DemandKind.REQUIRED:
                required = demand.mask
            case _:
                assert_never(demand.kind)
    # A required competency may bring its strand with it.
    apart = sum(1 for demand in strands if not demand.mask & required)
    count = max(least, required.bit_count() + apart)
    many = competencies(count)
    names = (edition.by_strand[demand.strand or ""].short_name for demand in strands)
    asked = " and ".join(f"one in {name.lower()}" for name in names)
    if asked:
        asked = f": at least {asked}" if count > len(strands) else f": {asked}"
    if is_assessed and count == 1:
        many = "one assessed competency"
    elif is_assessed:
        asked += ", at least one of them assessed"
    if count == 1:
        asked = ""
    name = line.line.short_name
    verb = "is" if count == 1 else "are"
    said = EMPTY_FROZEN if is_frozen else EMPTY
    return said.format(line=name, Many=many.capitalize(), verb=verb, asked=asked)


def mending(line: LineReport) -> int:
    """Return the bit set of competencies to suggest next for a line; 0 where it is met.

    They are those of its most telling demands: competencies asked by name
    first, then those of a missing strand, then any that is not there yet, and
    those that only want assessing last.
    """
    turns = [words_of(unmet.demand).turn for unmet in line.unmet]
    found = 0
    for turn, unmet in zip(turns, line.unmet, strict=True):
        if turn == min(turns):
            found |= unmet.mending
    return found


def explain_standard(
    edition: Edition,
    standard: Standard,
    target_level: int | None = None,
    each: str = "theme and in Specialist features",
) -> tuple[str, ...]:
    """Say in plain sentences what a standard asks: at one target level, or at any.

    `each` is what a line is called at a level whose features stand in one list.
    """
    flat = {
        level.number: level
        for level in edition.levels
        if any(line.is_specialist for line in edition.lines(level.number))
    }
    if target_level in flat and not standard.is_complete:
        return (
            *_explain_flat(edition, standard, flat[target_level], each),
            *_explain_whole(standard),
        )
    levels = edition.by_level if target_level is None else (target_level,)
    asked = [one for number in levels for one in _asked(edition, standard, number)]
    where = each if target_level in flat else "theme"
    sentences = [f"{_share_words(standard.share_of('')).capitalize()} in each {where}."]
    if not standard.is_complete:
        for key, share in standard.shares:
            name = _line_name(edition, key, with_features=target_level is None)
            if name:
                sentences.append(f"{name}: {_share_words(share)}.")
    sentences.extend(f"{words} in each {where}." for words in _beside_share(edition, asked))
    at = ", at target levels that look at them" if target_level is None else ""
    sentences.extend(_required_words(edition, asked, at))
    if standard.is_complete and target_level in flat:
        sentences.append("What learners must have on entry does not take its place.")
    if target_level is None:
        for level in flat.values():
            sentences.extend(_level_words(edition, standard, level, asked))
    return (*sentences, *_explain_whole(standard))


def _explain_whole(standard: Standard) -> tuple[str, ...]:
    """Say what is asked of the whole, and of whoever sends it."""
    return (
        *explain_depth(standard.depth),
        *explain_stated(standard.statements),
        *explain_questions(standard.questions),
    )


def _asked(edition: Edition, standard: Standard, level: int) -> list[Demand]:
    lists = list_demands(edition, level, standard)
    return by_kind(chain.from_iterable(demands for _line, demands in lists))


def _beside_share(edition: Edition, asked: Iterable[Demand]) -> tuple[str, ...]:
    """Say what is asked of a line beside a share of it, in the words that begin a sentence."""
    found = (fill(words_of(demand).each, edition, demand) for demand in asked)
    return tuple(dict.fromkeys(filter(None, found)))


def _explain_flat(edition: Edition, standard: Standard, level: Level, each: str) -> tuple[str, ...]:
    """Explain a standard at a level whose features stand in one list."""
    asked = _asked(edition, standard, level.number)
    features = [demand for demand in asked if demand.line.is_specialist]
    themes = [demand for demand in asked if not demand.line.is_specialist]
    shares = [demand.share for demand in features if demand.kind is DemandKind.SHARE]
    also = _beside_share(edition, features)
    return (
        f"At least one competency in each {each}.",
        *(f"Specialist features: {_share_words(share)}." for share in shares),
        *(f"Specialist features: {words[:1].lower()}{words[1:]}." for words in also),
        *(f"{words} in each theme." for words in _beside_share(edition, themes)),
        *_required_words(edition, asked),
        f"Themes are met where learners must have {_below(edition, level)} on entry"
        f"{_apart(asked)}.",
    )


def _level_words(
    edition: Edition, standard: Standard, level: Level, asked: Iterable[Demand]
) -> Iterator[str]:
    """Say what differs at a level whose features stand in one list. `asked`: at all levels."""
    if standard.is_complete:
        yield (
            f"At {level.name}, this holds for the levels below as well, "
            "whatever learners must have on entry."
        )
        return
    kinds = {demand.kind for demand in asked}
    if kinds & {DemandKind.SHARE, DemandKind.ASSESSED}:
        each = "both strands" if DemandKind.STRAND in kinds else "one competency"
        yield (
            f"At {level.name}, shares and assessment are asked of Specialist features only; "
            f"each theme asks {each}."
        )
    yield (
        f"At {level.name}, themes are met where learners must have "
        f"{_below(edition, level)} on entry{_apart(_asked(edition, standard, level.number))}."
    )


def _apart(asked: Iterable[Demand]) -> str:
    """Say that no entry requirement takes the place of what a theme must have by name."""
    if any(item.kind is DemandKind.REQUIRED and not item.line.is_specialist for item in asked):
        return ", apart from competencies required by name"
    return ""


def _below(edition: Edition, level: Level) -> str:
    return edition.by_level[edition.level_below(level.number)].name


def _share_words(share: int) -> str:
    if share >= 100:
        return "every competency"
    return f"at least {share}% of the competencies" if share else "at least one competency"


def _line_name(edition: Edition, key: str, *, with_features: bool) -> str:
    """Return the name of a line, empty for one that is not judged here."""
    if key in edition.by_theme:
        return edition.by_theme[key].short_name
    return "Specialist features" if key == SPECIALIST_LINE and with_features else ""


def _required_words(edition: Edition, asked: Iterable[Demand], at: str = "") -> Iterator[str]:
    """Name the required competencies that are judged, in printed order."""
    judged = 0
    for demand in asked:
        if demand.kind is DemandKind.REQUIRED:
            judged |= demand.mask
    if judged:
        yield f"These competencies{at}: {', '.join(item.code for item in edition.members(judged))}."
