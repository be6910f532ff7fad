"""The Competencies sheet: one row a competency, one column an offer."""

from typing import Final

from pathways.domain.comparison.comparison import ComparedCompetency, Spread
from pathways.workbook.comparison.subject import ComparisonSubject, marks_of
from pathways.workbook.kit import places
from pathways.workbook.kit.page import (
    Column,
    DropDown,
    Formula,
    Kind,
    Name,
    Page,
    Row,
    pages_across,
)
from pathways.workbook.qa.matrix import MARK_TINTS, column_heading, wording_cells, wording_columns
from pathways.workbook.qa.subject import strand_name, theme_name

TITLE: Final = "Competencies"
SPREADS: Final = {Spread.ALL: "In all", Spread.SOME: "In some", Spread.NONE: "In none"}

_REMARK: Final = (
    "One table. I introduced, D developed, A assessed, by the module that takes it farthest; an "
    "empty cell: the offer does not treat it. Change a mark, and every count follows."
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
        Column("Theme", 17),
        Column("Strand", 13),
        Column("Label", 42),
        Column("Scope note", 34),
        *wording_columns(subject.wording),
        Column("In a line compared", 12),
        *(
            Column(column_heading(item.letter, item.offer.title), 17, Kind.MARK, _MARK, MARK_TINTS)
            for item in subject.offers
        ),
        Column("In how many offers", 12, Kind.NUMBER),
        Column("Found", 12),
    )
    comparison = subject.comparison
    first = len(_remarks(subject)) + 3
    rows = [(item, "Yes") for item in comparison.competencies]
    rows += [(item, "No") for item in comparison.others]
    pages = pages_across(columns)
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
        is_large=True,
        pages_across=pages,
        repeated=1 if pages == 1 else 5,
    )


def _columns_before_offers(subject: ComparisonSubject) -> int:
    return 7 + len(wording_columns(subject.wording))


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
        item.scope_note,
        *wording_cells(subject.wording, subject.unverified, item.code),
        judged,
        *row.treatments,
        Formula("=" + places.marked(cells), len(row.letters)),
        Formula(f"=IF({times}={count},{every},IF({times}=0,{none},{some}))", SPREADS[row.spread]),
    )
