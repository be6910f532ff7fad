"""A run: when and where a course is given, for whom, and whether there is room, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pathways.domain.limits import PLACES_LIMIT
from pathways.domain.words import iso_day, listed, plural

BY_AGREEMENT: Final = "By agreement"
OPEN_WORDS: Final = "Open to all"
IN_HOUSE_WORDS: Final = "In-house"
_FARTHEST: Final = timedelta(days=5 * 366)
"""Nobody announces a day beyond: it is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Run:
    """One delivery of a course, as its provider announces it.

    Without days it is given by agreement; with any it has both. `area` is where, in one word or
    two; `place` says more. `is_open`: people of any organisation may come. `places_left` is None
    where it is not said, `price_pence` where it costs what the offer says; see `basis`.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    area: str = ""
    is_online: bool = False
    is_open: bool = False
    places_left: int | None = None
    price_pence: int | None = None
    note: str = ""
    id: str = ""
    version: int = 1

    @property
    def is_dated(self) -> bool:
        """Whether it has days of its own."""
        return self.starts_on is not None

    @property
    def when(self) -> str:
        """Return "9 to 11 March 2027", or that it is agreed on."""
        return self._when(None)

    @property
    def where(self) -> str:
        """Return "The Old Library, Coventry", "Online", or both."""
        place = self.place
        if self.area.casefold() not in place.casefold():
            place = f"{place}, {self.area}" if place else self.area
        if not self.is_online:
            return place
        return f"{place}, and online" if place else "Online"

    @property
    def spot(self) -> str:
        """Return where it is in a word or two, for a line that says more."""
        place = self.area or self.place
        if not self.is_online:
            return place
        return f"{place} and online" if place else "online"

    @property
    def whom(self) -> str:
        """Return for whom it is."""
        return OPEN_WORDS if self.is_open else IN_HOUSE_WORDS

    @property
    def room(self) -> str:
        """Return "6 places left"; empty where it is not said."""
        if self.places_left is None:
            return ""
        return f"{plural(self.places_left, 'place')} left" if self.places_left else "No place left"

    @property
    def words(self) -> str:
        """Return all but the price and the note in one line."""
        return ", ".join(part for part in (self.when, self.where, self.whom, self.room) if part)

    def basis(self, of_offer: str) -> str:
        """Return what a price of its own is for: "person" where places are booked one by one.

        What is given in-house is paid for as the offer is: `of_offer` is "person", "group" or "".
        """
        return "person" if self.is_open else of_offer

    def is_over(self, today: date) -> bool:
        """Whether its last day is gone."""
        return self.is_dated and (self.ends_on or date.max) < today

    def has_begun(self, today: date) -> bool:
        """Whether its first day is gone."""
        return self.starts_on is not None and self.starts_on < today

    def lies_within(self, first: date | None, last: date | None) -> bool:
        """Whether all its days are within some, where any are asked for; never without days."""
        if first is None and last is None:
            return True
        if self.starts_on is None or self.ends_on is None:
            return False
        return (first is None or self.starts_on >= first) and (last is None or self.ends_on <= last)

    def line(self, today: date) -> str:
        """Return "9 March, Coventry, 6 places left", with a year that is not this one."""
        when = self._when(today)
        if self.has_begun(today):
            when = f"under way until {_day(self.ends_on, today)}"
        return ", ".join(part for part in (when, self.spot, self.room) if part)

    def _when(self, today: date | None) -> str:
        first, last = self.starts_on, self.ends_on
        if first is None or last is None:
            return BY_AGREEMENT
        if first == last:
            return _day(first, today)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} to {_day(last, today)}"
        if first.year == last.year:
            return f"{first.day} {first:%B} to {_day(last, today)}"
        return f"{iso_day(first)} to {iso_day(last)}"


def _day(when: date | None, today: date | None) -> str:
    if when is None:
        return ""
    is_plain = today is not None and when.year == today.year
    return f"{when.day} {when:%B}" if is_plain else iso_day(when)


def in_order(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs by their first day, those by agreement after them."""
    return tuple(
        sorted(runs, key=lambda run: (run.starts_on or date.max, run.ends_on or date.max, run.id))
    )


def next_words(runs: Iterable[Run], today: date) -> str:
    """Say when a course is next given; empty where no run is announced.

    What has not begun comes first, and one with room before one without.
    """
    there = [run for run in runs if not run.is_over(today)]
    dated = [run for run in in_order(there) if run.is_dated]
    ahead = [run for run in dated if not run.has_begun(today)]
    if ahead:
        first = next((run for run in ahead if run.places_left != 0), ahead[0])
        return f"Next: {first.line(today)}"
    if dated:
        return f"{dated[0].line(today)[:1].upper()}{dated[0].line(today)[1:]}"
    spots = list(dict.fromkeys(run.spot for run in there if run.spot))
    if not there:
        return ""
    return f"Dates by agreement{f': {listed(spots[:3])}' if spots else ''}"


def refuse_run(run: Run, today: date) -> dict[str, str]:
    """Return what is wrong with a run that somebody wants to announce, by the name of the field."""
    found: dict[str, str] = {}
    first, last = run.starts_on, run.ends_on
    if first is None and last is not None:
        found["starts_on"] = "Give the day on which it begins."
    elif first is not None and last is not None:
        if last < first:
            found["ends_on"] = f"It ends before it begins, on {iso_day(first)}."
        elif last < today:
            field = "ends_on" if first != last else "starts_on"
            found[field] = f"{iso_day(last)} is over. Give a day that is still to come."
        elif last > today + _FARTHEST:
            found["ends_on"] = "That is more than five years away. Give a nearer day."
    if not run.is_online and not run.area:
        found["area"] = "Say in which area it is, such as Coventry, or that it is online."
    if run.places_left is not None and run.places_left > PLACES_LIMIT:
        found["places_left"] = f"Give at most {PLACES_LIMIT:,} places."
    return found


_FULL: Final = ("full", "fully booked", "sold out", "none", "no places")


def read_places(text: str) -> int | None:
    """Return how many places are left as somebody typed it, None for nothing.

    ValueError, with a message, for what is no such number.
    """
    plain = text.strip().casefold().replace(",", "")
    plain = plain.removesuffix(" left").removesuffix(" places").removesuffix(" place")
    if not plain:
        return None
    if plain in _FULL:
        return 0
    if plain.startswith(("-", "\N{MINUS SIGN}")):
        raise ValueError("There cannot be fewer than 0 places left.")
    if not (plain.isascii() and plain.isdecimal()):
        raise ValueError("Give a whole number, such as 12.")
    if len(plain) > len(str(PLACES_LIMIT)) or int(plain) > PLACES_LIMIT:
        raise ValueError(f"Give at most {PLACES_LIMIT:,} places.")
    return int(plain)
