"""The Summary sheet: what was judged, the answer, and the lines that it rests on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from pathways.domain.pathway.cautions import Caution
from pathways.domain.pathway.facts import tell_levels
from pathways.domain.pathway.fields import STANDARD
from pathways.domain.review.submission import DEPTH
from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.depth import DepthFinding
from pathways.domain.rule.reasons import line_reasons
from pathways.domain.rule.stated import StatedFinding
from pathways.domain.worded import Tone
from pathways.domain.words import duration, plural
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Fact, FactName, Formula, Kind, Name, Page, Row, Value
from pathways.workbook.qa import behind, formulas, modules
from pathways.workbook.qa.before import modules as modules_of_before
from pathways.workbook.qa.contents import contact, contents, sending
from pathways.workbook.qa.proportion import summary_words
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Summary"
HEADING: Final = "Quality assurance matrix"

_VERDICT_TINTS = ((formulas.MET, Tone.FULL), (formulas.NOT_MET, Tone.MISSING))
_HOW_TO_USE = (
    "Matrix shows which module treats which competency; change a mark there and the counts on "
    "this sheet follow. Gaps lists what was open at export. Mappings, Modules and Assurance hold "
    "the provider's evidence and statements. Write findings on Review. Notes explains every word "
    "and how it is counted."
)
_HOW_TO_USE_NOW = (
    "Change a mark on Matrix, and the counts on this sheet follow. Write findings on Review, where "
    "the evidence stands beside each row, and bring the workbook back. Notes explains every word "
    "and how it is counted."
)
_HOLDS = "Contents and facts, then one table of the lines. The Excel file has a chart below it."
_NO_REASON = "Nothing stated"
_NOT_ASKED = "Not asked for: it is met"
_WHERE_PROPORTION = "Proportion shows what is behind the claims of each module, live."
_MOST_OF_A_KIND = 8
_NOT_APPLICABLE = "Not applicable"


def summary_page(subject: QaSubject) -> Page:
    """Return the Summary sheet."""
    keys, columns = _columns(subject)
    facts = _facts(subject)
    remarks = (_HOLDS,) if subject.stands_alone else ()
    first_fact = 2 + len(remarks)
    standard_row = first_fact + next(i for i, f in enumerate(facts) if f.label == STANDARD.label)
    first = first_line(subject)
    rows = tuple(
        _row(subject, line, keys, first + i) for i, line in enumerate(subject.report.lines)
    )
    page = Page(
        title=TITLE,
        heading=HEADING,
        remarks=remarks,
        table="SummaryLines",
        keys=("Line",),
        columns=columns,
        rows=rows,
        facts=_with_answer(subject, facts, f"$B${standard_row}"),
        caption="Line by line",
        fact_names=_whole_names(subject, facts),
        names=tuple(
            Name(name, keys.index(key) + 1)
            for name, key in (
                (places.LINE_NAME, "line"),
                (places.LINE_VERDICT, "verdict"),
                (places.LINE_REACHED, "reached"),
                (places.LINE_TOTAL, "total"),
            )
        ),
    )
    assert page.first_row == first  # noqa: S101  # formulas were written for these rows
    return page


def first_line(subject: QaSubject) -> int:
    """Return the row of the first line, below everything that stands above the table."""
    return 2 + bool(subject.stands_alone) + len(_facts(subject)) + 2


def _whole_names(subject: QaSubject, facts: tuple[Fact, ...]) -> tuple[FactName, ...]:
    """Return the names of the answers to demands of the whole, which stand after the headline."""
    depth, stated = len(subject.report.depth), len(subject.report.stated)
    start = 1 + next(i for i, fact in enumerate(facts) if fact.label == "Headline")
    named = (
        FactName(places.DEPTH_ANSWERS, start, depth),
        FactName(places.STATED_ANSWERS, start + depth, stated),
    )
    return tuple(name for name in named if name.count)


def share_column(subject: QaSubject) -> int:
    """Return the column of the shares, which the chart draws."""
    return _columns(subject)[0].index("share") + 1


def _facts(subject: QaSubject) -> tuple[Fact, ...]:
    edition, content, report = subject.edition, subject.content, subject.report
    levels = tell_levels(edition, content)
    size = f"{plural(len(content.modules), 'module')}, {duration(content.minutes)}"
    below = tuple(
        Fact(
            f"Progression: {edition.by_level[step.level].name}",
            "Met by the entry requirement"
            if step.by_entry
            else Formula(
                formulas.progress(edition, step.level),
                formulas.progress_words(step.represented, step.lines),
            ),
        )
        for step in report.progression
    )
    return (
        *((*contents(), *contact(subject)) if subject.stands_alone else ()),
        Fact("Provider", subject.provider),
        Fact("Pathway", content.title, is_strong=True),
        Fact("Version", subject.version),
        Fact("Date of its last change", subject.changed_on),
        *sending(subject.sent),
        Fact("Size", size),
        Fact("Edition", f"{edition.title} ({edition.publisher}, published {edition.published})"),
        *(Fact(item.label, item.words) for item in levels),
        Fact(STANDARD.label, subject.standard.name),
        Fact("What the standard asks", subject.asks),
        Fact("Verdict", None, is_strong=True, tints=_VERDICT_TINTS),
        Fact("Headline", None, is_strong=True),
        *(Fact(_whole_label(one), behind.depth_answer(subject, one)) for one in report.depth),
        *(Fact(_whole_label(one), behind.stated_answer(one)) for one in report.stated),
        *_reason_of_depth(subject),
        *(() if subject.is_plain else _behind(subject)),
        *below,
        Fact("How to use this workbook", _how_to_use(subject)),
        Fact("Attribution", edition.attribution),
        Fact("Licence", f"{edition.licence}: {edition.licence_url}"),
    )


def _whole_label(finding: DepthFinding | StatedFinding) -> str:
    """Return a demand of the whole as a label: it holds for no single line."""
    asks = finding.asks.removesuffix(".")
    # An abbreviation keeps its capitals.
    first = asks[0] if asks[1].isupper() else asks[0].lower()
    return f"Asked of the whole: {first}{asks[1:]}"


def _reason_of_depth(subject: QaSubject) -> tuple[Fact, ...]:
    """Return what the provider says of demands of depth, where it was asked."""
    if not (subject.sent and subject.report.depth):
        return ()
    return (Fact("The provider's reason, of depth", subject.sent.reasons.get(DEPTH) or _NO_REASON),)


def _behind(subject: QaSubject) -> tuple[Fact, ...]:
    """Return what is behind the claims: live, then in sentences as they were at export."""
    proportion, cautions = subject.measured
    facts = [
        Fact("In proportion", summary_words(subject)),
        Fact("What to look at, as exported", told(cautions)),
    ]
    if subject.sentence is not None and (subject.sentence or proportion.crowded):
        facts.append(Fact("The provider says", subject.sentence or "Nothing of it"))
    return tuple(facts)


def told(cautions: Sequence[Caution]) -> str:
    """Return cautions as the text of one cell, a line each; many of one kind are counted."""
    lines = []
    for _kind, group in groupby(cautions, key=lambda caution: caution.kind):
        texts = [caution.text for caution in group]
        lines += texts[:_MOST_OF_A_KIND]
        if more := len(texts[_MOST_OF_A_KIND:]):
            lines.append(f"And {more} more like the last")
    return "\n".join(lines) or "Nothing"


def _how_to_use(subject: QaSubject) -> str:
    if subject.stands_alone:
        return _HOW_TO_USE_NOW
    if subject.is_plain:
        return _HOW_TO_USE
    return _HOW_TO_USE.replace("Write findings", f"{_WHERE_PROPORTION} Write findings")


def _with_answer(subject: QaSubject, facts: tuple[Fact, ...], standard: str) -> tuple[Fact, ...]:
    """Fill in verdict and headline, whose formula needs the place of the standard's name."""
    report = subject.report
    answers: dict[str, Value] = {
        "Verdict": Formula(
            formulas.overall_verdict(report),
            formulas.MET if report.is_met else formulas.NOT_MET,
        ),
        "Headline": Formula(
            formulas.headline(report, standard, subject.features_open), subject.headline
        ),
    }
    return tuple(replace(fact, value=answers.get(fact.label, fact.value)) for fact in facts)


def _columns(subject: QaSubject) -> tuple[list[str], tuple[Column, ...]]:
    """Return what stands in each column, and the columns."""
    found: list[tuple[str, Column]] = [
        ("line", Column("Line", 28, Kind.STRONG)),
        ("reason", Column("Reason", 62)),
        *((("said", Column("Provider's reason", 40)),) if subject.sent else ()),
        ("verdict", Column("Meets the standard", 13, tints=_VERDICT_TINTS)),
        ("status", Column("Status", 14)),
        ("reached", Column("Reached", 12, Kind.NUMBER)),
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
        ("minutes", Column("Minutes", 12, Kind.NUMBER)),
    ]
    for number in _levels_below(subject):
        found.append((f"{number}", Column(f"Level {number} reached", 11, Kind.NUMBER)))
        found.append((f"{number} total", Column(f"Level {number} total", 11, Kind.NUMBER)))
    return [key for key, _ in found], tuple(column for _, column in found)


def _levels_below(subject: QaSubject) -> tuple[int, ...]:
    """Return the levels by which the theme lines are split; none where a line has one."""
    if not subject.is_flat:
        return ()
    target = subject.content.target_level
    return tuple(level.number for level in subject.edition.levels if level.number < target)


def _row(subject: QaSubject, line: LineReport, keys: list[str], place: int) -> Row:
    edition = subject.edition
    sheet = modules if subject.stands_alone else modules_of_before
    cells = {key: f"${places.letter(i)}{place}" for i, key in enumerate(keys, start=1)}
    met = formulas.MET if line.is_met else formulas.NOT_MET
    values: dict[str, Value] = {
        "line": line.line.short_name,
        "reason": formulas.live(
            formulas.reason(edition, line, cells, is_frozen=subject.for_readers),
            " ".join(line_reasons(edition, line, is_frozen=subject.for_readers)),
        ),
        "said": _said(subject, line),
        "verdict": formulas.live(formulas.verdict(line, cells), met),
        "status": Formula(
            formulas.status(edition, line.line, cells, subject.nothing),
            formulas.status_words(line, subject.nothing),
        ),
        "reached": Formula(f"={formulas.reached(cells)}", line.reached),
        "total": Formula(f"={formulas.count(cells)}", line.total),
        "share": Formula(formulas.share(cells), line.reached / line.total if line.total else 0),
        "minutes": Formula(
            f'=SUMIFS({places.MODULE_MINUTES},{sheet.line_cells(subject, line.line.key)},">0")',
            line.minutes,
        )
        if subject.content.modules
        else 0,
    }
    for word in ("introduced", "developed", "assessed"):
        condition = (places.MATRIX_HIGHEST, places.quoted(word.capitalize()))
        values[word] = Formula(f"={formulas.count(cells, *condition)}", getattr(line, word))
    for strand in line.strands:
        name = places.quoted(edition.by_strand[strand.strand].short_name)
        condition = (places.MATRIX_STRAND, name)
        values |= _counted(cells, strand.strand, condition, strand.reached, strand.total)
    if not line.line.is_specialist:
        for level in line.levels:
            condition = (places.MATRIX_LEVEL, str(level.level))
            values |= _counted(cells, str(level.level), condition, level.reached, level.total)
    return tuple(values.get(key, _NOT_APPLICABLE) for key in keys)


def _said(subject: QaSubject, line: LineReport) -> str:
    """Return the provider's own reason for a line that is not met."""
    reasons = subject.sent.reasons if subject.sent else {}
    return reasons.get(line.line.key) or (_NOT_ASKED if line.is_met else _NO_REASON)


def _counted(
    cells: dict[str, str], key: str, condition: tuple[str, str], reached: int, total: int
) -> dict[str, Value]:
    return {
        key: Formula(f"={formulas.reached(cells, *condition)}", reached),
        f"{key} total": Formula(f"={formulas.count(cells, *condition)}", total),
    }
