"""Write pages into a workbook: cells, table, drop-downs, heights, print set-up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final, TypeVar

from openpyxl.formatting.rule import Rule
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pathways.domain.worded import Tone
from pathways.workbook.kit import heights, places
from pathways.workbook.kit.cells import (
    check_text,
    put_blank,
    put_date,
    put_formula,
    put_number,
    put_text,
)
from pathways.workbook.kit.look import HEADING_SIZE, INDENT, SIZE, Look, Style, tint
from pathways.workbook.kit.page import Column, Formula, Kind, Page, Value

Cached = dict[str, str | int | float]
"""Values by address of the formulas that they stand beside."""

_Key = TypeVar("_Key")

_A3: Final = 8
_A4: Final = 9
_MARGINS: Final = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5, header=0.2, footer=0.2)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet under the pen, with the cached values that it gathers."""

    sheet: Worksheet
    look: Look
    cached: Cached = field(default_factory=dict)

    def put(self, row: int, column: int, value: Value, style: Style) -> None:
        """Write one value by what it is."""
        # Text comes first: nearly every cell holds some.
        if isinstance(value, str):
            put_text(self.sheet, row, column, value, style.quoted)
        elif isinstance(value, Formula):
            address = put_formula(self.sheet, row, column, value.text, style.plain)
            self.cached[address] = value.cached
        elif isinstance(value, int | float):
            put_number(self.sheet, row, column, value, style.plain)
        elif isinstance(value, date):
            put_date(self.sheet, row, column, value, self.look.date.plain)
        else:
            put_blank(self.sheet, row, column, style.plain)


def write_page(workbook: Workbook, page: Page, look: Look) -> Leaf:
    """Write one page as a new sheet."""
    sheet: Worksheet = workbook.create_sheet(page.title)
    leaf = Leaf(sheet, look)
    for index, column in enumerate(page.columns, start=1):
        sheet.column_dimensions[places.letter(index)].width = column.width
    _write_head(leaf, page)
    _write_header(leaf, page)
    _write_body(leaf, page)
    _make_table(sheet, page)
    _make_names(workbook, page)
    _add_choices(sheet, page)
    _add_tints(sheet, page)
    _set_up(sheet, page)
    return leaf


def _write_head(leaf: Leaf, page: Page) -> None:
    look, sheet = leaf.look, leaf.sheet
    leaf.put(1, 1, page.heading, look.heading)
    sheet.row_dimensions[1].height = heights.height(1, HEADING_SIZE)
    for row, remark in enumerate(page.remarks, start=2):
        leaf.put(row, 1, remark, look.remark)
        sheet.row_dimensions[row].height = heights.height(1, SIZE)
    for row, fact in enumerate(page.facts, start=page.first_fact):
        style = look.strong_value if fact.is_strong else look.value
        leaf.put(row, 1, fact.label, look.label)
        leaf.put(row, 2, fact.value, style)
        count = max(
            heights.lines(fact.label, page.columns[0].width, SIZE, True),
            heights.lines(_shown(fact.value), page.columns[1].width, SIZE, fact.is_strong),
        )
        sheet.row_dimensions[row].height = heights.height(count, SIZE)
    if page.caption:
        row = page.header_row - 1
        leaf.put(row, 1, page.caption, look.caption)
        sheet.row_dimensions[row].height = 30


def _write_header(leaf: Leaf, page: Page) -> None:
    most = 1
    for index, column in enumerate(page.columns, start=1):
        style = leaf.look.mark_header if column.kind is Kind.MARK else leaf.look.header
        leaf.put(page.header_row, index, column.heading, style)
        most = max(most, heights.lines(column.heading, column.width, SIZE, True, INDENT))
    # Air above and below, where the filter's button stands.
    leaf.sheet.row_dimensions[page.header_row].height = heights.height(most, SIZE) + 10


def _write_body(leaf: Leaf, page: Page) -> None:
    kinds = leaf.look.long_kinds if page.has_long_texts else leaf.look.kinds
    styles = [kinds[column.kind] for column in page.columns]
    widths = [column.width for column in page.columns]
    bold = [column.kind in (Kind.STRONG, Kind.MARK) for column in page.columns]
    for row, values in enumerate(page.rows, start=page.first_row):
        most = 1
        for index, value in enumerate(values):
            leaf.put(row, index + 1, value, styles[index])
            text = _shown(value)
            if len(text) > 3:
                count = heights.lines(text, widths[index], SIZE, bold[index], INDENT)
                most = max(most, count)
        leaf.sheet.row_dimensions[row].height = heights.height(most, SIZE)


def _shown(value: Value) -> str:
    """Return the text that a cell shows, as far as it can need more than one line."""
    if isinstance(value, Formula):
        value = value.cached
    return value if isinstance(value, str) else ""


def _make_table(sheet: Worksheet, page: Page) -> None:
    last = places.letter(len(page.columns))
    table: Any = Table(displayName=page.table, ref=f"A{page.header_row}:{last}{page.last_row}")
    # Its columns are named here: left alone, openpyxl reads the whole table to name them.
    table._initialise_columns()
    for named, column in zip(table.tableColumns, page.columns, strict=True):
        named.name = check_text(column.heading)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def _make_names(workbook: Workbook, page: Page) -> None:
    for name, cells in page.named_cells.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=cells)


def _add_choices(sheet: Worksheet, page: Page) -> None:
    for choice, cells in _blocks(page, lambda column: column.choice):
        rule = DataValidation(
            type="list",
            formula1=places.quoted(",".join(choice.words)),
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle="Not one of the choices",
            error=choice.error,
            promptTitle=choice.title,
            prompt=choice.prompt,
        )
        rule.add(cells)
        sheet.add_data_validation(rule)


def _add_tints(sheet: Worksheet, page: Page) -> None:
    for tints, cells in _blocks(page, lambda column: column.tints or None):
        _tint(sheet, cells, tints)
    for row, fact in enumerate(page.facts, start=page.first_fact):
        if fact.tints:
            _tint(sheet, f"B{row}", fact.tints)


def _tint(sheet: Worksheet, cells: str, tints: tuple[tuple[str, Tone], ...]) -> None:
    for word, tone in tints:
        rule = Rule(type="cellIs", operator="equal", formula=[places.quoted(word)], dxf=tint(tone))
        sheet.conditional_formatting.add(cells, rule)


def _blocks(page: Page, key: Callable[[Column], _Key | None]) -> Iterable[tuple[_Key, str]]:
    """Yield what neighbouring columns share, with the address of their bodies."""
    numbered = enumerate(page.columns, start=1)
    for found, members in groupby(numbered, key=lambda item: key(item[1])):
        indexes = [index for index, _ in members]
        if found is not None:
            first, last = places.letter(indexes[0]), places.letter(indexes[-1])
            yield found, f"{first}{page.first_row}:{last}{page.last_row}"


def _set_up(sheet: Worksheet, page: Page) -> None:
    """Set what the screen shows first, and how the sheet prints."""
    if page.is_frozen:
        sheet.freeze_panes = f"B{page.first_row}"
    view = sheet.sheet_view
    view.showGridLines = False
    for selection in view.selection:
        selection.activeCell = "A1"
        selection.sqref = "A1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3 if page.is_large else _A4
    sheet.page_setup.fitToWidth = page.pages_across
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = _MARGINS
    sheet.print_title_rows = f"{page.header_row}:{page.header_row}"
    if page.repeated:
        sheet.print_title_cols = f"A:{places.letter(page.repeated)}"
