"""What a pathway says of itself, in words, for each of its readers."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.fields import (
    ENTRY,
    TARGET,
    Assurance,
    Details,
    Field,
    FieldKind,
    ModuleTexts,
    Reader,
    fields_of,
)
from pathways.domain.pathway.offer import length_of
from pathways.domain.pathway.run import Run
from pathways.domain.words import duration, iso_day, money, plural


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


def run_price(run: Run, details: Details) -> str:
    """Return what a run costs, where it has a price of its own: for whom, and how VAT stands."""
    return price_words(priced_as(run, details))


def priced_as(run: Run, details: Details) -> Details:
    """Return an offer's details with the price of a run that has one of its own."""
    basis = run.basis(details.price_basis)
    return replace(details, price_pence=run.price_pence, price_basis=basis)


def group_words(details: Details) -> str:
    """Return "8 to 16 people", or "8 people" where both are that; empty where none is stated."""
    fewest, most = details.group_min, details.group_max
    if fewest and most and fewest != most:
        return f"{fewest} to {most} people"
    if fewest and most:
        return plural(most, "person", "people")
    if most:
        return f"Up to {plural(most, 'person', 'people')}"
    return f"From {plural(fewest, 'person', 'people')}" if fewest else ""


def length_words(content: PathwayContent) -> str:
    """Return "9 h 30 min"; empty where neither modules nor details state any time."""
    minutes = length_of(content)
    return duration(minutes) if minutes else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A field as a reader meets it: label and words, which are empty where nothing is stated."""

    name: str
    label: str
    words: str
    is_long: bool = False


def tell(part: Details | Assurance | ModuleTexts, reader: str) -> tuple[Told, ...]:
    """Return what a part of a pathway says to one reader, always the same labels in their order."""
    return tuple(
        Told(
            item.name,
            item.together or item.label,
            _words(part, item),
            is_long=item.kind is FieldKind.TEXT,
        )
        for item in fields_of(part)
        if reader not in item.left_out and not item.part_of
    )


def _words(part: Any, item: Field) -> str:
    value = getattr(part, item.name)
    match item.kind:
        case FieldKind.PRICE:
            return price_words(part)
        case FieldKind.NUMBER if item.together:
            return group_words(part)
        case FieldKind.WORDS | FieldKind.NAMES:
            return ", ".join(value)
        case FieldKind.MINUTES if value:
            return duration(value)
        case FieldKind.NUMBER if value:
            return plural(value, item.unit)
        case FieldKind.DATE if value:
            return iso_day(value)
        case _:
            return str(value or "")


def tell_levels(edition: Edition, content: PathwayContent) -> tuple[Told, Told]:
    """Return where a pathway leads to, and what it asks on entry."""
    level = edition.by_level[content.target_level]
    entry = edition.by_level.get(content.entry_level or 0)
    return (
        Told(TARGET.name, TARGET.label, f"{level.number} {level.name}"),
        Told(ENTRY.name, ENTRY.label, f"{entry.number} {entry.name}" if entry else "No level"),
    )


def list_facts(edition: Edition, content: PathwayContent) -> tuple[Told, ...]:
    """Return what a comparison tells; always the same labels, words empty: not stated."""
    return (
        *tell_levels(edition, content),
        Told("time", "Time", length_words(content)),
        *tell(content.details, Reader.COMPARISON),
        *tell(content.assurance, Reader.COMPARISON),
    )


def list_empty(edition: Edition, content: PathwayContent) -> tuple[str, ...]:
    """Name what a reviewer would look for and what holds nothing yet."""
    is_flat = any(line.is_specialist for line in edition.lines(content.target_level))
    return (
        *(
            item.label
            for part in (content.details, content.assurance)
            for item in fields_of(part)
            if Reader.CHECK not in item.left_out
            and is_flat >= item.is_specialist
            and not getattr(part, item.name)
        ),
        *(p.name for p in edition.principles if not content.assurance.principle(p.code)),
    )
