"""The regional picture: which competencies many, few or no published pathways treat.

Counted over everything that is published, whatever its target level and
whoever it is shown to; shares are of the pathways that lead to the competency's level or above.
One pathway counts once for a competency, by its
highest treatment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from pathways.domain.framework.edition import Competency, Edition, Level, Line
from pathways.domain.worded import Tone
from pathways.domain.words import be, plural

FEW: Final = 10
"""At most one pathway in so many is few."""

SOME: Final = 3
"""At most one pathway in so many is some; more is many."""

SCARCE: Final = 10
"""With fewer pathways than this, one more changes the words."""


class Band(StrEnum):
    """How many of the published pathways treat a competency."""

    NONE = "none"
    FEW = "few"
    SOME = "some"
    MANY = "many"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return self.value.capitalize()

    @property
    def tone(self) -> Tone:
        """The colour that goes with it."""
        return _TONES[self]

    @property
    def meaning(self) -> str:
        """Where the band begins and ends."""
        return _MEANINGS[self]


_TONES: Final = {
    Band.NONE: Tone.MISSING,
    Band.FEW: Tone.PARTIAL,
    Band.SOME: Tone.PLAIN,
    Band.MANY: Tone.FULL,
}
_MEANINGS: Final = {
    Band.NONE: "no published pathway",
    Band.FEW: f"one pathway alone, or no more than one for every {FEW} that lead there",
    Band.SOME: f"no more than one for every {SOME} that lead there",
    Band.MANY: f"more than one for every {SOME} that lead there",
}


def band_of(treating: int, offers: int) -> Band:
    """Return the band of a competency that so many pathways treat, where so many lead there.

    One pathway alone is few in a region of any size: who needs it has no choice.
    """
    if not treating:
        return Band.NONE
    if treating == 1 or FEW * treating <= offers:
        return Band.FEW
    return Band.SOME if SOME * treating <= offers else Band.MANY


@dataclass(frozen=True, slots=True)
class TreatedCount:
    """How many pathways treat one competency, by their highest treatment of it.

    `backed` counts those of them whose claim is backed, however far.
    """

    competency: Competency
    introduced: int
    developed: int
    assessed: int
    backed: int
    band: Band

    @property
    def pathways(self) -> int:
        """How many treat it at all."""
        return self.introduced + self.developed + self.assessed


@dataclass(frozen=True, slots=True)
class Part:
    """Competencies in printed order, and how they spread over the bands."""

    items: tuple[TreatedCount, ...]

    @property
    def total(self) -> int:
        """How many competencies there are."""
        return len(self.items)

    def count(self, band: Band) -> int:
        """How many of them stand in a band."""
        return sum(1 for item in self.items if item.band is band)

    @property
    def open(self) -> int:
        """How many nobody treats."""
        return self.count(Band.NONE)

    @property
    def claimed(self) -> int:
        """How many some pathway claims."""
        return self.total - self.open

    @property
    def backed(self) -> int:
        """How many some pathway backs."""
        return sum(1 for item in self.items if item.backed)

    @property
    def bars(self) -> tuple[tuple[Band, str, str], ...]:
        """Each band that is there with its beginning and its length, the most treated first."""
        found, at = [], 0
        for band in reversed(Band):
            if count := self.count(band):
                found.append((band, _share(at, self.total), _share(count, self.total)))
                at += count
        return tuple(found)

    @property
    def thin(self) -> int:
        """How many are treated by few pathways or none."""
        return self.count(Band.NONE) + self.count(Band.FEW)

    def least_first(self, band: Band | None = None) -> tuple[TreatedCount, ...]:
        """Return the competencies, of one band if it is given, the least treated first.

        Where as many treat two of them, what is taken less far comes first.
        """
        shown = (item for item in self.items if band in (None, item.band))
        return tuple(sorted(shown, key=lambda i: (i.pathways, i.assessed, i.developed)))


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A level's own competencies of one theme, or its flat list."""

    line: Line
    part: Part


@dataclass(frozen=True, slots=True)
class RegionLevel:
    """One level. `leading` counts the published pathways that have it as their target.

    `leading_above` counts those that lead to it or above: shares are of these, of all
    pathways where there are none.
    """

    level: Level
    lines: tuple[RegionLine, ...]
    leading: int
    leading_above: int
    part: Part

    def line(self, key: str) -> RegionLine | None:
        """Return one line; None where the level has no such line."""
        return next((line for line in self.lines if line.line.key == key), None)

    @property
    def sentence(self) -> str:
        """How many competencies of the level nobody treats, few do, and nobody backs."""
        part = self.part
        none, few = part.count(Band.NONE), part.count(Band.FEW)
        return sentence(self.level.name, part.total, none, few, part.claimed - part.backed)


@dataclass(frozen=True, slots=True)
class Region:
    """The whole picture over so many published pathways."""

    edition: Edition
    offers: int
    levels: tuple[RegionLevel, ...]

    @property
    def is_scarce(self) -> bool:
        """Whether there are so few pathways that one more changes the words."""
        return 0 < self.offers < SCARCE

    @property
    def thinnest(self) -> tuple[RegionLevel, RegionLine] | None:
        """The line of which the largest share is treated by nobody; None where nothing is."""
        found = [(one, line) for one in self.levels for line in one.lines]
        open_ones = [pair for pair in found if pair[1].part.open]
        return max(
            open_ones,
            key=lambda pair: (Fraction(pair[1].part.open, pair[1].part.total), pair[1].part.open),
            default=None,
        )

    @property
    def line_keys(self) -> tuple[tuple[str, str], ...]:
        """Key and name of every line of any level, in the edition's order."""
        names = {line.line.key: line.line.short_name for one in self.levels for line in one.lines}
        order = [theme.code for theme in self.edition.themes if theme.code in names]
        rest = [key for key in names if key not in order]
        return tuple((key, names[key]) for key in (*order, *rest))


def paint(
    edition: Edition,
    offers: int,
    counts: Sequence[int],
    leading: Mapping[int, int],
    backed: Sequence[int] = (),
) -> Region:
    """Return the picture from three numbers for each bit: introduced, developed, assessed.

    `leading` gives how many pathways lead to each level, `backed` one number for each bit. What
    stands past the end of `counts` is treated by nobody, past that of `backed` backed by nobody.
    """
    above = {
        level.number: sum(count for to, count in leading.items() if to >= level.number)
        for level in edition.levels
    }
    items = {}
    for one in edition.competencies:
        introduced, developed, assessed = counts[3 * one.bit : 3 * one.bit + 3] or (0, 0, 0)
        band = band_of(introduced + developed + assessed, above[one.level] or offers)
        behind = backed[one.bit] if one.bit < len(backed) else 0
        items[one.code] = TreatedCount(one, introduced, developed, assessed, behind, band)
    levels = []
    for level in edition.levels:
        own = edition.level_masks[level.number]
        lines = tuple(
            RegionLine(line, Part(tuple(items[c.code] for c in edition.members(line.mask & own))))
            for line in edition.lines(level.number)
            if line.mask & own
        )
        part = Part(tuple(item for line in lines for item in line.part.items))
        leads = leading.get(level.number, 0)
        levels.append(RegionLevel(level, lines, leads, above[level.number], part))
    return Region(edition, offers, tuple(levels))


def count_bits(masks: Iterable[int], width: int) -> list[int]:
    """Return for each bit in how many of the sets it stands: all bits are added at once."""
    digits: list[int] = []
    for mask in masks:
        carry = mask
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
            if not carry:
                break
        else:
            if carry:
                digits.append(carry)
    return [
        sum((digit >> bit & 1) << place for place, digit in enumerate(digits))
        for bit in range(width)
    ]


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}%"


def sentence(level: str, total: int, none: int, few: int, unbacked: int) -> str:
    """Say of how many competencies of a level there is little or nothing, or claims alone."""
    if not none:
        lead = f"{_all(total)} at {level} {be(total)} treated by some published pathway"
    else:
        lead = f"{none} of {plural(total, 'competency', 'competencies')} at {level} {be(none)} "
        lead += "treated by no published pathway"
    if few:
        lead += f", {few} by few"
    return (
        f"{lead}. {unbacked} {be(unbacked)} claimed, and backed by none."
        if unbacked
        else f"{lead}."
    )


def _all(total: int) -> str:
    return "The one competency" if total == 1 else f"All {total} competencies"
