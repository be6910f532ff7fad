"""Counts beside filters: bit sets of offers, joined and counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.directory.filters import ALL_OF, ANY_OF, Chosen, Search


@dataclass(frozen=True, slots=True)
class Counted:
    """What a search finds, as a bit set of offers, and the counts beside its filters.

    Beside a value of which any is enough stands how many there would be with
    it alone of its kind; beside one of which all are asked, how many there
    would be with it as well. `without` gives, for each kind that is asked, how
    many there would be if it were not.
    """

    found: int
    counts: Mapping[Chosen, int]
    without: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many are found."""
        return self.found.bit_count()


def count_choices(
    search: Search, visible: int, asked: Mapping[str, int], members: Mapping[Chosen, int]
) -> Counted:
    """Count what a search finds among the `visible` offers.

    `asked` holds what words and a competency find, by kind; `members` the
    offers of every value that is shown or chosen.
    """
    parts = dict(asked)
    for kind in (*ANY_OF, *ALL_OF):
        chosen = [members.get((kind, value), 0) for value in search.values(kind)]
        if chosen:
            parts[kind] = _all(chosen) if kind in ALL_OF else _any(chosen)
    without = {
        kind: visible & _all([part for other, part in parts.items() if other != kind])
        for kind in parts
    }
    found = visible & _all(list(parts.values()))
    return Counted(
        found=found,
        counts={
            (kind, value): (
                held & (found if kind in ALL_OF else without.get(kind, found))
            ).bit_count()
            for (kind, value), held in members.items()
        },
        without={kind: rest.bit_count() for kind, rest in without.items()},
    )


def _any(sets: list[int]) -> int:
    joined = 0
    for held in sets:
        joined |= held
    return joined


def _all(sets: list[int]) -> int:
    joined = -1
    for held in sets:
        joined &= held
    return joined
