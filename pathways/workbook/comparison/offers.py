"""The Offers sheet: what is known of each offer, and its counts together."""

from typing import Final

from pathways.domain.comparison.comparison import ComparedOffer
from pathways.domain.pathway.fields import DETAIL_FIELDS, FieldKind
from pathways.workbook.comparison.subject import ComparisonSubject, marks_of
from pathways.workbook.comparison.summary import VERDICT_TINTS, is_line_backed
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Page, Row
from pathways.workbook.qa import formulas
from pathways.workbook.qa.summary import told

TITLE: Final = "Offers"

_BEHIND: Final = (
    Column("Claimed", 11, Kind.NUMBER),
    Column("Backed", 11, Kind.NUMBER),
    Column("Time for", 10, Kind.NUMBER),
    Column("In an hour", 11),
    Column("Assessed", 13, Kind.NUMBER),
    Column("With a note of its own", 13, Kind.NUMBER),
    Column("What to look at", 60),
)
_WIDE: Final = {"Review", *(item.label for item in DETAIL_FIELDS if item.kind is FieldKind.TEXT)}


def offers_page(subject: ComparisonSubject) -> Page:
    """Return the Offers sheet."""
    return Page(
        title=TITLE,
        heading="Offers: what is known of each, and what it reaches",
        remarks=(
            "One table. Not stated: the provider says nothing of it. The counts are live; what is "
            "behind the claims, from Claimed to What to look at, is as exported.",
        ),
        table="OfferRows",
        columns=(
            Column("Offer", 10, Kind.MARK),
            Column("Title", 30, Kind.STRONG),
            Column("Provider", 22),
            *(Column(label, 30 if label in _WIDE else 18) for label, _words in subject.facts),
            Column("Judged at level", 11, Kind.NUMBER),
            Column("Meets the standard", 14, tints=VERDICT_TINTS),
            Column("Lines met", 10, Kind.NUMBER),
            Column("Lines claimed, not all backed", 13, Kind.NUMBER),
            Column("Lines", 10, Kind.NUMBER),
            Column("Reached", 13, Kind.NUMBER),
            Column("Total", 11, Kind.NUMBER),
            Column("Only in this offer", 11, Kind.NUMBER),
            Column("Minutes of its modules", 13, Kind.NUMBER),
            *_BEHIND,
            Column("Headline, as exported", 44),
        ),
        rows=tuple(_row(subject, place, item) for place, item in enumerate(subject.offers)),
        is_large=True,
        has_long_texts=True,
        pages_across=2,
        repeated=2,
    )


def _row(subject: ComparisonSubject, place: int, item: ComparedOffer) -> Row:
    report = item.report
    own = f"{places.LINE_OFFER},{places.quoted(item.letter)}"
    lines = f"COUNTIFS({own})"
    met = f"COUNTIFS({own},{places.LINE_VERDICT},{places.quoted(formulas.MET)})"
    claimed = f"COUNTIFS({own},{places.LINE_VERDICT},{places.quoted(formulas.CLAIMED)})"
    every, some, none = map(places.quoted, (formulas.MET, formulas.CLAIMED, formulas.NOT_MET))
    are_backed = [is_line_backed(item, line) for line in report.lines if line.is_met]
    word = formulas.MET if item.is_backed else formulas.CLAIMED
    only = (places.COMPETENCY_JUDGED, places.quoted("Yes"), places.COMPETENCY_TIMES, "1")
    return (
        item.letter,
        item.offer.title,
        item.offer.provider,
        *(told[place] or "Not stated" for _label, told in subject.facts),
        report.target_level,
        Formula(
            f"=IF({met}={lines},{every},IF({met}+{claimed}={lines},{some},{none}))",
            word if report.is_met else formulas.NOT_MET,
        ),
        Formula(f"={met}", are_backed.count(True)),
        Formula(f"={claimed}", are_backed.count(False)),
        Formula(f"={lines}", len(report.lines)),
        Formula(f"=SUMIFS({places.LINE_REACHED},{own})", report.reached),
        Formula(f"=SUMIFS({places.LINE_TOTAL},{own})", report.total),
        Formula(
            f"={places.counted_marks(*only, marks_of(item.letter))}", item.only_mask.bit_count()
        ),
        item.offer.content.minutes,
        *_behind(item),
        report.headline,
    )


def _behind(item: ComparedOffer) -> Row:
    """Return what is behind its claims: of what it is judged by here, the hours of the whole."""
    counted, (whole, cautions) = item.proportion, item.measured
    tenths = whole.tenths_an_hour
    return (
        counted.claimed,
        counted.backed,
        whole.time_for,
        "Not stated" if tenths is None else tenths / 10,
        counted.assessed,
        counted.noted,
        told(cautions),
    )
