"""Write the regional picture as a workbook: every count on Summary follows the Competencies."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook

from pathways.domain.comparison.region import FEW, SOME, Band, Region, RegionLevel, TreatedCount
from pathways.domain.words import plural
from pathways.workbook.kit import places
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import pack
from pathways.workbook.kit.page import Column, Fact, Formula, Kind, Name, Page, Row
from pathways.workbook.kit.writing import write_page

LEVEL: Final = "RegionLevel"
LINE: Final = "RegionLine"
BAND: Final = "RegionBand"
PATHWAYS: Final = "RegionPathways"
BACKED: Final = "RegionBacked"
_OFFERS: Final = "Summary!$B$2"
"""Where the number of published pathways stands; below it, those that lead to each level."""

_TINTS: Final = tuple((band.word, band.tone) for band in Band)
_UNDATED: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""The date of a file about a region in which nothing is published."""

_HOW_TO_USE: Final = (
    "Competencies holds, for every competency, how many published pathways introduce, develop and "
    "assess it as their highest treatment, and how many back it: with a note of its own, in a "
    "module that has time for what it claims. Pathways and Band are counted from these numbers, "
    "and this sheet from Competencies: change a number there, or the numbers of pathways here, and "
    "the counts follow. Shares are of the pathways that lead to the level or above; of all where "
    "none does."
)


def write_region(region: Region, newest: datetime | None, area: str = "") -> bytes:
    """Return the workbook: same picture, same bytes. `newest` is the file's own date.

    `area` is the one whose pathways are counted alone, empty for all.
    """
    workbook = Workbook()
    look = make_look(workbook)
    workbook.remove(workbook.worksheets[0])
    pages = (_summary(region, newest, area), _competencies(region))
    cached = {page.title: write_page(workbook, page, look).cached for page in pages}
    _describe(workbook, region, newest or _UNDATED)
    return pack(workbook, cached, "")


def _summary(region: Region, newest: datetime | None, area: str) -> Page:
    edition = region.edition
    facts = (
        Fact("Published pathways", region.offers, is_strong=True),
        *(
            Fact(
                f"Of these lead to {one.level.number} {one.level.name} or above", one.leading_above
            )
            for one in region.levels
        ),
        Fact("Newest published", newest or "None is published"),
        Fact("Area", area or "All"),
        Fact("Edition", f"{edition.title} ({edition.publisher}, published {edition.published})"),
        *(Fact(f"{one.level.number} {one.level.name}", _sentence(one)) for one in region.levels),
        *(Fact(f"Band: {band.word}", f"Treated by {band.meaning}.") for band in Band),
        Fact("How to use this workbook", _HOW_TO_USE),
        Fact("Attribution", edition.attribution),
        Fact("Licence", f"{edition.licence}: {edition.licence_url}"),
    )
    first = 2 + len(facts) + 2
    page = Page(
        title="Summary",
        heading="Region: what published pathways treat",
        table="RegionLines",
        columns=(
            Column("Level", 27, Kind.NUMBER),
            Column("Line", 62, Kind.STRONG),
            Column("Competencies", 16, Kind.NUMBER),
            *(Column(f"Treated by {band.value}", 14, Kind.NUMBER) for band in Band),
            Column("Share by few or none", 15, Kind.SHARE),
            Column("Claimed by some", 12, Kind.NUMBER),
            Column("Backed by some", 12, Kind.NUMBER),
        ),
        rows=tuple(_line_rows(region, first)),
        facts=facts,
        caption="Line by line",
    )
    assert page.first_row == first  # noqa: S101  # formulas were written for these rows
    return page


def _line_rows(region: Region, first: int) -> Iterator[Row]:
    place = first
    for one in region.levels:
        for line in one.lines:
            here = f"{LEVEL},$A{place},{LINE},$B{place}"
            counts = [
                Formula(f"=COUNTIFS({here},{BAND},{places.quoted(band.word)})", count)
                for band in Band
                for count in (line.part.count(band),)
            ]
            yield (
                one.level.number,
                line.line.short_name,
                Formula(f"=COUNTIFS({here})", line.part.total),
                *counts,
                Formula(
                    f"=IF($C{place}=0,0,($D{place}+$E{place})/$C{place})",
                    line.part.thin / line.part.total,
                ),
                Formula(f'=COUNTIFS({here},{PATHWAYS},">0")', line.part.claimed),
                Formula(f'=COUNTIFS({here},{BACKED},">0")', line.part.backed),
            )
            place += 1


def _sentence(one: RegionLevel) -> Formula:
    """Return the sentence of a level, live; its twin is the domain's `sentence`."""
    number, name, total = one.level.number, one.level.name, one.part.total
    none, few = (
        f"COUNTIFS({LEVEL},{number},{BAND},{places.quoted(band.word)})"
        for band in (Band.NONE, Band.FEW)
    )
    whole = "The one competency" if total == 1 else f"All {total} competencies"
    verb = "is" if total == 1 else "are"
    every = places.quoted(f"{whole} at {name} {verb} treated by some published pathway")
    of = places.quoted(f" of {plural(total, 'competency', 'competencies')} at {name} ")
    some = f'{none}&{of}&IF({none}=1,"is","are")&" treated by no published pathway"'
    alone = f'COUNTIFS({LEVEL},{number},{PATHWAYS},">0",{BACKED},0)'
    behind = f'{alone}&IF({alone}=1," is"," are")&" claimed, and backed by none."'
    return Formula(
        f'=IF({none}=0,{every},{some})&IF({few}=0,"",", "&{few}&" by few")'
        f'&"."&IF({alone}=0,""," "&{behind})',
        one.sentence,
    )


def _competencies(region: Region) -> Page:
    remarks = (
        "One table. Pathways and Band follow the three numbers before them. Backed by: of these "
        "pathways, those whose claim is backed.",
    )
    items = [
        (one.level.number, line.line.short_name, item)
        for one in region.levels
        for line in one.lines
        for item in line.part.items
    ]
    first = 1 + len(remarks) + 2
    columns = (
        Column("Code", 13, Kind.STRONG),
        Column("Level", 10, Kind.NUMBER),
        Column("Line", 24),
        Column("Strand", 15),
        Column("Label", 56),
        Column("Scope note", 40),
        Column("Introduced", 15, Kind.NUMBER),
        Column("Developed", 14, Kind.NUMBER),
        Column("Assessed", 13, Kind.NUMBER),
        Column("Pathways", 13, Kind.NUMBER),
        Column("Band", 12, tints=_TINTS),
        Column("Backed by", 12, Kind.NUMBER),
    )
    page = Page(
        title="Competencies",
        heading="Competencies, and how many published pathways treat each",
        remarks=remarks,
        table="RegionCompetencies",
        columns=columns,
        rows=tuple(
            _row(region, level, line, item, first + place)
            for place, (level, line, item) in enumerate(items)
        ),
        names=(
            Name(LEVEL, 2),
            Name(LINE, 3),
            Name(PATHWAYS, len(columns) - 2),
            Name(BAND, len(columns) - 1),
            Name(BACKED, len(columns)),
        ),
        is_frozen=True,
    )
    assert page.first_row == first  # noqa: S101  # formulas were written for these rows
    return page


def _row(region: Region, level: int, line: str, item: TreatedCount, place: int) -> Row:
    one = item.competency
    strand = region.edition.by_strand[one.strand].short_name if one.strand else "Not split"
    return (
        one.code,
        level,
        line,
        strand,
        one.label,
        one.scope_note,
        item.introduced,
        item.developed,
        item.assessed,
        Formula(f"=SUM($G{place}:$I{place})", item.pathways),
        Formula(_band(f"$J{place}", _base(region, level)), item.band.word),
        item.backed,
    )


def _base(region: Region, level: int) -> str:
    """Return how many pathways shares of a level are of: those that lead there, else all."""
    place = next(at for at, one in enumerate(region.levels) if one.level.number == level)
    leading = f"Summary!$B${3 + place}"
    return f"IF({leading}=0,{_OFFERS},{leading})"


def _band(count: str, base: str) -> str:
    """Return the band as a formula; its twin is the domain's `band_of`."""
    none, few, some, many = (places.quoted(band.word) for band in Band)
    return (
        f"=IF({count}=0,{none},IF(OR({count}=1,{FEW}*{count}<={base}),{few},"
        f"IF({SOME}*{count}<={base},{some},{many})))"
    )


def _describe(workbook: Workbook, region: Region, newest: datetime) -> None:
    """Set the document's properties. The dates are the content's, not the export's."""
    moment = newest.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    properties = workbook.properties
    properties.title = "Region: what published pathways treat"
    properties.subject = region.edition.title
    properties.creator = "Pathways"
    properties.lastModifiedBy = "Pathways"
    properties.description = " ".join(one.sentence for one in region.levels)
    properties.keywords = "region; trauma informed; training pathways"
    properties.language = "en-GB"
    properties.created = moment
    properties.modified = moment
