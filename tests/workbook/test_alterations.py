"""Whatever is written into a workbook where nothing of the kind was exported is named."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from pathways.domain.review.returning import THREAD
from pathways.domain.review.sheets import Book, CellValue, Live, Sheet, meant
from pathways.workbook.incoming.alterations import Alterations, list_alterations
from pathways.workbook.incoming.reading import read_book
from pathways.workbook.kit.spelling import Ground, spelled
from pathways.workbook.qa.pages import list_pages
from pathways.workbook.qa.qa_matrix import QaSubject, ReviewEntry, write_qa_matrix
from tests.office import Office
from tests.workbook.subjects import REQUIRED, content, marked, sampled, subject

SUBJECT = subject(
    sampled(2, 0.12, 3),
    review=(ReviewEntry("KA", thread="Ann, Metro, version 1: Why?\nStill _x0041_ open."),),
)
WORDS = "Words of somebody."
Rows = dict[str, list[list[CellValue]]]
Change = Callable[[Rows], None]


@cache
def file() -> bytes:
    """Return the exported file."""
    return write_qa_matrix(SUBJECT)


@cache
def book() -> Book:
    """Return what is read of it."""
    return Book.from_plain(read_book(file()))


def compared(data: bytes, of: QaSubject = SUBJECT) -> Alterations:
    """Compare a file with what was exported."""
    return list_alterations(of, Book.from_plain(read_book(data)))


def after(change: Change) -> Alterations:
    """Compare what is read once somebody changed it: to save and read it anew takes a second."""
    rows = {sheet.title: [list(row) for row in sheet.rows] for sheet in book().sheets}
    change(rows)
    sheets = (Sheet(title, tuple(map(tuple, cells))) for title, cells in rows.items())
    return list_alterations(SUBJECT, replace(book(), sheets=tuple(sheets)))


def resaved(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """Return a file as somebody changed and saved it."""
    opened = load_workbook(BytesIO(data))
    change(opened)
    out = BytesIO()
    opened.save(out)
    return out.getvalue()


def put(title: str, address: str, value: CellValue = WORDS) -> Change:
    """Write into one cell."""
    row, column = coordinate_to_tuple(address)

    def change(rows: Rows) -> None:
        sheet = rows[title]
        sheet += [[] for _ in range(row - len(sheet))]
        sheet[row - 1] += [None] * (column - len(sheet[row - 1]))
        sheet[row - 1][column - 1] = value

    return change


def below(title: str, column: str) -> Change:
    """Write below the table."""
    return lambda rows: put(title, f"{column}{len(rows[title]) + 3}")(rows)


def twice(rows: Rows) -> None:
    put("Matrix", "Z3", "Label")(rows)
    put("Matrix", "Z5")(rows)


def extra_sheet(rows: Rows) -> None:
    rows["Mine"] = [[], [None, WORDS]]


def added_column(rows: Rows) -> None:
    for row in rows["Gaps"]:
        row[2:2] = [None]
    put("Gaps", "C3", "My view")(rows)
    put("Gaps", "C9")(rows)


def fact_twice(rows: Rows) -> None:
    rows["Summary"].insert(27, ["Verdict", WORDS])


TITLES = [page.title for page in list_pages(SUBJECT)]
MISPLACED: dict[str, tuple[Change, str]] = {
    "in the thread of an empty row": (put("Review", "L9"), THREAD),
    "over a thread": (put("Review", "L6"), THREAD),
    "right of Review": (put("Review", "M9"), "column M"),
    "far right": (put("Notes", "AZ4"), "column AZ"),
    "above Review": (put("Review", "D1"), "column D"),
    "in the row of headings": (put("Review", "M4"), "Review"),
    "below Review": (below("Review", "B"), "was not exported"),
    "below, under its own column": (below("Review", "H"), "was not exported"),
    "below, beside every column": (below("Gaps", "P"), "column P"),
    "beside a fact": (put("Summary", "D3"), "column D"),
    "a fact twice": (fact_twice, "row 28"),
    "over a remark": (put("Matrix", "A2"), "row 2"),
    "in an empty cell": (put("Matrix", "F5"), "Scope note"),
    "in a column of the same heading": (twice, "Label"),
    "in a column of one's own": (added_column, "My view"),
    "on a sheet of one's own": (extra_sheet, "Mine"),
    "over a heading": (put("Assurance", "B3"), "What it is about"),
    "as a formula": (put("Assurance", "C4", Live(None, f'="{WORDS}"')), "Assurance"),
    **{f"below {title}": (below(title, "A"), "was not exported") for title in TITLES},
    **{f"beside {title}": (put(title, "AB6"), "column AB") for title in TITLES},
}


def told(found: Alterations) -> list[str]:
    """Return all that is said, place by place."""
    said = [" ".join((i.sheet, i.row, i.column, i.was, i.now)) for i in found.listed]
    for sheet, heading in (*found.columns_added, *found.columns_missing):
        said.append(f"{sheet}: {heading}")
    return said


def test_an_untouched_workbook_is_what_was_exported() -> None:
    found = after(lambda rows: None)
    assert found.is_empty
    assert found.blank == 0


def test_a_formula_that_shows_nothing_is_worked_out_where_all_others_are() -> None:
    code = next(iter(SUBJECT.content.modules[0].mappings)).code
    made = subject(marked(SUBJECT.content, 0, code, "D"))
    exported = Book.from_plain(read_book(write_qa_matrix(made)))
    lives = [
        cell
        for sheet in exported.sheets
        for row in sheet.rows
        for cell in row
        if isinstance(cell, Live)
    ]
    # An empty text is read as no value: the key of a note that nobody wrote.
    empty = [cell for cell in lives if cell.value is None]
    assert empty
    assert list_alterations(made, exported).blank == 0
    unsaved = [
        Sheet(
            sheet.title,
            tuple(
                tuple(Live(None, cell.formula) if isinstance(cell, Live) else cell for cell in row)
                for row in sheet.rows
            ),
        )
        for sheet in exported.sheets
    ]
    assert list_alterations(made, replace(exported, sheets=tuple(unsaved))).blank == len(lives)


@pytest.mark.parametrize("name", MISPLACED)
def test_words_where_none_were_exported_are_named(name: str) -> None:
    change, says = MISPLACED[name]
    found = after(change)
    said = told(found)
    assert not found.is_empty
    assert any(WORDS in text for text in said), said
    assert any(says in text for text in said), said


def test_a_column_that_is_gone_is_a_difference_by_itself() -> None:
    def without_column(rows: Rows) -> None:
        for row in rows["Notes"]:
            del row[2:]

    found = after(without_column)
    assert found.columns_missing == (("Notes", "Meaning"),)
    assert found.count == 0
    assert not found.is_empty


@pytest.mark.parametrize("column", "IJK")
def test_what_reviewers_fill_in_is_no_alteration(column: str) -> None:
    found = after(put("Review", f"{column}9"))
    assert found.is_empty


FORMULAS: dict[str, tuple[Change, tuple[str, str, int]]] = {
    "a verdict": (put("Summary", "B24", Live("Not met", '="Not met"')), ("Summary", "Verdict", 1)),
    "a plain value": (put("Summary", "B24", "Not met"), ("Summary", "Verdict", 1)),
    "taken out": (put("Summary", "B24", None), ("Summary", "Verdict", 1)),
    "another row": (
        put("Review", "E12", Live("None", "=INDEX(MatrixHighest,MATCH($A13,MatrixCode,0))")),
        ("Review", "In this pathway now", 1),
    ),
    "other columns": (
        put("Matrix", "N9", Live("No", '=IF(COUNTIF($I9:$J9,"A")>0,"Yes","No")')),
        ("Matrix", "Assessed", 1),
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_is_no_longer_the_exported_one_is_named(name: str) -> None:
    change, where = FORMULAS[name]
    found = after(change)
    assert found.formulas == (where,)
    assert not found.is_empty


def test_formulas_replaced_under_the_same_figures_are_counted() -> None:
    def change(rows: Rows) -> None:
        for row in rows["Summary"]:
            for index, cell in enumerate(row):
                if isinstance(cell, Live) and cell.value in ("Met", "Not met"):
                    row[index] = Live(cell.value, f'="{cell.value}"')

    found = after(change)
    assert found.count == 0
    assert found.formulas == (("Summary", "Meets the standard", 6), ("Summary", "Verdict", 1))
    assert found.formula_count == 7


def test_formulas_follow_rows_that_were_sorted() -> None:
    def change(rows: Rows) -> None:
        first, last = rows["Gaps"][3:5]
        for row, number in ((first, 5), (last, 4)):
            cell = row[-1]
            assert isinstance(cell, Live)
            row[-1] = Live(cell.value, cell.formula.replace(f"$A{9 - number}", f"$A{number}"))
        rows["Gaps"][3:5] = last, first

    assert after(change).is_empty


def test_names_of_other_cells_are_named() -> None:
    names = {**book().names, "LineVerdict": "Summary!$C$20:$C$21"}
    assert list_alterations(SUBJECT, replace(book(), names=names)).names == ("LineVerdict",)


def test_a_name_that_one_sheet_has_for_itself_is_named() -> None:
    def change(opened: Workbook) -> None:
        opened["Summary"].defined_names["LineTotal"] = DefinedName(
            "LineTotal", attr_text="Summary!$A$1"
        )

    assert compared(resaved(file(), change)).names == ("Summary!LineTotal",)


def test_what_a_file_holds_is_read_and_named() -> None:
    def change(opened: Workbook) -> None:
        opened["Review"]["I10"].comment = Comment(WORDS, "Ann")
        opened["Review"]["F12"].value = WORDS
        opened["Summary"]["B24"].value = ArrayFormula("B24", '="Met"')
        opened["Notes"]["ZZ5"].value = WORDS
        opened["Gaps"]["A40000"].value = WORDS
        opened.defined_names["LineTotal"].attr_text = "Summary!$A$1"

    found = compared(resaved(file(), change))
    assert WORDS in " ".join(told(found))
    assert found.formulas == (("Summary", "Verdict", 1),)
    assert found.names == ("LineTotal",)
    assert f"Review CH note at Comment  {WORDS}" in told(found)
    # What lies beyond the rows and columns that are read is not passed over.
    assert found.cut == ("Gaps", "Notes")


MADE = (SUBJECT, subject(content(4)), subject(sampled(4, 0.1, 2), REQUIRED))


def test_no_program_that_saves_a_workbook_changes_it(
    office: Office, tmp_path: Path, is_whole: bool
) -> None:
    subjects = MADE if is_whole else MADE[:1]
    paths = [tmp_path / f"out-{number}.xlsx" for number, _ in enumerate((*subjects, SUBJECT))]
    for path, made in zip(paths, subjects, strict=False):
        path.write_bytes(write_qa_matrix(made))
    paths[-1].write_bytes(resaved(file(), lambda opened: None))
    saved = office.convert_all(paths)
    again = office.convert_all(office.convert_all(saved, "ods"))
    for made, *files in zip((*subjects, SUBJECT), paths, saved, again, strict=True):
        for path in files:
            assert told(compared(path.read_bytes(), made)) == [], path
            assert compared(path.read_bytes(), made).is_empty, path


def test_libreoffice_hides_no_replaced_verdict(office: Office, tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        for address in ("B24", "C34", "C35"):
            assert str(opened["Summary"][address].value).startswith("=IF(")
            opened["Summary"][address].value = '="Met"'

    path = tmp_path / "met.xlsx"
    path.write_bytes(resaved(file(), change))
    found = compared(office.convert(path).read_bytes())
    assert found.formulas == (("Summary", "Meets the standard", 2), ("Summary", "Verdict", 1))


GROUNDS = {
    "matrix": Ground({1: "Code", 5: "Mark"}, {}, 4, 90),
    "review": Ground({3: "Code", 4: "Mark"}, {2: ("Standard", 1)}, 6, 92),
}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("=SUM($A$4:$A$90)", "= sum( A4:a90 )", True),
        ('=IF(A9>0,"Met","")', '=_xlfn.IF($A$9>0,"Met","")', True),
        ("=Matrix!$E$4:$E$4", "='matrix'!E4", True),
        ('="Met"', '="met"', False),
        ("=A9+A8", "=A8+A9", False),
        ("=SUM(A4:A90)", "=SUM(A4:A89)", False),
    ],
)
def test_spellings_of_one_formula(one: str, other: str, is_same: bool) -> None:
    said = [spelled(text, "Matrix", 9, GROUNDS) for text in (one, other)]
    assert (said[0] == said[1]) is is_same


def test_a_formula_is_the_same_where_rows_and_columns_moved() -> None:
    exported = {"review": Ground({1: "Code"}, {1: ("Standard", 1)}, 4, 90)}
    was = spelled("=MATCH($A7,$A$4:$A$90)&$B$1", "Review", 7, exported)
    assert spelled("=MATCH($C20,$C$6:$C$92)&$B$2", "Review", 20, GROUNDS) == was
    assert spelled("=MATCH($C21,$C$6:$C$92)&$B$2", "Review", 20, GROUNDS) != was


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("line one_x000D_\nline two", "line one\nline two"),
        ("tab_x0009_here", "tab\there"),
        ("soft_x000B_break", "soft\nbreak"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xD83D_ alone", "_xD83D_ alone"),
        ("a_x_b_x12_", "a_x_b_x12_"),
    ],
)
def test_stored_characters_are_read_once_as_what_they_mean(stored: str, text: str) -> None:
    assert meant(stored) == text
