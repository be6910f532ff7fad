"""The coverage page as plain values: standards side by side, gaps, what is behind the claims.

A pure view over a pathway and its report, so that every number on the page is
the report's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.builder.mending import nearest_in, rank_members
from pathways.builder.queries import ModuleView, PathwayView
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.nearness import Near
from pathways.domain.pathway.cautions import (
    ADVICE,
    Caution,
    group_cautions,
    measure_behind,
)
from pathways.domain.pathway.content import judge, reach_of
from pathways.domain.pathway.observations import Observation, remark
from pathways.domain.rule.coverage import CoverageReport, LineReport, count_met
from pathways.domain.rule.demands import DemandKind
from pathways.domain.rule.heat import heat_step
from pathways.domain.rule.proportion import (
    ASSESSED,
    INTRODUCED,
    ModuleProportion,
    Proportion,
    Thresholds,
)
from pathways.domain.rule.reasons import explain_standard, line_reasons
from pathways.domain.rule.sentences import fill, words_of
from pathways.domain.rule.standards import BUILT_IN, OfferedStandard, Standard
from pathways.domain.rule.strip import StripLine, draw_strip


@dataclass(frozen=True, slots=True)
class StandardView:
    """A standard that can be tried on, and what comes of it here.

    `depth_met` counts which of its `depth` demands of depth are met, `stated_met` which of its
    `stated` demands on details. `commissioner` names whose own it is, and is empty for a built-in
    one; `is_own` says that the pathway is judged by it.
    """

    standard: Standard
    commissioner: str
    asks: tuple[str, ...]
    is_own: bool
    is_tried: bool
    is_met: bool
    lines_met: int
    lines: int
    depth_met: int
    depth: int
    stated_met: int
    stated: int


@dataclass(frozen=True, slots=True)
class CoverageLineView:
    """A line with its reasons in words and the competencies that would mend it."""

    report: LineReport
    reasons: tuple[str, ...]
    mending: tuple["MendingView", ...]


@dataclass(frozen=True, slots=True)
class MendingView:
    """Competencies of which some would mend a line, under a few words.

    The nearest to the pathway's own words stand first; `why` says of those by code why they are.
    """

    title: str
    competencies: tuple[Competency, ...]
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How much of a line one module reaches. `step` is its tint, from 0 for nothing to 4."""

    reached: int
    total: int
    step: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A module with one cell for each line."""

    id: str
    number: int
    title: str
    minutes: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class RemarkView:
    """One sentence, with the module that it is about and the competencies that it names."""

    said: Caution | Observation
    module: ModuleView | None
    competencies: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class RemarkGroup:
    """Sentences of one kind under a title, and what would mend them."""

    kind: str
    title: str
    advice: str
    items: tuple[RemarkView, ...]


@dataclass(frozen=True, slots=True)
class ClaimsRow:
    """What is behind the claims of one module: counts, and whether it is crowded."""

    id: str
    number: int
    title: str
    minutes: int
    claimed: int
    time_for: int
    is_crowded: bool
    noted: int
    assessed: int
    backed: int


@dataclass(frozen=True, slots=True)
class CoverageView:
    """All that the coverage page shows beside the report itself."""

    report: CoverageReport
    standards: tuple[StandardView, ...]
    lines: tuple[CoverageLineView, ...]
    heat: tuple[HeatRow, ...]
    totals: tuple[HeatCell, ...]
    above: tuple[Competency, ...]
    proportion: Proportion
    strip: tuple[StripLine, ...]
    claims: tuple[ClaimsRow, ...]
    cautions: tuple[RemarkGroup, ...]
    remarks: tuple[RemarkGroup, ...]

    @property
    def tried(self) -> StandardView:
        """The standard that the page is judged by."""
        return next(item for item in self.standards if item.is_tried)

    @property
    def gaps(self) -> tuple[CoverageLineView, ...]:
        """The lines of which something is still to come."""
        return tuple(line for line in self.lines if line.report.unmet)

    @property
    def strands(self) -> tuple[str, ...]:
        """The strands that any line has, by code."""
        found = (count.strand for line in self.lines for count in line.report.strands)
        return tuple(dict.fromkeys(found))


def view_coverage(
    view: PathwayView, tried: OfferedStandard, thresholds: Thresholds, finder: Finder
) -> CoverageView:
    """Build the coverage page of a pathway under a standard; `finder` ranks what would mend it."""
    report = judge(view.edition, view.content, tried.standard, thresholds)
    near = nearest_in(view, finder, _mending_of(report))
    proportion, cautions = measure_behind(view.behind, thresholds)
    return CoverageView(
        report=report,
        standards=tuple(_standards(view, tried, thresholds)),
        lines=tuple(
            CoverageLineView(
                line, line_reasons(view.edition, line), tuple(_mending(view.edition, line, near))
            )
            for line in report.lines
        ),
        heat=tuple(_heat(view, report)),
        totals=tuple(_cell(line.reached, line.total) for line in report.lines),
        above=view.edition.members(report.above_mask),
        proportion=proportion,
        strip=draw_strip(report, proportion),
        claims=tuple(
            _claims_row(shown, module)
            for shown, module in zip(view.modules, proportion.modules, strict=True)
        ),
        cautions=tuple(
            RemarkGroup(kind.value, kind.word, ADVICE[kind].mend, _told(view, items))
            for kind, items in group_cautions(cautions)
        ),
        remarks=tuple(_grouped(view, remark(view.edition, view.content))),
    )


def _standards(
    view: PathwayView, tried: OfferedStandard, thresholds: Thresholds
) -> Iterator[StandardView]:
    # A commissioner's own standard stands beside the others while it is tried on.
    extra = (tried,) if tried.commissioner else ()
    for item in (*map(OfferedStandard, BUILT_IN), *extra):
        standard = item.standard
        report = judge(view.edition, view.content, standard, thresholds)
        yield StandardView(
            standard=standard,
            commissioner=item.commissioner,
            asks=explain_standard(view.edition, standard, view.content.target_level),
            is_own=standard.key == view.head.standard.key,
            is_tried=standard.key == tried.standard.key,
            is_met=report.is_met,
            lines_met=sum(1 for line in report.lines if line.is_met),
            lines=len(report.lines),
            depth_met=count_met(report.depth),
            depth=len(report.depth),
            stated_met=count_met(report.stated),
            stated=len(report.stated),
        )


def _mending_of(report: CoverageReport) -> set[str]:
    """Return all that would meet any demand that is not met."""
    mask = 0
    for line in report.lines:
        for unmet in line.unmet:
            mask |= unmet.mending
    return {item.code for item in report.edition.members(mask)}


def _mending(edition: Edition, line: LineReport, near: Mapping[str, Near]) -> Iterator[MendingView]:
    kinds = {unmet.demand.kind for unmet in line.unmet}
    for unmet in line.unmet:
        kind = unmet.demand.kind
        # What a strand or a share asks brings the first competency with it, and where
        # nothing is there, any that comes in can be the one assessed.
        is_first = kind is DemandKind.SOME and kinds & {DemandKind.STRAND, DemandKind.SHARE}
        if not is_first and (line.reached or kind is not DemandKind.ASSESSED):
            template = words_of(unmet.demand).title
            title = fill(template, edition, unmet.demand, unmet.have, unmet.mending)
            members = rank_members(edition.members(unmet.mending), near)
            why = {item.code: near[item.code].why for item in members if item.code in near}
            yield MendingView(title, members, why)


def _heat(view: PathwayView, report: CoverageReport) -> Iterator[HeatRow]:
    for shown, module in zip(view.modules, view.content.modules, strict=True):
        reached = reach_of(view.edition, module).reached
        yield HeatRow(
            id=shown.id,
            number=shown.number,
            title=shown.title,
            minutes=shown.minutes,
            cells=tuple(
                _cell((reached & line.line.mask).bit_count(), line.total) for line in report.lines
            ),
        )


def _cell(reached: int, total: int) -> HeatCell:
    return HeatCell(reached, total, heat_step(reached, total))


_KINDS: Final = {
    "unmapped-module": (
        "Modules without a competency",
        "That can be right for a welcome or a review. Otherwise, a competency or two would show "
        "what the time is for.",
    ),
    "never-assessed": (
        "Introduced, and assessed nowhere",
        "Not everything needs an assessment. Where practice depends on it, one may be worth while.",
    ),
}


def _grouped(view: PathwayView, found: Sequence[Observation]) -> Iterator[RemarkGroup]:
    for kind, (title, advice) in _KINDS.items():
        items = _told(view, [item for item in found if item.kind == kind])
        if items:
            yield RemarkGroup(kind, title, advice, items)


def _told(view: PathwayView, found: Sequence[Caution | Observation]) -> tuple[RemarkView, ...]:
    return tuple(
        RemarkView(
            said=item,
            module=view.modules[item.module - 1] if item.module else None,
            competencies=tuple(view.edition.by_code[code] for code in item.codes),
        )
        for item in found
    )


def _claims_row(shown: ModuleView, module: ModuleProportion) -> ClaimsRow:
    return ClaimsRow(
        id=shown.id,
        number=shown.number,
        title=shown.title,
        minutes=shown.minutes,
        claimed=module.claims,
        time_for=module.time_for,
        is_crowded=module.is_crowded,
        noted=module.noted.bit_count(),
        assessed=module.claimed[ASSESSED].bit_count(),
        backed=module.backed[INTRODUCED].bit_count(),
    )
