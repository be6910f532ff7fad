"""What people type comes back exactly as typed, whatever it looks like."""

from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pathways.domain.pathway.content import Assurance, Mapping, Outcome
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import THREAD
from pathways.workbook.kit import heights
from pathways.workbook.kit.cells import (
    LONGEST,
    CellTextError,
    check_text,
    escaped,
    put_date,
    put_formula,
    put_text,
)
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.page import Kind
from pathways.workbook.kit.paper import INDENT, SIZE
from pathways.workbook.kit.places import letter
from pathways.workbook.qa.matrix import module_heading
from pathways.workbook.qa.qa_matrix import ReviewEntry, write_qa_matrix
from tests.office import Office
from tests.workbook.files import facts, formulas, headings, opened, rows, unescaped
from tests.workbook.subjects import content, module, sampled, subject

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://x.example","press me")',
    "==",
    "=",
    "+44 121 496 0000",
    "-5",
    "@SUM(A1)",
    "'quoted",
    "#REF!",
    "#N/A",
    "TRUE",
    "007",
    "1e9",
    "2026-11-23",
    "<script>alert(1)</script> & <b>bold</b> ]]>",
    "&amp; &#65; &lt;",
    "😀 👩🏽‍🎓 ¯\\_(ツ)_/¯",
    "مرحبا بالعالم, שלום \u202eabc\u202c",
    "_x0041_ _x000D_ _xD800_ _x005F_x0041_",
    "  blank at both ends  ",
    "tab\tand\nlines\n\nand more\n",
    "\u00a0\u2028\u2029\ufeff",
    "{=SUM(A1)}",
    "long " * 6_000,
]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("=+-@'\"<>&_x0041\t\n"),
    max_size=60,
)


def round_trip(text: str) -> dict[str, Any]:
    """Write a pathway that says `text` wherever a person can, and read it all back."""
    taught = module(
        1,
        title=text,
        description=text,
        delivery=text,
        activities=text,
        assessment=text,
        outcomes=(Outcome("o1", text),),
        mappings=(Mapping("L2-KA-K01", Treatment.ASSESSED, text, ("o1",)),),
    )
    said = Assurance(facilitators=text, principles=(("safety", text),))
    entry = ReviewEntry("KA", Finding.MET, text, text, text, text)
    made = subject(
        content(2, [taught], title=text, assurance=said),
        provider=text,
        review=(entry,),
        wording={"L2-KA-K01": text},
    )
    file = write_qa_matrix(made)
    assert text not in formulas(file).values()
    workbook = opened(file)
    shown = facts(workbook["Summary"])
    (mapped,) = rows(workbook["Mappings"])
    (row,) = rows(workbook["Modules"])
    statements = {str(item["Subject"]): item for item in rows(workbook["Assurance"])}
    review = next(item for item in rows(workbook["Review"]) if item["Code"] == "KA")
    return {
        "provider": shown["Provider"],
        "pathway": shown["Pathway"],
        "evidence": mapped["Evidence"],
        "mapped title": mapped["Module title"],
        **{key: row[key] for key in ("Title", "Description", "Delivery", "Activities")},
        "assessment": row["Assessment"],
        "facilitators": statements["Facilitators"]["The provider's statement"],
        "principle": statements["Principle: Safety"]["The provider's statement"],
        **{key: review[key] for key in (THREAD, "Comment", "Reviewer", "Date")},
        "wording": rows(workbook["Matrix"])[0]["Official wording"],
    }


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_texts_come_back_as_typed(text: str) -> None:
    for place, found in round_trip(text).items():
        if isinstance(found, datetime):
            assert (place, found.date().isoformat()) == ("Date", text)
        else:
            assert unescaped(str(found)) == text, place


@settings(deadline=None)
@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=30))
def test_any_text_comes_back_as_typed(texts: list[str]) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    style = make_look(workbook).kinds[Kind.TEXT].quoted
    for row, text in enumerate(texts, start=1):
        put_text(sheet, row, 1, text, style)
    saved = BytesIO()
    workbook.save(saved)
    cells = opened(saved.getvalue()).worksheets[0]["A"]
    assert [unescaped(str(cell.value)) for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}


@given(st.text("_x05FA1 ", max_size=40))
def test_escaping_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_texts_come_back_through_libreoffice(office: Office, tmp_path: Path) -> None:
    # A literal "_x005F_x0041_" is the one text that LibreOffice itself misreads.
    texts = [text.replace("_x005F_x0041_", "") for text in HOSTILE]
    modules = [
        module(number, [("L2-KA-K01", "I")], title=f"Part {number}", activities=text)
        for number, text in enumerate(texts, start=1)
    ]
    path = tmp_path / "texts.xlsx"
    path.write_bytes(write_qa_matrix(subject(content(2, modules))))
    again = opened(office.convert(path).read_bytes(), cached=True)
    first = [row for row in rows(again["Modules"]) if row["Row"] == 1]
    found = [unescaped(str(row["Activities"])) for row in first]
    assert found == texts


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_a_file_cannot_hold_is_refused_before_it_is_saved(character: str) -> None:
    with pytest.raises(CellTextError, match="cannot store"):
        check_text(f"a{character}b")


def test_texts_are_measured_as_excel_measures_them() -> None:
    assert check_text("x" * LONGEST)
    assert check_text("😀" * (LONGEST // 2))
    for text in ("x" * (LONGEST + 1), "😀" * (LONGEST // 2 + 1)):
        with pytest.raises(CellTextError, match="32,767"):
            check_text(text)


def test_outcomes_that_no_cell_has_room_for_are_told_by_number() -> None:
    outcomes = tuple(Outcome(f"o{i}", "word " * 1_000) for i in range(30))
    used = tuple(outcome.id for outcome in outcomes)
    mapping = Mapping("L2-KA-K01", Treatment.ASSESSED, "", used)
    taught = module(1, outcomes=outcomes, mappings=(mapping,))
    (row,) = rows(opened(write_qa_matrix(subject(content(2, [taught]))))["Mappings"])
    shown = str(row["Outcomes"])
    assert shown.startswith("1. word word")
    assert shown.endswith("30. (no room in this cell)")
    assert len(shown) <= LONGEST


def test_each_outcome_has_a_row_and_a_module_without_any_one_as_well() -> None:
    many = tuple(Outcome(f"o{i}", f"Do thing {i}") for i in range(1, 31))
    made = subject(content(2, [module(1, outcomes=many), module(2, outcomes=())]))
    table = rows(opened(write_qa_matrix(made))["Modules"])
    assert [(row["Module"], row["Row"], row["Learning outcome"]) for row in table] == [
        *((1, i, f"Do thing {i}") for i in range(1, 31)),
        (2, 1, None),
    ]
    assert [row["Minutes"] for row in table] == [50, *[None] * 29, 55]


NOTE = "Note as it is compared"


def beyond(sheet: Any) -> list[tuple[str, str]]:
    """Return the texts of a sheet that its rows cannot show whole, each with its column."""
    found = []
    for row in sheet.iter_rows():
        height = sheet.row_dimensions[row[0].row].height
        for cell in row:
            if isinstance(cell.value, str) and cell.alignment.wrap_text:
                width = sheet.column_dimensions[cell.column_letter].width
                indent = INDENT if cell.alignment.indent else 0
                need = heights.lines(cell.value, width, SIZE, bool(cell.font.bold), indent)
                if need * SIZE * 1.32 > height:
                    found.append((cell.column_letter, cell.value))
    return found


def test_no_text_ends_beyond_its_row_unless_it_stands_in_parts_on_notes() -> None:
    long, longest = "Some words of it. " * 440, "Where it happens and how. " * 1_150
    mapping = Mapping("L2-KA-K01", Treatment.ASSESSED, longest, ("o1",))
    taught = module(
        1,
        description=long,
        activities="x" * 8_000,
        assessment="One line\n" * 300,
        outcomes=tuple(Outcome(f"o{i}", "A long outcome " * 33) for i in range(20)),
        mappings=(mapping,),
    )
    said = Assurance(facilitators=long, principles=(("safety", long),))
    made = subject(content(2, [taught], assurance=said))
    book = opened(write_qa_matrix(made), cached=True)
    parts: dict[str, str] = {}
    for row in rows(book["Notes"]):
        if row["Subject"] == "Long text":
            label = str(row["Term"]).rpartition(", part ")[0]
            parts[label] = parts.get(label, "") + str(row["Meaning"])
    assert beyond(book["Notes"]) == []
    for sheet in book.worksheets:
        compared = headings(sheet).index(NOTE) if NOTE in headings(sheet) else -1
        for column, text in beyond(sheet):
            if column == letter(compared + 1):
                continue
            whole = "".join(text.split())
            assert any("".join(part.split()) == whole for part in parts.values()), text[:40]
    assert "Modules: 1, 1, Description" in parts
    assert "Mappings: 1, L2-KA-K01, Evidence" in parts
    assert len(parts) == 6


def test_headings_of_modules_are_one_line_and_not_too_long() -> None:
    assert module_heading(3, module(3, title=" Two\nlines\t here ")) == "Module 3: Two lines here"
    assert module_heading(3, module(3, title="")) == "Module 3"
    long = module_heading(3, module(3, title="word " * 100))
    assert len(long) <= 110
    assert long.endswith("…")


def test_texts_are_marked_so_that_editing_does_not_wake_them() -> None:
    for sheet in opened(write_qa_matrix(subject(sampled(2, 0.1, 2)))).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.quotePrefix for cell in row if cell.data_type == "s")


def test_a_moment_is_written_as_its_day_here_on_both_sides_of_each_clock_change() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    style = make_look(workbook).date.plain
    moments = [
        datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))),
        date(2026, 4, 1),
    ]
    for row, moment in enumerate(moments, start=1):
        put_date(sheet, row, 1, moment, style)
    saved = BytesIO()
    workbook.save(saved)
    cells = opened(saved.getvalue()).worksheets[0]["A1:A6"]
    days = [str(cell.value)[:10] for (cell,) in cells]
    assert days == [
        *("2026-03-28", "2026-03-30", "2026-10-25", "2026-10-25"),
        *("2026-07-01", "2026-04-01"),
    ]


def test_a_formula_is_one_and_fits() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    style = make_look(workbook).kinds[Kind.TEXT].plain
    assert put_formula(sheet, 2, 3, "=1+1", style) == "C2"
    for wrong in ("1+1", "=" + "1+" * 5_000 + "1"):
        with pytest.raises(ValueError, match="formula"):
            put_formula(sheet, 1, 1, wrong, style)
    with pytest.raises(CellTextError):
        put_text(sheet, 1, 1, "\x00", style)
