"""By what the modules of a text are told: their words, headings, times or numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pathways.domain.bringing.brought import one_line
from pathways.domain.bringing.headings import role_of
from pathways.domain.bringing.papers import Passage
from pathways.domain.bringing.texts import (
    is_lead,
    is_only_number,
    part_length,
    without_bullet,
)

_WORDS: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
MODULE: Final = re.compile(
    rf"^(?:module|session|unit|part|workshop|webinar|lesson|topic|week|day|section|block)\s*"
    rf"(?:(?:[0-9]{{1,3}}|[ivx]{{1,4}}|{_WORDS})\b|(?-i:(?<=\s)[A-H])(?=\s*(?:[:.–—)|(]|-\s|$)))"
    r"\s*[:.\-–—)|]*\s*(?P<title>.*)$",
    re.IGNORECASE,
)
NUMBERED: Final = re.compile(r"^\(?[0-9]{1,2}[.):]\s+(?P<title>\S.*)$")
LABEL: Final = re.compile(r"^(?P<label>[^:–—]{2,60}?)\s*(?::|\s[-–—]\s)\s*(?P<text>\S.*)$")
_OF_WHOLE: Final = re.compile(r"^(?:course|programme|training|pathway|what|when)\b", re.IGNORECASE)
SECTIONS: Final = ("outcomes", "activities", "assessment", "delivery", "description", "minutes")
LONGEST_TITLE: Final = 230
"""A longer line is no title."""


@dataclass(frozen=True, slots=True)
class Signs:
    """By what the modules of this text are told: numbered words, a rank of heading, and so on."""

    has_words: bool
    depth: int
    has_times: bool
    has_numbers: bool
    has_lists: bool
    is_named: bool = False
    """Whether several headings of that rank number or letter their modules."""
    has_titles: bool = False
    """Whether several lines name a module behind a label: "Module title: ..."."""
    has_days: bool = False
    """Whether the lines of a day with their times stand under its name: "Day one"."""


def find_signs(passages: Sequence[Passage]) -> Signs:
    """Look through all lines for what tells their modules."""
    texts = [one_line(item.text) for item in passages]
    starts = sum(part_length(text)[2] is not None or _spans(text) for text in texts)
    has_days = starts > 2 and any(map(is_day, texts))
    has_words = any(is_module_word(text) and not (has_days and is_day(text)) for text in texts)
    depths = Counter(
        item.depth
        for item, text in zip(passages, texts, strict=True)
        if item.depth and len(text) <= LONGEST_TITLE and not label_of(text)[0]
    )
    named = Counter(
        item.depth
        for item, text in zip(passages, texts, strict=True)
        if item.depth and is_module_word(text)
    )
    if not named:
        # Headings may number the modules alone: "1. Seeing distress".
        numbered = Counter(
            item.depth
            for item, text in zip(passages, texts, strict=True)
            if item.depth and NUMBERED.match(text)
        )
        named = Counter({depth: count for depth, count in numbered.items() if count > 1})
    many = [depth for depth, count in depths.items() if count > 1]
    depth = named.most_common(1)[0][0] if named else min(many, default=0)
    if not many and not named and len(depths) > 1:
        depth = max(depths)
    timed = [part_length(text) for text in texts if not label_of(text)[0]]
    has_times = sum(found[2] is not None or found[1] is not None for found in timed) > 1
    numbers = [NUMBERED.match(text) is not None for text in texts]
    return Signs(
        has_words,
        depth,
        has_times,
        sum(numbers) > 1,
        any(item.is_item or without_bullet(item.text)[1] for item in passages),
        is_named=named[depth] > 1,
        has_titles=not has_words and sum(bool(title_of(text)) for text in texts) > 1,
        has_days=has_days,
    )


def is_day(text: str) -> bool:
    """Whether a line names a day of a course and nothing else."""
    return bool(re.match(r"(?:day|week|session)\b", text, re.IGNORECASE)) and is_only_number(text)


def _spans(text: str) -> bool:
    """Whether a line begins with the times of day that it lies between."""
    return part_length(text)[1] is not None and text[:1].isdigit()


def title_of(text: str) -> str:
    """Return the title that stands behind a label of one: "Module title: Safety"."""
    found = LABEL.match(text) if len(text) <= LONGEST_TITLE else None
    if found is None or role_of(found["label"]) != ("title", 2):
        return ""
    return "" if _OF_WHOLE.match(found["label"]) else found["text"]


def is_module_word(text: str) -> bool:
    """Whether a line numbers or letters a module: "Week 1 (2 hours): ...", "Session A"."""
    found = MODULE.match(text)
    return found is not None and len(text) <= LONGEST_TITLE and not found["title"][:1].islower()


def label_of(text: str) -> tuple[str, str]:
    """Return the part that a line names, and what stands behind it on the same line."""
    plain = one_line(text)
    role, surety = role_of(plain)
    if (role in SECTIONS and surety == 2) or (is_lead(plain) and plain.endswith((":", "to"))):
        return (role if surety == 2 else "outcomes"), ""
    found = LABEL.match(plain)
    if found:
        role, surety = role_of(found["label"])
        if surety == 2 and role in SECTIONS:
            return role, found["text"]
        if (
            surety == 1
            and not is_module_word(plain)
            and role in ("outcomes", "minutes", "assessment", "delivery")
            and (len(found["label"].split()) <= 4)
        ):
            return role, found["text"]
    elif plain.endswith(":") and role in SECTIONS and len(plain.split()) <= 6:
        return role, ""
    return "", ""
