"""A coverage report as plain JSON values, for people's scripts and for the command line.

Field by field in docs/coverage-json.md; a field that is there keeps its meaning.
"""

from collections.abc import Sequence
from typing import Any

from pathways.domain.framework.edition import Edition, Level
from pathways.domain.pathway.observations import Observation
from pathways.domain.rule.coverage import CoverageReport, LevelProgress, LineReport, Unmet
from pathways.domain.rule.reasons import explain_standard, line_reasons, reason


def plain_report(report: CoverageReport, observations: Sequence[Observation]) -> dict[str, Any]:
    """Return the whole report, with the observations beside it."""
    edition = report.edition
    standard = report.standard
    entry = report.entry_level
    return {
        "edition": {"code": edition.code, "title": edition.title},
        "standard": {
            "key": standard.key,
            "name": standard.name,
            "asks": list(explain_standard(edition, standard, report.target_level)),
        },
        "target_level": _level(edition.by_level[report.target_level]),
        "entry_level": _level(edition.by_level[entry]) if entry is not None else None,
        "met": report.is_met,
        "headline": report.headline,
        "reached": report.reached,
        "total": report.total,
        "lines": [_line(edition, line) for line in report.lines],
        "progression": [_progress(edition, step) for step in report.progression],
        "above": _codes(edition, report.above_mask),
        "observations": [
            {
                "kind": item.kind,
                "text": item.text,
                "module": item.module or None,
                "codes": list(item.codes),
            }
            for item in observations
        ],
    }


def _level(level: Level) -> dict[str, Any]:
    return {"number": level.number, "name": level.name}


def _codes(edition: Edition, mask: int) -> list[str]:
    return [item.code for item in edition.members(mask)]


def _line(edition: Edition, line: LineReport) -> dict[str, Any]:
    return {
        "key": line.line.key,
        "name": line.line.name,
        "met": line.is_met,
        "by_entry": line.by_entry,
        "status": line.status,
        "reached": line.reached,
        "total": line.total,
        "strands": [
            {
                "strand": count.strand,
                "name": edition.by_strand[count.strand].name,
                "reached": count.reached,
                "total": count.total,
            }
            for count in line.strands
        ],
        "levels": [
            {"level": count.level, "reached": count.reached, "total": count.total}
            for count in line.levels
        ],
        "introduced": line.introduced,
        "developed": line.developed,
        "assessed": line.assessed,
        "minutes": line.minutes,
        "reached_codes": _codes(edition, line.reached_mask),
        "reasons": list(line_reasons(edition, line)),
        "unmet": [_demand(edition, line, unmet) for unmet in line.unmet],
    }


def _demand(edition: Edition, line: LineReport, unmet: Unmet) -> dict[str, Any]:
    return {
        "kind": unmet.demand.kind.value,
        "strand": unmet.demand.strand,
        "have": unmet.have,
        "need": unmet.demand.count,
        "missing": unmet.missing,
        "reason": reason(edition, line, unmet),
        "mending": _codes(edition, unmet.mending),
    }


def _progress(edition: Edition, step: LevelProgress) -> dict[str, Any]:
    return {
        "level": step.level,
        "name": edition.by_level[step.level].name,
        "met": step.is_met,
        "by_entry": step.by_entry,
        "represented": step.represented,
        "lines": step.lines,
    }
