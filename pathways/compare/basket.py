"""The basket: the pathways that somebody chose to compare, kept in the signed cookie alone."""

from dataclasses import dataclass
from typing import Any, Self

from pathways.compare.question import is_id
from pathways.domain.comparison.comparison import MOST


@dataclass(frozen=True, slots=True)
class Basket:
    """Ids of pathways in the order in which they were chosen, each once."""

    ids: tuple[str, ...] = ()

    @classmethod
    def from_cookie(cls, kept: Any) -> Self:
        """Read what a cookie holds; what is no list of ids counts for nothing."""
        found = kept if isinstance(kept, list) else []
        ids = dict.fromkeys(item for item in found if isinstance(item, str) and is_id(item))
        return cls(tuple(ids)[:MOST])

    def __contains__(self, pathway_id: str) -> bool:
        """Whether a pathway is in the basket."""
        return pathway_id in self.ids

    @property
    def is_full(self) -> bool:
        """Whether no more can be compared at once."""
        return len(self.ids) >= MOST

    @property
    def can_compare(self) -> bool:
        """Whether there are enough to compare."""
        return len(self.ids) > 1

    def with_one(self, pathway_id: str) -> Self:
        """Return the basket with one more at its end."""
        return self if pathway_id in self else type(self)((*self.ids, pathway_id))

    def without(self, pathway_id: str) -> Self:
        """Return the basket without one."""
        return type(self)(tuple(item for item in self.ids if item != pathway_id))
