"""What is known of each offer, in sections: a row for each fact, a cell for each offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.compare.queries import PublishedOffer
from pathways.domain.comparison.buying import Buyer, people_words
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.facts import Told, list_facts

_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Cost and time": (
        "cost",
        "each",
        "price_pence",
        "next_run",
        "time",
        "contact_minutes",
        "self_study_minutes",
        "group_min",
    ),
    "For whom, and where": (
        "target_level",
        "entry_level",
        "audience",
        "sectors",
        "regions",
        "languages",
        "delivery",
        "qualification",
        "supervision",
    ),
    "Quality and support": (),
}
"""The facts of each section by name; what stands in none is in the last."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of each offer in words, empty where it is not stated."""

    name: str
    label: str
    words: tuple[str, ...]
    is_long: bool = False

    @property
    def is_different(self) -> bool:
        """Whether the offers differ in it."""
        return len(set(self.words)) > 1


@dataclass(frozen=True, slots=True)
class FactSection:
    """Facts under a heading."""

    title: str
    rows: tuple[FactRow, ...]


def list_sections(
    edition: Edition, items: Sequence[PublishedOffer], buyer: Buyer, reviews: Sequence[str]
) -> tuple[FactSection, ...]:
    """Return what is known of each offer. `reviews` says who looked at each, in words."""
    each = [
        _tell(edition, item, buyer, review) for item, review in zip(items, reviews, strict=True)
    ]
    rows = {
        one.name: FactRow(
            one.name, one.label, tuple(told[place].words for told in each), one.is_long
        )
        for place, one in enumerate(each[0])
    }
    placed = {name for names in _SECTIONS.values() for name in names}
    rest = tuple(name for name in rows if name not in placed)
    return tuple(
        FactSection(
            title,
            tuple(rows[name] for name in names or rest if name in rows and any(rows[name].words)),
        )
        for title, names in _SECTIONS.items()
    )


def _tell(edition: Edition, item: PublishedOffer, buyer: Buyer, review: str) -> tuple[Told, ...]:
    details = item.offer.content.details
    return (
        Told("cost", people_words(buyer.people), buyer.cost(details)),
        Told("each", "A person", buyer.each(details)),
        Told("next_run", "Next run", item.next_run),
        Told("review", "Review", review),
        *list_facts(edition, item.offer.content),
    )
