"""Minutes in the ways that people write them: "1½ hours", "09:30–11:00", "2 x 45 min".

What is read is exact or refused. Where a reading rests on something that the text does not say,
such as how long a day is, the reading says what it was taken as.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pathways.domain.limits import MINUTES_LIMIT

DAY: Final = 420
"""Minutes of a day of training: seven hours, as providers count one without its breaks."""
_CLOCK: Final = 24 * 60
_LONGEST: Final = 120
"""A longer text is no length of time, whatever numbers it holds."""

ADVICE: Final = "Give the minutes as a whole number, such as 90, or as 1 h 30 min."

_FRACTIONS: Final = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3",
}  # fmt: skip
_NUMBERS: Final = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
    "forty-five": "45", "fifty": "50", "sixty": "60", "ninety": "90",
}  # fmt: skip
_SIGNS: Final = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "×": "x", "*": "x", "\u00a0": " ",
     "\u202f": " ", "\u2009": " ", "\n": " ", "\t": " ", "\x0b": " ", "\r": " "}
)  # fmt: skip
_SIZES: Final = {"d": DAY, "h": 60, "m": 1}
_UNIT: Final = (
    r"(?:(?P<d>days?)|(?P<h>hours?|hrs?|hr|h)|(?P<m>minutes?|minuten|mins?|min|m|'|′))(?![a-z])\.?"
)
_PART: Final = re.compile(
    rf"\s*(?:,|&|\+|and\b|plus\b)?\s*(?P<number>[0-9]{{1,6}}(?:[.,][0-9]{{1,3}})?)"
    rf"(?:\s+(?P<more>[0-9]/[0-9])|(?P<under>/[1-9]))?(?:\s*-?\s*{_UNIT})?"
)
_LEAD: Final = re.compile(
    r"^(?:(?:total|duration|length|time|lasts|minutes|about|around|approximately|approx\.?|circa|"
    r"ca\.?|c\.|~|roughly|up to|taught for|for)(?![a-z])\s*:?\s*)+"
)
_TAIL: Final = re.compile(
    r"\s*(?:each|in all|in total|total|approx(?:imately|\.)?|long|"
    r"of (?:teaching|training|learning)|"
    r"(?:including|incl\.?|excluding|excl\.?|plus|with|without) (?:a |the )?(?:\w+ )?breaks?)\.?$"
)
_VAGUE: Final = re.compile(r"\b(?:about|around|approx|circa|roughly|up to|ca)\b|~|\bc\.")
_TIMES: Final = re.compile(
    r"^(?P<count>[0-9]{1,3})\s*(?:x\s*|(?:separate |online |taught )?"
    r"(?:sessions?|blocks?|parts?|lessons?|webinars?)\s*(?:of|x|,|:)?\s*(?:about )?)(?P<rest>.+)$"
)
_OF_EACH: Final = re.compile(
    r"^(?P<count>[0-9]{1,3})\s+(?P<rest>[0-9]{1,4}\s*-?\s*(?:minutes?|mins?|hours?|hrs?|h))\s*-?\s*"
    r"(?:sessions?|blocks?|parts?|lessons?|webinars?)$"
)
_TIMES_BEHIND: Final = re.compile(r"^(?P<rest>.+?)\s*x\s*(?P<count>[0-9]{1,3})(?:\s+sessions?)?$")
_COLON: Final = re.compile(r"^([0-9]{1,4})\s*:\s*([0-5][0-9])(?::00)?\s*(?:h|hours?|hrs?)?$")
_HOUR: Final = (
    r"(?P<{0}h>[01]?[0-9]|2[0-4])(?:\s*[:.h]?\s*(?P<{0}m>[0-5][0-9]))?"
    r"\s*(?P<{0}p>[ap]\.?m\.?|noon)?"
)
_SPAN: Final = re.compile(
    rf"^(?:from\s+)?{_HOUR.format('a')}\s*(?:hrs?)?\s*(?:-|to|until|till)\s*"
    rf"{_HOUR.format('b')}\s*(?:hrs?)?$"
)
_PERIOD: Final = re.compile(r"^pt(?=[0-9])(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m)?(?:[0-9.]{1,5}s)?$")
"""What a learning platform writes: PT1H30M."""
_BRACKETED: Final = re.compile(r"^([^()]+)\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Length:
    """A length in minutes, as it was said; `taken_as` says what it rests on beside that."""

    minutes: int
    taken_as: str = ""
    said: str = ""


def read_length(text: str, unit: str = "m") -> Length:
    """Read a length of time; an empty text is no minutes.

    `unit` is what a number alone counts: "m" minutes, "h" hours, "d" days. ValueError, with a
    message for people, for what cannot be read, or is longer than a field holds.
    """
    plain = _fold(text)
    if not plain:
        return Length(0)
    if len(plain) > _LONGEST:
        raise ValueError(ADVICE)
    found, is_day = _read(plain, unit)
    minutes = round(found)
    if minutes > MINUTES_LIMIT:
        raise ValueError(f"That is more than {MINUTES_LIMIT // 60:,} hours. {ADVICE}")
    said = f"taken as {minutes} minutes"
    if is_day:
        return Length(minutes, f"{said}, a day of training being {DAY // 60} hours here")
    return Length(minutes, said if _VAGUE.search(plain) or found != minutes else "")


def minutes_of(text: str) -> int:
    """Read minutes typed as "90", "1 h 30", "1:30", "1½ hours" or "09:30–11:00".

    ValueError with a message for people.
    """
    return read_length(text).minutes


def read_clock(text: str) -> int | None:
    """Return the minute of the day that a text names alone, such as "09:30" or "2 pm"."""
    plain = _fold(text)
    found = re.fullmatch(_HOUR.format("a") + r"\s*(?:hrs?)?", plain)
    if not found or not (found["am"] or found["ap"]):
        return None
    return _minute(found, "a")


def _fold(text: str) -> str:
    for sign, plain in _FRACTIONS.items():
        text = text.replace(sign, f" {plain}")
    text = text.translate(_SIGNS).lower().replace("⁄", "/")
    return re.sub(r" +", " ", text).strip(" .;,")


def _read(plain: str, unit: str) -> tuple[Fraction, bool]:
    if found := _BRACKETED.match(plain):
        return _read_twice(found[1].strip(), found[2].strip(), unit)
    plain = plain.strip("() ")
    if found := _SPAN.match(plain):
        span = _span(found)
        if span is not None:
            return Fraction(span), False
    plain = _TAIL.sub("", _LEAD.sub("", plain)).strip()
    if found := _PERIOD.match(plain):
        return Fraction(int(found[1] or 0) * 60 + int(found[2] or 0)), False
    if found := _COLON.match(plain):
        return Fraction(int(found[1]) * 60 + int(found[2])), False
    plain = _in_figures(plain)
    for pattern in (_OF_EACH, _TIMES, _TIMES_BEHIND):
        if (found := pattern.match(plain)) and "x" not in found["rest"]:
            length, is_day = _read(found["rest"].strip(), unit)
            return int(found["count"]) * length, is_day
    return _sum(plain, unit)


def _read_twice(first: str, second: str, unit: str) -> tuple[Fraction, bool]:
    """Read a length and what stands in brackets behind it: the same again, or a remark."""
    length, is_day = _read(first, unit)
    try:
        again, _ = _read(second, unit)
    except ValueError:
        return length, is_day
    # "1 day (6 hours)" says itself how long the day is.
    if is_day:
        return again, False
    if again != length:
        raise ValueError(f"This gives two lengths. {ADVICE}")
    return length, is_day


def _in_figures(plain: str) -> str:
    plain = re.sub(r"\bthree[ -]quarters? of an? ", "3/4 ", plain)
    plain = re.sub(r"\b(?:a )?quarter of an? ", "1/4 ", plain)
    plain = re.sub(r"\b(?:a )?half[ -](?:an? )?(?=day|hour)", "1/2 ", plain)
    plain = re.sub(r"\b(?:full|whole)[ -]day\b", "day", plain)
    plain = re.sub(r"^(?:day|hour)s?$", lambda found: f"1 {found[0]}", plain)
    words = sorted(_NUMBERS, key=len, reverse=True)
    plain = re.sub(rf"\b({'|'.join(words)})\b(?=[ -])", lambda found: _NUMBERS[found[1]], plain)
    # "1 hour and a half", "1 and a half hours"
    plain = re.sub(r"^([0-9]+) (hour|day)s? and (?:a|1) half$", r"\1 1/2 \2", plain)
    plain = re.sub(r"^([0-9]+) and (?:(?:a|1) )?(?:half|1/2) ", r"\1 1/2 ", plain)
    return re.sub(r"(?<![0-9/] )(?<![0-9/])\b([1-9]/[1-9])(?= )", r"0 \1", plain)


def _sum(plain: str, unit: str) -> tuple[Fraction, bool]:
    total, at, is_day = Fraction(0), 0, False
    last = ""
    while at < len(plain):
        found = _PART.match(plain, at)
        if not found or found["under"]:
            raise ValueError(ADVICE)
        number = Fraction(found["number"].replace(",", "."))
        if found["more"]:
            above, below = map(int, found["more"].split("/"))
            if not 0 < above < below:
                raise ValueError(ADVICE)
            number += Fraction(above, below)
        kind = "d" if found["d"] else "h" if found["h"] else "m" if found["m"] else ""
        if not kind:
            # "1 h 30": what follows hours are minutes. A number alone is of the unit asked for,
            # and minutes are whole.
            if found.end() < len(plain) or (at and last != "h"):
                raise ValueError(ADVICE)
            kind = "m" if at else unit
            if kind == "m" and (number.denominator != 1 or (at and number >= 60)):
                raise ValueError(ADVICE)
        if last and _SIZES[kind] >= _SIZES[last] and not re.search(r"[+&]|and|plus", found[0]):
            raise ValueError(ADVICE)
        total += number * _SIZES[kind]
        is_day, last, at = is_day or kind == "d", kind, found.end()
    return total, is_day


def _minute(found: re.Match[str], which: str) -> int | None:
    hour, minute = int(found[f"{which}h"]), int(found[f"{which}m"] or 0)
    half = (found[f"{which}p"] or "")[:1]
    if half in ("a", "p") and not 1 <= hour <= 12:
        return None
    if half == "p" or half == "n":
        hour = 12 if hour == 12 else hour + 12 if half == "p" else hour
    elif half == "a" and hour == 12:
        hour = 0
    at = hour * 60 + minute
    return at if at <= _CLOCK else None


def _span(found: re.Match[str]) -> int | None:
    """Return the minutes between two times of day; None where it is no span of a day."""
    if not (found["am"] or found["ap"] or found["bm"] or found["bp"]):
        # "60-90" and "1-2" are guesses of a length.
        return None
    start, end = _minute(found, "a"), _minute(found, "b")
    if start is None or end is None:
        return None
    half = _CLOCK // 2
    if found["bp"] and not found["ap"] and found["bp"].startswith("p") and start + half < end:
        # "2-4 pm": the first is of the same half of the day.
        start += half
    if end <= start and not found["ap"] and not found["bp"] and end < half and start < half + 60:
        # "11:30-1:00" goes past noon.
        end += half
    return end - start if 0 < end - start <= half else None
