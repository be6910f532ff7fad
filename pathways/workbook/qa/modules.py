"""The Modules sheet: what is taught, and how much of each line each module takes up.

Each outcome has a row. What is said of a module stands in its first row, and its number in all.
"""

from typing import Final

from pathways.domain.pathway.content import Module, reach_of
from pathways.domain.pathway.fields import MODULE_FIELDS, OUTCOME, Field
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row
from pathways.workbook.qa import behind, matrix
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Modules"
HAS_TIME: Final = "Time for all it treats"
"""The heading of the column that says so."""
PLACE: Final = "Row"
"""The heading of the column that counts the rows of a module."""

_FIRST_ROW = 5
_WIDTHS = {"title": 22, "description": 34, "minutes": 10, "delivery": 16}
_KINDS = {"title": Kind.STRONG, "minutes": Kind.NUMBER}
_MINUTES, _ASSESSMENT = (
    next(item for item in MODULE_FIELDS if item.name == name) for name in ("minutes", "assessment")
)
_MANY = 7
"""Lines, of which so many need narrower columns."""
_OUTCOMES = 2
"""Their columns come after so many fields."""


def line_cells(subject: QaSubject, line_key: str) -> str:
    """Return the address of one line's counts, a cell a row."""
    keys = [line.line.key for line in subject.report.lines]
    column = len(_heads(subject)) + keys.index(line_key) + 1
    last = _FIRST_ROW + sum(map(_height, subject.content.modules)) - 1
    return places.span(TITLE, column, _FIRST_ROW, last)


def first_row(subject: QaSubject, number: int) -> int:
    """Return the first row of a module; modules count from 1."""
    return _FIRST_ROW + sum(map(_height, subject.content.modules[: number - 1]))


def modules_page(subject: QaSubject) -> Page:
    """Return the Modules sheet."""
    heads, lines = _heads(subject), subject.report.lines
    # As wide as goes on two sheets of paper.
    wide = 15 if len(lines) < _MANY else 13
    columns = (
        *heads,
        *(Column(f"In {line.line.short_name}", wide, Kind.NUMBER) for line in lines),
        Column(HAS_TIME, 12),
    )
    rows: list[Row] = []
    for number, module in enumerate(subject.content.modules, start=1):
        rows += _rows(subject, number, module, len(columns))
    if not rows:
        none = "No module is in it." if subject.for_readers else "No modules yet."
        rows.append((subject.nothing, none, *[""] * (len(columns) - 2)))
    page = Page(
        title=TITLE,
        heading="Modules: what is taught, for how long, and how it is assessed",
        remarks=(
            "One table, a row for each outcome. What is said of a module stands in its first row, "
            "and these cells are empty in the others. Else an empty cell: nothing is stated.",
            "The last columns count, live, the competencies of each line that the module treats.",
        ),
        table="ModuleRows",
        keys=("Module", PLACE),
        columns=columns,
        rows=tuple(rows),
        has_long_texts=True,
        repeated=2,
        names=(
            Name(places.MODULE_NUMBER, 1),
            Name(places.MODULE_OUTCOME, 1 + _OUTCOMES + 1),
            Name(places.MODULE_MINUTES, 1 + heads.index(_column(_MINUTES))),
            Name(places.MODULE_ASSESSMENT, 1 + heads.index(_column(_ASSESSMENT))),
            Name(places.MODULE_TREATS, len(heads)),
            Name(places.MODULE_HAS_TIME, len(columns)),
        ),
    )
    assert page.first_row == _FIRST_ROW  # noqa: S101  # formulas were written for these rows
    return page


def _height(module: Module) -> int:
    """Return how many rows a module takes."""
    return max(1, len(module.outcomes))


def shown_fields(subject: QaSubject) -> list[Field]:
    """Return what has a column; what came later than other workbooks only where it is stated."""
    modules = subject.content.modules
    return [
        item
        for item in MODULE_FIELDS
        if not item.is_later or any(getattr(module, item.name) for module in modules)
    ]


def _column(item: Field) -> Column:
    return Column(item.label, _WIDTHS.get(item.name, 26), _KINDS.get(item.name, Kind.TEXT))


def _heads(subject: QaSubject) -> tuple[Column, ...]:
    """Return the columns before those of the lines."""
    columns = [_column(item) for item in shown_fields(subject)]
    return (
        Column("Module", 9, Kind.NUMBER),
        *columns[:_OUTCOMES],
        Column(PLACE, 10, Kind.NUMBER),
        Column(OUTCOME.label, 40),
        *columns[_OUTCOMES:],
        Column("Competencies treated", 15, Kind.NUMBER),
    )


def _rows(subject: QaSubject, number: int, module: Module, width: int) -> list[Row]:
    outcomes = [outcome.text for outcome in module.outcomes]
    texts = [getattr(module, item.name) for item in shown_fields(subject)]
    after = len(texts) - _OUTCOMES
    counts = _counts(subject, number, module)
    first = (1, outcomes[0] if outcomes else "")
    rows: list[Row] = [(number, *texts[:_OUTCOMES], *first, *texts[_OUTCOMES:], *counts)]
    for place, text in enumerate(outcomes[1:], start=2):
        before, rest = [""] * _OUTCOMES, [""] * (after + len(counts))
        rows.append((number, *before, place, text, *rest))
    assert all(len(row) == width for row in rows)  # noqa: S101  # each column has its cell
    return rows


def _counts(subject: QaSubject, number: int, module: Module) -> Row:
    cells = matrix.module_cells(subject, number)
    reached = reach_of(subject.edition, module).reached
    return (
        Formula("=" + subject.marks.counted(cells), reached.bit_count()),
        *(
            Formula(
                line_count(subject, line.line.short_name, cells),
                (reached & line.line.mask).bit_count(),
            )
            for line in subject.report.lines
        ),
        _has_time(subject, number),
    )


def _has_time(subject: QaSubject, number: int) -> Formula:
    heads, place = _heads(subject), first_row(subject, number)
    minutes = f"${places.letter(1 + heads.index(_column(_MINUTES)))}{place}"
    treats = f"${places.letter(len(heads))}{place}"
    is_crowded = subject.measured.proportion.modules[number - 1].is_crowded
    return Formula(
        behind.has_time(subject.thresholds, minutes, treats), "No" if is_crowded else "Yes"
    )


def line_count(subject: QaSubject, name: str, cells: str) -> str:
    """Return the formula that counts what a module treats of a line."""
    line = (places.MATRIX_THEME, places.quoted(name), places.MATRIX_COUNTS, places.quoted("Line"))
    return "=" + subject.marks.counted_where(*line, cells)
