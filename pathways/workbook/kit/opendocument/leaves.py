"""Write pages as the sheets of an OpenDocument spreadsheet: cells, names, drop-downs, filters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from pathways.domain.days import day_of
from pathways.domain.words import iso_day
from pathways.workbook.kit import measures, places
from pathways.workbook.kit.cells import day_number
from pathways.workbook.kit.opendocument import looks
from pathways.workbook.kit.opendocument.formulas import expression, in_opendocument, range_address
from pathways.workbook.kit.opendocument.looks import Looks, Shape, Tints
from pathways.workbook.kit.opendocument.xml import HEAD, SPACES, VERSION, attribute, paragraphs
from pathways.workbook.kit.page import (
    DAYS,
    WRONG,
    Column,
    DayCheck,
    DropDown,
    Formula,
    Kind,
    Link,
    Page,
    Value,
)

_UNIT: Final = 6.0
"""Points of a unit of width, as `kit/paper.py` counts them."""
_STRING: Final = ' office:value-type="string"'

# As Excel compares: capitals make no difference, and "?*" is any text.
_SETTINGS: Final = (
    '<table:calculation-settings table:case-sensitive="false" '
    'table:automatic-find-labels="false" table:use-regular-expressions="false" '
    'table:use-wildcards="true"/>'
)


def write_content(pages: Sequence[Page]) -> str:
    """Return the part of the file that holds the sheets."""
    book = _Book()
    tables = [book.table(number, page) for number, page in enumerate(pages, start=1)]
    names = (_name(page, name, cells) for page in pages for name, cells in page.named_cells.items())
    filters = (
        f'<table:database-range table:name="{page.table}" table:display-filter-buttons="true" '
        f'table:target-range-address="{page.title}.A{page.header_row}:{page.title}.'
        f'{places.letter(len(page.columns))}{page.last_row}"/>'
        for page in pages
    )
    styles = [
        f'<style:style style:name="t{number}" style:family="table" '
        f'style:master-page-name="Page{number}"><style:table-properties table:display="true" '
        'style:writing-mode="lr-tb"/></style:style>'
        for number in range(1, len(pages) + 1)
    ]
    return "".join(
        (
            f"{HEAD}<office:document-content {SPACES} {VERSION}>",
            f"<office:automatic-styles>{book.looks.written(styles)}</office:automatic-styles>",
            f"<office:body><office:spreadsheet>{_SETTINGS}{book.checks()}",
            *tables,
            f"<table:named-expressions>{''.join(names)}</table:named-expressions>",
            f"<table:database-ranges>{''.join(filters)}</table:database-ranges>",
            "</office:spreadsheet></office:body></office:document-content>",
        )
    )


def _name(page: Page, name: str, cells: str) -> str:
    base = f'table:name="{name}" table:base-cell-address="${page.title}.$A$1"'
    if address := range_address(cells):
        return f'<table:named-range {base} table:cell-range-address="{address}"/>'
    said = attribute(expression(cells))
    return f'<table:named-expression {base} table:expression="{said}"/>'


@dataclass(slots=True)
class _Book:
    """A spreadsheet under the pen, with the looks and the checks that it gathers."""

    looks: Looks = field(default_factory=Looks)
    _checks: dict[DropDown | DayCheck, tuple[str, str]] = field(default_factory=dict)

    def table(self, number: int, page: Page) -> str:
        """Return one page as a sheet."""
        return "".join(
            (
                f'<table:table table:name="{attribute(page.title)}" table:style-name="t{number}">',
                *self._columns(page),
                *self._head(page),
                f"<table:table-header-rows>{self._header(page)}</table:table-header-rows>",
                *self._body(page),
                "</table:table>",
            )
        )

    def checks(self) -> str:
        """Return what may be entered, for all cells that have a choice."""
        found = "".join(_check(*known, choice) for choice, known in self._checks.items())
        return f"<table:content-validations>{found}</table:content-validations>" if found else ""

    def _columns(self, page: Page) -> Iterator[str]:
        told = [
            f'<table:table-column table:style-name="{self.looks.of_column(_UNIT * column.width)}"/>'
            for column in page.columns
        ]
        if page.pages_across > 1:
            yield "<table:table-header-columns>"
            yield from told[: page.repeated]
            yield "</table:table-header-columns>"
            told = told[page.repeated :]
        yield from told

    def _head(self, page: Page) -> Iterator[str]:
        yield self._row(measures.HEADING, self._cell(page.heading, looks.HEADING))
        for remark in page.remarks:
            yield self._row(measures.REMARK, self._cell(remark, looks.REMARK))
        for fact in page.facts:
            if fact.leads_to:
                link = Link(fact.label, f"{fact.leads_to}!A1")
                label = self._cell(link, looks.LABEL_LINK)
            else:
                label = self._cell(fact.label, looks.LABEL)
            shape = looks.STRONG_VALUE if fact.is_strong else looks.VALUE
            shape = looks.DATE if isinstance(fact.value, date) else shape
            value = self._cell(fact.value, shape, fact.tints)
            yield self._row(measures.fact_height(page, fact), label + value)
        if page.caption:
            caption = self._cell(page.caption, looks.CAPTION)
            # The table begins on a sheet of paper of its own, as in Excel.
            yield self._row(measures.CAPTION, caption, has_break=True)

    def _header(self, page: Page) -> str:
        cells = (
            self._cell(
                column.heading, looks.MARK_HEADER if column.kind is Kind.MARK else looks.HEADER
            )
            for column in page.columns
        )
        return self._row(measures.header_height(page), "".join(cells))

    def _body(self, page: Page) -> Iterator[str]:
        columns = [self._pens(page, column) for column in page.columns]
        for values, height in zip(page.rows, measures.body_heights(page), strict=True):
            cells = (
                _written(value, texts if isinstance(value, str | Link) else others, is_share)
                for value, (texts, others, is_share) in zip(values, columns, strict=True)
            )
            yield self._row(height, "".join(cells))

    def _pens(self, page: Page, column: Column) -> tuple[str, str, bool]:
        """Return what cells of a column say of themselves: those of text, and all others."""
        shape = looks.KINDS[column.kind]
        if page.has_long_texts:
            shape = replace(shape, upright="top")
        about = ""
        if column.choice is not None:
            name = self._check_name(page, column.choice)
            about = f' table:content-validation-name="{name}"'
        return (
            self._about(looks.of_text(shape), column.tints) + about,
            self._about(shape, column.tints) + about,
            column.kind is Kind.SHARE,
        )

    def _check_name(self, page: Page, choice: DropDown | DayCheck) -> str:
        known = f"check{len(self._checks) + 1}", f"{page.title}.A{page.first_row}"
        return self._checks.setdefault(choice, known)[0]

    def _cell(self, value: Value, shape: Shape, tints: Tints = ()) -> str:
        shape = looks.of_text(shape) if isinstance(value, str | Link) else shape
        return _written(value, self._about(shape, tints))

    def _about(self, shape: Shape, tints: Tints = ()) -> str:
        return f' table:style-name="{self.looks.of_cells(shape, tints)}"'

    def _row(self, height: float, cells: str, *, has_break: bool = False) -> str:
        name = self.looks.of_row(height, has_break)
        return f'<table:table-row table:style-name="{name}">{cells}</table:table-row>'


def _written(value: Value, about: str, is_share: bool = False) -> str:
    """Return a value as a cell, by what it is; `about` is what the cell says of its look."""
    if isinstance(value, str):
        if not value:
            return f"<table:table-cell{about}/>"
        return f"<table:table-cell{about}{_STRING}>{paragraphs(value)}</table:table-cell>"
    if isinstance(value, Link):
        address = attribute(f"#{value.to.replace('!', '.')}")
        words = paragraphs(value.text).removeprefix("<text:p>").removesuffix("</text:p>")
        link = f'<text:a xlink:type="simple" xlink:href="{address}">{words}</text:a>'
        return f"<table:table-cell{about}{_STRING}><text:p>{link}</text:p></table:table-cell>"
    if isinstance(value, Formula):
        formula = f' table:formula="{attribute(in_opendocument(value.text))}"'
        if isinstance(value.cached, str):
            formula += f'{_STRING} office:string-value="{attribute(value.cached)}"'
            shown = paragraphs(value.cached)
            return f"<table:table-cell{about}{formula}>{shown}</table:table-cell>"
        return _number(value.cached, about + formula, is_share)
    if isinstance(value, int | float):
        return _number(value, about, is_share)
    if isinstance(value, date):
        day = day_of(value) if isinstance(value, datetime) else value
        kept = f' office:value-type="date" office:date-value="{day.isoformat()}"'
        return f"<table:table-cell{about}{kept}><text:p>{iso_day(day)}</text:p></table:table-cell>"
    return f"<table:table-cell{about}/>"


def _number(value: int | float, about: str, is_share: bool) -> str:
    kind = "percentage" if is_share else "float"
    shown = f"{round(100 * value)}%" if is_share else f"{value}"
    return (
        f'<table:table-cell{about} office:value-type="{kind}" office:value="{value!r}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _check(name: str, base: str, choice: DropDown | DayCheck) -> str:
    if isinstance(choice, DropDown):
        words = ";".join(map(places.quoted, choice.words))
        condition = f"of:cell-content-is-in-list({words})"
    else:
        first, last = (day_number(day) for day in DAYS)
        condition = f"of:cell-content-is-date() and cell-content-is-between({first};{last})"
    return (
        f'<table:content-validation table:name="{name}" '
        f'table:condition="{attribute(condition)}" table:allow-empty-cell="true" '
        f'table:display-list="unsorted" table:base-cell-address="{base}">'
        f'<table:help-message table:title="{attribute(choice.title)}" table:display="true">'
        f"{paragraphs(choice.prompt)}</table:help-message>"
        '<table:error-message table:message-type="stop" '
        f'table:title="{attribute(WRONG[type(choice)])}" table:display="true">'
        f"{paragraphs(choice.error)}</table:error-message></table:content-validation>"
    )
