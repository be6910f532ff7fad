"""Forty ways to tamper with a workbook or to write beside the cells for it.

Each starts from an exported workbook in which one finding was entered, honestly. `says` are words
that the preview must hold whoever saves the file afterwards, `writes` says whether the honest row
may be taken, `offers` are the rows with the words that are asked about, and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from tests.submissions.workbooks import FIRST, Review

A, B, C = "L2-KA-K01", "L2-KA-K02", "L2-LA-K01"
WORDS: Final = "I would see slide 3 first."
Change = Callable[[Review], None]


@dataclass(frozen=True, slots=True)
class Tampering:
    """One kind of it.

    `is_alteration` says whether something else is not as it was exported; None where that depends
    on whether the program works all formulas out anew.
    """

    name: str
    change: Change
    says: tuple[str, ...] = ()
    writes: bool = True
    offers: Mapping[str, str] = field(default_factory=dict)
    is_alteration: bool | None = True


def sheet(review: Review, title: str) -> Worksheet:
    """Return a sheet."""
    found = review.book[title]
    assert isinstance(found, Worksheet)
    return found


def column(sheet: Worksheet, heading: str) -> dict[int, Cell]:
    """Return the cells below a heading by row."""
    for row in sheet.iter_rows():
        for found in row:
            if found.value == heading:
                cells = next(sheet.iter_cols(found.column, found.column, found.row + 1))
                return {cell.row: cell for cell in cells if isinstance(cell, Cell)}
    raise AssertionError(heading)


def put_under(title: str, heading: str, value: object = WORDS, count: int = 1) -> Change:
    """Write into the first cells of a column of a sheet."""

    def change(review: Review) -> None:
        for cell in [*column(sheet(review, title), heading).values()][:count]:
            cell.value = value  # type: ignore[assignment]

    return change


def put_beside(label: str, value: object) -> Change:
    """Write beside a label of Summary."""

    def change(review: Review) -> None:
        summary = sheet(review, "Summary")
        (number,) = [row[0].row for row in summary.iter_rows() if row[0].value == label]
        summary.cell(number, 2).value = value  # type: ignore[assignment]

    return change


def put(title: str, address: str, value: object = WORDS) -> Change:
    """Write into a cell of a sheet."""

    def change(review: Review) -> None:
        sheet(review, title)[address].value = value

    return change


def enter(code: str, **values: object) -> Change:
    """Write into the row of a code on Review."""

    def change(review: Review) -> None:
        review.put(code, **values)

    return change


def under(heading: str, code: str = B, value: object = WORDS) -> Change:
    """Write into another column of Review."""
    return enter(code, **{heading: value})


def beside(code: str = B, value: object = WORDS) -> Change:
    """Write right of the table of Review, in the row of a code."""

    def change(review: Review) -> None:
        review.sheet.cell(review.number(code), review.sheet.max_column + 2).value = value  # type: ignore[assignment]

    return change


def column_of_ones_own(review: Review) -> None:
    place = review.sheet.max_column + 1
    review.sheet.cell(FIRST - 1, place).value = "My view"
    review.sheet.cell(review.number(B), place).value = WORDS


def sheet_of_ones_own(review: Review) -> None:
    mine = review.book.create_sheet("My notes")
    for row in (["What I think"], [B, WORDS], ["L9-XX-K01", "About nothing."]):
        mine.append(row)


def pin(title: str, place: Callable[[Review], str]) -> Change:
    """Pin a note to a cell."""

    def change(review: Review) -> None:
        sheet(review, title)[place(review)].comment = Comment(WORDS, "Ann")

    return change


def formula_of_another_row(review: Review) -> None:
    number = review.number(C)
    cell = column(review.sheet, "In this pathway now")[number]
    cell.value = str(cell.value).replace(f"$A{number}", f"$A{number + 1}")


def name_elsewhere(review: Review) -> None:
    review.book.defined_names["LineVerdict"] = DefinedName(
        "LineVerdict", attr_text="Summary!$B$2:$B$3"
    )


def swap_rows(review: Review) -> None:
    """Put two rows in each other's place, whole."""
    one, two = review.number(A), review.number(B)
    for column in range(1, review.sheet.max_column + 1):
        first, second = review.sheet.cell(one, column), review.sheet.cell(two, column)
        first.value, second.value = second.value, first.value


def sort_alone(heading: str) -> Change:
    """Sort one column alone."""

    def change(review: Review) -> None:
        cells = [*column(review.sheet, heading).values()]
        values = sorted((cell.value for cell in cells), key=str, reverse=True)
        for cell, value in zip(cells, values, strict=True):
            cell.value = value

    return change


def move_row(title: str) -> Change:
    """Cut a filled row out of Review and put it below the table of another sheet."""

    def change(review: Review) -> None:
        review.put(B, Finding="Not met", Comment=WORDS)
        number = review.number(B)
        row = [cell.value for cell in review.sheet[number]]
        for cell in review.sheet[number]:
            cell.value = None
        other = sheet(review, title)
        below = other.max_row + 2
        for column, value in enumerate(row, start=1):
            other.cell(below, column).value = None if str(value).startswith("=") else value

    return change


def hide(review: Review) -> None:
    for number in range(FIRST, FIRST + 90):
        review.sheet.row_dimensions[number].hidden = True
    review.sheet.column_dimensions["D"].hidden = True


def merge(review: Review) -> None:
    """Merge the honest row's own two cells with those right of them."""
    number = review.number(B)
    review.sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)


def insert_rows(review: Review) -> None:
    review.sheet.tables.clear()
    review.sheet.insert_rows(1, 3)
    review.sheet["A1"].value = "Reviewed on a train."


def blanks_behind(review: Review) -> None:
    number = review.number(A)
    for heading in ("Code", "Label", "Finding", "Reviewer"):
        cell = review.sheet.cell(number, review.column(heading))
        cell.value = f"{cell.value}   "


def numbers_as_text(review: Review) -> None:
    for cell in column(sheet(review, "Modules"), "Minutes").values():
        cell.value = None if cell.value is None else str(cell.value)


def delete_row(review: Review) -> None:
    review.sheet.tables.clear()
    review.sheet.delete_rows(review.number(B))


def delete_column(review: Review) -> None:
    gaps = sheet(review, "Gaps")
    gaps.tables.clear()
    gaps.delete_cols(3)


def mark(value: object) -> Change:
    """Change a mark of the first module."""

    def change(review: Review) -> None:
        matrix = sheet(review, "Matrix")
        names = [str(cell.value) for cell in matrix[3]]
        column = next(i for i, name in enumerate(names, 1) if name.startswith("Module 1"))
        for number in range(4, matrix.max_row + 1):
            if matrix.cell(number, 1).value == B:
                matrix.cell(number, column).value = value  # type: ignore[assignment]

    return change


def copy_review(review: Review) -> None:
    twin = review.book.copy_worksheet(review.sheet)
    twin.title = "Review by Bo"
    twin.cell(review.number(B), review.column("Comment")).value = WORDS


def cell_of(code: str, heading: str) -> Callable[[Review], str]:
    """Return the address of a cell of Review."""
    return lambda review: str(
        review.sheet.cell(review.number(code), review.column(heading)).coordinate
    )


OFFERED: Final = {B: WORDS}
TAMPERINGS: Final = (
    Tampering("nothing", lambda review: None, is_alteration=False),
    # Formulas.
    Tampering("verdict typed over", put_beside("Verdict", "Met"), ("Summary, Verdict",)),
    Tampering("verdict as another formula", put_beside("Verdict", '="Met"'), ("Summary, Verdict",)),
    Tampering(
        "verdicts of all lines",
        put_under("Summary", "Meets the standard", '="Met"', 3),
        ("Summary, Meets the standard (3)",),
    ),
    Tampering("formula of another row", formula_of_another_row, ("Review, In this pathway now",)),
    Tampering(
        "formula taken out",
        put_under("Review", "In this pathway now", None),
        ("In this pathway now",),
    ),
    Tampering("name of other cells", name_elsewhere, ("LineVerdict",)),
    # Other texts and numbers.
    Tampering("mark changed", mark("A"), (f"{B}",)),
    Tampering("mark not known", mark("x"), (f"{B}",)),
    Tampering("statement changed", put_under("Assurance", "The provider's statement"), (WORDS,)),
    Tampering("figure changed", put_under("Modules", "Minutes", 4_000), ("4000",)),
    Tampering("label on Matrix changed", put_under("Matrix", "Label"), (WORDS,), offers={}),
    Tampering("heading changed", put("Assurance", "B3"), (WORDS,)),
    Tampering("heading above changed", put("Review", "A1"), (WORDS,)),
    Tampering("numbers as text", numbers_as_text, is_alteration=None),
    Tampering("column deleted", delete_column, ("have lost their headings: Gaps",)),
    Tampering("row of Notes deleted", lambda r: sheet(r, "Notes").delete_rows(6), ("Notes",)),
    # Words in other places.
    Tampering("words in a fixed column", under("Theme"), (WORDS,), offers=OFFERED),
    Tampering("words over a formula", under("In this pathway now"), (WORDS,), offers=OFFERED),
    Tampering("words beside Review", beside(), (WORDS,), offers=OFFERED),
    Tampering("words in a column of one's own", column_of_ones_own, ("My view",), offers=OFFERED),
    Tampering("words on a sheet of one's own", sheet_of_ones_own, ("My notes",), offers=OFFERED),
    Tampering("words beside Matrix", put("Matrix", "Z5"), (WORDS,), offers=OFFERED),
    Tampering("words far below", put("Review", "D900"), (WORDS,)),
    Tampering("words above", put("Review", "E1"), (WORDS,)),
    Tampering("words on Summary", put("Summary", "F5"), (WORDS,)),
    Tampering(
        "note pinned to a finding", pin("Review", cell_of(B, "Finding")), (WORDS,), offers=OFFERED
    ),
    Tampering("note pinned on Summary", pin("Summary", lambda _: "A4"), (WORDS,)),
    Tampering("copy of Review", copy_review, ("Not read: Review by Bo",), offers=OFFERED),
    # Rows.
    Tampering("rows swapped", swap_rows, ("In this pathway now (2)",)),
    Tampering("codes sorted alone", sort_alone("Code"), ("do not belong together",), writes=False),
    Tampering(
        "labels sorted alone", sort_alone("Label"), ("do not belong together",), writes=False
    ),
    Tampering("row moved to Gaps", move_row("Gaps"), (WORDS,), offers={B: f"Not met {WORDS}"}),
    Tampering("row moved to Notes", move_row("Notes"), (WORDS,), offers=OFFERED),
    Tampering("row deleted", delete_row, (B,)),
    Tampering("rows inserted above", insert_rows, ("Reviewed on a train.",)),
    Tampering("rows hidden", hide, is_alteration=False),
    Tampering("cells merged", merge, ("Review",)),
    # The reviewer's own cells.
    Tampering("blanks behind", blanks_behind, is_alteration=None),
    Tampering("finding as formula", enter(B, Finding='="Met"'), (B,), is_alteration=False),
    Tampering(
        "finding in words of one's own",
        enter(B, Finding="Mostly"),
        ("is no finding",),
        is_alteration=False,
    ),
    Tampering(
        "names without a finding", enter(B, Reviewer="Bo"), ("has no finding",), is_alteration=False
    ),
    Tampering(
        "date that is none",
        enter(A, Date="31/11/2026"),
        ("cannot be read as a day",),
        is_alteration=False,
    ),
    Tampering(
        "date as date",
        enter(A, Date=datetime(2026, 11, 3)),  # noqa: DTZ001  # as spreadsheets hold it
        ("3 November 2026",),
        is_alteration=False,
    ),
    Tampering("label of another row", under("Label", value="Else"), (B,)),
)
