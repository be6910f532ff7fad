"""The Modules sheet of before: a row a module, all its outcomes in one cell."""

from pathways.domain.pathway.content import Module, reach_of
from pathways.domain.pathway.fields import MODULE_FIELDS, Field
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row
from pathways.workbook.qa import behind, matrix
from pathways.workbook.qa.mappings import numbered
from pathways.workbook.qa.modules import HAS_TIME, TITLE, line_count, shown_fields
from pathways.workbook.qa.subject import QaSubject

_FIRST_ROW = 4
_WIDTHS = {"title": 28, "description": 44, "minutes": 11, "delivery": 20}
_KINDS = {"title": Kind.STRONG, "minutes": Kind.NUMBER}
_MINUTES = next(item for item in MODULE_FIELDS if item.name == "minutes")
_ASSESSMENT = next(item for item in MODULE_FIELDS if item.name == "assessment")
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
        *(() if subject.is_plain else (Column(HAS_TIME, 14),)),
    )
    if not rows:
        none = "No module is in it." if subject.for_readers else "No modules yet."
        rows.append((subject.nothing, none, *[""] * (len(columns) - 2)))
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
        names=_names(subject, heads, len(columns)),
    )
    assert page.first_row == _FIRST_ROW  # noqa: S101  # formulas were written for these rows
    return page


def _names(subject: QaSubject, heads: tuple[Column, ...], last: int) -> tuple[Name, ...]:
    minutes = Name(places.MODULE_MINUTES, 1 + heads.index(_column(_MINUTES)))
    if subject.is_plain:
        return (minutes,)
    return (
        Name(places.MODULE_NUMBER, 1),
        minutes,
        Name(places.MODULE_ASSESSMENT, 1 + heads.index(_column(_ASSESSMENT))),
        Name(places.MODULE_TREATS, len(heads)),
        Name(places.MODULE_HAS_TIME, last),
    )


def _column(item: Field) -> Column:
    return Column(item.label, _WIDTHS.get(item.name, 30), _KINDS.get(item.name, Kind.TEXT))


def _heads(subject: QaSubject) -> tuple[Column, ...]:
    """Return the columns before those of the lines."""
    columns = [_column(item) for item in shown_fields(subject)]
    return (
        Column("Module", 10, Kind.NUMBER),
        *columns[:_OUTCOMES],
        Column("Outcomes", 44),
        *columns[_OUTCOMES:],
        Column("Competencies treated", 15, Kind.NUMBER),
    )


def _row(subject: QaSubject, number: int, module: Module) -> Row:
    cells = matrix.module_cells(subject, number)
    texts = [getattr(module, item.name) for item in shown_fields(subject)]
    reached = reach_of(subject.edition, module).reached
    return (
        number,
        *texts[:_OUTCOMES],
        numbered(tuple(enumerate((o.text for o in module.outcomes), start=1))),
        *texts[_OUTCOMES:],
        Formula("=" + subject.marks.counted(cells), reached.bit_count()),
        *(
            Formula(
                line_count(subject, line.line.short_name, cells),
                (reached & line.line.mask).bit_count(),
            )
            for line in subject.report.lines
        ),
        *(() if subject.is_plain else (_has_time(subject, number),)),
    )


def _has_time(subject: QaSubject, number: int) -> Formula:
    heads, place = _heads(subject), _FIRST_ROW + number - 1
    minutes = f"${places.letter(1 + heads.index(_column(_MINUTES)))}{place}"
    treats = f"${places.letter(len(heads))}{place}"
    is_crowded = subject.measured.proportion.modules[number - 1].is_crowded
    return Formula(
        behind.has_time(subject.thresholds, minutes, treats), "No" if is_crowded else "Yes"
    )
