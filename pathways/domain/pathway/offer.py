"""What the directory keeps of a published version, so that lists need not judge it again.

Everything here follows from the version's content by the coverage rules; a
recount gives the same, and `doctor` compares both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Details, PathwayContent, reach_of
from pathways.domain.rule.coverage import ModuleReach, check_coverage
from pathways.domain.rule.standards import BUILT_IN

NOT_STATED: Final = "unstated"
"""The band of a length or a price that the provider does not state."""

LENGTH_BANDS: Final = (
    ("2h", 120, "Up to 2 hours"),
    ("4h", 240, "2 to 4 hours"),
    ("1d", 420, "4 to 7 hours"),
    ("2d", 840, "7 to 14 hours"),
    ("long", None, "Over 14 hours"),
)
"""Key, most minutes and words of each band of length. A day of training is 7 hours."""

PRICE_BANDS: Final = (
    ("free", 0, "Free"),
    ("25", 2_500, "Up to £25"),
    ("75", 7_500, "£25 to £75"),
    ("200", 20_000, "£75 to £200"),
    ("high", None, "Over £200"),
)
"""Key, most pence a person and words of each band of price."""


@dataclass(frozen=True, slots=True)
class OfferSummary:
    """What lists, filters and rankings ask of a published version.

    `reached`, `developed` and `assessed` are bit sets of competencies treated at
    least so far, so that each holds the next. `lines` pairs each line of the
    target level with how many of how many competencies it reaches. `themes` and
    `standards` are bit sets over the edition's themes and the built-in standards,
    in their order.
    """

    title: str
    level: int
    entry_level: int | None
    headline: str
    minutes: int
    price_pence: int | None
    price_basis: str
    vat: str
    price_per_person: int | None
    group_max: int
    sectors: tuple[str, ...]
    delivery: tuple[str, ...]
    reached: int
    developed: int
    assessed: int
    lines: tuple[tuple[str, int, int], ...]
    themes: int
    standards: int

    @property
    def length_band(self) -> str:
        """Key of the band of length."""
        return band_of(LENGTH_BANDS, self.minutes or None)

    @property
    def price_band(self) -> str:
        """Key of the band of price."""
        return band_of(PRICE_BANDS, self.price_per_person)

    @property
    def share(self) -> int:
        """Per mille of the competencies of its lines that it reaches."""
        total = sum(total for _key, _reached, total in self.lines)
        return 1000 * sum(reached for _key, reached, _total in self.lines) // total if total else 0


def summarise(edition: Edition, content: PathwayContent) -> OfferSummary:
    """Return the summary of a version's content."""
    reach = [reach_of(edition, module) for module in content.modules]
    report = check_coverage(
        edition, content.target_level, reach, content.chosen_standard(), content.entry_level
    )
    reached, developed, assessed = treated(reach)
    details = content.details
    by_key = {line.line.key: line for line in report.themes}
    themes = 0
    for place, theme in enumerate(edition.themes):
        if theme.code in by_key and by_key[theme.code].reached:
            themes |= 1 << place
    standards = 0
    for place, standard in enumerate(BUILT_IN):
        judged = (
            report
            if standard == report.standard
            else check_coverage(edition, content.target_level, reach, standard, content.entry_level)
        )
        if judged.is_met:
            standards |= 1 << place
    return OfferSummary(
        title=content.title,
        level=content.target_level,
        entry_level=content.entry_level,
        headline=report.headline,
        minutes=length_of(content),
        price_pence=details.price_pence,
        price_basis=details.price_basis,
        vat=details.vat,
        price_per_person=price_per_person(details),
        group_max=details.group_max,
        sectors=details.sectors,
        delivery=details.delivery,
        reached=reached,
        developed=developed,
        assessed=assessed,
        lines=tuple((line.line.key, line.reached, line.total) for line in report.lines),
        themes=themes,
        standards=standards,
    )


def treated(modules: Sequence[ModuleReach]) -> tuple[int, int, int]:
    """Return what the modules together introduce, develop and assess at least."""
    reached = developed = assessed = 0
    for module in modules:
        reached |= module.reached
        developed |= module.developed | module.assessed
        assessed |= module.assessed
    return reached, developed, assessed


def length_of(content: PathwayContent) -> int:
    """Return the minutes of the modules, or else those stated for the whole; 0 if not stated."""
    details = content.details
    return content.minutes or details.contact_minutes + details.self_study_minutes


def price_per_person(details: Details) -> int | None:
    """Return pence for each person, None where it cannot be told.

    A price for a group is shared by its largest size, rounded up.
    """
    if details.price_pence is None or details.price_pence == 0:
        return details.price_pence
    if details.price_basis == "person":
        return details.price_pence
    if details.price_basis == "group" and details.group_max:
        return -(-details.price_pence // details.group_max)
    return None


def band_of(bands: Sequence[tuple[str, int | None, str]], amount: int | None) -> str:
    """Return the key of the first band that holds the amount."""
    if amount is None:
        return NOT_STATED
    for key, most, _words in bands:
        if most is None or amount <= most:
            return key
    return NOT_STATED
