"""The Mappings sheet: one row a mapping, with the provider's evidence."""

from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Mappings"

MAPPING_COLUMNS: Final = (
    Column("Module", 10, Kind.NUMBER),
    Column("Module title", 28),
    Column("Code", 13, Kind.STRONG),
    Column("Label", 40),
    Column("Treatment", 14),
    Column("Outcomes", 40),
    Column("Module minutes", 12, Kind.NUMBER),
    Column("Evidence", 56),
)
_ROOM = 30_000


def mappings_page(subject: QaSubject) -> Page:
    """Return the Mappings sheet."""
    rows = list_mappings(subject.edition, subject.content)
    if not rows:
        rows.append(("None", "No module treats a competency yet.", "", "", "", "", "", ""))
    return Page(
        title=TITLE,
        heading="Mappings: how each module treats each competency, and the evidence",
        remarks=(
            "One table. An empty Outcomes or Evidence cell: the provider has stated nothing there.",
        ),
        table="MappingRows",
        keys=("Module", "Code"),
        columns=MAPPING_COLUMNS,
        rows=tuple(rows),
        has_long_texts=True,
    )


def list_mappings(edition: Edition, content: PathwayContent) -> list[Row]:
    """Return a row for each mapping, by module and then in printed order."""
    order = {item.code: i for i, item in enumerate(edition.competencies)}
    rows: list[Row] = []
    for number, module in enumerate(content.modules, start=1):
        for mapping in sorted(module.mappings, key=lambda m: order.get(m.code, len(order))):
            item = edition.by_code.get(mapping.code)
            rows.append(
                (
                    number,
                    module.title,
                    mapping.code,
                    item.label if item else "Not in this edition: counts for nothing",
                    mapping.treatment.word,
                    _outcomes(module, mapping),
                    module.minutes,
                    mapping.evidence,
                )
            )
    return rows


def _outcomes(module: Module, mapping: Mapping) -> str:
    used = set(mapping.outcomes)
    return numbered(
        tuple(
            (position, outcome.text)
            for position, outcome in enumerate(module.outcomes, start=1)
            if outcome.id in used
        )
    )


def numbered(items: tuple[tuple[int, str], ...]) -> str:
    """Join numbered texts, one a line; what a cell has no room for is told by its number."""
    found: list[str] = []
    room = _ROOM
    for number, text in items:
        line = f"{number}. {text}"
        room -= 2 * len(line) + 1
        found.append(line if room > 0 else f"{number}. (no room in this cell)")
    return "\n".join(found)[:_ROOM]
