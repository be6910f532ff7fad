"""The six-theme strip: for each line what is claimed, what of it is backed, and what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.proportion import ASSESSED, INTRODUCED, ModuleProportion, Proportion
from pathways.domain.worded import Tone, Worded


class Asked(Worded):
    """Whether what the standard asks of a line is there. The short word stands in a key."""

    BACKED = "backed", "What is asked is there", Tone.FULL, "asked, and there"
    CLAIMED = (
        "claimed",
        "What is asked is claimed, and not all of it backed",
        Tone.PARTIAL,
        "asked, claimed, not all backed",
    )
    OPEN = "open", "Not all that is asked is there", Tone.MISSING, "asked, not all there"


@dataclass(frozen=True, slots=True)
class StripPart:
    """One strand of a line, or the whole of a line without strands: `strand` is empty then."""

    strand: str
    claimed: int
    backed: int


class Bar(NamedTuple):
    """A part of a cell's bar, with its beginning and its length as "12.5%".

    `place` is that of the strand among those of the line.
    """

    place: int
    is_backed: bool
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class StripLine:
    """One cell of the strip. `assessed` counts what is assessed and backed so far.

    `asked` is None where nothing is asked: of one module alone.
    """

    key: str
    name: str
    short_name: str
    total: int
    parts: tuple[StripPart, ...]
    assessed: int
    asked: Asked | None

    @property
    def claimed(self) -> int:
        """Competencies claimed."""
        return sum(part.claimed for part in self.parts)

    @property
    def backed(self) -> int:
        """Competencies backed."""
        return sum(part.backed for part in self.parts)

    @property
    def bars(self) -> tuple["Bar", ...]:
        """What the cell shows: of each strand what is backed, then what is claimed alone."""
        found = []
        at = 0
        for place, part in enumerate(self.parts):
            alone = part.claimed - part.backed
            for is_backed, count in ((True, part.backed), (False, alone)):
                if count:
                    found.append(Bar(place, is_backed, self._share(at), self._share(count)))
                    at += count
        return tuple(found)

    @property
    def assessed_share(self) -> str:
        """How long the line below the bar is, in per cent."""
        return self._share(self.assessed)

    def _share(self, count: int) -> str:
        return f"{100 * count / self.total:.1f}%"

    @property
    def words(self) -> str:
        """The cell in words: "Language 7 of 16, none backed: asked, not all there"."""
        asked = f": {self.asked.short}" if self.asked else ""
        return f"{self.name} {self.counted}{asked}"

    @property
    def counted(self) -> str:
        """What it counts in words: "7 of 16, none backed"."""
        return f"{self.claimed} of {self.total}{self.beside}"

    @property
    def beside(self) -> str:
        """What follows the count: ", none backed", ", 4 assessed"; empty where there is nothing."""
        words = ""
        if self.backed < self.claimed:
            words = f", {self.backed or 'none'} backed"
        return f"{words}{assessed_words(self.claimed, self.backed, self.assessed)}"


def assessed_words(claimed: int, backed: int, assessed: int) -> str:
    """Return ", 4 assessed", ", 4 of them assessed" behind those that are backed, or nothing.

    More may be marked assessed than is backed so far, and stands beside it under the same word.
    """
    of_them = " of them" if backed < claimed else ""
    return f", {assessed}{of_them} assessed" if assessed else ""


def draw_strip(report: CoverageReport, proportion: Proportion) -> tuple[StripLine, ...]:
    """Return a cell for each line of a report, with what is behind it."""
    return tuple(_cell(line, proportion) for line in report.lines)


def draw_module(report: CoverageReport, module: ModuleProportion) -> tuple[StripLine, ...]:
    """Return a cell for each line of a report, with what one module alone gives to it."""
    claimed, backed = module.claimed[INTRODUCED], module.backed
    return tuple(
        StripLine(
            key=line.line.key,
            name=line.line.name,
            short_name=line.line.short_name,
            total=line.line.total,
            parts=tuple(
                StripPart(
                    strand,
                    (claimed & mask).bit_count(),
                    (backed[INTRODUCED] & mask).bit_count(),
                )
                for strand, mask in line.line.strands or (("", line.line.mask),)
            ),
            assessed=(backed[ASSESSED] & line.line.mask).bit_count(),
            asked=None,
        )
        for line in report.lines
    )


def line_is_backed(line: LineReport, proportion: Proportion) -> bool:
    """Whether everything that the standard asks of a line is there in what is backed."""
    treated, assessed = proportion.backing[INTRODUCED], proportion.backing[ASSESSED]
    return all(
        demand.have(demand.pick(treated, assessed)) >= demand.count for demand in line.demands
    )


def _cell(line: LineReport, proportion: Proportion) -> StripLine:
    backing = proportion.backing
    masks = line.line.strands or (("", line.line.mask),)
    asked = Asked.OPEN
    if line.is_met:
        asked = Asked.BACKED if line_is_backed(line, proportion) else Asked.CLAIMED
    return StripLine(
        key=line.line.key,
        name=line.line.name,
        short_name=line.line.short_name,
        total=line.line.total,
        parts=tuple(
            StripPart(
                strand,
                (line.reached_mask & mask).bit_count(),
                (backing[INTRODUCED] & mask).bit_count(),
            )
            for strand, mask in masks
        ),
        assessed=(backing[ASSESSED] & line.line.mask).bit_count(),
        asked=asked,
    )


def words_of_strip(cells: Sequence[StripLine]) -> str:
    """Return the whole strip as one sentence, for whoever does not see it."""
    return "; ".join(cell.words for cell in cells)
