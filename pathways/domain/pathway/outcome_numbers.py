"""Numbers of outcomes as people write them in a spreadsheet: "1", "2, 3", "LO2", "1-3"."""

import re
from typing import Final

_NONE: Final = {"", "-", "–", "—", "none"}
_BETWEEN: Final = re.compile(r"[\s,;/&+]+|\band\b", re.IGNORECASE)
_NAMES: Final = re.compile(r"\b(?:ilo|lo|outcomes?)[\s.:#]*(?=\d)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9]{1,3}")
_RANGE: Final = re.compile(r"([0-9]{1,2})\s*[-–]\s*([0-9]{1,2})")
_LIMIT: Final = 1000
"""Characters of a cell that are read."""


def read_outcome_numbers(text: str) -> tuple[int, ...] | None:
    """Return the numbers that a cell names, each once; None where it says something else too."""
    plain = " ".join(text[:_LIMIT].split())
    if plain.lower() in _NONE:
        return ()
    plain = _RANGE.sub(_spell_out, _NAMES.sub("", plain))
    words = [word for word in _BETWEEN.split(plain) if word]
    if not all(_NUMBER.fullmatch(word) for word in words):
        return None
    return tuple(dict.fromkeys(map(int, words)))


def _spell_out(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    return " ".join(map(str, range(first, last + 1))) if first < last else found[0]
