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
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pathways.domain.worded import Tone
from pathways.workbook.kit import measures, places
from pathways.workbook.kit.cells import (
    check_text,
    day_number,
    put_blank,
    put_date,
    put_formula,
    put_link,
    put_number,
    put_text,
)
from pathways.workbook.kit.look import Look, Style, tint
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
from pathways.workbook.kit.paper import BOTTOM, MARGIN, SCALE, TOP, shortened

Cached = dict[str, str | int | float]
"""Values by address of the formulas that they stand beside."""


_Key = TypeVar("_Key")

_MARGINS: Final = PageMargins(
    left=MARGIN, right=MARGIN, top=TOP, bottom=BOTTOM, header=0.2, footer=0.3
)


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
        elif isinstance(value, Link):
            put_link(self.sheet, row, column, value.text, value.to, style.quoted)
        elif isinstance(value, int | float):
            put_number(self.sheet, row, column, value, style.plain)
        elif isinstance(value, date):
            put_date(self.sheet, row, column, value, style.plain)
        else:
            put_blank(self.sheet, row, column, style.plain)


def write_page(workbook: Workbook, page: Page, look: Look, footer: str = "") -> Leaf:
    """Write one page as a new sheet. `footer` says on paper what the workbook is about."""
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
    _write_footer(sheet, page, footer)
    return leaf


def _write_head(leaf: Leaf, page: Page) -> None:
    look, sheet = leaf.look, leaf.sheet
    leaf.put(1, 1, page.heading, look.heading)
    sheet.row_dimensions[1].height = measures.HEADING
    for row, remark in enumerate(page.remarks, start=2):
        leaf.put(row, 1, remark, look.remark)
        sheet.row_dimensions[row].height = measures.REMARK
    for row, fact in enumerate(page.facts, start=page.first_fact):
        style = look.strong_value if fact.is_strong else look.value
        style = look.money if fact.is_money else style
        if fact.leads_to:
            leaf.put(row, 1, Link(fact.label, f"{fact.leads_to}!A1"), look.label_link)
        else:
            leaf.put(row, 1, fact.label, look.label)
        leaf.put(row, 2, fact.value, look.date if isinstance(fact.value, date) else style)
        sheet.row_dimensions[row].height = measures.fact_height(page, fact)
    if page.caption:
        row = page.header_row - 1
        leaf.put(row, 1, page.caption, look.caption)
        sheet.row_dimensions[row].height = measures.CAPTION


def _write_header(leaf: Leaf, page: Page) -> None:
    for index, column in enumerate(page.columns, start=1):
        style = leaf.look.mark_header if column.kind is Kind.MARK else leaf.look.header
        leaf.put(page.header_row, index, column.heading, style)
    leaf.sheet.row_dimensions[page.header_row].height = measures.header_height(page)


def _write_body(leaf: Leaf, page: Page) -> None:
    kinds = leaf.look.long_kinds if page.has_long_texts else leaf.look.kinds
    styles = [kinds[column.kind] for column in page.columns]
    high = measures.body_heights(page)
    for row, (values, height) in enumerate(zip(page.rows, high, strict=True), page.first_row):
        for index, value in enumerate(values):
            leaf.put(row, index + 1, value, styles[index])
        leaf.sheet.row_dimensions[row].height = height


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
    choices: Iterable[tuple[DropDown | DayCheck, str]]
    choices = _blocks(page, lambda column: column.choice)
    for choice, cells in choices:
        allowed: Any = _allowed(choice)
        rule = DataValidation(
            **allowed,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle=WRONG[type(choice)],
            error=choice.error,
            promptTitle=choice.title,
            prompt=choice.prompt,
        )
        rule.add(cells)
        sheet.add_data_validation(rule)


def _allowed(choice: DropDown | DayCheck) -> dict[str, str]:
    if isinstance(choice, DropDown):
        return {"type": "list", "formula1": places.quoted(",".join(choice.words))}
    first, last = (str(day_number(day)) for day in DAYS)
    return {"type": "date", "operator": "between", "formula1": first, "formula2": last}


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
    sheet.page_setup.paperSize = page.paper.code
    sheet.page_setup.pageOrder = "overThenDown"
    if page.caption:
        # The table begins on a sheet of its own, with its chart: programs take no break where
        # they fit a sheet to its paper.
        sheet.page_setup.scale = SCALE
        sheet.row_breaks.append(Break(id=page.header_row - 2))
    else:
        sheet.page_setup.fitToWidth = page.pages_across
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if page.printed is not None or page.unprinted:
        last = page.last_row if page.printed is None else page.header_row + page.printed
        # Without any row, what stands above the table.
        last -= page.printed == 0
        sheet.print_area = f"A1:{places.letter(page.columns_printed)}{last}"
    sheet.page_margins = _MARGINS
    sheet.print_title_rows = f"{page.header_row}:{page.header_row}"
    if page.pages_across > 1:
        sheet.print_title_cols = f"A:{places.letter(page.repeated)}"


def _write_footer(sheet: Worksheet, page: Page, about: str) -> None:
    """Say below each sheet of paper what it is of, which sheet, and which page."""
    footer: Any = sheet.oddFooter  # the stubs know no parts of it
    about = shortened(about)
    for part, text in (
        (footer.left, about.replace("&", "&&")),
        (footer.center, page.title),
        (footer.right, "Page &P of &N"),
    ):
        # The size stands before a blank: a text that begins with a figure would make it larger.
        part.text = f"&8 {text}" if text else None
