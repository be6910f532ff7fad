"""The Competencies sheet: one row a competency, one column an offer."""

from typing import Final

from pathways.domain.comparison.comparison import ComparedCompetency, Spread
from pathways.workbook.comparison.subject import ComparisonSubject, marks_of
from pathways.workbook.kit import places
from pathways.workbook.kit.marks import MARKS
from pathways.workbook.kit.page import (
    Column,
    DropDown,
    Formula,
    Kind,
    Name,
    Page,
    Row,
)
from pathways.workbook.kit.paper import Paper, columns_repeated
from pathways.workbook.qa.matrix import MARK_TINTS, column_heading, wording_cells, wording_columns
from pathways.workbook.qa.subject import strand_name, theme_name

TITLE: Final = "Competencies"
SPREADS: Final = {Spread.ALL: "In all", Spread.SOME: "In some", Spread.NONE: "In none"}

_REMARK: Final = (
    "One table. I introduced, D developed, A assessed, by the module that takes it farthest; an "
    "empty cell: the offer does not treat it. Change a mark, and every count follows. Printed is "
    "what some offer treats, without scope notes; clear the print area to print all."
)
_MARK: Final = DropDown(
    words=("I", "D", "A"),
    title="How far this offer takes it",
    prompt="I introduced, D developed, A assessed. Empty: no module of the offer treats it.",
    error="Please choose I, D or A, or leave the cell empty.",
)


def competencies_page(subject: ComparisonSubject) -> Page:
    """Return the Competencies sheet."""
    before = _columns_before_offers(subject)
    columns = (
        Column("Code", 13, Kind.STRONG),
        Column("Level", 8, Kind.NUMBER),
        Column("Theme", 29),
        Column("Strand", 14),
        Column("Label", 66 if subject.wording else 104),
        *wording_columns(subject.wording),
        Column("In a line compared", 10),
        *(
            Column(
                column_heading(item.letter, item.offer.title),
                _mark_width(subject),
                Kind.MARK,
                _MARK,
                MARK_TINTS,
            )
            for item in subject.offers
        ),
        Column("In how many offers", 9, Kind.NUMBER),
        Column("Found", 12),
        # Wide, so that no row is higher for it.
        Column("Scope note", 230),
    )
    comparison = subject.comparison
    first = len(_remarks(subject)) + 3
    rows = [(item, "Yes") for item in comparison.competencies]
    rows += [(item, "No") for item in comparison.others]
    # What goes on paper stands first.
    rows.sort(key=lambda row: not row[0].letters)
    treated = sum(bool(item.letters) for item, _judged in rows)
    return Page(
        title=TITLE,
        heading="Competencies: how far each offer takes each",
        remarks=_remarks(subject),
        table="CompetencyRows",
        columns=columns,
        rows=tuple(
            _row(subject, item, judged, place, before)
            for place, (item, judged) in enumerate(rows, start=first)
        ),
        names=(
            Name(places.COMPETENCY_LEVEL, 2),
            Name(places.COMPETENCY_THEME, 3),
            Name(places.COMPETENCY_STRAND, 4),
            Name(places.COMPETENCY_JUDGED, before),
            *(
                Name(marks_of(item.letter), before + number)
                for number, item in enumerate(subject.offers, start=1)
            ),
            Name(places.COMPETENCY_TIMES, before + len(subject.offers) + 1),
        ),
        is_frozen=True,
        repeated=columns_repeated([column.width for column in columns], 5, Paper.A3),
        paper=Paper.A3,
        printed=treated or None,
        unprinted=1,
        is_dense=True,
    )


def _mark_width(subject: ComparisonSubject) -> float:
    """Return how wide a column of marks is: its heading is a title."""
    return 17 if len(subject.offers) < 4 else 14


def _columns_before_offers(subject: ComparisonSubject) -> int:
    return 6 + len(wording_columns(subject.wording))


def _remarks(subject: ComparisonSubject) -> tuple[str, ...]:
    if not subject.wording:
        return (_REMARK,)
    return (_REMARK, f"Official wording: {subject.edition.attribution}")


def _row(
    subject: ComparisonSubject, row: ComparedCompetency, judged: str, place: int, before: int
) -> Row:
    item, edition = row.competency, subject.edition
    count = len(row.treatments)
    cells = f"${places.letter(before + 1)}{place}:${places.letter(before + count)}{place}"
    times = f"${places.letter(before + count + 1)}{place}"
    every, some, none = (places.quoted(SPREADS[spread]) for spread in Spread)
    return (
        item.code,
        item.level,
        theme_name(edition, item.line_key),
        strand_name(edition, item.strand),
        item.label,
        *wording_cells(subject.wording, subject.unverified, item.code),
        judged,
        *row.treatments,
        Formula("=" + MARKS.counted(cells), len(row.letters)),
        Formula(f"=IF({times}={count},{every},IF({times}=0,{none},{some}))", SPREADS[row.spread]),
        item.scope_note,
    )
