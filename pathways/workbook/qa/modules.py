"""The Modules sheet: what is taught, and how much of each line each module takes up."""

from typing import Final

from pathways.domain.pathway.content import Module, reach_of
from pathways.domain.pathway.fields import MODULE_FIELDS, Field
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row
from pathways.workbook.qa import matrix
from pathways.workbook.qa.mappings import numbered
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Modules"

_FIRST_ROW = 4
_WIDTHS = {"title": 28, "description": 44, "minutes": 11, "delivery": 20}
_KINDS = {"title": Kind.STRONG, "minutes": Kind.NUMBER}
_MINUTES = next(item for item in MODULE_FIELDS if item.name == "minutes")
_OUTCOMES = 2
"""Their column comes after so many fields."""


def line_cells(subject: QaSubject, line_key: str) -> str:
    """Return the address of one line's counts, a cell a module."""
    keys = [line.line.key for line in subject.report.lines]
    column = len(_heads(subject)) + keys.index(line_key) + 1
    last = _FIRST_ROW + len(subject.content.modules) - 1
    return places.span(TITLE, column, _FIRST_ROW, last)


def modules_page(subject: QaSubject) -> Page:
    """Return the Modules sheet."""
    lines = subject.report.lines
    rows = [
        _row(subject, number, module)
        for number, module in enumerate(subject.content.modules, start=1)
    ]
    heads = _heads(subject)
    columns = (
        *heads,
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
        names=(Name(places.MODULE_MINUTES, 1 + heads.index(_column(_MINUTES))),),
        is_large=True,
    )
    assert page.first_row == _FIRST_ROW  # noqa: S101  # formulas were written for these rows
    return page


def _fields(subject: QaSubject) -> list[Field]:
    """Return what has a column; what came later than other workbooks only where it is stated."""
    modules = subject.content.modules
    return [
        item
        for item in MODULE_FIELDS
        if not item.is_later or any(getattr(module, item.name) for module in modules)
    ]


def _column(item: Field) -> Column:
    return Column(item.label, _WIDTHS.get(item.name, 30), _KINDS.get(item.name, Kind.TEXT))


def _heads(subject: QaSubject) -> tuple[Column, ...]:
    """Return the columns before those of the lines."""
    columns = [_column(item) for item in _fields(subject)]
    return (
        Column("Module", 10, Kind.NUMBER),
        *columns[:_OUTCOMES],
        Column("Outcomes", 44),
        *columns[_OUTCOMES:],
        Column("Competencies treated", 15, Kind.NUMBER),
    )


def _row(subject: QaSubject, number: int, module: Module) -> Row:
    cells = matrix.module_cells(subject, number)
    texts = [getattr(module, item.name) for item in _fields(subject)]
    reached = reach_of(subject.edition, module).reached
    return (
        number,
        *texts[:_OUTCOMES],
        numbered(tuple(enumerate((o.text for o in module.outcomes), start=1))),
        *texts[_OUTCOMES:],
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
