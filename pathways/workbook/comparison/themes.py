"""The Themes sheet: each line of each offer, in numbers that follow the marks."""

from typing import Final

from pathways.domain.comparison.comparison import ComparedLine, ComparedOffer
from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.proportion import INTRODUCED
from pathways.domain.rule.reasons import line_reasons
from pathways.domain.rule.sentences import ALL_CLAIMED
from pathways.domain.rule.strip import line_is_backed
from pathways.domain.worded import Tone
from pathways.workbook.comparison.subject import ComparisonSubject, marks_of
from pathways.workbook.kit import places
from pathways.workbook.kit.marks import MARKS
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row, Value
from pathways.workbook.kit.paper import Paper
from pathways.workbook.qa import formulas

TITLE: Final = "Themes"
VERDICT_TINTS: Final = (
    (formulas.MET, Tone.FULL),
    (formulas.CLAIMED, Tone.PARTIAL),
    (formulas.NOT_MET, Tone.MISSING),
)

_REMARK: Final = (
    "One table: a row for each theme of each offer; filter it by offer or by theme. The counts "
    "follow the marks on Competencies."
)
_FIRST: Final = 4
"""The first row of the table: a heading, a remark and the names of columns stand above it."""
_NOTHING: Final = "Nothing"
_NOT_APPLICABLE: Final = "Not applicable"


def themes_page(subject: ComparisonSubject) -> Page:
    """Return the Themes sheet."""
    keys, columns = _columns(subject)
    pairs = [
        (item, line) for row in subject.comparison.lines for item, line in _judged(subject, row)
    ]
    return Page(
        title=TITLE,
        heading="Themes: each theme of each offer in numbers",
        remarks=(_REMARK,),
        table="ThemeRows",
        columns=columns,
        rows=tuple(
            _row(subject, item, line, keys, _FIRST + place)
            for place, (item, line) in enumerate(pairs)
        ),
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
        paper=Paper.A3,
        is_dense=True,
    )


def _judged(
    subject: ComparisonSubject, row: ComparedLine
) -> list[tuple[ComparedOffer, LineReport]]:
    pairs = zip(subject.offers, row.cells, strict=True)
    return [(item, line) for item, line in pairs if line is not None]


def _columns(subject: ComparisonSubject) -> tuple[list[str], tuple[Column, ...]]:
    """Return what stands in each column, and the columns."""
    found: list[tuple[str, Column]] = [
        ("line", Column("Theme", 25, Kind.STRONG)),
        ("offer", Column("Offer", 8, Kind.MARK)),
        ("level", Column("Level", 8, Kind.NUMBER)),
        ("verdict", Column("Meets the standard", 12, tints=VERDICT_TINTS)),
        ("status", Column("Status", 14)),
        ("reached", Column("Reached", 11, Kind.NUMBER)),
        ("total", Column("Total", 8, Kind.NUMBER)),
        ("share", Column("Share", 8, Kind.SHARE)),
    ]
    for strand in subject.edition.strands:
        name = strand.short_name
        found.append((strand.code, Column(f"{name} reached", 13, Kind.NUMBER)))
        found.append((f"{strand.code} total", Column(f"{name} total", 13, Kind.NUMBER)))
    found += [
        ("introduced", Column("Introduced", 13, Kind.NUMBER)),
        ("developed", Column("Developed", 13, Kind.NUMBER)),
        ("assessed", Column("Assessed", 12, Kind.NUMBER)),
        ("backed", Column("Backed, as exported", 11, Kind.NUMBER)),
        ("minutes", Column("Minutes", 10, Kind.NUMBER)),
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
        "offer": item.letter,
        "level": item.report.target_level,
        "verdict": formulas.live(
            formulas.verdict(line, cells, word), word if line.is_met else formulas.NOT_MET
        ),
        "status": Formula(
            formulas.status(edition, line.line, cells, _NOTHING),
            formulas.status_words(line, _NOTHING),
        ),
        "reached": Formula(f"={MARKS.counted_where(*here, marks)}", line.reached),
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
        values[strand.strand] = Formula(f"={MARKS.counted_where(*part, marks)}", strand.reached)
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
