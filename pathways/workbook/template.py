"""Blank sheets of one level to fill in elsewhere: a matrix and its modules, which come home."""

from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.treatment import Treatment
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import Document, describe, pack
from pathways.workbook.kit.page import Column, DropDown, Kind, Page
from pathways.workbook.kit.writing import write_page
from pathways.workbook.qa.subject import strand_name, theme_name

MODULES: Final = 4
_ROWS: Final = 12
_MARKS: Final = DropDown(
    tuple(Treatment),
    "How far",
    "I introduced, D developed, A assessed. Empty: the module does not treat it.",
    "Choose I, D or A, or leave the cell empty.",
)
_FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)


def matrix_rows(
    edition: Edition, level: int
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the headings of a level's matrix and its rows, blank where somebody fills in."""
    heads = (
        "Code",
        "Label",
        "Theme",
        "Strand",
        *(f"Module {number}" for number in range(1, MODULES + 1)),
        "Evidence",
    )
    rows = tuple(
        (
            one.code,
            one.label,
            theme_name(edition, one.line_key),
            strand_name(edition, one.strand),
            *[""] * (MODULES + 1),
        )
        for one in edition.competencies
        if one.level == level
    )
    return heads, rows


def write_template(edition: Edition, level: int) -> bytes:
    """Return the blank workbook of a level: the same edition, the same bytes."""
    workbook = Workbook()
    look = make_look(workbook)
    workbook.remove(workbook.worksheets[0])
    cached = {
        page.title: write_page(workbook, page, look).cached
        for page in (_matrix(edition, level), _modules())
    }
    name = edition.by_level[level].name
    describe(
        workbook,
        Document(
            title=f"Level {level} {name}: a blank matrix",
            subject=edition.title,
            creator="Pathways",
            description="To fill in, and to bring into a pathway.",
            keywords="matrix; trauma informed; training pathways",
            moment=_FIRST,
        ),
    )
    return pack(workbook, cached)


def _matrix(edition: Edition, level: int) -> Page:
    heads, rows = matrix_rows(edition, level)
    widths = (13, 60, 26, 14, *[10] * MODULES, 50)
    kinds = (Kind.STRONG, *[Kind.TEXT] * 3, *[Kind.MARK] * MODULES, Kind.ENTRY)
    columns = tuple(
        Column(head, width, kind, _MARKS if kind is Kind.MARK else None)
        for head, width, kind in zip(heads, widths, kinds, strict=True)
    )
    return Page(
        title="Matrix",
        heading=f"Level {level} {edition.by_level[level].name}: which module treats what",
        remarks=(
            "Write a mark where a module treats a competency. Add columns Module 5 and so on as "
            "you need, or write a module's title in its heading.",
        ),
        table="MatrixRows",
        columns=columns,
        rows=tuple(tuple(cell or None for cell in row) for row in rows),
        is_frozen=True,
    )


def _modules() -> Page:
    return Page(
        title="Modules",
        heading="Modules, in the order of teaching",
        remarks=("One row for each module; outcomes one a line. Rows without a title are left.",),
        table="ModuleRows",
        columns=(
            Column("Number", 9, Kind.NUMBER),
            Column("Title", 36, Kind.ENTRY),
            Column("Minutes", 12, Kind.ENTRY),
            Column("Outcomes", 60, Kind.ENTRY),
            Column("Assessment", 30, Kind.ENTRY),
            Column("Delivery", 20, Kind.ENTRY),
            Column("Activities", 40, Kind.ENTRY),
        ),
        rows=tuple((number, *[None] * 6) for number in range(1, _ROWS + 1)),
        is_frozen=True,
        has_long_texts=True,
    )
