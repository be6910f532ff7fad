"""The Proportion sheet: what each module claims, and what is behind it."""

from typing import Final

from pathways.domain.pathway.content import Module
from pathways.domain.rule.proportion import ASSESSED, INTRODUCED, ModuleProportion
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row
from pathways.workbook.kit.places import filled, quoted
from pathways.workbook.qa import behind, matrix
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Proportion"
PATHWAY: Final = "Pathway (each competency once)"

_FIRST_ROW = 5
_CLAIMS = "Claims {claimed}"
_NOTHING = "Claims no competency"
_ROOM = ", with time for all"
_CROWDED = "; there is time for {time}"
_UNSTATED = "; no length is stated, counted with time for {time}"
_BACKED = ("; none backed", "; all backed", "; {backed} backed")
_WHOLE = "{claimed} claimed, time for {time}, {backed} backed"
_WHOLE_NOTHING = "Nothing is claimed"
_AN_HOUR = "; {rate} an hour"
_NO_LENGTH = "; no length is stated"


def proportion_page(subject: QaSubject) -> Page:
    """Return the Proportion sheet."""
    modules = subject.content.modules
    rows = [_module(subject, number, module) for number, module in enumerate(modules, start=1)]
    rows.append(_whole(subject, _FIRST_ROW + len(rows)))
    rate = subject.thresholds.rate
    page = Page(
        title=TITLE,
        heading="Proportion: what each module claims, and what is behind it",
        remarks=(
            f"One table. Time for: {rate} competencies an hour. Backed: in a module with time for "
            "all it claims, and with a note of its own.",
            "Every number follows the marks on Matrix, the notes on Mappings, and the minutes and "
            "assessments on Modules.",
        ),
        table="ProportionRows",
        keys=("Module",),
        columns=(
            Column("Module", 40, Kind.STRONG),
            Column("Minutes", 11, Kind.NUMBER),
            Column("Claimed", 11, Kind.NUMBER),
            Column("Time for", 10, Kind.NUMBER),
            Column("With a note of its own", 13, Kind.NUMBER),
            Column("Assessed", 13, Kind.NUMBER),
            Column("Backed", 11, Kind.NUMBER),
            Column("In words", 56),
        ),
        rows=tuple(rows),
        names=(Name(places.PROPORTION_MODULE, 1), Name(places.PROPORTION_WORDS, 8)),
    )
    assert page.first_row == _FIRST_ROW  # noqa: S101  # formulas were written for these rows
    return page


def summary_words(subject: QaSubject) -> Formula:
    """Return what the sheet says of the whole, for Summary."""
    row = f"MATCH({quoted(PATHWAY)},{places.PROPORTION_MODULE},0)"
    return Formula(f"=INDEX({places.PROPORTION_WORDS},{row})", _whole_words(subject))


def _module(subject: QaSubject, number: int, module: Module) -> Row:
    found = subject.measured.proportion.modules[number - 1]
    cells = _cells(_FIRST_ROW + number - 1)
    marks = matrix.module_cells(subject, number)
    is_crowded = behind.module_is_crowded(number)
    title = " ".join(module.title.split())
    return (
        f"{number}. {title}" if title else f"{number}.",
        Formula(f"={behind.module_minutes(number)}", found.minutes),
        Formula(f"={subject.marks.counted(marks)}", found.claims),
        Formula(
            f"={behind.module_time(subject.thresholds, number, cells['minutes'])}", found.time_for
        ),
        Formula(f"={behind.module_noted(number)}", found.noted.bit_count()),
        Formula(
            f"={behind.module_assessed(subject, number, marks)}",
            found.claimed[ASSESSED].bit_count(),
        ),
        Formula(f"=IF({is_crowded},0,{cells['noted']})", found.backed[INTRODUCED].bit_count()),
        Formula(_module_formula(is_crowded, cells), _module_words(found)),
    )


def _cells(place: int) -> dict[str, str]:
    """Return the addresses of a row, by what stands there."""
    keys = ("minutes", "claimed", "time", "noted", "assessed", "backed")
    return {key: f"${places.letter(i)}{place}" for i, key in enumerate(keys, start=2)}


def _module_words(found: ModuleProportion) -> str:
    if not found.claims:
        return _NOTHING
    time = _UNSTATED if not found.minutes else _CROWDED if found.is_crowded else _ROOM
    backed = found.backed[INTRODUCED].bit_count()
    none, every, some = _BACKED
    end = none if not backed else every if backed == found.claims else some
    return f"{_CLAIMS}{time}{end}".format(claimed=found.claims, time=found.time_for, backed=backed)


def _module_formula(is_crowded: str, cells: dict[str, str]) -> str:
    lead, room, crowded, unstated = (
        filled(template, {}, cells) for template in (_CLAIMS, _ROOM, _CROWDED, _UNSTATED)
    )
    none, every, some = (filled(template, {}, cells) for template in _BACKED)
    backed, claimed = cells["backed"], cells["claimed"]
    time = f"IF({cells['minutes']}>0,IF({is_crowded},{crowded},{room}),{unstated})"
    end = f"IF({backed}=0,{none},IF({backed}={claimed},{every},{some}))"
    return f"=IF({claimed}=0,{quoted(_NOTHING)},{lead}&{time}&{end})"


def _whole(subject: QaSubject, place: int) -> Row:
    found = subject.measured.proportion
    counts, cells = behind.LiveCounts(subject), _cells(place)
    cells |= {"rate": behind.per_hour(cells["claimed"], cells["minutes"])}
    said, an_hour = (filled(template, {}, cells) for template in (_WHOLE, _AN_HOUR))
    length = f"IF({cells['minutes']}>0,{an_hour},{quoted(_NO_LENGTH)})"
    words = f"=IF({cells['claimed']}=0,{quoted(_WHOLE_NOTHING)},{said}&{length})"
    return (
        PATHWAY,
        Formula(f"={counts.minutes}", found.minutes),
        Formula(f"={counts.claimed}", found.claimed),
        Formula(f"={counts.time_for}", found.time_for),
        Formula(f"={counts.noted}", found.noted),
        Formula(f"={counts.assessed}", found.assessed) if subject.content.modules else 0,
        Formula(f"={counts.backed}", found.backed),
        Formula(words, _whole_words(subject)),
    )


def _whole_words(subject: QaSubject) -> str:
    found = subject.measured.proportion
    if not found.claimed:
        return _WHOLE_NOTHING
    tenths = found.tenths_an_hour
    rate = _NO_LENGTH if tenths is None else _AN_HOUR.format(rate=f"{tenths / 10:g}")
    said = _WHOLE.format(claimed=found.claimed, time=found.time_for, backed=found.backed)
    return f"{said}{rate}"
