"""Marks that combine with a letter, such as accents, and texts that hold far too many of them."""

import re
import unicodedata
from functools import cache
from typing import Final

MOST_MARKS: Final = 30
"""On one letter, as in Unicode's Stream-Safe Text Format; no writing needs as many."""

_FIRST: Final = 0x300
_END: Final = 0x20000
"""Unicode has no such marks outside of these."""


def has_long_run(text: str) -> bool:
    """Whether more than 30 marks stand in a row.

    Composing such a text (NFC and the like) takes the square of their number: minutes for what
    fits into one form. So this is asked of every text from outside before it is composed.
    """
    return not text.isascii() and _long_run().search(text) is not None


@cache
def _long_run() -> re.Pattern[str]:
    marks = "".join(
        character
        for character in map(chr, range(_FIRST, _END))
        if unicodedata.combining(unicodedata.normalize("NFKD", character)[0])
    )
    return re.compile(f"[{re.escape(marks)}]{{{MOST_MARKS + 1}}}")
