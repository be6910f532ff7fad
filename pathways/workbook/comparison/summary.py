"""The Summary sheet: the offers side by side, with price, time and cost first."""

from collections.abc import Callable, Iterator
from typing import Final

from pathways.domain.comparison.comparison import ComparedLine, ComparedOffer, Spread
from pathways.domain.pathway.offer import length_of
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.words import number_word
from pathways.workbook.comparison.subject import ComparisonSubject, marks_of
from pathways.workbook.comparison.themes import VERDICT_TINTS, is_line_backed
from pathways.workbook.kit import places
from pathways.workbook.kit.marks import MARKS
from pathways.workbook.kit.page import Column, Fact, Formula, Kind, Page, Row, Value
from pathways.workbook.kit.paper import Paper
from pathways.workbook.qa import formulas
from pathways.workbook.qa.matrix import column_heading
from pathways.workbook.qa.summary import told

TITLE: Final = "Summary"

_LABELS: Final = 26
_HOW_TO_USE: Final = (
    "The table has the offers side by side. Themes holds the numbers of each theme. Change a mark "
    "on Competencies, and the counts follow. Evidence holds the providers' notes, for the screen. "
    "Notes explains every word and how it is counted."
)
_NOT_STATED: Final = "Not stated"
_Tell = Callable[[ComparedOffer], Value]


def summary_page(subject: ComparisonSubject) -> Page:
    """Return the Summary sheet."""
    room = int((Paper.A3.room - _LABELS) / max(len(subject.offers), 3))
    return Page(
        title=TITLE,
        heading="Comparison of training pathways",
        facts=tuple(_facts(subject)),
        table="SideBySide",
        columns=(
            Column("What", _LABELS, Kind.STRONG),
            *(
                Column(column_heading(item.letter, item.offer.title), room, tints=VERDICT_TINTS)
                for item in subject.offers
            ),
        ),
        rows=tuple(_rows(subject)),
        has_long_texts=True,
        paper=Paper.A3,
        is_dense=True,
    )


def _facts(subject: ComparisonSubject) -> Iterator[Fact]:
    comparison, edition = subject.comparison, subject.edition
    level = comparison.level.number if comparison.level else None
    yield Fact("In short, as exported", " ".join(subject.conclusions), is_strong=True)
    if subject.brief:
        yield Fact("For the brief", subject.brief)
    asks = " ".join(explain_standard(edition, comparison.standard, level))
    yield Fact("Compared with", f"{comparison.standard.name}: {asks}")
    yield Fact("Judged at", subject.judged_at)
    yield Fact("Edition", f"{edition.title} ({edition.publisher}, published {edition.published})")
    judged, times = f"{places.COMPETENCY_JUDGED},{places.quoted('Yes')}", places.COMPETENCY_TIMES
    count = len(subject.offers)
    for spread, words, condition in (
        (Spread.ALL, f"in all {number_word(count)}", f"{times},{count}"),
        (Spread.SOME, "in some", f'{times},">0",{times},"<{count}"'),
        (Spread.NONE, "in none", f"{times},0"),
    ):
        found = comparison.of_spread(spread).bit_count()
        yield Fact(f"Competencies: {words}", Formula(f"=COUNTIFS({judged},{condition})", found))
    yield Fact("Date of the newest version", subject.changed_at)
    yield Fact("How to use this workbook", _HOW_TO_USE)
    yield Fact("Attribution", edition.attribution)
    yield Fact("Licence", f"{edition.licence}: {edition.licence_url}")


def _rows(subject: ComparisonSubject) -> Iterator[Row]:
    offers = subject.offers
    yield ("Provider", *(item.offer.provider for item in offers))
    for label, words in subject.facts:
        yield (label, *(one or _NOT_STATED for one in words))
    for label, tell in _COUNTS.items():
        yield (label, *(tell(item) for item in offers))
    for line in subject.comparison.lines:
        yield (line.short_name, *_line(subject, line))
    yield ("Headline, as exported", *(item.report.headline for item in offers))


def _own(item: ComparedOffer) -> str:
    return f"{places.LINE_OFFER},{places.quoted(item.letter)}"


def _met(item: ComparedOffer, word: str = formulas.MET) -> str:
    return f"COUNTIFS({_own(item)},{places.LINE_VERDICT},{places.quoted(word)})"


def _verdict(item: ComparedOffer) -> Value:
    lines, met, claimed = (
        f"COUNTIFS({_own(item)})",
        _met(item),
        _met(item, formulas.CLAIMED),
    )
    every, some, none = map(places.quoted, (formulas.MET, formulas.CLAIMED, formulas.NOT_MET))
    word = formulas.MET if item.is_backed else formulas.CLAIMED
    return Formula(
        f"=IF({met}={lines},{every},IF({met}+{claimed}={lines},{some},{none}))",
        word if item.report.is_met else formulas.NOT_MET,
    )


def _lines_met(item: ComparedOffer) -> Value:
    met = [is_line_backed(item, line) for line in item.report.lines if line.is_met]
    return Formula(
        f'={_met(item)}&" of "&COUNTIFS({_own(item)})',
        f"{met.count(True)} of {len(item.report.lines)}",
    )


def _claimed(item: ComparedOffer) -> Value:
    own = _own(item)
    return Formula(
        f'=SUMIFS({places.LINE_REACHED},{own})&" of "&SUMIFS({places.LINE_TOTAL},{own})',
        f"{item.report.reached} of {item.report.total}",
    )


def _only(item: ComparedOffer) -> Value:
    here = (places.COMPETENCY_JUDGED, places.quoted("Yes"), places.COMPETENCY_TIMES, "1")
    return Formula(
        f"={MARKS.counted_where(*here, marks_of(item.letter))}", item.only_mask.bit_count()
    )


def _hourly(item: ComparedOffer) -> Value:
    tenths = item.measured.proportion.tenths_an_hour
    return _NOT_STATED if tenths is None else tenths / 10


_COUNTS: Final[dict[str, _Tell]] = {
    "Minutes": lambda item: length_of(item.offer.content) or _NOT_STATED,
    "Judged at level": lambda item: item.report.target_level,
    "Meets the standard": _verdict,
    "Themes met": _lines_met,
    "Claimed": _claimed,
    "Backed": lambda item: item.proportion.backed,
    "Time for": lambda item: item.measured.proportion.time_for,
    "In an hour": _hourly,
    "Assessed": lambda item: item.proportion.assessed,
    "With a note of its own": lambda item: item.proportion.noted,
    "Only in this offer": _only,
    "What to look at": lambda item: told(item.measured.cautions),
}
"""What is counted of each offer; live where a mark can change it."""


def _line(subject: ComparisonSubject, row: ComparedLine) -> Iterator[Value]:
    """Yield what each offer has of a line: "14 of 27, met"."""
    for item, line in zip(subject.offers, row.cells, strict=True):
        if line is None:
            yield "Not compared here"
            continue
        here = f"{_own(item)},{places.LINE_NAME},{places.quoted(row.short_name)}"
        word = formulas.MET if is_line_backed(item, line) else formulas.CLAIMED
        found = word if line.is_met else formulas.NOT_MET
        verdict = places.quoted(formulas.NOT_MET.lower())
        for one in (formulas.CLAIMED, formulas.MET):
            has = f"COUNTIFS({here},{places.LINE_VERDICT},{places.quoted(one)})"
            verdict = f"IF({has}>0,{places.quoted(one.lower())},{verdict})"
        yield Formula(
            f'=SUMIFS({places.LINE_REACHED},{here})&" of "&SUMIFS({places.LINE_TOTAL},{here})'
            f'&", "&{verdict}',
            f"{line.reached} of {line.total}, {found.lower()}",
        )
