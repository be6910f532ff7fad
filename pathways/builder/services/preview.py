"""What would be made of a file, before anything is written: rows, questions, and how it stands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import Any, Final

from sqlalchemy.orm import Session

from pathways.builder.services.arrival import ArrivalError, read_arrival
from pathways.builder.services.bringing import find_excess
from pathways.domain.bringing.brought import UNSAID, BroughtModule, BroughtPathway
from pathways.domain.bringing.merging import Joined, Merging, merge
from pathways.domain.bringing.papers import Papers
from pathways.domain.bringing.reading import read_brought
from pathways.domain.bringing.served import lend_outcomes
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.proportion import Thresholds
from pathways.domain.rule.strip import StripLine, draw_strip
from pathways.domain.words import plural
from pathways.records.editions import get_prints

NO_TITLE: Final = "New pathway"
_SHOWN: Final = 60
"""Modules that a preview lists; a pathway holds far fewer."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A module that would be made or changed."""

    number: int
    brought: BroughtModule
    joined: Joined
    strip: tuple[StripLine, ...]
    unsaid: int

    @property
    def marks(self) -> str:
        """How many competencies it introduces, develops and assesses: "I 8 D 5 A 3"."""
        counts = Counter(one.treatment for one in self.joined.now.mappings)
        return " ".join(f"{one.value} {counts[one]}" for one in Treatment if counts[one])

    @property
    def state(self) -> str:
        """What would become of it, in words; empty where it is new."""
        joined = self.joined
        if joined.was is None:
            return ""
        if not joined.is_changed:
            return "is there, and stays as it is"
        said = []
        if joined.was.title != joined.now.title:
            said.append(f"now “{joined.was.title}”")
        if joined.was.minutes != joined.now.minutes:
            said.append("another length")
        more = len(joined.now.outcomes) - len(joined.was.outcomes)
        if more:
            said.append(plural(more, "outcome") + " more")
        if joined.added:
            said.append(f"{plural(joined.added, 'competency', 'competencies')} more")
        if joined.changed:
            said.append(f"{joined.changed} changed")
        return f"is there: {', '.join(said) or 'its texts changed'}"


@dataclass(frozen=True)
class BringPreview:
    """All that a preview shows. `problems` are what keeps it from being taken."""

    brought: BroughtPathway
    edition: Edition
    held: PathwayContent
    merging: Merging | None
    problems: tuple[str, ...]
    limits: Thresholds
    arrival: PathwayContent | None

    @property
    def content(self) -> PathwayContent:
        """What the pathway would hold."""
        return self.merging.content if self.merging else self.held

    @cached_property
    def report(self) -> CoverageReport:
        """How it would stand."""
        return judge(self.edition, self.content, thresholds=self.limits)

    @cached_property
    def strip(self) -> tuple[StripLine, ...]:
        """The strip of all of it."""
        return self._strip(self.content, self.report)

    def _strip(self, content: PathwayContent, report: CoverageReport) -> tuple[StripLine, ...]:
        return draw_strip(report, measure(self.edition, content, self.limits).proportion)

    @cached_property
    def rows(self) -> tuple[PreviewRow, ...]:
        """The modules, as many as can be looked through."""
        if self.merging is None:
            return ()
        unsaid = Counter(one.module for one in self.brought.mappings if one.mark == "?")
        return tuple(
            PreviewRow(number, brought, joined, self._alone(joined), unsaid[number])
            for number, (brought, joined) in enumerate(
                zip(self.brought.modules[:_SHOWN], self.merging.joined, strict=False), start=1
            )
        )

    def _alone(self, joined: Joined) -> tuple[StripLine, ...]:
        content = replace(self.content, modules=(joined.now,))
        return self._strip(content, judge(self.edition, content, thresholds=self.limits))

    @property
    def new(self) -> int:
        """How many modules would be new."""
        return sum(one.was is None for one in self.merging.joined) if self.merging else 0

    @property
    def changed(self) -> int:
        """How many modules that are there would change."""
        joined = self.merging.joined if self.merging else ()
        return sum(one.was is not None and one.is_changed for one in joined)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would come of it."""
        return self.merging is None or self.merging.content == self.held

    @property
    def button(self) -> str:
        """What the button says."""
        if self.new and self.changed:
            return f"Bring in {plural(self.new, 'module')}, change {self.changed}"
        if self.new:
            return f"Bring in {plural(self.new, 'module')}"
        if self.changed:
            return f"Change {plural(self.changed, 'module')}"
        return "Bring in what is new"

    @property
    def sums(self) -> tuple[tuple[str, int], ...]:
        """What the file holds, counted; the mappings by the target level."""
        target = self.held.target_level
        name = self.edition.by_level[target].name
        joined = self.merging.joined if self.merging else ()
        said = [one for one in self.brought.mappings if one.mark != UNSAID]
        levels = [self.edition.by_code[one.code].level for one in said]
        rows = (
            ("Modules", len(joined), True),
            ("Outcomes", sum(len(one.outcomes) for one in self.brought.modules), True),
            (f"Mappings at {name}", sum(level == target for level in levels), True),
            ("Mappings below it", sum(level < target for level in levels), False),
            ("Mappings above it", sum(level > target for level in levels), False),
            ("Evidence notes", sum(bool(one.evidence) for one in said), True),
            ("Marks left out", self.brought.unsaid, False),
        )
        return tuple((words, number) for words, number, is_always in rows if number or is_always)


def build_preview(
    session: Session,
    papers: Papers,
    held: PathwayContent,
    edition: Edition,
    limits: Thresholds,
    answers: Mapping[str, str],
    level: int | None,
) -> BringPreview:
    """Say what would be made of papers in a pathway; `level` is its level where that is known."""
    prints = get_prints(session, edition.code)
    brought = read_brought(papers, edition, prints, level, answers)
    if level is None and brought.level is not None:
        held = replace(held, target_level=brought.level)
    brought = lend_outcomes(brought, held)
    plain: Any = brought.to_arrival(edition.code, held.title, held.target_level)
    merging, arrival = None, None
    problems: list[str] = []
    try:
        arrival = read_arrival(session, plain)
        numbers = count(1)
        merging = merge(
            held, arrival, lambda: f"new-{next(numbers)}", by_place=is_home(brought, held)
        )
        problems += find_excess(merging)
    except ArrivalError as error:
        problems += [problem[:300] for problem in error.problems]
    return BringPreview(brought, edition, held, merging, tuple(problems), limits, arrival)


def is_home(brought: BroughtPathway, held: PathwayContent) -> bool:
    """Whether a workbook is that of this pathway, so that its rows are known by their place."""
    return brought.kind == "workbook" and brought.title.casefold() == held.title.casefold()
