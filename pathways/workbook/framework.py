"""Write an edition of the framework as a workbook: one table of its competencies."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook

from pathways.domain.framework.edition import Edition
from pathways.domain.framework.table import list_competencies, list_heads
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import Document, describe, pack
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.kit.writing import write_page

_COLUMNS: Final = {
    "code": Column("Code", 13, Kind.STRONG),
    "level": Column("Level", 8, Kind.NUMBER),
    "level_name": Column("Level name", 20),
    "theme": Column("Theme", 9),
    "theme_name": Column("Theme name", 34),
    "strand": Column("Strand", 9),
    "strand_name": Column("Strand name", 24),
    "label": Column("Label", 60),
    "scope_note": Column("Scope note", 44),
    "wording": Column("Official wording", 70),
    "wording_state": Column("Wording is", 13),
    "attribution": Column("Attribution", 40),
    "licence": Column("Licence", 30),
}
_FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)


def write_framework(
    edition: Edition, wording: Mapping[str, str], unverified: Collection[str]
) -> bytes:
    """Return the workbook: the same edition and wording, the same bytes."""
    workbook = Workbook()
    look = make_look(workbook)
    workbook.remove(workbook.worksheets[0])
    heads = list_heads(wording)
    page = Page(
        title="Competencies",
        heading=edition.title,
        remarks=(
            "One table. Labels and scope notes are in our own words.",
            f"{edition.attribution} Licence: {edition.licence}, {edition.licence_url}",
        ),
        table="Competencies",
        columns=tuple(_COLUMNS[head] for head in heads),
        rows=tuple(_row(heads, cells) for cells in list_competencies(edition, wording, unverified)),
        is_frozen=True,
        has_long_texts=bool(wording),
    )
    cached = {page.title: write_page(workbook, page, look).cached}
    describe(
        workbook,
        Document(
            title=edition.title,
            subject="Competencies of the framework",
            creator="Pathways",
            description="Levels, themes, strands and competencies, with labels of our own.",
            keywords="framework; competencies; trauma informed",
            moment=_FIRST,
        ),
    )
    return pack(workbook, cached)


def _row(heads: tuple[str, ...], cells: tuple[str, ...]) -> Row:
    return tuple(
        int(cell) if head == "level" else cell or None
        for head, cell in zip(heads, cells, strict=True)
    )
