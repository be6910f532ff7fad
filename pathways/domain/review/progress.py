"""How far a review is: the one count of all pages and files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from pathways.domain.review.finding import Finding


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the competencies that the pathway treats have a finding, and which."""

    total: int
    counts: Mapping[Finding, int]

    @classmethod
    def of(cls, treated: Collection[str], marks: Mapping[str, Finding]) -> Self:
        """Count the findings on what a pathway treats, by code. Others are not asked for."""
        found = [marks[code] for code in treated if code in marks]
        return cls(len(treated), {finding: found.count(finding) for finding in Finding})

    @property
    def marked(self) -> int:
        """Rows with a finding."""
        return sum(self.counts.values())
