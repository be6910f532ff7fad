"""How well an offer fits a need, in words: what speaks for it, and what it leaves open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.framework.edition import SPECIALIST_LINE
from pathways.domain.need.brief import Brief
from pathways.domain.need.needs import Need, line_is_met, open_words
from pathways.domain.need.ranking import ANY_SECTOR, cost_for, wants_sector
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.demands import DemandKind, by_kind
from pathways.domain.rule.sentences import fill, words_of
from pathways.domain.words import duration, money, number_word, plural


class Listed(NamedTuple):
    """What the words about an offer need beside its set."""

    level: int
    entry_level: int | None
    minutes: int
    price_pence: int | None
    price_basis: str
    group_max: int
    vat: str
    delivery: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for an offer, or leaves something to ask."""

    is_for: bool
    words: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an offer fits, in words. `share` is in per cent, 100 only where all is there."""

    share: int
    is_met: bool
    reasons: tuple[Reason, ...]
    open: tuple[str, ...]

    @property
    def good(self) -> tuple[str, ...]:
        """What speaks for it."""
        return tuple(reason.words for reason in self.reasons if reason.is_for)

    @property
    def other(self) -> tuple[str, ...]:
        """What does not fit, or is not stated."""
        return tuple(reason.words for reason in self.reasons if not reason.is_for)


def explain_fit(brief: Brief, need: Need, offer: Listed, reach: int) -> Fit:
    """Say how well an offer fits a need, and what it leaves open."""
    share = 100 * need.have(reach) // need.count if need.count else 100
    return Fit(
        share=share,
        is_met=need.is_met(reach),
        reasons=tuple(_reasons(brief, need, offer, reach)),
        open=tuple(open_words(need, demand, reach) for demand in need.open(reach)),
    )


def _reasons(brief: Brief, need: Need, offer: Listed, reach: int) -> Iterable[Reason]:
    yield _line_reason(brief, need, reach)
    yield from _named_reason(need, reach)
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


def _line_reason(brief: Brief, need: Need, reach: int) -> Reason:
    lines = need.lines
    met = [line for line in lines if line_is_met(need, line, reach)]
    noun = "line" if any(line.key == SPECIALIST_LINE for line in lines) else "theme"
    how = asked_words(need)
    if len(met) == len(lines):
        every = f"all {number_word(len(lines))} {noun}s" if len(lines) > 1 else lines[0].short_name
        return Reason(True, f"Has all that is asked of {every}: {how}.")
    if not met:
        none = f"None of the {plural(len(lines), noun)}" if len(lines) > 1 else lines[0].short_name
        verb = "has" if len(lines) > 1 else "does not have"
        return Reason(False, f"{none} {verb} {how} yet.")
    missing = [line.short_name for line in lines if line not in met]
    verb = "is" if len(missing) == 1 else "are"
    named = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
    count = f"{len(met)} of {plural(len(lines), noun)}"
    # A reason to take it where most is there, else one to ask further.
    return Reason(2 * len(met) > len(lines), f"{count} with {how}; {named} {verb} still to come.")


def asked_words(need: Need) -> str:
    """Say what is asked of each line in few words: "both strands, something assessed"."""
    asked = by_kind(item for item in need.demands if item.kind is not DemandKind.REQUIRED)
    shares = {item.line.key: 0 for item in asked}
    shares |= {item.line.key: item.share for item in asked if item.share}
    # What all lines have to have; where there is a list of features, it alone is asked for a share.
    least = shares.get(SPECIALIST_LINE, min(shares.values(), default=0))
    share = f"{least}% of the competencies" if least else ""
    share = "every competency" if least == 100 else share
    parts = [fill(words_of(item).short, need.edition, item, share=share) for item in asked]
    words = ", ".join(dict.fromkeys(filter(None, parts))) or "at least one competency"
    if need.treatment is Treatment.INTRODUCED:
        return words
    return f"{words}, {need.treatment.word.lower()}{_OR_MORE[need.treatment]}"


_OR_MORE: Final[Mapping[Treatment, str]] = {Treatment.DEVELOPED: " or more", Treatment.ASSESSED: ""}


def _named_reason(need: Need, reach: int) -> Iterable[Reason]:
    named = [item for item in need.demands if item.kind is DemandKind.REQUIRED]
    count, have = sum(item.count for item in named), sum(item.have(reach) for item in named)
    if not count:
        return
    if count == 1:
        there = "is there" if have else "is still to come"
        yield Reason(bool(have), f"The competency asked by name {there}.")
        return
    if have == count:
        every = "both" if count == 2 else f"all {number_word(count)}"
        yield Reason(True, f"Has {every} competencies asked by name.")
    else:
        some = have or "None"
        yield Reason(False, f"{some} of the {count} competencies asked by name.")


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
