"""Does a pathway cover every line of its target level, and if not, why not?

Plain values in, plain values out: no web and no database, so that a
commissioner's question can be answered, and tested, alone. The same report
feeds the screen, the JSON, the workbook and every comparison.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pathways.domain.framework.edition import Edition, Line
from pathways.domain.rule.demands import Demand, is_brought, list_demands
from pathways.domain.rule.depth import DepthFinding, count_depth, find_depth
from pathways.domain.rule.proportion import DEFAULTS, Thresholds, weigh_modules
from pathways.domain.rule.reach import ModuleReach as ModuleReach
from pathways.domain.rule.sentences import FEATURES_OPEN
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard
from pathways.domain.rule.stated import NOTHING_STATED, Stated, StatedFinding, find_stated
from pathways.domain.words import number_word, plural


@dataclass(frozen=True, slots=True)
class Unmet:
    """A demand that is not met: `have` competencies are there that count for it.

    Any `missing` of `mending` (a bit set) would mend it, for ASSESSED once they
    are assessed.
    """

    demand: Demand
    have: int
    mending: int

    @property
    def missing(self) -> int:
        """How many competencies are still to come."""
        return self.demand.count - self.have


@dataclass(frozen=True, slots=True)
class StrandCount:
    """Competencies reached in one strand of a line."""

    strand: str
    reached: int
    total: int


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Competencies reached at one level of a line."""

    level: int
    reached: int
    total: int


@dataclass(frozen=True, slots=True)
class LineReport:
    """How much of one line a pathway takes up.

    `introduced`, `developed` and `assessed` count competencies by their
    highest treatment and add up to `reached`. `minutes` are those of the
    modules that reach the line and do not add up across lines. `demands` is all that
    the standard asks of it.
    """

    line: Line
    reached: int
    strands: tuple[StrandCount, ...]
    levels: tuple[LevelCount, ...]
    introduced: int
    developed: int
    assessed: int
    minutes: int
    status: str
    demands: tuple[Demand, ...]
    unmet: tuple[Unmet, ...]
    reached_mask: int
    assessed_mask: int

    @property
    def total(self) -> int:
        """How many competencies the line holds."""
        return self.line.total

    @property
    def is_met(self) -> bool:
        """Whether everything that the standard asks of the line is there."""
        return not self.unmet

    @property
    def is_brought(self) -> bool:
        """Whether learners must bring the line: then not even one competency is asked of it."""
        return is_brought(self.demands)

    @property
    def by_entry(self) -> bool:
        """Whether the line is met by what learners must have on entry, whatever is added."""
        return self.is_brought and self.is_met

    @property
    def open_mask(self) -> int:
        """The competencies of the line that nothing reaches."""
        return self.line.mask & ~self.reached_mask


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """Whether one level below the target is behind the learner.

    `by_entry`: learners must have it on entry. Otherwise the pathway itself
    meets, or does not meet, the framework minimum at that level.
    """

    level: int
    is_met: bool
    by_entry: bool
    represented: int
    lines: int


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The answer for one pathway under one standard."""

    edition: Edition = field(repr=False)
    standard: Standard
    target_level: int
    entry_level: int | None
    lines: tuple[LineReport, ...]
    progression: tuple[LevelProgress, ...]
    reached_mask: int
    above_mask: int
    depth: tuple[DepthFinding, ...] = ()
    stated: tuple[StatedFinding, ...] = ()

    @property
    def is_met(self) -> bool:
        """The verdict: every line has all that the standard asks, and so has the whole."""
        return all(line.is_met for line in self.lines) and not self.unmet_whole

    @property
    def whole(self) -> tuple[DepthFinding | StatedFinding, ...]:
        """All that is asked of the whole, beside what is asked of each line."""
        return (*self.depth, *self.stated)

    @property
    def unmet_whole(self) -> tuple[DepthFinding | StatedFinding, ...]:
        """What is asked of the whole and is not met."""
        return tuple(finding for finding in self.whole if not finding.is_met)

    @property
    def reached(self) -> int:
        """Competencies reached in all lines together."""
        return sum(line.reached for line in self.lines)

    @property
    def total(self) -> int:
        """Competencies of all lines together."""
        return sum(line.total for line in self.lines)

    @property
    def themes(self) -> tuple[LineReport, ...]:
        """The lines that are themes."""
        return tuple(line for line in self.lines if not line.line.is_specialist)

    @property
    def headline(self) -> str:
        """The verdict in one sentence, always with the count and the standard."""
        return headline(self)

    def line(self, key: str) -> LineReport:
        """Return the report of one line; KeyError if it is not judged."""
        for line in self.lines:
            if line.line.key == key:
                return line
        raise KeyError(key)


def check_coverage(
    edition: Edition,
    target_level: int,
    modules: Sequence[ModuleReach],
    standard: Standard = FRAMEWORK_MINIMUM,
    entry_level: int | None = None,
    thresholds: Thresholds = DEFAULTS,
    stated: Stated = NOTHING_STATED,
) -> CoverageReport:
    """Judge the modules of a pathway line by line, and as a whole where the standard asks that.

    `stated` is what the pathway says of itself. Competencies of other levels are welcome in it:
    those below the target count for progression, those above are listed and count for nothing.
    KeyError for a target level that the edition does not have.
    """
    depth: tuple[DepthFinding, ...] = ()
    if standard.depth:
        proportion = weigh_modules(edition, target_level, modules, thresholds)
        counts = count_depth(edition.lines(target_level), proportion)
        depth = find_depth(standard.depth, counts)
    introduced = developed = assessed = 0
    reaches = []
    for module in modules:
        introduced |= module.introduced
        developed |= module.developed
        assessed |= module.assessed
        reaches.append((module.minutes, module.reached))
    highest = (introduced & ~developed & ~assessed, developed & ~assessed, assessed)
    reached = introduced | developed | assessed
    above = 0
    for number, mask in edition.level_masks.items():
        if number > target_level:
            above |= mask & reached
    return CoverageReport(
        edition=edition,
        standard=standard,
        target_level=target_level,
        entry_level=entry_level,
        lines=tuple(
            _report_line(edition, line, demands, reaches, highest)
            for line, demands in list_demands(edition, target_level, standard, entry_level)
        ),
        progression=_progression(edition, target_level, entry_level, reached),
        reached_mask=reached,
        above_mask=above,
        depth=depth,
        stated=find_stated(standard.statements, stated),
    )


def count_met(findings: Sequence[DepthFinding | StatedFinding]) -> int:
    """Return how many demands of the whole are met."""
    return sum(finding.is_met for finding in findings)


def untouched(edition: Edition, line: LineReport) -> LineReport:
    """Return what the report of a line is where no module reaches it."""
    return _report_line(edition, line.line, line.demands, (), (0, 0, 0))


def _report_line(
    edition: Edition,
    line: Line,
    demands: tuple[Demand, ...],
    reaches: Sequence[tuple[int, int]],
    highest: tuple[int, int, int],
) -> LineReport:
    mask = line.mask
    introduced, developed, assessed = (part & mask for part in highest)
    here = introduced | developed | assessed
    strands = tuple(
        [
            StrandCount(code, (here & part).bit_count(), part.bit_count())
            for code, part in line.strands
        ]
    )
    minutes = 0
    for module_minutes, reach in reaches:
        if reach & mask:
            minutes += module_minutes
    return LineReport(
        line=line,
        reached=here.bit_count(),
        strands=strands,
        levels=tuple(
            [
                LevelCount(number, (here & part).bit_count(), part.bit_count())
                for number, part in line.levels
            ]
        ),
        introduced=introduced.bit_count(),
        developed=developed.bit_count(),
        assessed=assessed.bit_count(),
        minutes=minutes,
        status=_status(edition, line, here, strands),
        demands=demands,
        unmet=tuple(_list_unmet(demands, here, assessed)),
        reached_mask=here,
        assessed_mask=assessed,
    )


def _list_unmet(demands: Sequence[Demand], here: int, assessed: int) -> Iterator[Unmet]:
    """Give what is asked and not there, each with the competencies that would mend it."""
    for demand in demands:
        have = demand.have(demand.pick(here, assessed))
        if have < demand.count:
            yield Unmet(demand, have, demand.pick(demand.mask & ~here, here or demand.mask))


def _status(edition: Edition, line: Line, here: int, strands: tuple[StrandCount, ...]) -> str:
    if not here:
        return "none"
    if here == line.mask:
        return "all"
    if len(strands) < 2:
        return "some"
    present = [count.strand for count in strands if count.reached]
    if len(present) == len(strands):
        return "both strands"
    return f"{edition.by_strand[present[0]].short_name.lower()} only"


def _progression(
    edition: Edition, target_level: int, entry_level: int | None, reached: int
) -> tuple[LevelProgress, ...]:
    """Say for each level below the target whether it is behind the learner.

    An entry level implies those below it. Without one, the pathway itself must
    meet the framework minimum: one competency in each line.
    """
    found = []
    for level in edition.levels:
        if level.number >= target_level:
            continue
        lines = edition.lines(level.number)
        represented = sum(1 for line in lines if line.mask & reached)
        by_entry = entry_level is not None and level.number <= entry_level
        found.append(
            LevelProgress(
                level=level.number,
                is_met=by_entry or represented == len(lines),
                by_entry=by_entry,
                represented=represented,
                lines=len(lines),
            )
        )
    return tuple(found)


def headline(report: CoverageReport) -> str:
    """Put the verdict in one sentence with the count and the standard."""
    level = report.edition.by_level[report.target_level].name
    themes = report.themes
    met = sum(1 for line in themes if line.is_met)
    everyone = met == len(themes)
    count = f"all {number_word(met)} themes" if everyone else f"{met} of {len(themes)} themes"
    specialist = [line for line in report.lines if line.line.is_specialist]
    if not specialist:
        sentence = (
            f"{count} represented at {level}: {report.reached} of {report.total} competencies"
        )
    else:
        line = specialist[0]
        features = f"{line.reached} of {line.total} specialist features"
        if line.is_met:
            lead = f"specialist features and {count} represented at {level}"
        else:
            lead = f"{count} represented at {level}, {FEATURES_OPEN}"
        by_entry = sum(1 for theme in themes if theme.by_entry)
        if by_entry:
            below = report.edition.level_below(report.target_level)
            entry = report.edition.by_level[below].name
            noun = "theme" if by_entry == 1 else "themes"
            which = noun if by_entry == len(themes) else f"{by_entry} {noun}"
            how = f"{which} met by the entry requirement, {entry}"
        else:
            reached = sum(theme.reached for theme in themes)
            total = sum(theme.total for theme in themes)
            how = f"{reached} of {total} competencies of the levels below"
        sentence = f"{lead}: {features}, {how}"
    if report.depth:
        met = count_met(report.depth)
        sentence = f"{sentence}; {met} of {plural(len(report.depth), 'demand')} of depth met"
    if report.stated:
        met = count_met(report.stated)
        sentence = f"{sentence}; {met} of {plural(len(report.stated), 'demand')} on details met"
    return f"{sentence[0].upper()}{sentence[1:]} ({report.standard.name})"
