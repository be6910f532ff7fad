"""The competency by module matrix, as rows and headings with no look of their own.

The screen, the workbook and the comparison draw the same rows.
"""

from dataclasses import dataclass
from enum import StrEnum

from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.proportion import DEFAULTS, Thresholds
from pathways.domain.rule.standards import Standard


class CountsTowards(StrEnum):
    """What a competency of the matrix counts for."""

    LINE = "line"
    PROGRESSION = "progression"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One competency: its treatment per module in teaching order, None where not treated.

    `line_key` names the line that judges it, None where no line does. The
    standard requires by name only what a line judges.
    """

    competency: Competency
    counts_towards: CountsTowards
    line_key: str | None
    is_required: bool
    treatments: tuple[Treatment | None, ...]

    @property
    def highest(self) -> Treatment | None:
        """The highest treatment in any module."""
        present = [item for item in self.treatments if item is not None]
        return max(present, key=lambda item: item.rank) if present else None

    @property
    def times(self) -> int:
        """In how many modules it is treated."""
        return sum(1 for item in self.treatments if item is not None)

    @property
    def is_assessed(self) -> bool:
        """Whether any module assesses it."""
        return self.highest is Treatment.ASSESSED


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows judged, in printed order, then any others that the pathway maps."""

    content: PathwayContent
    report: CoverageReport
    rows: tuple[MatrixRow, ...]


def build_matrix(
    edition: Edition,
    content: PathwayContent,
    standard: Standard | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> Matrix:
    """Build the matrix of a pathway, judged by its own standard unless another is given."""
    report = judge(edition, content, standard, thresholds)
    by_code: dict[str, list[Treatment | None]] = {}
    for position, module in enumerate(content.modules):
        for mapping in module.mappings:
            cells = by_code.setdefault(mapping.code, [None] * len(content.modules))
            cells[position] = mapping.treatment
    empty: tuple[Treatment | None, ...] = (None,) * len(content.modules)
    judged: list[MatrixRow] = []
    others: list[MatrixRow] = []
    lines = [(line.line.key, line.line.mask) for line in report.lines]
    for competency in edition.competencies:
        key = next((key for key, mask in lines if mask >> competency.bit & 1), None)
        if key is None and competency.code not in by_code:
            continue
        if key is not None:
            counts = CountsTowards.LINE
        elif competency.level < content.target_level:
            counts = CountsTowards.PROGRESSION
        else:
            counts = CountsTowards.NOTHING
        row = MatrixRow(
            competency=competency,
            counts_towards=counts,
            line_key=key,
            is_required=key is not None and competency.code in report.standard.required,
            treatments=tuple(by_code.get(competency.code, empty)),
        )
        (others if key is None else judged).append(row)
    return Matrix(content, report, (*judged, *others))
