"""What learners bring at level 4: neither a gap nor work for a reviewer."""

from pathways.domain.framework.edition import Edition
from pathways.domain.review.submission import line_row
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.reasons import mending


def asked_mask(line: LineReport) -> int:
    """Return the competencies of a line that something is asked of, reached or not."""
    if not line.is_brought:
        return line.line.mask
    found = mending(line)
    for demand in line.demands:
        found |= demand.mask
    return found


def brought_rows(edition: Edition, report: CoverageReport) -> frozenset[str]:
    """Return the rows of Review that stand for what learners bring."""
    found = set()
    for line in report.lines:
        if line.by_entry:
            found.add(line_row(line.line.key))
        if line.is_brought:
            asked = asked_mask(line)
            found |= {item.code for item in edition.members(line.line.mask & ~asked)}
    return frozenset(found)
