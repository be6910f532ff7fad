"""The Summary sheet: what was compared, what it comes to, and each line of each offer."""

from typing import Final

from pathways.domain.comparison.comparison import ComparedLine, ComparedOffer, Spread
from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.proportion import INTRODUCED
from pathways.domain.rule.reasons import explain_standard, line_reasons
from pathways.domain.rule.sentences import ALL_CLAIMED
from pathways.domain.rule.strip import line_is_backed
from pathways.domain.worded import Tone
from pathways.domain.words import number_word
from pathways.workbook.comparison.subject import ComparisonSubject, marks_of
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Fact, Formula, Kind, Name, Page, Row, Value
from pathways.workbook.qa import formulas

TITLE: Final = "Summary"
VERDICT_TINTS: Final = (
    (formulas.MET, Tone.FULL),
    (formulas.CLAIMED, Tone.PARTIAL),
    (formulas.NOT_MET, Tone.MISSING),
)

_HOW_TO_USE: Final = (
    "The table below has a row for each line of each offer; filter it by offer or by line. "
    "Competencies shows how far each offer takes each competency; change a mark there and the "
    "counts on Summary and Offers follow. Evidence holds the providers' notes. Offers holds price, "
    "length and the other facts, and what is behind the claims. Notes explains every word and how "
    "it is counted."
)
_NOT_APPLICABLE: Final = "Not applicable"


def summary_page(subject: ComparisonSubject) -> Page:
    """Return the Summary sheet."""
    keys, columns = _columns(subject)
    facts = _facts(subject)
    first = 2 + len(facts) + 2
    pairs = [
        (item, line) for row in subject.comparison.lines for item, line in _judged(subject, row)
    ]
    page = Page(
        title=TITLE,
        heading="Comparison of training pathways",
        table="SummaryLines",
        columns=columns,
        rows=tuple(
            _row(subject, item, line, keys, first + place)
            for place, (item, line) in enumerate(pairs)
        ),
        facts=facts,
        caption="Line by line",
        names=tuple(
            Name(name, keys.index(key) + 1)
            for name, key in (
                (places.LINE_NAME, "line"),
                (places.LINE_OFFER, "offer"),
                (places.LINE_VERDICT, "verdict"),
                (places.LINE_REACHED, "reached"),
                (places.LINE_TOTAL, "total"),
            )
        ),
        is_large=True,
    )
    assert page.first_row == first  # noqa: S101  # formulas were written for these rows
    return page


def _judged(
    subject: ComparisonSubject, row: ComparedLine
) -> list[tuple[ComparedOffer, LineReport]]:
    pairs = zip(subject.offers, row.cells, strict=True)
    return [(item, line) for item, line in pairs if line is not None]


def _facts(subject: ComparisonSubject) -> tuple[Fact, ...]:
    comparison, edition = subject.comparison, subject.edition
    level = comparison.level.number if comparison.level else None
    count = len(subject.offers)
    judged = f"{places.COMPETENCY_JUDGED},{places.quoted('Yes')}"
    times = places.COMPETENCY_TIMES
    spreads = (
        (Spread.ALL, f"In all {number_word(count)}", f"{times},{count}"),
        (Spread.SOME, "In some", f'{times},">0",{times},"<{count}"'),
        (Spread.NONE, "In none", f"{times},0"),
    )
    return (
        *(
            Fact(f"Offer {item.letter}", f"{item.offer.title} ({item.offer.provider})")
            for item in subject.offers
        ),
        Fact("In short, as exported", " ".join(subject.conclusions), is_strong=True),
        Fact("Edition", f"{edition.title} ({edition.publisher}, published {edition.published})"),
        Fact("Judged at", subject.judged_at),
        Fact("Standard", comparison.standard.name),
        Fact(
            "What the standard asks",
            " ".join(explain_standard(edition, comparison.standard, level)),
        ),
        *(
            Fact(
                f"Competencies: {words[0].lower()}{words[1:]}",
                Formula(
                    f"=COUNTIFS({judged},{condition})", comparison.of_spread(spread).bit_count()
                ),
            )
            for spread, words, condition in spreads
        ),
        Fact("Date of the newest version", subject.changed_at),
        Fact("How to use this workbook", _HOW_TO_USE),
        Fact("Attribution", edition.attribution),
        Fact("Licence", f"{edition.licence}: {edition.licence_url}"),
    )


def _columns(subject: ComparisonSubject) -> tuple[list[str], tuple[Column, ...]]:
    """Return what stands in each column, and the columns."""
    found: list[tuple[str, Column]] = [
        ("line", Column("Line", 31, Kind.STRONG)),
        ("title", Column("Title of the offer", 46)),
        ("offer", Column("Offer", 10, Kind.MARK)),
        ("level", Column("Judged at level", 11, Kind.NUMBER)),
        ("verdict", Column("Meets the standard", 14, tints=VERDICT_TINTS)),
        ("status", Column("Status", 16)),
        ("reached", Column("Reached", 13, Kind.NUMBER)),
        ("total", Column("Total", 11, Kind.NUMBER)),
        ("share", Column("Share", 11, Kind.SHARE)),
    ]
    for strand in subject.edition.strands:
        name = strand.short_name
        found.append((strand.code, Column(f"{name} reached", 15, Kind.NUMBER)))
        found.append((f"{strand.code} total", Column(f"{name} total", 14, Kind.NUMBER)))
    found += [
        ("introduced", Column("Introduced", 15, Kind.NUMBER)),
        ("developed", Column("Developed", 14, Kind.NUMBER)),
        ("assessed", Column("Assessed", 13, Kind.NUMBER)),
        ("backed", Column("Backed, as exported", 13, Kind.NUMBER)),
        ("minutes", Column("Minutes", 12, Kind.NUMBER)),
        ("reason", Column("Reason", 44)),
    ]
    return [key for key, _ in found], tuple(column for _, column in found)


def is_line_backed(item: ComparedOffer, line: LineReport) -> bool:
    """Whether all that is asked of a line is backed, or brought: as on the page."""
    return line.by_entry or line_is_backed(line, item.proportion)


def _row(
    subject: ComparisonSubject, item: ComparedOffer, line: LineReport, keys: list[str], place: int
) -> Row:
    edition = subject.edition
    cells = {key: f"${places.letter(i)}{place}" for i, key in enumerate(keys, start=1)}
    here = _conditions(line, cells)
    marks = marks_of(item.letter)
    # Marks are live; what is behind them is as exported.
    word = formulas.MET if is_line_backed(item, line) else formulas.CLAIMED
    reasons = line_reasons(edition, line, is_frozen=True)
    if line.is_met and word == formulas.CLAIMED:
        reasons = (ALL_CLAIMED,)
    values: dict[str, Value] = {
        "line": line.line.short_name,
        "title": item.offer.title,
        "offer": item.letter,
        "level": item.report.target_level,
        "verdict": formulas.live(
            formulas.verdict(line, cells, word), word if line.is_met else formulas.NOT_MET
        ),
        "status": Formula(formulas.status(edition, line.line, cells), line.status.capitalize()),
        "reached": Formula(f"={places.counted_marks(*here, marks)}", line.reached),
        "total": Formula(f"=COUNTIFS({','.join(here)})", line.total),
        "share": Formula(formulas.share(cells), line.reached / line.total if line.total else 0),
        "backed": (item.proportion.backing[INTRODUCED] & line.line.mask).bit_count(),
        "minutes": line.minutes,
        "reason": formulas.live(
            formulas.reason(edition, line, cells, is_frozen=True, word=word), " ".join(reasons)
        ),
    }
    for word in ("introduced", "developed", "assessed"):
        mark = places.quoted(word[0].upper())
        values[word] = Formula(f"=COUNTIFS({','.join(here)},{marks},{mark})", getattr(line, word))
    for strand in line.strands:
        name = places.quoted(edition.by_strand[strand.strand].short_name)
        part = (*here, places.COMPETENCY_STRAND, name)
        values[strand.strand] = Formula(f"={places.counted_marks(*part, marks)}", strand.reached)
        values[f"{strand.strand} total"] = Formula(f"=COUNTIFS({','.join(part)})", strand.total)
    return tuple(values.get(key, _NOT_APPLICABLE) for key in keys)


def _conditions(line: LineReport, cells: dict[str, str]) -> tuple[str, ...]:
    """Return the pairs of column and condition that pick the competencies of a line."""
    numbers = [number for number, _mask in line.line.levels]
    theme = (places.COMPETENCY_THEME, cells["line"])
    if len(numbers) == 1:
        return (*theme, places.COMPETENCY_LEVEL, str(numbers[0]))
    # A line over several levels holds all from the lowest to the highest.
    lowest, highest = places.quoted(f">={numbers[0]}"), places.quoted(f"<={numbers[-1]}")
    return (*theme, places.COMPETENCY_LEVEL, lowest, places.COMPETENCY_LEVEL, highest)
