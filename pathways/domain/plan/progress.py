"""How far a buyer is with one course of a brief, and what was quoted for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pathways.domain.worded import Tone, Worded
from pathways.domain.words import money


class CourseProgress(Worded):
    """What was done about a course so far. The first is empty: nothing."""

    OPEN = "", "Not asked yet", Tone.PLAIN
    ASKED = "asked", "Asked", Tone.PARTIAL
    QUOTED = "quoted", "Quoted", Tone.PARTIAL
    CHOSEN = "chosen", "Chosen", Tone.FULL
    REJECTED = "rejected", "Not chosen", Tone.MISSING


class Quote(NamedTuple):
    """What a provider asks: pence for a person or a group, how VAT comes in, days in words."""

    pence: int | None = None
    basis: str = ""
    vat: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """How far it is with one course. `words` are the buyer's own; version 0: nobody said anything.

    `day` is that of the last change, in words.
    """

    state: CourseProgress = CourseProgress.OPEN
    words: str = ""
    quote: Quote = Quote()
    version: int = 0
    by: str = ""
    at: datetime | None = None
    day: str = ""

    @property
    def said(self) -> str:
        """The state in words: "Asked 2 December 2026", "Quoted £3,000 a run + VAT"."""
        if self.state is CourseProgress.QUOTED and self.quote.pence is not None:
            return f"Quoted {quote_words(self.quote)}"
        if self.state is CourseProgress.REJECTED and self.words:
            return f"Not chosen: {self.words}"
        return f"{self.state.word} {self.day}".strip()

    @property
    def told(self) -> str:
        """All that is kept, in a line."""
        parts = (self.state.word, quote_words(self.quote), self.quote.dates, self.words)
        return "; ".join(filter(None, parts))


def quote_words(quote: Quote) -> str:
    """Return "£3,000 a run + VAT"; empty where no amount was quoted."""
    if quote.pence is None:
        return ""
    basis = {"person": " a person", "group": " a run"}.get(quote.basis, "")
    vat = {"added": " + VAT", "included": ", VAT included", "exempt": ", no VAT"}.get(quote.vat, "")
    return f"{money(quote.pence)}{basis}{vat if quote.pence else ''}"
