"""A plan as a workbook and as a document: live, the same each time, and read by other programs."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm

from pathways.domain.need.costs import Price, cost_of
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.sheet import PlanSheet, cover_courses, lay_out
from pathways.wordfile import write_document
from pathways.workbook.plan import write_plan
from tests.factories import make_plan
from tests.office import Office
from tests.workbook.files import facts, formulas, opened, values
from tests.workbook.subjects import edition

PRICES = (
    Price(39_00, "person", "added", 6, 24),
    Price(3_120_00, "group", "included", 8, 16),
    Price(99_99, "person", "exempt", 60, 70),
    Price(1_00, "person", "included", 0, 0),
    Price(3_120_00, "group", "added", 0, 0),
    Price(None, "", "", 4, 12),
    Price(50_00, "person", "", 0, 12),
    Price(0, "", "", 0, 0),
)


def made_sheet(plan: Plan | None = None) -> PlanSheet:
    plan = plan or make_plan()
    return PlanSheet(
        title="=Front doors",
        organisation="Riverside Trust",
        why="Staff who notice.",
        asked="Balanced",
        compared_with="Balanced",
        made_on="26 November 2026",
        made_by="Dana Okafor",
        plan=plan,
        cards=lay_out(edition(), plan),
        covers=cover_courses(plan, {}, {}),
        edition=edition(),
    )


def priced(prices: tuple[Price, Price], *, is_reclaimed: bool, percent: int) -> Plan:
    plan = make_plan()
    runs = tuple(
        replace(one, cost=cost_of(price, one.people, percent, is_reclaimed))
        for one, price in zip(plan.runs, prices, strict=True)
    )
    courses = tuple(
        replace(course, price=price) for course, price in zip(plan.courses, prices, strict=True)
    )
    return replace(plan, courses=courses, runs=runs, is_reclaimed=is_reclaimed, vat_percent=percent)


def test_libreoffice_counts_what_the_app_counts(office: Office, tmp_path: Path) -> None:
    paths = []
    files: dict[str, bytes] = {}
    for number, at in enumerate(range(0, len(PRICES), 2)):
        for is_reclaimed in (False, True):
            plan = priced(
                (PRICES[at], PRICES[at + 1]), is_reclaimed=is_reclaimed, percent=(20, 5)[number % 2]
            )
            name = f"plan-{at}-{is_reclaimed}"
            files[name] = write_plan(made_sheet(plan))
            path = tmp_path / f"{name}.xlsx"
            path.write_bytes(files[name])
            paths.append(path)
    for path, converted in zip(paths, office.convert_all(paths), strict=True):
        file = files[path.stem]
        wanted = formulas(file)
        assert len(wanted) > 12
        cached, counted = values(file, wanted), values(converted.read_bytes(), wanted)
        assert {key: told(value) for key, value in cached.items()} == {
            key: told(value) for key, value in counted.items()
        }, path.stem


def told(value: object) -> object:
    return round(float(value), 6) if isinstance(value, int | float) else value


def test_another_number_of_people_changes_what_is_paid(office: Office, tmp_path: Path) -> None:
    workbook = opened(write_plan(made_sheet()))
    sheet = workbook["Costs"]
    (row,) = (cell.row for cell in sheet["A"] if cell.value == "Behind the front desk")
    sheet.cell(row, 4).value = 10
    path = tmp_path / "changed.xlsx"
    workbook.save(path)
    after: Any = opened(office.convert(path).read_bytes(), cached=True)["Costs"]
    assert after.cell(row, 7).value == 1
    assert after.cell(row, 14).value == pytest.approx(10 * 39 * 1.2)
    assert facts(after)["You pay, of what is stated"] == pytest.approx(10 * 39 * 1.2 + 3744)


@pytest.mark.parametrize("write", [write_plan, write_document])
def test_the_same_plan_gives_the_same_bytes(write: Any) -> None:
    assert write(made_sheet()) == write(made_sheet())


def test_the_document_has_headings_table_heads_and_a_language() -> None:
    file = write_document(made_sheet())
    document = Document(io.BytesIO(file))
    heads = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]  # type: ignore[union-attr]
    assert heads[:2] == ["Who learns what, in which order", "Reception"]
    assert document.core_properties.title == "Training plan: =Front doors"
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        styles = parts.read("word/styles.xml").decode()
        body = parts.read("word/document.xml").decode()
    assert 'w:lang w:val="en-GB"' in styles
    assert "en-US" not in styles
    assert body.count("<w:tblHeader") == len(document.tables)
    costs = next(one for one in document.tables if one.rows[0].cells[0].text == "Course")
    together = [cell.text for cell in costs.rows[-1].cells]
    assert together == ["Together", "56", "4", "", "£5,304.00", "£1,060.80", "£6,364.80", "310"]


def test_columns_of_a_document_are_as_wide_as_their_cells_and_fit_the_page() -> None:
    document = Document(io.BytesIO(write_document(made_sheet())))
    room = Mm(210 - 2 * 18)
    assert document.tables
    for table in document.tables:
        grid = [column.width or 0 for column in table.columns]
        assert all([cell.width for cell in row.cells] == grid for row in table.rows)
        assert 0.99 * room < sum(grid) <= room
    course, people = [column.width or 0 for column in document.tables[1].columns][:2]
    assert course > 2 * people
