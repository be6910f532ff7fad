"""Values that are shown to people: each has a key that is kept, a word, and a tone."""

from enum import StrEnum
from typing import Self


class Tone(StrEnum):
    """A colour that goes with a word. It never stands for the word.

    Style sheets and workbooks have a look for each of these, and know no value that has one.
    """

    FULL = "full"
    PARTIAL = "partial"
    MISSING = "missing"
    PLAIN = "plain"
    DEEP = "deep"


class Worded(StrEnum):
    """Values of one kind, each as `key, word, tone, short word`.

    The key stands in databases, addresses and forms and never changes; the word is for people.
    The short word, for a narrow button, is the word where it is left out.
    """

    _value_: str
    word: str
    tone: Tone
    short: str

    def __new__(cls, key: str, word: str = "", tone: Tone = Tone.PLAIN, short: str = "") -> Self:
        """Keep what goes with the key. Members give a word; a call with a key alone finds one."""
        made = str.__new__(cls, key)
        made._value_, made.word, made.tone, made.short = key, word, tone, short or word
        return made

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Find a key of before, when words were kept: "partly met" is `partly_met` now."""
        wanted = str(value).replace(" ", "_")
        return next((one for one in cls if one.value == wanted), None)
