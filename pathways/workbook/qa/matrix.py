"""The Matrix sheet: one row a competency, one column a module."""

from collections.abc import Mapping
from typing import Final

from pathways.domain.pathway.content import Module
from pathways.domain.pathway.matrix import CountsTowards, MatrixRow
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.worded import Tone
from pathways.workbook.kit import places
from pathways.workbook.kit.page import (
    Column,
    DropDown,
    Formula,
    Kind,
    Name,
    Page,
    Row,
)
from pathways.workbook.kit.paper import columns_repeated
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Matrix"

_COUNTS = {
    CountsTowards.LINE: "Line",
    CountsTowards.PROGRESSION: "Progression",
    CountsTowards.NOTHING: "Nothing",
}
_LONGEST_HEADING = 110
_MARK = DropDown(
    words=("I", "D", "A"),
    title="How far this module takes it",
    prompt="I introduced, D developed, A assessed. Empty: the module does not treat it.",
    error="Please choose I, D or A, or leave the cell empty.",
)
MARK_TINTS = (("A", Tone.DEEP), ("D", Tone.PLAIN))


def module_heading(number: int, module: Module) -> str:
    """Return the heading of a module's column, short enough for a column heading."""
    return column_heading(f"Module {number}", module.title)


def column_heading(lead: str, title: str) -> str:
    """Return `lead` and a title, short enough for a column heading; `lead` keeps it apart."""
    title = " ".join(title.split())
    heading = f"{lead}: {title}" if title else lead
    if len(heading) > _LONGEST_HEADING:
        return heading[: _LONGEST_HEADING - 1].rstrip() + "…"
    return heading


def columns_before_modules(subject: QaSubject) -> int:
    """Return how many columns stand before the first module's."""
    return 10 if subject.wording else 8


def first_row(subject: QaSubject) -> int:
    """Return the row of the first competency."""
    return len(_remarks(subject)) + 3


def last_row(subject: QaSubject) -> int:
    """Return the row of the last competency."""
    return first_row(subject) + len(subject.matrix.rows) - 1


def module_cells(subject: QaSubject, number: int) -> str:
    """Return the address of a module's marks; modules count from 1."""
    column = columns_before_modules(subject) + number
    return places.span(TITLE, column, first_row(subject), last_row(subject))


def all_cells(subject: QaSubject) -> str:
    """Return the address of all marks; there is a module at least."""
    before = columns_before_modules(subject)
    after = before + len(subject.content.modules)
    return places.block(TITLE, before + 1, after, first_row(subject), last_row(subject))


def matrix_page(subject: QaSubject) -> Page:
    """Return the Matrix sheet."""
    modules = subject.content.modules
    before = columns_before_modules(subject)
    after = before + len(modules)
    has_required = bool(subject.standard.required)
    columns = (
        Column("Code", 13, Kind.STRONG),
        Column("Level", 8, Kind.NUMBER),
        Column("Theme", 17),
        Column("Strand", 13),
        Column("Label", 42),
        Column("Scope note", 34),
        *wording_columns(subject.wording),
        Column("Counts towards", 14),
        Column("Required by the standard", 14 if has_required else 13),
        *(
            Column(module_heading(i, module), 15, Kind.MARK, _MARK, MARK_TINTS)
            for i, module in enumerate(modules, start=1)
        ),
        Column("Modules that treat it", 13, Kind.NUMBER),
        Column("Highest treatment", 14),
        Column("Assessed", 12),
    )
    start = first_row(subject)
    rows = tuple(_row(subject, row, start + i, before) for i, row in enumerate(subject.matrix.rows))
    return Page(
        title=TITLE,
        heading="Matrix: which module treats which competency, and how far",
        remarks=_remarks(subject),
        table="MatrixRows",
        keys=("Code",),
        columns=columns,
        rows=rows,
        names=(
            Name(places.MATRIX_CODE, 1),
            Name(places.MATRIX_LEVEL, 2),
            Name(places.MATRIX_THEME, 3),
            Name(places.MATRIX_STRAND, 4),
            Name(places.MATRIX_COUNTS, before - 1),
            Name(places.MATRIX_REQUIRED, before),
            Name(places.MATRIX_TIMES, after + 1),
            Name(places.MATRIX_HIGHEST, after + 2),
        ),
        is_frozen=True,
        repeated=columns_repeated([column.width for column in columns], 5),
    )


def _remarks(subject: QaSubject) -> tuple[str, ...]:
    remark = (
        "One table. I introduced, D developed, A assessed; an empty cell: the module does not "
        "treat it. "
        "Change a mark, and every count follows."
    )
    if not subject.wording:
        return (remark,)
    edition = subject.edition
    return (remark, f"Official wording: {edition.attribution}")


def _row(subject: QaSubject, row: MatrixRow, place: int, before: int) -> Row:
    item = row.competency
    return (
        item.code,
        item.level,
        subject.theme_name(item.line_key),
        subject.strand_name(item.strand),
        item.label,
        item.scope_note,
        *wording_cells(subject.wording, subject.unverified, item.code),
        _COUNTS[row.counts_towards],
        "Yes" if row.is_required else "No",
        *row.treatments,
        *_totals(subject, row, place, before),
    )


def wording_columns(wording: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns of the official wording; none where it is not loaded or left out."""
    if not wording:
        return ()
    return (Column("Official wording", 60), Column("Source of the wording", 16))


def wording_cells(wording: Mapping[str, str], unverified: frozenset[str], code: str) -> Row:
    """Return the official wording of a competency, and where it comes from."""
    if not wording:
        return ()
    if code not in wording:
        return ("", "Not loaded")
    source = "Typed in, unverified" if code in unverified else "Published copy"
    return (wording[code], source)


def _totals(subject: QaSubject, row: MatrixRow, place: int, before: int) -> Row:
    highest = highest_word(subject, row.highest)
    assessed = "Yes" if row.is_assessed else "No"
    if not row.treatments:
        return (0, highest, assessed)
    first, last = places.letter(before + 1), places.letter(before + len(row.treatments))
    cells = f"${first}{place}:${last}{place}"
    introduced, developed, assesses = (
        f"{subject.marks.times(cells, mark)}>0" for mark in ("I", "D", "A")
    )
    return (
        Formula("=" + subject.marks.counted(cells), row.times),
        Formula(
            f'=IF({assesses},"Assessed",IF({developed},"Developed",'
            f'IF({introduced},"Introduced","{subject.not_treated}")))',
            highest,
        ),
        Formula(f'=IF({assesses},"Yes","No")', assessed),
    )


def highest_word(subject: QaSubject, treatment: Treatment | None) -> str:
    """Return the word for the highest treatment of a competency."""
    return treatment.word if treatment else subject.not_treated
