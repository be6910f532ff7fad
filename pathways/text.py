"""One door for every text that comes in, from a form, a file or a command."""

import re
import unicodedata

from pathways.domain.limits import NOTE_LIMIT, TITLE_LIMIT
from pathways.domain.marks import has_long_run
from pathways.domain.words import kept_length

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""Word writes U+000B for a line end inside a paragraph, and nobody sees which one it was."""
_FIXED_BLANKS = re.compile("[\u00a0\u2007\u202f]")
"""No-break spaces: what is pasted holds them without anybody's wish, and lines could not wrap."""
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r"[\n\t]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class TextError(ValueError):
    """A text that cannot be taken. The message is for the person who typed it."""


def clean_text(
    text: str, limit: int = NOTE_LIMIT, *, is_line: bool = False, is_name: bool = False
) -> str:
    """Return `text` in NFC with LF line ends and plain blanks, trimmed; refuse what cannot be kept.

    `limit` counts UTF-16 units, as spreadsheet programs do. `is_line` refuses
    line breaks; `is_name` also refuses invisible and direction marks, which
    would let one name pass for another. TextError with a message for people.
    """
    if has_long_run(text):
        raise TextError("This text holds too many accents on one letter. Take them out.")
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _FIXED_BLANKS.sub(" ", text).strip()
    if found := _UNWANTED.search(text):
        raise TextError(
            "This text holds a character that cannot be kept "
            f"(U+{ord(found[0]):04X}), {_place(found)}. Take it out and save again."
        )
    if (is_line or is_name) and (found := _BREAK.search(text)):
        raise TextError(f"Keep this to one line. It is broken {_place(found)}.")
    if is_name and _INVISIBLE.search(text):
        raise TextError("This holds an invisible character. Type it again by hand.")
    length = kept_length(text)
    if length > limit:
        raise TextError(f"Keep this to {limit:,} characters. It has {length:,} now.")
    return text


def _place(found: re.Match[str]) -> str:
    """Return where in a text a character stands that may not be seen, by the words before it."""
    words = " ".join(found.string[: found.start()].split()[-4:])[-40:]
    return f"after “{words}”" if words else "at its beginning"


def copied_title(title: str) -> str:
    """Return the title of a copy, shortened so that it is one that `clean_text` takes."""
    while True:
        copied = f"{title} (copy)"
        if kept_length(copied) <= TITLE_LIMIT:
            return copied
        title = title[:-1].rstrip()
