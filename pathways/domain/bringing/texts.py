"""Pieces of an outline as people write them: lists in a cell, breaks, sums, lengths in a title."""

import re
from dataclasses import replace
from typing import Final

from pathways.domain.bringing.brought import one_line
from pathways.domain.pathway.minutes import Length, read_clock, read_length

_BULLET: Final = re.compile(
    r"^\s*(?:[-*•·▪●◦‣–—►✓✔o]|\(?[0-9]{1,2}[.)]|[0-9]{1,2}\.[0-9]{1,2}\.?|\(?[a-z][.)]|"
    r"LO ?[0-9]{1,2}[.:)]?)\s+"
)
_INLINE: Final = re.compile(r"\s*(?:[•▪●◦‣►]|(?<!\S)\(?[0-9]{1,2}[.)])\s+")
_LEAD: Final = re.compile(
    r"^(?:by the end\b|at the end\b|on completion\b|after (?:this|the)\b|(?:learners|participants|"
    r"delegates|staff|attendees|you|students|they) (?:will|should|can)\b|to be able to\b|"
    r"(?:intended )?(?:learning )?(?:outcomes|objectives|aims)\b)[^.]*$",
    re.IGNORECASE,
)
_WORDS: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_UNIT: Final = (
    r"(?i:modules?|sessions?|units?|parts?|workshops?|webinars?|lessons?|topics?|weeks?|days?|"
    r"sections?|blocks?|mod|m|s)\.?\s*"
    rf"(?:[0-9]{{1,3}}|(?i:[ivx]{{1,4}}|{_WORDS}))(?![A-Za-z0-9])"
)
_NUMBERED: Final = re.compile(
    rf"^\s*(?:{_UNIT}|\(?[0-9]{{1,2}}(?=\s*[:.)]|\s+[-–—]))"
    r"\s*(?:[:.)\-–—|]+\s*|(?=[A-Z“‘\"'(]))(?P<title>\S.*)$",
    re.DOTALL,
)
_ONLY: Final = re.compile(rf"^\s*(?:{_UNIT}|[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?)\s*[:.)]?\s*$")
_NUMBERED_UNIT: Final = re.compile(rf"^\s*{_UNIT}")
_CORE: Final = frozenset(
    ("break", "breaks", "lunch", "lunchtime", "refreshments", "refreshment", "registration",
     "coffee", "tea", "arrival", "arrivals", "close", "finish", "end", "ends", "depart",
     "departure", "dinner", "breakfast", "interval", "recess", "plenary",
     "housekeeping", "wrap", "term")
)  # fmt: skip
_FILLING: Final = frozenset(
    ("and", "of", "the", "for", "with", "a", "short", "morning", "afternoon", "comfort",
     "networking", "welcome", "drinks", "ground", "rules", "forms", "up", "half", "introductions",
     "certificates", "sign", "signing", "in", "light", "stretch", "screen",
     "day", "min", "mins", "minutes", "minute", "hour", "working", "mid", "session", "time", "one",
     "two", "evaluation", "feedback", "questions", "thanks",
     "course", "provided", "not", "own", "bring", "your", "buffet", "home", "rest")
)  # fmt: skip
_NO_SESSION: Final = re.compile(
    r"^\s*(?:(?:week|session|day)\s*[0-9]{1,2}\s*[:.–-]\s*)?"
    r"no (?:session|class|meeting|training|course)s?\b[^.]{0,60}$",
    re.IGNORECASE,
)
_SUM: Final = re.compile(
    r"^(?:(?:grand |sub-?|overall |course |programme )?totals?\b(?: (?:time|duration|minutes|hours|"
    r"length|taught|contact|learning|course|guided|glh|of).*)?|"
    r"sum|overall (?:time|duration|length))$"
)
_LONGEST: Final = 240
"""A longer text is no title, and would take long to look through for a length."""
_LENGTH: Final = r"(?:[0-9½¼¾]|an? |one |two |three |half|full|approx|about|c\.|~)[^()\[\]]{0,40}?"
_IN_BRACKETS: Final = re.compile(rf"^(?P<title>.*?)\s*[(\[](?P<length>{_LENGTH})[)\]]\s*[:.]?$")
_IN_FRONT: Final = re.compile(rf"^[(\[](?P<length>{_LENGTH})[)\]]\s*[:–-]?\s*(?P<title>\S.*)$")
_BEHIND: Final = re.compile(
    rf"^(?P<title>.*?\S)\s*(?:[-–—:,|]|\.{{3,}}|\s{{2,}})\s*(?P<length>{_LENGTH})\s*$"
)
_REMARKED: Final = re.compile(r"^(?P<title>[^()]*[^()\s])\s*\((?P<inside>[^()]{3,80})\)$")
_BEFORE: Final = re.compile(
    r"^(?P<length>[0-9]{1,2}[:.h][0-9]{2}(?:\s*[ap]\.?m\.?)?"
    r"(?:\s*(?:-|–|—|to|until)\s*[0-9]{1,2}(?:[:.h][0-9]{2})?(?:\s*[ap]\.?m\.?)?)?"
    r"|[0-9]{1,2}\s*[ap]m(?:\s*(?:-|–|—|to)\s*[0-9]{1,2}(?:[:.][0-9]{2})?\s*[ap]m)?)"
    r"\s*[-–—:|.]?\s+(?P<title>\S.*)$",
    re.IGNORECASE,
)


def split_list(text: str) -> tuple[str, ...]:
    """Return the items that a cell or paragraph lists, without their bullets and numbers.

    A line that opens the list ("By the end, learners will be able to:") is no item; where items
    have bullets, a line without one goes on the item before it.
    """
    lines = [line.strip() for line in re.split(r"[\n\r\x0b]+|<br */?>", text) if line.strip()]
    if len(lines) == 1:
        lines = _inside(lines[0])
    has_bullets = any(_BULLET.match(line) for line in lines)
    found: list[str] = []
    for number, line in enumerate(lines):
        item = one_line(_BULLET.sub("", line, count=1)).strip(" ;")
        if not item or (number < len(lines) - 1 and is_lead(line)):
            continue
        if has_bullets and found and not _BULLET.match(line):
            found[-1] = f"{found[-1]} {item}"
        else:
            found.append(item)
    return tuple(found)


def _inside(line: str) -> list[str]:
    """Return the items of a list that was written on one line."""
    if len(_INLINE.findall(f" {line}")) >= 2:
        parts = [part for part in _INLINE.split(f" {line}") if part.strip()]
        return [part.strip() for part in parts if not is_lead(part)]
    parts = [part.strip() for part in re.split(r";| \| ", line) if part.strip()]
    return parts if len(parts) > 1 and all(len(part) > 8 for part in parts) else [line]


def without_number(title: str) -> str:
    """Return a title without the number before it: "Module 3: Safety" is "Safety"."""
    found = _NUMBERED.match(title)
    return found["title"].strip() if found else title.strip()


def is_only_number(text: str) -> bool:
    """Whether a text numbers a module and does not name it: "3", "Session 3"."""
    return bool(_ONLY.match(text))


def is_numbered_unit(text: str) -> bool:
    """Whether a text begins as "Module 3" does."""
    return bool(_NUMBERED_UNIT.match(text))


def is_lead(text: str) -> bool:
    """Whether a line only opens a list."""
    plain = one_line(text)
    return bool(_LEAD.match(plain)) and (plain.endswith((":", "to", "…", "...")))


def without_bullet(text: str) -> tuple[str, bool]:
    """Return a line without its bullet or number, and whether it had one."""
    found = _BULLET.match(text)
    return (text[found.end() :].strip(), True) if found else (text.strip(), False)


def is_pause(title: str) -> bool:
    """Whether a row is a break, a meal, the registration or the end of the day."""
    if _NO_SESSION.match(title):
        return True
    words = re.findall(r"[a-z]+", title.casefold())
    return (
        bool(words)
        and len(words) <= 8
        and bool(_CORE & set(words))
        and (_CORE | _FILLING).issuperset(words)
    )


def is_sum(title: str) -> bool:
    """Whether a row adds the others up."""
    return bool(_SUM.match(one_line(title).casefold().strip(" :.")))


def part_length(text: str) -> tuple[str, Length | None, int | None]:
    """Return a title without the length or times that stand with it, the length, and the start.

    The start is the minute of the day where the line begins with a time alone.
    """
    plain = one_line(text)
    if len(plain) > _LONGEST:
        return plain, None, None
    if found := _BEFORE.match(plain):
        start = read_clock(found["length"])
        length = _length(found["length"]) if start is None else None
        if start is not None or length:
            return found["title"].strip(" -–—:"), length, start
    for pattern in (_IN_BRACKETS, _BEHIND, _IN_FRONT):
        found = pattern.match(plain)
        if found and found["title"].strip() and (length := _length(found["length"])):
            return found["title"].strip(" -–—:,|"), length, None
    return plain, None, None


def part_remark(text: str) -> tuple[str, str]:
    """Return a title with the length alone in the brackets behind it, and what stood beside it.

    "Safety (2 hours, online)" is "Safety (2 hours)" and "online".
    """
    found = _REMARKED.match(one_line(text)[:_LONGEST])
    if not found:
        return text, ""
    parts = [part.strip() for part in re.split(r"[,;|]|\s[-–—]\s", found["inside"])]
    lengths = [part for part in parts if _length(part)]
    if len(parts) < 2 or len(lengths) != 1:
        return text, ""
    rest = ", ".join(part for part in parts if part != lengths[0])
    return f"{found['title']} ({lengths[0]})", rest


def _length(text: str) -> Length | None:
    """Return a length that says its unit, or the times of day that it lies between."""
    if not re.search(r"[a-z'½¼¾:–-]|[0-9]\.[0-9]{2}", text.casefold()):
        return None
    try:
        found = read_length(text)
    except ValueError:
        return None
    return replace(found, said=text.strip()) if found.minutes else None
