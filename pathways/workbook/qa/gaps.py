"""The Gaps sheet: what was open at export, and whether it still is."""

from typing import Final

from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.reasons import mending
from pathways.domain.worded import Tone
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Page, Row
from pathways.workbook.qa.brought import asked_mask
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Gaps"
_NOTHING_OPEN = "Every competency that something is asked of is reached."
_SAID = {False: "no module treats yet", True: "are not in it"}


def gaps_page(subject: QaSubject) -> Page:
    """Return the Gaps sheet."""
    remarks = (
        "One table. Still open follows the marks on Matrix; the rest stands as it was at export.",
    )
    rows: list[Row] = []
    for line in subject.report.lines:
        mends = mending(line)
        for item in subject.edition.members(line.open_mask & _listed(subject, line)):
            place = len(remarks) + 3 + len(rows)
            rows.append(
                (
                    item.code,
                    item.level,
                    line.line.short_name,
                    subject.strand_name(item.strand),
                    item.label,
                    item.scope_note,
                    "Yes" if item.code in subject.standard.required else "No",
                    "Yes" if mends & item.mask else "No",
                    Formula(_still_open(place), "Yes"),
                )
            )
    if not rows:
        rows.append(
            (
                subject.nothing,
                "",
                "",
                "",
                _NOTHING_OPEN
                if subject.stands_alone and any(line.is_brought for line in subject.report.lines)
                else "Every competency of the lines judged is reached.",
                "",
                "",
                "",
                "No",
            )
        )
    return Page(
        title=TITLE,
        heading=f"Gaps: competencies of the lines judged that {_SAID[subject.for_readers]}",
        remarks=remarks,
        table="GapRows",
        keys=("Code", "Line"),
        columns=(
            Column("Code", 13, Kind.STRONG),
            Column("Level", 9, Kind.NUMBER),
            Column("Line", 18),
            Column("Strand", 14),
            Column("Label", 46),
            Column("Scope note", 35),
            Column("Required by the standard", 14),
            Column("Would mend its line", 14),
            Column("Still open", 12, tints=(("Yes", Tone.MISSING), ("No", Tone.FULL))),
        ),
        rows=tuple(rows),
    )


def _listed(subject: QaSubject, line: LineReport) -> int:
    """Return what may be a gap: nothing that learners bring; earlier releases listed it all."""
    return asked_mask(line) if subject.stands_alone else line.line.mask


def _still_open(place: int) -> str:
    times = f"SUMIFS({places.MATRIX_TIMES},{places.MATRIX_CODE},$A{place})"
    return f'=IF({times}>0,"No","Yes")'
