"""What people and others do to a workbook: each takes one with a finding entered, honestly."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from itsdangerous import URLSafeSerializer
from openpyxl import load_workbook
from openpyxl.styles import Font

from tests.submissions.workbooks import FIRST, Review, change_identity, identity_in

A, B, C = "L2-KA-K01", "L2-KA-K02", "L2-LA-K01"
Written = dict[str, tuple[str, str, str]]


@dataclass(slots=True)
class Kit:
    """Workbooks to start from: the right one, and four that are not."""

    right: bytes
    other: bytes
    foreign: bytes
    draft: bytes
    older: bytes
    serial: int = 0

    @property
    def comment(self) -> str:
        """The comment of the honest row, another one for each workbook."""
        return f"Well shown, {self.serial}."

    def review(self, file: bytes | None = None) -> Review:
        """Open a workbook and enter the honest finding."""
        self.serial += 1
        review = Review(file or self.right)
        return review.put(A, Finding="Met", Comment=self.comment, Reviewer="Ann", Date="3 Nov 2026")


def _rows(review: Review) -> list[list[object]]:
    sheet = review.sheet
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]


def _refill(review: Review, rows: list[list[object]]) -> bytes:
    for number, row in enumerate(rows, start=FIRST):
        for column, value in enumerate(row, start=1):
            review.sheet.cell(number, column).value = value  # type: ignore[assignment]
    return review.saved()


def sort_rows(kit: Kit) -> bytes:
    review = kit.review()
    return _refill(review, sorted(_rows(review), key=lambda row: str(row[3]), reverse=True))


def sort_one(column: int) -> Callable[[Kit], bytes]:
    """Sort one column alone, as somebody who marks a column and says sort."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        rows = _rows(review)
        values = sorted((row[column] for row in rows), key=str, reverse=True)
        for row, value in zip(rows, values, strict=True):
            row[column] = value
        return _refill(review, rows)

    return change


def filter_rows(kit: Kit) -> bytes:
    review = kit.review()
    for number in range(FIRST, FIRST + 40):
        review.sheet.row_dimensions[number].hidden = True
    return review.saved()


def _shuffle(review: Review, order: list[int]) -> bytes:
    sheet = review.sheet
    sheet.tables.clear()
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST - 1)]
    for number, row in enumerate(rows, start=FIRST - 1):
        for place, source in enumerate(order, start=1):
            value = row[source] if source < len(row) else None
            sheet.cell(number, place).value = value
    return review.saved()


def move_columns(kit: Kit) -> bytes:
    review = kit.review()
    return _shuffle(review, [7, 8, 10, 9, 3, 2, 1, 0, 4, 5, 6, 11])


def add_columns(kit: Kit) -> bytes:
    return _shuffle(kit.review(), [20, 0, 1, 21, 2, 3, 4, 22, 7, 8, 9, 10, 5, 6, 11])


def drop_columns(kit: Kit) -> bytes:
    return _shuffle(kit.review(), [0, 7, 8, 9, 10, *range(20, 27)])


def delete_rows(kit: Kit) -> bytes:
    review = kit.review()
    review.sheet.tables.clear()
    number = review.number(A)
    review.sheet.delete_rows(number + 1, 500)
    review.sheet.delete_rows(FIRST, number - FIRST)
    return review.saved()


def respell_headings(kit: Kit) -> bytes:
    review = kit.review()
    review.sheet.tables.clear()
    for cell in review.sheet[FIRST - 1]:
        cell.value = f"  {str(cell.value).upper()} : "
    return review.saved()


def put(code: str = B, **values: object) -> Callable[[Kit], bytes]:
    """Write into one more row."""
    return lambda kit: kit.review().put(code, **values).saved()


def swap_codes(kit: Kit) -> bytes:
    review = kit.review()
    one, two = review.number(A), review.number(B)
    review.sheet.cell(one, 1).value, review.sheet.cell(two, 1).value = B, A
    return review.saved()


def recode(code: object, row: str = B) -> Callable[[Kit], bytes]:
    """Give another row a finding, and another code."""

    def change(kit: Kit) -> bytes:
        review = kit.review().put(row, Finding="Not met", Comment="Wrong row.")
        review.sheet.cell(review.number(row), 1).value = code  # type: ignore[assignment]
        return review.saved()

    return change


def repeat_row(**values: object) -> Callable[[Kit], bytes]:
    """Copy the honest row to the end, with other values."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        review.sheet.tables.clear()
        number, last = review.number(A), review.sheet.max_row + 1
        for column, cell in enumerate(list(review.sheet[number]), start=1):
            review.sheet.cell(last, column).value = cell.value
        for heading, value in values.items():
            review.sheet.cell(last, review.column(heading)).value = value  # type: ignore[assignment]
        return review.saved()

    return change


def relabel(kit: Kit) -> bytes:
    review = kit.review().put(B, Finding="Not met")
    review.sheet.cell(review.number(B), 4).value = "Something else altogether"
    return review.saved()


def retitle(title: str) -> Callable[[Kit], bytes]:
    """Give the sheet Review another title."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        review.sheet.title = title
        return review.saved()

    return change


def delete_sheets(*titles: str) -> Callable[[Kit], bytes]:
    """Take sheets out."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        for title in titles:
            review.book.remove(review.book[title])
        return review.saved()

    return change


def copy_review(first: str, second: str) -> Callable[[Kit], bytes]:
    """Copy the sheet, give the copy other findings, and name both."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        twin = review.book.copy_worksheet(review.sheet)
        twin.cell(review.number(B), review.column("Finding")).value = "Not met"
        review.sheet.title, twin.title = first, second
        return review.saved()

    return change


def add_sheet(kit: Kit) -> bytes:
    review = kit.review()
    sheet = review.book.create_sheet("My notes", 0)
    for row in (["Code", "What I think"], [B, "Not met"]):
        sheet.append(row)
    return review.saved()


def hide_review(kit: Kit) -> bytes:
    review = kit.review()
    review.sheet.sheet_state = "veryHidden"
    return review.saved()


def rename_heading(old: str, new: str) -> Callable[[Kit], bytes]:
    """Give a column another heading."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        review.sheet.tables.clear()
        review.sheet.cell(FIRST - 1, review.column(old)).value = new
        return review.saved()

    return change


def repeat_headings(kit: Kit) -> bytes:
    review = kit.review()
    review.sheet.tables.clear()
    last = review.sheet.max_row + 3
    for column, cell in enumerate(list(review.sheet[FIRST - 1]), start=1):
        review.sheet.cell(last, column).value = cell.value
    return review.saved()


def change_sheet(title: str, address: str, value: object) -> Callable[[Kit], bytes]:
    """Change a cell of another sheet."""

    def change(kit: Kit) -> bytes:
        review = kit.review()
        review.book[title][address].value = value
        return review.saved()

    return change


def mark_matrix(kit: Kit) -> bytes:
    review = kit.review()
    sheet = review.book["Matrix"]
    names = [cell.value for cell in sheet[3]]
    column = next(i for i, name in enumerate(names, 1) if str(name).startswith("Module 1"))
    sheet.cell(10, column).value = "A"
    return review.saved()


def with_identity(change: Callable[[str], str | None]) -> Callable[[Kit], bytes]:
    """Change what the workbook says of its origin."""
    return lambda kit: change_identity(kit.review().saved(), change)


def with_one_identity(change: Callable[[str], str | None], where: str) -> Callable[[Kit], bytes]:
    """Change it in one of the two places where it stands."""
    chosen = {"in_properties": where == "properties", "in_cell": where == "cell"}
    return lambda kit: change_identity(kit.review().saved(), change, **chosen)


def identity_of(which: str) -> Callable[[Kit], bytes]:
    """Put the identity of another workbook into the right one."""

    def change(kit: Kit) -> bytes:
        text = identity_in(getattr(kit, which))
        return change_identity(kit.review().saved(), lambda _: text)

    return change


def transplant(kit: Kit) -> bytes:
    """Put the right identity into the workbook of another submission."""
    text = identity_in(kit.right)
    return change_identity(kit.review(kit.other).saved(), lambda _: text)


def forge(kit: Kit) -> bytes:
    """Sign an identity with a key of one's own."""
    plain = {"d": "0" * 64, "k": "balanced", "s": "a" * 16, "v": "a" * 16, "c": "a" * 16}
    text = URLSafeSerializer("a key of one's own", salt="pathways: identity of a workbook")
    sealed = str(text.dumps(plain))
    return change_identity(kit.review().saved(), lambda _: sealed)


def swapped_text(text: str) -> str:
    """Return an identity with one character changed, in what it says."""
    return text[:5] + ("A" if text[5] != "A" else "B") + text[6:]


def style_everything(kit: Kit) -> bytes:
    review = kit.review()
    for row in review.sheet.iter_rows(min_row=FIRST):
        for cell in row:
            cell.font = Font(bold=True)
    return review.saved()


def resave(file: bytes) -> bytes:
    """Open and save once more."""
    out = BytesIO()
    load_workbook(BytesIO(file)).save(out)
    return out.getvalue()
