"""A coverage report as plain JSON values, for people's scripts and for the command line.

Field by field in docs/coverage-json.md; a field that is there keeps its meaning.
"""

from collections.abc import Sequence
from typing import Any

from pathways.domain.framework.edition import Edition, Level
from pathways.domain.pathway.cautions import Caution, Measured
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.observations import observe
from pathways.domain.rule.coverage import CoverageReport, LevelProgress, LineReport, Unmet
from pathways.domain.rule.proportion import ASSESSED, INTRODUCED, ModuleProportion
from pathways.domain.rule.reasons import explain_standard, line_reasons, reason


def plain_report(
    report: CoverageReport,
    content: PathwayContent,
    measured: Measured,
    sentence: str = "",
    *,
    is_frozen: bool = False,
    has_remarks: bool = True,
) -> dict[str, Any]:
    """Return the whole report, with observations and what is behind the claims beside it.

    `sentence` is what the provider says of a module that is crowded; `is_frozen` gives
    reasons in the words of whoever reads a version. Remarks are for the provider alone:
    `has_remarks` is false where others read, and observations are the cautions then.
    """
    edition = report.edition
    standard = report.standard
    entry = report.entry_level
    return {
        "edition": {"code": edition.code, "title": edition.title},
        "standard": {
            "key": standard.key,
            "name": standard.name,
            "asks": list(explain_standard(edition, standard, report.target_level)),
            "questions": [question.to_plain() for question in standard.questions],
        },
        "target_level": _level(edition.by_level[report.target_level]),
        "entry_level": _level(edition.by_level[entry]) if entry is not None else None,
        "met": report.is_met,
        "headline": report.headline,
        "reached": report.reached,
        "total": report.total,
        "lines": [_line(edition, line, is_frozen=is_frozen) for line in report.lines],
        "depth": [
            {
                "kind": item.kind.value,
                "need": item.need,
                "have": item.amount,
                "met": item.is_met,
                "reason": item.reason,
            }
            for item in report.depth
        ],
        "stated": [
            {
                "kind": item.subject.value,
                "need": item.most or None,
                "have": item.have,
                "met": item.is_met,
                "reason": item.reason,
            }
            for item in report.stated
        ],
        "progression": [_progress(edition, step) for step in report.progression],
        "above": _codes(edition, report.above_mask),
        "observations": [
            {
                "kind": item.kind,
                "text": item.text,
                "module": item.module or None,
                "codes": list(item.codes),
            }
            for item in observe(report.edition, content, measured.cautions, has_remarks=has_remarks)
        ],
        "proportion": plain_proportion(measured, sentence),
    }


def _level(level: Level) -> dict[str, Any]:
    return {"number": level.number, "name": level.name}


def _codes(edition: Edition, mask: int) -> list[str]:
    return [item.code for item in edition.members(mask)]


def _line(edition: Edition, line: LineReport, *, is_frozen: bool) -> dict[str, Any]:
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
        "reasons": list(line_reasons(edition, line, is_frozen=is_frozen)),
        "unmet": [_demand(edition, line, unmet, is_frozen=is_frozen) for unmet in line.unmet],
    }


def _demand(edition: Edition, line: LineReport, unmet: Unmet, *, is_frozen: bool) -> dict[str, Any]:
    return {
        "kind": unmet.demand.kind.value,
        "strand": unmet.demand.strand,
        "have": unmet.have,
        "need": unmet.demand.count,
        "missing": unmet.missing,
        "reason": reason(edition, line, unmet, is_frozen=is_frozen),
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


def plain_proportion(measured: Measured, sentence: str = "") -> dict[str, Any]:
    """Return what is behind the claims. `sentence` is what the provider says of it."""
    proportion, cautions = measured
    return {
        "minutes": proportion.minutes,
        "claimed": proportion.claimed,
        "time_for": proportion.time_for,
        "noted": proportion.noted,
        "assessed": proportion.assessed,
        "backed": proportion.backed,
        "per_hour": _per_hour(proportion.tenths_an_hour),
        "cautions": [_caution(item) for item in cautions],
        "modules": [
            _module(number, module, cautions)
            for number, module in enumerate(proportion.modules, start=1)
        ],
        "sentence": sentence,
    }


def _per_hour(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _caution(item: Caution) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "text": item.text,
        "module": item.module or None,
        "codes": list(item.codes),
    }


def _module(number: int, module: ModuleProportion, cautions: Sequence[Caution]) -> dict[str, Any]:
    return {
        "number": number,
        "minutes": module.minutes,
        "claimed": module.claims,
        "time_for": module.time_for,
        "noted": module.noted.bit_count(),
        "assessed": module.claimed[ASSESSED].bit_count(),
        "backed": module.backed[INTRODUCED].bit_count(),
        "per_hour": _per_hour(module.tenths_an_hour),
        "cautions": [_caution(item) for item in cautions if item.module == number],
    }
