"""One to six offers side by side: line by line, and down to the competency.

Offers are judged at one level, or each at its own. Every count comes from
`check_coverage`, of one offer or of the modules of several joined; here bit sets
are only laid over each other to see what is in all, in some and in none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, reduce
from itertools import chain
from operator import and_, or_
from typing import Final

from pathways.domain.framework.edition import SPECIALIST_LINE, Competency, Edition, Level
from pathways.domain.pathway.cautions import Measured, measure
from pathways.domain.pathway.content import PathwayContent, reach_of
from pathways.domain.pathway.treated import TreatedIn, list_treated, take_farthest
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport, LineReport, check_coverage
from pathways.domain.rule.proportion import DEFAULTS, Proportion, Thresholds
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard
from pathways.domain.rule.strip import StripLine, draw_strip, line_is_backed

FEWEST: Final = 1
MOST: Final = 6
LETTERS: Final = "ABCDEF"
"""Short names for offers: titles may be long, and two may be alike."""


class Spread(StrEnum):
    """In which of the compared offers a competency is treated."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Offer:
    """A pathway that is compared: who offers what.

    `measured` is what is behind its claims, where that is known already.
    """

    id: str
    title: str
    provider: str
    content: PathwayContent
    measured: Measured | None = None


@dataclass(frozen=True)
class ComparedOffer:
    """An offer under its letter, what coverage finds in it, and what is behind its claims.

    `measured` looks at the whole course, at the level that it leads to; `proportion` counts the
    competencies that it is judged by here. `only_mask` holds those of the compared lines that
    no other offer reaches.
    """

    letter: str
    offer: Offer
    report: CoverageReport
    measured: Measured
    only_mask: int = 0

    @cached_property
    def proportion(self) -> Proportion:
        """What is behind the claims that count here."""
        return self.measured.proportion.part(mask_of(self.report))

    @cached_property
    def strip(self) -> tuple[StripLine, ...]:
        """A cell for each line that it is judged by, with what is backed."""
        return draw_strip(self.report, self.proportion)

    @property
    def is_backed(self) -> bool:
        """Whether everything that the standard asks is there in what is backed."""
        return is_met_backed(self.report, self.proportion)

    @cached_property
    def treated(self) -> Mapping[str, tuple[TreatedIn, ...]]:
        """In which modules each competency is treated."""
        return list_treated(self.offer.content)

    @cached_property
    def highest(self) -> Mapping[str, Treatment]:
        """How far each competency is taken in the module that takes it farthest."""
        return {code: take_farthest(modules) for code, modules in self.treated.items()}

    @property
    def is_at_own_level(self) -> bool:
        """Whether it is judged at the level that it leads to."""
        return self.report.target_level == self.offer.content.target_level


@dataclass(frozen=True, slots=True)
class ComparedCompetency:
    """A competency with its highest treatment in each offer, None where it is not treated."""

    competency: Competency
    treatments: tuple[Treatment | None, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """The offers that treat it."""
        return tuple(
            letter for letter, found in zip(LETTERS, self.treatments, strict=False) if found
        )

    @property
    def spread(self) -> Spread:
        """Whether all, some or none of the offers treat it."""
        if not self.letters:
            return Spread.NONE
        return Spread.ALL if all(self.treatments) else Spread.SOME

    @property
    def is_different(self) -> bool:
        """Whether the offers take it differently far."""
        return len(set(self.treatments)) > 1


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line with one report for each offer, None where an offer is not judged by it.

    `competencies` are those of the line at every level that an offer is judged at.
    """

    key: str
    name: str
    short_name: str
    cells: tuple[LineReport | None, ...]
    strip: tuple[StripLine | None, ...]
    competencies: tuple[ComparedCompetency, ...]

    @property
    def is_different(self) -> bool:
        """Whether the offers differ in what is judged here, in how far one goes or is backed."""
        asked = {cell.line.mask if cell else 0 for cell in self.cells}
        is_alike = len(asked) == len(set(self.strip)) == 1
        return not is_alike or any(item.is_different for item in self.competencies)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Offers side by side. `level` is the one that all are judged at, None for each at its own.

    `others` are treated by some offer and stand in none of the lines.
    """

    edition: Edition = field(repr=False)
    standard: Standard
    level: Level | None
    offers: tuple[ComparedOffer, ...]
    lines: tuple[ComparedLine, ...]
    others: tuple[ComparedCompetency, ...]

    @property
    def competencies(self) -> tuple[ComparedCompetency, ...]:
        """The competencies of all lines in printed order."""
        order = {item.code: place for place, item in enumerate(self.edition.competencies)}
        found = [item for line in self.lines for item in line.competencies]
        return tuple(sorted(found, key=lambda item: order[item.competency.code]))

    @property
    def mask(self) -> int:
        """The competencies of all lines."""
        return _judged(self.offers)

    @property
    def all_mask(self) -> int:
        """Those that every offer reaches."""
        return reduce(and_, (item.report.reached_mask for item in self.offers), self.mask)

    @property
    def reached_mask(self) -> int:
        """Those that some offer reaches."""
        return self.mask & reduce(or_, (item.report.reached_mask for item in self.offers), 0)

    def of_spread(self, spread: Spread) -> int:
        """Return the competencies of the lines that all, some or none of the offers reach."""
        match spread:
            case Spread.ALL:
                return self.all_mask
            case Spread.SOME:
                return self.reached_mask & ~self.all_mask
            case Spread.NONE:
                return self.mask & ~self.reached_mask

    def join(self, members: Iterable[ComparedOffer]) -> CoverageReport:
        """Judge the modules of several offers as if they were one pathway, at the one level.

        Whoever takes them all must meet every entry requirement among them, so the
        highest holds. ValueError where each offer is judged at its own level.
        """
        if self.level is None:
            raise ValueError("offers judged at different levels cannot be joined")
        chosen = tuple(members)
        entries = [item.report.entry_level or 0 for item in chosen]
        return check_coverage(
            self.edition,
            self.level.number,
            [
                reach_of(self.edition, module)
                for item in chosen
                for module in item.offer.content.modules
            ],
            self.standard,
            max(entries) or None,
        )

    def join_behind(self, members: Iterable[ComparedOffer]) -> Proportion:
        """Return what is behind the claims of several offers, each measured by itself."""
        modules = chain.from_iterable(item.measured.proportion.modules for item in members)
        return Proportion(self.mask, tuple(modules))


def compare_offers(
    edition: Edition,
    offers: Sequence[Offer],
    level: int | None = None,
    standard: Standard = FRAMEWORK_MINIMUM,
    thresholds: Thresholds = DEFAULTS,
) -> Comparison:
    """Set one to six offers side by side, judged at `level` or each at its own.

    What an offer asks on entry counts only where it is judged at its own level.
    ValueError for fewer, more or the same offer twice; KeyError for no level.
    """
    if not FEWEST <= len(offers) <= MOST or len({offer.id for offer in offers}) < len(offers):
        raise ValueError("one to six different offers can be compared")
    columns = _with_only(
        [
            ComparedOffer(
                letter,
                offer,
                _judge(edition, offer.content, level, standard),
                offer.measured or measure(edition, offer.content, thresholds),
            )
            for letter, offer in zip(LETTERS, offers, strict=False)
        ]
    )
    mask = _judged(columns)
    levels = {item.report.target_level for item in columns}
    return Comparison(
        edition=edition,
        standard=standard,
        level=edition.by_level[levels.pop()] if len(levels) == 1 else None,
        offers=columns,
        lines=tuple(
            _line(edition, key, columns)
            for key in (SPECIALIST_LINE, *edition.by_theme)
            if any(_cell(item, key) for item in columns)
        ),
        others=_competencies(
            edition, reduce(or_, (item.report.reached_mask for item in columns)) & ~mask, columns
        ),
    )


def _judge(
    edition: Edition, content: PathwayContent, level: int | None, standard: Standard
) -> CoverageReport:
    judged_at = content.target_level if level is None else level
    return check_coverage(
        edition,
        judged_at,
        [reach_of(edition, module) for module in content.modules],
        standard,
        content.entry_level if judged_at == content.target_level else None,
    )


def mask_of(report: CoverageReport) -> int:
    """Return the competencies of all lines of a report."""
    return reduce(or_, (line.line.mask for line in report.lines), 0)


def is_met_backed(report: CoverageReport, proportion: Proportion) -> bool:
    """Whether a standard is met, and by what is backed alone."""
    return report.is_met and all(
        line.by_entry or line_is_backed(line, proportion) for line in report.lines
    )


def _judged(offers: Iterable[ComparedOffer]) -> int:
    return reduce(or_, (mask_of(item.report) for item in offers), 0)


def _with_only(offers: Sequence[ComparedOffer]) -> tuple[ComparedOffer, ...]:
    """Give each offer the competencies of the lines that it alone reaches."""
    mask = _judged(offers)
    found = []
    for item in offers:
        others = reduce(or_, (i.report.reached_mask for i in offers if i is not item), 0)
        found.append(replace(item, only_mask=item.report.reached_mask & mask & ~others))
    return tuple(found)


def _cell(item: ComparedOffer, key: str) -> LineReport | None:
    return next((line for line in item.report.lines if line.line.key == key), None)


def _line(edition: Edition, key: str, offers: Sequence[ComparedOffer]) -> ComparedLine:
    cells = tuple(_cell(item, key) for item in offers)
    present = [cell.line for cell in cells if cell]
    mask = reduce(or_, (line.mask for line in present))
    strips = tuple(next((one for one in item.strip if one.key == key), None) for item in offers)
    return ComparedLine(
        key,
        present[0].name,
        present[0].short_name,
        cells,
        strips,
        _competencies(edition, mask, offers),
    )


def _competencies(
    edition: Edition, mask: int, offers: Sequence[ComparedOffer]
) -> tuple[ComparedCompetency, ...]:
    return tuple(
        ComparedCompetency(item, tuple(offer.highest.get(item.code) for offer in offers))
        for item in edition.members(mask)
    )
