"""Every way that a workbook was changed on its way home, and what may then be written.

Each case starts from a workbook in which one finding was entered, honestly. `writes` says whether
that one may still be taken; nothing else ever may, unless a case says so in `also`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
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
        return review.put(A, Finding="Met", Comment=self.comment, Reviewer="Ann", Date="3 Nov")


@dataclass(frozen=True, slots=True)
class Case:
    """One way to change a workbook."""

    name: str
    change: Callable[[Kit], bytes]
    writes: bool = True
    status: int = 200
    says: str = ""
    also: Written = field(default_factory=dict)
    honest: tuple[str, str, str] = ("met", "Ann", "3 Nov")


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
    return _shuffle(review, [5, 6, 8, 7, 3, 2, 1, 0, 4])


def add_columns(kit: Kit) -> bytes:
    return _shuffle(kit.review(), [20, 0, 1, 21, 2, 3, 4, 22, 5, 6, 7, 8])


def drop_columns(kit: Kit) -> bytes:
    return _shuffle(kit.review(), [0, 5, 6, 7, 8, 20, 21, 22, 23])


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


DATED = ("met", "Ann", "2026-11-03")
CASES = (
    Case("nothing besides", lambda kit: kit.review().saved()),
    Case("saved three times", lambda kit: resave(resave(kit.review().saved()))),
    Case("styled", style_everything),
    Case("sorted", sort_rows),
    Case("filtered", filter_rows),
    Case("columns moved", move_columns),
    Case("columns added", add_columns),
    Case("columns dropped", drop_columns),
    Case("rows deleted", delete_rows),
    Case("headings respelled", respell_headings),
    Case("headings repeated", repeat_headings),
    Case("word in another case", put(A, Finding="  mET ")),
    Case("word half written", put(Finding="Partly"), says="is no finding"),
    Case("word of one's own", put(Finding="Fine"), says="is no finding"),
    Case("finding as number", put(Finding=1), says="is no finding"),
    Case("finding as yes", put(Finding=True), says="is no finding"),
    Case("finding as formula", put(Finding='="Met"'), says="Finding is a formula"),
    Case("finding not worked out", put(Finding="#N/A"), says="Finding is a formula"),
    Case("comment as formula", put(Comment='=HYPERLINK("https://a.example","b")'), says="formula"),
    Case("comment of 40,000 characters", put(Comment="x" * 40_000), says="Keep this to 8,000"),
    Case("reviewer of two lines", put(Finding="Met", Reviewer="Ann\nBob"), says="one line"),
    Case("reviewer too long", put(Finding="Met", Reviewer="Ann " * 90), says="Keep this to 120"),
    Case("date as date", put(A, Date=datetime(2026, 11, 3)), honest=DATED),  # noqa: DTZ001
    Case("reviewer as number", put(A, Reviewer=42), honest=("met", "42", "3 Nov")),
    Case("codes swapped", swap_codes, writes=False, says="do not belong together"),
    Case("codes sorted alone", sort_one(0), writes=False, says="do not belong together"),
    Case("labels sorted alone", sort_one(3), writes=False, says="do not belong together"),
    Case("code of another row", recode(A), writes=False, says="do not belong together"),
    Case("code unknown", recode("L2-KA-K99"), says="no such code"),
    Case("code of another level", recode("L1-KA-K01"), says="no such code"),
    Case("code taken out", recode(None), says="It has no code"),
    Case("code as number", recode(7), says="no such code"),
    Case("code as formula", recode(f'="{B}"'), says="formula"),
    Case("label changed", relabel, says="do not belong together"),
    Case("row twice, the same", repeat_row()),
    Case(
        "row twice, not the same", repeat_row(Finding="Not met"), writes=False, says="Another row"
    ),
    Case("row twice, one broken", repeat_row(Finding="Fine"), writes=False, says="Another row"),
    Case("row twice, one empty", repeat_row(Finding=None, Comment=None)),
    Case(
        "heading Finding lost", rename_heading("Finding", "Mark"), False, 422, "lost its headings"
    ),
    Case("heading Finding twice", rename_heading("Theme", "finding"), False, 422, "stands twice"),
    Case("Review renamed", retitle("My review")),
    Case("Review lost", delete_sheets("Review"), False, 422, "has no sheet Review"),
    Case("Review copied", copy_review("Review", "Review Copy"), says="Not read: Review Copy"),
    Case("Review copied and renamed", copy_review("One", "Two"), False, 422, "Several sheets"),
    Case("Review hidden", hide_review),
    Case("sheets deleted", delete_sheets("Gaps", "Notes"), says="Gaps, Notes"),
    Case("sheet added", add_sheet, says="My notes"),
    Case("mark changed", mark_matrix, says="Module 1"),
    Case("statement changed", change_sheet("Assurance", "C4", "We are best."), says="We are best."),
    Case("level as text", change_sheet("Matrix", "B5", "2")),
    Case("title changed", change_sheet("Summary", "B3", "Ours"), False, 422, "must not be changed"),
    Case("identity lost", with_identity(lambda _: None), False, 422, "does not say"),
    Case("identity empty", with_identity(lambda _: ""), False, 422, "does not say"),
    Case("identity cut", with_identity(lambda text: text[:-4]), False, 422, "does not say"),
    Case("identity edited", with_identity(swapped_text), False, 422, "does not say"),
    Case("identity forged", forge, False, 422, "does not say"),
    Case("identity of another submission", identity_of("other"), False, 422, "another submission"),
    Case("identity of another commissioner", identity_of("foreign"), False, 422, "another comm"),
    Case("identity of a draft", identity_of("draft"), False, 422, "from a draft"),
    Case("identity of an older version", identity_of("older"), False, 422, "must not be changed"),
    Case("identity put elsewhere", transplant, False, 422, "must not be changed"),
    Case(
        "another submission", lambda kit: kit.review(kit.other).saved(), False, 422, "another sub"
    ),
    Case(
        "another commissioner",
        lambda kit: kit.review(kit.foreign).saved(),
        False,
        422,
        "another commissioner",
    ),
    Case("a draft", lambda kit: kit.review(kit.draft).saved(), False, 422, "from a draft"),
    Case("an older version", lambda kit: kit.review(kit.older).saved(), False, 200, "of version 1"),
)
