"""Competency codes in a text that somebody pasted, from a list, a mail or a spreadsheet."""

import re
from dataclasses import dataclass
from typing import Final

from pathways.domain.framework.edition import Edition

_PARTS: Final = re.compile(r"[\s,;:|/]+")
_AROUND: Final = "()[]{}<>.\"'“”‘’•*"
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True, slots=True)
class CodesRead:
    """The codes that a text names, in printed order, and what only looks like a code."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def unknown_words(self) -> str:
        """Name what is no code, the first ten."""
        named = ", ".join(part[:40] for part in self.unknown[:10])
        more = len(self.unknown) - 10
        return f"{named} and {more} more" if more > 0 else named


def read_codes(edition: Edition, text: str) -> CodesRead:
    """Find the codes in a text.

    Plain words are passed over, so that rows with labels can be pasted;
    anything with a digit or a dash in it is taken for a code.
    """
    found: set[str] = set()
    unknown: dict[str, None] = {}
    for part in _PARTS.split(text.translate(_DASHES)):
        word = part.strip(_AROUND)
        code = word.upper()
        if code in edition.by_code:
            found.add(code)
        elif any(sign.isdigit() for sign in word) or "-" in word.strip("-"):
            unknown[word] = None
    known = tuple(item.code for item in edition.competencies if item.code in found)
    return CodesRead(known, tuple(unknown))
