"""Other ways to write a word: American and British, apart or joined, a short name in full."""

import re
from typing import Final

MOST: Final = 6
"""How many ways of writing a word are looked for."""

_SWAPS: Final = (
    (r"is(e|ed|es|er|ers|ing|ation|ations)$", r"iz\1"),
    (r"iz(e|ed|es|er|ers|ing|ation|ations)$", r"is\1"),
    (r"(?<=hav)iour", "ior"),
    (r"(?<=hav)ior", "iour"),
    (r"(col|hon|lab|fav|neighb|hum)our", r"\1or"),
    (r"(col|hon|lab|fav|neighb|hum)or(?!i)", r"\1our"),
    (r"(counsel|travel|label|model)l(?=ing|ed|or|er)", r"\1"),
    (r"(counsel|travel|label|model)(?=ing|ed|or|er)", r"\1l"),
    (r"centre", "center"),
    (r"center", "centre"),
    (r"programme", "program"),
    (r"program(?!me)", "programme"),
)
_PREFIX: Final = re.compile(r"(re|anti|micro)(?=[a-z]{5})")
_OTHERS: Final = {
    "wellbeing": ("well being",),
    "selfcare": ("self care",),
    "aces": ("adverse childhood",),
    "bsl": ("british sign language",),
    "gp": ("general practice", "general practitioner", "primary care", "family doctor"),
    "gps": ("general practice", "general practitioner", "primary care", "family doctor"),
    "cpd": ("continuing professional development",),
}
"""What short names stand for, and words that are written apart, too."""


def spellings_of(word: str) -> tuple[str, ...]:
    """Return a word with its other spellings, itself first; some are words with blanks."""
    found = [word]
    for pattern, other in _SWAPS:
        found.extend(re.sub(pattern, other, one) for one in tuple(found[:2]))
    if match := _PREFIX.match(word):
        found.extend(f"{match[0]} {one[match.end() :]}" for one in tuple(dict.fromkeys(found)))
    found.extend(_OTHERS.get(word, ()))
    return tuple(dict.fromkeys(found))[:MOST]
