"""What a buyer asks first about a pathway, in words: length, price, delivery, group."""

from typing import Protocol

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Details, PathwayContent
from pathways.domain.pathway.offer import length_of
from pathways.domain.words import duration, money, plural


class Priced(Protocol):
    """Anything that carries a price."""

    @property
    def price_pence(self) -> int | None:
        """Pence; None where no price is stated, 0 where it is free."""

    @property
    def price_basis(self) -> str:
        """For whom the price is: "person" or "group"."""

    @property
    def vat(self) -> str:
        """How VAT stands: "included", "added" or "exempt"."""


_BASES = {"person": " a person", "group": " a group"}
_VAT = {"included": ", VAT included", "added": ", VAT is added", "exempt": ", no VAT"}


def price_words(priced: Priced) -> str:
    """Return "£95 a person, VAT included"; empty where no price is stated."""
    if priced.price_pence is None:
        return ""
    if not priced.price_pence:
        return money(0)
    basis, vat = _BASES.get(priced.price_basis, ""), _VAT.get(priced.vat, "")
    return f"{money(priced.price_pence)}{basis}{vat}"


def group_words(details: Details) -> str:
    """Return "8 to 16 people"; empty where no size is stated."""
    fewest, most = details.group_min, details.group_max
    if fewest and most:
        return f"{fewest} to {most} people"
    if most:
        return f"Up to {plural(most, 'person', 'people')}"
    return f"From {plural(fewest, 'person', 'people')}" if fewest else ""


def length_words(content: PathwayContent) -> str:
    """Return "9 h 30 min"; empty where neither modules nor details state any time."""
    minutes = length_of(content)
    return duration(minutes) if minutes else ""


def list_facts(edition: Edition, content: PathwayContent) -> tuple[tuple[str, str], ...]:
    """Return labels and words, always the same labels in the same order; empty: not stated."""
    details = content.details
    level = edition.by_level[content.target_level]
    entry = edition.by_level.get(content.entry_level or 0)
    return (
        ("Leads to", f"{level.number} {level.name}"),
        ("Learners bring", f"{entry.number} {entry.name}" if entry else "No level"),
        ("Time", length_words(content)),
        ("Price", price_words(details)),
        ("How it is taught", ", ".join(details.delivery)),
        ("For whom", details.audience),
        ("Group", group_words(details)),
        ("Sectors", ", ".join(details.sectors)),
        ("Regions", ", ".join(details.regions)),
        ("Languages", ", ".join(details.languages)),
    )
