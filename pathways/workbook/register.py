"""Write a commissioner's register as a workbook: what it was sent and decided, asked and told."""

from datetime import UTC, date, datetime
from typing import Final

from openpyxl import Workbook

from pathways.domain.review.conditions import ConditionState
from pathways.domain.review.register import HEADS, RegisterCell, Registered, list_rows
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import Document, describe, pack
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.kit.writing import write_page

_WIDTHS: Final = {
    "Pathway": 36,
    "Provider": 24,
    "Sent by": 20,
    "Standard": 22,
    "Reviewers": 24,
    "Decision": 18,
    "Decided by": 20,
    "Words": 56,
    "Conditions": 50,
    "Results": 50,
}
_DAYS: Final = {"Sent", "Decision by", "Decided", "Holds until", "Changes by", "Withdrawn"}
_NUMBERS: Final = {"Version", "Competencies marked", "Competencies"}
_EMPTY: Final = "Nothing yet"
_UNDATED: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""The date of a register in which nothing stands."""


def write_register(entries: tuple[Registered, ...], organisation: str, year: int | None) -> bytes:
    """Return the workbook: the same register, the same bytes."""
    title = f"Register of {organisation}" + (f", {year}" if year else "")
    workbook = Workbook()
    look = make_look(workbook)
    workbook.remove(workbook.worksheets[0])
    pages = (_register(entries, title), _conditions(entries), _results(entries))
    cached = {page.title: write_page(workbook, page, look, title).cached for page in pages}
    days = [entry.sent_on for entry in entries]
    days += [decision.on for entry in entries for decision in entry.decisions]
    newest = max(days, default=None)
    moment = datetime(newest.year, newest.month, newest.day, tzinfo=UTC) if newest else _UNDATED
    describe(
        workbook,
        Document(
            title=title,
            subject="Submissions and decisions",
            creator="Pathways",
            description="What was sent for review, what was decided, and what became of it.",
            keywords="register; trauma informed; training pathways",
            moment=moment,
        ),
    )
    return pack(workbook, cached)


def _register(entries: tuple[Registered, ...], title: str) -> Page:
    return Page(
        title="Register",
        heading=title,
        remarks=("A row for each decision, and one for each submission without. One table.",),
        table="RegisterRows",
        columns=tuple(_column(head) for head in HEADS),
        rows=_body([_row(cells) for cells in list_rows(entries)], len(HEADS)),
        is_frozen=True,
        has_long_texts=True,
    )


def _conditions(entries: tuple[Registered, ...]) -> Page:
    rows = [
        (
            entry.name,
            entry.provider,
            decision.on,
            condition.words,
            condition.owner,
            condition.due_on or "",
            condition.state.word,
            condition.done_on or "",
        )
        for entry in entries
        for decision in entry.decisions
        for condition in decision.conditions
    ]
    return Page(
        title="Conditions",
        heading="Conditions of approvals",
        remarks=("A row for each condition, with who sees to it and until when. One table.",),
        table="RegisterConditions",
        columns=(
            Column("Pathway", 36, Kind.STRONG),
            Column("Provider", 24),
            Column("Decided", 14, Kind.DAY),
            Column("Condition", 60),
            Column("Owner", 24),
            Column("Due", 14, Kind.DAY),
            Column("State", 20, tints=tuple((one.word, one.tone) for one in ConditionState)),
            Column("Done", 14, Kind.DAY),
        ),
        rows=_body([_row(cells) for cells in rows], 8),
        is_frozen=True,
        has_long_texts=True,
    )


def _results(entries: tuple[Registered, ...]) -> Page:
    rows = [
        (
            entry.name,
            entry.provider,
            result.given_on,
            result.from_on or "",
            result.to_on or "",
            "" if result.learners is None else result.learners,
            result.words,
            result.next_review_on or "",
        )
        for entry in entries
        for result in entry.results
    ]
    return Page(
        title="Results",
        heading="Results after approvals, as providers gave them",
        remarks=("A row for each report. Learners stay empty where nobody counted. One table.",),
        table="RegisterResults",
        columns=(
            Column("Pathway", 36, Kind.STRONG),
            Column("Provider", 24),
            Column("Given", 14, Kind.DAY),
            Column("From", 14, Kind.DAY),
            Column("To", 14, Kind.DAY),
            Column("Learners reached", 12, Kind.NUMBER),
            Column("What came of it", 60),
            Column("Next review", 14, Kind.DAY),
        ),
        rows=_body([_row(cells) for cells in rows], 8),
        is_frozen=True,
        has_long_texts=True,
    )


def _column(head: str) -> Column:
    if head == "Pathway":
        return Column(head, _WIDTHS[head], Kind.STRONG)
    if head in _DAYS:
        return Column(head, 14, Kind.DAY)
    if head in _NUMBERS:
        return Column(head, 15, Kind.NUMBER)
    return Column(head, _WIDTHS.get(head, 14))


def _row(cells: tuple[RegisterCell, ...]) -> Row:
    return tuple(_value(cell) for cell in cells)


def _value(cell: RegisterCell) -> str | int | date | None:
    # An empty text would look like words that somebody typed.
    return None if cell == "" else cell


def _body(rows: list[Row], width: int) -> tuple[Row, ...]:
    """Return the rows; a table has at least one, which says that there is nothing."""
    return tuple(rows) or ((_EMPTY, *[None] * (width - 1)),)
