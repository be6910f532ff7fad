"""The Review sheet, which a reviewer fills in and which may come home later.

A row is known by its code: a line's key, a competency's code, the number of a module, of a subject
of assurance or of a question, or the word for the whole.
"""

from datetime import date
from typing import Final

from pathways.domain.review.finding import Finding
from pathways.domain.review.places import MarkedPlace, PlaceKind, list_places
from pathways.domain.review.returning import THREAD
from pathways.domain.words import listed
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, DayCheck, DropDown, Formula, Kind, Page, Row, Value
from pathways.workbook.qa import evidence, formulas
from pathways.workbook.qa.brought import brought_rows
from pathways.workbook.qa.matrix import highest_word
from pathways.workbook.qa.subject import QaSubject, ReviewEntry

TITLE: Final = "Review"
ENTRIES: Final = ("Finding", "Comment", "Reviewer", "Date")
"""The columns that belong to the reviewer."""

_WORDS: Final = tuple(finding.word for finding in Finding)
FINDING: Final = DropDown(
    words=_WORDS,
    title="Your finding",
    prompt=f"{listed(_WORDS, 'or')}. Leave it empty while you have none.",
    error=f"Please choose {listed(_WORDS, 'or')}, or leave the cell empty.",
)
FINDING_TINTS: Final = tuple((finding.word, finding.tone) for finding in Finding)

_DAY: Final = DayCheck(
    title="Day of your finding",
    prompt="For example 3 May 2027. Leave it empty, and the day of bringing it back holds.",
    error="Please write a day, for example 3 May 2027, or leave the cell empty.",
)
_BROUGHT: Final = ", brought on entry"
_FIRST_ROW: Final = 5
_STATED: Final = {True: "Stated", False: "Not stated"}


def review_page(subject: QaSubject) -> Page:
    """Return the Review sheet."""
    entries = {entry.code: entry for entry in subject.review}
    found = evidence.Evidence(subject)
    brought = brought_rows(subject.edition, subject.report)
    rows: list[Row] = []
    all_places = list_places(subject.edition, subject.content, subject.standard)
    # What learners bring is no work: it comes last.
    for place in sorted(all_places, key=lambda place: place.row in brought):
        key = place.code if place.kind is PlaceKind.LINE else place.row
        ending = _BROUGHT if place.row in brought else ""
        rows.append(
            (
                place.code,
                f"{place.kind.word}{ending}",
                _theme(subject, place),
                place.label,
                _now(subject, found, place, _FIRST_ROW + len(rows)),
                found.link(place),
                found.words(place),
                *_entry(entries.get(key)),
            )
        )
    page = Page(
        title=TITLE,
        heading="Review: findings, row by row, with the evidence beside each",
        remarks=(
            "One table. Finding, Comment, Reviewer and Date are for the reviewer; empty cells "
            "mean: no finding yet. A comment is added to those before; nothing is taken away.",
            "Sheet leads to where the evidence stands. Where and evidence is as it was at export.",
        ),
        table="ReviewRows",
        keys=("Code",),
        own=ENTRIES,
        columns=(
            Column("Code", 13, Kind.STRONG),
            Column("Row", 13),
            Column("Theme", 17),
            Column("Label", 42),
            Column("In this pathway now", 14),
            Column("Sheet", 13, Kind.LINK),
            Column("Where and evidence", evidence.WIDTH),
            Column("Finding", 16, Kind.ENTRY, FINDING, FINDING_TINTS),
            Column("Comment", 52, Kind.ENTRY),
            Column("Reviewer", 18, Kind.ENTRY),
            Column("Date", 15, Kind.DAY, _DAY),
            Column(THREAD, 52, Kind.ASIDE),
        ),
        rows=tuple(rows),
        is_frozen=True,
        has_long_texts=True,
    )
    assert page.first_row == _FIRST_ROW  # noqa: S101  # formulas were written for these rows
    return page


def _theme(subject: QaSubject, place: MarkedPlace) -> str:
    match place.kind:
        case PlaceKind.WHOLE:
            return "All lines"
        case PlaceKind.LINE:
            return subject.theme_name(place.code)
        case PlaceKind.COMPETENCY:
            return subject.theme_name(subject.edition.by_code[place.row].line_key)
        case _:
            return "Not of a theme"


def _now(subject: QaSubject, found: evidence.Evidence, place: MarkedPlace, row: int) -> Value:
    match place.kind:
        case PlaceKind.WHOLE:
            report = subject.report
            verdict = formulas.MET if report.is_met else formulas.NOT_MET
            return Formula(formulas.overall_verdict(report), verdict)
        case PlaceKind.LINE:
            line = next(one for one in subject.report.lines if one.line.key == place.code)
            return Formula(
                looked_up(places.LINE_VERDICT, f"$C{row}", places.LINE_NAME),
                formulas.MET if line.is_met else formulas.NOT_MET,
            )
        case PlaceKind.COMPETENCY:
            return Formula(
                looked_up(places.MATRIX_HIGHEST, f"$A{row}", places.MATRIX_CODE),
                highest_word(subject, found.highest[place.row]),
            )
        case PlaceKind.MODULE:
            number, _module = found.module(place)
            claims = subject.measured.proportion.modules[number - 1].claims
            treats = f"SUMIFS({places.MODULE_TREATS},{places.MODULE_NUMBER},{number})"
            return Formula(f'={treats}&" treated"', f"{claims} treated")
        case PlaceKind.ASSURANCE:
            return _STATED[bool(found.statement(place))]
        case PlaceKind.QUESTION:
            answer = found.answer(place)
            if answer.choice is not None:
                return answer.choice.word
            return "Answered" if answer else "Not answered"


def _entry(entry: ReviewEntry | None) -> tuple[Value, ...]:
    entry = entry or ReviewEntry("")
    return (
        entry.finding.word if entry.finding else None,
        entry.comment or None,
        entry.reviewer or None,
        _day(entry.date),
        entry.thread,
    )


def _day(text: str) -> date | str | None:
    """Return a day as a day; other words that somebody typed stay as they are."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None


def looked_up(wanted: str, cell: str, among: str) -> str:
    """Return the formula that finds what stands in a column beside what a cell says."""
    return f"=INDEX({wanted},MATCH({cell},{among},0))"
