"""The formulas of what is behind the claims, over Matrix, Mappings and Modules.

Each has its twin in the domain's proportion, whose value is written beside it. What a module
is asked, it is asked by its number, so that sorting a table changes nothing.
"""

from dataclasses import dataclass

from pathways.domain.rule.depth import AGREEING, MORE_THAN, DepthFinding, DepthKind
from pathways.domain.rule.proportion import Thresholds
from pathways.domain.rule.stated import StatedFinding
from pathways.workbook.kit.page import Formula
from pathways.workbook.kit.places import (
    MAPPING_BACKED,
    MAPPING_CODE,
    MAPPING_MODULE,
    MAPPING_OWN,
    MATRIX_CODE,
    MATRIX_COUNTS,
    MATRIX_HIGHEST,
    MATRIX_THEME,
    MATRIX_TIMES,
    MODULE_ASSESSMENT,
    MODULE_HAS_TIME,
    MODULE_MINUTES,
    MODULE_NUMBER,
    MODULE_OUTCOME,
    MODULE_TREATS,
    filled,
    quoted,
)
from pathways.workbook.qa import matrix
from pathways.workbook.qa.subject import QaSubject

MET = "Met: "
NOT_MET = "Not met: "

_UNSTATED = f'(SUM({MODULE_TREATS})-SUMIFS({MODULE_TREATS},{MODULE_MINUTES},">0"))'
"""The claims of all modules whose minutes are not stated. An empty cell is none."""


def _shared(limits: Thresholds) -> str:
    """What modules without minutes have time for together."""
    return f"MIN({limits.rate},INT(({_UNSTATED}+1)/2))"


def has_time(limits: Thresholds, minutes: str, treats: str) -> str:
    """Whether a module has time for all that it treats; both are cells of its row on Modules."""
    # SUM of one cell takes words in it for no number.
    stated = f"{treats}<=INT({limits.rate}*SUM({minutes})/60)"
    unstated = f"OR({treats}=0,{_UNSTATED}<={_shared(limits)})"
    return f'=IF(IF(SUM({minutes})>0,{stated},{unstated}),"Yes","No")'


def module_minutes(number: int) -> str:
    """The minutes of a module."""
    return f"SUMIFS({MODULE_MINUTES},{MODULE_NUMBER},{number})"


def module_time(limits: Thresholds, number: int, minutes: str) -> str:
    """What a module has time for. `minutes` is the cell that holds its own.

    Those without minutes have each its part of what they share: what is due up to here, less
    what was due before.
    """
    upto, before = (
        f'(SUMIFS({MODULE_TREATS},{MODULE_NUMBER},"{sign}{number}")'
        f'-SUMIFS({MODULE_TREATS},{MODULE_NUMBER},"{sign}{number}",{MODULE_MINUTES},">0"))'
        for sign in ("<=", "<")
    )
    shared = _shared(limits)
    parts = "-".join(f"INT({shared}*{due}/{_UNSTATED})" for due in (upto, before))
    return f"IF({minutes}>0,INT({limits.rate}*{minutes}/60),IF({_UNSTATED}=0,0,{parts}))"


def module_noted(number: int) -> str:
    """How many competencies have a note of their own in a module."""
    return f'COUNTIFS({MAPPING_MODULE},{number},{MAPPING_OWN},"Yes")'


def module_assessed(subject: QaSubject, number: int, marks: str) -> str:
    """How many competencies a module assesses: none where it names no assessment."""
    named = f'COUNTIFS({MODULE_NUMBER},{number},{MODULE_ASSESSMENT},"?*")'
    return f"IF({named}>0,{subject.marks.times(marks, 'A')},0)"


def module_is_crowded(number: int) -> str:
    """Whether a module claims more than it has time for."""
    return f'COUNTIFS({MODULE_NUMBER},{number},{MODULE_HAS_TIME},"No")>0'


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """Formula parts that count competencies of the lines, each once.

    Where `line` names one, only its own.
    """

    subject: QaSubject
    line: str = ""

    @property
    def minutes(self) -> str:
        """Minutes of all modules together."""
        return f"SUM({MODULE_MINUTES})"

    @property
    def time_for(self) -> str:
        """What all modules together have time for."""
        limits = self.subject.thresholds
        # A module's minutes by its number: words in their cell are no number.
        minutes = f"SUMIFS({MODULE_MINUTES},{MODULE_NUMBER},{MODULE_NUMBER})"
        # Each module once, in its first row.
        once = f"({MODULE_OUTCOME}<2)*" if self.subject.stands_alone else ""
        return f"SUMPRODUCT({once}INT({limits.rate}*{minutes}/60))+{_shared(limits)}"

    @property
    def claimed(self) -> str:
        """What some module treats."""
        return self._count(MATRIX_TIMES, '">0"')

    @property
    def developed(self) -> str:
        """What some module develops at least."""
        words = ('"Developed"', '"Assessed"')
        return f"({'+'.join(self._count(MATRIX_HIGHEST, word) for word in words)})"

    @property
    def noted(self) -> str:
        """What has a note of its own in some module."""
        return self._count_mapped(MAPPING_OWN)

    @property
    def backed(self) -> str:
        """What is backed in some module."""
        return self._count_mapped(MAPPING_BACKED)

    @property
    def assessed(self) -> str:
        """What is assessed in some module that names an assessment."""
        count = len(self.subject.content.modules)
        if not count:
            return "0"
        numbers = ";".join(str(number) for number in range(1, count + 1))
        named = f'COUNTIFS({MODULE_NUMBER},{{{numbers}}},{MODULE_ASSESSMENT},"?*")'
        marks = f"{self.subject.marks.are(matrix.all_cells(self.subject), 'A')}*1"
        return self._sum(f"MMULT({marks},{named})")

    def _count(self, column: str, condition: str) -> str:
        theme = (MATRIX_THEME, quoted(self.line)) if self.line else ()
        return f"COUNTIFS({','.join((MATRIX_COUNTS, quoted('Line'), *theme, column, condition))})"

    def _count_mapped(self, column: str) -> str:
        return self._sum(f'COUNTIFS({MAPPING_CODE},{MATRIX_CODE},{column},"Yes")')

    def _sum(self, times: str) -> str:
        """Count the rows of Matrix where `times` gives more than none."""
        theme = f"({MATRIX_THEME}={quoted(self.line)})*" if self.line else ""
        return f"SUMPRODUCT(({MATRIX_COUNTS}={quoted('Line')})*{theme}({times}>0))"


def depth_counts(subject: QaSubject) -> LiveCounts:
    """What demands of depth are held against: of the features where there is such a list."""
    features = [line.line.short_name for line in subject.report.lines if line.line.is_specialist]
    return LiveCounts(subject, features[0] if features else "")


def depth_answer(subject: QaSubject, finding: DepthFinding) -> Formula:
    """Whether a demand of depth is met, and what there is of it."""
    condition, have = _depth(depth_counts(subject), finding)
    counts, template = depth_counts(subject), finding.template
    live = {"have": have, "claimed": counts.claimed, **_agreeing(have, counts.claimed)}
    is_timed = finding.kind in (DepthKind.RATE, DepthKind.MINUTES)
    nothing = filled(template.nothing, finding.fixed, {})
    said = filled(template.said, finding.fixed, live)
    said = f"IF({counts.minutes if is_timed else counts.claimed}=0,{nothing},{said})"
    return Formula(
        f"=IF({condition},{quoted(MET)},{quoted(NOT_MET)})&{said}",
        f"{MET if finding.is_met else NOT_MET}{finding.reason}",
    )


def _agreeing(have: str, claimed: str) -> dict[str, str]:
    """Return the words that follow a number, as `agree` gives them."""
    return {
        slot: f"IF({claimed}=1,{quoted(one)},{quoted(more)})"
        if slot == "claims"
        else f"IF(OR({have}=1,{claimed}=1),{quoted(one)},{quoted(more)})"
        for slot, (one, more) in AGREEING.items()
    }


def _depth(counts: LiveCounts, finding: DepthFinding) -> tuple[str, str]:
    """Return when a demand is met, and what its sentence says that there is."""
    need, claimed, minutes = finding.need, counts.claimed, counts.minutes
    match finding.kind:
        case DepthKind.BACKED:
            return f"AND({claimed}>0,{counts.backed}>={claimed})", counts.backed
        case DepthKind.NOTED:
            return f"AND({claimed}>0,{counts.noted}>={claimed})", counts.noted
        case DepthKind.RATE:
            is_met = f"AND({minutes}>0,60*{claimed}<={need}*{minutes})"
            rate = per_hour(claimed, minutes)
            is_hidden = f"AND({rate}={need},60*{claimed}>{need}*{minutes})"
            return is_met, f"IF({is_hidden},{quoted(f'{MORE_THAN}{need}')},{rate})"
        case DepthKind.MINUTES:
            return f"{minutes}>={need}", _duration(minutes)
        case DepthKind.DEVELOPED:
            is_met = f"AND({claimed}>0,100*{counts.developed}>={need}*{claimed})"
            return is_met, counts.developed
        case DepthKind.ASSESSED:
            is_met = f"AND({claimed}>0,100*{counts.assessed}>={need}*{claimed})"
            return is_met, counts.assessed


def per_hour(claimed: str, minutes: str) -> str:
    """How many competencies an hour, to a tenth, where minutes are stated."""
    return f"INT((1200*{claimed}+{minutes})/(2*{minutes}))/10"


def _duration(minutes: str) -> str:
    """Minutes as people say them, as `duration` does."""
    hours, rest = f"INT({minutes}/60)", f"({minutes}-60*INT({minutes}/60))"
    return (
        f'IF({minutes}<60,{minutes}&" min",'
        f'{hours}&" h"&IF({rest}=0,"",{quoted(" ")}&{rest}&" min"))'
    )


def stated_answer(finding: StatedFinding) -> str:
    """Whether a demand on details is met, as exported: what is stated does not change here."""
    return f"{MET if finding.is_met else NOT_MET}{finding.reason}"


def count_met(answers: str) -> str:
    """How many demands of the whole are met, of those whose answers have this name."""
    return f'COUNTIF({answers},"{MET}*")'
