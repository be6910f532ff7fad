"""What a letter says besides the words of its decision, as plain values."""

from dataclasses import dataclass

from pathways.domain.review.conditions import ConditionWish
from pathways.domain.review.drafting import FoundRow, KindCount, count_kinds
from pathways.domain.review.places import PlaceKind
from pathways.domain.words import listed


@dataclass(frozen=True, slots=True)
class LetterView:
    """Who reviewed, what they found, and what the decision asks for.

    `found` holds every row as the provider reads it; `has_annex`: the letter lists those that are
    partly or not met, with what was said on them.
    """

    reviewers: tuple[str, ...]
    found: tuple[FoundRow, ...]
    conditions: tuple[ConditionWish, ...]
    has_annex: bool

    @property
    def reviewed_by(self) -> str:
        """The names of the reviewers, as a sentence lists them."""
        return listed(self.reviewers)

    @property
    def lines(self) -> dict[str, FoundRow]:
        """The rows of the lines, by their code, which is the key of the line."""
        return {row.code: row for row in self.found if row.kind is PlaceKind.LINE}

    @property
    def kinds(self) -> tuple[KindCount, ...]:
        """How many rows of each kind have which finding."""
        return count_kinds(self.found)

    @property
    def annex(self) -> tuple[FoundRow, ...]:
        """The rows that the letter lists; none where it has no annex."""
        return tuple(row for row in self.found if row.is_in_doubt) if self.has_annex else ()
