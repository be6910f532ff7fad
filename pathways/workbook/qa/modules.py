"""The Modules sheet: what is taught, and how much of each line each module takes up."""

from typing import Final

from pathways.domain.pathway.content import Module, reach_of
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row
from pathways.workbook.qa import matrix
from pathways.workbook.qa.mappings import numbered
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Modules"

_FIRST_ROW = 4
_MINUTES = 5
_BEFORE_LINES = 9


def line_cells(subject: QaSubject, line_key: str) -> str:
    """Return the address of one line's counts, a cell a module."""
    keys = [line.line.key for line in subject.report.lines]
    column = _BEFORE_LINES + keys.index(line_key) + 1
    last = _FIRST_ROW + len(subject.content.modules) - 1
    return places.span(TITLE, column, _FIRST_ROW, last)


def modules_page(subject: QaSubject) -> Page:
    """Return the Modules sheet."""
    lines = subject.report.lines
    rows = [
        _row(subject, number, module)
        for number, module in enumerate(subject.content.modules, start=1)
    ]
    columns = (
        Column("Module", 10, Kind.NUMBER),
        Column("Title", 28, Kind.STRONG),
        Column("Description", 44),
        Column("Outcomes", 44),
        Column("Minutes", 11, Kind.NUMBER),
        Column("Delivery", 20),
        Column("Activities", 30),
        Column("Assessment", 30),
        Column("Competencies treated", 15, Kind.NUMBER),
        *(Column(f"In {line.line.short_name}", 15, Kind.NUMBER) for line in lines),
    )
    if not rows:
        rows.append(("None", "No modules yet.", *[""] * (len(columns) - 2)))
    page = Page(
        title=TITLE,
        heading="Modules: what is taught, for how long, and how it is assessed",
        remarks=(
            "One table. The last columns count, live, the competencies of each line that the "
            "module treats.",
        ),
        table="ModuleRows",
        keys=("Module",),
        columns=columns,
        rows=tuple(rows),
        has_long_texts=True,
        names=(Name(places.MODULE_MINUTES, _MINUTES),),
        is_large=True,
    )
    assert page.first_row == _FIRST_ROW  # noqa: S101  # formulas were written for these rows
    return page


def _row(subject: QaSubject, number: int, module: Module) -> Row:
    cells = matrix.module_cells(subject, number)
    reached = reach_of(subject.edition, module).reached
    return (
        number,
        module.title,
        module.description,
        numbered(tuple(enumerate((o.text for o in module.outcomes), start=1))),
        module.minutes,
        module.delivery,
        module.activities,
        module.assessment,
        Formula("=" + places.marked(cells), reached.bit_count()),
        *(
            Formula(
                _line_count(line.line.short_name, cells), (reached & line.line.mask).bit_count()
            )
            for line in subject.report.lines
        ),
    )


def _line_count(name: str, cells: str) -> str:
    line = (places.MATRIX_THEME, places.quoted(name), places.MATRIX_COUNTS, places.quoted("Line"))
    return "=" + places.counted_marks(*line, cells)
