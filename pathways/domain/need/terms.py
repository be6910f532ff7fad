"""What it takes to attend an offer, in words: a level first, time, money, people, place, sector."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pathways.domain.need.brief import Brief
from pathways.domain.need.costs import Cost, Price
from pathways.domain.need.listed import Listed
from pathways.domain.need.needs import Need
from pathways.domain.need.payer import Payer, cost_words, list_group_words, stand_to_budget
from pathways.domain.need.ranking import ANY_SECTOR, wants_sector
from pathways.domain.words import duration, money, plural


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for an offer, or leaves something to ask."""

    is_for: bool
    words: str


class Opening(NamedTuple):
    """A course that opens a level: whoever took it has what another course asks on entry."""

    title: str
    minutes: int
    price: Price


def list_terms(
    brief: Brief, need: Need, offer: Listed, payer: Payer, opening: Opening | None
) -> Iterator[Reason]:
    """Say of all that an offer takes whether it is as wished.

    `opening` is a course that gives learners the level that they need first.
    """
    yield from _entry_reason(brief, need, offer, payer, opening)
    yield from _hours_reason(brief, offer)
    cost = payer.cost(offer.price)
    yield _cost_reason(brief, payer, offer, cost)
    for words in list_group_words(payer, offer.price, cost):
        yield Reason(False, words)
    yield from _list_reason("Taught", offer.delivery, brief.delivery, "Delivery")
    if wants_sector(brief):
        found = brief.sectors if ANY_SECTOR in offer.sectors else offer.sectors
        yield from _list_reason("For", found, brief.sectors, "Its sector")


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


def _entry_reason(
    brief: Brief, need: Need, offer: Listed, payer: Payer, opening: Opening | None
) -> Iterable[Reason]:
    """Say what learners need first, and what the course that gives it to them takes."""
    if offer.entry_level is None:
        return
    entry = need.edition.by_level[offer.entry_level].name
    if offer.entry_level <= (need.brings or 0):
        yield Reason(True, f"Learners need {entry} first, which the groups have.")
    elif brief.is_entry_open:
        yield Reason(True, f"Learners need {entry} first; you say that yours may come without.")
    elif opening is None:
        yield Reason(False, f"Learners need {entry} first.")
    else:
        amount = cost_words(payer, payer.cost(opening.price)) or "at a price that is not stated"
        length = duration(opening.minutes) if opening.minutes else "a length that is not stated"
        yield Reason(
            False, f"{entry} first: “{opening.title}” opens it, {_small(amount)} and {length} more."
        )


def _cost_reason(brief: Brief, payer: Payer, offer: Listed, cost: Cost) -> Reason:
    if offer.price_pence is None:
        return Reason(False, "Its price is not stated.")
    amount = cost_words(payer, cost)
    if not amount:
        what = "for how many people that is" if offer.price_basis == "group" else "for whom that is"
        price = money(offer.price_pence)
        return Reason(False, f"{price}, and it is not stated {what}; so no cost can be told.")
    if cost.most:
        runs = cost.runs or 1
        groups = f" in {plural(runs, 'group')}" if runs > 1 else ""
        amount = f"{amount} for {plural(payer.people, 'person', 'people')}{groups}"
    standing = stand_to_budget(brief, payer, cost)
    is_above = "above" in standing.words and not standing.words.startswith("not ")
    words = f"{':' if is_above else ','} {standing.words}" if standing.words else ""
    if cost.pays is None:
        return Reason(False, f"{amount}{words}. VAT is not stated.")
    return Reason(standing.is_kept is True, f"{amount}{words}.")


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


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
    return ", ".join(map(_small, words))
