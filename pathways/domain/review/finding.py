"""What a reviewer finds of a line or a competency."""

from enum import StrEnum
from typing import Self

from pathways.domain.tone import Tone


class Finding(StrEnum):
    """A reviewer's mark: its value, the word shown to people, its tone, and a short word.

    Pages, keys and workbooks follow from this list alone.
    """

    MET = "met", "Met", Tone.FULL
    PARTLY_MET = "partly met", "Partly met", Tone.PARTIAL, "Partly"
    NOT_MET = "not met", "Not met", Tone.MISSING
    NOT_APPLICABLE = "not applicable", "Not applicable", Tone.PLAIN, "N/A"

    _value_: str
    word: str
    tone: Tone
    short: str

    def __new__(cls, value: str, word: str = "", tone: Tone = Tone.PLAIN, short: str = "") -> Self:
        """Keep what goes with the value; the short word, for a narrow button, may be left out."""
        # Every member says all; type checkers take `Finding("met")` for such a call too.
        made = str.__new__(cls, value)
        made._value_, made.word, made.tone, made.short = value, word, tone, short or word
        return made

    @property
    def key(self) -> str:
        """The key that sets it: "1" for the first."""
        return str(list(Finding).index(self) + 1)

    @property
    def is_in_doubt(self) -> bool:
        """Whether it leaves something to be done."""
        return self.tone in (Tone.PARTIAL, Tone.MISSING)
