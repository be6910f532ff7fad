"""One door for every text that comes in, from a form, a file or a command."""

import re
import unicodedata
from typing import Final

NAME_LIMIT: Final = 120
TITLE_LIMIT: Final = 200
NOTE_LIMIT: Final = 8_000
LONG_LIMIT: Final = 30_000
OUTCOME_LENGTH: Final = 500
"""Of one learning outcome: a cell of the workbook holds all the outcomes of a module."""

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class TextError(ValueError):
    """A text that cannot be taken. The message is for the person who typed it."""


def clean_text(
    text: str, limit: int = NOTE_LIMIT, *, is_line: bool = False, is_name: bool = False
) -> str:
    """Return `text` in NFC with LF line ends, trimmed; refuse what could not be kept exactly.

    `limit` counts UTF-16 units, as spreadsheet programs do. `is_line` refuses
    line breaks; `is_name` also refuses invisible and direction marks, which
    would let one name pass for another. TextError with a message for people.
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).strip()
    if found := _UNWANTED.search(text):
        raise TextError(
            "This text holds a character that cannot be kept "
            f"(U+{ord(found[0]):04X}). Take it out and save again."
        )
    if (is_line or is_name) and ("\n" in text or "\t" in text):
        raise TextError("Keep this to one line.")
    if is_name and _INVISIBLE.search(text):
        raise TextError("This holds an invisible character. Type it again by hand.")
    # A spreadsheet keeps "_x" in a longer form, and a cell has its limit.
    length = utf16_length(text) + 6 * text.count("_x")
    if length > limit:
        raise TextError(f"Keep this to {limit:,} characters. It has {length:,} now.")
    return text


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
