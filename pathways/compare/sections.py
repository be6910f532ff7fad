"""The part of a comparison that is open: competencies of a line, or of one spread, with evidence.

A pure view over a comparison: it picks rows and counts nothing.
"""

from dataclasses import dataclass
from typing import Final

from pathways.domain.comparison.comparison import ComparedCompetency, Comparison, Spread
from pathways.domain.comparison.conclusions import who
from pathways.domain.framework.edition import Competency
from pathways.domain.pathway.treated import TreatedIn
from pathways.domain.pathway.treatment import Treatment

SPREADS: Final = {f"in-{spread}": spread for spread in Spread}
OTHERS: Final = "others"
_ONLY: Final = "only-"


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A competency: how far each offer takes it, where it is, and the evidence if open."""

    competency: Competency
    treatments: tuple[Treatment | None, ...]
    where: str
    spread: Spread
    evidence: tuple[tuple[TreatedIn, ...], ...] | None


@dataclass(frozen=True, slots=True)
class Section:
    """Competencies under a title. `hidden` counts those left out because nothing differs."""

    key: str
    title: str
    rows: tuple[SectionRow, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """A section that can be opened, and how many competencies it holds."""

    key: str
    words: str
    count: int


def only_key(letter: str) -> str:
    """Return the key of the competencies that one offer alone reaches."""
    return f"{_ONLY}{letter.lower()}"


def list_choices(comparison: Comparison) -> tuple[SectionChoice, ...]:
    """Return the spreads as sections to open, and what lies outside the lines if anything does."""
    count = len(comparison.offers)
    everybody = who([item.letter for item in comparison.offers], count).lower()
    words = {
        Spread.ALL: f"In {everybody}" if count > 1 else "In it",
        Spread.SOME: "In one of them" if count == 2 else "In some",
        Spread.NONE: {1: "Not in it", 2: "In neither"}.get(count, "In none"),
    }
    choices = [
        SectionChoice(key, words[spread], comparison.of_spread(spread).bit_count())
        for key, spread in SPREADS.items()
        if count > 1 or spread is not Spread.SOME
    ]
    if comparison.others:
        choices.append(SectionChoice(OTHERS, "Of other levels", len(comparison.others)))
    return tuple(choices)


def open_section(
    comparison: Comparison, key: str, *, differences: bool = False, evidence: str = ""
) -> Section | None:
    """Return the section of this key; None where there is none.

    `evidence` is the code of the row that is open, or "all".
    """
    found = _pick(comparison, key)
    if found is None:
        return None
    title, items = found
    shown = [item for item in items if item.is_different or not differences]
    return Section(
        key,
        title,
        tuple(_row(comparison, item, evidence) for item in shown),
        len(items) - len(shown),
    )


def _pick(comparison: Comparison, key: str) -> tuple[str, tuple[ComparedCompetency, ...]] | None:
    for line in comparison.lines:
        if line.key == key:
            return line.name, line.competencies
    words = {choice.key: choice.words for choice in list_choices(comparison)}
    if key in SPREADS and key in words:
        return words[key], tuple(
            item for item in comparison.competencies if item.spread is SPREADS[key]
        )
    for offer in comparison.offers:
        if key == only_key(offer.letter) and len(comparison.offers) > 1:
            return f"Only in {offer.letter}", tuple(
                item for item in comparison.competencies if item.competency.mask & offer.only_mask
            )
    if key == OTHERS and comparison.others:
        return "Of other levels", comparison.others
    return None


def _row(comparison: Comparison, item: ComparedCompetency, evidence: str) -> SectionRow:
    is_open = evidence in ("all", item.competency.code)
    return SectionRow(
        competency=item.competency,
        treatments=item.treatments,
        where=who(item.letters, len(comparison.offers)),
        spread=item.spread,
        evidence=tuple(offer.treated.get(item.competency.code, ()) for offer in comparison.offers)
        if is_open
        else None,
    )
