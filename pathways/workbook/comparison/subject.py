"""What a comparison's workbook is written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pathways.domain.comparison.comparison import ComparedOffer, Comparison
from pathways.domain.framework.edition import Edition
from pathways.domain.rule.proportion import DEFAULTS, Thresholds


@dataclass(frozen=True)
class ComparisonSubject:
    """Offers side by side, with all that the workbook tells.

    `conclusions` are the sentences of the page; `facts` pairs a label with the
    words of each offer. `changed_at` is aware, and the file's own date; `wording`
    gives official wording by code and is empty where it is not loaded or left out.
    `thresholds` are those that the comparison was measured by, `brief` what goes along with it.
    """

    comparison: Comparison
    conclusions: tuple[str, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    changed_at: datetime
    wording: Mapping[str, str] = field(default_factory=dict)
    unverified: frozenset[str] = frozenset()
    thresholds: Thresholds = DEFAULTS
    brief: str = ""

    @property
    def edition(self) -> Edition:
        """The edition that all offers are built on."""
        return self.comparison.edition

    @property
    def offers(self) -> tuple[ComparedOffer, ...]:
        """The offers in the order of their letters."""
        return self.comparison.offers

    @property
    def judged_at(self) -> str:
        """The level that all offers are judged at, in words."""
        level = self.comparison.level
        return f"{level.number} {level.name}" if level else "Each at its own level"


def marks_of(letter: str) -> str:
    """Return the name of an offer's column of marks."""
    return f"Offer{letter}"
