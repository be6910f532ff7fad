"""The formulas of the Summary, generated from what the standard asks.

Each has its twin in the domain, whose value is written beside it as the cached
one; a recalculation proves the two equal. Names of columns keep them readable,
and every range is fixed, so that sorting a table changes nothing.
"""

from collections.abc import Iterator, Mapping

from pathways.domain.framework.edition import Edition, Line
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.standards import Asks
from pathways.domain.words import number_word
from pathways.workbook.kit.places import (
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
    quoted,
)

MET = "Met"
NOT_MET = "Not met"

Cells = Mapping[str, str]
"""Addresses of one row of the Summary's table, by what stands there."""


def count(cells: Cells, *conditions: str) -> str:
    """Count competencies of the row's line under pairs of column and condition."""
    parts = [MATRIX_THEME, cells["line"], MATRIX_COUNTS, '"Line"', *conditions]
    return f"COUNTIFS({','.join(parts)})"


def reached(cells: Cells, *conditions: str) -> str:
    """Count competencies of the row's line that some module treats."""
    return count(cells, *conditions, MATRIX_TIMES, '">0"')


def share(cells: Cells) -> str:
    """The share of a line that is reached."""
    return f"=IF({cells['total']}=0,0,{cells['reached']}/{cells['total']})"


def status(edition: Edition, line: Line, cells: Cells) -> str:
    """How much of a line is reached, in words."""
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
        f"=IF({cells['reached']}=0,{quoted('None')},"
        f"IF({cells['reached']}={cells['total']},{quoted('All')},{partly}))"
    )


def verdict(line: LineReport, cells: Cells) -> str:
    """Whether a line has all that the standard asks; empty where nothing can fail."""
    asks = line.asks
    demands = [] if asks.is_brought else [f"{cells['reached']}>0"]
    if asks.has_strands:
        demands += [f"{cells[code]}>0" for code, _ in line.line.strands]
    if asks.share:
        demands.append(_has_share(asks, cells))
    if asks.has_assessed:
        demands.append(f"{cells['assessed']}>0")
    if asks.required:
        demands.append(_has_required(asks, cells))
    if not demands:
        return ""
    return f"=IF(AND({','.join(demands)}),{quoted(MET)},{quoted(NOT_MET)})"


def reason(edition: Edition, line: LineReport, cells: Cells, when_empty: str) -> str:
    """Why a line is not met, or how it is; empty where nothing can fail.

    `when_empty` is what is said where no module reaches the line: it depends
    on the standard alone.
    """
    asks = line.asks
    parts = list(_parts(edition, line, cells))
    # Every part begins with the space that parts it from the one before.
    rest = f"MID({'&'.join(parts)},2,9999)" if parts else quoted("")
    if asks.is_brought and not parts:
        return ""
    if asks.is_brought:
        met, open_ = "Met by the entry requirement.", rest
    else:
        met = "Everything that the standard asks is here."
        open_ = f"IF({cells['reached']}=0,{quoted(when_empty)},{rest})"
    return f"=IF({cells['verdict']}={quoted(MET)},{quoted(met)},{open_})"


def _parts(edition: Edition, line: LineReport, cells: Cells) -> Iterator[str]:
    """Yield a sentence for each demand, empty while it is met, of a line that is reached."""
    asks = line.asks
    there = f'" "&{cells["reached"]}&" of "&{cells["total"]}&" reached'
    for code, _ in line.line.strands if asks.has_strands else ():
        word = edition.by_strand[code].short_name.lower()
        yield (
            f'IF({cells[code]}>0,"",{there}, none of them in {word}. '
            f'One competency in {word} is still to come.")'
        )
    if asks.share:
        need = f"INT(({asks.share}*{cells['total']}+99)/100)"
        missing = f"({need}-{cells['reached']})"
        yield (
            f'IF({_has_share(asks, cells)},"",{there}, "&{need}&" asked for. "&{_number(missing)}&'
            f'IF({missing}=1," competency is"," competencies are")&" still to come.")'
        )
    if asks.has_assessed:
        yield (
            f'IF({cells["assessed"]}>0,"",{there}, none of them assessed. '
            'At least one needs to be assessed.")'
        )
    if asks.required:
        yield _missing_required(edition, asks, cells)


def _has_share(asks: Asks, cells: Cells) -> str:
    return f"100*{cells['reached']}>={asks.share}*{cells['total']}"


def _has_required(asks: Asks, cells: Cells) -> str:
    have = reached(cells, MATRIX_REQUIRED, quoted("Yes"))
    return f"{have}={asks.required.bit_count()}"


def _missing_required(edition: Edition, asks: Asks, cells: Cells) -> str:
    members = [item.code for item in edition.members(asks.required)]
    met = _has_required(asks, cells)
    if len(members) == 1:
        words = f" The required competency {members[0]} is still to come."
        return f'IF({met},"",{quoted(words)})'
    codes = "&".join(
        f'IF(COUNTIFS({MATRIX_CODE},{quoted(code)},{MATRIX_TIMES},0),", {code}","")'
        for code in members
    )
    have = reached(cells, MATRIX_REQUIRED, quoted("Yes"))
    return (
        f'IF({met},""," "&{have}&" of {len(members)} required competencies reached. '
        f'Still to come: "&MID({codes},3,9999)&".")'
    )


def _number(expression: str) -> str:
    """A small number as a capitalised word, a large one in figures."""
    words = ",".join(quoted(number_word(n).capitalize()) for n in range(10))
    return f"IF({expression}<10,CHOOSE({expression}+1,{words}),{expression})"


def overall_verdict() -> str:
    """Whether every line is met."""
    return f'=IF(COUNTIF({LINE_VERDICT},"{MET}")=ROWS({LINE_VERDICT}),"{MET}","{NOT_MET}")'


def headline(edition: Edition, report: CoverageReport, standard: str) -> str:
    """The verdict in one sentence.

    `standard` is the cell that names the standard: its name is a person's
    words and never stands in a formula.
    """
    represented = f" represented at {edition.by_level[report.target_level].name}"
    total = len(report.themes)
    ending = f'&" ("&{standard}&")"'
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
        f"&{quoted(f'{represented}, specialist features still to come')})"
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
    if not all(line.asks.is_brought for line in report.themes):
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
