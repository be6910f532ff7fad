"""Days of the house: which day a moment falls on, for pages, files and workbooks alike."""

import re
import unicodedata
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_ZONES: Final = [ZoneInfo("Europe/London")]
"""The zone of the house, alone: what a process says of days and times, it says in one."""


def set_zone(name: str) -> None:
    """Say all days and times of this process in another zone, such as "Europe/Dublin"."""
    _ZONES[:] = [ZoneInfo(name)]


def local(moment: datetime) -> datetime:
    """Return an aware moment as clocks of the house show it."""
    return moment.astimezone(_ZONES[0])


def day_of(moment: datetime) -> date:
    """Return the day of an aware moment, as it is in the zone of the house."""
    return local(moment).date()


def read_day(text: str | None) -> date | None:
    """Return a day as it is kept, an ISO date; None where none is."""
    return date.fromisoformat(text) if text else None


_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY: Final = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_FORMS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
        r"(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?",
        r"(?P<day>[0-9]{1,2}) ?[/.-] ?(?P<month>[0-9]{1,2}) ?[/.-] ?" + _YEAR,
        _WEEKDAY + _DAY + r"(?: of)?[ -](?P<name>[a-z]{3,9})(?:,?[ -]" + _YEAR + ")?",
        _WEEKDAY + r"(?P<name>[a-z]{3,9}) " + _DAY + r"(?:,? (?P<year>[0-9]{4}))?",
    )
)
_LONGEST: Final = 80
"""No day is written in more letters."""


def find_day(text: str, today: date, *, is_coming: bool = False) -> date | None:
    """Return the day that somebody typed, as it is written in Britain: the day comes first.

    Without a year it is the latest such day, or, where it is coming, the next. None where the
    text is no day.
    """
    wanted = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split())
    wanted = wanted.rstrip(" :.")
    for form in _FORMS:
        found = form.fullmatch(wanted)
        if found is None:
            continue
        said = found.groupdict()
        month = _month(said["name"]) if said.get("name") else int(said["month"])
        if said["year"] is None:
            this = _date(today.year, month, int(said["day"]))
            # A leap day may be in none of these years.
            if this is not None and (this >= today if is_coming else this <= today):
                return this
            other = today.year + 1 if is_coming else today.year - 1
            return _date(other, month, int(said["day"]))
        year = said["year"] if len(said["year"]) == 4 else f"20{said['year']}"
        return _date(int(year), month, int(said["day"]))
    return None


def _month(name: str) -> int:
    """Return the number of a month by its name or the beginning of it; 0 where it is none."""
    found = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    if name == "sept":
        return 9
    return found[0] if len(found) == 1 else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
