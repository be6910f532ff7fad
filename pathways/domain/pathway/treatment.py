"""How far a module takes a competency: introduced, developed or assessed."""

from enum import StrEnum


class Treatment(StrEnum):
    """The scale of a mapping, Introduced < Developed < Assessed."""

    INTRODUCED = "I"
    DEVELOPED = "D"
    ASSESSED = "A"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return _WORDS[self]

    @property
    def rank(self) -> int:
        """1 to 3, so that treatments can be compared."""
        return _RANKS[self]


_WORDS = {
    Treatment.INTRODUCED: "Introduced",
    Treatment.DEVELOPED: "Developed",
    Treatment.ASSESSED: "Assessed",
}
_RANKS = {Treatment.INTRODUCED: 1, Treatment.DEVELOPED: 2, Treatment.ASSESSED: 3}
