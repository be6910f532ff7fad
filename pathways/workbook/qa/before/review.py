"""The Review sheet of before: the whole, lines and competencies, comments so far on the left."""

from typing import Final

from pathways.domain.review.places import WHOLE_CODE, WHOLE_LABEL
from pathways.domain.review.submission import WHOLE
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Page, Row, Value
from pathways.workbook.qa import formulas
from pathways.workbook.qa.matrix import highest_word
from pathways.workbook.qa.review import ENTRIES, FINDING, FINDING_TINTS, TITLE, looked_up
from pathways.workbook.qa.subject import QaSubject, ReviewEntry

THREAD: Final = "Comments so far"


def review_page(subject: QaSubject) -> Page:
    """Return the Review sheet."""
    entries = {entry.code: entry for entry in subject.review}
    has_threads = any(entry.thread for entry in subject.review)

    def entry(code: str) -> tuple[Value, ...]:
        return _entry(entries.get(code), has_threads)

    rows: list[Row] = [
        (
            WHOLE_CODE,
            "Whole",
            "All lines",
            WHOLE_LABEL,
            Formula(
                formulas.overall_verdict(subject.report),
                formulas.MET if subject.report.is_met else formulas.NOT_MET,
            ),
            *entry(WHOLE),
        )
    ]
    for line in subject.report.lines:
        name = line.line.short_name
        rows.append(
            (
                line.line.key,
                "Line",
                name,
                line.line.name,
                Formula(
                    looked_up(places.LINE_VERDICT, f"$C{4 + len(rows)}", places.LINE_NAME),
                    "Met" if line.is_met else "Not met",
                ),
                *entry(line.line.key),
            )
        )
    for row in subject.matrix.rows:
        item = row.competency
        rows.append(
            (
                item.code,
                "Competency",
                subject.theme_name(item.line_key),
                item.label,
                Formula(
                    looked_up(places.MATRIX_HIGHEST, f"$A{4 + len(rows)}", places.MATRIX_CODE),
                    highest_word(subject, row.highest),
                ),
                *entry(item.code),
            )
        )
    return Page(
        title=TITLE,
        heading="Review: findings, line by line and competency by competency",
        remarks=(
            "One table. Finding, Comment, Reviewer and Date are for the reviewer; empty cells "
            "mean: no finding yet. A comment is added to those before; nothing is taken away.",
        ),
        table="ReviewRows",
        keys=("Code",),
        own=ENTRIES,
        columns=(
            Column("Code", 13, Kind.STRONG),
            Column("Row", 14),
            Column("Theme", 18),
            Column("Label", 46),
            Column("In this pathway now", 15),
            *((Column(THREAD, 56),) if has_threads else ()),
            Column("Finding", 17, Kind.ENTRY, FINDING, FINDING_TINTS),
            Column("Comment", 56, Kind.ENTRY),
            Column("Reviewer", 20, Kind.ENTRY),
            Column("Date", 14, Kind.ENTRY),
        ),
        rows=tuple(rows),
        is_frozen=True,
        has_long_texts=has_threads,
    )


def _entry(entry: ReviewEntry | None, has_threads: bool) -> tuple[Value, ...]:
    entry = entry or ReviewEntry("")
    thread = (entry.thread,) if has_threads else ()
    finding = entry.finding.word if entry.finding else None
    return (
        *thread,
        finding,
        entry.comment or None,
        entry.reviewer or None,
        entry.date or None,
    )
