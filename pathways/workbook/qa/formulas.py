"""The formulas of the Summary, generated from what the standard asks.

Each has its twin in the domain, whose value is written beside it as the cached
one; a recalculation proves the two equal. Names of columns keep them readable,
and every range is fixed, so that sorting a table changes nothing.
"""

from collections.abc import Mapping

from pathways.domain.framework.edition import Edition, Line
from pathways.domain.rule.coverage import CoverageReport, LineReport, untouched
from pathways.domain.rule.demands import Demand, DemandKind
from pathways.domain.rule.reasons import line_reasons
from pathways.domain.rule.sentences import (
    ALL_CLAIMED,
    ALL_HERE,
    BY_ENTRY,
    COMPETENCY_IS,
    demand_reason,
)
from pathways.domain.words import number_word, plural
from pathways.workbook.kit.page import Formula, Value
from pathways.workbook.kit.places import (
    DEPTH_ANSWERS,
    LINE_NAME,
    LINE_REACHED,
    LINE_TOTAL,
    LINE_VERDICT,
    MATRIX_CODE,
    MATRIX_COUNTS,
    MATRIX_LEVEL,
    MATRIX_REQUIRED,
    MATRIX_THEME,
    MATRIX_TIMES,
    STATED_ANSWERS,
    filled,
    quoted,
)
from pathways.workbook.qa import behind

MET = "Met"
NOT_MET = "Not met"
CLAIMED = "Claimed"
"""Met by what is claimed, and not all of it backed: said to readers of offers."""

Cells = Mapping[str, str]
"""Addresses of one row of the Summary's table, by what stands there."""


def count(cells: Cells, *conditions: str) -> str:
    """Count competencies of the row's line under pairs of column and condition."""
    parts = [MATRIX_THEME, cells["line"], MATRIX_COUNTS, '"Line"', *conditions]
    return f"COUNTIFS({','.join(parts)})"


def reached(cells: Cells, *conditions: str) -> str:
    """Count competencies of the row's line that some module treats."""
    return count(cells, *conditions, MATRIX_TIMES, '">0"')


def live(text: str, cached: str) -> Value:
    """Return a live formula, or the plain words where no edit could change them."""
    return Formula(text, cached) if text else cached


def share(cells: Cells) -> str:
    """The share of a line that is reached."""
    return f"=IF({cells['total']}=0,0,{cells['reached']}/{cells['total']})"


def status(edition: Edition, line: Line, cells: Cells, nothing: str) -> str:
    """How much of a line is reached, in words; `nothing` where none of it is."""
    strands = [code for code, _ in line.strands]
    partly = quoted("Some")
    if len(strands) > 1:
        only = partly
        for code in reversed(strands):
            word = f"{edition.by_strand[code].short_name.lower()} only".capitalize()
            only = f"IF({cells[code]}>0,{quoted(word)},{only})"
        every = ",".join(f"{cells[code]}>0" for code in strands)
        partly = f"IF(AND({every}),{quoted('Both strands')},{only})"
    return (
        f"=IF({cells['reached']}=0,{quoted(nothing)},"
        f"IF({cells['reached']}={cells['total']},{quoted('All')},{partly}))"
    )


def status_words(line: LineReport, nothing: str) -> str:
    """Return what `status` works out."""
    return line.status.capitalize() if line.reached else nothing


def verdict(line: LineReport, cells: Cells, met: str = MET) -> str:
    """Whether a line has all that the standard asks; empty where nothing can fail.

    `met` is the word for it: MET, or CLAIMED where not all of it is backed.
    """
    conditions = [_is_met(demand, cells) for demand in line.demands]
    if not conditions:
        return ""
    return f"=IF(AND({','.join(conditions)}),{quoted(met)},{quoted(NOT_MET)})"


def reason(
    edition: Edition, line: LineReport, cells: Cells, *, is_frozen: bool = False, word: str = MET
) -> str:
    """Why a line is not met, or how it is; empty where nothing can fail.

    `is_frozen`: for readers of a version, which nothing more comes to. `word` is what the
    verdict says where it is met.
    """
    # Where no module reaches the line, other words are said: they depend on the standard alone.
    when_empty = " ".join(line_reasons(edition, untouched(edition, line), is_frozen=is_frozen))
    parts = [
        f'IF({_is_met(demand, cells)},"",{_sentence(edition, demand, cells, is_frozen)})'
        for demand in line.demands
        if demand.kind is not DemandKind.SOME
    ]
    # Every part begins with the space that parts it from the one before.
    rest = f"MID({'&'.join(parts)},2,9999)" if parts else quoted("")
    if line.is_brought and not parts:
        return ""
    if line.is_brought:
        met, open_ = BY_ENTRY, rest
    else:
        met = ALL_HERE if word == MET else ALL_CLAIMED
        open_ = f"IF({cells['reached']}=0,{quoted(when_empty)},{rest})"
    return f"=IF({cells['verdict']}={quoted(word)},{quoted(met)},{open_})"


def _is_met(demand: Demand, cells: Cells) -> str:
    match demand.kind:
        case DemandKind.SOME:
            return f"{cells['reached']}>0"
        case DemandKind.STRAND:
            return f"{cells[demand.strand or '']}>0"
        case DemandKind.SHARE:
            return f"100*{cells['reached']}>={demand.share}*{cells['total']}"
        case DemandKind.ASSESSED:
            return f"{cells['assessed']}>0"
        case DemandKind.REQUIRED:
            return f"{_required(cells)}={demand.count}"


def _required(cells: Cells) -> str:
    return reached(cells, MATRIX_REQUIRED, quoted("Yes"))


def _sentence(edition: Edition, demand: Demand, cells: Cells, is_frozen: bool) -> str:
    """A demand's sentence, of a line that is reached; a space stands before it."""
    words, live = _slots(edition, demand, cells)
    live |= {"reached": cells["reached"], "total": cells["total"]}
    return filled(f" {demand_reason(demand, is_frozen=is_frozen)}", words, live)


def _slots(edition: Edition, demand: Demand, cells: Cells) -> tuple[dict[str, str], dict[str, str]]:
    """What fills a sentence: its own words, and parts of the formula."""
    match demand.kind:
        case DemandKind.SOME | DemandKind.ASSESSED:
            return {}, {}
        case DemandKind.STRAND:
            return {"strand": edition.by_strand[demand.strand or ""].short_name.lower()}, {}
        case DemandKind.SHARE:
            # Rounded up as the demand's own count is, from the cell that the condition reads.
            need = f"INT(({demand.share}*{cells['total']}+99)/100)"
            missing = f"({need}-{cells['reached']})"
            one, more = map(quoted, COMPETENCY_IS)
            noun = f"IF({missing}=1,{one},{more})"
            words = {is_first: _number(missing, is_first=is_first) for is_first in (True, False)}
            return {}, {
                "need": need,
                "Number": words[True],
                "number": words[False],
                "noun_is": noun,
            }
        case DemandKind.REQUIRED:
            codes = [item.code for item in edition.members(demand.mask)]
            if demand.count == 1:
                return {"codes": codes[0]}, {}
            open_codes = "&".join(
                f'IF(COUNTIFS({MATRIX_CODE},{quoted(code)},{MATRIX_TIMES},0),", {code}","")'
                for code in codes
            )
            live = {"have": _required(cells), "codes": f"MID({open_codes},3,9999)"}
            return {"need": f"{demand.count}"}, live


def _number(expression: str, *, is_first: bool) -> str:
    """A small number as a word, a large one in figures; capitalised where a sentence begins."""
    found = [number_word(number) for number in range(10)]
    words = ",".join(quoted(word.capitalize() if is_first else word) for word in found)
    return f"IF({expression}<10,CHOOSE({expression}+1,{words}),{expression})"


def overall_verdict(report: CoverageReport) -> str:
    """Whether every line is met, and everything that is asked of the whole."""
    met = f'COUNTIF({LINE_VERDICT},"{MET}")=ROWS({LINE_VERDICT})'
    whole = [f"{behind.count_met(name)}={count}" for name, count, _of in _asked_of_whole(report)]
    if whole:
        met = f"AND({','.join((met, *whole))})"
    return f'=IF({met},"{MET}","{NOT_MET}")'


def _asked_of_whole(report: CoverageReport) -> list[tuple[str, int, str]]:
    """Return the name of the answers to each kind of demand, how many, and what the kind is."""
    kinds = (
        (DEPTH_ANSWERS, len(report.depth), "of depth"),
        (STATED_ANSWERS, len(report.stated), "on details"),
    )
    return [kind for kind in kinds if kind[1]]


def headline(report: CoverageReport, standard: str, features_open: str) -> str:
    """The verdict in one sentence.

    `standard` is the cell that names the standard: its name is a person's
    words and never stands in a formula. `features_open` says that specialist features are left.
    """
    edition = report.edition
    represented = f" represented at {edition.by_level[report.target_level].name}"
    total = len(report.themes)
    ending = f'&" ("&{standard}&")"'
    for name, count, kind in reversed(_asked_of_whole(report)):
        of_them = quoted(f" of {plural(count, 'demand')} {kind} met")
        ending = f"&{quoted('; ')}&{behind.count_met(name)}&{of_them}{ending}"
    flat = [line.line.short_name for line in report.lines if line.line.is_specialist]
    if not flat:
        met = f'COUNTIF({LINE_VERDICT},"{MET}")'
        return (
            f"={_themes(met, total, is_first=True)}&{quoted(represented + ': ')}"
            f"&SUM({LINE_REACHED})&{quoted(' of ')}&SUM({LINE_TOTAL})"
            f"&{quoted(' competencies')}{ending}"
        )
    name = quoted(flat[0])
    met = f'COUNTIFS({LINE_NAME},"<>"&{name},{LINE_VERDICT},"{MET}")'
    lead = (
        f'IF(COUNTIFS({LINE_NAME},{name},{LINE_VERDICT},"{MET}")>0,'
        f"{quoted('Specialist features and ')}&{_themes(met, total)}&{quoted(represented)},"
        f"{_themes(met, total, is_first=True)}"
        f"&{quoted(f'{represented}, {features_open}')})"
    )
    features = (
        f"SUMIFS({LINE_REACHED},{LINE_NAME},{name})&{quoted(' of ')}"
        f"&SUMIFS({LINE_TOTAL},{LINE_NAME},{name})&{quoted(' specialist features, ')}"
    )
    how = _how(edition, report, met, f'{LINE_NAME},"<>"&{name}')
    return f"={lead}&{quoted(': ')}&{features}&{how}{ending}"


def _themes(met: str, total: int, is_first: bool = False) -> str:
    everyone = f"all {number_word(total)} themes"
    if is_first:
        everyone = everyone.capitalize()
    return f"IF({met}={total},{quoted(everyone)},{met}&{quoted(f' of {total} themes')})"


def _how(edition: Edition, report: CoverageReport, met: str, others: str) -> str:
    """How the themes stand at a level that is a flat list on top of them."""
    counted = (
        f"SUMIFS({LINE_REACHED},{others})&{quoted(' of ')}"
        f"&SUMIFS({LINE_TOTAL},{others})&{quoted(' competencies of the levels below')}"
    )
    if not all(line.is_brought for line in report.themes):
        return counted
    below = edition.by_level[edition.level_below(report.target_level)].name
    which = f'IF({met}={len(report.themes)},"themes",{met}&" themes")'
    brought = f"{which}&{quoted(f' met by the entry requirement, {below}')}"
    return f"IF({met}=0,{counted},{brought})"


def progress(edition: Edition, level: int) -> str:
    """How many themes of a level below the target the pathway represents, in words."""
    lines = edition.lines(level)
    found = "+".join(
        f"(COUNTIFS({MATRIX_LEVEL},{level},{MATRIX_THEME},{quoted(line.short_name)},"
        f'{MATRIX_TIMES},">0")>0)'
        for line in lines
    )
    total = len(lines)
    whole = quoted(progress_words(total, total))
    return f"=IF({found}={total},{whole},{found}&{quoted(f' of {total} themes represented')})"


def progress_words(represented: int, lines: int) -> str:
    """Say how many themes of a level the pathway represents."""
    if represented == lines:
        return f"Met: all {number_word(lines)} themes represented"
    return f"{represented} of {lines} themes represented"
