"""How a pathway stands while it is worked on: what it covers, and what is behind that.

A pure view, made from what is kept of the modules, so that a click can say at once what it
changed, and the page says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pathways.domain.pathway.cautions import (
    Caution,
    CautionKind,
    group_cautions,
    list_cautions,
    say_claims,
)
from pathways.domain.pathway.content import is_said
from pathways.domain.pathway.proportion import Behind, ModuleKept
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.proportion import Proportion, Thresholds
from pathways.domain.rule.reach import ModuleReach
from pathways.domain.rule.strip import StripLine, draw_module, draw_strip


@dataclass(frozen=True, slots=True)
class CautionInShort:
    """A kind of caution in short: its first sentence, and how many more there are."""

    first: Caution
    more: int


@dataclass(frozen=True, slots=True)
class ModuleInShort:
    """What is said at the head of a module: what it holds, and its caution where it is crowded."""

    competencies: int
    assessed: int
    minutes: int
    caution: Caution | None


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """What the builder says of a pathway; `modules` what it says of each of its modules."""

    report: CoverageReport
    behind: Behind
    limits: Thresholds
    proportion: Proportion
    strip: tuple[StripLine, ...]
    modules: tuple[ModuleInShort, ...]

    @property
    def cautions(self) -> tuple[CautionInShort, ...]:
        """One caution for each kind, with modules told apart by their numbers alone.

        A column has little room, and the titles stand beside it.
        """
        found = list_cautions(self.behind.without_titles(), self.proportion, self.limits)
        return tuple(
            CautionInShort(items[0], len(items) - 1) for _kind, items in group_cautions(found)
        )

    def module_strip(self, place: int) -> tuple[StripLine, ...]:
        """Return the strip of one module, by its place from 0."""
        return draw_module(self.report, self.proportion.modules[place])

    @classmethod
    def of(cls, report: CoverageReport, behind: Behind, limits: Thresholds) -> Self:
        """Say how a pathway stands, from its report and from what is behind its claims."""
        proportion = behind.weigh(limits)
        return cls(
            report,
            behind,
            limits,
            proportion,
            draw_strip(report, proportion),
            tuple(
                ModuleInShort(
                    module.claims,
                    item.reach.assessed.bit_count(),
                    item.reach.minutes,
                    Caution(CautionKind.RATE, say_claims(module), number)
                    if module.is_crowded
                    else None,
                )
                for number, (item, module) in enumerate(
                    zip(behind.modules, proportion.modules, strict=True), start=1
                )
            ),
        )


def read_kept(row: Any, outcomes: Mapping[str, str]) -> ModuleKept:
    """Return what is looked behind, from a row of a module and the words of its outcomes by id."""
    return ModuleKept(
        title=row.title,
        reach=ModuleReach.read(
            row.minutes,
            row.introduced,
            row.developed,
            row.assessed,
            has_assessment=is_said(row.assessment),
        ),
        behind=row.behind,
        outcomes=outcomes,
    )
